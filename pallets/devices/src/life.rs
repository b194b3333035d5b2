//! The owner's side: claims, states, and the end of a device.

use super::*;
use codec::Encode;
use epione_envelope::statements;

impl<T: Config> Pallet<T> {
	/// What a device takes in state: itself, its place in the owner's list, its maintenance.
	pub fn device_footprint() -> Footprint {
		let device = <(T::AccountId, DeviceOf<T>)>::max_encoded_len();
		let index = <(T::AccountId, T::AccountId)>::max_encoded_len();
		let maintenance =
			<(T::AccountId, BoundedVec<SaltedDigest, ConstU32<MAX_MAINTENANCE>>)>::max_encoded_len(
			);
		Footprint::from_parts(1, device.saturating_add(index).saturating_add(maintenance))
	}

	/// What stays of a device in state.
	pub fn stone_footprint() -> Footprint {
		Footprint::from_mel::<(T::AccountId, StoneOf<T>)>()
	}

	/// The time of this block.
	pub(crate) fn now() -> Moment {
		T::Time::now().as_millis().try_into().unwrap_or(Moment::MAX)
	}

	/// A device that has an owner.
	pub(crate) fn in_use(device: &T::AccountId) -> Result<DeviceOf<T>, Error<T>> {
		Owned::<T>::get(device).ok_or_else(|| {
			if Stones::<T>::contains_key(device) {
				Error::<T>::DeviceRetired
			} else {
				Error::<T>::NotFound
			}
		})
	}

	/// A device of `owner`.
	pub(crate) fn owned_by(
		owner: &T::AccountId,
		device: &T::AccountId,
	) -> Result<DeviceOf<T>, Error<T>> {
		let found = Self::in_use(device)?;
		ensure!(found.owner == *owner, Error::<T>::NotOwner);
		Ok(found)
	}

	pub(crate) fn ensure_active(device: &DeviceOf<T>) -> Result<(), Error<T>> {
		match device.state {
			State::Active => Ok(()),
			State::Suspended => Err(Error::<T>::DeviceSuspended),
			State::Lost => Err(Error::<T>::DeviceLost),
		}
	}

	/// Whether `who` may suspend `device` now; if so, the tag (subject, item) under which the pool
	/// holds the free call.
	pub fn check_suspend(who: &T::AccountId, device: &T::AccountId) -> Result<Vec<u8>, Error<T>> {
		let found = Self::refusable_by(who, device)?;
		match found.state {
			State::Active => Ok((found.owner, device, b"suspend").encode()),
			State::Suspended => Err(Error::<T>::AlreadySuspended),
			State::Lost => Err(Error::<T>::DeviceLost),
		}
	}

	/// Whether `who` may report `device` lost now; if so, the tag (subject, item) under which the pool
	/// holds the free call.
	pub fn check_report_lost(
		who: &T::AccountId,
		device: &T::AccountId,
	) -> Result<Vec<u8>, Error<T>> {
		let found = Self::refusable_by(who, device)?;
		match found.state {
			State::Active | State::Suspended => Ok((found.owner, device, b"report_lost").encode()),
			State::Lost => Err(Error::<T>::AlreadyLost),
		}
	}

	/// A device whose owner is `who`, or is in `who`'s care.
	fn refusable_by(who: &T::AccountId, device: &T::AccountId) -> Result<DeviceOf<T>, Error<T>> {
		let found = Self::in_use(device)?;
		ensure!(
			T::Delegations::is_or_acts_for(who, &found.owner, Delegation::Guardian),
			Error::<T>::NotOwner
		);
		Ok(found)
	}

	/// Sets the state, ends an offer, and gives the owner.
	pub(crate) fn set_state(device: &T::AccountId, state: State) -> Result<T::AccountId, Error<T>> {
		let mut found = Self::in_use(device)?;
		found.state = state;
		found.offer = None;
		let owner = found.owner.clone();
		Owned::<T>::insert(device, found);
		Ok(owner)
	}

	/// Whether the offered device `found` may pass to `owner` under claim `counter`.
	pub(crate) fn check_transfer(
		owner: &T::AccountId,
		device: &DeviceKey,
		found: &DeviceOf<T>,
		counter: u32,
	) -> Result<(), Error<T>> {
		Self::ensure_active(found)?;
		ensure!(found.offer.as_ref() == Some(owner), Error::<T>::NotOffered);
		ensure!(found.scheme == device.scheme, Error::<T>::WrongScheme);
		ensure!(
			Batches::<T>::get(found.batch).is_some_and(|b| b.recalled.is_none()),
			Error::<T>::BatchRecalled
		);
		ensure!(found.claim.checked_add(1) == Some(counter), Error::<T>::WrongCounter);
		Ok(())
	}

