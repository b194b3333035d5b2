use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError::BadOrigin;

#[test]
fn remove_delegates_works() {
	run(|| {
		assert_ok!(Safeguards::remove_delegates(signed(ALICE)));
		assert_eq!(Entries::get(), [(CHARLIE, BOB, GATEWAY, 0)]);
	});
}

#[test]
fn remove_delegates_without_any_fails() {
	run(|| {
		let none = Error::<Test>::DelegateNotFound;
		assert_noop!(Safeguards::remove_delegates(signed(BOB)), none);
		assert_ok!(Safeguards::remove_delegates(signed(ALICE)));
		assert_noop!(Safeguards::remove_delegates(signed(ALICE)), Error::<Test>::DelegateNotFound);
		assert_noop!(Safeguards::remove_delegates(RuntimeOrigin::root()), BadOrigin);
	});
}
