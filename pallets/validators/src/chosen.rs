//! The chosen set, and how far the council may change it.

use crate::{Chosen, Config, Error, Fewest, Pallet, Settled};
use frame_support::{
	ensure,
	traits::{EnsureOrigin, Get},
	weights::Weight,
	BoundedVec,
};
use sp_runtime::DispatchError;

/// Validators in ascending order.
pub(crate) type Sorted<T> =
	BoundedVec<<T as frame_system::Config>::AccountId, <T as Config>::MaxValidators>;

impl<T: Config> Pallet<T> {
	/// Returns whether `who` has set session keys.
	pub(crate) fn has_keys(who: &T::AccountId) -> bool {
		pallet_session::NextKeys::<T>::contains_key(who)
	}

	/// Fewest validators that a change may leave.
	pub(crate) fn fewest() -> usize {
		Fewest::<T>::get().unwrap_or_else(T::MinValidators::get).max(1) as usize
	}

	/// Returns whether the council acts with three quarters.
	pub(crate) fn ensure_council(origin: T::RuntimeOrigin) -> Result<bool, DispatchError> {
		let Err(origin) = T::SupermajorityOrigin::try_origin(origin) else {
			return Ok(true);
		};
		T::CouncilOrigin::ensure_origin(origin)?;
		Ok(false)
	}

	/// Makes `new` the chosen set and returns the old one.
	///
	/// A majority replaces at most a third, in one step or in many: its changes are measured
	/// against the set that last stood for a whole term, or that three quarters chose.
	pub(crate) fn choose(new: Sorted<T>, supermajority: bool) -> Result<Sorted<T>, Error<T>> {
		let old = Chosen::<T>::get();
		ensure!(new.len() >= Self::fewest().min(old.len()).max(1), Error::<T>::TooFew);
		let now = pallet_session::Pallet::<T>::current_index();
		let settled = match Settled::<T>::get() {
			_ if supermajority => new.clone(),
			Some((changed, settled)) if now.saturating_sub(changed) < T::Term::get() => settled,
			_ => old.clone(),
		};
		let replaced = Self::lacking(&new, &settled).max(Self::lacking(&settled, &new));
		ensure!(replaced.saturating_mul(3) <= settled.len(), Error::<T>::TooManyReplaced);
		Settled::<T>::put((now, settled));
		Chosen::<T>::put(new);
		Ok(old)
	}

	/// How many of `others` are not in `set`.
	fn lacking(set: &Sorted<T>, others: &Sorted<T>) -> usize {
		others.iter().filter(|who| set.binary_search(who).is_err()).count()
	}

	/// The weight of a call with that of its rules: reads of the old set, the minimum, the settled
	/// set, the session, offenders, and who is in office; writes of the settled set and of
	/// offenders.
	pub(crate) fn with_rules(call: Weight) -> Weight {
		call.saturating_add(T::DbWeight::get().reads_writes(7, 2))
	}
}
