//! What the pallet stores.

use frame_support::pallet_macros::pallet_section;

/// Part of the pallet.
#[pallet_section]
mod storage {
	/// Every dataset that was ever anchored, by its subject and digest.
	// Blake2 for both: the caller chooses account and digest, and only a hash keeps the trie
	// balanced. The subject comes first, so that its datasets are listed without an index.
	#[pallet::storage]
	pub type Entries<T: Config> = StorageDoubleMap<
		_,
		Blake2_128Concat,
		T::AccountId,
		Blake2_128Concat,
		Digest,
		EntryOf<T>,
		OptionQuery,
	>;

	/// The sequence numbers of each device that were accepted under its current claim.
	// Blake2: a device's account is its public key, which its maker may choose.
	#[pallet::storage]
	pub type Windows<T: Config> =
		StorageMap<_, Blake2_128Concat, T::AccountId, WindowEntryOf<T>, OptionQuery>;
}
