//! The effects of a dispute on contributions.

use super::*;
use epione_primitives::traits::{DisputedContributions, Stake};

type Disputed = Studies;

const ARBITER: AccountId = AccountId::new([0xA7; 32]);

fn freeze(study: StudyId, subject: AccountId, dataset: Digest) -> sp_runtime::DispatchResult {
	<Disputed as DisputedContributions<_>>::freeze(study, &subject, &dataset).map(|_| ())
}

fn release(study: StudyId, subject: AccountId, dataset: Digest) -> sp_runtime::DispatchResult {
	<Disputed as DisputedContributions<_>>::release(study, &subject, &dataset)
}

fn void(
	study: StudyId,
	subject: AccountId,
	dataset: Digest,
	fee: Option<Balance>,
) -> sp_runtime::DispatchResult {
	let arbiter = fee.map(|fee| (&ARBITER, fee));
	<Disputed as DisputedContributions<_>>::void(study, &subject, &dataset, arbiter)
}

/// `subject` has one settled contribution, so that it may have several unsettled ones.
fn known(study: StudyId, subject: AccountId, n: u8) {
	let (dataset, _) = delivered(study, subject.clone(), n);
	pass(WINDOW);
	assert_ok!(settle(study, subject, dataset));
}

#[test]
fn freeze_stops_the_payment_works() {
	run(|| {
		let study = open();
		let (dataset, grant) = delivered(study, ALICE, 1);
		let device = contribution_of(study, ALICE, dataset).unwrap().device;
		pass(WINDOW - 1);
		let stake = <Disputed as DisputedContributions<_>>::freeze(study, &ALICE, &dataset);
		assert_eq!(stake, Ok(Stake { device, price: REWARD }));
		assert_eq!(last_event(), Event::Frozen { study, subject: ALICE, dataset });
		assert_eq!(status(study, ALICE, dataset), Status::Disputed);
		pass(30 * DAY);
		block(1);
		assert_noop!(settle(study, ALICE, dataset), Error::<Test>::NotDelivered);
		assert_noop!(lapse(study, ALICE, dataset), Error::<Test>::NotCommitted);
		assert_noop!(
			Studies::deliver(signed(ALICE), study, ALICE, dataset, [0; 160]),
			Error::<Test>::AlreadyDelivered
		);
		assert_eq!(status(study, ALICE, dataset), Status::Disputed);
		assert_eq!((record(study).owed, record(study).unsettled), (REWARD, 1));
		// The receipt says who reads it, and only under the grant under which it was delivered.
		let unused = super::grant(ALICE, study);
		world(|w| w.arbiters.insert(dataset, ARBITER));
		let lines = Studies::receipt(ALICE, None, 10);
		assert_eq!(lines[0].grant.grant, grant);
		assert_eq!(lines[0].arbiters, [(dataset, ARBITER)]);
		assert_eq!(lines[0].participation.as_ref().map(|part| part.disputed), Some(1));
		assert_eq!((lines[1].grant.grant, lines[1].arbiters.len()), (unused, 0));
		let info = || Studies::contribution(Grantee::Study(study), ALICE, dataset).unwrap();
		assert_eq!((info().arbiter, info().due), (Some(ARBITER), None));
		assert_ok!(release(study, ALICE, dataset));
		assert_eq!(info().arbiter, None);
		assert!(Studies::receipt(ALICE, None, 10)[0].arbiters.is_empty());
	});
}

#[test]
fn freeze_of_what_is_not_delivered_or_too_late_fails() {
	run(|| {
		let study = open();
		let none = freeze(study, ALICE, [1; 32]);
		assert_noop!(none, Error::<Test>::ContributionNotFound);
		let (dataset, _) = committed(study, ALICE, 1);
		assert_noop!(freeze(study, ALICE, dataset), Error::<Test>::NotDelivered);
		assert_ok!(deliver(study, ALICE, dataset));
		pass(WINDOW);
		assert_noop!(freeze(study, ALICE, dataset), Error::<Test>::WindowOver);
		assert_ok!(settle(study, ALICE, dataset));
		assert_noop!(freeze(study, ALICE, dataset), Error::<Test>::NotDelivered);
		let (dataset, _) = delivered(study, ALICE, 2);
		assert_ok!(freeze(study, ALICE, dataset));
		assert_noop!(freeze(study, ALICE, dataset), Error::<Test>::NotDelivered);
	});
}

