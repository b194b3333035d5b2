//! How every sequence ends: the clock and a bystander alone return all money; then everybody takes
//! back, alone, what is its own.

use super::{
	chain::{self, Outcome},
	holds,
	play::{duties_of, Play},
	shadow::Shadow,
	world::{Person, ARBITERS, PATIENTS, SPONSORS},
	Balance,
};
use crate::{AccountId, Balances, Runtime, RuntimeHoldReason, SLOT_DURATION};
use codec::Decode;
use epione_primitives::{Grantee, Moment, StudyId, DAY};
use frame_support::traits::fungible::Inspect;
use pallet_disputes::Stage;
use pallet_studies::Status;

/// Maximum rounds of a bystander: if more are needed, something does not end.
const ROUNDS: usize = 120;

/// Brings the sequence to its end.
pub fn wind_down(play: &mut Play) {
	// A chain whose blocks are full does nothing by itself; then a bystander does everything.
	let idle = play.rng.chance(50);
	let mut rounds = 0;
	while !markets_are_closed() {
		rounds += 1;
		assert!(rounds < ROUNDS, "something does not end: {}", what_is_left());
		play.react();
		bystand(play);
		// What a bystander moved on may now wait for an honest party's decision.
		play.react();
		if markets_are_closed() {
			break;
		}
		let now = chain::now();
		let next = next_moment().unwrap_or(now + DAY).clamp(now + SLOT_DURATION, now + 40 * DAY);
		play.run_for(next - now, idle);
	}
	no_money_is_stuck();
	take_back(play, idle);
	nothing_is_left(play);
}

/// Makes every call that a bystander can make now.
fn bystand(play: &mut Play) {
	let bystander = Person::Bystander;
	let view = Shadow::take();
	let live = chain::live();
	for (id, dispute) in &view.disputes {
		let due = match &dispute.stage {
			Stage::Drawing { block, .. } => crate::System::block_number() > block + 1,
			stage => stage.due().is_some_and(|due| live >= due),
		};
		if due {
			let call = pallet_disputes::Call::advance { dispute: *id };
			let outcome = play.call("advance", bystander, call);
			assert_eq!(outcome, Outcome::Done, "dispute {id} is due and does not move");
		}
	}
	for ((study, subject, dataset), one) in &view.contributions {
		if one.due.is_none_or(|due| live < due) {
			continue;
		}
		let holder = match *study {
			StudyId::MAX => Grantee::Account(Person::Hospital.id()),
			study => Grantee::Study(study),
		};
		let (subject, dataset) = (subject.clone(), *dataset);
		if one.status == Status::Delivered {
			let call = pallet_studies::Call::settle { holder, subject, dataset };
			let outcome = play.call("settle", bystander, call);
			assert_eq!(outcome, Outcome::Done, "due, and not paid");
		} else {
			play.call("lapse", bystander, pallet_studies::Call::lapse { holder, subject, dataset });
		}
	}
	let now = chain::now();
	for (id, study) in &view.studies {
		let missed =
			study.gathering.is_some_and(|one| one.completed_at.is_none() && live >= one.deadline);
		let over = now >= study.terms.closes || missed;
		if over && study.closing_at.is_none() {
			let outcome = play.call(
				"close, by anybody",
				bystander,
				pallet_studies::Call::close { study: *id },
			);
			assert_eq!(outcome, Outcome::Done, "study {id} cannot be closed");
		}
		let closed = over || study.closing_at.is_some_and(|at| live >= at);
		if closed && !study.refunding {
			let call = pallet_studies::Call::finish { study: *id };
			let outcome = play.call("finish", bystander, call);
			assert_eq!(outcome, Outcome::Done, "study {id} cannot be finished");
		}
	}
	let retained = view
		.studies
		.values()
		.any(|study| study.finished_at.is_some_and(|at| live >= at + 30 * DAY));
	if retained {
		// Repeated as often as needed: the search continues where it stopped.
		for _ in 0..4 {
			play.call("purge", bystander, pallet_studies::Call::purge { limit: 50 });
		}
	}
	for key in pallet_consent::DutyAgenda::<Runtime>::iter_keys().collect::<Vec<_>>() {
		let (due, grant) = key.split_at(8);
		let due = Moment::from_be_bytes(due.try_into().unwrap());
		if live >= due {
			let grant = u32::from_be_bytes(grant.try_into().unwrap());
			let call = pallet_consent::Call::report_overdue { grant };
			let outcome = play.call("report_overdue", bystander, call);
			assert_eq!(outcome, Outcome::Done, "overdue, and cannot be said");
		}
	}
	if play.rng.chance(20) {
		play.call("clean", bystander, pallet_rewards::Call::clean { limit: 50 });
	}
	close_sponsorships(play, &view);
	claim_rewards(play);
}

