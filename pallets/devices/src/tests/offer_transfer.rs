use super::*;

#[test]
fn offer_transfer_works() {
	with_claimed(|device| {
		assert_ok!(Devices::offer_transfer(signed(ALICE), device.id(), BOB));
		System::assert_last_event(
			Event::TransferOffered { device: device.id(), owner: ALICE, to: BOB }.into(),
		);
		assert_eq!(Devices::device(device.id()).unwrap().offer, Some(BOB));
	});
}

#[test]
fn offer_transfer_again_works() {
	with_claimed(|device| {
		assert_ok!(Devices::offer_transfer(signed(ALICE), device.id(), BOB));
		assert_ok!(Devices::offer_transfer(signed(ALICE), device.id(), CAROL));
		assert_noop!(claim_offered(BOB, &device, 2), Error::<Test>::NotOffered);
		assert_ok!(claim_offered(CAROL, &device, 2));
	});
}

#[test]
fn offer_transfer_to_oneself_fails() {
	with_claimed(|device| {
		assert_noop!(
			Devices::offer_transfer(signed(ALICE), device.id(), ALICE),
			Error::<Test>::OfferToSelf
		);
	});
}

#[test]
fn offer_transfer_by_others_fails() {
	with_claimed(|device| {
		for who in [BOB, MAKER, GUARDIAN, GATEWAY, device.id()] {
			assert_noop!(
				Devices::offer_transfer(signed(who), device.id(), BOB),
				Error::<Test>::NotOwner
			);
		}
		assert_noop!(Devices::offer_transfer(root(), device.id(), BOB), BadOrigin);
	});
}

#[test]
fn offer_transfer_of_a_device_not_in_use_fails() {
	with_claimed(|device| {
		let offer = |d: &Dev| Devices::offer_transfer(signed(ALICE), d.id(), BOB);
		assert_noop!(offer(&dev(1)), Error::<Test>::NotFound);
		assert_ok!(Devices::suspend(signed(ALICE), device.id()));
		assert_noop!(offer(&device), Error::<Test>::DeviceSuspended);
		assert_ok!(Devices::report_lost(signed(ALICE), device.id()));
		assert_noop!(offer(&device), Error::<Test>::DeviceLost);
		assert_ok!(Devices::retire(signed(ALICE), device.id()));
		assert_noop!(offer(&device), Error::<Test>::DeviceRetired);
	});
}
