//! Benchmarks of every call, in its worst case.
//!
//! Device keys live in the keystore that the benchmark runner provides. They are sr25519, the dearer
//! of the two schemes to verify.

use super::*;
use alloc::vec;
use epione_envelope::{merkle, statements};
use frame_benchmarking::v2::*;
use frame_system::RawOrigin;
use primitives::{traits::SetTime, BatchStatement, KeyScheme, Modality};
use sp_core::crypto::KeyTypeId;

const KEY_TYPE: KeyTypeId = KeyTypeId(*b"epdv");
const NOW: Moment = 1_700_000_000_000;
const FIRMWARE: Digest = [0xf1; 32];
/// A batch of 2^32 - 1 devices: its longest path has 32 hashes.
const SIZE: u32 = u32::MAX;

/// A device key that can sign.
fn device_key() -> DeviceKey {
	let public = sp_io::crypto::sr25519_generate(KEY_TYPE, None);
	DeviceKey { scheme: KeyScheme::Sr25519, key: public.0 }
}

fn sign(device: &DeviceKey, message: &[u8]) -> [u8; 64] {
	let public = sp_core::sr25519::Public::from_raw(device.key);
	sp_io::crypto::sr25519_sign(KEY_TYPE, &public, message).expect("the keystore has the key").0
}

/// A root over [`SIZE`] leaves of which the first is this device's, and the proof.
fn root_with(device: &DeviceKey) -> (Digest, InclusionProof) {
	let path = vec![[0xaa; 32]; MAX_PATH as usize];
	let root = path.iter().fold(device.leaf(), |hash, sibling| merkle::node_hash(&hash, sibling));
	(root, InclusionProof { index: 0, path: path.try_into().expect("32 hashes fit") })
}

/// A manufacturer who can pay for what this pallet keeps.
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
	T::DeviceConsideration::ensure_successful(&who, Pallet::<T>::stone_footprint());
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
	let expiry = Pallet::<T>::now();
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

/// Who may act for `owner` at the greatest cost: a delegate, or where there are none the owner.
fn delegate<T: Config>(owner: &T::AccountId, kind: Delegation) -> T::AccountId {
	let delegate: T::AccountId = account("delegate", 0, 0);
	if T::Delegations::set_up(&delegate, owner, kind) {
		delegate
	} else {
		owner.clone()
	}
}

/// For the benchmarks of other pallets: a device of `owner`, and its statement of a batch.
pub(crate) fn set_up<T: Config>(
	owner: &T::AccountId,
	seq: u64,
	root: &Digest,
	depth: u8,
	modality: Modality,
) -> BatchStatement<T::AccountId> {
	if ChainId::<T>::get() == [0; 32] {
		ChainId::<T>::put([1; 32]);
	}
	let maker: T::AccountId = account("maker", 0, 0);
	T::ModelConsideration::ensure_successful(&maker, Pallet::<T>::model_footprint(1));
	T::BatchConsideration::ensure_successful(&maker, Pallet::<T>::batch_footprint());
	T::DeviceConsideration::ensure_successful(owner, Pallet::<T>::device_footprint());
	let key = device_key();
	let (batch_root, _) = root_with(&key);
	let model = Pallet::<T>::next::<NextModel<T>>().unwrap_or_default();
	Firmware::<T>::insert(model, FIRMWARE, FirmwareStatus::Approved);
	Models::<T>::insert(
		model,
		Model {
			manufacturer: maker.clone(),
			di_digest: [0; 32],
			modalities: Modalities::of(&[modality]),
			roots_by: RootsBy::Device,
			firmware_count: 1,
			ticket: T::ModelConsideration::new(&maker, Pallet::<T>::model_footprint(1))
				.expect("ensured above"),
		},
	);
	let batch_id = NextBatch::<T>::get();
	Pallet::<T>::do_provision(&maker, model, batch_root, SIZE, FIRMWARE).expect("ensured above");
	let batch = Batches::<T>::get(batch_id).expect("just made");
	let device = T::AccountId::from(key.key);
	Pallet::<T>::do_claim(owner.clone(), device.clone(), key, batch_id, batch)
		.expect("ensured above");
	let chain = ChainId::<T>::get();
	let message = statements::batch(&chain, &key.key, owner.as_ref(), 1, seq, root, depth);
	BatchStatement { device, claim: 1, seq, signature: sign(&key, &message) }
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

	/// The last of 64.
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

	/// By a guardian.
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

	/// By a guardian.
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

		assert!(Stones::<T>::contains_key(device));
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

		assert!(Stones::<T>::contains_key(device));
		assert!(Owned::<T>::contains_key(T::AccountId::from(key.key)));
		Ok(())
	}

	/// By a gateway.
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

		assert!(<Pallet<T> as DeviceCheck<_>>::usable(&device).is_err());
		Ok(())
	}

	#[benchmark]
	fn recall_batch() -> Result<(), BenchmarkError> {
		let World { maker, batch, device, .. } = world::<T>()?;
		#[extrinsic_call]
		_(RawOrigin::Signed(maker), batch, RecallReason::Safety);

		assert!(<Pallet<T> as DeviceCheck<_>>::usable(&device).is_err());
		Ok(())
	}

	/// By a care provider, and the ring is full.
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
