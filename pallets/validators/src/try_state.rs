//! What must hold of the state at any time. The crate's page lists the invariants by name.

use crate::{Chosen, Config, Pallet};
use frame_support::{ensure, traits::Get};
use pallet_session::historical;
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
	/// Checks every invariant; the error names the first that is broken.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		let chosen = Chosen::<T>::get();
		ensure!(chosen.is_sorted_by(|a, b| a < b), "chosen_is_sorted");
		ensure!(
			chosen.is_empty() || Self::ensure_enough(chosen.len()).is_ok(),
			"chosen_is_not_too_small"
		);
		if let Some((first, end)) = historical::StoredRange::<T>::get() {
			let remembered = end.saturating_sub(first);
			// Those that ended, the current one, and the planned one.
			let most = T::HistoryDepth::get().saturating_add(2);
			ensure!(remembered <= most, "history_is_bounded");
		}
		Ok(())
	}
}
