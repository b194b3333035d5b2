use super::*;

#[test]
fn deny_works() {
	ExtBuilder::build_and_execute(|| {
		assert_ok!(Consent::request(signed(BOB), ALICE, terms(to(BOB))));
		assert_ok!(Consent::deny(signed(ALICE), 0));
		assert_eq!(
			last_event(),
			Event::RequestDenied { request: 0, subject: ALICE, requester: BOB, by: ALICE }
		);
		assert_eq!(held_for_requests(&BOB), 0);
		assert_noop!(Consent::deny(signed(ALICE), 0), Failure::RequestNotFound);
	});
}

#[test]
fn deny_by_guardian_works() {
	ExtBuilder::build_and_execute(|| {
		assert_ok!(Consent::request(signed(BOB), ALICE, terms(to(BOB))));
		assert_ok!(Consent::deny(signed(GRETA), 0));
	});
}

#[test]
fn deny_by_a_subject_that_owns_nothing_works() {
	ExtBuilder::build_and_execute(|| {
		assert_ok!(Consent::request(signed(BOB), PAUL, terms(to(BOB))));
		assert_eq!(providers(&PAUL), 1);
		assert_ok!(Consent::deny(signed(PAUL), 0));
		assert_eq!(providers(&PAUL), 0);
	});
}

#[test]
fn deny_without_the_deposit_works() {
	new_test_ext().execute_with(|| {
		assert_ok!(Consent::request(signed(BOB), ALICE, terms(to(BOB))));
		use frame_support::traits::{fungible::MutateHold, tokens::*};
		let held = held_for_requests(&BOB);
		assert_ok!(Balances::burn_held(
			&RequestReason::get(),
			&BOB,
			held,
			Precision::Exact,
			Fortitude::Force
		));
		assert_ok!(Consent::deny(signed(ALICE), 0));
		assert_ok!(Consent::do_try_state());
	});
}

#[test]
fn deny_by_others_fails() {
	ExtBuilder::build_and_execute(|| {
		assert_ok!(Consent::request(signed(BOB), CHARLIE, terms(to(BOB))));
		// Greta is Alice's guardian, not Charlie's.
		for who in [BOB, ALICE, GRETA] {
			assert_noop!(Consent::deny(signed(who), 0), Failure::NotSubject);
		}
	});
}
