use super::*;
use epione_primitives::Role;

#[test]
fn open_works() {
	run(|| {
		let set = [delivered(ALICE, 1), delivered(BOB, 2)];
		let opened_in = System::block_number() as u32;
		assert_ok!(open(set.clone(), Reason::RootMismatch));

		assert_eq!(
			last_event(),
			Event::DisputeOpened {
				dispute: 0,
				study: STUDY,
				sponsor: SPONSOR,
				contributions: list(set.clone()),
				reason: Reason::RootMismatch,
				evidence: [9; 32],
				bond: bond_of(2),
				draws_at: opened_in + DRAW_DELAY,
			}
		);
		assert_eq!(bond(&SPONSOR), bond_of(2));
		// One account is excluded: the sponsor's accreditor.
		assert_eq!(deposits(&SPONSOR), 10 + u128::from(Disputes::footprint(2, 1).size));
		for name in &set {
			assert_eq!(state_of(name), ledger::State::Frozen);
		}
	});
}

#[test]
fn open_with_the_next_number_works() {
	run(|| {
		let (id, _) = drawn([delivered(ALICE, 1)], Reason::Duplicate);
		assert_ok!(decide(id, [GOOD]));
		pass(DEFAULT_PERIODS.appeal);
		assert_ok!(advance(id));
		assert_eq!(Disputes::dispute(0), None);
		assert_ok!(open([delivered(ALICE, 2)], Reason::Duplicate));
		assert_eq!(Disputes::dispute_over(STUDY, ALICE, dataset(2)), Some(1));
	});
}

#[test]
fn open_of_the_most_contributions_works() {
	run(|| {
		let set: Vec<_> = (0..MAX_CONTRIBUTIONS as u8).map(|n| delivered(ALICE, n)).collect();
		assert_ok!(open(set, Reason::OutsideTerms));
		assert_eq!(bond(&SPONSOR), bond_of(MAX_CONTRIBUTIONS.into()));
	});
}

#[test]
fn fee_parts_add_up_to_the_fee() {
	run(|| {
		for count in 1..=MAX_CONTRIBUTIONS {
			let parts = Disputes::fee_parts(count).unwrap();
			assert_eq!(parts.len() as u32, count);
			assert_eq!(parts.iter().sum::<Balance>(), BASE_FEE + FEE * Balance::from(count));
			let (least, most) = (parts.iter().min().unwrap(), parts.iter().max().unwrap());
			assert!(most - least <= 1);
		}
	});
}

#[test]
fn open_of_an_unknown_study_fails() {
	run(|| {
		let set = list([delivered(ALICE, 1)]);
		assert_noop!(
			Disputes::open(signed(SPONSOR), 7, set, Reason::Duplicate, [9; 32]),
			Error::<Test>::StudyNotFound
		);
	});
}

#[test]
fn open_by_another_fails() {
	run(|| {
		let set = list([delivered(ALICE, 1)]);
		assert_noop!(
			Disputes::open(signed(NOBODY), STUDY, set.clone(), Reason::Duplicate, [9; 32]),
			Error::<Test>::NotSponsor
		);
		assert_noop!(
			Disputes::open(root(), STUDY, set, Reason::Duplicate, [9; 32]),
			sp_runtime::DispatchError::BadOrigin
		);
	});
}

#[test]
fn open_of_nothing_fails() {
	run(|| {
		assert_noop!(open([], Reason::Duplicate), Error::<Test>::NoContributions);
	});
}

#[test]
fn open_without_arbiters_works() {
	// Else whoever clears the last record of an arbiter would be paid for whatever it delivered.
	ExtBuilder { judges: 0, ..Default::default() }.build_and_execute(|| {
		assert_ok!(open([delivered(ALICE, 1)], Reason::Duplicate));
		blocks(DRAW_DELAY + 1);
		idle();
		assert_eq!((phase_of(0), arbiter_of(0)), (Some(Phase::Appealed), None));
	});
}

#[test]
fn open_records_who_may_not_judge_works() {
	run(|| {
		accredit(ALICE, Role::Clinician, COURT);
		accredit(ALICE, Role::CareProvider, ACC);
		accredit(BOB, Role::Arbiter, COURT);
		assert_ok!(open([delivered(ALICE, 1), delivered(BOB, 2)], Reason::Duplicate));
		let exclusion = Exclusions::<Test>::get(0).unwrap();
		assert_eq!(exclusion.accreditors.into_inner(), [ACC, COURT]);
		assert_eq!(exclusion.courts.into_inner(), [COURT]);
		assert_eq!(deposits(&SPONSOR), 10 + u128::from(Disputes::footprint(2, 3).size));
	});
}

#[test]
fn open_with_one_that_cannot_be_frozen_fails() {
	run(|| {
		let (first, second) = (delivered(ALICE, 1), delivered(BOB, 2));
		assert_noop!(
			open([first.clone(), (BOB, dataset(3))], Reason::Duplicate),
			ledger::Error::<Test>::NotFound
		);
		assert_eq!(state_of(&first), ledger::State::Delivered);
		assert_ok!(open([first, second], Reason::Duplicate));
	});
}

#[test]
fn open_after_the_window_fails() {
	run(|| {
		let one = delivered(ALICE, 1);
		pass(WINDOW - 1);
		let other = delivered(BOB, 2);
		pass(1);
		assert_noop!(
			open([other.clone(), one], Reason::Duplicate),
			ledger::Error::<Test>::WindowOver
		);
		assert_ok!(open([other], Reason::Duplicate));
	});
}

#[test]
fn open_of_one_contribution_twice_fails() {
	run(|| {
		let one = delivered(ALICE, 1);
		assert_noop!(
			open([one.clone(), one.clone()], Reason::Duplicate),
			Error::<Test>::AlreadyDisputed
		);
		assert_ok!(open([one.clone()], Reason::Duplicate));
		assert_noop!(open([one], Reason::RootMismatch), Error::<Test>::AlreadyDisputed);
	});
}

#[test]
fn open_without_the_bond_fails() {
	run(|| {
		let one = delivered(ALICE, 1);
		let deposit = 10 + u128::from(Disputes::footprint(1, 1).size);
		let spare = free(&SPONSOR) - ED - bond_of(1) - deposit;
		assert_ok!(Balances::transfer_keep_alive(signed(SPONSOR), NOBODY, spare + 1));
		assert_noop!(
			open([one.clone()], Reason::Duplicate),
			sp_runtime::TokenError::FundsUnavailable
		);
		assert_ok!(Balances::transfer_keep_alive(signed(NOBODY), SPONSOR, 1));
		assert_ok!(open([one], Reason::Duplicate));
	});
}

#[test]
fn open_with_numbers_used_up_fails() {
	run(|| {
		NextDisputeId::<Test>::put(u32::MAX);
		let one = delivered(ALICE, 1);
		assert_noop!(open([one], Reason::Duplicate), Error::<Test>::Overflow);
	});
}