#[test]
fn freeze_has_its_time_when_the_chain_stood_still() {
	run(|| {
		let study = open();
		let (dataset, _) = delivered(study, ALICE, 1);
		block(1_000);
		let frozen = block_after(30 * DAY, || freeze(study, ALICE, dataset));
		assert_ok!(frozen);
	});
}

#[test]
fn release_pays_at_once_works() {
	run(|| {
		let study = open();
		let (dataset, _) = delivered(study, ALICE, 1);
		assert_noop!(release(study, ALICE, dataset), Error::<Test>::NotDisputed);
		assert_noop!(release(study, BOB, dataset), Error::<Test>::ContributionNotFound);
		assert_ok!(freeze(study, ALICE, dataset));
		let before = free(&ALICE);
		assert_ok!(release(study, ALICE, dataset));
		assert_eq!(free(&ALICE), before + REWARD - SHARE);
		assert_eq!(world(|w| w.shares.clone()), [(ALICE, SHARE)].into());
		assert_eq!(status(study, ALICE, dataset), Status::Settled);
		let part = Participations::<Test>::get(Grantee::Study(study), ALICE);
		assert_eq!((part.disputed, part.delivered, part.settled), (0, 0, 1));
		assert_noop!(release(study, ALICE, dataset), Error::<Test>::NotDisputed);
		assert_noop!(void(study, ALICE, dataset, None), Error::<Test>::NotDisputed);
		// Whoever won may contribute as before.
		committed(study, ALICE, 2);
	});
}

#[test]
fn release_of_what_was_tombstoned_in_between_forfeits_it() {
	run(|| {
		let study = open();
		let (dataset, _) = delivered(study, ALICE, 1);
		assert_ok!(freeze(study, ALICE, dataset));
		tombstone(ALICE, dataset);
		let info = Studies::contribution(Grantee::Study(study), ALICE, dataset).unwrap();
		assert!(info.pinned.is_some(), "the arbiter still has something to judge by");
		assert_ok!(release(study, ALICE, dataset));
		assert!(matches!(last_event(), Event::Forfeited { refunded: REWARD, .. }));
		assert_eq!(free(&ALICE), 5_000);
	});
}

#[test]
fn void_refunds_and_bars_works() {
	run(|| {
		let study = open();
		known(study, ALICE, 1);
		let (bad, _) = delivered(study, ALICE, 2);
		let (other, _) = delivered(study, ALICE, 3);
		let (promised, grant) = committed(study, ALICE, 4);
		assert_noop!(void(study, ALICE, bad, None), Error::<Test>::NotDisputed);
		assert_ok!(freeze(study, ALICE, bad));
		let (before, left) = (free(&ALICE), unallocated(study));
		assert_ok!(void(study, ALICE, bad, Some(30)));
		assert_eq!(
			last_event(),
			Event::Voided {
				holder: Grantee::Study(study),
				subject: ALICE,
				dataset: bad,
				refunded: REWARD - 30,
				fee: 30,
			}
		);
		assert_eq!(free(&ARBITER), 30);
		assert_eq!(unallocated(study), left + REWARD - 30);
		assert_eq!(status(study, ALICE, bad), Status::Voided);
		// Nothing more is accepted, and nothing else is paid.
		let next = dataset(ALICE, 5);
		assert_noop!(commit(study, ALICE, next, grant), Error::<Test>::Barred);
		assert_noop!(commit(study, ALICE, bad, grant), Error::<Test>::Barred);
		assert_noop!(deliver(study, ALICE, promised), Error::<Test>::Barred);
		assert_noop!(freeze(study, ALICE, other), Error::<Test>::Barred);
		assert_ok!(lapse(study, ALICE, promised));
		assert_eq!(status(study, ALICE, promised), Status::Voided);
		assert_noop!(
			Studies::deliver(signed(ALICE), study, ALICE, promised, [0; 160]),
			Error::<Test>::Barred
		);
		assert_noop!(settle(study, ALICE, other), Error::<Test>::WindowStillOpen);
		pass(WINDOW);
		assert_ok!(settle(study, ALICE, other));
		assert!(matches!(last_event(), Event::Voided { refunded: REWARD, fee: 0, .. }));
		assert_eq!(free(&ALICE), before);
		let ledger = record(study);
		assert_eq!((ledger.owed, ledger.reserved), (0, 4 * DEPOSIT));
		assert_eq!((ledger.accepted, ledger.unsettled), (1, 0));
	});
}

