use super::*;

#[test]
fn revoke_works() {
	ExtBuilder::build_and_execute(|| {
		let mut terms = terms(to(BOB));
		terms.datasets = Some(list(&[0xda]));
		let before = providers(&ALICE);
		let id = alice_grants(terms);
		assert_eq!(bob_may(id), Ok(()));
		pass(5);
		assert_ok!(Consent::revoke(signed(ALICE), id));
		assert_eq!(last_event(), Event::Revoked { grant: id, subject: ALICE, by: ALICE });
		assert_eq!(bob_may(id), Err(Denial::Revoked));
		// A remnant remains: who, what for and when; the list and the document are gone.
		let info = Consent::grant_info(id).expect("the remnant stays");
		assert_eq!(info.line.revoked_at, Some(START + 5));
		assert_eq!(info.line.grantee, to(BOB));
		assert_eq!(info.line.datasets, Some(vec![]));
		assert_eq!(info.document, None);
		assert_eq!(held(&ALICE), remnant_price(id));
		assert!(remnant_price(id) * 2 < live_price(), "most of the deposit returns");
		assert_eq!(providers(&ALICE), before);
		assert_eq!(Expiries::<Test>::iter().count(), 0);
		assert_eq!(Rounds::<Test>::iter().count() + Strands::<Test>::iter().count(), 0);
	});
}

#[test]
fn revoke_by_guardian_works() {
	ExtBuilder::build_and_execute(|| {
		let id = alice_grants(terms(to(BOB)));
		assert_ok!(Consent::revoke(signed(GRETA), id));
		assert_eq!(last_event(), Event::Revoked { grant: id, subject: ALICE, by: GRETA });
	});
}

#[test]
fn revoke_with_nothing_free_works() {
	ExtBuilder::build_and_execute(|| {
		let (one, two) = (alice_grants(terms(to(BOB))), alice_grants(terms(to(CHARLIE))));
		spend_all(&ALICE);
		assert!(providers(&ALICE) > 0, "Alice can sign");
		assert_ok!(Consent::revoke(signed(ALICE), one));
		assert!(providers(&ALICE) > 0);
		assert_ok!(Consent::revoke(signed(ALICE), two));
		assert_eq!(bob_may(one), Err(Denial::Revoked));
		// What returned is hers.
		assert_eq!(Balances::free_balance(ALICE), 2 * live_price() - 2 * remnant_price(one));
	});
}

#[test]
fn revoke_with_everything_frozen_works() {
	ExtBuilder::build_and_execute(|| {
		let id = alice_grants(terms(to(BOB)));
		freeze_all(&ALICE);
		assert_ok!(Consent::revoke(signed(ALICE), id));
		assert_eq!(bob_may(id), Err(Denial::Revoked));
		assert_eq!(held(&ALICE), remnant_price(id));
	});
}

/// The guardian paid; the subject has never owned anything.
#[test]
fn revoke_by_a_subject_that_owns_nothing_works() {
	ExtBuilder::build_and_execute(|| {
		world(|w| w.guardians.insert((GRETA, PAUL)));
		assert_ok!(Consent::grant(signed(GRETA), PAUL, terms(to(BOB)), None));
		assert_eq!(providers(&PAUL), 1);
		assert_ok!(Consent::revoke(signed(PAUL), 0));
		assert_eq!(providers(&PAUL), 0);
	});
}

#[test]
fn revoke_without_the_deposit_works() {
	new_test_ext().execute_with(|| {
		use frame_support::traits::{fungible::MutateHold, tokens::*};
		let id = alice_grants(terms(to(BOB)));
		assert_ok!(Balances::burn_held(
			&GrantReason::get(),
			&ALICE,
			held(&ALICE),
			Precision::Exact,
			Fortitude::Force
		));
		assert_ok!(Consent::revoke(signed(ALICE), id));
		assert_eq!(bob_may(id), Err(Denial::Revoked));
		assert_ok!(Consent::do_try_state());
	});
}

#[test]
fn revoke_of_what_is_not_valid_yet_works() {
	ExtBuilder::build_and_execute(|| {
		let id = alice_grants(Terms { valid_from: START + 50, ..terms(to(BOB)) });
		assert_ok!(Consent::revoke(signed(ALICE), id));
		pass(60);
		assert_eq!(bob_may(id), Err(Denial::Revoked));
	});
}

/// It stays refused, with another reason.
#[test]
fn revoke_of_an_expired_grant_works() {
	ExtBuilder::build_and_execute(|| {
		let before = providers(&ALICE);
		let (one, two) = (alice_grants(terms(to(BOB))), alice_grants(terms(to(BOB))));
		pass(1000 * HOUR);
		assert_ok!(Consent::revoke(signed(ALICE), one));
		assert_eq!(bob_may(one), Err(Denial::Revoked));
		// The same with only the remnant left.
		assert_ok!(Consent::sweep(signed(BOB), ALICE, 5));
		assert_eq!(providers(&ALICE), before);
		assert_eq!(Consent::confirm(&asks(to(BOB), two)), Err(Denial::Expired));
		assert_ok!(Consent::revoke(signed(ALICE), two));
		assert_eq!(providers(&ALICE), before);
		assert_eq!(Consent::confirm(&asks(to(BOB), two)), Err(Denial::Revoked));
		assert_eq!(held(&ALICE), 2 * remnant_price(one));
	});
}

#[test]
fn revoke_twice_fails() {
	ExtBuilder::build_and_execute(|| {
		let id = alice_grants(terms(to(BOB)));
		assert_ok!(Consent::revoke(signed(ALICE), id));
		assert_noop!(Consent::revoke(signed(ALICE), id), Failure::AlreadyRevoked);
		assert_noop!(Consent::revoke(signed(GRETA), id), Failure::AlreadyRevoked);
	});
}

#[test]
fn revoke_of_nothing_fails() {
	ExtBuilder::build_and_execute(|| {
		assert_noop!(Consent::revoke(signed(ALICE), 0), Failure::NotFound);
	});
}

#[test]
fn revoke_by_others_fails() {
	ExtBuilder::build_and_execute(|| {
		let id = alice_grants(terms(to(BOB)));
		for who in [BOB, CHARLIE] {
			assert_noop!(Consent::revoke(signed(who), id), Failure::NotSubject);
		}
		// No longer a guardian.
		world(|w| w.guardians.clear());
		assert_noop!(Consent::revoke(signed(GRETA), id), Failure::NotSubject);
	});
}
