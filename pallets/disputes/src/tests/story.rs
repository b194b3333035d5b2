use super::*;

#[docify::export]
#[test]
fn a_dispute_is_opened_drawn_decided_and_paid() {
	run(|| {
		// Two participants delivered. The sponsor cannot decrypt what it got and disputes both,
		// with one bond.
		let (good, bad) = (delivered(ALICE, 1), delivered(BOB, 2));
		let set = [good.clone(), bad.clone()];
		assert_ok!(open(set, Reason::Undecryptable));
		assert_eq!(bond(&SPONSOR), bond_of(2));

		// The arbiter is drawn by the hash of a later block, which nobody knows yet.
		assert_noop!(advance(0), Error::<Test>::NothingDue);
		blocks(DRAW_DELAY + 1);
		idle();
		let arbiter = arbiter_of(0).expect("drawn in idle time");
		let evidence_key = Disputes::dispute(0).and_then(|info| info.evidence_key);
		assert_eq!(evidence_key, Disputes::evidence_key(arbiter.clone()));

		// It reads the evidence that the sponsor sent to that key, and upholds one complaint.
		let before = wealth(&arbiter);
		assert_ok!(decide(0, [Verdict::Rejected, Verdict::Upheld]));

		// Nobody appeals. Everything is paid after the time for appeals.
		pass(DEFAULT_PERIODS.appeal);
		idle();
		assert_eq!(Disputes::dispute(0), None);
		let part = (BASE_FEE + 2 * FEE) / 2;
		// One half of its fee comes from the bond, the other from the forfeited price.
		assert_eq!(wealth(&arbiter), before + 2 * part);
		assert_eq!(free(&ALICE), PRICE + COMPENSATION);
		assert_eq!(free(&BOB), 0);
		assert_eq!(wealth(&SPONSOR), RICH - 2 * PRICE - part - COMPENSATION);
		// The rest of the forfeited price returns to the study.
		assert_eq!(free(&Ledger::pot(STUDY)), ED + PRICE - part);
		assert_eq!((bond(&SPONSOR), deposits(&SPONSOR)), (0, 0));
	});
}
