//! Grants: from their making, through narrowing, to their end and the remnant that stays.

use crate::{
	types::{GrantOf, KeyDelivery, Narrowing, TermsOf, MAX_DATASETS},
	Config, Error, Expiries, Grants, GrantsOf, NextGrant, Pallet, LOG_TARGET,
};
use codec::MaxEncodedLen;
use epione_primitives::{GrantId, Moment};
use epione_support::providers;
use frame_support::{
	ensure,
	traits::{Consideration, Footprint},
};
use sp_runtime::DispatchError;

/// Bytes of a duty's entries in `DutiesOf` (84), `DutyAgenda` (44) and `Overdue` (84).
const DUTY_INDEX_BYTES: usize = 84 + 44 + 84;
/// Bytes of the records besides a grant that may exist for it alone: its entries in `GrantsOf`
/// (84), `Open` (60), `Expiries` (44) and `Closed` (110), its round (44 + 13) and strand (44 + 13),
/// the pointers to both (84, 133), and those of its duty.
const LIVE_INDEX_BYTES: usize = 84 + 60 + 44 + 110 + 57 + 57 + 84 + 133 + DUTY_INDEX_BYTES;
/// The same for the remnant of an expired grant: it can be revoked, so only `Expiries` is gone.
const EXPIRED_INDEX_BYTES: usize = LIVE_INDEX_BYTES - 44;
/// The same for the remnant of a revoked grant: `GrantsOf`, and those of its duty.
const REVOKED_INDEX_BYTES: usize = 84 + DUTY_INDEX_BYTES;
/// Bytes of a full list of datasets.
const LIST_BYTES: usize = 1 + 32 * MAX_DATASETS as usize;

impl<T: Config> Pallet<T> {
	/// The most that a live grant takes in state, so that narrowing never needs a greater deposit.
	pub(crate) fn footprint_of_live() -> Footprint {
		Footprint::from_parts(1, GrantOf::<T>::max_encoded_len().saturating_add(LIVE_INDEX_BYTES))
	}

	/// The most that the remnant of `grant` takes in state.
	pub(crate) fn footprint_of_remnant(grant: &GrantOf<T>) -> Footprint {
		let listed = grant.datasets.as_ref().is_some_and(|list| !list.is_empty());
		let indexes = match grant.revoked_at {
			Some(_) => REVOKED_INDEX_BYTES,
			None => EXPIRED_INDEX_BYTES,
		};
		let list = if listed { 0 } else { LIST_BYTES };
		let record = GrantOf::<T>::max_encoded_len().saturating_sub(list);
		Footprint::from_parts(1, record.saturating_add(indexes))
	}

	/// Stores a grant of `subject`, signed and paid for by `by`. While it is live, `subject` can
	/// sign without tokens.
	pub(crate) fn add_grant(
		by: &T::AccountId,
		subject: T::AccountId,
		terms: TermsOf<T>,
	) -> Result<GrantId, DispatchError> {
		let id = NextGrant::<T>::get();
		let next = id.checked_add(1).ok_or(Error::<T>::TooManyGrants)?;
		let ticket = T::GrantConsideration::new(by, Self::footprint_of_live())?;

		NextGrant::<T>::put(next);
		let (round, strand) = Self::join(&subject, &terms.grantee, id);
		let grant = GrantOf::<T> {
			guardian: (*by != subject).then(|| by.clone()),
			subject,
			grantee: terms.grantee,
			actions: terms.actions,
			modalities: terms.modalities,
			datasets: terms.datasets,
			days: terms.days,
			purpose: terms.purpose,
			valid_from: terms.valid_from,
			valid_until: terms.valid_until,
			uses_left: terms.uses,
			document: Some(terms.document),
			narrowed: 0,
			round,
			strand,
			revoked_at: None,
			remnant: false,
			delivery: KeyDelivery::Nothing,
			duty: None,
			acknowledged_at: None,
			ticket,
		};
		GrantsOf::<T>::insert(&grant.subject, id.to_be_bytes(), ());
		Expiries::<T>::insert(grant.expiry_key(id), ());
		providers::add::<T>(&grant.subject);
		Grants::<T>::insert(id, grant);
		Ok(id)
	}

	/// The grant that `who` may revoke.
	pub(crate) fn revocable(who: &T::AccountId, grant: GrantId) -> Result<GrantOf<T>, Error<T>> {
		let found = Grants::<T>::get(grant).ok_or(Error::<T>::NotFound)?;
		Self::ensure_subject(who, &found.subject)?;
		ensure!(Self::revoked_at(&found).is_none(), Error::<T>::AlreadyRevoked);
		Ok(found)
	}

	/// The grant that `who` may narrow, as it is and as it is to be.
	pub(crate) fn narrowable(
		who: &T::AccountId,
		grant: GrantId,
		change: &Narrowing,
	) -> Result<(GrantOf<T>, GrantOf<T>), Error<T>> {
		let old = Self::revocable(who, grant)?;
		let now = Self::now();
		ensure!(!old.is_expired(now), Error::<T>::AlreadyExpired);
		let mut new = old.narrow(change, now).ok_or(Error::<T>::NotNarrower)?;
		ensure!(old != new, Error::<T>::NothingNarrowed);
		new.narrowed = old.narrowed.saturating_add(1);
		Ok((old, new))
	}

	/// Stores a narrowed grant in place of the old one.
	pub(crate) fn replace(id: GrantId, old: GrantOf<T>, new: GrantOf<T>) {
		if old.valid_until != new.valid_until {
			Expiries::<T>::remove(old.expiry_key(id));
			Expiries::<T>::insert(new.expiry_key(id), ());
		}
		Grants::<T>::insert(id, new);
	}

	/// Marks a grant as revoked and reduces it to its remnant. Never fails.
	pub(crate) fn mark_revoked(id: GrantId, mut grant: GrantOf<T>, at: Moment) {
		Self::leave(&grant, id);
		grant.revoked_at = Some(at);
		grant.datasets = grant.datasets.map(|_| Default::default());
		Self::oblige(id, &mut grant);
		Self::reduce(id, grant);
	}

	/// Reduces a grant to its remnant and returns the rest of the deposit. Never fails.
	pub(crate) fn reduce(id: GrantId, mut grant: GrantOf<T>) {
		let was_live = !grant.remnant;
		if was_live {
			Expiries::<T>::remove(grant.expiry_key(id));
		}
		grant.remnant = true;
		grant.document = None;
		// If this fails the old ticket stays: nobody's refusal waits for a deposit.
		match grant.ticket.clone().update(grant.payer(), Self::footprint_of_remnant(&grant)) {
			Ok(ticket) => grant.ticket = ticket,
			Err(error) => {
				log::warn!(target: LOG_TARGET, "deposit of grant {id} was not released: {error:?}")
			},
		}
		if was_live {
			providers::remove::<T>(&grant.subject);
		}
		Grants::<T>::insert(id, grant);
	}
}
