//! The sweep: reduces grants that have ended to their remnants, a few at a time.

use crate::{
	types::{parts_of_key, RoundId, StrandId},
	Closed, Config, Event, Expiries, Grants, Open, Pallet,
};
use epione_primitives::{GrantId, Moment};
use frame_support::defensive;

impl<T: Config> Pallet<T> {
	/// Sweeps one grant: one that `subject`, or anybody, revoked together with others, else the one
	/// that expired first. Returns whether there was one.
	pub(crate) fn sweep_next(subject: Option<&T::AccountId>, now: Moment) -> bool {
		let closed = match subject {
			Some(who) => Closed::<T>::iter_key_prefix(who).next().map(|key| (who.clone(), key)),
			None => Closed::<T>::iter_keys().next(),
		};
		match closed {
			Some((who, key)) => {
				Self::sweep_closed(who, key, now);
				true
			},
			None => Self::sweep_expired(now),
		}
	}

	/// Sweeps one grant of a closed round or strand of `who`.
	fn sweep_closed(who: T::AccountId, (round, strand): (RoundId, Option<StrandId>), now: Moment) {
		let id = match strand {
			Some(strand) => Open::<T>::iter_key_prefix((round, strand)).next(),
			None => Open::<T>::iter_key_prefix((round,)).next().map(|(_, id)| id),
		}
		.map(GrantId::from_be_bytes);
		let found = id.and_then(|id| Grants::<T>::get(id).map(|grant| (id, grant)));
		let Some((id, grant)) = found else {
			defensive!("a closed round or strand has open grants");
			Closed::<T>::remove(&who, (round, strand));
			return;
		};
		let at = Self::revoked_at(&grant).unwrap_or(now);
		Self::mark_revoked(id, grant, at);
		Self::deposit_event(Event::Swept { grant: id, subject: who, revoked_at: Some(at) });
	}

	/// Sweeps the grant that expired first. Returns whether one has.
	fn sweep_expired(now: Moment) -> bool {
		let Some(key) = Expiries::<T>::iter_keys().next() else { return false };
		let (valid_until, id) = parts_of_key(key);
		if valid_until > now {
			return false;
		}
		let Some(mut grant) = Grants::<T>::get(id) else {
			defensive!("only grants expire");
			Expiries::<T>::remove(key);
			return true;
		};
		let subject = grant.subject.clone();
		let revoked_at = Self::revoked_at(&grant);
		match revoked_at {
			// In a closed round or strand; marked here so that the sweep meets it only once.
			Some(at) => Self::mark_revoked(id, grant, at),
			// An end by date is an end: what was delivered has to be destroyed.
			None => {
				Self::oblige(id, &mut grant);
				Self::reduce(id, grant);
			},
		}
		Self::deposit_event(Event::Swept { grant: id, subject, revoked_at });
		true
	}
}
