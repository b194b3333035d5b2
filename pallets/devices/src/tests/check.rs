//! What this pallet returns to other pallets.

use super::*;

#[test]
fn standing_of_another_owner_or_an_unknown_device_is_refused() {
	with_claimed(|device| {
		assert_eq!(standing(&device, &BOB), Err(DeviceRefusal::NotOwner));
		assert_eq!(standing(&dev(1), &ALICE), Err(DeviceRefusal::Unknown));
		assert_eq!(usable(&dev(1)), Err(DeviceRefusal::Unknown));
	});
}

#[test]
fn standing_names_the_owner_first_and_the_recall_last() {
	with_claimed(|device| {
		assert_ok!(Devices::recall_batch(signed(MAKER), 0, RecallReason::Safety));
		assert_eq!(standing(&device, &ALICE), Err(DeviceRefusal::Recalled));
		assert_ok!(Devices::suspend(signed(ALICE), device.id()));
		assert_eq!(standing(&device, &ALICE), Err(DeviceRefusal::Suspended));
		assert_eq!(standing(&device, &BOB), Err(DeviceRefusal::NotOwner));
		assert_ok!(Devices::report_lost(signed(ALICE), device.id()));
		assert_eq!(standing(&device, &ALICE), Err(DeviceRefusal::Lost));
	});
}

#[test]
fn standing_by_view_function_agrees() {
	with_claimed(|device| {
		assert_eq!(Devices::standing(device.id(), ALICE), standing(&device, &ALICE));
		assert_eq!(Devices::standing(device.id(), BOB), Err(DeviceRefusal::NotOwner));
	});
}

#[test]
fn verify_batch_works_for_both_schemes() {
	ExtBuilder::default().build_and_execute(|| {
		with_device();
		assert_ok!(claim_first(ALICE, 1));
		for index in 0..2 {
			let device = dev(index);
			assert_ok!(verify(&state(&device, &ALICE, 1), &ALICE));
			// Any sequence number is accepted; the caller keeps count.
			assert_ok!(verify(&device.batch(&ALICE, 1, u64::MAX, &[7; 32], 3), &ALICE));
		}
	});
}

#[test]
fn verify_batch_refuses_every_change() {
	for index in 0..2 {
		ExtBuilder::default().build_and_execute(|| {
			register();
			provision(0);
			assert_ok!(claim_first(ALICE, index));
			let device = dev(index);
			let good = state(&device, &ALICE, 1);
			let check = |root: &Digest, depth| {
				<Devices as DeviceCheck<AccountId>>::verify_batch(
					&good,
					&ALICE,
					root,
					depth,
					Modality::HomeMonitor,
				)
				.map(|_| ())
			};
			assert_ok!(check(&[7; 32], 3));
			assert_eq!(check(&[8; 32], 3), Err(DeviceRefusal::BadSignature));
			assert_eq!(check(&[7; 32], 4), Err(DeviceRefusal::BadSignature));
			let seq = BatchStatement { seq: 1, ..good.clone() };
			assert_eq!(verify(&seq, &ALICE), Err(DeviceRefusal::BadSignature));
			for claim in [0, 2, u32::MAX] {
				let other = BatchStatement { claim, ..good.clone() };
				assert_eq!(verify(&other, &ALICE), Err(DeviceRefusal::WrongClaim));
			}
			for byte in 0..64 {
				let mut other = good.clone();
				other.signature[byte] ^= 1;
				assert_eq!(verify(&other, &ALICE), Err(DeviceRefusal::BadSignature));
			}
			// Signed for another owner, or by another device.
			assert_eq!(verify(&state(&device, &BOB, 1), &ALICE), Err(DeviceRefusal::BadSignature));
			let forged = BatchStatement { device: device.id(), ..state(&dev(3), &ALICE, 1) };
			assert_eq!(verify(&forged, &ALICE), Err(DeviceRefusal::BadSignature));
			assert_eq!(verify(&good, &BOB), Err(DeviceRefusal::NotOwner));
			// A claim is not a batch.
			let signature = device.claim_on(&CHAIN, &ALICE, 1, START);
			let claim = BatchStatement { signature, ..good };
			assert_eq!(verify(&claim, &ALICE), Err(DeviceRefusal::BadSignature));
		});
	}
}

#[test]
fn verify_batch_on_another_chain_is_refused() {
	ExtBuilder::default().build_and_execute(|| {
		with_device();
		let statement = state(&dev(0), &ALICE, 1);
		assert_ok!(verify(&statement, &ALICE));
		ChainId::<Test>::put([0xcc; 32]);
		assert_eq!(verify(&statement, &ALICE), Err(DeviceRefusal::BadSignature));
	});
}

#[test]
fn verify_batch_without_chain_id_is_refused() {
	ExtBuilder::default().build().execute_with(|| {
		with_device();
		ChainId::<Test>::put([0; 32]);
		let key = dev(0).key().key;
		let message =
			epione_envelope::statements::batch(&[0; 32], &key, ALICE.as_ref(), 1, 0, &[7; 32], 3);
		let signature = dev(0).sign(&message);
		let statement = BatchStatement { device: dev(0).id(), claim: 1, seq: 0, signature };
		assert_eq!(verify(&statement, &ALICE), Err(DeviceRefusal::BadSignature));
	});
}

