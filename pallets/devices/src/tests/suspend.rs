use super::*;
use frame_support::dispatch::{DispatchClass, GetDispatchInfo};

#[test]
fn suspend_works() {
	with_claimed(|device| {
		let statement = state(&device, &ALICE, 1);
		assert_ok!(verify(&statement, &ALICE));
		assert_ok!(Devices::suspend(signed(ALICE), device.id()));
		System::assert_last_event(
			Event::Suspended { device: device.id(), owner: ALICE, by: ALICE }.into(),
		);
		assert_eq!(status(&device), DeviceStatus::Suspended);
		assert_eq!(standing(&device, &ALICE), Err(DeviceRefusal::Suspended));
		assert_eq!(verify(&statement, &ALICE), Err(DeviceRefusal::Suspended));
		assert_eq!(usable(&device), Err(DeviceRefusal::Suspended));
	});
}

#[test]
fn suspend_by_a_guardian_works() {
	with_claimed(|device| {
		assert_ok!(Devices::suspend(signed(GUARDIAN), device.id()));
		System::assert_last_event(
			Event::Suspended { device: device.id(), owner: ALICE, by: GUARDIAN }.into(),
		);
	});
}

#[test]
fn suspend_of_an_offered_device_works() {
	with_claimed(|device| {
		assert_ok!(Devices::offer_transfer(signed(ALICE), device.id(), BOB));
		assert_ok!(Devices::suspend(signed(ALICE), device.id()));
		assert_eq!(Devices::device(device.id()).unwrap().offer, None);
	});
}

#[test]
fn suspend_twice_fails() {
	with_claimed(|device| {
		assert_ok!(Devices::suspend(signed(ALICE), device.id()));
		assert_noop!(
			Devices::suspend(signed(GUARDIAN), device.id()),
			Error::<Test>::AlreadySuspended
		);
	});
}

#[test]
fn suspend_of_a_lost_retired_or_unknown_device_fails() {
	with_claimed(|device| {
		let suspend = |d: &Dev| Devices::suspend(signed(ALICE), d.id());
		assert_noop!(suspend(&dev(1)), Error::<Test>::NotFound);
		assert_ok!(Devices::report_lost(signed(ALICE), device.id()));
		assert_noop!(suspend(&device), Error::<Test>::DeviceLost);
		assert_ok!(Devices::retire(signed(ALICE), device.id()));
		assert_noop!(suspend(&device), Error::<Test>::DeviceRetired);
	});
}

#[test]
fn suspend_by_others_fails() {
	with_claimed(|device| {
		for who in [BOB, MAKER, GATEWAY] {
			assert_noop!(Devices::suspend(signed(who), device.id()), Error::<Test>::NotOwner);
		}
		assert_noop!(Devices::suspend(root(), device.id()), BadOrigin);
	});
}

#[test]
fn check_suspend_says_what_the_call_does_and_changes_nothing() {
	with_claimed(|device| {
		let id = device.id();
		let before = sp_io::storage::root(sp_runtime::StateVersion::V1);
		let tag = Devices::check_suspend(&ALICE, &id).unwrap();
		assert_eq!(Devices::check_suspend(&GUARDIAN, &id), Ok(tag.clone()));
		assert_ne!(Devices::check_report_lost(&ALICE, &id), Ok(tag));
		assert_eq!(Devices::check_suspend(&BOB, &id), Err(Error::NotOwner));
		assert_eq!(Devices::check_suspend(&ALICE, &BOB), Err(Error::NotFound));
		assert_eq!(before, sp_io::storage::root(sp_runtime::StateVersion::V1));
		assert_ok!(Devices::suspend(signed(ALICE), id.clone()));
		assert_eq!(Devices::check_suspend(&ALICE, &id), Err(Error::AlreadySuspended));
	});
}

#[test]
fn suspend_and_report_lost_are_operational() {
	let device = ALICE;
	for call in [Call::<Test>::suspend { device: device.clone() }, Call::report_lost { device }] {
		assert_eq!(call.get_dispatch_info().class, DispatchClass::Operational);
	}
}
