use super::*;

#[test]
fn advance_before_anything_is_due_fails() {
	run(|| {
		let (id, _) = drawn([delivered(ALICE, 1)], Reason::Duplicate);
		let early = |time: Moment| {
			pass(time - 1);
			assert_noop!(advance(id), Error::<Test>::NothingDue);
			idle();
		};
		early(DEFAULT_PERIODS.decide);
		assert_eq!(phase_of(id), Some(Phase::Deciding));
		assert_ok!(decide(id, [GOOD]));
		assert_ok!(appeal(SPONSOR, id));
		early(DEFAULT_PERIODS.appeal);
		assert_eq!(phase_of(id), Some(Phase::Decided));
		pass(1);
		assert_ok!(advance(id));
		early(DEFAULT_PERIODS.panel);
		assert_eq!(phase_of(id), Some(Phase::Appealed));
		pass(1);
		assert_ok!(advance(id));
		assert_noop!(advance(id), Error::<Test>::DisputeNotFound);
	});
}

#[test]
fn advance_past_a_silent_arbiter_works() {
	run(|| {
		let (id, first) = drawn([delivered(ALICE, 1)], Reason::Duplicate);
		pass(DEFAULT_PERIODS.decide);
		assert_ok!(advance(id));
		let draws_at = System::block_number() as u32 + DRAW_DELAY;
		let events = events();
		assert!(events.contains(&Event::ArbiterSilent { dispute: id, arbiter: first.clone() }));
		assert!(events.contains(&Event::DrawnAgain { dispute: id, draws_at }));
		assert_eq!(phase_of(id), Some(Phase::Drawing));
		blocks(DRAW_DELAY + 1);
		assert_ok!(advance(id));
		let second = arbiter_of(id).unwrap();
		assert_ne!(first, second);
		assert_ok!(decide(id, [GOOD]));
	});
}

#[test]
fn advance_past_two_silent_arbiters_works() {
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

		let decides_by = pallet_timestamp::Now::<Test>::get() + DEFAULT_PERIODS.panel;
		assert_eq!(last_event(), Event::PanelCalled { dispute: id, decides_by });
		assert_eq!(state_of(&one), ledger::State::Frozen);
		pass(DEFAULT_PERIODS.panel);
		assert_ok!(advance(id));
		assert_eq!(last_event(), Event::DisputeEnded { dispute: id });
		assert_eq!(state_of(&one), ledger::State::Settled);
		// An arbiter that stays silent earns nothing; nobody was found wrong.
		assert_eq!((wealth(&first), wealth(&second)), (RICH, RICH));
		assert_eq!((free(&ALICE), wealth(&SPONSOR)), (PRICE, RICH - PRICE));
	});
}

#[test]
fn advance_by_root_fails() {
	run(|| {
		let (id, _) = drawn([delivered(ALICE, 1)], Reason::Duplicate);
		pass(DEFAULT_PERIODS.decide);
		assert_noop!(
			Disputes::advance(root(), id).map_err(|error| error.error),
			sp_runtime::DispatchError::BadOrigin
		);
	});
}

#[test]
fn advance_returning_unused_weight_works() {
	run(|| {
		assert_ok!(open([delivered(ALICE, 1)], Reason::Duplicate));
		blocks(DRAW_DELAY + 1);
		let used = Disputes::advance(signed(NOBODY), 0).unwrap().actual_weight;
		assert_eq!(used, Some(Disputes::advance_weight(1)));
		assert_ok!(decide(0, [GOOD]));
		pass(DEFAULT_PERIODS.appeal);
		let used = Disputes::advance(signed(NOBODY), 0).unwrap().actual_weight;
		assert_eq!(used, Some(Disputes::end_weight(1)));
	});
}

#[test]
fn idle_time_does_all_that_is_due_and_no_more() {
	run(|| {
		for n in 0..6 {
			assert_ok!(open([delivered(ALICE, n)], Reason::Duplicate));
		}
		blocks(DRAW_DELAY + 1);
		assert_ok!(open([delivered(ALICE, 9)], Reason::Duplicate));
		idle();
		for id in 0..6 {
			assert_eq!(phase_of(id), Some(Phase::Deciding));
		}
		assert_eq!(phase_of(6), Some(Phase::Drawing));
	});
}

#[test]
fn idle_time_keeps_within_its_weight() {
	run(|| {
		for n in 0..4 {
			assert_ok!(open([delivered(ALICE, n)], Reason::Duplicate));
		}
		blocks(DRAW_DELAY + 1);
		let one =
			Disputes::advance_weight(MAX_CONTRIBUTIONS).saturating_add(<() as WeightInfo>::peek());
		let too_little = one.saturating_sub(Weight::from_parts(1, 0));
		assert_eq!(Disputes::on_idle(0, too_little), Weight::zero());
		assert_eq!(phase_of(0), Some(Phase::Drawing));
		let used = Disputes::on_idle(0, one);
		assert!(used.all_lte(one));
		let drawn = (0..4).filter(|id| phase_of(*id) == Some(Phase::Deciding)).count();
		assert_eq!(drawn, 1);
	});
}

#[test]
fn idle_time_is_bounded_whatever_the_weight() {
	run(|| {
		for n in 0..=MAX_ADVANCED_PER_BLOCK as u8 {
			assert_ok!(open([delivered(ALICE, n)], Reason::Duplicate));
		}
		blocks(DRAW_DELAY + 1);
		idle();
		let left = Draws::<Test>::iter_keys().count();
		assert_eq!(left, 1);
	});
}

#[test]
fn a_line_that_leads_to_nothing_holds_nobody_up() {
	run(|| {
		let (id, _) = drawn([delivered(ALICE, 1)], Reason::Duplicate);
		assert_ok!(decide(id, [GOOD]));
		pass(DEFAULT_PERIODS.appeal);
		Agenda::<Test>::insert([0; 8], 77, ());
		Draws::<Test>::insert([0; 4], 78, ());
		idle();
		assert_eq!(Disputes::dispute(id), None);
		assert_eq!(Agenda::<Test>::iter_keys().count() + Draws::<Test>::iter_keys().count(), 0);
	});
}
