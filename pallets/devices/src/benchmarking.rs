//! Benchmarks of every call, in its worst case.
#![allow(clippy::arithmetic_side_effects)]

use super::*;
use crate::set_up::{device_key, root_with, sign, FIRMWARE, SIZE};
use epione_envelope::statements;
use epione_primitives::{
	traits::{Delegation, SetTime},
	KeyScheme, Role, SignedUnder,
};
use epione_support::clock;
use frame_benchmarking::v2::*;
use frame_system::RawOrigin;

const NOW: Moment = 1_700_000_000_000;

/// A manufacturer that can pay for everything that this pallet stores.
fn maker<T: Config>() -> T::AccountId {
	T::BenchmarkHelper::set_time(NOW);
	if ChainId::<T>::get() == [0; 32] {
		ChainId::<T>::put([1; 32]);
	}
	let who: T::AccountId = account("maker", 0, 0);
	T::Credentials::set_up(&who, Role::Manufacturer);
	T::ModelConsideration::ensure_successful(&who, Pallet::<T>::model_footprint(MAX_FIRMWARE));
	T::ModelConsideration::ensure_successful(&who, Pallet::<T>::model_footprint(MAX_FIRMWARE));
	for _ in 0..3 {
		T::BatchConsideration::ensure_successful(&who, Pallet::<T>::batch_footprint());
	}
	T::DeviceConsideration::ensure_successful(&who, Pallet::<T>::remnant_footprint());
	who
}

/// An owner who can pay for a device.
fn owner<T: Config>(index: u32) -> T::AccountId {
	let who: T::AccountId = account("owner", index, 0);
	T::DeviceConsideration::ensure_successful(&who, Pallet::<T>::device_footprint());
	who
}

/// A model with `count` firmware digests, the first of which is [`FIRMWARE`].
fn model<T: Config>(maker: &T::AccountId, count: u32) -> Result<ModelId, BenchmarkError> {
	let origin: T::RuntimeOrigin = RawOrigin::Signed(maker.clone()).into();
	let number = NextModel::<T>::get();
	let by = RootsBy::Device;
	Pallet::<T>::register_model(origin.clone(), [0; 32], Modalities::ALL, by, FIRMWARE)?;
	for n in 1..count {
		Pallet::<T>::approve_firmware(origin.clone(), number, [n as u8; 32])?;
	}
	Ok(number)
}

/// A batch of a fresh model with this device in it.
fn batch<T: Config>(
	maker: &T::AccountId,
	model: ModelId,
	device: &DeviceKey,
) -> Result<Provenance, BenchmarkError> {
	let (root, proof) = root_with(device);
	let batch = NextBatch::<T>::get();
	let origin = RawOrigin::Signed(maker.clone()).into();
	Pallet::<T>::provision(origin, model, root, SIZE, FIRMWARE)?;
	Ok(Provenance { batch, proof })
}

fn claim_by<T: Config>(
	owner: &T::AccountId,
	device: &DeviceKey,
	provenance: Option<Provenance>,
	counter: u32,
) -> Result<(), BenchmarkError> {
	let expiry = clock::now::<T::Time>();
	let signature = claim_signature::<T>(owner, device, counter, expiry);
	let origin = RawOrigin::Signed(owner.clone()).into();
	Pallet::<T>::claim(origin, *device, provenance, counter, expiry, signature)?;
	Ok(())
}

fn claim_signature<T: Config>(
	owner: &T::AccountId,
	device: &DeviceKey,
	counter: u32,
	expiry: Moment,
) -> [u8; 64] {
	let chain = ChainId::<T>::get();
	sign(device, &statements::claim(&chain, &device.key, owner.as_ref(), counter, expiry))
}

struct World<T: Config> {
	maker: T::AccountId,
	owner: T::AccountId,
	model: ModelId,
	batch: BatchId,
	key: DeviceKey,
	device: T::AccountId,
}

/// A maker, a model, a batch, and an owner with a device.
fn world<T: Config>() -> Result<World<T>, BenchmarkError> {
	let maker = maker::<T>();
	let model = model::<T>(&maker, 1)?;
	let key = device_key();
	let provenance = batch::<T>(&maker, model, &key)?;
	let batch = provenance.batch;
	let owner = owner::<T>(0);
	claim_by::<T>(&owner, &key, Some(provenance), 1)?;
	for n in 0..MAX_MAINTENANCE {
		Pallet::<T>::push_maintenance(&T::AccountId::from(key.key), [n as u8; 32]);
	}
	Ok(World { maker, owner, model, batch, device: T::AccountId::from(key.key), key })
}

