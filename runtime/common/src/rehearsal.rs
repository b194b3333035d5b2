//! A migration that takes several blocks, for rehearsing an upgrade: only in the Wasm that
//! `runtime/rehearsal` builds.
//!
//! It counts each subject's datasets into a map of its own, and changes nothing else. Like a real
//! migration it walks over existing state, so that every mistake in how the upgrade is set up would
//! show.

// `storage_alias` makes a public type of the prefix.
#![allow(missing_docs)]

use core::marker::PhantomData;
use frame_support::{
	migrations::{SteppedMigration, SteppedMigrationError},
	pallet_prelude::*,
	storage_alias,
	traits::Get,
	weights::WeightMeter,
};
use pallet_datasets::Entries;

/// How many datasets a subject has.
#[storage_alias(verbatim)]
pub type DatasetsOf<T: frame_system::Config> = StorageMap<
	EpioneRehearsal,
	Blake2_128Concat,
	<T as frame_system::Config>::AccountId,
	u32,
	ValueQuery,
>;

/// The migration. `Limit` is the work that a block gives to migrations; a step claims half of it.
/// So a block, which also pays for its own bookkeeping, does one step, and few entries suffice to
/// see several blocks.
pub struct CountDatasets<T, Limit>(PhantomData<(T, Limit)>);

impl<T: pallet_datasets::Config, Limit: Get<Weight>> SteppedMigration for CountDatasets<T, Limit> {
	/// The raw key of the last entry that was counted.
	type Cursor = BoundedVec<u8, ConstU32<256>>;
	type Identifier = [u8; 16];

	fn id() -> Self::Identifier {
		*b"epione/rehearsal"
	}

	/// Counts one entry.
	fn step(
		cursor: Option<Self::Cursor>,
		meter: &mut WeightMeter,
	) -> Result<Option<Self::Cursor>, SteppedMigrationError> {
		let required = Limit::get().saturating_div(2);
		if meter.try_consume(required).is_err() {
			return Err(SteppedMigrationError::InsufficientWeight { required });
		}
		let mut entries = match cursor {
			Some(last) => Entries::<T>::iter_from(last.into_inner()),
			None => Entries::<T>::iter(),
		};
		let Some((subject, digest, _)) = entries.next() else { return Ok(None) };
		DatasetsOf::<T>::mutate(&subject, |count| *count = count.saturating_add(1));
		let key = Entries::<T>::hashed_key_for(&subject, digest);
		key.try_into().map(Some).map_err(|_| SteppedMigrationError::Failed)
	}
}
