use super::*;

#[test]
fn report_lost_works() {
	with_claimed(|device| {
		let statement = state(&device, &ALICE, 1);
		assert_ok!(Devices::offer_transfer(signed(ALICE), device.id(), BOB));
		assert_ok!(Devices::report_lost(signed(ALICE), device.id()));
		System::assert_last_event(
			Event::ReportedLost { device: device.id(), owner: ALICE, by: ALICE }.into(),
		);
		assert_eq!(status(&device), DeviceStatus::Lost);
		assert_eq!(Devices::device(device.id()).unwrap().offer, None);
		assert_eq!(standing(&device, &ALICE), Err(DeviceRefusal::Lost));
		assert_eq!(verify(&statement, &ALICE), Err(DeviceRefusal::Lost));
		assert_eq!(usable(&device), Err(DeviceRefusal::Lost));
		// The device and the deposit remain hers.
		assert_eq!(held(&ALICE), price(Devices::device_footprint()));
	});
}

#[test]
fn report_lost_of_a_suspended_device_by_a_guardian_works() {
	with_claimed(|device| {
		assert_ok!(Devices::suspend(signed(ALICE), device.id()));
		assert_ok!(Devices::report_lost(signed(GUARDIAN), device.id()));
		System::assert_last_event(
			Event::ReportedLost { device: device.id(), owner: ALICE, by: GUARDIAN }.into(),
		);
	});
}

#[test]
fn report_lost_twice_fails() {
	with_claimed(|device| {
		assert_ok!(Devices::report_lost(signed(ALICE), device.id()));
		assert_noop!(Devices::report_lost(signed(ALICE), device.id()), Error::<Test>::AlreadyLost);
	});
}

#[test]
fn report_lost_of_a_retired_or_unknown_device_fails() {
	with_claimed(|device| {
		let report = |d: &Dev| Devices::report_lost(signed(ALICE), d.id());
		assert_noop!(report(&dev(1)), Error::<Test>::NotFound);
		assert_ok!(Devices::retire(signed(ALICE), device.id()));
		assert_noop!(report(&device), Error::<Test>::DeviceRetired);
	});
}

#[test]
fn report_lost_by_others_fails() {
	with_claimed(|device| {
		for who in [BOB, MAKER, GATEWAY] {
			assert_noop!(Devices::report_lost(signed(who), device.id()), Error::<Test>::NotOwner);
		}
		assert_noop!(Devices::report_lost(root(), device.id()), BadOrigin);
	});
}

#[test]
fn check_report_lost_says_what_the_call_does() {
	with_claimed(|device| {
		let id = device.id();
		let tag = Devices::check_report_lost(&ALICE, &id).unwrap();
		assert_ok!(Devices::suspend(signed(ALICE), id.clone()));
		assert_eq!(Devices::check_report_lost(&GUARDIAN, &id), Ok(tag));
		assert_eq!(Devices::check_report_lost(&GATEWAY, &id), Err(Error::NotOwner));
		assert_ok!(Devices::report_lost(signed(ALICE), id.clone()));
		assert_eq!(Devices::check_report_lost(&ALICE, &id), Err(Error::AlreadyLost));
		assert_ok!(Devices::retire(signed(ALICE), id.clone()));
		assert_eq!(Devices::check_report_lost(&ALICE, &id), Err(Error::DeviceRetired));
	});
}
