//! Rounds and strands: many grants revoked with one write.
//!
//! So a grant is revoked by itself, with its strand or with its round: `revoked_at` looks at all
//! three, and every decision on access asks it.

use crate::{
	types::{GrantOf, GranteeOf, RoundId, StrandId},
	Closed, Config, CurrentRound, CurrentStrand, Error, Open, Pallet, Rounds, Strands,
};
use epione_primitives::{GrantId, Moment};
use frame_support::defensive;

impl<T: Config> Pallet<T> {
	/// When `grant` was revoked, if it was: by itself, with its strand, or with its round.
	///
	/// A strand cannot be closed after its round, so the first time found is the earliest.
	pub(crate) fn revoked_at(grant: &GrantOf<T>) -> Option<Moment> {
		grant
			.revoked_at
			.or_else(|| Strands::<T>::get(grant.strand)?.closed_at)
			.or_else(|| Rounds::<T>::get(grant.round)?.closed_at)
	}

	/// When `grant` ended, if it has by `now`: revoked or expired, whichever came first.
	pub(crate) fn ended_at(grant: &GrantOf<T>, now: Moment) -> Option<Moment> {
		let expired = grant.is_expired(now).then_some(grant.valid_until);
		match (Self::revoked_at(grant), expired) {
			(Some(revoked), Some(expired)) => Some(revoked.min(expired)),
			(revoked, expired) => revoked.or(expired),
		}
	}

	/// Finds or makes the round and strand of a new grant.
	pub(crate) fn join(
		subject: &T::AccountId,
		grantee: &GranteeOf<T>,
		id: GrantId,
	) -> (RoundId, StrandId) {
		let round = CurrentRound::<T>::get(subject).unwrap_or_else(|| {
			CurrentRound::<T>::insert(subject, id);
			id
		});
		let strand = Self::current_strand(subject, grantee, round).unwrap_or_else(|| {
			CurrentStrand::<T>::insert(subject, grantee, id);
			id
		});
		Rounds::<T>::mutate(round, |found| {
			let found = found.get_or_insert_default();
			found.open = found.open.saturating_add(1);
		});
		Strands::<T>::mutate(strand, |found| {
			let found = found.get_or_insert_default();
			found.open = found.open.saturating_add(1);
		});
		Open::<T>::insert((round, strand, id.to_be_bytes()), ());
		(round, strand)
	}

	/// Takes a grant out of its strand and round. The last one to leave removes them.
	pub(crate) fn leave(grant: &GrantOf<T>, id: GrantId) {
		let GrantOf::<T> { subject, grantee, round, strand, .. } = grant;
		Open::<T>::remove((round, strand, id.to_be_bytes()));

		let Some(mut found) = Strands::<T>::get(strand) else {
			defensive!("an open grant has a strand");
			return;
		};
		found.open = found.open.saturating_sub(1);
		let closed = found.closed_at.is_some();
		if found.open > 0 {
			Strands::<T>::insert(strand, found);
		} else {
			Strands::<T>::remove(strand);
			if CurrentStrand::<T>::get(subject, grantee) == Some(*strand) {
				CurrentStrand::<T>::remove(subject, grantee);
			}
			if closed {
				Closed::<T>::remove(subject, (round, Some(*strand)));
			}
		}
		// A closed strand was taken out of its round as a whole.
		if !closed {
			Self::take_from_round(subject, *round, 1);
		}
	}

	/// The strand that `revoke_grantee` closes.
	pub(crate) fn closable_strand(
		who: &T::AccountId,
		subject: &T::AccountId,
		grantee: &GranteeOf<T>,
	) -> Result<(RoundId, StrandId), Error<T>> {
		Self::ensure_subject(who, subject)?;
		let round = CurrentRound::<T>::get(subject).ok_or(Error::<T>::NothingToRevoke)?;
		let strand = Self::current_strand(subject, grantee, round);
		Ok((round, strand.ok_or(Error::<T>::NothingToRevoke)?))
	}

	/// Closes a strand: revokes every grant in it.
	pub(crate) fn close_strand(
		subject: &T::AccountId,
		grantee: &GranteeOf<T>,
		(round, strand): (RoundId, StrandId),
		now: Moment,
	) {
		CurrentStrand::<T>::remove(subject, grantee);
		let Some(mut found) = Strands::<T>::get(strand) else {
			defensive!("the current strand exists");
			return;
		};
		found.closed_at = Some(now);
		Self::take_from_round(subject, round, found.open);
		Strands::<T>::insert(strand, found);
		Closed::<T>::insert(subject, (round, Some(strand)), ());
	}

	/// The round that `revoke_all` closes.
	pub(crate) fn closable_round(
		who: &T::AccountId,
		subject: &T::AccountId,
	) -> Result<RoundId, Error<T>> {
		Self::ensure_subject(who, subject)?;
		CurrentRound::<T>::get(subject).ok_or(Error::<T>::NothingToRevoke)
	}

	/// Closes a round: revokes every grant in it.
	pub(crate) fn close_round(subject: &T::AccountId, round: RoundId, now: Moment) {
		CurrentRound::<T>::remove(subject);
		let Some(mut found) = Rounds::<T>::get(round) else {
			defensive!("the current round exists");
			return;
		};
		found.closed_at = Some(now);
		Rounds::<T>::insert(round, found);
		Closed::<T>::insert(subject, (round, None::<StrandId>), ());
	}

	/// The strand of `round` that `subject`'s next grant to `grantee` joins, if there is one.
	fn current_strand(
		subject: &T::AccountId,
		grantee: &GranteeOf<T>,
		round: RoundId,
	) -> Option<StrandId> {
		// A strand of an earlier round, which the sweep has not removed yet, has a lower number
		// than this round's first grant.
		CurrentStrand::<T>::get(subject, grantee).filter(|strand| *strand >= round)
	}

	/// Counts `grants` fewer in a round. The last one to leave removes the round.
	fn take_from_round(subject: &T::AccountId, round: RoundId, grants: u32) {
		let Some(mut found) = Rounds::<T>::get(round) else {
			defensive!("an open strand has a round");
			return;
		};
		found.open = found.open.saturating_sub(grants);
		if found.open > 0 {
			Rounds::<T>::insert(round, found);
			return;
		}
		Rounds::<T>::remove(round);
		match found.closed_at {
			Some(_) => Closed::<T>::remove(subject, (round, None::<StrandId>)),
			None => CurrentRound::<T>::remove(subject),
		}
	}
}
