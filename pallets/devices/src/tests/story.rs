use super::*;

#[docify::export]
#[test]
fn the_life_of_a_device() {
	ExtBuilder::default().build_and_execute(|| {
		// The maker: a model, and a batch of keys behind one root.
		register();
		provision(0);

		// ALICE claims a device, which signed her account, the claim's number and an expiry.
		let device = dev(0);
		let expiry = START + 60_000;
		let signature = device.claim_on(&CHAIN, &ALICE, 1, expiry);
		assert_ok!(Devices::claim(
			signed(ALICE),
			device.key(),
			Some(provenance(0, 0)),
			1,
			expiry,
			signature
		));
		let for_alice = state(&device, &ALICE, 1);
		assert_ok!(verify(&for_alice, &ALICE));

		// She passes it on to BOB: her use ends with his claim, not with her offer.
		assert_ok!(Devices::offer_transfer(signed(ALICE), device.id(), BOB));
		assert_ok!(verify(&for_alice, &ALICE));
		assert_ok!(claim_offered(BOB, &device, 2));
		assert_eq!(verify(&for_alice, &ALICE), Err(DeviceRefusal::NotOwner));
		assert_eq!(verify(&for_alice, &BOB), Err(DeviceRefusal::WrongClaim));
		assert_ok!(verify(&state(&device, &BOB, 2), &BOB));

		// He loses it, and reports that for free.
		assert_ok!(Devices::report_lost(signed(BOB), device.id()));
		assert_eq!(verify(&state(&device, &BOB, 2), &BOB), Err(DeviceRefusal::Lost));

		// The maker replaces its key.
		let Provenance { batch, proof } = provenance(0, 1);
		let other = dev(1);
		assert_ok!(Devices::rekey(signed(MAKER), device.id(), other.key(), batch, proof));
		assert_ok!(verify(&state(&other, &BOB, 1), &BOB));
		assert_noop!(claim_first(CAROL, 0), Error::<Test>::DeviceRetired);

		// A recalled firmware stops every device that runs it, until it reports another.
		let reason = RecallReason::Safety;
		assert_ok!(Devices::recall_firmware(signed(MAKER), 0, FW1, reason));
		assert_eq!(standing(&other, &BOB), Err(DeviceRefusal::Recalled));
		assert_ok!(Devices::approve_firmware(signed(MAKER), 0, FW2));
		assert_ok!(Devices::report_firmware(signed(BOB), other.id(), FW2));
		assert_ok!(standing(&other, &BOB));
	});
}
