//! How contributions end: lapsed, paid, or voided with the price given back.

use super::*;
use sp_runtime::traits::{Saturating, Zero};

/// Why a delivered contribution is not paid.
pub(crate) enum Unpaid<T: Config> {
	/// The dataset was tombstoned first.
	Forfeited,
	/// A dispute was lost, over this contribution or another one; the arbiter gets this much.
	Voided(Option<(T::AccountId, BalanceOf<T>)>),
}

impl<T: Config> Pallet<T> {
	/// Ends a commitment that was not kept, or is dropped.
	pub(crate) fn do_lapse(name: ContributionKey<T>) -> DispatchResult {
		let mut contribution =
			Contributions::<T>::get(name.clone()).ok_or(Error::<T>::ContributionNotFound)?;
		ensure!(contribution.status == Status::Committed, Error::<T>::NotCommitted);
		let (holder, subject, dataset) = name.clone();
		let mut participation = Participations::<T>::get(&holder, &subject);
		let barred = Self::is_barred(&holder, &participation, contribution.device.as_ref());
		let study = Self::study_of(&holder);
		let failed = contribution.gathering && study.as_ref().is_some_and(Self::failed_cohort);
		let over = Self::lapses_at(study.as_ref(), &contribution)
			.is_some_and(|lapses_at| Self::live_now() >= lapses_at);
		ensure!(over || failed || barred || participation.withdrawn, Error::<T>::DeliveryStillOpen);

		if let Some(due) = contribution.due.take() {
			Self::take_off_agenda(due, &name);
		}
		let freed = contribution.price.saturating_add(contribution.delivery_fee);
		let price = contribution.price;
		contribution.delivery_fee = Zero::zero();
		contribution.pinned = None;
		contribution.status = if barred { Status::Voided } else { Status::Lapsed };
		participation.committed.saturating_dec();
		if !failed && !barred {
			participation.lapsed.saturating_inc();
		}
		let withdrawn = participation.withdrawn;
		Participations::<T>::insert(&holder, &subject, participation);
		let device = contribution.device.clone();
		let Grantee::Study(id) = holder else {
			Self::deposit_event(Event::Lapsed { holder: holder.clone(), subject, dataset });
			if let Grantee::Account(recipient) = &holder {
				Self::release_hold(recipient, price);
			}
			Self::remove_record(name, contribution);
			return Ok(());
		};
		if let Some(device) = device {
			DeviceUses::<T>::mutate(id, device, |uses| uses.unsettled.saturating_dec());
		}
		if failed {
			Self::return_commit_deposit(&name, &mut contribution);
		}
		Contributions::<T>::insert(name, contribution);
		Self::deposit_event(if barred {
			Event::Voided { holder, subject, dataset, refunded: price, fee: Zero::zero() }
		} else {
			Event::Lapsed { holder, subject, dataset }
		});
		let mut study = study.ok_or(Error::<T>::StudyNotFound)?;
		study.reserved.saturating_reduce(freed);
		study.accepted.saturating_dec();
		study.unsettled.saturating_dec();
		if let Some(gathering) = study.gathering.as_mut() {
			// Whoever has withdrawn is not counted any more.
			if gathering.latched_at.is_none() && !withdrawn {
				gathering.committed.saturating_dec();
			}
		}
		Self::put_study(id, study);
		Ok(())
	}

	/// Ends a delivered contribution whose dispute window is over.
	pub(crate) fn do_settle(name: ContributionKey<T>) -> DispatchResult {
		let mut contribution =
			Contributions::<T>::get(name.clone()).ok_or(Error::<T>::ContributionNotFound)?;
		ensure!(contribution.status == Status::Delivered, Error::<T>::NotDelivered);
		let settles_at = contribution.due.take().unwrap_or_default();
		ensure!(Self::live_now() >= settles_at, Error::<T>::WindowStillOpen);
		Self::take_off_agenda(settles_at, &name);
		Self::conclude(name, contribution)
	}

