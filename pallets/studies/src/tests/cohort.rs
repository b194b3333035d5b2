//! Studies that need a number of participants before they accept any key.

use super::*;

const SLOT: HoldReason = HoldReason::Commitment;

fn gathering(study: StudyId) -> Gathering {
	record(study).gathering.unwrap()
}

fn lapsed(study: StudyId, subject: AccountId) -> u32 {
	Participations::<Test>::get(Grantee::Study(study), subject).lapsed
}

/// Person number `n`, with a little money.
fn rich(n: u8) -> AccountId {
	let who = AccountId::new([100 + n; 32]);
	<Balances as Mutate<_>>::transfer(&BOARD, &who, 5_000, Preservation::Preserve).unwrap();
	who
}

#[test]
fn a_cohort_commits_first_and_delivers_then() {
	run(|| {
		let study = open_with(cohort_of(2), BUDGET);
		let (of_alice, _) = committed(study, ALICE, 1);
		assert_noop!(deliver(study, ALICE, of_alice), Error::<Test>::CohortNotReached);
		let info = Studies::study(study).unwrap().cohort.unwrap();
		assert_eq!((info.min, info.committed, info.deliver_by), (2, 1, None));
		assert_eq!(info.deadline, START + 10 * DAY);
		let promised = Studies::contribution(Grantee::Study(study), ALICE, of_alice).unwrap();
		assert_eq!(promised.due, Some(START + 10 * DAY));
		// Days later the second participant commits.
		pass(3 * DAY);
		block(1);
		assert_eq!(status(study, ALICE, of_alice), Status::Committed, "no lapse before completion");
		let (of_bob, _) = committed(study, BOB, 1);
		let deliver_by = now() + DAY;
		assert!(events().contains(&Event::CohortReached { study, deliver_by }));
		assert_eq!(gathering(study).completed_at, Some(now()));
		let info = Studies::study(study).unwrap().cohort.unwrap();
		assert_eq!(info.deliver_by, Some(deliver_by));
		let promised = Studies::contribution(Grantee::Study(study), ALICE, of_alice).unwrap();
		assert_eq!(promised.due, Some(deliver_by));
		pass(DAY - 1);
		assert_ok!(deliver(study, ALICE, of_alice));
		assert_ok!(deliver(study, BOB, of_bob));
		pass(WINDOW);
		assert_ok!(settle(study, ALICE, of_alice));
		assert_ok!(settle(study, BOB, of_bob));
	});
}

#[test]
fn a_commitment_to_a_cohort_takes_a_deposit_that_returns_at_delivery() {
	run(|| {
		let study = open_with(cohort_of(2), BUDGET);
		committed(study, ALICE, 1);
		let (dataset, _) = committed(study, BOB, 1);
		let deposit = held(SLOT, &BOB);
		assert!(deposit > 0);
		assert_eq!(held(SLOT, &ALICE), deposit);
		assert_ok!(deliver(study, BOB, dataset));
		assert_eq!((held(SLOT, &BOB), free(&BOB)), (0, 5_000));
		assert!(events().contains(&Event::CommitDepositReturned { study, subject: BOB, dataset }));
		assert_eq!(held(SLOT, &ALICE), deposit);
	});
}

#[test]
fn commit_without_the_deposit_in_the_pool_already_fails() {
	run(|| {
		let study = open_with(cohort_of(2), BUDGET);
		let dataset = dataset(CHARLIE, 1);
		let grant = grant(CHARLIE, study);
		let checked = Studies::check_commit(&CHARLIE, study, &CHARLIE, &dataset, grant, &None);
		assert!(matches!(checked, Err(Error::CannotPayDeposit)));
		let events = System::event_count();
		assert_noop!(commit(study, CHARLIE, dataset, grant), Error::<Test>::CannotPayDeposit);
		assert_eq!(System::event_count(), events);
		// Without a cohort, people who own nothing can participate.
		committed(open(), CHARLIE, 2);
	});
}

#[test]
fn a_slot_that_is_not_filled_within_a_day_of_completion_lapses() {
	run(|| {
		let study = open_with(cohort_of(2), BUDGET);
		let (of_alice, _) = committed(study, ALICE, 1);
		pass(5 * DAY + HOUR);
		block(1);
		let (of_bob, _) = committed(study, BOB, 1);
		pass(HOUR);
		// After completion others join; their day to deliver starts with their own commitment.
		let late = rich(1);
		let (of_late, _) = committed(study, late.clone(), 1);
		pass(DAY - HOUR - 1);
		block(0);
		assert_noop!(lapse(study, ALICE, of_alice), Error::<Test>::DeliveryStillOpen);
		block(1);
		// By itself, to the millisecond, although the agenda had looked at it before.
		assert_eq!(status(study, ALICE, of_alice), Status::Lapsed);
		assert_eq!(status(study, BOB, of_bob), Status::Lapsed);
		assert_eq!((lapsed(study, ALICE), lapsed(study, BOB)), (1, 1));
		assert_eq!(status(study, late.clone(), of_late), Status::Committed);
		assert_ok!(deliver(study, late, of_late));
		// Completion is permanent.
		assert!(gathering(study).completed_at.is_some());
	});
}

