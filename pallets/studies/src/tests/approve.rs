use super::*;

#[test]
fn approve_opens_the_study_works() {
	run(|| {
		let study = create(terms(), BUDGET);
		let hash = terms().hash();
		assert_eq!(hash, sp_io::hashing::sha2_256(&terms().encode()));
		assert_ok!(Studies::approve(signed(BOARD), study, hash));
		assert_eq!(last_event(), Event::StudyApproved { study, board: BOARD, terms_hash: hash });
		let info = Studies::study(study).unwrap();
		assert_eq!(info.phase, Phase::Open);
		assert_eq!(info.terms_hash, Some(hash));
		assert_eq!(info.approval.unwrap().board, BOARD);
	});
}

#[test]
fn approve_by_others_than_a_board_fails() {
	run(|| {
		let study = create(terms(), BUDGET);
		let hash = terms().hash();
		assert_noop!(Studies::approve(signed(ALICE), study, hash), Error::<Test>::NotEthicsBoard);
		// A sponsor that is also a board cannot approve its own study.
		credential(sponsor(), Role::EthicsBoard);
		assert_noop!(Studies::approve(signed(sponsor()), study, hash), Error::<Test>::OwnStudy);
		credential_ends(BOARD, Role::EthicsBoard);
		assert_noop!(Studies::approve(signed(BOARD), study, hash), Error::<Test>::NotEthicsBoard);
	});
}

#[test]
fn approve_of_other_terms_fails() {
	run(|| {
		let study = create(terms(), BUDGET);
		let other = Terms { reward: REWARD + 1, ..terms() }.hash();
		assert_noop!(Studies::approve(signed(BOARD), study, other), Error::<Test>::WrongTermsHash);
	});
}

#[test]
fn approve_twice_unknown_or_closed_fails() {
	run(|| {
		let hash = terms().hash();
		assert_noop!(Studies::approve(signed(BOARD), 0, hash), Error::<Test>::StudyNotFound);
		let study = open();
		assert_noop!(Studies::approve(signed(BOARD), study, hash), Error::<Test>::AlreadyApproved);
		let study = create(terms(), BUDGET);
		set_closed(study);
		assert_noop!(Studies::approve(signed(BOARD), study, hash), Error::<Test>::StudyClosed);
	});
}

/// The audit's M10: a dismissed accreditor's board went on approving what it once approved.
#[test]
fn an_approval_ends_with_its_boards_credential() {
	use epione_primitives::traits::GranteeLookup;
	run(|| {
		let study = open();
		let (dataset, grant) = (dataset(ALICE, 1), grant(ALICE, study));
		credential_ends(BOARD, Role::EthicsBoard);
		assert_noop!(commit(study, ALICE, dataset, grant), Error::<Test>::ApprovalEnded);
		assert!(!Studies::ethics_approved(&Grantee::Study(study)));
		assert_eq!(Studies::study(study).unwrap().phase, Phase::Proposed);
		credential(BOARD, Role::EthicsBoard);
		assert!(Studies::ethics_approved(&Grantee::Study(study)));
		assert_ok!(commit(study, ALICE, dataset, grant));
	});
}

#[test]
fn approve_in_place_of_a_board_that_is_none_any_more_works() {
	run(|| {
		let study = open();
		let hash = terms().hash();
		credential(CLINICIAN, Role::EthicsBoard);
		let again = || Studies::approve(signed(CLINICIAN), study, hash);
		// Not while the first board is one, suspended or not: nobody looks for a milder one.
		assert_noop!(again(), Error::<Test>::AlreadyApproved);
		assert_ok!(Studies::suspend_approval(signed(BOARD), study));
		assert_noop!(again(), Error::<Test>::AlreadyApproved);
		credential_ends(BOARD, Role::EthicsBoard);
		assert_ok!(again());
		assert_eq!(record(study).approval.unwrap().board, CLINICIAN);
		assert!(!SuspendedApprovals::<Test>::contains_key(study));
		let grant = grant(ALICE, study);
		assert_ok!(commit(study, ALICE, dataset(ALICE, 1), grant));
	});
}
