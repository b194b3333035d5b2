//! The panel, where no arbiter decides.

use super::*;

/// A dispute over ALICE's contribution that nobody can be drawn for.
fn undrawn(reason: Reason) -> (DisputeId, (AccountId, Digest)) {
	let one = delivered(ALICE, 1);
	assert_ok!(open([one.clone()], reason));
	blocks(DRAW_DELAY + 1);
	assert_ok!(advance(0));
	assert!(events().contains(&Event::NobodyDrawn { dispute: 0 }));
	let decides_by = pallet_timestamp::Now::<Test>::get() + DEFAULT_PERIODS.panel;
	assert_eq!(last_event(), Event::PanelCalled { dispute: 0, decides_by });
	(0, one)
}

fn without_arbiters(test: impl FnOnce()) {
	ExtBuilder { judges: 0, ..Default::default() }.build_and_execute(test);
}

fn panel(id: DisputeId, verdicts: impl IntoIterator<Item = Verdict>) -> sp_runtime::DispatchResult {
	let result = Disputes::decide_appeal(root(), id, list(verdicts));
	result.map(|_| ()).map_err(|error| error.error)
}

#[test]
fn the_panel_decides_where_nobody_can_be_drawn() {
	let paid = PRICE + COMPENSATION;
	// What the sponsor with its pot has in the end, and what ALICE has. No fee: nobody earned it.
	for (verdict, sponsor, subject) in
		[(GOOD, RICH - paid, paid), (BAD, RICH, 0), (Verdict::Cured, RICH - PRICE, PRICE)]
	{
		without_arbiters(|| {
			let (id, _) = undrawn(Reason::Unavailable);
			assert_eq!((phase_of(id), arbiter_of(id)), (Some(Phase::Appealed), None));
			assert_ok!(panel(id, [verdict]));
			let ended = Event::ContributionDecided {
				dispute: id,
				subject: ALICE,
				dataset: dataset(1),
				verdict: Some(verdict),
				to_arbiter: 0,
				to_subject: if verdict == GOOD { COMPENSATION } else { 0 },
			};
			assert!(events().contains(&ended));
			assert_eq!(last_event(), Event::DisputeEnded { dispute: id });
			let left = free(&Ledger::pot(STUDY)) - ED;
			assert_eq!((wealth(&SPONSOR) + left, free(&ALICE)), (sponsor, subject));
			assert_eq!((bond(&SPONSOR), deposits(&SPONSOR)), (0, 0));
			assert_eq!(Exclusions::<Test>::iter_keys().count(), 0);
		});
	}
}

#[test]
fn the_panel_decides_after_two_silent_arbiters() {
	run(|| {
		let one = delivered(ALICE, 1);
		let (id, first) = drawn([one.clone()], Reason::Duplicate);
		pass(DEFAULT_PERIODS.decide);
		assert_ok!(advance(id));
		blocks(DRAW_DELAY + 1);
		assert_ok!(advance(id));
		let second = arbiter_of(id).unwrap();
		pass(DEFAULT_PERIODS.decide);
		assert_ok!(advance(id));
		assert_eq!((phase_of(id), arbiter_of(id)), (Some(Phase::Appealed), None));
		assert_eq!(state_of(&one), ledger::State::Frozen);
		assert_eq!(Disputes::disputes_for(second.clone(), None, 10), []);
		assert_ok!(panel(id, [BAD]));
		assert_eq!((state_of(&one), free(&ALICE)), (ledger::State::Void, 0));
		assert_eq!((wealth(&first), wealth(&second)), (RICH, RICH));
	});
}

#[test]
fn a_silent_panel_without_an_arbiter_pays_the_participant() {
	without_arbiters(|| {
		let (id, one) = undrawn(Reason::Duplicate);
		pass(DEFAULT_PERIODS.panel - 1);
		assert_noop!(advance(id), Error::<Test>::NothingDue);
		pass(1);
		assert_noop!(panel(id, [BAD]), Error::<Test>::TooLate);
		idle();
		assert_eq!(last_event(), Event::DisputeEnded { dispute: id });
		assert_eq!((state_of(&one), free(&ALICE)), (ledger::State::Settled, PRICE));
		// Nobody was found wrong.
		assert_eq!(wealth(&SPONSOR), RICH - PRICE);
	});
}

#[test]
fn the_panel_alone_gives_one_verdict_for_each() {
	without_arbiters(|| {
		let set = [delivered(ALICE, 1), delivered(BOB, 2)];
		assert_ok!(open(set.clone(), Reason::Duplicate));
		assert_noop!(panel(0, [BAD, GOOD]), Error::<Test>::NotAppealed);
		blocks(DRAW_DELAY + 1);
		idle();
		for count in [0, 1, 3] {
			assert_noop!(panel(0, vec![BAD; count]), Error::<Test>::WrongNumberOfVerdicts);
		}
		assert_noop!(panel(0, [BAD, Verdict::Cured]), Error::<Test>::NotCurable);
		assert_noop!(appeal(ALICE, 0), Error::<Test>::NotDecided);
		assert_noop!(
			Disputes::decide(signed(judge(0)), 0, list([BAD, GOOD])),
			Error::<Test>::AlreadyDecided
		);
		assert_eq!(Disputes::arbiter(STUDY, &ALICE, &dataset(1)), None);
		assert_ok!(panel(0, [BAD, GOOD]));
		let states = set.map(|one| state_of(&one));
		assert_eq!(states, [ledger::State::Void, ledger::State::Settled]);
	});
}

#[test]
fn a_payment_that_fails_after_the_panel_alone_is_tried_again() {
	without_arbiters(|| {
		let (id, one) = undrawn(Reason::Duplicate);
		ledger::Broken::<Test>::put(ALICE);
		assert_ok!(panel(id, [GOOD]));
		assert_eq!(phase_of(id), Some(Phase::Ending));
		check();
		ledger::Broken::<Test>::kill();
		pass(RETRY);
		idle();
		assert_eq!((state_of(&one), free(&ALICE)), (ledger::State::Settled, PRICE + COMPENSATION));
	});
}
