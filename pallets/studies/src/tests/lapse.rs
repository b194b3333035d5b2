use super::*;

#[test]
fn lapse_frees_what_was_reserved_works() {
	run(|| {
		let study = open();
		let (dataset, _) = committed(study, ALICE, 1);
		pass(DAY - 1);
		assert_noop!(lapse(study, ALICE, dataset), Error::<Test>::DeliveryStillOpen);
		pass(1);
		assert_ok!(lapse(study, ALICE, dataset));
		assert_eq!(
			last_event(),
			Event::Lapsed { holder: Grantee::Study(study), subject: ALICE, dataset }
		);
		assert_eq!(status(study, ALICE, dataset), Status::Lapsed);
		let ledger = record(study);
		// The record's deposit remains reserved.
		assert_eq!((ledger.owed, ledger.reserved), (0, DEPOSIT));
		assert_eq!((ledger.accepted, ledger.unsettled, ledger.records), (0, 0, 1));
	});
}

#[test]
fn lapse_of_what_does_not_wait_for_delivery_fails() {
	run(|| {
		let study = open();
		assert_noop!(lapse(study, ALICE, [1; 32]), Error::<Test>::ContributionNotFound);
		let (dataset, _) = delivered(study, ALICE, 1);
		pass(DAY);
		assert_noop!(lapse(study, ALICE, dataset), Error::<Test>::NotCommitted);
		let (dataset, _) = committed(study, BOB, 1);
		pass(DAY);
		assert_ok!(lapse(study, BOB, dataset));
		assert_noop!(lapse(study, BOB, dataset), Error::<Test>::NotCommitted);
	});
}

#[test]
fn lapse_lets_the_dataset_be_committed_again_works() {
	run(|| {
		let study = open();
		let (dataset, grant) = committed(study, ALICE, 1);
		pass(DAY);
		assert_ok!(lapse(study, ALICE, dataset));
		// A newcomer's lapsed commitment blocks nothing, and its deposit is already paid.
		assert_ok!(commit(study, ALICE, dataset, grant));
		assert_eq!(record(study).reserved, COST);
		assert_eq!(record(study).records, 1);
		assert_ok!(deliver(study, ALICE, dataset));
	});
}

#[test]
fn lapse_too_often_ends_the_participation_works() {
	run(|| {
		let study = open();
		let dataset = dataset(ALICE, 1);
		let grant = grant(ALICE, study);
		for _ in 0..MAX_LAPSES {
			assert_ok!(commit(study, ALICE, dataset, grant));
			pass(DAY);
			assert_ok!(lapse(study, ALICE, dataset));
		}
		assert_noop!(commit(study, ALICE, dataset, grant), Error::<Test>::TooManyLapsed);
		// The sponsor still pays fees for others.
		committed(study, BOB, 1);
	});
}

#[test]
fn lapse_by_itself_works() {
	run(|| {
		let study = open();
		let (dataset, _) = committed(study, ALICE, 1);
		pass(DAY - 2_000);
		block(1_999);
		assert_eq!(status(study, ALICE, dataset), Status::Committed);
		block(1);
		assert_eq!(status(study, ALICE, dataset), Status::Lapsed);
	});
}

#[test]
fn lapse_counts_no_longer_against_the_caps_works() {
	run(|| {
		let study =
			open_with(Terms { per_participant: 1, max_contributions: 1, ..terms() }, BUDGET);
		let (first, _) = committed(study, ALICE, 1);
		pass(DAY);
		assert_ok!(lapse(study, ALICE, first));
		committed(study, ALICE, 2);
	});
}
