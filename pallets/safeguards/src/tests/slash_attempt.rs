use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError::BadOrigin;

#[test]
fn slash_attempt_works() {
	run(|| {
		assert_ok!(Safeguards::slash_attempt(signed(ALICE), 1));
		assert_eq!(Attempts::get(), [(ALICE, 0), (CHARLIE, 0)]);
		assert_eq!(Slashed::get(), [(ALICE, 1)]);
	});
}

#[test]
fn slash_attempt_that_is_not_there_fails() {
	run(|| {
		assert_ok!(Safeguards::cancel_attempt(signed(ALICE), 0));
		for (who, group) in [(ALICE, 0), (CHARLIE, 1), (BOB, 0)] {
			assert_noop!(
				Safeguards::slash_attempt(signed(who), group),
				Error::<Test>::AttemptNotFound
			);
		}
		assert_noop!(Safeguards::slash_attempt(RuntimeOrigin::root(), 1), BadOrigin);
		assert!(Slashed::get().is_empty());
	});
}
