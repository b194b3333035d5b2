use super::*;

const DAY: Moment = epione_primitives::DAY;

/// Model 0 and batch 0, nothing claimed.
fn with_batch(test: impl FnOnce()) {
	ExtBuilder::default().build_and_execute(|| {
		register();
		provision(0);
		test();
	});
}

/// A claim call with each part as given.
struct Claim {
	by: AccountId,
	key: DeviceKey,
	provenance: Option<Provenance>,
	counter: u32,
	expiry: Moment,
	signature: [u8; 64],
}

impl Claim {
	/// ALICE's first claim of device number `index`, in order.
	fn first(index: u32) -> Self {
		let device = dev(index);
		let expiry = START + 1;
		Self {
			by: ALICE,
			key: device.key(),
			provenance: Some(provenance(0, index)),
			counter: 1,
			expiry,
			signature: device.claim_on(&CHAIN, &ALICE, 1, expiry),
		}
	}

	fn send(self) -> DispatchResult {
		let Self { by, key, provenance, counter, expiry, signature } = self;
		Devices::claim(signed(by), key, provenance, counter, expiry, signature)
	}
}

#[test]
fn claim_with_both_schemes_and_every_leaf_works() {
	with_batch(|| {
		for (index, device) in fleet().iter().enumerate() {
			let index = index as u32;
			assert_eq!(standing(device, &ALICE), Err(DeviceRefusal::Unknown));
			assert_ok!(claim_first(ALICE, index));
			System::assert_last_event(
				Event::Claimed {
					device: device.id(),
					owner: ALICE,
					former_owner: None,
					claim: 1,
					model: 0,
					batch: 0,
					key: device.key(),
					firmware: FW1,
				}
				.into(),
			);
			assert_eq!(
				standing(device, &ALICE),
				Ok(DeviceStanding {
					claim: 1,
					model: 0,
					batch: 0,
					scheme: device.key().scheme,
					firmware: FW1,
					roots_by: RootsBy::Device,
				})
			);
			assert_ok!(verify(&state(device, &ALICE, 1), &ALICE));
			assert_eq!(held(&ALICE), price(Devices::device_footprint()) * u128::from(index + 1));
			assert_eq!(System::providers(&ALICE), index + 2);
		}
		assert_eq!(Devices::devices_of(ALICE, None, 100).len(), fleet().len());
	});
}

#[test]
fn claim_again_by_the_same_statement_fails() {
	with_batch(|| {
		assert_ok!(Claim::first(0).send());
		assert_noop!(Claim::first(0).send(), Error::<Test>::NotOffered);
	});
}

#[test]
fn claim_replayed_after_the_device_went_on_fails() {
	with_batch(|| {
		assert_ok!(Claim::first(0).send());
		assert_ok!(Devices::offer_transfer(signed(ALICE), dev(0).id(), BOB));
		assert_ok!(claim_offered(BOB, &dev(0), 2));
		// ALICE's old statement cannot take it back, neither now nor when BOB offers it to her.
		assert_noop!(Claim::first(0).send(), Error::<Test>::NotOffered);
		assert_ok!(Devices::offer_transfer(signed(BOB), dev(0).id(), ALICE));
		assert_noop!(Claim::first(0).send(), Error::<Test>::WrongCounter);
		let again = Claim { counter: 3, ..Claim::first(0) };
		assert_noop!(again.send(), Error::<Test>::BadSignature);
		assert_ok!(claim_offered(ALICE, &dev(0), 3));
	});
}

#[test]
fn claim_of_somebody_elses_device_fails() {
	with_batch(|| {
		assert_ok!(Claim::first(0).send());
		// With a valid statement for BOB, whatever its counter.
		assert_noop!(claim_first(BOB, 0), Error::<Test>::NotOffered);
		assert_noop!(claim_offered(BOB, &dev(0), 2), Error::<Test>::NotOffered);
		assert_ok!(Devices::offer_transfer(signed(ALICE), dev(0).id(), BOB));
		assert_noop!(claim_offered(CAROL, &dev(0), 2), Error::<Test>::NotOffered);
	});
}

#[test]
fn claim_signed_for_another_owner_fails() {
	with_batch(|| {
		for index in 0..2 {
			assert_noop!(
				Claim { by: BOB, ..Claim::first(index) }.send(),
				Error::<Test>::BadSignature
			);
		}
	});
}

