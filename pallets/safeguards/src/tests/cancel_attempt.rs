use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError::BadOrigin;

#[test]
fn cancel_attempt_works() {
	run(|| {
		assert_ok!(Safeguards::cancel_attempt(signed(ALICE), 0));
		assert_eq!(Attempts::get(), [(ALICE, 1), (CHARLIE, 0)]);
		assert!(Slashed::get().is_empty());
	});
}

#[test]
fn cancel_attempt_that_is_not_there_fails() {
	run(|| {
		for (who, group) in [(ALICE, 2), (CHARLIE, 1), (BOB, 0)] {
			assert_noop!(
				Safeguards::cancel_attempt(signed(who), group),
				Error::<Test>::AttemptNotFound
			);
		}
		assert_noop!(Safeguards::cancel_attempt(RuntimeOrigin::root(), 0), BadOrigin);
	});
}
