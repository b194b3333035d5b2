//! The list of arbiters, from which one can be drawn by number.
//!
//! Without gaps, so that every number below the count is somebody; who leaves is replaced by the last. A
//! dismissed accreditor's arbiters stay listed until somebody notices: dismissing takes constant time.

use super::*;

impl<T: Config> Pallet<T> {
	/// Lists the holder of a credential for `role`, if that is an arbiter's and it is not listed yet.
	pub(crate) fn list(who: &T::AccountId, role: Role) {
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

	/// Takes the holder of what was a credential for `role` off the list; the last takes its number.
	pub(crate) fn unlist(who: &T::AccountId, role: Role) {
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

	/// A credential that holds until `valid_until`, for benchmarks.
	#[cfg(feature = "runtime-benchmarks")]
	pub(crate) fn set_up_credential(
		who: &T::AccountId,
		role: Role,
		accreditor: &T::AccountId,
		valid_until: Moment,
	) {
		let appointment = Self::do_appoint(accreditor, Roles::ALL).unwrap_or_default();
		Holders::<T>::insert(
			who,
			role,
			Credential {
				accreditor: accreditor.clone(),
				appointment,
				issued_at: 0,
				valid_until,
				attributes: Attributes(3),
				evidence: [0; 32],
				revoked: None,
				ticket: None,
			},
		);
		Self::list(who, role);
	}
}

impl<T: Config> ArbiterPool<T::AccountId> for Pallet<T> {
	fn listed() -> u32 {
		ArbiterCount::<T>::get()
	}

	fn nth(index: u32) -> Option<T::AccountId> {
		ArbiterAt::<T>::get(index)
	}

	fn prune(who: &T::AccountId) {
		if !<Self as CredentialCheck<T::AccountId>>::holds(who, Role::Arbiter) {
			Self::unlist(who, Role::Arbiter);
		}
	}

	fn accreditor(who: &T::AccountId, role: Role) -> Option<T::AccountId> {
		Holders::<T>::get(who, role).map(|credential| credential.accreditor)
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn set_up(who: &T::AccountId, accreditor: Option<&T::AccountId>) {
		let somebody = frame_benchmarking::account("accreditor", 0, 0);
		let until = if accreditor.is_some() { Moment::MAX } else { 0 };
		Self::set_up_credential(who, Role::Arbiter, accreditor.unwrap_or(&somebody), until);
	}
}
