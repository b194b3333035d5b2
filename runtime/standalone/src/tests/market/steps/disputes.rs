//! Disputes, and who may decide them.

use super::super::{
	chain::Outcome,
	draws,
	play::{Panel, Play},
	shadow::{Name, Shadow},
	world::{self, Person, ARBITERS, SPONSORS},
};
use crate::{Runtime, System};
use epione_primitives::{DisputeId, Role, StudyId};
use pallet_credentials::RevocationReason;
use pallet_disputes::{Call, Reason, Stage, Verdict};
use pallet_studies::Status;

/// A sponsor disputes something; a dishonest one disputes anything, in any number. Honest sponsors
/// dispute bad data of their own accord.
pub fn open(play: &mut Play, view: &Shadow) -> bool {
	let studies: Vec<StudyId> = view.studies.keys().copied().collect();
	let Some(study) = play.rng.pick(&studies).copied() else { return false };
	let sponsor = Person::of(&view.studies[&study].sponsor).unwrap();
	let delivered: Vec<&Name> = view
		.contributions
		.iter()
		.filter(|((of, ..), one)| *of == study && one.status == Status::Delivered)
		.map(|(name, _)| name)
		.collect();
	if play.is_honest(sponsor) || delivered.is_empty() {
		return false;
	}
	let first = play.rng.below(delivered.len());
	let count = play.rng.below(3) + 1;
	let names: Vec<&Name> =
		delivered.iter().cycle().skip(first).take(count.min(delivered.len())).copied().collect();
	let reason =
		*play.rng.pick(&[Reason::Unavailable, Reason::Undecryptable, Reason::DeviceFraud]).unwrap();
	play.dispute(sponsor, study, Play::named(&names), reason);
	true
}

/// Picks a dispute in some stage.
fn pick<'a>(
	play: &mut Play,
	view: &'a Shadow,
	which: impl Fn(&Stage<crate::AccountId>) -> bool,
) -> Option<(DisputeId, &'a pallet_disputes::DisputeOf<crate::Runtime>)> {
	let all: Vec<_> = view.disputes.iter().filter(|(_, one)| which(&one.stage)).collect();
	play.rng.pick(&all).map(|(id, one)| (**id, *one))
}

fn any_verdict(play: &mut Play, reason: Reason) -> Verdict {
	let all = [Verdict::Rejected, Verdict::Upheld, Verdict::Cured];
	let known = if reason == Reason::Unavailable { &all[..] } else { &all[..2] };
	*play.rng.pick(known).unwrap()
}

/// An arbiter decides by chance. (Honest ones decide truthfully, of their own accord.)
pub fn decide(play: &mut Play, view: &Shadow) -> bool {
	let Some((id, dispute)) = pick(play, view, |stage| matches!(stage, Stage::Deciding { .. }))
	else {
		return false;
	};
	let arbiter = Person::of(dispute.stage.arbiter().unwrap()).unwrap();
	if play.is_honest(arbiter) {
		return false;
	}
	let verdicts =
		dispute.items.iter().map(|_| any_verdict(play, dispute.reason)).collect::<Vec<_>>();
	play.decide(id, arbiter, verdicts);
	true
}

/// A dishonest party appeals a verdict against it.
pub fn appeal(play: &mut Play, view: &Shadow) -> bool {
	let Some((id, dispute)) = pick(play, view, |stage| matches!(stage, Stage::Decided { .. }))
	else {
		return false;
	};
	let subject = dispute.items.first().map(|item| item.subject.clone());
	let by = if play.rng.chance(50) { Some(dispute.sponsor.clone()) } else { subject };
	let who = Person::of(&by.unwrap()).unwrap();
	if play.is_honest(who) {
		return false;
	}
	play.appeal(id, who);
	true
}

