use super::*;

/// The call and the pool's check return the same refusal.
fn refused(who: AccountId, study: StudyId, subject: AccountId, error: Error<Test>) {
	let error: sp_runtime::DispatchError = error.into();
	let checked = Studies::check_withdraw(&who, study, &subject).err();
	assert_eq!(checked.map(Into::into), Some(error));
	assert_noop!(Studies::withdraw(signed(who), study, subject), error);
}

#[test]
fn withdraw_ends_the_participation_works() {
	run(|| {
		let study = open();
		let (settled, _) = delivered(study, ALICE, 1);
		pass(WINDOW);
		assert_ok!(settle(study, ALICE, settled));
		let (promised, _) = committed(study, ALICE, 2);
		let (kept, _) = delivered(study, ALICE, 3);
		let tag = Studies::check_withdraw(&ALICE, study, &ALICE).unwrap_or_default();
		assert_eq!(tag, (ALICE, study).encode());
		assert_ok!(Studies::withdraw(signed(ALICE), study, ALICE));
		assert_eq!(last_event(), Event::Withdrawn { study, subject: ALICE, by: ALICE });
		// No more commitments, of any data, by anybody.
		let next = dataset(ALICE, 4);
		let grant = grant(ALICE, study);
		assert_noop!(commit(study, ALICE, next, grant), Error::<Test>::Withdrawn);
		// Commitments are dropped.
		assert_noop!(deliver(study, ALICE, promised), Error::<Test>::Withdrawn);
		let envelope = envelope(&Grantee::Study(study), &ALICE, promised);
		let checked = Studies::check_deliver(&ALICE, study, &ALICE, &promised, &envelope);
		assert!(matches!(checked, Err(Error::Withdrawn)));
		assert_ok!(lapse(study, ALICE, promised));
		assert_eq!(status(study, ALICE, promised), Status::Lapsed);
		assert_eq!(record(study).reserved, 3 * DEPOSIT);
		// Deliveries are paid by the rules.
		assert_noop!(settle(study, ALICE, kept), Error::<Test>::WindowStillOpen);
		pass(WINDOW);
		let before = free(&ALICE);
		assert_ok!(settle(study, ALICE, kept));
		assert_eq!(free(&ALICE), before + REWARD - SHARE);
		// Others continue to participate.
		committed(study, BOB, 1);
	});
}

#[test]
fn withdraw_lets_a_commitment_lapse_by_the_clock_too_works() {
	run(|| {
		let study = open();
		let (dataset, _) = committed(study, ALICE, 1);
		assert_ok!(Studies::withdraw(signed(ALICE), study, ALICE));
		pass(DAY);
		block(1);
		assert_eq!(status(study, ALICE, dataset), Status::Lapsed);
	});
}

#[test]
fn withdraw_by_others_than_subject_and_guardian_fails() {
	run(|| {
		let study = open();
		committed(study, ALICE, 1);
		make_guardian(CLINICIAN, ALICE);
		refused(BOB, study, ALICE, Error::NotSubjectOrGuardian);
		refused(sponsor(), study, ALICE, Error::NotSubjectOrGuardian);
		// A gateway delivers keys; it cannot refuse.
		refused(GATEWAY, study, ALICE, Error::NotSubjectOrGuardian);
		assert_ok!(Studies::withdraw(signed(CLINICIAN), study, ALICE));
		assert_eq!(last_event(), Event::Withdrawn { study, subject: ALICE, by: CLINICIAN });
	});
}

#[test]
fn withdraw_of_nothing_or_twice_fails() {
	run(|| {
		refused(ALICE, 0, ALICE, Error::StudyNotFound);
		let study = open();
		refused(ALICE, study, ALICE, Error::NothingToWithdraw);
		committed(study, ALICE, 1);
		assert_ok!(Studies::withdraw(signed(ALICE), study, ALICE));
		refused(ALICE, study, ALICE, Error::AlreadyWithdrawn);
	});
}

#[test]
fn withdraw_from_a_finished_study_fails() {
	run(|| {
		let study = open();
		let (dataset, _) = delivered(study, ALICE, 1);
		set_closed(study);
		assert_ok!(Studies::finish(signed(NOBODY), study));
		assert_ok!(Studies::check_withdraw(&ALICE, study, &ALICE));
		pass(WINDOW);
		assert_ok!(settle(study, ALICE, dataset));
		refused(ALICE, study, ALICE, Error::NothingToWithdraw);
	});
}

#[test]
fn withdraw_by_somebody_who_owns_nothing_works() {
	run(|| {
		let study = open();
		committed(study, CHARLIE, 1);
		assert_eq!(free(&CHARLIE), 0);
		// Required for any transaction of this account to be signed at all.
		assert!(System::account_exists(&CHARLIE));
		pass(DAY);
		block(1);
		assert!(System::account_exists(&CHARLIE), "also when all has lapsed");
		assert_ok!(Studies::withdraw(signed(CHARLIE), study, CHARLIE));
	});
}

#[test]
fn withdraw_is_operational_and_costs_the_same_for_all_works() {
	use frame_support::dispatch::{DispatchClass, GetDispatchInfo};
	let call = pallet_studies_call(0, ALICE);
	let info = call.get_dispatch_info();
	assert_eq!(info.class, DispatchClass::Operational);
	assert_eq!(info.call_weight, <() as WeightInfo>::withdraw());
}

fn pallet_studies_call(study: StudyId, subject: AccountId) -> Call<Test> {
	Call::withdraw { study, subject }
}
