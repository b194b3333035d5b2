#![doc = include_str!("../README.md")]
//!
//! # For developers
//!
//! ## A batch is anchored, corrected and taken out
//!
//! 1. A device signs the root of a batch; the patient's gateway encrypts the batch, stores the
//!    ciphertext and anchors its CID with the key commitment and the device's statement.
//! 2. The same statement again is refused, whatever the ciphertext: a sequence number counts once.
//! 3. A corrected batch takes the place of the first, which stays readable under consent.
//! 4. The patient tombstones both: pointer, commitment and root leave the state, the deposits return
//!    but for the stones' share, and neither name can be used again.
#![doc = docify::embed!("src/tests/anchor.rs", a_batch_is_anchored_corrected_and_taken_out)]
//!
//! ## Contract with other pallets
//!
//! - [`Config::Devices`] says whether a device may sign this batch for this subject now. That each
//!   sequence number is accepted once is seen to here.
//! - [`Config::Delegations`] says who anchors (`Gateway`) or tombstones (`Guardian`) for a subject.
//! - This pallet answers [`DatasetLookup`]: the facts of a live dataset, nothing of a tombstoned one.
//!   It neither knows nor asks about consent and studies; they ask it.
//! - Each live dataset holds a provider reference on its subject, so that a subject without tokens
//!   can sign a tombstone.
//!
//! ## Invariants
//!
//! `WellFormed`, `Chains`, `NoSequenceTwice`, `Windows`, `Providers`: see [`try_state`].
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

use alloc::vec::Vec;
use codec::{Encode, MaxEncodedLen};
use epione_envelope::{merkle, point};
use epione_primitives::{
	is_padme,
	traits::{DatasetLookup, Delegation, DelegationCheck, DeviceCheck},
	BatchStatement, ContentId, ContentIdError, DatasetFacts, Day, DeviceRefusal, Digest, Moment,
	DAY, MAX_DEPTH,
};
use frame_support::{
	ensure,
	pallet_prelude::*,
	storage::with_storage_layer,
	traits::{Consideration, Footprint, UnixTime},
};
use frame_system::pallet_prelude::*;

pub use pallet::*;
pub use types::{Anchor, DatasetState, Entry, Record, SequenceWindow, Source, WindowEntry};
pub use weights::WeightInfo;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;
#[cfg(any(feature = "std", feature = "try-runtime"))]
pub mod try_state;
pub mod types;
pub mod weights;

const LOG_TARGET: &str = "runtime::datasets";

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

#[frame_support::pallet]
pub mod pallet {
	use super::*;

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	/// Dataset pointers: anchors, supersessions, tombstones.
	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// What the pallet needs from the runtime.
	#[pallet::config]
	pub trait Config: frame_system::Config {
		/// The clock.
		type Time: UnixTime;

		/// Which devices may sign what for whom.
		type Devices: DeviceCheck<Self::AccountId>;

		/// Who may act for a subject.
		type Delegations: DelegationCheck<Self::AccountId>;

		/// Deposit on a dataset; a part of it stays on the stone of a tombstoned one.
		type DatasetConsideration: Consideration<Self::AccountId, Footprint>;

		/// Deposit on a device's window of sequence numbers.
		type WindowConsideration: Consideration<Self::AccountId, Footprint>;

		/// Weight of the calls.
		type WeightInfo: WeightInfo;
	}

	/// Every dataset that was ever anchored, by its subject and digest.
	// Blake2 on both: the account and the digest are whatever the caller says, and only a hash keeps
	// the trie balanced. The subject stands first, so that its datasets are listed without an index.
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

