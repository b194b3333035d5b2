//! What deposits are for: the sizes of what the pallet stores.

use crate::{Config, EntryOf, Pallet, WindowEntryOf};
use codec::MaxEncodedLen;
use frame_support::traits::Footprint;

impl<T: Config> Pallet<T> {
	/// What the deposit of a dataset is for: key and value at their longest, so that all cost
	/// alike.
	pub fn dataset_footprint() -> Footprint {
		Footprint::from_parts(
			1,
			Self::dataset_key_len().saturating_add(EntryOf::<T>::max_encoded_len()),
		)
	}

	/// What the deposit of a tombstone is for: key, status, ticket.
	pub fn tombstone_footprint() -> Footprint {
		let value = 1usize.saturating_add(T::DatasetConsideration::max_encoded_len());
		Footprint::from_parts(1, Self::dataset_key_len().saturating_add(value))
	}

	/// What the deposit of a window is for.
	pub fn window_footprint() -> Footprint {
		// Pallet and item prefix of 16 bytes each, Blake2-128 of the account, the account.
		let key = 48usize.saturating_add(T::AccountId::max_encoded_len());
		Footprint::from_parts(1, key.saturating_add(WindowEntryOf::<T>::max_encoded_len()))
	}

	/// Pallet and item prefix of 16 bytes each; account and digest, each after its Blake2-128.
	fn dataset_key_len() -> usize {
		64usize.saturating_add(T::AccountId::max_encoded_len()).saturating_add(32)
	}
}
