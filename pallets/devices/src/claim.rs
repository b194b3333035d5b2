//! How an account becomes the owner of a device: the first claim, and the claim of an offered one.

use crate::{
	signature, Batch, BatchOf, Batches, ChainId, Config, Device, DeviceKey, DeviceOf, Error, Event,
	Owned, Pallet, Provenance, Remnants, State, MAX_CLAIM_TIME,
};
use epione_envelope::statements;
use epione_primitives::{BatchId, Moment};
use epione_support::{clock, deposits};
use frame_support::{ensure, pallet_prelude::DispatchResult, traits::Consideration};

impl<T: Config> Pallet<T> {
	/// Checks that a claim with this expiry is valid now, and not for too long.
	pub(crate) fn check_expiry(expiry: Moment) -> Result<(), Error<T>> {
		let now = clock::now::<T::Time>();
		ensure!(expiry >= now, Error::<T>::ClaimExpired);
		ensure!(expiry <= now.saturating_add(MAX_CLAIM_TIME), Error::<T>::ExpiryTooFar);
		Ok(())
	}

	pub(crate) fn do_claim(
		owner: T::AccountId,
		key: DeviceKey,
		provenance: Option<Provenance>,
		counter: u32,
		expiry: Moment,
		signature: &[u8; 64],
	) -> DispatchResult {
		let device = T::AccountId::from(key.key);
		ensure!(!Remnants::<T>::contains_key(&device), Error::<T>::DeviceRetired);
		match Owned::<T>::get(&device) {
			Some(found) => {
				Self::check_offered(&owner, &key, &found, counter)?;
				Self::check_signature(&owner, &key, counter, expiry, signature)?;
				Self::claim_offered_device(owner, device, key, found, counter)
			},
			None => {
				let provenance = provenance.ok_or(Error::<T>::ProvenanceMissing)?;
				let batch = Self::check_provenance(&key, &provenance)?;
				ensure!(counter == 1, Error::<T>::WrongCounter);
				Self::check_signature(&owner, &key, counter, expiry, signature)?;
				Self::claim_new_device(owner, device, key, provenance.batch, batch)
			},
		}
	}

	/// Makes `owner` the first owner of `device`.
	pub(crate) fn claim_new_device(
		owner: T::AccountId,
		device: T::AccountId,
		key: DeviceKey,
		batch_id: BatchId,
		batch: BatchOf<T>,
	) -> DispatchResult {
		let ticket = T::DeviceConsideration::new(&owner, Self::device_footprint())?;
		Self::list_as_owned(&owner, &device);
		let Batch { model, firmware, .. } = batch;
		Owned::<T>::insert(
			&device,
			Device {
				owner: owner.clone(),
				model,
				batch: batch_id,
				scheme: key.scheme,
				firmware,
				claim: 1,
				state: State::Active,
				offer: None,
				ticket,
			},
		);
		Self::deposit_event(Event::Claimed {
			device,
			owner,
			former_owner: None,
			claim: 1,
			model,
			batch: batch_id,
			key,
			firmware,
		});
		Ok(())
	}

	/// Passes `device`, which is `found`, to its next owner.
	fn claim_offered_device(
		owner: T::AccountId,
		device: T::AccountId,
		key: DeviceKey,
		found: DeviceOf<T>,
		claim: u32,
	) -> DispatchResult {
		let ticket = T::DeviceConsideration::new(&owner, Self::device_footprint())?;
		let Device { owner: former, model, batch, scheme, firmware, ticket: old, .. } = found;
		deposits::release(old, &former);
		Self::unlist_as_owned(&former, &device);
		Self::list_as_owned(&owner, &device);
		Owned::<T>::insert(
			&device,
			Device {
				owner: owner.clone(),
				model,
				batch,
				scheme,
				firmware,
				claim,
				state: State::Active,
				offer: None,
				ticket,
			},
		);
		Self::deposit_event(Event::Claimed {
			device,
			owner,
			former_owner: Some(former),
			claim,
			model,
			batch,
			key,
			firmware,
		});
		Ok(())
	}

	/// Checks that the offered device `found` may pass to `owner` under claim `counter`.
	fn check_offered(
		owner: &T::AccountId,
		key: &DeviceKey,
		found: &DeviceOf<T>,
		counter: u32,
	) -> Result<(), Error<T>> {
		Self::ensure_active(found)?;
		ensure!(found.offer.as_ref() == Some(owner), Error::<T>::NotOffered);
		ensure!(found.scheme == key.scheme, Error::<T>::WrongScheme);
		ensure!(
			Batches::<T>::get(found.batch).is_some_and(|b| b.recalled.is_none()),
			Error::<T>::BatchRecalled
		);
		ensure!(found.claim.checked_add(1) == Some(counter), Error::<T>::WrongCounter);
		Ok(())
	}

	/// Checks the device's signature over the claim statement.
	fn check_signature(
		owner: &T::AccountId,
		key: &DeviceKey,
		counter: u32,
		expiry: Moment,
		signature: &[u8; 64],
	) -> Result<(), Error<T>> {
		let chain_id = ChainId::<T>::get();
		ensure!(chain_id != [0; 32], Error::<T>::ChainIdNotSet);
		let statement = statements::claim(&chain_id, &key.key, owner.as_ref(), counter, expiry);
		ensure!(signature::verify(key, &statement, signature), Error::<T>::BadSignature);
		Ok(())
	}
}