/// F15 of the audit: whoever bought the device of one who lost a dispute is paid.
#[test]
fn void_leaves_the_devices_next_owner_alone_works() {
	run(|| {
		let study = open();
		let first = dataset_of(ALICE, 1, DEVICE);
		let of_alice = grant(ALICE, study);
		assert_ok!(commit(study, ALICE, first, of_alice));
		assert_ok!(deliver(study, ALICE, first));
		pass(WINDOW);
		assert_ok!(settle(study, ALICE, first));
		let (bad, of_bob) = (dataset_of(ALICE, 2, DEVICE), dataset_of(BOB, 3, DEVICE));
		let bobs_grant = grant(BOB, study);
		for (who, data, grant) in [(ALICE, bad, of_alice), (BOB, of_bob, bobs_grant)] {
			assert_ok!(commit(study, who.clone(), data, grant));
			assert_ok!(deliver(study, who, data));
		}
		assert_ok!(freeze(study, ALICE, bad));
		assert_ok!(void(study, ALICE, bad, None));
		// Another owner's data can still be disputed, and is paid for otherwise.
		let before = free(&BOB);
		pass(WINDOW);
		assert_ok!(settle(study, BOB, of_bob));
		assert_eq!(status(study, BOB, of_bob), Status::Settled);
		assert_eq!(free(&BOB), before + REWARD - SHARE);
		// What it settles from now on counts: but one contribution at a time.
		let (next, late) = (dataset_of(BOB, 4, DEVICE), dataset_of(BOB, 5, DEVICE));
		assert_ok!(commit(study, BOB, next, bobs_grant));
		let commit_late = || commit(study, BOB, late, bobs_grant);
		assert_noop!(commit_late(), Error::<Test>::DeviceFirstNotSettled);
		assert_ok!(deliver(study, BOB, next));
		pass(WINDOW);
		assert_ok!(settle(study, BOB, next));
		assert_ok!(commit_late());
		// Bob's other device is unaffected.
		committed(study, BOB, 6);
	});
}

/// F15 of the audit: the subject is barred under each claim of each device that it had, in this
/// study and in no other.
#[test]
fn void_bars_the_subject_with_every_device_works() {
	run(|| {
		let study = open();
		known(study, ALICE, 1);
		let (bad, grant) = delivered(study, ALICE, 2);
		assert_ok!(freeze(study, ALICE, bad));
		assert_ok!(void(study, ALICE, bad, None));
		let other = dataset_of(ALICE, 3, DEVICE);
		assert_noop!(commit(study, ALICE, other, grant), Error::<Test>::Barred);
		let elsewhere = open();
		let grant = super::grant(ALICE, elsewhere);
		assert_ok!(commit(elsewhere, ALICE, other, grant));
	});
}

/// F15 of the audit: whoever is not paid is owed the destruction of what was delivered.
#[test]
fn void_ends_the_reading_and_owes_destruction_works() {
	run(|| {
		let study = open();
		known(study, ALICE, 1);
		let (bad, of_bad) = delivered(study, ALICE, 2);
		let (other, of_other) = delivered(study, ALICE, 3);
		let info = |data| Studies::contribution(Grantee::Study(study), ALICE, data).unwrap();
		assert_ok!(freeze(study, ALICE, bad));
		assert!(info(bad).envelope.is_some(), "the arbiter has to read it");
		assert_ok!(void(study, ALICE, bad, None));
		assert!(info(bad).envelope.is_none());
		assert!(info(other).envelope.is_some(), "it is not decided before it falls due");
		assert!(world(|w| w.ended.is_empty()));
		block(1);
		assert_eq!(world(|w| w.ended.clone()), [of_bad]);
		pass(WINDOW);
		assert_ok!(settle(study, ALICE, other));
		assert!(info(other).envelope.is_none());
		block(1);
		// Once for each, although the grants live on.
		assert_eq!(world(|w| w.ended.clone()), [of_bad, of_other]);
		block(1);
		assert_eq!(world(|w| w.ended.len()), 2);
	});
}

