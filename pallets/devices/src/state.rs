//! What owners and guardians say about a device in use: active, suspended, lost.

use crate::{Config, DeviceOf, Error, Owned, Pallet, State};
use alloc::vec::Vec;
use codec::Encode;
use epione_primitives::traits::{Delegation, DelegationCheck};
use frame_support::ensure;

impl<T: Config> Pallet<T> {
	pub(crate) fn ensure_active(device: &DeviceOf<T>) -> Result<(), Error<T>> {
		match device.state {
			State::Active => Ok(()),
			State::Suspended => Err(Error::<T>::DeviceSuspended),
			State::Lost => Err(Error::<T>::DeviceLost),
		}
	}

	pub(crate) fn ensure_suspended(device: &DeviceOf<T>) -> Result<(), Error<T>> {
		match device.state {
			State::Suspended => Ok(()),
			State::Lost => Err(Error::<T>::DeviceLost),
			State::Active => Err(Error::<T>::NotSuspended),
		}
	}

	/// Checks that `who` may suspend `device` now. Returns the tag (subject, item) under which the
	/// pool holds the free call.
	pub fn check_suspend(who: &T::AccountId, device: &T::AccountId) -> Result<Vec<u8>, Error<T>> {
		let found = Self::refusable_by(who, device)?;
		match found.state {
			State::Active => Ok((found.owner, device, b"suspend").encode()),
			State::Suspended => Err(Error::<T>::AlreadySuspended),
			State::Lost => Err(Error::<T>::DeviceLost),
		}
	}

	/// Checks that `who` may report `device` lost now. Returns the tag (subject, item) under which
	/// the pool holds the free call.
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

	/// Sets the state, ends an offer, and returns the owner.
	pub(crate) fn set_state(device: &T::AccountId, state: State) -> Result<T::AccountId, Error<T>> {
		let mut found = Self::in_use(device)?;
		found.state = state;
		found.offer = None;
		let owner = found.owner.clone();
		Owned::<T>::insert(device, found);
		Ok(owner)
	}

	/// Returns `device`, whose owner is `who` or has `who` as a guardian.
	fn refusable_by(who: &T::AccountId, device: &T::AccountId) -> Result<DeviceOf<T>, Error<T>> {
		let found = Self::in_use(device)?;
		ensure!(
			T::Delegations::is_or_acts_for(who, &found.owner, Delegation::Guardian),
			Error::<T>::NotOwner
		);
		Ok(found)
	}
}
