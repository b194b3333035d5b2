use super::*;

/// The grant's entry on the receipt.
fn line(grant: GrantId) -> GrantLine<sp_runtime::AccountId32> {
	Consent::grant_info(grant).expect("exists").line
}

#[test]
fn acknowledge_works() {
	ExtBuilder::build_and_execute(|| {
		let id = alice_grants(terms(to(BOB)));
		assert_ok!(Consent::revoke(signed(ALICE), id));
		pass(5);
		assert_ok!(Consent::acknowledge(signed(BOB), id));
		assert_eq!(last_event(), Event::Acknowledged { grant: id, subject: ALICE, by: BOB });
		assert_eq!(line(id).acknowledged_at, Some(START + 5));
		assert_eq!(line(id).duty, None);
	});
}

#[test]
fn acknowledge_of_a_closed_strand_works() {
	ExtBuilder::build_and_execute(|| {
		let study = Grantee::Study(STUDY);
		let (one, two) = (alice_grants(terms(study.clone())), alice_grants(terms(study.clone())));
		assert_ok!(Consent::revoke_grantee(signed(ALICE), ALICE, study));
		assert_ok!(Consent::acknowledge(signed(SPONSOR), one));
		assert_ok!(Consent::sweep(signed(BOB), ALICE, 10));
		assert_ok!(Consent::acknowledge(signed(SPONSOR), two));
		assert_noop!(Consent::acknowledge(signed(SPONSOR), one), Failure::AlreadyAcknowledged);
	});
}

#[test]
fn acknowledge_of_an_expired_grant_works() {
	ExtBuilder::build_and_execute(|| {
		let id = alice_grants(terms(to(BOB)));
		pass(1000 * HOUR - 1);
		assert_noop!(Consent::acknowledge(signed(BOB), id), Failure::NotEnded);
		pass(1);
		assert_ok!(Consent::acknowledge(signed(BOB), id));
	});
}

#[test]
fn acknowledge_of_what_lives_fails() {
	ExtBuilder::build_and_execute(|| {
		let id = alice_grants(terms(to(BOB)));
		assert_noop!(Consent::acknowledge(signed(BOB), id), Failure::NotEnded);
		assert_noop!(Consent::acknowledge(signed(BOB), 9), Failure::NotFound);
	});
}

#[test]
fn acknowledge_twice_fails() {
	ExtBuilder::build_and_execute(|| {
		let id = alice_grants(terms(to(BOB)));
		assert_ok!(Consent::revoke(signed(ALICE), id));
		assert_ok!(Consent::acknowledge(signed(BOB), id));
		assert_noop!(Consent::acknowledge(signed(BOB), id), Failure::AlreadyAcknowledged);
	});
}

#[test]
fn acknowledge_by_others_fails() {
	ExtBuilder::build_and_execute(|| {
		let id = alice_grants(terms(Grantee::Study(STUDY)));
		assert_ok!(Consent::revoke(signed(ALICE), id));
		for who in [ALICE, BOB, GRETA] {
			assert_noop!(Consent::acknowledge(signed(who), id), Failure::NotController);
		}
		world(|w| w.studies.clear());
		assert_noop!(Consent::acknowledge(signed(SPONSOR), id), Failure::NotController);
	});
}
