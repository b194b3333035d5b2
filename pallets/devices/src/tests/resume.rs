use super::*;

#[test]
fn resume_works() {
	with_claimed(|device| {
		assert_ok!(Devices::suspend(signed(ALICE), device.id()));
		assert_ok!(Devices::resume(signed(ALICE), device.id()));
		System::assert_last_event(Event::Resumed { device: device.id(), owner: ALICE }.into());
		// What it signed before is usable again, under the same claim.
		assert_ok!(verify(&state(&device, &ALICE, 1), &ALICE));
		assert_ok!(usable(&device));
	});
}

#[test]
fn resume_of_an_active_device_fails() {
	with_claimed(|device| {
		assert_noop!(Devices::resume(signed(ALICE), device.id()), Error::<Test>::NotSuspended);
	});
}

#[test]
fn resume_of_a_lost_retired_or_unknown_device_fails() {
	with_claimed(|device| {
		let resume = |d: &Dev| Devices::resume(signed(ALICE), d.id());
		assert_noop!(resume(&dev(1)), Error::<Test>::NotFound);
		assert_ok!(Devices::suspend(signed(ALICE), device.id()));
		assert_ok!(Devices::report_lost(signed(ALICE), device.id()));
		assert_noop!(resume(&device), Error::<Test>::DeviceLost);
		assert_ok!(Devices::retire(signed(ALICE), device.id()));
		assert_noop!(resume(&device), Error::<Test>::DeviceRetired);
	});
}

#[test]
fn resume_by_others_fails() {
	with_claimed(|device| {
		assert_ok!(Devices::suspend(signed(ALICE), device.id()));
		// A guardian may refuse for her, not agree.
		for who in [BOB, MAKER, GUARDIAN, GATEWAY] {
			assert_noop!(Devices::resume(signed(who), device.id()), Error::<Test>::NotOwner);
		}
		assert_noop!(Devices::resume(root(), device.id()), BadOrigin);
	});
}