fn close_sponsorships(play: &mut Play, view: &Shadow) {
	use pallet_sponsorship::{Call, Members};
	let bystander = Person::Bystander;
	let now = chain::now();
	for (id, sponsorship) in &view.sponsorships {
		let sponsorship_id = *id;
		if now < sponsorship.terms.valid_until && !sponsorship.ended {
			continue;
		}
		if !sponsorship.ended {
			let call = Call::end { sponsorship: sponsorship_id };
			let outcome = play.call("end", bystander, call);
			assert_eq!(outcome, Outcome::Done, "sponsorship {id} cannot be ended");
		}
		let members: Vec<_> = Members::<Runtime>::iter_prefix(id).collect();
		for (member, membership) in members {
			if membership.active {
				let call = Call::evict { sponsorship: sponsorship_id, member };
				let outcome = play.call("evict, by anybody", bystander, call);
				assert_eq!(outcome, Outcome::Done, "a member stays for ever");
			} else if membership.held == 0 && membership.void_until <= now {
				let call = Call::purge { sponsorship: sponsorship_id, member };
				let outcome = play.call("purge member", bystander, call);
				assert_eq!(outcome, Outcome::Done, "a member's record stays for ever");
			}
		}
		let found = pallet_sponsorship::Sponsorships::<Runtime>::get(id);
		let gone = found.is_some_and(|found| found.records == 0 && found.held == 0);
		if gone || pallet_sponsorship::Pallet::<Runtime>::budget(*id) > 0 {
			let call = Call::refund { sponsorship: sponsorship_id };
			let outcome = play.call("refund", bystander, call);
			assert_eq!(outcome, Outcome::Done, "a sponsorship's money stays");
		}
	}
}

fn claim_rewards(play: &mut Play) {
	let running = pallet_rewards::Current::<Runtime>::get().number;
	let counted: Vec<_> = pallet_rewards::Counted::<Runtime>::iter_keys().collect();
	for (epoch, who) in counted.into_iter().filter(|(epoch, _)| *epoch < running) {
		if pallet_rewards::Epochs::<Runtime>::contains_key(epoch) {
			let call = pallet_rewards::Call::claim_for { who, epoch };
			play.call("claim reward for", Person::Bystander, call);
		}
	}
}

/// No study, contribution or dispute is left.
fn markets_are_closed() -> bool {
	pallet_studies::Studies::<Runtime>::iter_keys().next().is_none()
		&& pallet_disputes::Disputes::<Runtime>::iter_keys().next().is_none()
		// Of sales, only paid ones are left, for the buyer to collect.
		&& pallet_studies::Agenda::<Runtime>::iter_keys().next().is_none()
		&& pallet_sponsorship::Sponsorships::<Runtime>::iter_values().all(|one| one.ended)
		&& pallet_sponsorship::MemberOf::<Runtime>::iter_keys().next().is_none()
}

fn what_is_left() -> String {
	let view = Shadow::take();
	format!("{:?} {:?} {:?}", view.studies, view.disputes, view.sponsorships)
}

/// The next moment at which something can be done that cannot be done now.
fn next_moment() -> Option<Moment> {
	let view = Shadow::take();
	let standstill = chain::now() - chain::live();
	let studies = view.studies.values().flat_map(|study| {
		[
			Some(study.terms.closes),
			study.closing_at.map(|at| at + standstill),
			study.gathering.map(|one| one.deadline + standstill),
			study.finished_at.map(|at| at + 30 * DAY + standstill),
		]
	});
	let sponsorships = view.sponsorships.values().map(|one| Some(one.terms.valid_until));
	let dues = [chain::next_due()].into_iter();
	let drawing = view
		.disputes
		.values()
		.any(|dispute| matches!(dispute.stage, Stage::Drawing { .. }))
		.then(|| chain::now() + SLOT_DURATION);
	let contributions = view.contributions.values().map(|one| one.due.map(|due| due + standstill));
	studies
		.chain(sponsorships)
		.chain(dues)
		.chain(contributions)
		.chain([drawing])
		.flatten()
		.filter(|moment| *moment > chain::now())
		.min()
}

/// Escrows are empty, and no bond, price or commitment is on hold.
fn no_money_is_stuck() {
	for study in 0..pallet_studies::NextStudyId::<Runtime>::get() {
		let pot = pallet_studies::Pallet::<Runtime>::pot(study);
		let left = <Balances as Inspect<AccountId>>::total_balance(&pot);
		assert_eq!(left, 0, "in the pot of study {study}");
	}
	for ((who, reason), amount) in holds::held() {
		let reason = RuntimeHoldReason::decode(&mut &reason[..]).unwrap();
		let transient = matches!(
			reason,
			RuntimeHoldReason::Disputes(pallet_disputes::HoldReason::Bond)
				| RuntimeHoldReason::Studies(pallet_studies::HoldReason::Commitment)
		);
		assert!(!transient, "{amount} of {:?} on hold for {reason:?}", Person::of(&who));
	}
}

