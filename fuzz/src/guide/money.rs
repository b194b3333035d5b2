//! Sponsorships, and the reward pool.

use super::market;
use crate::{
	chain,
	input::Input,
	people::{self, *},
	world::{by, council, person, Guide, Step, World},
};
use epione_envelope::statements;
use epione_primitives::{CallKind, CallSet, SponsorshipId, DAY, HOUR, MINUTE};
use epione_runtime::{AccountId, Balance, Runtime, SLOT_DURATION};
use epione_runtime_common::constants::currency::{EPI, MILLI};
use pallet_sponsorship::Terms;
use sp_runtime::Permill;

type Rewards = pallet_rewards::Call<Runtime>;
type Sponsorships = pallet_sponsorship::Call<Runtime>;

pub const GUIDES: &[(&str, Guide)] = &[
	("Rewards.donate", donate),
	("Rewards.set_split", |_, i| {
		let author = Permill::from_percent(i.pick(&[5, 20, 30, 40]).unwrap_or_default());
		let split = pallet_rewards::Split { author, pool: Permill::from_percent(50) };
		council(Rewards::set_split { split })
	}),
	("Rewards.clean", |_, i| person(HOSPITAL, Rewards::clean { limit: u32::from(i.byte()) % 50 })),
	("Rewards.claim", |world, input| match earned(input) {
		Some((epoch, who)) => by(&who, Rewards::claim { epoch }),
		None => earn(world, input),
	}),
	("Rewards.claim_for", |world, input| match earned(input) {
		Some((epoch, who)) => person(HOSPITAL, Rewards::claim_for { who, epoch }),
		None => earn(world, input),
	}),
	("Sponsorship.create", create),
	("Sponsorship.fund", |world, input| {
		let Some((sponsorship, _)) = paying(input) else { return create(world, input) };
		person(SPONSORS[0], Sponsorships::fund { sponsorship, amount: EPI })
	}),
	("Sponsorship.set_terms", |world, input| {
		let Some((sponsorship, sponsor)) = paying(input) else { return create(world, input) };
		by(&sponsor, Sponsorships::set_terms { sponsorship, terms: some_terms(input) })
	}),
	("Sponsorship.join", join),
	("Sponsorship.set_gateways", |world, input| {
		let Some((member, _)) = member(input) else { return join(world, input) };
		let gateways = if input.chance(180) { vec![id(GATEWAY)] } else { Vec::new() };
		by(&member, Sponsorships::set_gateways { gateways: gateways.try_into().ok()? })
	}),
	("Sponsorship.leave", |world, input| match member(input) {
		Some((member, _)) => by(&member, Sponsorships::leave {}),
		None => join(world, input),
	}),
	("Sponsorship.evict", |world, input| {
		let Some((member, sponsorship)) = member(input) else { return join(world, input) };
		let found = pallet_sponsorship::Sponsorships::<Runtime>::get(sponsorship)?;
		by(&found.sponsor, Sponsorships::evict { sponsorship, member })
	}),
	("Sponsorship.end", |world, input| match paying(input) {
		Some((sponsorship, sponsor)) => by(&sponsor, Sponsorships::end { sponsorship }),
		None => create(world, input),
	}),
	("Sponsorship.refund", |world, input| {
		let ended: Vec<_> = pallet_sponsorship::Sponsorships::<Runtime>::iter()
			.filter(|(_, found)| found.ended)
			.map(|(id, _)| id)
			.collect();
		match (input.pick(&ended), paying(input)) {
			(Some(sponsorship), _) => person(HOSPITAL, Sponsorships::refund { sponsorship }),
			(None, Some((sponsorship, sponsor))) => by(&sponsor, Sponsorships::end { sponsorship }),
			(None, None) => create(world, input),
		}
	}),
	("Sponsorship.purge", |world, input| {
		let former: Vec<_> = pallet_sponsorship::Members::<Runtime>::iter()
			.filter(|(.., found)| !found.active && found.held == 0)
			.map(|(id, member, found)| (id, member, found.void_until))
			.collect();
		let Some((sponsorship, member, until)) = input.pick(&former) else {
			return match member(input) {
				Some((member, _)) => by(&member, Sponsorships::leave {}),
				None => join(world, input),
			};
		};
		if chain::now() < until {
			let blocks = (until - chain::now()) / SLOT_DURATION + 1;
			return Some(Step::Pass(blocks as u32));
		}
		person(HOSPITAL, Sponsorships::purge { sponsorship, member })
	}),
];

