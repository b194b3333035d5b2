use crate::{mock::*, *};
use epione_primitives::DeviceRefusal;
use frame_support::{assert_noop, assert_ok};
use sp_runtime::AccountId32;

fn release(device: AccountId32) -> sp_runtime::DispatchResult {
	Datasets::release_window(RuntimeOrigin::signed(BOB), device)
}

/// A re-keyed or retired device signs nothing any more: its deposit need not stay for ever.
#[test]
fn release_window_of_a_device_out_of_use_works() {
	ExtBuilder.build_and_execute(|| {
		assert_ok!(anchor(vec![signed(1, 100)]));
		assert!(held(&ALICE).1 > 0);
		refuse(&METER, DeviceRefusal::Retired);
		assert_ok!(release(METER));
		let released = Event::<Test>::WindowReleased { device: METER, payer: ALICE };
		System::assert_last_event(released.into());
		assert_eq!(held(&ALICE).1, 0);
		assert_noop!(release(METER), Error::<Test>::WindowNotFound);
		// What was anchored stays, and nothing is anchored twice.
		assert!(status(1).is_some());
		assert_noop!(anchor(vec![signed(2, 100)]), Error::<Test>::DeviceRetired);
	});
}

#[test]
fn release_window_of_a_device_in_use_fails() {
	ExtBuilder.build_and_execute(|| {
		assert_noop!(release(METER), Error::<Test>::WindowNotFound);
		assert_ok!(anchor(vec![signed(1, 100)]));
		assert_noop!(release(METER), Error::<Test>::DeviceInUse);
		// Sold, suspended or lost, it may sign again.
		own(&METER, &BOB, 2);
		assert_noop!(release(METER), Error::<Test>::DeviceInUse);
		for refusal in [DeviceRefusal::Suspended, DeviceRefusal::Lost, DeviceRefusal::Recalled] {
			refuse(&METER, refusal);
			assert_noop!(release(METER), Error::<Test>::DeviceInUse);
		}
	});
}
