//! The list of arbiters, from which one can be drawn by number.
//!
//! It has no gaps, so that every number below the count is somebody; the last takes the place of
//! one that leaves. A dismissed accreditor's arbiters stay listed until one is drawn and found
//! void: dismissing takes constant time.

use crate::{ArbiterAt, ArbiterCount, ArbiterIndex, Config, Pallet};
use epione_primitives::Role;
use frame_support::defensive;

impl<T: Config> Pallet<T> {
	/// Lists the holder of a credential for `role`, if that is an arbiter and not listed yet.
	pub(crate) fn list_if_arbiter(who: &T::AccountId, role: Role) {
		if role != Role::Arbiter || ArbiterIndex::<T>::contains_key(who) {
			return;
		}
		let index = ArbiterCount::<T>::get();
		let Some(count) = index.checked_add(1) else {
			defensive!("fewer than 2^32 arbiters have a deposit");
			return;
		};
		ArbiterAt::<T>::insert(index, who);
		ArbiterIndex::<T>::insert(who, index);
		ArbiterCount::<T>::put(count);
	}

	/// Takes the holder of what was a credential for `role` off the list; the last takes its
	/// number.
	pub(crate) fn unlist_if_arbiter(who: &T::AccountId, role: Role) {
		if role != Role::Arbiter {
			return;
		}
		let Some(index) = ArbiterIndex::<T>::take(who) else { return };
		let last = ArbiterCount::<T>::get().saturating_sub(1);
		ArbiterCount::<T>::put(last);
		let Some(moved) = ArbiterAt::<T>::take(last) else {
			defensive!("the list has no gaps");
			return;
		};
		if index != last {
			ArbiterIndex::<T>::insert(&moved, index);
			ArbiterAt::<T>::insert(index, moved);
		}
	}
}
