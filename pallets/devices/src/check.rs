//! The answers: may this device sign, did it sign, may what it signed be used.

use super::*;
use epione_envelope::statements;
use primitives::{BatchStatement, KeyScheme, Modality};
use sp_core::{ed25519, sr25519};

/// Whether `signature` is the device's over `message`.
pub(crate) fn verify(device: &DeviceKey, message: &[u8], signature: &[u8; 64]) -> bool {
	match device.scheme {
		KeyScheme::Ed25519 => sp_io::crypto::ed25519_verify(
			&ed25519::Signature::from_raw(*signature),
			message,
			&ed25519::Public::from_raw(device.key),
		),
		KeyScheme::Sr25519 => sp_io::crypto::sr25519_verify(
			&sr25519::Signature::from_raw(*signature),
			message,
			&sr25519::Public::from_raw(device.key),
		),
	}
}

impl<T: Config> Pallet<T> {
	/// What the view function gives.
	pub(crate) fn info(id: &T::AccountId) -> Option<DeviceInfo<T::AccountId>> {
		if let Some(device) = Owned::<T>::get(id) {
			let recalled = Self::is_recalled(device.model, device.batch, &device.firmware);
			let status = match device.state {
				State::Suspended => DeviceStatus::Suspended,
				State::Lost => DeviceStatus::Lost,
				State::Active if recalled => DeviceStatus::Recalled,
				State::Active => DeviceStatus::Active,
			};
			return Some(DeviceInfo {
				owner: Some(device.owner),
				model: device.model,
				batch: device.batch,
				scheme: device.scheme,
				firmware: device.firmware,
				claim: device.claim,
				status,
				recalled,
				offer: device.offer,
				end: None,
				maintenance: Maintenance::<T>::get(id),
			});
		}
		let stone = Stones::<T>::get(id)?;
		Some(DeviceInfo {
			owner: None,
			model: stone.model,
			batch: stone.batch,
			scheme: stone.scheme,
			firmware: stone.firmware,
			claim: stone.claim,
			status: DeviceStatus::Retired,
			recalled: Self::is_recalled(stone.model, stone.batch, &stone.firmware),
			offer: None,
			end: Some(stone.end),
			maintenance: Default::default(),
		})
	}

	/// Standing, and the model's modalities.
	fn assess(
		id: &T::AccountId,
		owner: &T::AccountId,
	) -> Result<(DeviceStanding, Modalities), DeviceRefusal> {
		let Some(device) = Owned::<T>::get(id) else {
			return Err(if Stones::<T>::contains_key(id) {
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

	/// Neither suspended, nor lost, nor recalled.
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
		// The dear check comes last.
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
		ensure!(verify(&key, &message, &statement.signature), DeviceRefusal::BadSignature);
		Ok(standing)
	}

	fn usable(device: &T::AccountId) -> Result<(), DeviceRefusal> {
		if let Some(found) = Owned::<T>::get(device) {
			return Self::ensure_usable(&found);
		}
		let stone = Stones::<T>::get(device).ok_or(DeviceRefusal::Unknown)?;
		// Who had it while it was lost, nobody knows. A replaced one was vouched for by its maker.
		ensure!(stone.end != End::GivenUp, DeviceRefusal::Lost);
		ensure!(
			!Self::is_recalled(stone.model, stone.batch, &stone.firmware),
			DeviceRefusal::Recalled
		);
		Ok(())
	}

	fn model(device: &T::AccountId) -> Option<ModelId> {
		let in_use = Owned::<T>::get(device).map(|device| device.model);
		in_use.or_else(|| Stones::<T>::get(device).map(|stone| stone.model))
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn set_up(
		owner: &T::AccountId,
		seq: u64,
		root: &Digest,
		depth: u8,
		modality: Modality,
	) -> BatchStatement<T::AccountId> {
		benchmarking::set_up::<T>(owner, seq, root, depth, modality)
	}
}
