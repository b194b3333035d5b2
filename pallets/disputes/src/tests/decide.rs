use super::*;
use epione_primitives::Role;

#[test]
fn decide_works() {
	run(|| {
		let (id, arbiter) = drawn([delivered(ALICE, 1), delivered(BOB, 2)], Reason::Undecryptable);
		assert_ok!(decide(id, [GOOD, BAD]));
		assert_eq!(
			last_event(),
			Event::Decided {
				dispute: id,
				arbiter: arbiter.clone(),
				verdicts: list([GOOD, BAD]),
				appeals_until: pallet_timestamp::Now::<Test>::get() + DEFAULT_PERIODS.appeal,
			}
		);
		// Nothing is paid while an appeal is possible.
		assert_eq!((free(&ALICE), free(&BOB), bond(&SPONSOR)), (0, 0, bond_of(2)));
		assert_eq!(arbiter_of(id), Some(arbiter));
	});
}

#[test]
fn decide_at_the_last_moment_works_and_later_fails() {
	run(|| {
		let (id, _) = drawn([delivered(ALICE, 1)], Reason::Undecryptable);
		pass(DEFAULT_PERIODS.decide - 1);
		assert_noop!(advance(id), Error::<Test>::NothingDue);
		pass(1);
		assert_noop!(decide(id, [GOOD]), Error::<Test>::TooLate);
	});
	run(|| {
		let (id, _) = drawn([delivered(ALICE, 1)], Reason::Undecryptable);
		pass(DEFAULT_PERIODS.decide - 1);
		assert_ok!(decide(id, [GOOD]));
	});
}

#[test]
fn decide_by_another_fails() {
	run(|| {
		let one = delivered(ALICE, 1);
		assert_ok!(open([one], Reason::Undecryptable));
		let verdicts = list([GOOD]);
		assert_noop!(
			Disputes::decide(signed(judge(0)), 0, verdicts.clone()),
			Error::<Test>::NotDrawn
		);
		blocks(DRAW_DELAY + 1);
		assert_ok!(advance(0));
		let arbiter = arbiter_of(0).unwrap();
		for who in (0..4).map(judge).filter(|who| *who != arbiter).chain([SPONSOR, ALICE]) {
			assert_noop!(
				Disputes::decide(signed(who), 0, verdicts.clone()),
				Error::<Test>::NotDrawn
			);
		}
		assert_noop!(Disputes::decide(root(), 0, verdicts), sp_runtime::DispatchError::BadOrigin);
	});
}

#[test]
fn decide_without_a_credential_any_more_fails() {
	run(|| {
		let (id, arbiter) = drawn([delivered(ALICE, 1)], Reason::Undecryptable);
		let reason = pallet_credentials::RevocationReason::Misconduct;
		assert_ok!(Credentials::revoke(signed(COURT), arbiter, Role::Arbiter, reason));
		assert_noop!(decide(id, [GOOD]), Error::<Test>::NotArbiter);
	});
}

#[test]
fn decide_twice_fails() {
	run(|| {
		let (id, _) = drawn([delivered(ALICE, 1)], Reason::Undecryptable);
		assert_ok!(decide(id, [GOOD]));
		assert_noop!(decide(id, [BAD]), Error::<Test>::AlreadyDecided);
	});
}

#[test]
fn decide_with_too_few_or_too_many_verdicts_fails() {
	run(|| {
		let (id, _) = drawn([delivered(ALICE, 1), delivered(BOB, 2)], Reason::Undecryptable);
		for count in [0, 1, 3] {
			assert_noop!(decide(id, vec![GOOD; count]), Error::<Test>::WrongNumberOfVerdicts);
		}
	});
}

#[test]
fn decide_cured_for_another_reason_fails() {
	for reason in [
		Reason::Undecryptable,
		Reason::RootMismatch,
		Reason::OutsideTerms,
		Reason::Duplicate,
		Reason::DeviceFraud,
	] {
		run(|| {
			let (id, _) = drawn([delivered(ALICE, 1), delivered(BOB, 2)], reason);
			assert_noop!(decide(id, [GOOD, Verdict::Cured]), Error::<Test>::NotCurable);
		});
	}
}

#[test]
fn decide_of_an_unknown_dispute_fails() {
	run(|| {
		assert_noop!(
			Disputes::decide(signed(judge(0)), 3, list([GOOD])),
			Error::<Test>::DisputeNotFound
		);
	});
}