#[test]
fn a_lapsed_slots_deposit_returns_at_the_studys_end() {
	run(|| {
		let study = open_with(cohort_of(2), BUDGET);
		let (dataset, grant) = committed(study, ALICE, 1);
		committed(study, BOB, 1);
		pass(DAY);
		block(1);
		let deposit = held(SLOT, &ALICE);
		assert!(deposit > 0);
		assert_ok!(Studies::purge(signed(NOBODY), 10));
		assert_eq!(held(SLOT, &ALICE), deposit, "the study goes on");
		// Committed again: there is one deposit for the record.
		assert_ok!(commit(study, ALICE, dataset, grant));
		assert_eq!(held(SLOT, &ALICE), deposit);
		assert_ok!(deliver(study, ALICE, dataset));
		assert_eq!(held(SLOT, &ALICE), 0);
		set_closed(study);
		assert_ok!(Studies::finish(signed(NOBODY), study));
		pass(WINDOW);
		block(1);
		assert_eq!(Studies::study(study).unwrap().phase, Phase::Finished);
		block(1);
		assert_eq!(held(SLOT, &BOB), 0);
	});
}

#[test]
fn a_cohort_that_is_not_complete_in_time_ends_at_no_cost() {
	run(|| {
		let study = open_with(cohort_of(3), BUDGET);
		let (of_alice, grant) = committed(study, ALICE, 1);
		let (of_bob, _) = committed(study, BOB, 1);
		pass(10 * DAY - 1);
		assert_noop!(lapse(study, ALICE, of_alice), Error::<Test>::DeliveryStillOpen);
		assert_eq!(Studies::study(study).unwrap().phase, Phase::Open);
		pass(1);
		assert_eq!(Studies::study(study).unwrap().phase, Phase::Closed);
		assert_noop!(commit(study, ALICE, of_alice, grant), Error::<Test>::StudyClosed);
		assert_noop!(deliver(study, ALICE, of_alice), Error::<Test>::CohortNotReached);
		assert_ok!(lapse(study, ALICE, of_alice));
		block(0);
		assert_eq!(status(study, BOB, of_bob), Status::Lapsed);
		for subject in [ALICE, BOB] {
			assert_eq!(lapsed(study, subject.clone()), 0);
			assert_eq!((held(SLOT, &subject), free(&subject)), (0, 5_000));
		}
		// The escrow is unallocated again, and anybody may return it.
		assert_eq!(record(study).reserved, 2 * DEPOSIT);
		assert_ok!(Studies::finish(signed(NOBODY), study));
		assert_eq!(unallocated(study), 0);
		assert_eq!(Studies::study(study).unwrap().phase, Phase::Finished);
	});
}

#[test]
fn a_cohort_fails_when_the_sponsor_closes_before_it_is_complete() {
	run(|| {
		let study = open_with(cohort_of(3), BUDGET);
		let (dataset, _) = committed(study, ALICE, 1);
		set_closed(study);
		assert_ok!(lapse(study, ALICE, dataset));
		assert_eq!((lapsed(study, ALICE), held(SLOT, &ALICE)), (0, 0));
		// Nobody needs to act: the agenda looks at it within a day.
		let study = open_with(cohort_of(3), BUDGET);
		let (dataset, _) = committed(study, ALICE, 1);
		set_closed(study);
		pass(DAY);
		block(1);
		assert_eq!(status(study, ALICE, dataset), Status::Lapsed);
	});
}

#[test]
fn a_stall_takes_no_time_from_a_cohort() {
	run(|| {
		let study = open_with(cohort_of(2), BUDGET);
		let (of_alice, _) = committed(study, ALICE, 1);
		block(1_000);
		block(30 * DAY);
		assert_eq!(status(study, ALICE, of_alice), Status::Committed);
		assert!(now() > START + 10 * DAY);
		let (of_bob, _) = committed(study, BOB, 1);
		assert!(gathering(study).completed_at.is_some());
		block(30 * DAY);
		assert_ok!(deliver(study, ALICE, of_alice));
		assert_ok!(deliver(study, BOB, of_bob));
	});
}