/// Returns who acts for `owner` at the highest cost: a delegate, or the owner if there are none.
fn delegate<T: Config>(owner: &T::AccountId, kind: Delegation) -> T::AccountId {
	let delegate: T::AccountId = account("delegate", 0, 0);
	if T::Delegations::set_up(&delegate, owner, kind) {
		delegate
	} else {
		owner.clone()
	}
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn register_model() {
		let maker = maker::<T>();
		let model = NextModel::<T>::get();
		#[extrinsic_call]
		_(RawOrigin::Signed(maker), [0; 32], Modalities::ALL, RootsBy::Device, FIRMWARE);

		assert!(Models::<T>::contains_key(model));
	}

	/// The last of 64 digests.
	#[benchmark]
	fn approve_firmware() -> Result<(), BenchmarkError> {
		let maker = maker::<T>();
		let model = model::<T>(&maker, MAX_FIRMWARE - 1)?;
		#[extrinsic_call]
		_(RawOrigin::Signed(maker), model, [0xee; 32]);

		assert!(Firmware::<T>::contains_key(model, [0xee; 32]));
		Ok(())
	}

	#[benchmark]
	fn provision() -> Result<(), BenchmarkError> {
		let maker = maker::<T>();
		let model = model::<T>(&maker, 1)?;
		let batch = NextBatch::<T>::get();
		#[extrinsic_call]
		_(RawOrigin::Signed(maker), model, [9; 32], SIZE, FIRMWARE);

		assert!(Batches::<T>::contains_key(batch));
		Ok(())
	}

	#[benchmark]
	fn provision_list(n: Linear<1, MAX_LISTED>) -> Result<(), BenchmarkError> {
		let maker = maker::<T>();
		let model = model::<T>(&maker, 1)?;
		let batch = NextBatch::<T>::get();
		let keys: Vec<_> =
			(0..n).map(|n| DeviceKey { scheme: KeyScheme::Ed25519, key: [n as u8; 32] }).collect();
		let keys = KeyList::try_from(keys).map_err(|_| "at most 64")?;
		#[extrinsic_call]
		_(RawOrigin::Signed(maker), model, keys, FIRMWARE);

		assert_eq!(Batches::<T>::get(batch).map(|b| b.size), Some(n));
		Ok(())
	}

	/// With the longest inclusion proof.
	#[benchmark]
	fn claim_first() -> Result<(), BenchmarkError> {
		let maker = maker::<T>();
		let model = model::<T>(&maker, 1)?;
		let key = device_key();
		let provenance = batch::<T>(&maker, model, &key)?;
		let owner = owner::<T>(0);
		let signature = claim_signature::<T>(&owner, &key, 1, NOW);
		let origin = RawOrigin::Signed(owner.clone());
		#[extrinsic_call]
		claim(origin, key, Some(provenance), 1, NOW, signature);

		assert!(DevicesOf::<T>::contains_key(owner, T::AccountId::from(key.key)));
		Ok(())
	}

	/// Two deposits move.
	#[benchmark]
	fn claim_transfer() -> Result<(), BenchmarkError> {
		let World { owner: former, device, key, .. } = world::<T>()?;
		let owner = owner::<T>(1);
		let origin = RawOrigin::Signed(former).into();
		Pallet::<T>::offer_transfer(origin, device.clone(), owner.clone())?;
		let (_, proof) = root_with(&key);
		let signature = claim_signature::<T>(&owner, &key, 2, NOW);
		let origin = RawOrigin::Signed(owner.clone());
		#[extrinsic_call]
		claim(origin, key, Some(Provenance { batch: 0, proof }), 2, NOW, signature);

		assert!(DevicesOf::<T>::contains_key(owner, device));
		Ok(())
	}

	#[benchmark]
	fn offer_transfer() -> Result<(), BenchmarkError> {
		let World { owner, device, .. } = world::<T>()?;
		let to: T::AccountId = account("owner", 1, 0);
		#[extrinsic_call]
		_(RawOrigin::Signed(owner), device.clone(), to.clone());

		assert_eq!(Owned::<T>::get(device).and_then(|d| d.offer), Some(to));
		Ok(())
	}

	#[benchmark]
	fn cancel_transfer() -> Result<(), BenchmarkError> {
		let World { owner, device, .. } = world::<T>()?;
		let origin = RawOrigin::Signed(owner.clone()).into();
		Pallet::<T>::offer_transfer(origin, device.clone(), account("owner", 1, 0))?;
		#[extrinsic_call]
		_(RawOrigin::Signed(owner), device.clone());

		assert_eq!(Owned::<T>::get(device).and_then(|d| d.offer), None);
		Ok(())
	}

	/// Called by a guardian.
	#[benchmark]
	fn suspend() -> Result<(), BenchmarkError> {
		let World { owner, device, .. } = world::<T>()?;
		let by = delegate::<T>(&owner, Delegation::Guardian);
		#[extrinsic_call]
		_(RawOrigin::Signed(by), device.clone());

		assert_eq!(Owned::<T>::get(device).map(|d| d.state), Some(State::Suspended));
		Ok(())
	}

	#[benchmark]
	fn resume() -> Result<(), BenchmarkError> {
		let World { owner, device, .. } = world::<T>()?;
		Pallet::<T>::suspend(RawOrigin::Signed(owner.clone()).into(), device.clone())?;
		#[extrinsic_call]
		_(RawOrigin::Signed(owner), device.clone());

		assert_eq!(Owned::<T>::get(device).map(|d| d.state), Some(State::Active));
		Ok(())
	}

	/// Called by a guardian.
	#[benchmark]
	fn report_lost() -> Result<(), BenchmarkError> {
		let World { owner, device, .. } = world::<T>()?;
		let by = delegate::<T>(&owner, Delegation::Guardian);
		#[extrinsic_call]
		_(RawOrigin::Signed(by), device.clone());

		assert_eq!(Owned::<T>::get(device).map(|d| d.state), Some(State::Lost));
		Ok(())
	}

	#[benchmark]
	fn retire() -> Result<(), BenchmarkError> {
		let World { owner, device, .. } = world::<T>()?;
		#[extrinsic_call]
		_(RawOrigin::Signed(owner), device.clone());

		assert!(Remnants::<T>::contains_key(device));
		Ok(())
	}

	#[benchmark]
	fn rekey() -> Result<(), BenchmarkError> {
		let World { maker, owner, model, device, .. } = world::<T>()?;
		Pallet::<T>::report_lost(RawOrigin::Signed(owner).into(), device.clone())?;
		let key = device_key();
		let Provenance { batch, proof } = batch::<T>(&maker, model, &key)?;
		#[extrinsic_call]
		_(RawOrigin::Signed(maker), device.clone(), key, batch, proof);

		assert!(Remnants::<T>::contains_key(device));
		assert!(Owned::<T>::contains_key(T::AccountId::from(key.key)));
		Ok(())
	}

	/// Called by a gateway.
	#[benchmark]
	fn report_firmware() -> Result<(), BenchmarkError> {
		let World { maker, owner, model, device, .. } = world::<T>()?;
		Pallet::<T>::approve_firmware(RawOrigin::Signed(maker).into(), model, [0xee; 32])?;
		let by = delegate::<T>(&owner, Delegation::Gateway);
		#[extrinsic_call]
		_(RawOrigin::Signed(by), device.clone(), [0xee; 32]);

		assert_eq!(Owned::<T>::get(device).map(|d| d.firmware), Some([0xee; 32]));
		Ok(())
	}

	#[benchmark]
	fn recall_firmware() -> Result<(), BenchmarkError> {
		let World { maker, model, device, .. } = world::<T>()?;
		#[extrinsic_call]
		_(RawOrigin::Signed(maker), model, FIRMWARE, RecallReason::Safety);

		let signed = SignedUnder { device, claim: 1, firmware: FIRMWARE };
		assert!(<Pallet<T> as DeviceCheck<_>>::usable(&signed).is_err());
		Ok(())
	}

	#[benchmark]
	fn recall_batch() -> Result<(), BenchmarkError> {
		let World { maker, batch, device, .. } = world::<T>()?;
		#[extrinsic_call]
		_(RawOrigin::Signed(maker), batch, RecallReason::Safety);

		let signed = SignedUnder { device, claim: 1, firmware: FIRMWARE };
		assert!(<Pallet<T> as DeviceCheck<_>>::usable(&signed).is_err());
		Ok(())
	}

	/// Called by a care provider, with a full ring.
	#[benchmark]
	fn log_maintenance() -> Result<(), BenchmarkError> {
		let World { device, .. } = world::<T>()?;
		let nurse: T::AccountId = account("nurse", 0, 0);
		T::Credentials::set_up(&nurse, Role::CareProvider);
		#[extrinsic_call]
		_(RawOrigin::Signed(nurse), device.clone(), [0xee; 32]);

		assert_eq!(Maintenance::<T>::get(device).last(), Some(&[0xee; 32]));
		Ok(())
	}

	impl_benchmark_test_suite!(
		Pallet,
		crate::mock::ExtBuilder::default().build(),
		crate::mock::Test
	);
}