#[test]
fn void_pays_the_arbiter_no_more_than_the_price_and_waits_for_none() {
	run(|| {
		let study = open();
		known(study, ALICE, 1);
		known(study, BOB, 1);
		let (bad, _) = delivered(study, ALICE, 2);
		assert_ok!(freeze(study, ALICE, bad));
		assert_ok!(void(study, ALICE, bad, Some(REWARD + 1)));
		assert!(matches!(last_event(), Event::Voided { refunded: 0, fee: REWARD, .. }));
		assert_eq!(free(&ARBITER), REWARD);
		// An account that cannot exist with so little: the study keeps the amount.
		assert_ok!(Balances::transfer_all(signed(ARBITER), sponsor(), false));
		let (bad, _) = delivered(study, BOB, 2);
		assert_ok!(freeze(study, BOB, bad));
		assert_ok!(void(study, BOB, bad, Some(ED - 1)));
		assert!(matches!(last_event(), Event::Voided { refunded: REWARD, fee: 0, .. }));
	});
}

#[test]
fn void_of_one_takes_the_other_disputed_ones_along() {
	run(|| {
		let study = open();
		known(study, ALICE, 1);
		let (bad, _) = delivered(study, ALICE, 2);
		let (other, _) = delivered(study, ALICE, 3);
		assert_ok!(freeze(study, ALICE, bad));
		assert_ok!(freeze(study, ALICE, other));
		assert_ok!(void(study, ALICE, bad, None));
		let before = free(&ALICE);
		assert_ok!(release(study, ALICE, other));
		assert_eq!((status(study, ALICE, other), free(&ALICE)), (Status::Voided, before));
	});
}

#[test]
fn acquit_pays_although_another_one_was_void() {
	run(|| {
		let study = open();
		known(study, ALICE, 1);
		let (bad, _) = delivered(study, ALICE, 2);
		let (good, _) = delivered(study, ALICE, 3);
		let acquit = || <Disputed as DisputedContributions<_>>::acquit(study, &ALICE, &good);
		assert_noop!(acquit(), Error::<Test>::NotDisputed);
		assert_ok!(freeze(study, ALICE, bad));
		assert_ok!(freeze(study, ALICE, good));
		assert_ok!(void(study, ALICE, bad, None));
		let before = free(&ALICE);
		assert_ok!(acquit());
		assert_eq!(status(study, ALICE, good), Status::Settled);
		assert_eq!(free(&ALICE), before + REWARD - SHARE);
		assert_noop!(acquit(), Error::<Test>::NotDisputed);
	});
}

#[test]
fn a_study_finishes_only_after_its_disputes() {
	run(|| {
		let study = open();
		let (dataset, _) = delivered(study, ALICE, 1);
		assert_ok!(freeze(study, ALICE, dataset));
		set_closed(study);
		assert_ok!(Studies::finish(signed(NOBODY), study));
		pass(RETENTION);
		block(1);
		assert_eq!(Studies::study(study).unwrap().phase, Phase::Closed);
		let before = free(&sponsor());
		assert_ok!(void(study, ALICE, dataset, Some(100)));
		assert_eq!(Studies::study(study).unwrap().phase, Phase::Finished);
		assert_eq!(free(&sponsor()), before + REWARD - 100);
	});
}

#[test]
fn disputes_know_the_sponsor_and_the_clock() {
	run(|| {
		let study = open();
		type It = Studies;
		assert_eq!(<It as DisputedContributions<AccountId>>::sponsor(study), Some(sponsor()));
		assert_eq!(<It as DisputedContributions<AccountId>>::sponsor(study + 1), None);
		block(MAX_GAP + DAY);
		let live = <It as epione_primitives::traits::LiveClock>::live_now();
		assert_eq!(live, START + MAX_GAP);
	});
}

#[cfg(feature = "runtime-benchmarks")]
#[test]
fn what_others_benchmark_with_can_be_disputed() {
	use epione_primitives::traits::DisputedContributions as It;
	ExtBuilder::default().build().execute_with(|| {
		let (study, first, dataset) = <Studies as It<_>>::set_up(&CLINICIAN, 0);
		let (same, second, _) = <Studies as It<_>>::set_up(&CLINICIAN, 1);
		assert_eq!((study, <Studies as It<_>>::sponsor(study)), (same, Some(CLINICIAN)));
		assert_ne!(first, second);
		assert_ok!(freeze(study, first.clone(), dataset));
		assert_ok!(freeze(study, second.clone(), dataset));
		assert_ok!(release(study, first.clone(), dataset));
		assert_eq!(status(study, first, dataset), Status::Settled);
		assert_ok!(void(study, second.clone(), dataset, Some(30)));
		assert_eq!(status(study, second, dataset), Status::Voided);
	});
}