fn donate(_: &mut World, input: &mut Input) -> Option<Step> {
	let amount = EPI * Balance::from(input.byte().max(1));
	person(input.below(PATIENTS[0]), Rewards::donate { amount })
}

/// A reward that can be claimed.
fn earned(input: &mut Input) -> Option<(u32, AccountId)> {
	let running = pallet_rewards::Current::<Runtime>::get().number;
	let all: Vec<_> = pallet_rewards::Counted::<Runtime>::iter_keys()
		.filter(|(epoch, _)| *epoch < running)
		.filter(|(epoch, _)| pallet_rewards::Epochs::<Runtime>::contains_key(epoch))
		.collect();
	input.pick(&all)
}

/// Lets the epoch end in which somebody earned something, or earns something.
fn earn(world: &mut World, input: &mut Input) -> Option<Step> {
	let running = pallet_rewards::Current::<Runtime>::get().number;
	let counted = pallet_rewards::Counted::<Runtime>::iter_prefix(running).next().is_some();
	match counted {
		true if input.chance(100) => donate(world, input),
		true => Some(Step::Rest((MINUTE / SLOT_DURATION) as u32 + 1)),
		false => market::settle(world, input),
	}
}

fn some_terms(input: &mut Input) -> Terms<Balance> {
	Terms {
		calls: match input.chance(220) {
			true => CallSet::ALL,
			false => CallSet::of(&[CallKind::Grant, CallKind::ClaimDevice]),
		},
		daily_fees: input.pick(&[EPI, 20 * MILLI]).unwrap_or_default(),
		deposits: input.pick(&[10 * EPI, 200 * MILLI]).unwrap_or_default(),
		max_members: 10,
		valid_until: chain::now() + (2 + input.below(200) as u64) * DAY,
	}
}

fn create(_: &mut World, input: &mut Input) -> Option<Step> {
	let terms = some_terms(input);
	person(HOSPITAL, Sponsorships::create { terms, budget: 100 * EPI })
}

/// A sponsorship that has not ended, and whose it is.
fn paying(input: &mut Input) -> Option<(SponsorshipId, AccountId)> {
	let all: Vec<_> = pallet_sponsorship::Sponsorships::<Runtime>::iter()
		.filter(|(_, found)| !found.ended && chain::now() < found.terms.valid_until)
		.map(|(id, found)| (id, found.sponsor))
		.collect();
	input.pick(&all)
}

fn member(input: &mut Input) -> Option<(AccountId, SponsorshipId)> {
	let all: Vec<_> = pallet_sponsorship::MemberOf::<Runtime>::iter().collect();
	input.pick(&all)
}

fn join(world: &mut World, input: &mut Input) -> Option<Step> {
	let Some((sponsorship, sponsor)) = paying(input) else { return create(world, input) };
	let outside: Vec<_> = PATIENTS
		.into_iter()
		.rev()
		.map(people::id)
		.filter(|who| !pallet_sponsorship::MemberOf::<Runtime>::contains_key(who))
		.collect();
	let member = input.pick(&outside)?;
	let list = if input.chance(180) { vec![id(GATEWAY)] } else { Vec::new() };
	let expiry = (chain::now() / HOUR + 24) * HOUR;
	let statement = statements::sponsorship_join(
		&chain::chain_id(),
		sponsorship,
		member.as_ref(),
		list.iter().map(AsRef::as_ref),
		expiry,
	);
	let consent = people::sign(&member, &statements::wrapped(&statement));
	let invited = input.chance(80);
	let invitation = invited.then(|| people::sign(&sponsor, &statement));
	let call = Sponsorships::join {
		sponsorship,
		member,
		gateways: list.try_into().ok()?,
		expiry,
		consent,
		invitation,
	};
	by(&if invited { id(SPONSORS[1]) } else { sponsor }, call)
}
