//! What the view functions return, and the facts of a dataset for other pallets.

use crate::{Config, DatasetStateOf, Entries, Pallet, Source, MAX_LIST};
use alloc::vec::Vec;
use epione_envelope::merkle;
use epione_primitives::{traits::DatasetLookup, DatasetFacts, Digest, SignedUnder, MAX_DEPTH};

impl<T: Config> Pallet<T> {
	/// See the view function `datasets_of`.
	pub(crate) fn page(
		subject: &T::AccountId,
		after: Option<Digest>,
		limit: u32,
	) -> Vec<(Digest, DatasetStateOf<T>)> {
		let items = match after {
			Some(digest) => {
				let start = Entries::<T>::hashed_key_for(subject, digest);
				Entries::<T>::iter_prefix_from(subject, start)
			},
			None => Entries::<T>::iter_prefix(subject),
		};
		items
			.take(limit.min(MAX_LIST) as usize)
			.map(|(digest, entry)| (digest, entry.state))
			.collect()
	}

	/// See the view function `verify_inclusion`.
	pub(crate) fn includes(
		subject: &T::AccountId,
		digest: &Digest,
		leaf: Digest,
		index: u32,
		path: &[Digest],
	) -> bool {
		let Some(facts) = Self::facts(subject, digest) else { return false };
		// Before any hashing: a path of another length proves nothing and costs work.
		path.len() == usize::from(facts.depth)
			&& merkle::verify_inclusion(
				&facts.root,
				1u64.checked_shl(facts.depth.min(MAX_DEPTH).into()).unwrap_or(0),
				u64::from(index),
				leaf,
				path,
			)
	}
}

impl<T: Config> DatasetLookup<T::AccountId> for Pallet<T> {
	fn facts(subject: &T::AccountId, digest: &Digest) -> Option<DatasetFacts<T::AccountId>> {
		Entries::<T>::get(subject, digest)?.state.into_facts()
	}

	fn signed_under(subject: &T::AccountId, digest: &Digest) -> Option<SignedUnder<T::AccountId>> {
		let entry = Entries::<T>::get(subject, digest)?;
		let Source { device, claim, firmware, .. } = entry.state.record()?.source.clone()?;
		Some(SignedUnder { device, claim, firmware })
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn set_up(subject: &T::AccountId, digest: Digest, key_commitment: epione_primitives::Point) {
		use crate::types::Record;
		use frame_support::traits::Consideration;

		T::DatasetConsideration::ensure_successful(subject, Self::dataset_footprint());
		Self::insert(subject, digest, Record::for_benchmarks(key_commitment, None))
			.expect("the deposit was just ensured");
	}
}