	/// The device's signature over the claim statement.
	pub(crate) fn check_claim(
		owner: &T::AccountId,
		device: &DeviceKey,
		counter: u32,
		expiry: Moment,
		signature: &[u8; 64],
	) -> Result<(), Error<T>> {
		let chain_id = ChainId::<T>::get();
		ensure!(chain_id != [0; 32], Error::<T>::ChainIdNotSet);
		let statement = statements::claim(&chain_id, &device.key, owner.as_ref(), counter, expiry);
		ensure!(check::verify(device, &statement, signature), Error::<T>::BadSignature);
		Ok(())
	}

	pub(crate) fn do_claim(
		owner: T::AccountId,
		id: T::AccountId,
		key: DeviceKey,
		batch_id: BatchId,
		batch: BatchOf<T>,
	) -> DispatchResult {
		let ticket = T::DeviceConsideration::new(&owner, Self::device_footprint())?;
		Self::begin(&owner, &id);
		let Batch { model, firmware, .. } = batch;
		Owned::<T>::insert(
			&id,
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
			device: id,
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

	pub(crate) fn do_transfer(
		owner: T::AccountId,
		id: T::AccountId,
		key: DeviceKey,
		found: DeviceOf<T>,
		claim: u32,
	) -> DispatchResult {
		let ticket = T::DeviceConsideration::new(&owner, Self::device_footprint())?;
		let Device { owner: former, model, batch, scheme, firmware, ticket: old, .. } = found;
		Self::release(&former, old);
		Self::end(&former, &id);
		Self::begin(&owner, &id);
		Owned::<T>::insert(
			&id,
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
			device: id,
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

	pub(crate) fn do_retire(
		owner: T::AccountId,
		id: T::AccountId,
		found: DeviceOf<T>,
	) -> DispatchResult {
		let Device { model, batch, scheme, firmware, claim, state, ticket, .. } = found;
		let lost = state == State::Lost;
		let ticket = ticket.update(&owner, Self::stone_footprint())?;
		let end = if lost { End::GivenUp } else { End::Retired };
		Owned::<T>::remove(&id);
		Maintenance::<T>::remove(&id);
		Self::end(&owner, &id);
		Stones::<T>::insert(
			&id,
			Stone { model, batch, scheme, firmware, claim, end, payer: owner.clone(), ticket },
		);
		Self::deposit_event(Event::Retired { device: id, owner, lost });
		Ok(())
	}

	pub(crate) fn do_rekey(
		maker: T::AccountId,
		lost: T::AccountId,
		found: DeviceOf<T>,
		id: T::AccountId,
		key: DeviceKey,
		new_batch: BatchId,
		new_firmware: Digest,
	) -> DispatchResult {
		let stone_ticket = T::DeviceConsideration::new(&maker, Self::stone_footprint())?;
		let Device { owner, model, batch, scheme, firmware, claim, ticket, .. } = found;
		let end = End::ReplacedBy(id.clone());
		Owned::<T>::remove(&lost);
		Maintenance::<T>::remove(&lost);
		Self::begin(&owner, &id);
		Self::end(&owner, &lost);
		Stones::<T>::insert(
			&lost,
			Stone {
				model,
				batch,
				scheme,
				firmware,
				claim,
				end,
				payer: maker,
				ticket: stone_ticket,
			},
		);
		Owned::<T>::insert(
			&id,
			Device {
				owner: owner.clone(),
				model,
				batch: new_batch,
				scheme: key.scheme,
				firmware: new_firmware,
				claim: 1,
				state: State::Active,
				offer: None,
				ticket,
			},
		);
		Self::deposit_event(Event::Rekeyed {
			lost,
			device: id,
			owner,
			model,
			batch: new_batch,
			key,
			firmware: new_firmware,
		});
		Ok(())
	}

	/// Appends to the ring; the oldest entry makes room.
	pub(crate) fn push_maintenance(device: &T::AccountId, digest: SaltedDigest) {
		Maintenance::<T>::mutate(device, |ring| {
			if ring.is_full() {
				ring.remove(0);
			}
			ring.force_push(digest);
		});
	}

	/// `device` becomes `owner`'s: it is listed, and the account can sign refusals from now on.
	fn begin(owner: &T::AccountId, device: &T::AccountId) {
		frame_system::Pallet::<T>::inc_providers(owner);
		DevicesOf::<T>::insert(owner, device, ());
	}

	/// `device` is `owner`'s no more. Call it after the deposit was released.
	fn end(owner: &T::AccountId, device: &T::AccountId) {
		DevicesOf::<T>::remove(owner, device);
		if let Err(error) = frame_system::Pallet::<T>::dec_providers(owner) {
			log::warn!(target: LOG_TARGET, "provider reference of {owner:?} stays: {error:?}");
		}
	}

	/// Returns a deposit. One that cannot be returned stops nobody.
	fn release(payer: &T::AccountId, ticket: T::DeviceConsideration) {
		if let Err(error) = ticket.drop(payer) {
			log::error!(target: LOG_TARGET, "deposit of {payer:?} stays: {error:?}");
		}
	}
}
