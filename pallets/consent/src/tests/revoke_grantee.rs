use super::*;

fn revoke_bob(who: sp_runtime::AccountId32) -> DispatchResult {
	Consent::revoke_grantee(signed(who), ALICE, to(BOB))
}

#[test]
fn revoke_grantee_works() {
	ExtBuilder::build_and_execute(|| {
		let (one, two) = (alice_grants(terms(to(BOB))), alice_grants(terms(to(BOB))));
		let other = alice_grants(terms(to(CHARLIE)));
		assert_ok!(Consent::grant(signed(CHARLIE), CHARLIE, terms(to(BOB)), None));
		let before = held(&ALICE);
		pass(5);
		assert_ok!(revoke_bob(ALICE));
		assert_eq!(
			last_event(),
			Event::GranteeRevoked { subject: ALICE, grantee: to(BOB), by: ALICE, below: 4 }
		);
		assert_eq!(bob_may(one), Err(Denial::Revoked));
		assert_eq!(bob_may(two), Err(Denial::Revoked));
		assert_ok!(Consent::decide(asks(to(CHARLIE), other)));
		assert_eq!(Consent::grant_info(3).expect("exists").line.revoked_at, None);
		// Deposits return with the sweep.
		assert_eq!(held(&ALICE), before);
		assert_ok!(Consent::sweep(signed(BOB), ALICE, 10));
		assert_eq!(held(&ALICE), live_price() + 2 * remnant_price(one));
	});
}

#[test]
fn revoke_grantee_by_guardian_works() {
	ExtBuilder::build_and_execute(|| {
		alice_grants(terms(to(BOB)));
		assert_ok!(revoke_bob(GRETA));
	});
}

#[test]
fn revoke_grantee_of_a_study_works() {
	ExtBuilder::build_and_execute(|| {
		let id = alice_grants(terms(Grantee::Study(STUDY)));
		// Although the study no longer exists.
		world(|w| w.studies.clear());
		assert_ok!(Consent::revoke_grantee(signed(ALICE), ALICE, Grantee::Study(STUDY)));
		assert_eq!(Consent::decide(asks(Grantee::Study(STUDY), id)), Err(Denial::Revoked));
	});
}

#[test]
fn revoke_grantee_before_a_new_grant_works() {
	ExtBuilder::build_and_execute(|| {
		let one = alice_grants(terms(to(BOB)));
		assert_ok!(revoke_bob(ALICE));
		let two = alice_grants(terms(to(BOB)));
		assert_eq!(bob_may(one), Err(Denial::Revoked));
		assert_eq!(bob_may(two), Ok(()));
		// Nor does sweeping the old one affect the new one.
		assert_ok!(Consent::sweep(signed(BOB), ALICE, 10));
		assert_eq!(bob_may(two), Ok(()));
		assert_ok!(revoke_bob(ALICE));
		assert_eq!(bob_may(two), Err(Denial::Revoked));
	});
}

/// Each grant keeps the first time at which it was revoked.
#[test]
fn revoke_grantee_before_revoke_all_works() {
	ExtBuilder::build_and_execute(|| {
		let one = alice_grants(terms(to(BOB)));
		let two = alice_grants(terms(to(CHARLIE)));
		pass(1);
		assert_ok!(revoke_bob(ALICE));
		pass(1);
		let three = alice_grants(terms(to(BOB)));
		assert_ok!(Consent::revoke_all(signed(ALICE), ALICE));
		pass(1);
		let times =
			|| [one, two, three].map(|id| Consent::grant_info(id).expect("exists").line.revoked_at);
		let expected = [Some(START + 1), Some(START + 2), Some(START + 2)];
		assert_eq!(times(), expected);
		assert_ok!(Consent::sweep(signed(BOB), ALICE, 10));
		assert_eq!(Open::<Test>::iter().count(), 0);
		assert_eq!(times(), expected);
	});
}

#[test]
fn revoke_grantee_twice_fails() {
	ExtBuilder::build_and_execute(|| {
		assert_noop!(revoke_bob(ALICE), Failure::NothingToRevoke);
		alice_grants(terms(to(BOB)));
		alice_grants(terms(to(CHARLIE)));
		assert_ok!(revoke_bob(ALICE));
		assert_noop!(revoke_bob(ALICE), Failure::NothingToRevoke);
		assert_ok!(Consent::sweep(signed(BOB), ALICE, 10));
		assert_noop!(revoke_bob(ALICE), Failure::NothingToRevoke);
	});
}

#[test]
fn revoke_grantee_after_the_others_fails() {
	ExtBuilder::build_and_execute(|| {
		let id = alice_grants(terms(to(BOB)));
		alice_grants(terms(to(CHARLIE)));
		assert_ok!(Consent::revoke(signed(ALICE), id));
		assert_noop!(revoke_bob(ALICE), Failure::NothingToRevoke);
		alice_grants(terms(to(BOB)));
		assert_ok!(Consent::revoke_all(signed(ALICE), ALICE));
		assert_noop!(revoke_bob(ALICE), Failure::NothingToRevoke);
		// A new round without Bob, while his old strand waits for the sweep.
		alice_grants(terms(to(CHARLIE)));
		assert_noop!(revoke_bob(ALICE), Failure::NothingToRevoke);
	});
}

#[test]
fn revoke_grantee_by_others_fails() {
	ExtBuilder::build_and_execute(|| {
		alice_grants(terms(to(BOB)));
		for who in [BOB, CHARLIE] {
			assert_noop!(revoke_bob(who), Failure::NotSubject);
		}
	});
}
