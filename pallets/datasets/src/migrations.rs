//! Migrations of the pallet's state.

use crate::{Config, Entries, EntryOf, Pallet};
use core::marker::PhantomData;
use epione_primitives::traits::DeviceCheck;
use frame_support::{
	migrations::{MigrationId, SteppedMigration, SteppedMigrationError},
	pallet_prelude::*,
	traits::{Get, GetStorageVersion},
	weights::WeightMeter,
};

/// As version 1 stored it: a source without a firmware.
// `storage_alias` makes a public type of the prefix.
#[allow(missing_docs)]
pub mod v1 {
	use crate::{types, Config, Pallet};
	use codec::{Decode, Encode};
	use epione_primitives::{Codec, Day, Digest, Modality, Point};
	use frame_support::{pallet_prelude::*, storage_alias};

	/// The device that signed a batch, and the sequence number of the statement.
	#[derive(Clone, Debug, Encode, Decode)]
	pub struct Source<AccountId> {
		/// The device.
		pub device: AccountId,
		/// Under which claim of the device.
		pub claim: u32,
		/// Sequence number under that claim.
		pub seq: u64,
	}

	/// What is known of a live dataset; the fields are those of [`types::Record`].
	#[derive(Clone, Debug, Encode, Decode)]
	#[allow(missing_docs)]
	pub struct Record<AccountId> {
		pub codec: Codec,
		pub key_commitment: Point,
		pub root: Digest,
		pub depth: u8,
		pub source: Option<Source<AccountId>>,
		pub modality: Modality,
		pub first_day: Day,
		pub last_day: Day,
		pub size: u64,
		pub supersedes: Option<Digest>,
	}

	impl<AccountId> Record<AccountId> {
		/// The record of version 2, with the firmware that `firmware` says the device has.
		pub fn pin(self, firmware: impl FnOnce(&AccountId) -> Digest) -> types::Record<AccountId> {
			let source = self.source.map(|Source { device, claim, seq }| {
				let firmware = firmware(&device);
				types::Source { device, claim, seq, firmware }
			});
			types::Record {
				codec: self.codec,
				key_commitment: self.key_commitment,
				root: self.root,
				depth: self.depth,
				source,
				modality: self.modality,
				first_day: self.first_day,
				last_day: self.last_day,
				size: self.size,
				supersedes: self.supersedes,
			}
		}
	}

	/// A dataset's state.
	#[derive(Clone, Debug, Encode, Decode)]
	pub enum DatasetState<AccountId> {
		/// The current record.
		#[codec(index = 0)]
		Active(Record<AccountId>),
		/// A later dataset of the subject superseded it.
		#[codec(index = 1)]
		Superseded(Record<AccountId>),
		/// Removed from the state.
		#[codec(index = 2)]
		Tombstone,
	}

	/// What was stored under `(subject, digest)`.
	#[derive(Clone, Debug, Encode, Decode)]
	pub struct Entry<AccountId, Ticket> {
		/// The dataset, or its tombstone.
		pub state: DatasetState<AccountId>,
		/// The deposit.
		pub ticket: Ticket,
	}

	/// [`Entry`] for a `Config`.
	pub type EntryOf<T> =
		Entry<<T as frame_system::Config>::AccountId, <T as Config>::DatasetConsideration>;

	/// [`crate::Entries`].
	#[storage_alias]
	pub type Entries<T: Config> = StorageDoubleMap<
		Pallet<T>,
		Blake2_128Concat,
		<T as frame_system::Config>::AccountId,
		Blake2_128Concat,
		Digest,
		EntryOf<T>,
		OptionQuery,
	>;
}

/// From version 1 to 2: notes of each dataset under which firmware its device signed it. What that
/// was when it was anchored, nobody kept; from now on it is the one that the device has now.
///
/// One step for each dataset, tombstones included: there is no bound to their number. The deposit
/// of an old dataset stays what it was, 32 bytes short, until its tombstone lowers it.
pub struct PinFirmware<T>(PhantomData<T>);

impl<T: Config> PinFirmware<T> {
	/// What one dataset weighs at most: its entry, and the device in use or retired.
	fn one() -> Weight {
		T::DbWeight::get().reads_writes(3, 1).saturating_add(Weight::from_parts(0, 12_000))
	}

	fn pin(entry: v1::EntryOf<T>) -> EntryOf<T> {
		let firmware = |device: &T::AccountId| T::Devices::firmware(device).unwrap_or_default();
		let state = match entry.state {
			v1::DatasetState::Active(record) => crate::DatasetState::Active(record.pin(firmware)),
			v1::DatasetState::Superseded(record) => {
				crate::DatasetState::Superseded(record.pin(firmware))
			},
			v1::DatasetState::Tombstone => crate::DatasetState::Tombstone,
		};
		EntryOf::<T> { state, ticket: entry.ticket }
	}
}

impl<T: Config> SteppedMigration for PinFirmware<T> {
	/// The raw key of the last entry that was migrated.
	type Cursor = BoundedVec<u8, ConstU32<256>>;
	type Identifier = MigrationId<15>;

	fn id() -> Self::Identifier {
		MigrationId { pallet_id: *b"pallet-datasets", version_from: 1, version_to: 2 }
	}

	fn step(
		mut cursor: Option<Self::Cursor>,
		meter: &mut WeightMeter,
	) -> Result<Option<Self::Cursor>, SteppedMigrationError> {
		let version = StorageVersion::new(2);
		// A chain that began with version 2, and has never heard of this migration.
		if Pallet::<T>::on_chain_storage_version() >= version {
			return Ok(None);
		}
		let required = Self::one();
		if !meter.can_consume(required) {
			return Err(SteppedMigrationError::InsufficientWeight { required });
		}
		while meter.try_consume(required).is_ok() {
			let mut entries = match cursor.take() {
				Some(last) => v1::Entries::<T>::iter_from(last.into_inner()),
				None => v1::Entries::<T>::iter(),
			};
			let Some((subject, digest, entry)) = entries.next() else {
				version.put::<Pallet<T>>();
				return Ok(None);
			};
			Entries::<T>::insert(&subject, digest, Self::pin(entry));
			let key = Entries::<T>::hashed_key_for(&subject, digest);
			cursor = Some(key.try_into().map_err(|_| SteppedMigrationError::Failed)?);
		}
		Ok(cursor)
	}
}
