#![doc = include_str!("../README.md")]
#![doc = docify::embed!("src/tests/story.rs", a_batch_is_anchored_corrected_and_taken_out)]
#![cfg_attr(not(feature = "std"), no_std)]
#![cfg_attr(not(test), deny(clippy::arithmetic_side_effects))]

extern crate alloc;

use alloc::vec::Vec;
use epione_primitives::{
	traits::{Delegation, DelegationCheck, DeviceCheck},
	Digest,
};
use frame_support::{
	pallet_macros::import_section,
	pallet_prelude::*,
	traits::{Consideration, Footprint, UnixTime},
};
use frame_system::pallet_prelude::*;

pub use pallet::*;
pub use types::{Anchor, DatasetState, Entry, Record, SequenceWindow, Source, WindowEntry};
pub use weights::WeightInfo;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod deposits;
mod errors;
mod events;
pub mod migrations;
#[cfg(test)]
mod mock;
mod queries;
mod records;
mod sequence;
mod storage;
#[cfg(test)]
mod tests;
#[cfg(any(feature = "std", feature = "try-runtime"))]
pub mod try_state;
pub mod types;
pub mod weights;

/// Most datasets that one call anchors.
pub const MAX_ITEMS: u32 = 16;
/// Most datasets that one query lists.
pub const MAX_LIST: u32 = 100;

/// [`Anchor`] for a `Config`.
pub type AnchorOf<T> = Anchor<<T as frame_system::Config>::AccountId>;
/// [`Record`] for a `Config`.
pub type RecordOf<T> = Record<<T as frame_system::Config>::AccountId>;
/// [`DatasetState`] for a `Config`.
pub type DatasetStateOf<T> = DatasetState<<T as frame_system::Config>::AccountId>;
/// [`Entry`] for a `Config`.
pub type EntryOf<T> =
	Entry<<T as frame_system::Config>::AccountId, <T as Config>::DatasetConsideration>;
/// [`WindowEntry`] for a `Config`.
pub type WindowEntryOf<T> =
	WindowEntry<<T as frame_system::Config>::AccountId, <T as Config>::WindowConsideration>;

#[import_section(errors::errors)]
#[import_section(events::events)]
#[import_section(storage::storage)]
#[frame_support::pallet]
pub mod pallet {
	use super::*;

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(2);

	/// Dataset pointers: anchors, supersessions, tombstones.
	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// What the pallet needs from the runtime.
	#[pallet::config]
	pub trait Config: frame_system::Config {
		/// The wall clock.
		type Time: UnixTime;

		/// Which devices may sign what for whom.
		type Devices: DeviceCheck<Self::AccountId>;

		/// Who may act for a subject.
		type Delegations: DelegationCheck<Self::AccountId>;

		/// Deposit on a dataset; a part of it stays for its tombstone.
		type DatasetConsideration: Consideration<Self::AccountId, Footprint>;

		/// Deposit on a device's window of sequence numbers.
		type WindowConsideration: Consideration<Self::AccountId, Footprint>;

		/// Weight of the calls.
		type WeightInfo: WeightInfo;
	}

