use super::*;

fn revoke_all(who: sp_runtime::AccountId32) -> DispatchResult {
	Consent::revoke_all(signed(who), ALICE)
}

#[test]
fn revoke_all_works() {
	ExtBuilder::build_and_execute(|| {
		let one = alice_grants(terms(to(BOB)));
		let two = alice_grants(terms(Grantee::Study(STUDY)));
		assert_ok!(Consent::grant(signed(CHARLIE), CHARLIE, terms(to(BOB)), None));
		assert_ok!(revoke_all(ALICE));
		assert_eq!(last_event(), Event::AllRevoked { subject: ALICE, by: ALICE, below: 3 });
		assert_eq!(bob_may(one), Err(Denial::Revoked));
		assert_eq!(Consent::decide(asks(Grantee::Study(STUDY), two)), Err(Denial::Revoked));
		// Charlie's grants are not affected.
		assert_eq!(Consent::grant_info(2).expect("exists").line.revoked_at, None);
	});
}

#[test]
fn revoke_all_by_guardian_works() {
	ExtBuilder::build_and_execute(|| {
		alice_grants(terms(to(BOB)));
		assert_ok!(revoke_all(GRETA));
	});
}

#[test]
fn revoke_all_with_nothing_free_works() {
	ExtBuilder::build_and_execute(|| {
		let before = providers(&ALICE);
		let id = alice_grants(terms(to(BOB)));
		spend_all(&ALICE);
		assert_eq!(
			providers(&ALICE),
			before,
			"one reference less for the balance, one more for the grant"
		);
		assert_ok!(revoke_all(ALICE));
		assert_eq!(bob_may(id), Err(Denial::Revoked));
	});
}

/// The number of writes does not depend on the number of grants.
#[test]
fn revoke_all_of_many_grants_works() {
	let cost = |grants: u32| {
		let mut ext = new_test_ext();
		ext.execute_with(|| {
			for _ in 0..grants {
				alice_grants(terms(to(BOB)));
				alice_grants(terms(to(CHARLIE)));
			}
		});
		ext.commit_all().expect("no transaction is open");
		ext.execute_with(|| {
			System::reset_events();
			frame_support::storage::with_storage_layer(|| revoke_all(ALICE)).expect("works");
		});
		let written = ext.overlayed_changes().changes().count();
		ext.execute_with(|| {
			assert_eq!(bob_may(0), Err(Denial::Revoked));
			check_all();
		});
		written
	};
	assert_eq!(cost(1), cost(100));
}

#[test]
fn revoke_all_before_a_new_grant_works() {
	ExtBuilder::build_and_execute(|| {
		let one = alice_grants(terms(to(BOB)));
		assert_ok!(revoke_all(ALICE));
		let two = alice_grants(terms(to(BOB)));
		assert_eq!(two, one + 1);
		assert_eq!(bob_may(one), Err(Denial::Revoked));
		assert_eq!(bob_may(two), Ok(()));
		assert_ok!(Consent::sweep(signed(BOB), ALICE, 10));
		assert_eq!(bob_may(one), Err(Denial::Revoked));
		assert_eq!(bob_may(two), Ok(()));
		// The later one can be revoked as well.
		assert_ok!(revoke_all(ALICE));
		assert_eq!(bob_may(two), Err(Denial::Revoked));
	});
}

#[test]
fn revoke_all_of_expired_grants_works() {
	ExtBuilder::build_and_execute(|| {
		let (one, two) = (alice_grants(terms(to(BOB))), alice_grants(terms(to(BOB))));
		pass(1000 * HOUR);
		assert_ok!(Consent::sweep(signed(BOB), ALICE, 1));
		assert_eq!(Consent::confirm(&asks(to(BOB), one)), Err(Denial::Expired));
		assert_ok!(revoke_all(ALICE));
		for id in [one, two] {
			assert_eq!(Consent::confirm(&asks(to(BOB), id)), Err(Denial::Revoked));
		}
		assert_ok!(Consent::sweep(signed(BOB), ALICE, 10));
		assert_eq!(held(&ALICE), 2 * remnant_price(one));
		assert_noop!(revoke_all(ALICE), Failure::NothingToRevoke);
	});
}

#[test]
fn revoke_all_twice_fails() {
	ExtBuilder::build_and_execute(|| {
		assert_noop!(revoke_all(ALICE), Failure::NothingToRevoke);
		alice_grants(terms(to(BOB)));
		assert_ok!(revoke_all(ALICE));
		assert_noop!(revoke_all(ALICE), Failure::NothingToRevoke);
		assert_noop!(revoke_all(GRETA), Failure::NothingToRevoke);
		assert_noop!(Consent::revoke(signed(ALICE), 0), Failure::AlreadyRevoked);
		assert_ok!(Consent::sweep(signed(BOB), ALICE, 10));
		assert_noop!(revoke_all(ALICE), Failure::NothingToRevoke);
	});
}

#[test]
fn revoke_all_after_each_was_revoked_fails() {
	ExtBuilder::build_and_execute(|| {
		let one = alice_grants(terms(to(BOB)));
		alice_grants(terms(to(CHARLIE)));
		alice_grants(terms(to(CHARLIE)));
		assert_ok!(Consent::revoke(signed(ALICE), one));
		assert_ok!(Consent::revoke_grantee(signed(ALICE), ALICE, to(CHARLIE)));
		assert_noop!(revoke_all(ALICE), Failure::NothingToRevoke);
	});
}

#[test]
fn revoke_all_by_others_fails() {
	ExtBuilder::build_and_execute(|| {
		alice_grants(terms(to(BOB)));
		for who in [BOB, CHARLIE] {
			assert_noop!(revoke_all(who), Failure::NotSubject);
		}
	});
}
