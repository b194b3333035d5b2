//! What other pallets ask: may this device sign, did it sign, may what it signed be used.

use crate::{
	signature, ChainId, Config, DeviceKey, DeviceOf, End, Models, Owned, Pallet, Remnants, State,
};
use epione_envelope::statements;
use epione_primitives::{
	traits::DeviceCheck, BatchId, BatchStatement, DeviceRefusal, DeviceStanding, Digest,
	Modalities, Modality, ModelId, SignedUnder,
};
use frame_support::ensure;

impl<T: Config> Pallet<T> {
	/// Returns the device's standing and its model's modalities.
	fn assess(
		id: &T::AccountId,
		owner: &T::AccountId,
	) -> Result<(DeviceStanding, Modalities), DeviceRefusal> {
		let Some(device) = Owned::<T>::get(id) else {
			return Err(if Remnants::<T>::contains_key(id) {
				DeviceRefusal::Retired
			} else {
				DeviceRefusal::Unknown
			});
		};
		ensure!(device.owner == *owner, DeviceRefusal::NotOwner);
		Self::ensure_in_hand(&device)?;
		Self::ensure_not_recalled(device.model, device.batch, &device.firmware)?;
		let model = Models::<T>::get(device.model).ok_or(DeviceRefusal::Unknown)?;
		let standing = DeviceStanding {
			claim: device.claim,
			model: device.model,
			batch: device.batch,
			scheme: device.scheme,
			firmware: device.firmware,
			roots_by: model.roots_by,
		};
		Ok((standing, model.modalities))
	}

	/// Checks that the device is neither suspended nor lost.
	fn ensure_in_hand(device: &DeviceOf<T>) -> Result<(), DeviceRefusal> {
		match device.state {
			State::Suspended => Err(DeviceRefusal::Suspended),
			State::Lost => Err(DeviceRefusal::Lost),
			State::Active => Ok(()),
		}
	}

	/// Checks that neither the batch nor the firmware is recalled.
	fn ensure_not_recalled(
		model: ModelId,
		batch: BatchId,
		firmware: &Digest,
	) -> Result<(), DeviceRefusal> {
		ensure!(!Self::is_recalled(model, batch, firmware), DeviceRefusal::Recalled);
		Ok(())
	}
}

impl<T: Config> DeviceCheck<T::AccountId> for Pallet<T> {
	fn standing(
		device: &T::AccountId,
		owner: &T::AccountId,
	) -> Result<DeviceStanding, DeviceRefusal> {
		Self::assess(device, owner).map(|(standing, _)| standing)
	}

	fn verify_batch(
		statement: &BatchStatement<T::AccountId>,
		owner: &T::AccountId,
		root: &Digest,
		depth: u8,
		modality: Modality,
	) -> Result<DeviceStanding, DeviceRefusal> {
		let (standing, modalities) = Self::assess(&statement.device, owner)?;
		ensure!(statement.claim == standing.claim, DeviceRefusal::WrongClaim);
		ensure!(modalities.contains(modality), DeviceRefusal::WrongModality);
		// The expensive check comes last.
		let key = DeviceKey { scheme: standing.scheme, key: *statement.device.as_ref() };
		let chain_id = ChainId::<T>::get();
		ensure!(chain_id != [0; 32], DeviceRefusal::BadSignature);
		let message = statements::batch(
			&chain_id,
			&key.key,
			owner.as_ref(),
			statement.claim,
			statement.seq,
			root,
			depth,
		);
		ensure!(
			signature::verify(&key, &message, &statement.signature),
			DeviceRefusal::BadSignature
		);
		Ok(standing)
	}

	fn usable(signed: &SignedUnder<T::AccountId>) -> Result<(), DeviceRefusal> {
		let SignedUnder { device, claim, firmware } = signed;
		if let Some(found) = Owned::<T>::get(device) {
			// Only the owner of then has a say over what was signed for it.
			if found.claim == *claim {
				Self::ensure_in_hand(&found)?;
			}
			return Self::ensure_not_recalled(found.model, found.batch, firmware);
		}
		let remnant = Remnants::<T>::get(device).ok_or(DeviceRefusal::Unknown)?;
		// Nobody knows who had it while it was lost. The maker vouches for one that it replaced.
		let given_up = remnant.end == End::GivenUp && remnant.claim == *claim;
		ensure!(!given_up, DeviceRefusal::Lost);
		Self::ensure_not_recalled(remnant.model, remnant.batch, firmware)
	}

	fn model(device: &T::AccountId) -> Option<ModelId> {
		let in_use = Owned::<T>::get(device).map(|device| device.model);
		in_use.or_else(|| Remnants::<T>::get(device).map(|remnant| remnant.model))
	}

	fn firmware(device: &T::AccountId) -> Option<Digest> {
		let in_use = Owned::<T>::get(device).map(|device| device.firmware);
		in_use.or_else(|| Remnants::<T>::get(device).map(|remnant| remnant.firmware))
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn set_up(
		owner: &T::AccountId,
		seq: u64,
		root: &Digest,
		depth: u8,
		modality: Modality,
	) -> BatchStatement<T::AccountId> {
		crate::set_up::set_up::<T>(owner, seq, root, depth, modality)
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn set_up_end(device: &T::AccountId) {
		let found = Owned::<T>::get(device).expect("set up before");
		Self::do_retire(found.owner.clone(), device.clone(), found).expect("a smaller deposit");
	}
}
