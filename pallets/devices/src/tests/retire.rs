use super::*;

#[test]
fn retire_works() {
	with_claimed(|device| {
		assert_ok!(Devices::log_maintenance(signed(ALICE), device.id(), [5; 32]));
		assert_ok!(Devices::retire(signed(ALICE), device.id()));
		System::assert_last_event(
			Event::Retired { device: device.id(), owner: ALICE, lost: false }.into(),
		);
		assert_eq!(status(&device), DeviceStatus::Retired);
		assert_eq!(Devices::device(device.id()).unwrap().end, Some(End::Retired));
		assert_eq!(standing(&device, &ALICE), Err(DeviceRefusal::Retired));
		assert_eq!(verify(&state(&device, &ALICE, 1), &ALICE), Err(DeviceRefusal::Retired));
		// What it signed before remains usable.
		assert_ok!(usable(&device));
		// The deposit returns except the remnant's part.
		assert_eq!(held(&ALICE), price(Devices::remnant_footprint()));
		assert!(price(Devices::remnant_footprint()) * 2 < price(Devices::device_footprint()));
		assert_eq!(System::providers(&ALICE), 1);
		assert_eq!(Devices::devices_of(ALICE, None, 100), vec![]);
		assert!(Maintenance::<Test>::get(device.id()).is_empty());
	});
}

#[test]
fn retire_of_a_suspended_device_works() {
	with_claimed(|device| {
		assert_ok!(Devices::suspend(signed(ALICE), device.id()));
		assert_ok!(Devices::retire(signed(ALICE), device.id()));
		assert_ok!(usable(&device));
	});
}

#[test]
fn retire_of_a_lost_device_works() {
	with_claimed(|device| {
		assert_ok!(Devices::report_lost(signed(ALICE), device.id()));
		assert_ok!(Devices::retire(signed(ALICE), device.id()));
		System::assert_last_event(
			Event::Retired { device: device.id(), owner: ALICE, lost: true }.into(),
		);
		assert_eq!(Devices::device(device.id()).unwrap().end, Some(End::GivenUp));
		assert_eq!(usable(&device), Err(DeviceRefusal::Lost));
	});
}

#[test]
fn retire_before_a_recall_works() {
	with_claimed(|device| {
		assert_ok!(Devices::retire(signed(ALICE), device.id()));
		assert_ok!(Devices::recall_batch(signed(MAKER), 0, RecallReason::WrongReadings));
		assert_eq!(usable(&device), Err(DeviceRefusal::Recalled));
		assert!(Devices::device(device.id()).unwrap().recalled);
	});
	with_claimed(|device| {
		assert_ok!(Devices::retire(signed(ALICE), device.id()));
		assert_ok!(Devices::recall_firmware(signed(MAKER), 0, FW1, RecallReason::WrongReadings));
		assert_eq!(usable(&device), Err(DeviceRefusal::Recalled));
	});
}

#[test]
fn retire_keeping_the_model_works() {
	with_claimed(|device| {
		let model = |device: &Dev| <Devices as DeviceCheck<AccountId>>::model(&device.id());
		assert_eq!(model(&device), Some(0));
		assert_ok!(Devices::retire(signed(ALICE), device.id()));
		assert_eq!(model(&device), Some(0));
		assert_eq!(model(&dev(1)), None, "never claimed");
	});
}

#[test]
fn retire_twice_or_of_an_unknown_device_fails() {
	with_claimed(|device| {
		let retire = |d: &Dev| Devices::retire(signed(ALICE), d.id());
		assert_noop!(retire(&dev(1)), Error::<Test>::NotFound);
		assert_ok!(retire(&device));
		assert_noop!(retire(&device), Error::<Test>::DeviceRetired);
	});
}

#[test]
fn retire_by_others_fails() {
	with_claimed(|device| {
		for who in [BOB, MAKER, GUARDIAN, GATEWAY] {
			assert_noop!(Devices::retire(signed(who), device.id()), Error::<Test>::NotOwner);
		}
		assert_noop!(Devices::retire(root(), device.id()), BadOrigin);
	});
}
