//! Duties to acknowledge: how they arise, are confirmed, and become overdue.
//!
//! A grant has at most one. It arises when something that was delivered under the grant ends: by
//! the subject's act, by the date that it set, or because it was not paid for. One confirmation
//! covers all that has ended by then. So however much a subject revokes, and in however many
//! pieces, the grantee owes one free transaction, and state holds one entry.

use crate::{
	types::{ordered_key, parts_of_key, GrantOf, KeyDelivery},
	Config, DutiesOf, DutyAgenda, Error, Event, Grants, Overdue, Pallet,
};
use epione_primitives::{
	traits::{Duties, Duty, GranteeLookup, LiveClock},
	GrantId,
};
use frame_support::{defensive, ensure, traits::Get};

impl<T: Config> Pallet<T> {
	/// A grant's duty as queries show it: its deadline on the wall clock, overdue as soon as that
	/// has passed.
	pub(crate) fn shown_duty(grant: &GrantOf<T>) -> Option<Duty> {
		grant.duty.map(|duty| Duty {
			due: T::LiveClock::wall(duty.due),
			// Whether or not it was marked already.
			overdue: duty.overdue || T::LiveClock::live_now() >= duty.due,
			..duty
		})
	}

	/// Something delivered under `grant` has ended: its grantee has to confirm that it is
	/// destroyed. The caller stores the grant. Never fails: it is part of saying no.
	pub(crate) fn oblige(id: GrantId, grant: &mut GrantOf<T>) {
		if grant.delivery == KeyDelivery::Nothing || grant.duty.is_some() {
			return;
		}
		let Some(controller) = T::Grantees::controller(&grant.grantee) else {
			defensive!("a grantee with a key always has a controller");
			return;
		};
		let due = T::LiveClock::live_now().saturating_add(T::AckPeriod::get());
		grant.duty = Some(Duty {
			since: Self::now(),
			due,
			overdue: false,
			counts: grant.delivery == KeyDelivery::Asked,
		});
		DutyAgenda::<T>::insert(ordered_key(due, id), ());
		DutiesOf::<T>::insert(&controller, id.to_be_bytes(), ());
		Self::deposit_event(Event::AcknowledgementDue {
			grant: id,
			subject: grant.subject.clone(),
			controller,
			due: T::LiveClock::wall(due),
		});
	}

	/// The grant under which `who` may acknowledge.
	pub(crate) fn acknowledgeable(
		who: &T::AccountId,
		grant: GrantId,
	) -> Result<GrantOf<T>, Error<T>> {
		let found = Grants::<T>::get(grant).ok_or(Error::<T>::NotFound)?;
		ensure!(
			T::Grantees::controller(&found.grantee).as_ref() == Some(who),
			Error::<T>::NotController
		);
		if found.duty.is_none() {
			ensure!(Self::ended_at(&found, Self::now()).is_some(), Error::<T>::NotEnded);
			let confirmed =
				found.acknowledged_at.is_some() && found.delivery == KeyDelivery::Nothing;
			ensure!(!confirmed, Error::<T>::AlreadyAcknowledged);
		}
		Ok(found)
	}

	/// The controller confirms all that has ended by now.
	pub(crate) fn discharge(id: GrantId, mut grant: GrantOf<T>, controller: &T::AccountId) {
		let now = Self::now();
		if let Some(duty) = grant.duty.take() {
			DutyAgenda::<T>::remove(ordered_key(duty.due, id));
			DutiesOf::<T>::remove(controller, id.to_be_bytes());
			if duty.overdue && duty.counts {
				Overdue::<T>::mutate_exists(controller, |count| {
					*count = count.and_then(|n| n.checked_sub(1)).filter(|n| *n > 0);
				});
			}
		}
		// Under a grant that lives on, other datasets are rightly in use.
		if Self::ended_at(&grant, now).is_some() {
			grant.delivery = KeyDelivery::Nothing;
		}
		grant.acknowledged_at = Some(now);
		Grants::<T>::insert(id, grant);
	}

	/// Records that a duty was not met in time.
	pub(crate) fn mark_overdue(id: GrantId) -> Result<(), Error<T>> {
		let mut grant = Grants::<T>::get(id).ok_or(Error::<T>::NotFound)?;
		let mut duty = grant.duty.ok_or(Error::<T>::NoDuty)?;
		ensure!(!duty.overdue, Error::<T>::AlreadyOverdue);
		ensure!(T::LiveClock::live_now() >= duty.due, Error::<T>::NotOverdue);
		let controller =
			T::Grantees::controller(&grant.grantee).ok_or(Error::<T>::GranteeNotFound)?;
		DutyAgenda::<T>::remove(ordered_key(duty.due, id));
		duty.overdue = true;
		if duty.counts {
			Overdue::<T>::mutate(&controller, |count| {
				*count = Some(count.unwrap_or_default().saturating_add(1));
			});
		}
		grant.duty = Some(duty);
		let subject = grant.subject.clone();
		Grants::<T>::insert(id, grant);
		Self::deposit_event(Event::AcknowledgementOverdue { grant: id, subject, controller });
		Ok(())
	}

	/// Marks the duty whose deadline passed first. Returns whether there was one.
	pub(crate) fn mark_next_overdue() -> bool {
		let Some(key) = DutyAgenda::<T>::iter_keys().next() else { return false };
		let (due, id) = parts_of_key(key);
		if due > T::LiveClock::live_now() {
			return false;
		}
		if Self::mark_overdue(id).is_err() {
			defensive!("what is on the agenda is a duty that is not overdue yet");
			// So that it does not hold up the others.
			DutyAgenda::<T>::remove(key);
		}
		true
	}
}

impl<T: Config> Duties<T::AccountId> for Pallet<T> {
	fn delivered(grant: GrantId, asked: bool) {
		let delivery = if asked { KeyDelivery::Asked } else { KeyDelivery::Unasked };
		let Some(mut found) = Grants::<T>::get(grant) else {
			defensive!("keys are delivered under grants");
			return;
		};
		if found.delivery < delivery {
			found.delivery = delivery;
			Grants::<T>::insert(grant, found);
		}
	}

	fn ended(grant: GrantId) {
		if let Some(mut found) = Grants::<T>::get(grant) {
			if found.delivery != KeyDelivery::Nothing && found.duty.is_none() {
				Self::oblige(grant, &mut found);
				Grants::<T>::insert(grant, found);
			}
		}
	}

	fn overdue(controller: &T::AccountId) -> u32 {
		Overdue::<T>::get(controller).unwrap_or_default()
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn set_up(controller: &T::AccountId, overdue: u32) {
		Overdue::<T>::insert(controller, overdue);
	}
}
