//! What must hold of the state at any time. The crate's page lists the invariants by name.
#![allow(clippy::arithmetic_side_effects)]

use crate::{Chosen, Config, Fewest, Offenders, Pallet, Settled, UsedKeys, UsedSince};
use alloc::collections::BTreeSet;
use frame_support::{ensure, traits::Get};
use pallet_session::historical;
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
	/// Checks every invariant; the error names the first that is broken.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		let chosen = Chosen::<T>::get();
		ensure!(chosen.is_sorted_by(|a, b| a < b), "chosen_is_sorted");
		ensure!(
			!chosen.is_empty() || pallet_session::Validators::<T>::get().is_empty(),
			"chosen_is_not_too_small"
		);
		let lowered = Fewest::<T>::get().unwrap_or(1);
		ensure!((1..=T::MinValidators::get()).contains(&lowered), "fewest_is_in_bounds");
		let settled = Settled::<T>::get().unwrap_or_default().1;
		ensure!(settled.is_sorted_by(|a, b| a < b), "settled_is_sorted");
		let office = Self::in_office();
		for (who, _) in Offenders::<T>::get() {
			ensure!(chosen.contains(&who) || office.contains(&who), "offenders_are_validators");
		}
		if let Some((first, end)) = historical::StoredRange::<T>::get() {
			let remembered = end.saturating_sub(first);
			// Those that ended, the current one, and the planned one.
			let most = T::HistoryDepth::get().saturating_add(2);
			ensure!(remembered <= most, "history_is_bounded");
		}
		let firsts: BTreeSet<_> = UsedSince::<T>::iter_values().collect();
		let noted: BTreeSet<_> = UsedKeys::<T>::iter_keys().collect();
		ensure!(firsts == noted, "used_keys_have_sessions");
		Ok(())
	}
}
