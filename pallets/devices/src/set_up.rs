//! Devices for benchmarks: their keys, and one ready to sign for the benchmarks of other pallets.
//!
//! Keys live in the keystore that the benchmark runner provides. They are sr25519, the more
//! expensive of the two schemes to verify.

use crate::{
	Batches, ChainId, Config, DeviceKey, Firmware, FirmwareStatus, InclusionProof, Model, Models,
	NextBatch, NextModel, Pallet, MAX_PATH,
};
use alloc::vec;
use epione_envelope::{merkle, statements};
use epione_primitives::{BatchStatement, Digest, KeyScheme, Modalities, Modality, RootsBy};
use frame_benchmarking::account;
use frame_support::traits::Consideration;
use sp_core::crypto::KeyTypeId;

const KEY_TYPE: KeyTypeId = KeyTypeId(*b"epdv");
pub(crate) const FIRMWARE: Digest = [0xf1; 32];
/// A batch of 2^32 - 1 devices: its longest path has 32 hashes.
pub(crate) const SIZE: u32 = u32::MAX;

/// A device key that can sign.
pub(crate) fn device_key() -> DeviceKey {
	let public = sp_io::crypto::sr25519_generate(KEY_TYPE, None);
	DeviceKey { scheme: KeyScheme::Sr25519, key: public.0 }
}

pub(crate) fn sign(device: &DeviceKey, message: &[u8]) -> [u8; 64] {
	let public = sp_core::sr25519::Public::from_raw(device.key);
	sp_io::crypto::sr25519_sign(KEY_TYPE, &public, message).expect("the keystore has the key").0
}

/// A root over [`SIZE`] leaves of which the first is this device's, and the proof.
pub(crate) fn root_with(device: &DeviceKey) -> (Digest, InclusionProof) {
	let path = vec![[0xaa; 32]; MAX_PATH as usize];
	let root = path.iter().fold(device.leaf(), |hash, sibling| merkle::node_hash(&hash, sibling));
	(root, InclusionProof { index: 0, path: path.try_into().expect("32 hashes fit") })
}

/// Makes a device of `owner`, and returns its statement of a batch.
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
	Pallet::<T>::claim_new_device(owner.clone(), device.clone(), key, batch_id, batch)
		.expect("ensured above");
	let chain = ChainId::<T>::get();
	let message = statements::batch(&chain, &key.key, owner.as_ref(), 1, seq, root, depth);
	BatchStatement { device, claim: 1, seq, signature: sign(&key, &message) }
}
