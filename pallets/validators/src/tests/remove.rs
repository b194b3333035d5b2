use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError::BadOrigin;

#[test]
fn remove_works() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Validators::remove(RuntimeOrigin::root(), BOB));
		assert_eq!(Validators::chosen(), [ALICE, CHARLIE, DAVE]);
		assert_eq!(last_event(), Event::Removed { validator: BOB });
	});
}

#[test]
fn remove_by_others_fails() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(Validators::remove(RuntimeOrigin::signed(BOB), BOB), BadOrigin);
	});
}

#[test]
fn remove_of_a_stranger_fails() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(Validators::remove(RuntimeOrigin::root(), EVE), Error::<Test>::NotFound);
	});
}

#[test]
fn remove_of_the_last_fails() {
	ExtBuilder::validators(&[ALICE, BOB]).build_and_execute(|| {
		assert_ok!(Validators::remove(RuntimeOrigin::root(), BOB));
		assert_noop!(Validators::remove(RuntimeOrigin::root(), ALICE), Error::<Test>::TooFew);
	});
}
