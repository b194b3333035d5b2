use super::*;

#[test]
fn resume_approval_works() {
	run(|| {
		let study = open();
		let (dataset, grant) = (dataset(ALICE, 1), grant(ALICE, study));
		assert_ok!(Studies::suspend_approval(signed(BOARD), study));
		assert_ok!(Studies::resume_approval(signed(BOARD), study));
		assert_eq!(last_event(), Event::ApprovalResumed { study, board: BOARD });
		assert_eq!(Studies::study(study).unwrap().phase, Phase::Open);
		assert_ok!(commit(study, ALICE, dataset, grant));
	});
}

#[test]
fn resume_approval_by_others_or_of_what_counts_fails() {
	run(|| {
		let resume = |who, study| Studies::resume_approval(signed(who), study);
		assert_noop!(resume(BOARD, 0), Error::<Test>::StudyNotFound);
		let study = create(terms(), BUDGET);
		assert_noop!(resume(BOARD, study), Error::<Test>::NotApproved);
		approve(study);
		assert_noop!(resume(BOARD, study), Error::<Test>::NotSuspended);
		assert_ok!(Studies::suspend_approval(signed(BOARD), study));
		assert_noop!(resume(sponsor(), study), Error::<Test>::NotApprovingBoard);
		credential_ends(BOARD, Role::EthicsBoard);
		assert_noop!(resume(BOARD, study), Error::<Test>::NotEthicsBoard);
	});
}
