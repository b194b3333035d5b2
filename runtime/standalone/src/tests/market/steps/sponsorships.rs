//! Sponsorships, and the reward pool.

use super::super::{
	chain::{self, Outcome},
	play::Play,
	shadow::Shadow,
	world::{self, is_poor, Person, FIRST_POOR, PATIENTS},
	Balance,
};
use crate::Runtime;
use epione_envelope::statements;
use epione_primitives::{CallKind, CallSet, SponsorshipId, DAY, HOUR};
use epione_runtime_common::constants::currency::{EPI, MILLI};
use pallet_sponsorship::{Call, MemberOf, Members, Terms};
use sp_runtime::Permill;

fn some_terms(play: &mut Play) -> Terms<Balance> {
	Terms {
		calls: if play.rng.chance(85) {
			CallSet::ALL
		} else {
			CallSet::of(&[CallKind::Grant, CallKind::ClaimDevice])
		},
		// The first is enough for a call or two.
		daily_fees: *play.rng.pick(&[20 * MILLI, EPI, EPI]).unwrap(),
		deposits: *play.rng.pick(&[200 * MILLI, 2 * EPI, 10 * EPI]).unwrap(),
		max_members: if play.rng.chance(85) { 10 } else { 1 },
		valid_until: chain::now() + (play.rng.below(60) as u64 + 2) * DAY,
	}
}

fn remember(play: &mut Play, id: SponsorshipId, terms: &Terms<Balance>) {
	let most = play.most_deposits.entry(id).or_default();
	*most = terms.deposits.max(*most);
}

pub fn create(play: &mut Play, view: &Shadow) -> bool {
	if view.sponsorships.len() >= 2 {
		return false;
	}
	let terms = some_terms(play);
	let id = pallet_sponsorship::NextSponsorshipId::<Runtime>::get();
	remember(play, id, &terms);
	let budget = *play.rng.pick(&[EPI, 20 * EPI, 20 * EPI]).unwrap();
	play.call("sponsor", Person::Hospital, Call::create { terms, budget });
	true
}

fn pick(play: &mut Play, view: &Shadow) -> Option<SponsorshipId> {
	let ids: Vec<_> = view.sponsorships.keys().copied().collect();
	play.rng.pick(&ids).copied()
}

/// Picks some member of the sponsorship.
fn member(play: &mut Play, id: SponsorshipId) -> Option<Person> {
	let members: Vec<Person> = (0..PATIENTS)
		.map(Person::Patient)
		.filter(|person| MemberOf::<Runtime>::get(person.id()) == Some(id))
		.collect();
	play.rng.pick(&members).copied()
}

/// Somebody joins, submitted by the sponsor or with its invitation.
pub fn join(play: &mut Play, view: &Shadow) -> bool {
	let Some(id) = pick(play, view) else { return false };
	let outside: Vec<usize> = (0..PATIENTS)
		.filter(|p| !MemberOf::<Runtime>::contains_key(Person::Patient(*p).id()))
		.collect();
	// Those who own nothing first.
	let poor: Vec<usize> = outside.iter().copied().filter(|p| *p >= FIRST_POOR).collect();
	let from = if poor.is_empty() { &outside } else { &poor };
	let Some(p) = play.rng.pick(from).copied() else { return false };
	let member = Person::Patient(p);
	let list = if is_poor(member) { vec![Person::Gateway.id()] } else { Vec::new() };
	let expiry = (chain::now() / HOUR + 24) * HOUR;
	let statement = statements::sponsorship_join(
		&world::chain_id(),
		id,
		member.id().as_ref(),
		list.iter().map(AsRef::as_ref),
		expiry,
	);
	let consent = member.sign(&statements::wrapped(&statement));
	let alone = play.rng.chance(70);
	let (step, by, invitation) = if alone {
		("join", Person::Hospital, None)
	} else {
		let invitation = Some(Person::Hospital.sign(&statement));
		("join, invited", Person::Bystander, invitation)
	};
	let gateways = list.try_into().unwrap();
	let call =
		Call::join { sponsorship: id, member: member.id(), gateways, expiry, consent, invitation };
	let joined = play.call(step, by, call.clone()) == Outcome::Done;
	play.joining = Some((member, call.into(), joined));
	// The gateway may anchor, commit and deliver from now on.
	if joined && is_poor(member) {
		let known = pallet_proxy::Proxies::<Runtime>::get(member.id()).0.len();
		if known == 0 {
			let who = play.patient(p);
			let call = pallet_proxy::Call::add_proxy {
				delegate: Person::Gateway.id().into(),
				proxy_type: epione_runtime_common::ProxyType::Gateway,
				delay: 0,
			};
			play.call("add_proxy", who, call);
		}
	}
	true
}

/// Repeats the last joining, or tries one without the member's valid signature.
pub fn join_wrongly(play: &mut Play, view: &Shadow) -> bool {
	if play.joining.is_some() && play.rng.chance(50) {
		return join_again(play);
	}
	let Some(id) = pick(play, view) else { return false };
	let member = Person::Patient(play.rng.below(PATIENTS)).id();
	let consent = Person::Bystander.sign(&[1]);
	let expiry = chain::now() + HOUR;
	let call = Call::join {
		sponsorship: id,
		member,
		gateways: Default::default(),
		expiry,
		consent,
		invitation: None,
	};
	let outcome = play.call("join, wrongly", Person::Bystander, call);
	assert_ne!(outcome, Outcome::Done, "joined without a word of its own");
	true
}

