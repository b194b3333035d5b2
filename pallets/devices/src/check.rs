//! What other pallets ask: may this device sign, did it sign, may what it signed be used.

use crate::{
	signature, ChainId, Config, DeviceKey, DeviceOf, End, Models, Owned, Pallet, Remnants, State,
};
use epione_envelope::statements;
use epione_primitives::{
	traits::DeviceCheck, BatchStatement, DeviceRefusal, DeviceStanding, Digest, Modalities,
	Modality, ModelId,
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
		Self::ensure_usable(&device)?;
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

	/// Checks that the device is neither suspended, nor lost, nor recalled.
	fn ensure_usable(device: &DeviceOf<T>) -> Result<(), DeviceRefusal> {
		match device.state {
			State::Suspended => return Err(DeviceRefusal::Suspended),
			State::Lost => return Err(DeviceRefusal::Lost),
			State::Active => {},
		}
		ensure!(
			!Self::is_recalled(device.model, device.batch, &device.firmware),
			DeviceRefusal::Recalled
		);
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

	fn usable(device: &T::AccountId) -> Result<(), DeviceRefusal> {
		if let Some(found) = Owned::<T>::get(device) {
			return Self::ensure_usable(&found);
		}
		let remnant = Remnants::<T>::get(device).ok_or(DeviceRefusal::Unknown)?;
		// Nobody knows who had it while it was lost. The maker vouches for one that it replaced.
		ensure!(remnant.end != End::GivenUp, DeviceRefusal::Lost);
		ensure!(
			!Self::is_recalled(remnant.model, remnant.batch, &remnant.firmware),
			DeviceRefusal::Recalled
		);
		Ok(())
	}

	fn model(device: &T::AccountId) -> Option<ModelId> {
		let in_use = Owned::<T>::get(device).map(|device| device.model);
		in_use.or_else(|| Remnants::<T>::get(device).map(|remnant| remnant.model))
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
