use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError::BadOrigin;

#[test]
fn reject_announcement_works() {
	run(|| {
		assert_ok!(Safeguards::reject_announcement(signed(ALICE), BOB, hash(1)));
		assert_eq!(Announced::get(), [(CHARLIE, BOB, hash(2))]);
	});
}

#[test]
fn reject_announcement_that_is_not_there_fails() {
	run(|| {
		for (who, delegate, call) in
			[(ALICE, BOB, hash(2)), (CHARLIE, BOB, hash(1)), (ALICE, CHARLIE, hash(1))]
		{
			assert_noop!(
				Safeguards::reject_announcement(signed(who), delegate, call),
				Error::<Test>::AnnouncementNotFound
			);
		}
		assert_noop!(
			Safeguards::reject_announcement(RuntimeOrigin::root(), BOB, hash(1)),
			BadOrigin
		);
	});
}
