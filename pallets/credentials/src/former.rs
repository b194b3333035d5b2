//! Former accreditors: who accredited somebody stays known for a while after the record of it is
//! gone.
//!
//! An accreditor, and whom it made an arbiter, may not judge those whom it accredited when they
//! delivered the data. That is looked up when a dispute is opened, at most a dispute's longest
//! window after the delivery. [`ACCREDITOR_RETENTION`] is longer than that: so nobody gets rid of
//! an association in between, by clearing a record or by having another accreditor replace it.

use crate::{
	Config, CredentialOf, Error, Event, Former, FormerAccreditor, FormerOf, Holders, Pallet,
};
use alloc::vec::Vec;
use epione_primitives::{Moment, Role, ACCREDITOR_RETENTION, MAX_FORMER_ACCREDITORS};
use epione_support::{clock, deposits};
use frame_support::{
	ensure,
	traits::{Footprint, Get},
	weights::Weight,
	BoundedVec,
};

impl<T: Config> Pallet<T> {
	/// What one former accreditor takes in state.
	pub fn former_footprint() -> Footprint {
		Footprint::from_mel::<(T::AccountId, [u8; 33], FormerOf<T>)>()
	}

	/// What it weighs to remember one and to forget all others. It came after the benchmarks: their
	/// deposits are an account each.
	pub(crate) fn weight_of_former() -> Weight {
		let each =
			T::DbWeight::get().reads_writes(2, 2).saturating_add(Weight::from_parts(0, 7_500));
		each.saturating_mul(u64::from(MAX_FORMER_ACCREDITORS).saturating_add(1))
	}

	/// Checks that the accreditor of `old` can be remembered.
	pub(crate) fn ensure_room_for_former(
		holder: &T::AccountId,
		role: Role,
		old: &CredentialOf<T>,
	) -> Result<(), Error<T>> {
		let now = clock::now::<T::Time>();
		let others = Former::<T>::get(holder)
			.iter()
			.filter(|one| one.counts(now) && !one.is(role, &old.accreditor))
			.count() as u32;
		ensure!(others < MAX_FORMER_ACCREDITORS, Error::<T>::TooManyFormer);
		Ok(())
	}

	/// Remembers the accreditor of `old`, whose record goes. A part of its deposit stays with it.
	/// [`Self::ensure_room_for_former`] was asked.
	pub(crate) fn remember(holder: &T::AccountId, role: Role, old: CredentialOf<T>) {
		Self::forget(holder);
		let removed_at = clock::now::<T::Time>();
		let CredentialOf::<T> { accreditor, ticket, .. } = old;
		let mut list = Former::<T>::get(holder);
		if let Some(known) = list.iter_mut().find(|one| one.is(role, &accreditor)) {
			known.removed_at = removed_at;
			if let Some(ticket) = ticket {
				deposits::release(ticket, &accreditor);
			}
		} else {
			let left = Self::former_footprint();
			let ticket = ticket.map(|ticket| deposits::lower(ticket, &accreditor, left));
			list.force_push(FormerAccreditor { accreditor, role, removed_at, ticket });
		}
		Former::<T>::insert(holder, list);
	}

	/// Forgets the former accreditors of `holder` whose time is over, and returns their deposits.
	/// Returns how many there were.
	pub(crate) fn forget(holder: &T::AccountId) -> u32 {
		let now = clock::now::<T::Time>();
		let (kept, over): (Vec<_>, Vec<_>) =
			Former::<T>::get(holder).into_iter().partition(|one| one.counts(now));
		if over.is_empty() {
			return 0;
		}
		if kept.is_empty() {
			Former::<T>::remove(holder);
		} else {
			Former::<T>::insert(holder, BoundedVec::truncate_from(kept));
		}
		let count = over.len() as u32;
		for FormerAccreditor { accreditor, role, ticket, .. } in over {
			if let Some(ticket) = ticket {
				deposits::release(ticket, &accreditor);
			}
			Self::deposit_event(Event::Forgotten { holder: holder.clone(), role, accreditor });
		}
		count
	}

	/// Who accredited `who`, and for which roles, according to its records or since they are gone.
	pub(crate) fn accreditors_of(who: &T::AccountId) -> Vec<(Role, T::AccountId)> {
		let now = clock::now::<T::Time>();
		let former = Former::<T>::get(who).into_iter().filter(|one| one.counts(now));
		let of_record = Role::ALL
			.into_iter()
			.filter_map(|role| Some((role, Holders::<T>::get(who, role)?.accreditor)));
		of_record.chain(former.map(|one| (one.role, one.accreditor))).collect()
	}
}

impl<AccountId: PartialEq, Ticket> FormerAccreditor<AccountId, Ticket> {
	/// Whether it is to be known still.
	pub fn counts(&self, now: Moment) -> bool {
		now < self.removed_at.saturating_add(ACCREDITOR_RETENTION)
	}

	/// Whether it is this accreditor, of a credential for this role.
	pub fn is(&self, role: Role, accreditor: &AccountId) -> bool {
		self.role == role && self.accreditor == *accreditor
	}
}
