//! Duties to acknowledge: how they arise, are confirmed, and become overdue.
//!
//! A grant has at most one. It arises when something that was delivered under the grant ends by the
//! subject's act, and it is confirmed for all that has ended by then. So however much a subject revokes,
//! and in however many pieces, the grantee owes one free transaction, and state holds one entry.

use super::*;
use epione_primitives::traits::{Duties, Duty, LiveClock};

impl<T: Config> Pallet<T> {
	/// Where a duty stands in the order of deadlines.
	fn agenda_key(due: Moment, id: GrantId) -> ExpiryKey {
		let mut key = ExpiryKey::default();
		key[..8].copy_from_slice(&due.to_be_bytes());
		key[8..].copy_from_slice(&id.to_be_bytes());
		key
	}

	/// A grant's duty as answers show it.
	pub(crate) fn shown(grant: &GrantOf<T>) -> Option<Duty> {
		grant.duty.map(|duty| Duty {
			due: T::LiveClock::wall(duty.due),
			// Whether or not the chain came by already.
			overdue: duty.overdue || T::LiveClock::live_now() >= duty.due,
			..duty
		})
	}

	/// Something handed over under `grant` has ended: its grantee has to confirm that it is destroyed. The
	/// caller stores the grant. Never fails: it is part of saying no.
	pub(crate) fn oblige(id: GrantId, grant: &mut GrantOf<T>) {
		if grant.handed == Handed::Nothing || grant.duty.is_some() {
			return;
		}
		let Some(controller) = T::Grantees::controller(&grant.grantee) else {
			defensive!("who was handed a key stays known");
			return;
		};
		let due = T::LiveClock::live_now().saturating_add(T::AckPeriod::get());
		grant.duty = Some(Duty {
			since: Self::now(),
			due,
			overdue: false,
			counts: grant.handed == Handed::Asked,
		});
		DutyAgenda::<T>::insert(Self::agenda_key(due, id), ());
		DutiesOf::<T>::insert(&controller, id.to_be_bytes(), ());
		Self::deposit_event(Event::AcknowledgementDue {
			grant: id,
			subject: grant.subject.clone(),
			controller,
			due: T::LiveClock::wall(due),
		});
	}

	/// The controller confirms all that has ended by now.
	pub(crate) fn discharge(id: GrantId, mut grant: GrantOf<T>, controller: &T::AccountId) {
		let now = Self::now();
		if let Some(duty) = grant.duty.take() {
			DutyAgenda::<T>::remove(Self::agenda_key(duty.due, id));
			DutiesOf::<T>::remove(controller, id.to_be_bytes());
			if duty.overdue && duty.counts {
				Overdue::<T>::mutate_exists(controller, |count| {
					*count = count.and_then(|n| n.checked_sub(1)).filter(|n| *n > 0);
				});
			}
		}
		// Of a grant that lives on, other datasets are still rightly in use.
		if Self::ended_at(&grant, now).is_some() {
			grant.handed = Handed::Nothing;
		}
		grant.acknowledged_at = Some(now);
		Grants::<T>::insert(id, grant);
	}

	/// Writes down that a duty was not confirmed in time.
	pub(crate) fn mark_overdue(id: GrantId) -> Result<(), Error<T>> {
		let mut grant = Grants::<T>::get(id).ok_or(Error::<T>::NotFound)?;
		let mut duty = grant.duty.ok_or(Error::<T>::NoDuty)?;
		ensure!(!duty.overdue, Error::<T>::AlreadyOverdue);
		ensure!(T::LiveClock::live_now() >= duty.due, Error::<T>::NotOverdue);
		let controller =
			T::Grantees::controller(&grant.grantee).ok_or(Error::<T>::GranteeNotFound)?;
		DutyAgenda::<T>::remove(Self::agenda_key(duty.due, id));
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

	/// Marks the duty whose deadline passed first. Says whether there was one.
	pub(crate) fn mark_next_overdue() -> bool {
		let Some(key) = DutyAgenda::<T>::iter_keys().next() else { return false };
		let [u0, u1, u2, u3, u4, u5, u6, u7, id @ ..] = key;
		if Moment::from_be_bytes([u0, u1, u2, u3, u4, u5, u6, u7]) > T::LiveClock::live_now() {
			return false;
		}
		if Self::mark_overdue(GrantId::from_be_bytes(id)).is_err() {
			defensive!("what is on the agenda is a duty that is not overdue yet");
			// So that it does not hold up the others.
			DutyAgenda::<T>::remove(key);
		}
		true
	}

	/// See the view function `duties_of`.
	pub(crate) fn duty_lines(
		controller: &T::AccountId,
		after: Option<GrantId>,
		limit: u32,
	) -> Vec<DutyLine<T::AccountId>> {
		let keys = match after {
			Some(id) => DutiesOf::<T>::iter_key_prefix_from(
				controller,
				DutiesOf::<T>::hashed_key_for(controller, id.to_be_bytes()),
			),
			None => DutiesOf::<T>::iter_key_prefix(controller),
		};
		keys.take(limit.min(MAX_LINES) as usize)
			.map(GrantId::from_be_bytes)
			.filter_map(|id| {
				let grant = Grants::<T>::get(id)?;
				let Duty { since, due, overdue, counts } = Self::shown(&grant)?;
				let GrantOf::<T> { subject, grantee, .. } = grant;
				Some(DutyLine { grant: id, subject, grantee, since, due, overdue, counts })
			})
			.collect()
	}
}

impl<T: Config> Duties<T::AccountId> for Pallet<T> {
	fn delivered(grant: GrantId, asked: bool) {
		let handed = if asked { Handed::Asked } else { Handed::Unasked };
		let Some(mut found) = Grants::<T>::get(grant) else {
			defensive!("keys are delivered under grants");
			return;
		};
		if found.handed < handed {
			found.handed = handed;
			Grants::<T>::insert(grant, found);
		}
	}

	fn ended(grant: GrantId) {
		if let Some(mut found) = Grants::<T>::get(grant) {
			if found.handed != Handed::Nothing && found.duty.is_none() {
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
