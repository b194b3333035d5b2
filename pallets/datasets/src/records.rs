//! The life of a record: anchored, superseded, tombstoned.

use crate::{
	types::{DatasetState, Entry, Record, Source},
	AnchorOf, Config, Entries, Error, Event, Pallet, RecordOf,
};
use alloc::vec::Vec;
use codec::Encode;
use epione_envelope::point;
use epione_primitives::{
	is_padme,
	traits::{Delegation, DelegationCheck, DeviceCheck},
	BatchStatement, ContentId, Day, Digest, DAY, MAX_DEPTH,
};
use epione_support::{clock, deposits, providers};
use frame_support::{dispatch::DispatchResult, ensure, traits::Consideration};

impl<T: Config> Pallet<T> {
	/// Today's day (UTC).
	pub(crate) fn today() -> Day {
		(clock::now::<T::Time>() / DAY).try_into().unwrap_or(Day::MAX)
	}

	/// Anchors one item. If it fails, the call undoes what it has changed.
	pub(crate) fn anchor_item(
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
		let source = match item.device {
			Some(statement) => {
				let standing = T::Devices::verify_batch(
					&statement,
					subject,
					&item.root,
					item.depth,
					item.modality,
				)
				.map_err(Error::<T>::from)?;
				Self::use_sequence_number(subject, &statement)?;
				let BatchStatement { device, claim, seq, .. } = statement;
				Some(Source { device, claim, seq, firmware: standing.firmware })
			},
			None => None,
		};

		let record = Record {
			codec: cid.codec,
			key_commitment: item.key_commitment,
			root: item.root,
			depth: item.depth,
			source,
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

	/// Stores a record, with its deposit and its provider reference.
	pub(crate) fn insert(
		subject: &T::AccountId,
		digest: Digest,
		record: RecordOf<T>,
	) -> DispatchResult {
		let ticket = T::DatasetConsideration::new(subject, Self::dataset_footprint())?;
		let state = DatasetState::Active(record);
		Entries::<T>::insert(subject, digest, Entry { state, ticket });
		providers::add::<T>(subject);
		Ok(())
	}

	/// Whether `who` may tombstone this dataset now. Changes nothing.
	///
	/// The call begins with it, and the transaction pool asks it before it admits the call. Returns
	/// the encoded `(subject, digest)`, by which the pool recognises the same refusal.
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

	/// Replaces a live dataset by a tombstone. Never fails: nobody's refusal waits for a deposit.
	pub(crate) fn replace_by_tombstone(subject: &T::AccountId, digest: &Digest) {
		Entries::<T>::mutate(subject, digest, |entry| {
			let Some(entry) = entry else { return };
			entry.state = DatasetState::Tombstone;
			let left = Self::tombstone_footprint();
			entry.ticket = deposits::lower(entry.ticket.clone(), subject, left);
		});
		// After the deposit: what returned may be what keeps the account alive from now on.
		providers::remove::<T>(subject);
	}
}
