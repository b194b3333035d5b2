use super::*;
use epione_primitives::traits::GranteeLookup;

#[test]
fn suspend_approval_stops_commits_at_once_and_nothing_else_works() {
	run(|| {
		let study = open();
		let (promised, _) = committed(study, ALICE, 1);
		let next = dataset(BOB, 1);
		let grant = grant(BOB, study);
		assert_ok!(Studies::suspend_approval(signed(BOARD), study));
		assert_eq!(last_event(), Event::ApprovalSuspended { study, board: BOARD });
		assert_noop!(commit(study, BOB, next, grant), Error::<Test>::ApprovalSuspended);
		assert_eq!(Studies::study(study).unwrap().phase, Phase::Proposed);
		// A grant that demands an approval (DUO IRB) finds none.
		assert!(!Studies::ethics_approved(&Grantee::Study(study)));
		assert_ok!(deliver(study, ALICE, promised));
		pass(WINDOW);
		assert_ok!(settle(study, ALICE, promised));
	});
}

#[test]
fn suspend_approval_of_a_former_board_works() {
	run(|| {
		let study = open();
		credential_ends(BOARD, Role::EthicsBoard);
		assert_ok!(Studies::suspend_approval(signed(BOARD), study));
		credential(BOARD, Role::EthicsBoard);
		assert!(!Studies::ethics_approved(&Grantee::Study(study)));
	});
}

#[test]
fn suspend_approval_by_others_or_of_nothing_fails() {
	run(|| {
		let suspend = |who, study| Studies::suspend_approval(signed(who), study);
		assert_noop!(suspend(BOARD, 0), Error::<Test>::StudyNotFound);
		let study = create(terms(), BUDGET);
		assert_noop!(suspend(BOARD, study), Error::<Test>::NotApproved);
		approve(study);
		credential(CLINICIAN, Role::EthicsBoard);
		assert_noop!(suspend(CLINICIAN, study), Error::<Test>::NotApprovingBoard);
		assert_noop!(suspend(sponsor(), study), Error::<Test>::NotApprovingBoard);
		assert_ok!(suspend(BOARD, study));
		assert_noop!(suspend(BOARD, study), Error::<Test>::AlreadySuspended);
		let study = open();
		set_closed(study);
		assert_noop!(suspend(BOARD, study), Error::<Test>::StudyClosed);
	});
}

#[test]
fn a_suspension_goes_with_its_study() {
	run(|| {
		let study = open();
		assert_ok!(Studies::suspend_approval(signed(BOARD), study));
		set_closed(study);
		assert!(SuspendedApprovals::<Test>::contains_key(study));
		assert_ok!(Studies::finish(signed(NOBODY), study));
		assert!(!SuspendedApprovals::<Test>::contains_key(study));
	});
}
