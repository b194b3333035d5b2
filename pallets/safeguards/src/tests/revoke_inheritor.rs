use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError::BadOrigin;

#[test]
fn revoke_inheritor_works() {
	run(|| {
		assert_ok!(Safeguards::revoke_inheritor(signed(ALICE)));
		assert_eq!(Inherited::get(), [CHARLIE]);
	});
}

#[test]
fn revoke_inheritor_that_is_not_there_fails() {
	run(|| {
		let none = || Error::<Test>::NoInheritor;
		assert_noop!(Safeguards::revoke_inheritor(signed(BOB)), none());
		assert_ok!(Safeguards::revoke_inheritor(signed(ALICE)));
		assert_noop!(Safeguards::revoke_inheritor(signed(ALICE)), none());
		assert_noop!(Safeguards::revoke_inheritor(RuntimeOrigin::root()), BadOrigin);
	});
}
