use super::*;

#[test]
fn request_works() {
	ExtBuilder::build_and_execute(|| {
		let terms = terms(to(BOB));
		assert_ok!(Consent::request(signed(BOB), PAUL, terms.clone()));
		assert_eq!(
			last_event(),
			Event::Requested { request: 0, subject: PAUL, requester: BOB, terms: terms.clone() }
		);
		assert_eq!(held_for_requests(&BOB), price(Consent::footprint_of_request()));
		assert_eq!(Consent::requests_of(PAUL), vec![(0, BOB, terms)]);
		// So that Paul, who owns nothing, can sign `deny`.
		assert_eq!(providers(&PAUL), 1);
	});
}

#[test]
fn request_for_a_study_by_its_sponsor_works() {
	ExtBuilder::build_and_execute(|| {
		assert_ok!(Consent::request(signed(SPONSOR), ALICE, terms(Grantee::Study(STUDY))));
	});
}

#[test]
fn request_with_terms_at_the_edge_works() {
	ExtBuilder::build_and_execute(|| {
		for (i, terms) in just_well_formed().into_iter().enumerate() {
			let subject = sp_runtime::AccountId32::new([100 + i as u8; 32]);
			assert_ok!(Consent::request(signed(BOB), subject, terms));
		}
	});
}

#[test]
fn request_with_ill_formed_terms_fails() {
	ExtBuilder::build_and_execute(|| {
		for (terms, refusal) in ill_formed() {
			assert_noop!(Consent::request(signed(BOB), ALICE, terms), refusal);
		}
	});
}

#[test]
fn request_for_somebody_else_fails() {
	ExtBuilder::build_and_execute(|| {
		assert_noop!(
			Consent::request(signed(CHARLIE), ALICE, terms(to(BOB))),
			Failure::NotController
		);
		assert_noop!(
			Consent::request(signed(BOB), ALICE, terms(Grantee::Study(STUDY))),
			Failure::NotController
		);
	});
}

#[test]
fn request_for_an_unknown_study_fails() {
	ExtBuilder::build_and_execute(|| {
		assert_noop!(
			Consent::request(signed(BOB), ALICE, terms(Grantee::Study(99))),
			Failure::GranteeNotFound
		);
	});
}

#[test]
fn request_too_many_fails() {
	ExtBuilder::build_and_execute(|| {
		for _ in 0..4 {
			assert_ok!(Consent::request(signed(BOB), ALICE, terms(to(BOB))));
		}
		assert_noop!(
			Consent::request(signed(BOB), ALICE, terms(to(BOB))),
			Failure::TooManyRequests
		);
		// Counted per requester and subject.
		assert_ok!(Consent::request(signed(BOB), GRETA, terms(to(BOB))));
		assert_ok!(Consent::request(signed(CHARLIE), ALICE, terms(to(CHARLIE))));
		// One ends, so another can be made.
		assert_ok!(Consent::deny(signed(ALICE), 0));
		assert_ok!(Consent::request(signed(BOB), ALICE, terms(to(BOB))));
		assert_noop!(
			Consent::request(signed(BOB), ALICE, terms(to(BOB))),
			Failure::TooManyRequests
		);
	});
}

#[test]
fn request_without_money_for_the_deposit_fails() {
	ExtBuilder::build_and_execute(|| {
		spend_all(&BOB);
		assert_noop!(
			Consent::request(signed(BOB), ALICE, terms(to(BOB))),
			sp_runtime::TokenError::FundsUnavailable
		);
	});
}

#[test]
fn request_beyond_the_last_number_fails() {
	ExtBuilder::build_and_execute(|| {
		NextRequest::<Test>::put(RequestId::MAX);
		assert_noop!(
			Consent::request(signed(BOB), ALICE, terms(to(BOB))),
			Failure::TooManyRequests
		);
	});
}
