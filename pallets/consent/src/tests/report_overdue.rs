use super::*;

/// A grant of Alice's to the study, under which a key was delivered.
fn delivered() -> GrantId {
	let id = alice_grants(terms(Grantee::Study(STUDY)));
	<Consent as Duties<_>>::delivered(id, true);
	id
}

#[test]
fn report_overdue_works() {
	ExtBuilder::build_and_execute(|| {
		let id = delivered();
		assert_ok!(Consent::revoke(signed(ALICE), id));
		pass(ACK);
		assert_ok!(Consent::report_overdue(signed(BOB), id));
		assert_eq!(
			last_event(),
			Event::AcknowledgementOverdue { grant: id, subject: ALICE, controller: SPONSOR }
		);
		assert_eq!(Consent::overdue_of(SPONSOR), 1);
	});
}

#[test]
fn report_overdue_without_a_duty_fails() {
	ExtBuilder::build_and_execute(|| {
		let id = delivered();
		assert_noop!(Consent::report_overdue(signed(BOB), id), Failure::NoDuty);
		assert_noop!(Consent::report_overdue(signed(BOB), 9), Failure::NotFound);
	});
}

#[test]
fn report_overdue_before_the_deadline_fails() {
	ExtBuilder::build_and_execute(|| {
		let id = delivered();
		assert_ok!(Consent::revoke(signed(ALICE), id));
		assert_noop!(Consent::report_overdue(signed(BOB), id), Failure::NotOverdue);
		pass(ACK - 1);
		assert_noop!(Consent::report_overdue(signed(BOB), id), Failure::NotOverdue);
	});
}

#[test]
fn report_overdue_twice_fails() {
	ExtBuilder::build_and_execute(|| {
		let id = delivered();
		assert_ok!(Consent::revoke(signed(ALICE), id));
		pass(ACK);
		assert_ok!(Consent::report_overdue(signed(BOB), id));
		assert_noop!(Consent::report_overdue(signed(BOB), id), Failure::AlreadyOverdue);
	});
}
