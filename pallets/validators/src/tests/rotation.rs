use crate::{mock::*, *};
use frame_support::assert_ok;

#[test]
fn rotation_takes_two_sessions() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Validators::remove(RuntimeOrigin::root(), ALICE));
		sessions(1);
		assert_eq!(Session::validators(), [ALICE, BOB, CHARLIE, DAVE]);
		sessions(1);
		assert_eq!(Session::validators(), [BOB, CHARLIE, DAVE]);
	});
}

#[test]
fn rotation_without_a_change_plans_no_new_set() {
	ExtBuilder::default().build_and_execute(|| {
		sessions(2);
		assert!(!pallet_session::QueuedChanged::<Test>::get());
		assert_ok!(Validators::remove(RuntimeOrigin::root(), ALICE));
		sessions(1);
		assert!(pallet_session::QueuedChanged::<Test>::get());
		sessions(1);
		assert!(!pallet_session::QueuedChanged::<Test>::get());
	});
}

#[test]
fn rotation_passes_over_who_took_its_keys_away() {
	ExtBuilder::default().build_and_execute(|| {
		System::inc_providers(&ALICE);
		assert_ok!(Session::purge_keys(RuntimeOrigin::signed(ALICE)));
		sessions(2);
		assert_eq!(Session::validators(), [BOB, CHARLIE, DAVE]);
		// It remains chosen: it may set new keys, and does not count as a change in every session.
		assert!(Validators::chosen().contains(&ALICE));
		assert!(!pallet_session::QueuedChanged::<Test>::get());
		with_keys(ALICE);
		sessions(2);
		assert_eq!(Session::validators(), [ALICE, BOB, CHARLIE, DAVE]);
	});
}

#[test]
fn rotation_forgets_old_sessions() {
	ExtBuilder::default().build_and_execute(|| {
		for _ in 0..8 {
			sessions(1);
			Validators::do_try_state().unwrap();
		}
		let (first, end) = historical::StoredRange::<Test>::get().unwrap();
		// Three that ended, the current one, and the planned one.
		assert_eq!((first, end), (5, 10));
		assert_eq!(Session::current_index(), 8);
		for session in 0..12 {
			assert_eq!(
				historical::HistoricalSessions::<Test>::contains_key(session),
				(first..end).contains(&session)
			);
		}
	});
}
