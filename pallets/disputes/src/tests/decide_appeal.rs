use super::*;

const PART: Balance = BASE_FEE + FEE;

/// One contribution of ALICE's with this verdict, appealed by the loser, waiting for the panel.
fn appealed(verdict: Verdict) -> (DisputeId, AccountId) {
	let (id, arbiter) = drawn([delivered(ALICE, 1)], Reason::Unavailable);
	assert_ok!(decide(id, [verdict]));
	let loser = if verdict == BAD { ALICE } else { SPONSOR };
	assert_ok!(appeal(loser, id));
	pass(DEFAULT_PERIODS.appeal);
	assert_ok!(advance(id));
	assert_eq!(phase_of(id), Some(Phase::Appealed));
	(id, arbiter)
}

fn panel(id: DisputeId, verdicts: impl IntoIterator<Item = Verdict>) -> sp_runtime::DispatchResult {
	let result = Disputes::decide_appeal(root(), id, list(verdicts));
	result.map(|_| ()).map_err(|error| error.error)
}

/// What the sponsor and ALICE have in the end, and what the arbiter earned.
fn outcome(first: Verdict, panels: Option<Verdict>) -> (Balance, Balance, Balance) {
	let mut result = (0, 0, 0);
	run(|| {
		let (id, arbiter) = appealed(first);
		match panels {
			Some(verdict) => {
				assert_ok!(panel(id, [verdict]));
			},
			None => {
				pass(DEFAULT_PERIODS.panel);
				idle();
			},
		}
		assert_eq!(last_event(), Event::DisputeEnded { dispute: id });
		assert_eq!(Disputes::dispute(id), None);
		assert_eq!((bond(&SPONSOR), deposits(&SPONSOR)), (0, 0));
		// The part of the study's pot that is not owed counts as the sponsor's.
		let left = free(&Ledger::pot(STUDY)) - ED;
		let earned = wealth(&arbiter) - RICH;
		result = (wealth(&SPONSOR) + left, free(&ALICE), earned);
	});
	result
}

#[test]
fn decide_appeal_against_the_sponsor_works() {
	let lost = COMPENSATION + APPEAL_BOND;
	assert_eq!(outcome(GOOD, Some(GOOD)), (RICH - PRICE - PART - lost, PRICE + lost, PART));
}

#[test]
fn decide_appeal_for_the_sponsor_works() {
	assert_eq!(outcome(GOOD, Some(BAD)), (RICH - PART, 0, PART));
}

#[test]
fn decide_appeal_cured_works() {
	let verdict = Verdict::Cured;
	let paid = PRICE + APPEAL_BOND;
	assert_eq!(outcome(verdict, Some(verdict)), (RICH - paid - PART, paid, PART));
}

#[test]
fn decide_appeal_against_the_subject_works() {
	assert_eq!(outcome(BAD, Some(BAD)), (RICH - PART, 0, PART));
}

#[test]
fn decide_appeal_for_the_subject_works() {
	let paid = PRICE + COMPENSATION;
	assert_eq!(outcome(BAD, Some(GOOD)), (RICH - paid - PART, paid, PART));
}

#[test]
fn undecided_appeals_leave_the_decision_and_return_the_bond() {
	let paid = PRICE + COMPENSATION;
	assert_eq!(outcome(GOOD, None), (RICH - paid - PART, paid, PART));
	assert_eq!(outcome(BAD, None), (RICH - PART, 0, PART));
}

#[test]
fn decide_appeal_of_some_works() {
	run(|| {
		let set = [delivered(ALICE, 1), delivered(BOB, 2), delivered(BOB, 3)];
		let (id, _) = drawn(set.clone(), Reason::RootMismatch);
		assert_ok!(decide(id, [GOOD, BAD, BAD]));
		assert_ok!(appeal(BOB, id));
		assert_noop!(panel(id, [GOOD, GOOD]), Error::<Test>::NotAppealed);
		pass(DEFAULT_PERIODS.appeal);
		assert_ok!(advance(id));
		assert_ok!(panel(id, [GOOD, BAD]));
		assert!(
			events().contains(&Event::AppealDecided { dispute: id, verdicts: list([GOOD, BAD]) })
		);
		let states: Vec<_> = set.iter().map(state_of).collect();
		use ledger::State::*;
		assert_eq!(states, [Settled, Settled, Void]);
		assert_eq!(free(&BOB), PRICE + COMPENSATION);
	});
}

#[test]
fn decide_appeal_by_others_fails() {
	run(|| {
		let (id, arbiter) = appealed(GOOD);
		for who in [SPONSOR, ALICE, arbiter, NOBODY] {
			assert_noop!(
				Disputes::decide_appeal(signed(who), id, list([BAD])).map_err(|error| error.error),
				sp_runtime::DispatchError::BadOrigin
			);
		}
	});
}

#[test]
fn decide_appeal_before_there_is_one_fails() {
	run(|| {
		let (id, _) = drawn([delivered(ALICE, 1)], Reason::Duplicate);
		assert_noop!(panel(id, [GOOD]), Error::<Test>::NotAppealed);
		assert_ok!(decide(id, [GOOD]));
		assert_noop!(panel(id, [GOOD]), Error::<Test>::NotAppealed);
		assert_ok!(appeal(SPONSOR, id));
		// Other parties may still appeal.
		assert_noop!(panel(id, [GOOD]), Error::<Test>::NotAppealed);
	});
}

#[test]
fn decide_appeal_at_the_last_moment_works_and_later_fails() {
	run(|| {
		let (id, _) = appealed(GOOD);
		pass(DEFAULT_PERIODS.panel - 1);
		assert_ok!(panel(id, [BAD]));
	});
	run(|| {
		let (id, _) = appealed(GOOD);
		pass(DEFAULT_PERIODS.panel);
		assert_noop!(panel(id, [BAD]), Error::<Test>::TooLate);
	});
}

#[test]
fn decide_appeal_with_too_few_or_too_many_verdicts_fails() {
	run(|| {
		let (id, _) = appealed(GOOD);
		for count in [0, 2] {
			assert_noop!(panel(id, vec![GOOD; count]), Error::<Test>::WrongNumberOfVerdicts);
		}
	});
}

#[test]
fn decide_appeal_cured_for_another_reason_fails() {
	run(|| {
		let (id, _) = drawn([delivered(ALICE, 1)], Reason::Duplicate);
		assert_ok!(decide(id, [BAD]));
		assert_ok!(appeal(ALICE, id));
		pass(DEFAULT_PERIODS.appeal);
		assert_ok!(advance(id));
		assert_noop!(panel(id, [Verdict::Cured]), Error::<Test>::NotCurable);
	});
}

#[test]
fn decide_appeal_of_an_unknown_dispute_fails() {
	run(|| {
		assert_noop!(panel(9, [GOOD]), Error::<Test>::DisputeNotFound);
	});
}