#[test]
fn a_stall_before_the_study_was_created_counts_as_time() {
	run(|| {
		block(1_000);
		block(5 * DAY);
		let study = open_with(cohort_of(2), BUDGET);
		pass(START + 10 * DAY - now() - 1);
		assert_eq!(Studies::study(study).unwrap().phase, Phase::Open);
		pass(1);
		assert_eq!(Studies::study(study).unwrap().phase, Phase::Closed);
	});
}

#[test]
fn whoever_withdraws_is_not_counted_and_gets_the_deposit_with_the_others() {
	run(|| {
		let study = open_with(cohort_of(2), BUDGET);
		let (of_alice, _) = committed(study, ALICE, 1);
		let deposit = held(SLOT, &ALICE);
		assert_ok!(Studies::withdraw(signed(ALICE), study, ALICE));
		assert_eq!(gathering(study).committed, 0);
		assert_eq!(held(SLOT, &ALICE), deposit, "slots are not held for free");
		// One participant does not count as two.
		let (of_bob, _) = committed(study, BOB, 1);
		assert_eq!(gathering(study).completed_at, None);
		assert_noop!(deliver(study, BOB, of_bob), Error::<Test>::CohortNotReached);
		assert_ok!(lapse(study, ALICE, of_alice));
		assert_eq!(gathering(study).committed, 1);
		assert_ok!(Studies::purge(signed(NOBODY), 10));
		assert_eq!(held(SLOT, &ALICE), deposit);
		// After the cohort has failed, nothing is kept.
		pass(10 * DAY);
		assert_ok!(Studies::purge(signed(NOBODY), 10));
		assert_eq!(held(SLOT, &ALICE), 0);
		assert!(held(SLOT, &BOB) > 0, "the commitment has not ended yet");
		block(1);
		assert_eq!(held(SLOT, &BOB), 0);
	});
}

#[test]
fn each_participant_of_a_cohort_has_a_device_of_its_own() {
	run(|| {
		let study = open_with(cohort_of(2), BUDGET);
		let (a, b) = (dataset_of(ALICE, 1, DEVICE), dataset_of(BOB, 2, DEVICE));
		assert_ok!(commit(study, ALICE, a, grant(ALICE, study)));
		let of_bob = grant(BOB, study);
		assert_noop!(commit(study, BOB, b, of_bob), Error::<Test>::DeviceFirstNotSettled);
		// Nor does one participant count twice.
		let second = dataset(ALICE, 3);
		let of_alice = grant(ALICE, study);
		assert_noop!(commit(study, ALICE, second, of_alice), Error::<Test>::FirstNotSettled);
		assert_eq!(gathering(study).committed, 1);
	});
}

#[test]
fn completing_a_cohort_costs_the_same_however_many_wait() {
	run(|| {
		let study = open_with(Terms { max_contributions: 12, ..cohort_of(12) }, BUDGET);
		let mut all = Vec::new();
		for n in 0..12 {
			let who = rich(n);
			all.push((who.clone(), committed(study, who, 1).0));
		}
		let looked_at: Vec<_> = Contributions::<Test>::iter_values().map(|one| one.due).collect();
		assert!(looked_at.iter().all(|due| *due == Some(START + DAY)), "nothing was touched");
		for (who, dataset) in all {
			assert_ok!(deliver(study, who, dataset));
		}
	});
}

#[test]
fn create_with_an_unsound_cohort_fails() {
	run(|| {
		let refused = |change: fn(&mut Terms<Balance>)| {
			let mut terms = cohort_of(2);
			change(&mut terms);
			let created = Studies::create(signed(sponsor()), terms, BUDGET);
			assert_noop!(created, Error::<Test>::InvalidCohort);
		};
		let by = |deadline| Some(Cohort { min: 2, deadline });
		refused(|terms| terms.cohort = Some(Cohort { min: 1, deadline: START + DAY }));
		refused(|terms| terms.cohort = Some(Cohort { min: 21, deadline: START + DAY }));
		refused(|terms| terms.cohort = Some(Cohort { min: 2, deadline: START }));
		refused(|terms| {
			terms.cohort = Some(Cohort { min: 2, deadline: START + MAX_GATHERING + 1 })
		});
		refused(|terms| {
			terms.closes = START + DAY;
			terms.cohort = Some(Cohort { min: 2, deadline: START + DAY + 1 });
		});
		// Over before it began.
		refused(|terms| {
			terms.opens = START - 2;
			terms.cohort = Some(Cohort { min: 2, deadline: START });
		});
		refused(|terms| terms.device_signed = false);
		create(
			Terms { cohort: Some(Cohort { min: 20, deadline: START + MAX_GATHERING }), ..terms() },
			BUDGET,
		);
		create(Terms { cohort: by(START + 1), ..terms() }, BUDGET);
	});
}
