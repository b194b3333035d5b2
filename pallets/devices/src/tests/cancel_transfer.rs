use super::*;

#[test]
fn cancel_transfer_works() {
	with_claimed(|device| {
		assert_ok!(Devices::offer_transfer(signed(ALICE), device.id(), BOB));
		assert_ok!(Devices::cancel_transfer(signed(ALICE), device.id()));
		System::assert_last_event(
			Event::TransferCancelled { device: device.id(), owner: ALICE }.into(),
		);
		assert_noop!(claim_offered(BOB, &device, 2), Error::<Test>::NotOffered);
	});
}

#[test]
fn cancel_transfer_of_no_offer_fails() {
	with_claimed(|device| {
		let cancel = || Devices::cancel_transfer(signed(ALICE), device.id());
		assert_noop!(cancel(), Error::<Test>::NoOffer);
		assert_ok!(Devices::offer_transfer(signed(ALICE), device.id(), BOB));
		assert_ok!(cancel());
		assert_noop!(cancel(), Error::<Test>::NoOffer);
	});
}

#[test]
fn cancel_transfer_by_others_fails() {
	with_claimed(|device| {
		assert_ok!(Devices::offer_transfer(signed(ALICE), device.id(), BOB));
		for who in [BOB, GUARDIAN, GATEWAY] {
			assert_noop!(
				Devices::cancel_transfer(signed(who), device.id()),
				Error::<Test>::NotOwner
			);
		}
		assert_noop!(Devices::cancel_transfer(root(), device.id()), BadOrigin);
	});
}

#[test]
fn cancel_transfer_of_a_device_not_in_use_fails() {
	with_claimed(|device| {
		let cancel = |d: &Dev| Devices::cancel_transfer(signed(ALICE), d.id());
		assert_noop!(cancel(&dev(1)), Error::<Test>::NotFound);
		assert_ok!(Devices::retire(signed(ALICE), device.id()));
		assert_noop!(cancel(&device), Error::<Test>::DeviceRetired);
	});
}
