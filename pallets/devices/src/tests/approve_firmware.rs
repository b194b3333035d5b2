use super::*;

#[test]
fn approve_firmware_works() {
	ExtBuilder::default().build_and_execute(|| {
		register();
		assert_ok!(Devices::approve_firmware(signed(MAKER), 0, FW2));
		System::assert_last_event(Event::FirmwareApproved { model: 0, firmware: FW2 }.into());
		assert_eq!(Firmware::<Test>::get(0, FW2), Some(FirmwareStatus::Approved));
		assert_eq!(held_for(HoldReason::Model, &MAKER), price(Devices::model_footprint(2)));
	});
}

#[test]
fn approve_firmware_beyond_64_fails() {
	ExtBuilder::default().build_and_execute(|| {
		register();
		for n in 1..MAX_FIRMWARE {
			assert_ok!(Devices::approve_firmware(signed(MAKER), 0, [n as u8; 32]));
		}
		assert_eq!(Devices::model(0).unwrap().firmware.len(), 64);
		assert_noop!(
			Devices::approve_firmware(signed(MAKER), 0, FW2),
			Error::<Test>::TooManyFirmware
		);
		assert_eq!(held_for(HoldReason::Model, &MAKER), price(Devices::model_footprint(64)));
	});
}

#[test]
fn approve_firmware_twice_fails() {
	ExtBuilder::default().build_and_execute(|| {
		register();
		assert_noop!(
			Devices::approve_firmware(signed(MAKER), 0, FW1),
			Error::<Test>::FirmwareAlreadyExists
		);
	});
}

#[test]
fn approve_firmware_after_recall_fails() {
	ExtBuilder::default().build_and_execute(|| {
		register();
		assert_ok!(Devices::recall_firmware(signed(MAKER), 0, FW1, RecallReason::Security));
		assert_noop!(
			Devices::approve_firmware(signed(MAKER), 0, FW1),
			Error::<Test>::FirmwareAlreadyExists
		);
	});
}

#[test]
fn approve_firmware_by_others_fails() {
	ExtBuilder::default().build_and_execute(|| {
		register();
		assert_noop!(Devices::approve_firmware(signed(RIVAL), 0, FW2), Error::<Test>::NotMaker);
		assert_noop!(
			Devices::approve_firmware(signed(ALICE), 0, FW2),
			Error::<Test>::NotManufacturer
		);
		assert_noop!(
			Devices::approve_firmware(signed(MAKER), 1, FW2),
			Error::<Test>::ModelNotFound
		);
		assert_noop!(Devices::approve_firmware(root(), 0, FW2), BadOrigin);
		// The maker no longer has the credential.
		Held::set(vec![]);
		assert_noop!(
			Devices::approve_firmware(signed(MAKER), 0, FW2),
			Error::<Test>::NotManufacturer
		);
	});
}
