//! Where arbiters receive evidence.

use crate::{
	pallet::{Config, Error, EvidenceKeys, Pallet},
	types::{EvidenceKey, EvidenceKeyBytes},
};
use frame_support::{
	dispatch::DispatchResult,
	ensure,
	traits::{Consideration, Footprint},
};

impl<T: Config> Pallet<T> {
	/// What an evidence key takes in state.
	pub fn key_footprint() -> Footprint {
		Footprint::from_mel::<(T::AccountId, EvidenceKey<T::Consideration>)>()
	}

	/// Stores an evidence key; the first takes a deposit.
	pub(crate) fn put_evidence_key(
		arbiter: &T::AccountId,
		key: EvidenceKeyBytes,
	) -> DispatchResult {
		// Of the points of small order only the most likely mistake: age refuses to encrypt to any.
		ensure!(key != [0; 32], Error::<T>::InvalidKey);
		let ticket = match EvidenceKeys::<T>::take(arbiter) {
			Some(old) => old.ticket,
			None => T::Consideration::new(arbiter, Self::key_footprint())?,
		};
		EvidenceKeys::<T>::insert(arbiter, EvidenceKey { key, ticket });
		Ok(())
	}
}