	/// Pays for a delivered contribution that waits for nothing more, unless its subject or device lost
	/// a dispute in this study, or the dataset was tombstoned.
	pub(crate) fn conclude(
		name: ContributionKey<T>,
		contribution: ContributionOf<T>,
	) -> DispatchResult {
		let (holder, subject, dataset) = &name;
		let participation = Participations::<T>::get(holder, subject);
		if Self::is_barred(holder, &participation, contribution.device.as_ref()) {
			return Self::refuse_payment(name, contribution, Unpaid::Voided(None));
		}
		if T::Datasets::facts(subject, dataset).is_none() {
			return Self::refuse_payment(name, contribution, Unpaid::Forfeited);
		}
		let (price, share) = (contribution.price, contribution.protocol_share);
		let (paid, protocol_share) = Self::pay(holder, subject, price, share)?;
		Self::deposit_event(Event::Settled {
			holder: holder.clone(),
			subject: subject.clone(),
			dataset: *dataset,
			paid,
			protocol_share,
		});
		Self::end_delivered(name, contribution, Status::Settled, paid)
	}

	/// Gives the price of a delivered contribution back.
	pub(crate) fn refuse_payment(
		name: ContributionKey<T>,
		contribution: ContributionOf<T>,
		reason: Unpaid<T>,
	) -> DispatchResult {
		let (holder, subject, dataset) = name.clone();
		let price = contribution.price;
		let event = match reason {
			Unpaid::Forfeited => Event::Forfeited { holder, subject, dataset, refunded: price },
			Unpaid::Voided(arbiter) => {
				let fee = Self::pay_arbiter(&holder, arbiter, price);
				let refunded = price.saturating_sub(fee);
				Event::Voided { holder, subject, dataset, refunded, fee }
			},
		};
		if let Grantee::Account(recipient) = &name.0 {
			Self::release_hold(recipient, price);
		}
		let forfeited = matches!(event, Event::Forfeited { .. });
		Self::deposit_event(event);
		if forfeited {
			// The sponsor paid the fees for nothing: as with a commitment that nobody keeps.
			Participations::<T>::mutate(&name.0, &name.1, |participation| {
				participation.lapsed.saturating_inc()
			});
		}
		Self::end_delivered(name, contribution, Status::Voided, Zero::zero())
	}

	/// Takes a delivered contribution out of all that counts it.
	fn end_delivered(
		name: ContributionKey<T>,
		mut contribution: ContributionOf<T>,
		status: Status,
		paid: BalanceOf<T>,
	) -> DispatchResult {
		let settled = status == Status::Settled;
		let (holder, subject, _) = &name;
		let (price, share) = (contribution.price, contribution.protocol_share);
		let was_disputed = contribution.status == Status::Disputed;
		Participations::<T>::mutate(holder, subject, |participation| {
			participation.delivered.saturating_dec();
			if was_disputed {
				participation.disputed.saturating_dec();
			}
			if settled {
				participation.settled.saturating_inc();
			}
			participation.pending.saturating_reduce(price.saturating_sub(share));
			participation.paid.saturating_accrue(paid);
		});
		contribution.status = status;
		contribution.pinned = None;
		contribution.due = None;
		let device = contribution.device.clone();
		Contributions::<T>::insert(name.clone(), contribution);
		let Grantee::Study(id) = holder else { return Ok(()) };
		if let Some(device) = device {
			DeviceUses::<T>::mutate(id, device, |uses| {
				uses.unsettled.saturating_dec();
				if settled {
					uses.settled.saturating_inc();
				}
			});
		}
		let mut study = Studies::<T>::get(id).ok_or(Error::<T>::StudyNotFound)?;
		study.owed.saturating_reduce(price);
		study.unsettled.saturating_dec();
		if !settled {
			study.accepted.saturating_dec();
		}
		Self::put_study(*id, study);
		Ok(())
	}
}