#[test]
fn claim_signed_for_another_chain_fails() {
	with_batch(|| {
		for index in 0..2 {
			let expiry = START + 1;
			let signature = dev(index).claim_on(&[0xcc; 32], &ALICE, 1, expiry);
			assert_noop!(
				Claim { signature, ..Claim::first(index) }.send(),
				Error::<Test>::BadSignature
			);
		}
	});
}

#[test]
fn claim_on_a_chain_without_id_fails() {
	ExtBuilder { chain_id: [0; 32] }.build().execute_with(|| {
		register();
		provision(0);
		let signature = dev(0).claim_on(&[0; 32], &ALICE, 1, START + 1);
		assert_noop!(Claim { signature, ..Claim::first(0) }.send(), Error::<Test>::ChainIdNotSet);
	});
}

#[test]
fn claim_signed_with_another_counter_or_expiry_fails() {
	with_batch(|| {
		let signature = dev(0).claim_on(&CHAIN, &ALICE, 2, START + 1);
		assert_noop!(Claim { signature, ..Claim::first(0) }.send(), Error::<Test>::BadSignature);
		assert_noop!(
			Claim { expiry: START + 2, ..Claim::first(0) }.send(),
			Error::<Test>::BadSignature
		);
	});
}

#[test]
fn claim_signed_by_another_device_fails() {
	with_batch(|| {
		let signature = dev(2).claim_on(&CHAIN, &ALICE, 1, START + 1);
		assert_noop!(Claim { signature, ..Claim::first(0) }.send(), Error::<Test>::BadSignature);
	});
}

#[test]
fn claim_with_any_bit_of_the_signature_flipped_fails() {
	with_batch(|| {
		for index in 0..2 {
			for byte in 0..64 {
				let mut claim = Claim::first(index);
				claim.signature[byte] ^= 1;
				assert_noop!(claim.send(), Error::<Test>::BadSignature);
			}
		}
	});
}

#[test]
fn claim_with_a_batch_statement_fails() {
	with_batch(|| {
		// A device's signature on a batch is never a claim.
		let statement = dev(0).batch(&ALICE, 1, 0, &[7; 32], 3);
		assert_noop!(
			Claim { signature: statement.signature, ..Claim::first(0) }.send(),
			Error::<Test>::BadSignature
		);
	});
}

#[test]
fn claim_with_a_first_counter_other_than_1_fails() {
	with_batch(|| {
		for counter in [0, 2, u32::MAX] {
			let signature = dev(0).claim_on(&CHAIN, &ALICE, counter, START + 1);
			assert_noop!(
				Claim { counter, signature, ..Claim::first(0) }.send(),
				Error::<Test>::WrongCounter
			);
		}
	});
}

#[test]
fn claim_with_a_next_counter_that_is_not_the_next_fails() {
	with_claimed(|device| {
		assert_ok!(Devices::offer_transfer(signed(ALICE), device.id(), BOB));
		for counter in [0, 1, 3, u32::MAX] {
			assert_noop!(claim_offered(BOB, &device, counter), Error::<Test>::WrongCounter);
		}
		assert_ok!(claim_offered(BOB, &device, 2));
	});
}

#[test]
fn claim_when_counters_are_used_up_fails() {
	with_claimed(|device| {
		Owned::<Test>::mutate(device.id(), |d| d.as_mut().unwrap().claim = u32::MAX);
		assert_ok!(Devices::offer_transfer(signed(ALICE), device.id(), BOB));
		for counter in [0, 1, u32::MAX] {
			assert_noop!(claim_offered(BOB, &device, counter), Error::<Test>::WrongCounter);
		}
	});
}

#[test]
fn claim_after_its_expiry_fails() {
	with_batch(|| {
		at(START + 2);
		assert_noop!(Claim::first(0).send(), Error::<Test>::ClaimExpired);
		at(START + 1);
		assert_ok!(Claim::first(0).send());
	});
}

#[test]
fn claim_valid_for_more_than_a_day_fails() {
	with_batch(|| {
		let until = |expiry| Claim {
			expiry,
			signature: dev(0).claim_on(&CHAIN, &ALICE, 1, expiry),
			..Claim::first(0)
		};
		for expiry in [START + DAY + 1, u64::MAX] {
			assert_noop!(until(expiry).send(), Error::<Test>::ExpiryTooFar);
		}
		assert_ok!(until(START + DAY).send());
	});
}

