use super::*;

/// Twenty people have records in epoch 1, three in epoch 3; both epochs have expired.
fn with_stale(test: impl FnOnce()) {
	ExtBuilder::default().build_and_execute(|| {
		donate(10_000);
		(0..20).for_each(|n| trade(&SPONSOR, &person(n), 10_000));
		epochs(2);
		(0..3).for_each(|n| trade(&SPONSOR, &person(n), 10_000));
		epochs(CLAIMABLE + 1);
		assert_eq!(Rewards::pool().claimable_from, 4);
		System::reset_events();
		test();
	});
}

fn records() -> usize {
	Counted::<Test>::iter().count()
}

fn clean(limit: u32) -> Weight {
	Rewards::clean(signed(BOB), limit).unwrap().actual_weight.unwrap()
}

#[test]
fn clean_works() {
	with_stale(|| {
		assert_eq!(clean(15), <() as WeightInfo>::clean(15));
		assert_eq!((records(), CleanFrom::<Test>::get()), (9, 1));
		assert_eq!(last_event(), Event::Cleaned { records: 14 });
		assert_eq!(clean(100), <() as WeightInfo>::clean(12));
		assert_eq!((records(), CleanFrom::<Test>::get()), (0, 4));
		assert_eq!(last_event(), Event::Cleaned { records: 9 });
		// Nothing is left: no step is charged, no event emitted.
		System::reset_events();
		assert_eq!(clean(100), <() as WeightInfo>::clean(0));
		assert_eq!(events(), []);
	});
}

#[test]
fn clean_before_the_expiry_works() {
	ExtBuilder::default().build_and_execute(|| {
		donate(10_000);
		trade(&SPONSOR, &ALICE, 10_000);
		epochs(CLAIMABLE);
		clean(100);
		assert_eq!(records(), 1);
		assert_ok!(Rewards::claim(signed(ALICE), 1));
	});
}

#[test]
fn clean_of_too_much_fails() {
	with_stale(|| {
		assert_noop!(Rewards::clean(signed(BOB), 101), Error::<Test>::LimitTooHigh);
		assert_noop!(Rewards::clean(RuntimeOrigin::root(), 1), BadOrigin);
	});
}

#[test]
fn idle_time_is_used_as_far_as_it_goes() {
	with_stale(|| {
		let idle = |steps| Rewards::on_idle(1, <() as WeightInfo>::clean(steps));
		// Not even enough for a look.
		assert_eq!(Rewards::on_idle(1, Weight::from_parts(1, 1)), Weight::zero());
		assert_eq!(idle(6), <() as WeightInfo>::clean(6));
		assert_eq!(records(), 18);
		assert_eq!(idle(1_000), <() as WeightInfo>::clean(21));
		assert_eq!((records(), CleanFrom::<Test>::get()), (0, 4));
		assert_eq!(idle(1_000), <() as WeightInfo>::clean(0));
	});
}

/// However much there is, a block takes at most a hundred steps.
#[test]
fn idle_time_is_bounded() {
	ExtBuilder::default().build_and_execute(|| {
		(0..150).for_each(|n| trade(&SPONSOR, &person(n), 10_000));
		epochs(CLAIMABLE + 1);
		assert_eq!(Rewards::on_idle(1, Weight::MAX), <() as WeightInfo>::clean(MAX_PAGE));
		assert_eq!(records(), 51);
	});
}
