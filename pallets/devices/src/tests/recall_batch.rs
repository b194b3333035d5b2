use super::*;

const REASON: RecallReason = RecallReason::WrongReadings;

#[test]
fn recall_batch_works() {
	with_claimed(|device| {
		provision(0);
		assert_ok!(Devices::recall_batch(signed(MAKER), 0, REASON));
		System::assert_last_event(Event::BatchRecalled { batch: 0, reason: REASON }.into());
		assert_eq!(Devices::batch(0).unwrap().recalled, Some(REASON));
		assert_eq!(Devices::batch(1).unwrap().recalled, None);
		assert_eq!(status(&device), DeviceStatus::Recalled);
		assert_eq!(standing(&device, &ALICE), Err(DeviceRefusal::Recalled));
		assert_eq!(usable(&device), Err(DeviceRefusal::Recalled));
		// No firmware update lifts the recall.
		assert_ok!(Devices::approve_firmware(signed(MAKER), 0, FW2));
		assert_ok!(Devices::report_firmware(signed(ALICE), device.id(), FW2));
		assert_eq!(standing(&device, &ALICE), Err(DeviceRefusal::Recalled));
	});
}

#[test]
fn recall_batch_without_credential_works() {
	with_claimed(|_| {
		Held::set(vec![]);
		assert_ok!(Devices::recall_batch(signed(MAKER), 0, REASON));
	});
}

#[test]
fn recall_batch_fails() {
	with_claimed(|_| {
		let recall = |who, batch| Devices::recall_batch(signed(who), batch, REASON);
		assert_noop!(recall(RIVAL, 0), Error::<Test>::NotMaker);
		assert_noop!(recall(ALICE, 0), Error::<Test>::NotMaker);
		assert_noop!(recall(MAKER, 1), Error::<Test>::BatchNotFound);
		assert_noop!(Devices::recall_batch(root(), 0, REASON), BadOrigin);
		assert_ok!(recall(MAKER, 0));
		assert_noop!(recall(MAKER, 0), Error::<Test>::AlreadyRecalled);
	});
}

#[test]
fn recall_batch_of_a_suspended_device_works() {
	with_claimed(|device| {
		assert_ok!(Devices::suspend(signed(ALICE), device.id()));
		assert_ok!(Devices::recall_batch(signed(MAKER), 0, REASON));
		let info = Devices::device(device.id()).unwrap();
		assert_eq!((info.status, info.recalled), (DeviceStatus::Suspended, true));
		assert_ok!(Devices::resume(signed(ALICE), device.id()));
		assert_eq!(status(&device), DeviceStatus::Recalled);
	});
}
