//! The chosen set becomes the set of a session.

use crate::{Chosen, Config, Pallet, LOG_TARGET};
use alloc::vec::Vec;
use frame_support::{traits::Get, BoundedVec};
use pallet_session::historical;
use sp_runtime::traits::Convert;
use sp_staking::SessionIndex;

impl<T: Config> Pallet<T> {
	/// Returns the next set, if it differs from the one that has just begun.
	///
	/// An account that took its keys away is passed over, as `pallet-session` would do: so it does
	/// not look like a change in every session.
	fn next_set() -> Option<Vec<T::AccountId>> {
		let next: Vec<_> = Chosen::<T>::get().into_iter().filter(Self::has_keys).collect();
		if next.is_empty() {
			// Better the old set than none. It may be another one, which has keys.
			log::error!(target: LOG_TARGET, "no chosen validator has session keys");
			return None;
		}
		let mut now = pallet_session::Validators::<T>::get();
		now.sort();
		(next != now).then_some(next)
	}

	/// Chooses and returns the first set: everybody whose keys are in genesis.
	fn first_set() -> Option<Vec<T::AccountId>> {
		let mut first: Vec<_> = pallet_session::NextKeys::<T>::iter_keys().collect();
		first.sort();
		let bounded = BoundedVec::try_from(first.clone())
			.expect("genesis: more accounts with session keys than there may be validators");
		Chosen::<T>::put(bounded);
		(!first.is_empty()).then_some(first)
	}

	/// Adds to each validator its full identification.
	fn identified(who: Vec<T::AccountId>) -> Vec<(T::AccountId, T::FullIdentification)> {
		who.into_iter()
			.filter_map(|who| {
				let full = T::FullIdentificationOf::convert(who.clone())?;
				Some((who, full))
			})
			.collect()
	}
}

impl<T: Config> pallet_session::SessionManager<T::AccountId> for Pallet<T> {
	fn new_session(_: SessionIndex) -> Option<Vec<T::AccountId>> {
		Self::next_set()
	}

	fn new_session_genesis(_: SessionIndex) -> Option<Vec<T::AccountId>> {
		Self::first_set()
	}

	fn start_session(started: SessionIndex) {
		Self::note_keys(started);
		Self::silence_offenders();
	}

	fn end_session(ended: SessionIndex) {
		let keep_from = ended.saturating_sub(T::HistoryDepth::get().saturating_sub(1));
		// One session ends and one is forgotten: constant work.
		if historical::StoredRange::<T>::get().is_some_and(|(first, _)| first < keep_from) {
			historical::Pallet::<T>::prune_up_to(keep_from);
		}
		Self::forget_keys(keep_from);
	}
}

impl<T: Config> historical::SessionManager<T::AccountId, T::FullIdentification> for Pallet<T> {
	fn new_session(index: SessionIndex) -> Option<Vec<(T::AccountId, T::FullIdentification)>> {
		<Self as pallet_session::SessionManager<_>>::new_session(index).map(Self::identified)
	}

	fn new_session_genesis(
		index: SessionIndex,
	) -> Option<Vec<(T::AccountId, T::FullIdentification)>> {
		<Self as pallet_session::SessionManager<_>>::new_session_genesis(index)
			.map(Self::identified)
	}

	fn start_session(index: SessionIndex) {
		<Self as pallet_session::SessionManager<_>>::start_session(index)
	}

	fn end_session(index: SessionIndex) {
		<Self as pallet_session::SessionManager<_>>::end_session(index)
	}
}

/// A validator's full identification where there is nothing to say beyond its account.
pub struct NoFurtherIdentification;

impl<AccountId> Convert<AccountId, Option<()>> for NoFurtherIdentification {
	fn convert(_: AccountId) -> Option<()> {
		Some(())
	}
}
