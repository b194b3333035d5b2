use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError::BadOrigin;

#[test]
fn add_works() {
	ExtBuilder::default().build_and_execute(|| {
		with_keys(EVE);
		assert_ok!(Validators::add(RuntimeOrigin::root(), EVE));
		assert_eq!(Validators::chosen(), [ALICE, BOB, CHARLIE, DAVE, EVE]);
		assert_eq!(last_event(), Event::Added { validator: EVE });
	});
}

#[test]
fn add_by_others_fails() {
	ExtBuilder::default().build_and_execute(|| {
		with_keys(EVE);
		assert_noop!(Validators::add(RuntimeOrigin::signed(EVE), EVE), BadOrigin);
	});
}

#[test]
fn add_without_keys_fails() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(Validators::add(RuntimeOrigin::root(), EVE), Error::<Test>::NoKeys);
	});
}

#[test]
fn add_twice_fails() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(Validators::add(RuntimeOrigin::root(), BOB), Error::<Test>::AlreadyExists);
	});
}

#[test]
fn add_beyond_the_bound_fails() {
	ExtBuilder::validators(&[ALICE, BOB, CHARLIE, DAVE, EVE]).build_and_execute(|| {
		with_keys(FERDIE);
		assert_noop!(Validators::add(RuntimeOrigin::root(), FERDIE), Error::<Test>::TooMany);
	});
}