#[test]
fn verify_batch_of_a_modality_that_the_model_lacks_is_refused() {
	with_claimed(|device| {
		let statement = state(&device, &ALICE, 1);
		for modality in Modality::ALL {
			let result = <Devices as DeviceCheck<AccountId>>::verify_batch(
				&statement, &ALICE, &[7; 32], 3, modality,
			);
			if matches!(modality, Modality::HomeMonitor | Modality::Wearable) {
				assert_ok!(result);
			} else {
				assert_eq!(result, Err(DeviceRefusal::WrongModality));
			}
		}
	});
}

#[test]
fn chain_id_is_there_for_other_pallets() {
	ExtBuilder::default().build_and_execute(|| {
		assert_eq!(<ChainIdOf<Test> as Get<epione_primitives::ChainId>>::get(), CHAIN);
	});
}

/// The bytes of `docs/protocol.md`, written out again here.
#[test]
fn statements_are_the_documented_bytes() {
	with_claimed(|device| {
		let mut message = b"epione/v1/device-batch".to_vec();
		message.extend([0xc4; 32]);
		message.extend(device.key().key);
		message.extend([1; 32]);
		message.extend([0, 0, 0, 1]);
		message.extend([0, 0, 0, 0, 0, 0, 0, 9]);
		message.extend([7; 32]);
		message.push(3);
		let signature = device.sign(&message);
		let statement = BatchStatement { device: device.id(), claim: 1, seq: 9, signature };
		assert_ok!(verify(&statement, &ALICE));

		assert_ok!(Devices::offer_transfer(signed(ALICE), device.id(), BOB));
		let mut message = b"epione/v1/device-claim".to_vec();
		message.extend([0xc4; 32]);
		message.extend(device.key().key);
		message.extend([2; 32]);
		message.extend([0, 0, 0, 2]);
		message.extend((START + 5).to_be_bytes());
		let signature = device.sign(&message);
		assert_ok!(Devices::claim(signed(BOB), device.key(), None, 2, START + 5, signature));
	});
}

/// F16 of the audit: the buyer of a device has no say over what it signed for the seller.
#[test]
fn usable_whatever_a_later_owner_says() {
	let say: [fn(&Dev); 3] = [
		|device| {
			assert_ok!(Devices::suspend(signed(BOB), device.id()));
		},
		|device| {
			assert_ok!(Devices::report_lost(signed(BOB), device.id()));
		},
		|device| {
			assert_ok!(Devices::report_lost(signed(BOB), device.id()));
			assert_ok!(Devices::retire(signed(BOB), device.id()));
		},
	];
	for say in say {
		with_claimed(|device| {
			assert_ok!(Devices::offer_transfer(signed(ALICE), device.id(), BOB));
			assert_ok!(claim_offered(BOB, &device, 2));
			say(&device);
			assert_ok!(usable_under(&device, 1, FW1));
			assert!(usable_under(&device, 2, FW1).is_err(), "it is the owner's own to say");
		});
	}
}

/// F16 of the audit: an old batch is not laundered by reporting another firmware.
#[test]
fn usable_is_judged_by_the_firmware_of_then() {
	with_claimed(|device| {
		assert_ok!(Devices::approve_firmware(signed(MAKER), 0, FW2));
		assert_ok!(Devices::recall_firmware(signed(MAKER), 0, FW1, RecallReason::WrongReadings));
		assert_ok!(Devices::report_firmware(signed(ALICE), device.id(), FW2));
		assert_eq!(usable_under(&device, 1, FW1), Err(DeviceRefusal::Recalled));
		assert_ok!(usable_under(&device, 1, FW2));
		assert_ok!(Devices::retire(signed(ALICE), device.id()));
		assert_eq!(usable_under(&device, 1, FW1), Err(DeviceRefusal::Recalled));
		assert_ok!(usable_under(&device, 1, FW2));
	});
}

/// A recall reaches what was made under what it recalls, and nothing else.
#[test]
fn usable_although_the_firmware_of_now_is_recalled() {
	with_claimed(|device| {
		assert_ok!(Devices::approve_firmware(signed(MAKER), 0, FW2));
		assert_ok!(Devices::report_firmware(signed(ALICE), device.id(), FW2));
		assert_ok!(Devices::recall_firmware(signed(MAKER), 0, FW2, RecallReason::WrongReadings));
		assert_ok!(usable_under(&device, 1, FW1));
		assert_eq!(usable_under(&device, 1, FW2), Err(DeviceRefusal::Recalled));
		assert_ok!(Devices::recall_batch(signed(MAKER), 0, RecallReason::WrongReadings));
		assert_eq!(usable_under(&device, 1, FW1), Err(DeviceRefusal::Recalled));
	});
}
