use super::*;

const REASON: RecallReason = RecallReason::WrongReadings;

#[test]
fn recall_firmware_works() {
	with_claimed(|device| {
		assert_ok!(claim_first(BOB, 1));
		assert_ok!(Devices::approve_firmware(signed(MAKER), 0, FW2));
		assert_ok!(Devices::report_firmware(signed(BOB), dev(1).id(), FW2));

		assert_ok!(Devices::recall_firmware(signed(MAKER), 0, FW1, REASON));
		System::assert_last_event(
			Event::FirmwareRecalled { model: 0, firmware: FW1, reason: REASON }.into(),
		);
		assert_eq!(Firmware::<Test>::get(0, FW1), Some(FirmwareStatus::Recalled(REASON)));
		assert_eq!(status(&device), DeviceStatus::Recalled);
		assert_eq!(standing(&device, &ALICE), Err(DeviceRefusal::Recalled));
		assert_eq!(verify(&state(&device, &ALICE, 1), &ALICE), Err(DeviceRefusal::Recalled));
		assert_eq!(usable(&device), Err(DeviceRefusal::Recalled));
		// Devices that run another firmware are not affected.
		assert_ok!(standing(&dev(1), &BOB));
		// A firmware update lifts it.
		assert_ok!(Devices::report_firmware(signed(ALICE), device.id(), FW2));
		assert_ok!(standing(&device, &ALICE));
	});
}

#[test]
fn recall_firmware_of_another_model_works() {
	with_claimed(|device| {
		register();
		assert_ok!(Devices::recall_firmware(signed(MAKER), 1, FW1, REASON));
		assert_ok!(standing(&device, &ALICE));
	});
}

#[test]
fn recall_firmware_without_credential_works() {
	with_claimed(|device| {
		Held::set(vec![]);
		assert_ok!(Devices::recall_firmware(signed(MAKER), 0, FW1, REASON));
		assert_eq!(standing(&device, &ALICE), Err(DeviceRefusal::Recalled));
	});
}

#[test]
fn recall_firmware_fails() {
	with_claimed(|_| {
		let recall = |who, model, fw| Devices::recall_firmware(signed(who), model, fw, REASON);
		assert_noop!(recall(RIVAL, 0, FW1), Error::<Test>::NotMaker);
		assert_noop!(recall(ALICE, 0, FW1), Error::<Test>::NotMaker);
		assert_noop!(recall(MAKER, 1, FW1), Error::<Test>::ModelNotFound);
		assert_noop!(recall(MAKER, 0, FW2), Error::<Test>::FirmwareNotApproved);
		assert_noop!(Devices::recall_firmware(root(), 0, FW1, REASON), BadOrigin);
		assert_ok!(recall(MAKER, 0, FW1));
		assert_noop!(recall(MAKER, 0, FW1), Error::<Test>::AlreadyRecalled);
	});
}
