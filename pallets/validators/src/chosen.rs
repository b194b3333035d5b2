//! The chosen set.

use crate::{Chosen, Config, Error, Pallet};
use frame_support::{ensure, traits::Get};

impl<T: Config> Pallet<T> {
	/// Returns whether `who` has set session keys.
	pub(crate) fn has_keys(who: &T::AccountId) -> bool {
		pallet_session::NextKeys::<T>::contains_key(who)
	}

	/// Checks that a set of so many is not too small.
	pub(crate) fn ensure_enough(count: usize) -> Result<(), Error<T>> {
		ensure!(count >= T::MinValidators::get() as usize, Error::<T>::TooFew);
		Ok(())
	}

	/// Takes `who` out of the chosen set, unless the set would then be too small.
	pub(crate) fn take_out(who: &T::AccountId) -> Result<(), Error<T>> {
		Chosen::<T>::try_mutate(|chosen| {
			let place = chosen.binary_search(who).map_err(|_| Error::<T>::NotFound)?;
			Self::ensure_enough(chosen.len().saturating_sub(1))?;
			chosen.remove(place);
			Ok(())
		})
	}
}
