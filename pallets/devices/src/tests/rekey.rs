use super::*;

/// ALICE's device number 0 is lost; MAKER is about to replace it by number `index` of batch
/// `batch`.
fn rekey_by(who: AccountId, lost: &Dev, batch: BatchId, index: u32) -> DispatchResult {
	let Provenance { batch, proof } = provenance(batch, index);
	Devices::rekey(signed(who), lost.id(), dev(index).key(), batch, proof)
}

fn with_lost(test: impl FnOnce(Dev)) {
	with_claimed(|device| {
		assert_ok!(Devices::report_lost(signed(ALICE), device.id()));
		test(device);
	});
}

#[test]
fn rekey_with_both_schemes_works() {
	for index in [1, 2] {
		with_lost(|lost| {
			assert_ok!(Devices::log_maintenance(signed(ALICE), lost.id(), [5; 32]));
			let new = dev(index);
			assert_ok!(rekey_by(MAKER, &lost, 0, index));
			System::assert_last_event(
				Event::Rekeyed {
					lost: lost.id(),
					device: new.id(),
					owner: ALICE,
					model: 0,
					batch: 0,
					key: new.key(),
					firmware: FW1,
				}
				.into(),
			);
			// The new device signs for ALICE under claim 1; the lost one never again.
			assert_ok!(verify(&state(&new, &ALICE, 1), &ALICE));
			assert_eq!(verify(&state(&lost, &ALICE, 1), &ALICE), Err(DeviceRefusal::Retired));
			assert_eq!(standing(&lost, &ALICE), Err(DeviceRefusal::Retired));
			// What it signed before remains usable.
			assert_ok!(usable(&lost));
			let info = Devices::device(lost.id()).unwrap();
			assert_eq!(info.end, Some(End::ReplacedBy(new.id())));
			assert_eq!(Devices::devices_of(ALICE, None, 100), vec![new.id()]);
			// The owner's deposit moved to the new device; the maker pays for the remnant.
			assert_eq!(held(&ALICE), price(Devices::device_footprint()));
			assert_eq!(held(&MAKER), price(Devices::remnant_footprint()));
			assert_eq!(System::providers(&ALICE), 2);
			assert!(Maintenance::<Test>::get(lost.id()).is_empty());
			assert_noop!(claim_first(BOB, 0), Error::<Test>::DeviceRetired);
		});
	}
}

#[test]
fn rekey_then_transfer_and_retire_works() {
	with_lost(|lost| {
		assert_ok!(rekey_by(MAKER, &lost, 0, 1));
		let new = dev(1);
		assert_ok!(Devices::offer_transfer(signed(ALICE), new.id(), BOB));
		assert_ok!(claim_offered(BOB, &new, 2));
		assert_eq!((held(&ALICE), held(&BOB)), (0, price(Devices::device_footprint())));
		assert_ok!(Devices::retire(signed(BOB), new.id()));
		assert_eq!((held(&ALICE), held(&BOB)), (0, price(Devices::remnant_footprint())));
		assert_eq!(held(&MAKER), price(Devices::remnant_footprint()));
		assert_eq!(System::providers(&ALICE), 1);
	});
}

#[test]
fn rekey_of_a_device_that_is_not_lost_fails() {
	with_claimed(|device| {
		assert_noop!(rekey_by(MAKER, &device, 0, 1), Error::<Test>::NotLost);
		assert_ok!(Devices::suspend(signed(ALICE), device.id()));
		assert_noop!(rekey_by(MAKER, &device, 0, 1), Error::<Test>::NotLost);
		assert_noop!(rekey_by(MAKER, &dev(3), 0, 1), Error::<Test>::NotFound);
		assert_ok!(Devices::retire(signed(ALICE), device.id()));
		assert_noop!(rekey_by(MAKER, &device, 0, 1), Error::<Test>::DeviceRetired);
	});
}

#[test]
fn rekey_twice_fails() {
	with_lost(|lost| {
		assert_ok!(rekey_by(MAKER, &lost, 0, 1));
		assert_noop!(rekey_by(MAKER, &lost, 0, 2), Error::<Test>::DeviceRetired);
	});
}

#[test]
fn rekey_by_others_fails() {
	with_lost(|lost| {
		assert_noop!(rekey_by(RIVAL, &lost, 0, 1), Error::<Test>::NotMaker);
		assert_noop!(rekey_by(ALICE, &lost, 0, 1), Error::<Test>::NotManufacturer);
		let Provenance { batch, proof } = provenance(0, 1);
		assert_noop!(Devices::rekey(root(), lost.id(), dev(1).key(), batch, proof), BadOrigin);
		Held::set(vec![]);
		assert_noop!(rekey_by(MAKER, &lost, 0, 1), Error::<Test>::NotManufacturer);
	});
}

#[test]
fn rekey_to_a_device_in_use_fails() {
	with_lost(|lost| {
		assert_ok!(claim_first(BOB, 1));
		assert_noop!(rekey_by(MAKER, &lost, 0, 1), Error::<Test>::AlreadyClaimed);
		// The lost device itself is also in use.
		assert_noop!(rekey_by(MAKER, &lost, 0, 0), Error::<Test>::AlreadyClaimed);
		assert_ok!(Devices::retire(signed(BOB), dev(1).id()));
		assert_noop!(rekey_by(MAKER, &lost, 0, 1), Error::<Test>::DeviceRetired);
	});
}

#[test]
fn rekey_with_a_bad_batch_or_proof_fails() {
	with_lost(|lost| {
		assert_noop!(rekey_by(MAKER, &lost, 1, 1), Error::<Test>::BatchNotFound);
		let Provenance { batch, proof } = provenance(0, 2);
		assert_noop!(
			Devices::rekey(signed(MAKER), lost.id(), dev(1).key(), batch, proof),
			Error::<Test>::NotProvisioned
		);
		// Another model of the same maker.
		register();
		provision(1);
		assert_noop!(rekey_by(MAKER, &lost, 1, 1), Error::<Test>::OtherModel);
		provision(0);
		assert_ok!(Devices::recall_batch(signed(MAKER), 0, RecallReason::Security));
		assert_noop!(rekey_by(MAKER, &lost, 0, 1), Error::<Test>::BatchRecalled);
		// From another batch of the model it works, though the lost one's is recalled.
		assert_ok!(rekey_by(MAKER, &lost, 2, 1));
		assert_ok!(standing(&dev(1), &ALICE));
	});
}

#[test]
fn rekey_without_funds_for_the_remnant_fails() {
	with_lost(|lost| {
		let free = Balances::free_balance(MAKER);
		assert_ok!(Balances::transfer_allow_death(signed(MAKER), BOB, free - 1));
		assert_noop!(rekey_by(MAKER, &lost, 0, 1), sp_runtime::TokenError::FundsUnavailable);
	});
}
