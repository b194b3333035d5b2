//! No window runs while the chain stands still.

use super::*;

#[test]
fn deadlines_do_not_run_while_the_chain_stands_still() {
	run(|| {
		let (id, _) = drawn([delivered(ALICE, 1)], Reason::Duplicate);
		stall(100 * DAY);
		assert_noop!(advance(id), Error::<Test>::NothingDue);
		assert_ok!(decide(id, [BAD]));
		stall(100 * DAY);
		idle();
		assert_ok!(appeal(ALICE, id));
		pass(DEFAULT_PERIODS.appeal);
		assert_ok!(advance(id));
		stall(100 * DAY);
		idle();
		assert_eq!(phase_of(id), Some(Phase::Appealed));
		assert_ok!(Disputes::decide_appeal(root(), id, list([GOOD])));
	});
}

#[test]
fn queries_return_moments_of_the_wall_clock() {
	run(|| {
		stall(50 * DAY);
		let (id, _) = drawn([delivered(ALICE, 1)], Reason::Duplicate);
		let now = pallet_timestamp::Now::<Test>::get();
		assert_eq!(Disputes::dispute(id).unwrap().due, Some(now + DEFAULT_PERIODS.decide));
		// A standstill in between extends it.
		stall(DAY);
		assert_eq!(Disputes::dispute(id).unwrap().due, Some(now + DAY + DEFAULT_PERIODS.decide));
	});
}