/// Everybody ends what is its own, alone; refusing costs nothing, even for those who own nothing.
fn take_back(play: &mut Play, idle: bool) {
	for p in 0..PATIENTS {
		let patient = play.patient(p);
		let subject = patient.id();
		let before = <Balances as Inspect<AccountId>>::total_balance(&subject);
		// Expired grants need not be revoked.
		if !super::steps::grants_of(p).is_empty() {
			let call = pallet_consent::Call::revoke_all { subject: subject.clone() };
			let outcome = play.call("revoke_all", patient, call);
			assert_eq!(outcome, Outcome::Done, "{patient:?} cannot revoke");
		}
		for digest in super::steps::datasets_of(p) {
			let call = pallet_datasets::Call::tombstone { subject: subject.clone(), digest };
			let outcome = play.call("tombstone", patient, call);
			assert_eq!(outcome, Outcome::Done, "{patient:?} cannot take its data out");
		}
		let after = <Balances as Inspect<AccountId>>::total_balance(&subject);
		assert_eq!(before, after, "saying no has cost {patient:?} something");
	}
	let bids: Vec<_> = pallet_studies::Bids::<Runtime>::iter_keys().collect();
	for (subject, dataset, _) in bids {
		let call = pallet_studies::Call::withdraw_bid { subject, dataset };
		play.call("withdraw_bid", Person::Hospital, call);
	}
	for n in 0..ARBITERS {
		let arbiter = Person::Arbiter(n);
		if pallet_disputes::EvidenceKeys::<Runtime>::contains_key(arbiter.id()) {
			let call = pallet_disputes::Call::remove_evidence_key {};
			play.call("remove_evidence_key", arbiter, call);
		}
	}
	// Grants that were revoked all at once become remnants, and members' records are removed.
	for p in 0..PATIENTS {
		let subject = Person::Patient(p).id();
		while pallet_consent::Closed::<Runtime>::iter_key_prefix(&subject).next().is_some() {
			let call = pallet_consent::Call::sweep { subject: subject.clone(), limit: 50 };
			let outcome = play.call("sweep", Person::Bystander, call);
			assert_eq!(outcome, Outcome::Done, "a grant that leaves no remnant");
		}
	}
	// Duties under those grants arise with the sweep. What was sold ends with the consent. In
	// separate blocks: the sweeps may have filled this one.
	for _ in 0..4 {
		play.run_for(SLOT_DURATION, idle);
		let call = pallet_studies::Call::purge { limit: 50 };
		let outcome = play.call("purge", Person::Bystander, call);
		assert_eq!(outcome, Outcome::Done, "what is no longer served stays");
	}
	for sponsor in (0..SPONSORS).map(Person::Sponsor).chain([Person::Hospital]) {
		for grant in duties_of(sponsor) {
			let outcome = play.acknowledge(grant, sponsor);
			assert_eq!(outcome, Outcome::Done, "a duty that cannot be confirmed");
		}
	}
	play.run_for(8 * DAY, idle);
	let view = Shadow::take();
	close_sponsorships(play, &view);
}

/// Only deposits for what remains in state for good are left on hold.
fn nothing_is_left(play: &mut Play) {
	for ((who, reason), amount) in holds::held() {
		let reason = RuntimeHoldReason::decode(&mut &reason[..]).unwrap();
		let fleeting = matches!(
			reason,
			RuntimeHoldReason::Disputes(_)
				| RuntimeHoldReason::Studies(pallet_studies::HoldReason::Bid)
				| RuntimeHoldReason::Studies(pallet_studies::HoldReason::Commitment)
				| RuntimeHoldReason::Consent(pallet_consent::HoldReason::Request)
		);
		assert!(!fleeting, "{amount} of {:?} on hold for {reason:?}", Person::of(&who));
	}
	for (id, membership) in
		pallet_sponsorship::Members::<Runtime>::iter().map(|(id, _, membership)| (id, membership))
	{
		assert!(membership.held > 0, "a record of sponsorship {id} stays for nothing");
	}
	for (id, sponsorship) in pallet_sponsorship::Sponsorships::<Runtime>::iter() {
		assert!(sponsorship.held > 0, "sponsorship {id} stays for nothing");
		let budget: Balance = pallet_sponsorship::Pallet::<Runtime>::budget(id);
		assert_eq!(budget, 0, "money stays in the pot of sponsorship {id}");
	}
	let duties = pallet_consent::DutiesOf::<Runtime>::iter_keys().count();
	assert_eq!(duties, 0, "duties stay");
	let parts = pallet_studies::Participations::<Runtime>::iter_keys().count();
	assert_eq!(parts, 0, "a part in no study");
	assert!(
		pallet_consent::Overdue::<Runtime>::iter_keys().next().is_none(),
		"overdue duties stay"
	);
	play.books.check_accounts();
	holds::check();
	play.check_invariants();
}
