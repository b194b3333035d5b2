use super::*;

#[test]
fn withdraw_request_works() {
	ExtBuilder::build_and_execute(|| {
		assert_ok!(Consent::request(signed(BOB), PAUL, terms(to(BOB))));
		assert_ok!(Consent::withdraw_request(signed(BOB), 0));
		assert_eq!(
			last_event(),
			Event::RequestWithdrawn { request: 0, subject: PAUL, requester: BOB }
		);
		assert_eq!(held_for_requests(&BOB), 0);
		assert_eq!(Balances::free_balance(BOB), FUNDS);
		assert_eq!(providers(&PAUL), 0);
		assert_eq!(Consent::requests_of(PAUL), vec![]);
		assert_noop!(Consent::withdraw_request(signed(BOB), 0), Failure::RequestNotFound);
		// The number is not used again.
		assert_ok!(Consent::request(signed(BOB), PAUL, terms(to(BOB))));
		assert_eq!(Consent::requests_of(PAUL)[0].0, 1);
	});
}

#[test]
fn withdraw_request_by_the_sponsor_who_lost_the_study_works() {
	ExtBuilder::build_and_execute(|| {
		assert_ok!(Consent::request(signed(SPONSOR), ALICE, terms(Grantee::Study(STUDY))));
		world(|w| w.studies.clear());
		assert_ok!(Consent::withdraw_request(signed(SPONSOR), 0));
	});
}

#[test]
fn withdraw_request_of_somebody_else_fails() {
	ExtBuilder::build_and_execute(|| {
		assert_ok!(Consent::request(signed(BOB), ALICE, terms(to(BOB))));
		for who in [ALICE, CHARLIE] {
			assert_noop!(Consent::withdraw_request(signed(who), 0), Failure::NotRequester);
		}
	});
}
