//! Who owns a device, and what it takes in state.

use crate::{
	Config, DeviceOf, DevicesOf, Error, Owned, Pallet, RemnantOf, Remnants, MAX_MAINTENANCE,
};
use codec::MaxEncodedLen;
use epione_primitives::SaltedDigest;
use epione_support::providers;
use frame_support::{
	ensure,
	traits::{ConstU32, Footprint},
	BoundedVec,
};

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

	/// What a retired or replaced device takes in state.
	pub fn remnant_footprint() -> Footprint {
		Footprint::from_mel::<(T::AccountId, RemnantOf<T>)>()
	}

	/// Returns `device`, which has an owner.
	pub(crate) fn in_use(device: &T::AccountId) -> Result<DeviceOf<T>, Error<T>> {
		Owned::<T>::get(device).ok_or_else(|| {
			if Remnants::<T>::contains_key(device) {
				Error::<T>::DeviceRetired
			} else {
				Error::<T>::NotFound
			}
		})
	}

	/// Returns `device`, which is `owner`'s.
	pub(crate) fn owned_by(
		owner: &T::AccountId,
		device: &T::AccountId,
	) -> Result<DeviceOf<T>, Error<T>> {
		let found = Self::in_use(device)?;
		ensure!(found.owner == *owner, Error::<T>::NotOwner);
		Ok(found)
	}

	/// Checks that `device` has no owner and never had one.
	pub(crate) fn ensure_never_used(device: &T::AccountId) -> Result<(), Error<T>> {
		ensure!(!Owned::<T>::contains_key(device), Error::<T>::AlreadyClaimed);
		ensure!(!Remnants::<T>::contains_key(device), Error::<T>::DeviceRetired);
		Ok(())
	}

	/// Lists `device` as `owner`'s, who from now on can sign refusals without owning tokens.
	pub(crate) fn list_as_owned(owner: &T::AccountId, device: &T::AccountId) {
		providers::add::<T>(owner);
		DevicesOf::<T>::insert(owner, device, ());
	}

	/// Takes `device` off `owner`'s list. Call it after the deposit was released.
	pub(crate) fn unlist_as_owned(owner: &T::AccountId, device: &T::AccountId) {
		DevicesOf::<T>::remove(owner, device);
		providers::remove::<T>(owner);
	}
}