/// A council that is neither honest nor silent decides by chance.
pub fn panel(play: &mut Play, view: &Shadow) -> bool {
	let waits = |stage: &Stage<_>| matches!(stage, Stage::Appealed { .. } | Stage::Panel { .. });
	let Some((id, dispute)) = pick(play, view, waits) else { return false };
	if play.honesty.panel != Panel::Corrupt {
		return false;
	}
	let verdicts = dispute
		.items
		.iter()
		.filter(|item| item.is_the_panels())
		.map(|_| any_verdict(play, dispute.reason))
		.collect::<Vec<_>>();
	play.panel(id, verdicts);
	true
}

/// Anybody advances a dispute.
pub fn advance(play: &mut Play, view: &Shadow) -> bool {
	let Some((dispute, _)) = pick(play, view, |_| true) else { return false };
	play.call("advance", Person::Bystander, Call::advance { dispute });
	true
}

/// Somebody waits until the lot is known and then tries to change who is drawn: clears records of
/// arbiters, accredits strangers, takes credentials away and gives them back, draws for another
/// dispute. `judge_draw` says whom all that may concern.
pub fn reroll(play: &mut Play, view: &Shadow) -> bool {
	let Some((dispute, one)) = pick(play, view, |stage| stage.draws_at().is_some()) else {
		return false;
	};
	let block = one.stage.draws_at().unwrap();
	while System::block_number() <= block {
		// Full blocks, so that nothing is drawn by itself.
		play.next_block(false);
	}
	for _ in 0..play.rng.below(4) + 1 {
		meddle_with_credentials(play);
	}
	play.call("advance", Person::Bystander, Call::advance { dispute });
	true
}

fn meddle_with_credentials(play: &mut Play) {
	use pallet_credentials::{Call as Credentials, Holders};
	let holders: Vec<_> = Holders::<Runtime>::iter()
		.filter(|(_, role, _)| *role == Role::Arbiter)
		.map(|(who, ..)| who)
		.collect();
	let Some(holder) = play.rng.pick(&holders).cloned() else { return };
	let role = Role::Arbiter;
	match play.rng.below(5) {
		0 | 1 => {
			let valid: Vec<_> = draws::arbiters().map(|(who, _)| who).collect();
			let over = holders.iter().find(|who| !valid.contains(who));
			let holder = over.cloned().unwrap_or(holder);
			play.call("clear credential", Person::Bystander, Credentials::clear { holder, role });
		},
		2 => {
			let strangers = [Person::Board, Person::Hospital, Person::Maker, Person::Bystander];
			let stranger = *play.rng.pick(&strangers).unwrap();
			let call = world::issue(stranger, role);
			play.call("issue credential, stranger", Person::ArbiterAccreditor, call);
		},
		3 => {
			let (by, reason) = (Person::ArbiterAccreditor, RevocationReason::HolderRequest);
			let call = Credentials::revoke { holder: holder.clone(), role, reason };
			let revoked = play.call("revoke credential, arbiter", by, call) == Outcome::Done;
			if let (Some(who), true) = (Person::of(&holder), revoked && play.rng.chance(50)) {
				play.call("issue credential, arbiter", by, world::issue(who, role));
			}
		},
		_ => {
			let view = Shadow::take();
			advance(play, &view);
		},
	}
}

