use super::*;

#[test]
fn report_firmware_works() {
	with_claimed(|device| {
		assert_ok!(Devices::approve_firmware(signed(MAKER), 0, FW2));
		assert_ok!(Devices::report_firmware(signed(ALICE), device.id(), FW2));
		System::assert_last_event(
			Event::FirmwareReported { device: device.id(), firmware: FW2, by: ALICE }.into(),
		);
		assert_eq!(standing(&device, &ALICE).unwrap().firmware, FW2);
		assert_ok!(Devices::report_firmware(signed(GATEWAY), device.id(), FW1));
		assert_eq!(standing(&device, &ALICE).unwrap().firmware, FW1);
	});
}

#[test]
fn report_firmware_that_the_model_lacks_fails() {
	with_claimed(|device| {
		assert_noop!(
			Devices::report_firmware(signed(ALICE), device.id(), FW2),
			Error::<Test>::FirmwareNotApproved
		);
		// Approval for another model does not count.
		register();
		assert_ok!(Devices::approve_firmware(signed(MAKER), 1, FW2));
		assert_noop!(
			Devices::report_firmware(signed(ALICE), device.id(), FW2),
			Error::<Test>::FirmwareNotApproved
		);
	});
}

#[test]
fn report_firmware_that_is_recalled_fails() {
	with_claimed(|device| {
		assert_ok!(Devices::recall_firmware(signed(MAKER), 0, FW1, RecallReason::Security));
		assert_noop!(
			Devices::report_firmware(signed(ALICE), device.id(), FW1),
			Error::<Test>::FirmwareRecalled
		);
	});
}

#[test]
fn report_firmware_by_others_fails() {
	with_claimed(|device| {
		for who in [BOB, MAKER, GUARDIAN, NURSE] {
			assert_noop!(
				Devices::report_firmware(signed(who), device.id(), FW1),
				Error::<Test>::NotOwnerOrGateway
			);
		}
		assert_noop!(Devices::report_firmware(root(), device.id(), FW1), BadOrigin);
	});
}

#[test]
fn report_firmware_of_a_retired_or_unknown_device_fails() {
	with_claimed(|device| {
		let report = |d: &Dev| Devices::report_firmware(signed(ALICE), d.id(), FW1);
		assert_noop!(report(&dev(1)), Error::<Test>::NotFound);
		assert_ok!(Devices::retire(signed(ALICE), device.id()));
		assert_noop!(report(&device), Error::<Test>::DeviceRetired);
	});
}