#[test]
fn claim_of_an_unknown_device_fails() {
	with_batch(|| {
		assert_noop!(
			Claim { provenance: None, ..Claim::first(0) }.send(),
			Error::<Test>::ProvenanceMissing
		);
		assert_noop!(
			Claim { provenance: Some(provenance(1, 0)), ..Claim::first(0) }.send(),
			Error::<Test>::BatchNotFound
		);
		// A key that nobody provisioned.
		let stranger = Dev::ed(200);
		let signature = stranger.claim_on(&CHAIN, &ALICE, 1, START + 1);
		assert_noop!(
			Claim { key: stranger.key(), signature, ..Claim::first(0) }.send(),
			Error::<Test>::NotProvisioned
		);
	});
}

#[test]
fn claim_with_a_proof_of_something_else_fails() {
	with_batch(|| {
		let refused = |change: &dyn Fn(&mut InclusionProof)| {
			let mut claim = Claim::first(1);
			change(&mut claim.provenance.as_mut().unwrap().proof);
			assert_noop!(claim.send(), Error::<Test>::NotProvisioned);
		};
		refused(&|p| p.index = 0);
		refused(&|p| p.index = 5);
		refused(&|p| p.index = u32::MAX);
		refused(&|p| p.path = Default::default());
		refused(&|p| p.path[0][0] ^= 1);
		refused(&|p| {
			p.path.pop();
		});
		refused(&|p| p.path.try_push([0; 32]).unwrap());
		refused(&|p| p.path = provenance(0, 2).proof.path);
	});
}

#[test]
fn claim_of_a_key_under_the_other_scheme_fails() {
	with_batch(|| {
		// The leaf includes the scheme.
		let mut claim = Claim::first(0);
		claim.key.scheme = KeyScheme::Sr25519;
		assert_noop!(claim.send(), Error::<Test>::NotProvisioned);
	});
	with_claimed(|device| {
		assert_ok!(Devices::offer_transfer(signed(ALICE), device.id(), BOB));
		let mut key = device.key();
		key.scheme = KeyScheme::Sr25519;
		let signature = device.claim_on(&CHAIN, &BOB, 2, START + 1);
		assert_noop!(
			Devices::claim(signed(BOB), key, None, 2, START + 1, signature),
			Error::<Test>::WrongScheme
		);
	});
}

#[test]
fn claim_from_a_recalled_batch_fails() {
	with_batch(|| {
		assert_ok!(Devices::recall_batch(signed(MAKER), 0, RecallReason::Safety));
		assert_noop!(Claim::first(0).send(), Error::<Test>::BatchRecalled);
	});
	with_claimed(|device| {
		assert_ok!(Devices::offer_transfer(signed(ALICE), device.id(), BOB));
		assert_ok!(Devices::recall_batch(signed(MAKER), 0, RecallReason::Safety));
		assert_noop!(claim_offered(BOB, &device, 2), Error::<Test>::BatchRecalled);
	});
}

#[test]
fn claim_with_a_recalled_firmware_works() {
	with_batch(|| {
		assert_ok!(Devices::recall_firmware(signed(MAKER), 0, FW1, RecallReason::Safety));
		assert_ok!(Claim::first(0).send());
		assert_eq!(standing(&dev(0), &ALICE), Err(DeviceRefusal::Recalled));
	});
}

#[test]
fn claim_of_a_suspended_lost_or_retired_device_fails() {
	with_claimed(|device| {
		let offer = || Devices::offer_transfer(signed(ALICE), device.id(), BOB);
		assert_ok!(offer());
		assert_ok!(Devices::suspend(signed(ALICE), device.id()));
		assert_noop!(claim_offered(BOB, &device, 2), Error::<Test>::DeviceSuspended);
		assert_ok!(Devices::resume(signed(ALICE), device.id()));
		// The offer ended with the suspension.
		assert_noop!(claim_offered(BOB, &device, 2), Error::<Test>::NotOffered);

		assert_ok!(offer());
		assert_ok!(Devices::report_lost(signed(ALICE), device.id()));
		assert_noop!(claim_offered(BOB, &device, 2), Error::<Test>::DeviceLost);

		assert_ok!(Devices::retire(signed(ALICE), device.id()));
		assert_noop!(claim_offered(BOB, &device, 2), Error::<Test>::DeviceRetired);
		assert_noop!(claim_first(BOB, 0), Error::<Test>::DeviceRetired);
		assert_noop!(claim_first(ALICE, 0), Error::<Test>::DeviceRetired);
	});
}

