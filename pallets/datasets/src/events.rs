//! What the pallet reports. Append only.

use frame_support::pallet_macros::pallet_section;

/// Part of the pallet.
#[pallet_section]
mod events {
	/// What happened. In order, the events suffice to rebuild the pallet's state.
	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A dataset was anchored. The one that it supersedes, if any, is superseded from now on.
		Anchored {
			/// Whose data it is.
			subject: T::AccountId,
			/// SHA-256 of the ciphertext's root block.
			digest: Digest,
			/// Everything that the state holds about it.
			record: RecordOf<T>,
			/// Who signed the call: the subject or its gateway.
			by: T::AccountId,
		},
		/// A dataset was removed from the state. Its digest can never be used again for this
		/// subject.
		Tombstoned {
			/// Whose data it was.
			subject: T::AccountId,
			/// SHA-256 of the ciphertext's root block.
			digest: Digest,
			/// Who signed the call: the subject or its guardian.
			by: T::AccountId,
		},
		/// The window of sequence numbers of a device out of use was removed.
		WindowReleased {
			/// The device.
			device: T::AccountId,
			/// Who had paid the deposit, and got it back.
			payer: T::AccountId,
		},
	}
}