	/// Why tokens are on hold.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// Deposit for the state of a dataset, or of a tombstoned one's stone.
		#[codec(index = 0)]
		Dataset,
		/// Deposit for remembering which batches of a device were anchored.
		#[codec(index = 1)]
		SequenceWindow,
	}

	/// What happened. In order, the events suffice to rebuild the pallet's state.
	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A dataset was anchored. The one that it supersedes, if any, is superseded from here on.
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
		/// A dataset was taken out of the state. Its name can never be used again.
		Tombstoned {
			/// Whose data it was.
			subject: T::AccountId,
			/// SHA-256 of the ciphertext's root block.
			digest: Digest,
			/// Who signed the call: the subject or its guardian.
			by: T::AccountId,
		},
	}

	/// Why a call is refused.
	#[pallet::error]
	pub enum Error<T> {
		/// Neither the subject nor an account that it made its gateway.
		NotSubjectOrGateway,
		/// Neither the subject nor an account that is its guardian.
		NotSubjectOrGuardian,
		/// The call names no dataset.
		NoItems,
		/// The content identifier is not a CIDv1. Convert a CIDv0 to version 1 first.
		CidVersion,
		/// The content identifier's codec is neither raw (0x55) nor dag-pb (0x70).
		CidCodec,
		/// An identity CID contains the content itself and must not go on chain.
		CidIdentityHash,
		/// The content identifier's hash is not SHA-256 of 32 bytes.
		CidHash,
		/// The key commitment is not the canonical encoding of a ristretto255 element, or it is the
		/// identity.
		InvalidKeyCommitment,
		/// A tree deeper than 16 (65,536 records).
		DepthTooLarge,
		/// The first day lies after the last.
		DaysReversed,
		/// The last day lies after tomorrow (UTC).
		DaysInFuture,
		/// The size is zero or not a Padme bucket: an exact size would tell too much.
		SizeNotPadded,
		/// The subject has a dataset with this digest.
		AlreadyExists,
		/// The dataset was tombstoned; its digest can never be used again.
		Tombstoned,
		/// The subject has no dataset with this digest.
		NotFound,
		/// The subject has no dataset with the digest that is to be superseded.
		SupersededNotFound,
		/// The dataset that is to be superseded was superseded before, or tombstoned.
		SupersededNotActive,
		/// No such device was ever claimed.
		DeviceUnknown,
		/// The device belongs to somebody else.
		DeviceNotOwned,
		/// The device's owner suspended it.
		DeviceSuspended,
		/// The device was reported lost.
		DeviceLost,
		/// The device's firmware or batch was recalled by its maker.
		DeviceRecalled,
		/// The device was retired or replaced.
		DeviceRetired,
		/// The device's statement is not under its current claim.
		DeviceWrongClaim,
		/// The signature is not the device's over this root, depth, owner, claim and number.
		DeviceBadSignature,
		/// The device's model does not produce this modality.
		DeviceWrongModality,
		/// A batch with this sequence number was anchored before.
		SequenceReplayed,
		/// The sequence number is 64 or more behind the highest that was anchored.
		SequenceTooOld,
	}

	#[pallet::extra_constants]
	impl<T: Config> Pallet<T> {
		/// Most datasets that one call anchors.
		fn max_items() -> u32 {
			MAX_ITEMS
		}

		/// How many sequence numbers of a device, the highest included, may come in any order.
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
			let items = match after {
				Some(digest) => {
					let start = Entries::<T>::hashed_key_for(&subject, digest);
					Entries::<T>::iter_prefix_from(&subject, start)
				},
				None => Entries::<T>::iter_prefix(&subject),
			};
			items
				.take(limit.min(MAX_LIST) as usize)
				.map(|(digest, entry)| (digest, entry.state))
				.collect()
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
			let Some(facts) = Self::facts(&subject, &digest) else { return false };
			// Before any hashing: a path of another length proves nothing and costs work.
			path.len() == usize::from(facts.depth)
				&& merkle::verify_inclusion(
					&facts.root,
					1u64 << facts.depth.min(MAX_DEPTH),
					u64::from(index),
					leaf,
					&path,
				)
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Anchors up to 16 datasets of `subject`: all of them, or none.
		///
		/// Origin: the subject, or an account that it made its gateway.
		///
		/// Checks of each item, in this order: the CID; that the digest is new; depth, days, size;
		/// the superseded dataset; the key commitment; the device's statement, its signature
		/// included, and that its sequence number was not used.
		///
		/// Deposits: for each dataset, and for a device's first under a claim, from the subject.
		///
		/// Emits `Anchored` for each. Errors: every one but `NotSubjectOrGuardian` and `NotFound`.
		///
		/// Fee: by weight; several in one call are cheaper than several calls.
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
				Self::do_anchor(&by, &subject, item, latest)?;
			}
			Ok(())
		}

		/// Takes a dataset, superseded or not, out of the state: pointer, commitment, root and all
		/// else but a stone that keeps its name from being used again. Keys are no longer delivered
		/// or served for it. Copies that somebody made before are out of reach.
		///
		/// Origin: the subject, or its guardian.
		///
		/// Errors: `NotSubjectOrGuardian`, `NotFound`, `Tombstoned`. Emits `Tombstoned`.
		///
		/// Fee: none. The deposit returns but for the stone's share. Needs no balance.
		#[pallet::call_index(1)]
		#[pallet::weight((T::WeightInfo::tombstone(), DispatchClass::Operational))]
		pub fn tombstone(
			origin: OriginFor<T>,
			subject: T::AccountId,
			digest: Digest,
		) -> DispatchResult {
			let by = ensure_signed(origin)?;
			Self::check_tombstone(&by, &subject, &digest)?;
			Self::bury(&subject, &digest);
			Self::deposit_event(Event::Tombstoned { subject, digest, by });
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

impl<T: Config> Pallet<T> {
	/// Whether `who` may tombstone this dataset now, without changing anything: asked by the
	/// transaction pool and by the call. Answers the encoded `(subject, digest)`, which names the
	/// refusal.
	pub fn check_tombstone(
		who: &T::AccountId,
		subject: &T::AccountId,
		digest: &Digest,
	) -> Result<Vec<u8>, Error<T>> {
		ensure!(
			T::Delegations::is_or_acts_for(who, subject, Delegation::Guardian),
			Error::<T>::NotSubjectOrGuardian
		);
		let entry = Entries::<T>::get(subject, digest).ok_or(Error::<T>::NotFound)?;
		ensure!(entry.state.record().is_some(), Error::<T>::Tombstoned);
		Ok((subject, digest).encode())
	}

	/// What the deposit of a dataset is for: key and value at their longest, so that all cost alike.
	pub fn dataset_footprint() -> Footprint {
		Footprint::from_parts(
			1,
			Self::dataset_key_len().saturating_add(EntryOf::<T>::max_encoded_len()),
		)
	}

	/// What the deposit of a stone is for: key, status, ticket.
	pub fn stone_footprint() -> Footprint {
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

	fn now() -> Moment {
		T::Time::now().as_millis().try_into().unwrap_or(Moment::MAX)
	}

	fn today() -> Day {
		(Self::now() / DAY).try_into().unwrap_or(Day::MAX)
	}

	/// Anchors one item. What it changed before it failed is undone with the call.
	fn do_anchor(
		by: &T::AccountId,
		subject: &T::AccountId,
		item: AnchorOf<T>,
		latest: Day,
	) -> DispatchResult {
		let cid = ContentId::from_bytes(&item.cid).map_err(Error::<T>::from)?;
		let digest = cid.digest;
		match Entries::<T>::get(subject, digest).map(|entry| entry.state) {
			None => {},
			Some(DatasetState::Tombstone) => return Err(Error::<T>::Tombstoned.into()),
			Some(_) => return Err(Error::<T>::AlreadyExists.into()),
		}
		ensure!(item.depth <= MAX_DEPTH, Error::<T>::DepthTooLarge);
		ensure!(item.first_day <= item.last_day, Error::<T>::DaysReversed);
		ensure!(item.last_day <= latest, Error::<T>::DaysInFuture);
		ensure!(item.size > 0 && is_padme(item.size), Error::<T>::SizeNotPadded);
		if let Some(former) = &item.supersedes {
			Self::supersede(subject, former)?;
		}
		ensure!(point::is_valid_point(&item.key_commitment), Error::<T>::InvalidKeyCommitment);
		if let Some(statement) = &item.device {
			T::Devices::verify_batch(statement, subject, &item.root, item.depth, item.modality)
				.map_err(Error::<T>::from)?;
			Self::count(subject, statement)?;
		}

		let record = Record {
			codec: cid.codec,
			key_commitment: item.key_commitment,
			root: item.root,
			depth: item.depth,
			source: item.device.map(|statement| Source {
				device: statement.device,
				claim: statement.claim,
				seq: statement.seq,
			}),
			modality: item.modality,
			first_day: item.first_day,
			last_day: item.last_day,
			size: item.size,
			supersedes: item.supersedes,
		};
		Self::insert(subject, digest, record.clone())?;
		Self::deposit_event(Event::Anchored {
			subject: subject.clone(),
			digest,
			record,
			by: by.clone(),
		});
		Ok(())
	}

	/// Stores a record, with its deposit and its provider reference.
	fn insert(subject: &T::AccountId, digest: Digest, record: RecordOf<T>) -> DispatchResult {
		let ticket = T::DatasetConsideration::new(subject, Self::dataset_footprint())?;
		let state = DatasetState::Active(record);
		Entries::<T>::insert(subject, digest, Entry { state, ticket });
		frame_system::Pallet::<T>::inc_providers(subject);
		Ok(())
	}

	/// Marks `former` as superseded.
	fn supersede(subject: &T::AccountId, former: &Digest) -> DispatchResult {
		Entries::<T>::try_mutate(subject, former, |entry| {
			let entry = entry.as_mut().ok_or(Error::<T>::SupersededNotFound)?;
			let DatasetState::Active(record) = &entry.state else {
				return Err(Error::<T>::SupersededNotActive.into());
			};
			entry.state = DatasetState::Superseded(record.clone());
			Ok(())
		})
	}

	/// Counts the statement's sequence number as used, under the current claim.
	fn count(subject: &T::AccountId, statement: &BatchStatement<T::AccountId>) -> DispatchResult {
		let BatchStatement { device, claim, seq, .. } = statement;
		let former = Windows::<T>::get(device);
		let window = match &former {
			Some(entry) => entry.window.accept(*claim, *seq).map_err(Error::<T>::from)?,
			None => SequenceWindow::first(*claim, *seq),
		};
		let entry = match former {
			Some(entry) if entry.window.claim == *claim => WindowEntry { window, ..entry },
			former => {
				if let Some(WindowEntry { payer, ticket, .. }) = former {
					// A former owner's account must not stand in the way of the present one.
					if let Err(error) = with_storage_layer(|| ticket.drop(&payer)) {
						log::warn!(target: LOG_TARGET, "window deposit not returned: {error:?}");
					}
				}
				let ticket = T::WindowConsideration::new(subject, Self::window_footprint())?;
				WindowEntry { window, payer: subject.clone(), ticket }
			},
		};
		Windows::<T>::insert(device, entry);
		Ok(())
	}

	/// Puts a stone in the place of a live dataset. Cannot fail: nothing about money stops a refusal.
	fn bury(subject: &T::AccountId, digest: &Digest) {
		Entries::<T>::mutate(subject, digest, |entry| {
			let Some(entry) = entry else { return };
			entry.state = DatasetState::Tombstone;
			let full = entry.ticket.clone();
			match with_storage_layer(|| full.update(subject, Self::stone_footprint())) {
				Ok(ticket) => entry.ticket = ticket,
				Err(error) => {
					log::warn!(target: LOG_TARGET, "dataset deposit not returned: {error:?}");
				},
			}
		});
		// After the deposit: what returned may be what keeps the account alive from here on.
		if let Err(error) = frame_system::Pallet::<T>::dec_providers(subject) {
			log::warn!(target: LOG_TARGET, "provider reference kept: {error:?}");
		}
	}
}

impl<T: Config> DatasetLookup<T::AccountId> for Pallet<T> {
	fn facts(subject: &T::AccountId, digest: &Digest) -> Option<DatasetFacts<T::AccountId>> {
		Entries::<T>::get(subject, digest)?.state.into_facts()
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn set_up(subject: &T::AccountId, digest: Digest, key_commitment: epione_primitives::Point) {
		benchmarking::set_up::<T>(subject, digest, key_commitment);
	}
}

impl<T> From<ContentIdError> for Error<T> {
	fn from(error: ContentIdError) -> Self {
		match error {
			// 36 bytes were handed in, so their length is only ever wrong with their version.
			ContentIdError::Length | ContentIdError::Version => Self::CidVersion,
			ContentIdError::Codec => Self::CidCodec,
			ContentIdError::IdentityHash => Self::CidIdentityHash,
			ContentIdError::Hash => Self::CidHash,
		}
	}
}

impl<T> From<DeviceRefusal> for Error<T> {
	fn from(refusal: DeviceRefusal) -> Self {
		match refusal {
			DeviceRefusal::Unknown => Self::DeviceUnknown,
			DeviceRefusal::NotOwner => Self::DeviceNotOwned,
			DeviceRefusal::Suspended => Self::DeviceSuspended,
			DeviceRefusal::Lost => Self::DeviceLost,
			DeviceRefusal::Recalled => Self::DeviceRecalled,
			DeviceRefusal::Retired => Self::DeviceRetired,
			DeviceRefusal::WrongClaim => Self::DeviceWrongClaim,
			DeviceRefusal::BadSignature => Self::DeviceBadSignature,
			DeviceRefusal::WrongModality => Self::DeviceWrongModality,
		}
	}
}

impl<T> From<types::SequenceRefusal> for Error<T> {
	fn from(refusal: types::SequenceRefusal) -> Self {
		match refusal {
			types::SequenceRefusal::OldClaim => Self::DeviceWrongClaim,
			types::SequenceRefusal::Replayed => Self::SequenceReplayed,
			types::SequenceRefusal::TooOld => Self::SequenceTooOld,
		}
	}
}