/// Calls by strangers to a dispute, or with too many verdicts.
pub fn meddle(play: &mut Play, view: &Shadow) -> bool {
	let Some((id, dispute)) = pick(play, view, |_| true) else { return false };
	let stranger = match Person::of(&dispute.sponsor) {
		Some(Person::Sponsor(n)) => Person::Sponsor((n + 1) % SPONSORS),
		other => panic!("no sponsor: {other:?}"),
	};
	let count = dispute.items.len();
	let outcome = match play.rng.below(5) {
		0 => play.decide(id, stranger, vec![Verdict::Upheld; count]),
		1 => match dispute.stage.arbiter().and_then(Person::of) {
			Some(arbiter) => play.decide(id, arbiter, vec![Verdict::Rejected; count + 1]),
			None => return false,
		},
		2 => play.appeal(id, stranger),
		3 => {
			let item = dispute.items.first().unwrap();
			let again = vec![(item.subject.clone(), item.dataset)];
			let sponsor = Person::of(&dispute.sponsor).unwrap();
			play.dispute(sponsor, dispute.study, again, Reason::Duplicate)
		},
		_ => {
			let item = dispute.items.first().unwrap();
			let again = vec![(item.subject.clone(), item.dataset)];
			play.dispute(stranger, dispute.study, again, Reason::Duplicate)
		},
	};
	assert_ne!(outcome, Outcome::Done, "a stranger had a say in dispute {id}");
	true
}

/// An arbiter removes its evidence key, or publishes one.
pub fn evidence_key(play: &mut Play, _: &Shadow) -> bool {
	let missing = (0..ARBITERS).find(|n| {
		!pallet_disputes::EvidenceKeys::<crate::Runtime>::contains_key(Person::Arbiter(*n).id())
	});
	let any = play.rng.below(ARBITERS);
	let n = missing.filter(|_| play.rng.chance(60)).unwrap_or(any);
	let arbiter = Person::Arbiter(n);
	if pallet_disputes::EvidenceKeys::<crate::Runtime>::contains_key(arbiter.id()) {
		play.call("remove_evidence_key", arbiter, Call::remove_evidence_key {});
	} else {
		play.call("set_evidence_key", arbiter, Call::set_evidence_key { key: [n as u8 + 9; 32] });
	}
	true
}

/// The council dismisses the arbiters' accreditor, and with it all arbiters; or appoints it again.
pub fn dismiss(play: &mut Play, _: &Shadow) -> bool {
	use pallet_credentials::{Accreditors, Call};
	let accreditor = Person::ArbiterAccreditor.id();
	if Accreditors::<crate::Runtime>::contains_key(&accreditor) {
		play.council("dismiss", Call::dismiss { accreditor });
	} else {
		let roles = epione_primitives::Roles::of(&[Role::Arbiter]);
		play.council("appoint", Call::appoint { accreditor, roles });
		for n in 0..ARBITERS - 1 {
			let call = world::issue(Person::Arbiter(n), Role::Arbiter);
			play.call("issue credential, arbiter", Person::ArbiterAccreditor, call);
		}
	}
	true
}

/// Somebody loses its credential, or gets it back.
pub fn accredit(play: &mut Play, _: &Shadow) -> bool {
	let n = play.rng.below(ARBITERS + SPONSORS + 2);
	let (holder, role, accreditor, gone, back) = match n {
		0 => (
			Person::Board,
			Role::EthicsBoard,
			Person::Accreditor,
			"revoke credential, board",
			"issue credential, board",
		),
		1 => (
			Person::Maker,
			Role::Manufacturer,
			Person::Accreditor,
			"revoke credential, maker",
			"issue credential, maker",
		),
		n if n < 2 + SPONSORS => (
			Person::Sponsor(n - 2),
			Role::Researcher,
			Person::Accreditor,
			"revoke credential, sponsor",
			"issue credential, sponsor",
		),
		n => {
			let n = n - 2 - SPONSORS;
			let by = world::accreditor_of_arbiter(n);
			(
				Person::Arbiter(n),
				Role::Arbiter,
				by,
				"revoke credential, arbiter",
				"issue credential, arbiter",
			)
		},
	};
	let held = pallet_credentials::Holders::<crate::Runtime>::get(holder.id(), role)
		.is_some_and(|credential| credential.revoked.is_none());
	if held {
		let reason = RevocationReason::Misconduct;
		let holder = holder.id();
		play.call(gone, accreditor, pallet_credentials::Call::revoke { holder, role, reason });
	} else {
		play.call(back, accreditor, world::issue(holder, role));
	}
	true
}
