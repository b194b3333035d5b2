use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError::BadOrigin;

#[test]
fn remove_delegate_with_all_its_delays_works() {
	run(|| {
		assert_ok!(Safeguards::remove_delegate(signed(ALICE), BOB, GATEWAY));
		assert_eq!(
			Entries::get(),
			[(ALICE, BOB, ANY, 0), (ALICE, CHARLIE, GATEWAY, 0), (CHARLIE, BOB, GATEWAY, 0)]
		);
	});
}

#[test]
fn remove_delegate_twice_fails() {
	run(|| {
		assert_ok!(Safeguards::remove_delegate(signed(ALICE), BOB, ANY));
		assert_noop!(
			Safeguards::remove_delegate(signed(ALICE), BOB, ANY),
			Error::<Test>::DelegateNotFound
		);
	});
}

#[test]
fn remove_delegate_of_another_type_or_account_fails() {
	run(|| {
		for (who, delegate, kind) in
			[(ALICE, CHARLIE, ANY), (CHARLIE, BOB, ANY), (BOB, ALICE, GATEWAY)]
		{
			assert_noop!(
				Safeguards::remove_delegate(signed(who), delegate, kind),
				Error::<Test>::DelegateNotFound
			);
		}
		assert_eq!(Entries::get().len(), 5);
	});
}

#[test]
fn remove_delegate_unsigned_fails() {
	run(|| {
		assert_noop!(Safeguards::remove_delegate(RuntimeOrigin::none(), BOB, ANY), BadOrigin);
		assert_noop!(Safeguards::remove_delegate(RuntimeOrigin::root(), BOB, ANY), BadOrigin);
	});
}