/// Repeats the last joining. If it was refused the first time, it may succeed now.
fn join_again(play: &mut Play) -> bool {
	let Some((member, call, used)) = play.joining.clone() else { return false };
	let joined = play.call("join again", Person::Hospital, call.clone()) == Outcome::Done;
	assert!(!(used && joined), "{member:?} was made a member twice by one word");
	play.joining = Some((member, call, used || joined));
	true
}

pub fn fund(play: &mut Play, view: &Shadow) -> bool {
	let Some(sponsorship) = pick(play, view) else { return false };
	let who = if play.rng.chance(50) { Person::Hospital } else { Person::Bystander };
	play.call("fund sponsorship", who, Call::fund { sponsorship, amount: EPI });
	true
}

pub fn set_terms(play: &mut Play, view: &Shadow) -> bool {
	let Some(sponsorship) = pick(play, view) else { return false };
	let terms = some_terms(play);
	remember(play, sponsorship, &terms);
	play.call("set_terms", Person::Hospital, Call::set_terms { sponsorship, terms });
	true
}

pub fn leave(play: &mut Play, view: &Shadow) -> bool {
	let Some(id) = pick(play, view) else { return false };
	let Some(member) = member(play, id) else { return false };
	play.sake = Some(member.id());
	let outcome = play.call("leave", member, Call::leave {});
	assert_eq!(outcome, Outcome::Done, "a sponsorship that cannot be left");
	if play.joining.as_ref().is_some_and(|(last, ..)| *last == member) && play.rng.chance(50) {
		join_again(play);
	}
	true
}

/// The sponsor evicts a member; anybody may once it no longer pays.
pub fn evict(play: &mut Play, view: &Shadow) -> bool {
	let Some(id) = pick(play, view) else { return false };
	let Some(member) = member(play, id) else { return false };
	let (step, who) = if play.rng.chance(60) {
		("evict", Person::Hospital)
	} else {
		("evict, by anybody", Person::Bystander)
	};
	play.call(step, who, Call::evict { sponsorship: id, member: member.id() });
	true
}

pub fn end(play: &mut Play, view: &Shadow) -> bool {
	let Some(sponsorship) = pick(play, view) else { return false };
	let who = if play.rng.chance(60) { Person::Hospital } else { Person::Bystander };
	play.call("end", who, Call::end { sponsorship });
	true
}

pub fn refund(play: &mut Play, view: &Shadow) -> bool {
	let Some(sponsorship) = pick(play, view) else { return false };
	play.call("refund", Person::Bystander, Call::refund { sponsorship });
	true
}

pub fn purge(play: &mut Play, view: &Shadow) -> bool {
	let Some(sponsorship) = pick(play, view) else { return false };
	let records: Vec<_> = Members::<Runtime>::iter_key_prefix(sponsorship).collect();
	let Some(member) = play.rng.pick(&records).cloned() else { return false };
	play.call("purge member", Person::Bystander, Call::purge { sponsorship, member });
	true
}

pub fn set_gateways(play: &mut Play, view: &Shadow) -> bool {
	let Some(id) = pick(play, view) else { return false };
	let Some(member) = member(play, id) else { return false };
	let gateways = if play.rng.chance(70) { vec![Person::Gateway.id()] } else { Vec::new() };
	play.sake = Some(member.id());
	let call = Call::set_gateways { gateways: gateways.try_into().unwrap() };
	play.call("set_gateways", member, call);
	true
}

pub fn donate(play: &mut Play, _: &Shadow) -> bool {
	let who = if play.rng.chance(50) { Person::Bystander } else { Person::Sponsor(0) };
	play.call("donate", who, pallet_rewards::Call::donate { amount: EPI });
	true
}

/// Somebody claims a reward, for itself or another, in time or not.
pub fn claim_reward(play: &mut Play, _: &Shadow) -> bool {
	let counted: Vec<_> = pallet_rewards::Counted::<Runtime>::iter_keys().collect();
	let Some((epoch, who)) = play.rng.pick(&counted).cloned() else { return false };
	let person = Person::of(&who).unwrap();
	if play.rng.chance(50) {
		play.sake = Some(who);
		play.call("claim reward", person, pallet_rewards::Call::claim { epoch });
	} else {
		let call = pallet_rewards::Call::claim_for { who, epoch };
		play.call("claim reward for", Person::Bystander, call);
	}
	true
}

pub fn set_split(play: &mut Play, _: &Shadow) -> bool {
	let author = *play.rng.pick(&[5, 20, 30, 40]).unwrap();
	let split = pallet_rewards::Split {
		author: Permill::from_percent(author),
		pool: Permill::from_percent(50),
	};
	play.council("set_split", pallet_rewards::Call::set_split { split });
	true
}