#[test]
fn claim_without_funds_fails() {
	with_batch(|| {
		assert_noop!(claim_first(POOR, 0), sp_runtime::TokenError::FundsUnavailable);
		assert_eq!(System::providers(&POOR), 0);
		let needed = price(Devices::device_footprint()) + 1;
		assert_ok!(Balances::transfer_allow_death(signed(BOB), POOR, needed - 1));
		assert_noop!(claim_first(POOR, 0), sp_runtime::TokenError::FundsUnavailable);
		assert_ok!(Balances::transfer_allow_death(signed(BOB), POOR, 1));
		assert_ok!(claim_first(POOR, 0));
	});
}

#[test]
fn claim_unsigned_fails() {
	with_batch(|| {
		let Claim { key, provenance, counter, expiry, signature, .. } = Claim::first(0);
		assert_noop!(
			Devices::claim(root(), key, provenance, counter, expiry, signature),
			BadOrigin
		);
	});
}

#[test]
fn claim_of_an_offered_device_works() {
	with_claimed(|device| {
		let old = state(&device, &ALICE, 1);
		let new = state(&device, &BOB, 2);
		assert_ok!(Devices::offer_transfer(signed(ALICE), device.id(), BOB));
		assert_ok!(verify(&old, &ALICE));
		assert_eq!(verify(&new, &BOB), Err(DeviceRefusal::NotOwner));

		assert_ok!(claim_offered(BOB, &device, 2));
		System::assert_last_event(
			Event::Claimed {
				device: device.id(),
				owner: BOB,
				former_owner: Some(ALICE),
				claim: 2,
				model: 0,
				batch: 0,
				key: device.key(),
				firmware: FW1,
			}
			.into(),
		);
		assert_eq!(standing(&device, &ALICE), Err(DeviceRefusal::NotOwner));
		assert_eq!(verify(&old, &ALICE), Err(DeviceRefusal::NotOwner));
		assert_ok!(verify(&new, &BOB));
		// What it signed for ALICE remains usable.
		assert_ok!(usable(&device));

		assert_eq!((held(&ALICE), held(&BOB)), (0, price(Devices::device_footprint())));
		assert_eq!((System::providers(&ALICE), System::providers(&BOB)), (1, 2));
		assert_eq!(Devices::devices_of(ALICE, None, 100), vec![]);
		assert_eq!(Devices::devices_of(BOB, None, 100), vec![device.id()]);
		let info = Devices::device(device.id()).unwrap();
		assert_eq!((info.owner, info.offer), (Some(BOB), None));
		// ALICE has no more rights over it.
		assert_noop!(
			Devices::offer_transfer(signed(ALICE), device.id(), CAROL),
			Error::<Test>::NotOwner
		);
		assert_noop!(Devices::suspend(signed(ALICE), device.id()), Error::<Test>::NotOwner);
		assert_noop!(Devices::retire(signed(ALICE), device.id()), Error::<Test>::NotOwner);
	});
}

#[test]
fn claim_of_an_offered_device_with_provenance_works() {
	with_claimed(|device| {
		assert_ok!(Devices::offer_transfer(signed(ALICE), device.id(), BOB));
		let signature = device.claim_on(&CHAIN, &BOB, 2, START + 1);
		assert_ok!(Devices::claim(
			signed(BOB),
			device.key(),
			Some(provenance(0, 0)),
			2,
			START + 1,
			signature
		));
	});
}

#[test]
fn claim_keeping_firmware_and_maintenance_works() {
	with_claimed(|device| {
		assert_ok!(Devices::approve_firmware(signed(MAKER), 0, FW2));
		assert_ok!(Devices::report_firmware(signed(ALICE), device.id(), FW2));
		assert_ok!(Devices::log_maintenance(signed(ALICE), device.id(), [5; 32]));
		assert_ok!(Devices::offer_transfer(signed(ALICE), device.id(), BOB));
		assert_ok!(claim_offered(BOB, &device, 2));
		let info = Devices::device(device.id()).unwrap();
		assert_eq!(info.firmware, FW2);
		assert_eq!(info.maintenance.to_vec(), vec![[5; 32]]);
	});
}

#[test]
fn claim_then_suspend_without_tokens_works() {
	with_batch(|| {
		assert_ok!(claim_first(ALICE, 0));
		// Everything spendable is spent; the account lives on its provider reference.
		let free = Balances::free_balance(ALICE);
		assert_ok!(Balances::force_set_balance(root(), ALICE, 0));
		assert!(free > 0);
		assert_eq!(Balances::free_balance(ALICE), 0);
		assert!(System::account_exists(&ALICE));
		assert_ok!(Devices::suspend(signed(ALICE), dev(0).id()));
		assert_ok!(Devices::report_lost(signed(ALICE), dev(0).id()));
	});
}