	/// Why tokens are on hold.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// Deposit for a dataset or its tombstone.
		#[codec(index = 0)]
		Dataset,
		/// Deposit for remembering which batches of a device were anchored.
		#[codec(index = 1)]
		SequenceWindow,
	}

	#[pallet::extra_constants]
	impl<T: Config> Pallet<T> {
		/// Most datasets that one call anchors.
		fn max_items() -> u32 {
			MAX_ITEMS
		}

		/// How many of a device's sequence numbers, the highest included, may arrive in any order.
		fn sequence_width() -> u64 {
			SequenceWindow::WIDTH
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// The dataset `digest` of `subject`: its record and status, or that it was tombstoned.
		pub fn dataset(subject: T::AccountId, digest: Digest) -> Option<DatasetStateOf<T>> {
			Entries::<T>::get(subject, digest).map(|entry| entry.state)
		}

		/// Up to `limit` (at most 100) of `subject`'s datasets, tombstoned ones included, in the
		/// order of the state's keys. The next page starts `after` the last digest of this one.
		pub fn datasets_of(
			subject: T::AccountId,
			after: Option<Digest>,
			limit: u32,
		) -> Vec<(Digest, DatasetStateOf<T>)> {
			Self::page(&subject, after, limit)
		}

		/// Whether the record with this `leaf` hash is number `index` of a live dataset's batch, by
		/// the audit `path` of RFC 9162, section 2.1.3: the siblings from the leaf up, one for each
		/// level.
		pub fn verify_inclusion(
			subject: T::AccountId,
			digest: Digest,
			leaf: Digest,
			index: u32,
			path: Vec<Digest>,
		) -> bool {
			Self::includes(&subject, &digest, leaf, index, &path)
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Anchors up to 16 datasets of `subject`: all of them, or none.
		///
		/// The subject pays a deposit for each dataset, and one for each device that signs its
		/// first batch under a claim. Several datasets in one call are cheaper than several calls.
		///
		/// - Origin: the subject, or an account that it made its gateway.
		/// - Checks: for each item, in this order: the CID; the digest is new; depth, days, size;
		///   the superseded dataset; the key commitment; the device's statement with its signature;
		///   the sequence number was not used before.
		/// - Errors: `NotSubjectOrGateway`, `NoItems`, `CidVersion`, `CidCodec`, `CidIdentityHash`,
		///   `CidHash`, `Tombstoned`, `AlreadyExists`, `DepthTooLarge`, `DaysReversed`,
		///   `DaysInFuture`, `SizeNotPadded`, `SupersededNotFound`, `SupersededNotActive`,
		///   `InvalidKeyCommitment`, `DeviceUnknown`, `DeviceNotOwned`, `DeviceSuspended`,
		///   `DeviceLost`, `DeviceRecalled`, `DeviceRetired`, `DeviceWrongClaim`,
		///   `DeviceBadSignature`, `DeviceWrongModality`, `SequenceReplayed`, `SequenceTooOld`; the
		///   currency's, if a deposit cannot be held.
		/// - Events: `Anchored` for each item.
		/// - Fee: the signer.
		#[pallet::call_index(0)]
		#[pallet::weight({
			let signed = items.iter().filter(|item| item.device.is_some()).count() as u32;
			T::WeightInfo::anchor((items.len() as u32).saturating_sub(signed), signed)
		})]
		pub fn anchor(
			origin: OriginFor<T>,
			subject: T::AccountId,
			items: BoundedVec<AnchorOf<T>, ConstU32<MAX_ITEMS>>,
		) -> DispatchResult {
			let by = ensure_signed(origin)?;
			ensure!(
				T::Delegations::is_or_acts_for(&by, &subject, Delegation::Gateway),
				Error::<T>::NotSubjectOrGateway
			);
			ensure!(!items.is_empty(), Error::<T>::NoItems);

			let latest = Self::today().saturating_add(1);
			for item in items {
				Self::anchor_item(&by, &subject, item, latest)?;
			}
			Ok(())
		}

		/// Removes a dataset from the state, superseded or not.
		///
		/// Pointer, commitment, root and everything else go; only a tombstone stays, so that the
		/// digest is never used again. From now on no key is delivered or served for the dataset.
		/// Copies that somebody made before are out of reach. The deposit returns, except for the
		/// tombstone's part. The signer needs no balance.
		///
		/// - Origin: the subject, or its guardian.
		/// - Checks: the dataset exists and is not tombstoned.
		/// - Errors: `NotSubjectOrGuardian`, `NotFound`, `Tombstoned`.
		/// - Events: `Tombstoned`.
		/// - Fee: nobody.
		#[pallet::call_index(1)]
		#[pallet::weight((T::WeightInfo::tombstone(), DispatchClass::Operational))]
		pub fn tombstone(
			origin: OriginFor<T>,
			subject: T::AccountId,
			digest: Digest,
		) -> DispatchResult {
			let by = ensure_signed(origin)?;
			Self::check_tombstone(&by, &subject, &digest)?;
			Self::replace_by_tombstone(&subject, &digest);
			Self::deposit_event(Event::Tombstoned { subject, digest, by });
			Ok(())
		}

		/// Removes the window of sequence numbers of a device that is out of use for good.
		///
		/// It was retired or replaced, and signs nothing any more. The deposit returns to whoever
		/// paid it.
		///
		/// - Origin: signed, anyone.
		/// - Checks: the device has a window; it was retired or replaced.
		/// - Errors: `WindowNotFound`, `DeviceInUse`.
		/// - Events: `WindowReleased`.
		/// - Fee: the signer.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::release_window())]
		pub fn release_window(origin: OriginFor<T>, device: T::AccountId) -> DispatchResult {
			ensure_signed(origin)?;
			let payer = Self::do_release_window(&device)?;
			Self::deposit_event(Event::WindowReleased { device, payer });
			Ok(())
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}
}
