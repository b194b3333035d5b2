//! How contributions end: lapsed, paid, or with the price given back.
//!
//! `pay_or_forfeit` calls `ledger::pay`. `settle` and a dispute's `release` reach it through
//! `pay_or_refund`, its `acquit` directly; `lapse` ends what was not delivered.

use crate::{
	acts::{commit, ending, removal},
	ground::{agenda, clock, deposits, ledger},
	parts::{cohort, holders, phase},
	BalanceOf, Config, ContributionKey, ContributionOf, Contributions, DeviceUses, Error, Event,
	Pallet, Participations, Status, Studies, StudyOf, WeightInfo,
};
use epione_primitives::{
	traits::{AccessDecision, DatasetLookup},
	Grantee, Moment, StudyId,
};
use frame_support::{ensure, traits::Get, weights::Weight};
use sp_runtime::{
	traits::{Saturating, Zero},
	DispatchResult,
};

/// Why a delivered contribution is not paid.
pub(crate) enum Unpaid<T: Config> {
	/// The dataset was tombstoned first.
	Forfeited,
	/// A dispute was lost, over this contribution or another one; the arbiter gets this much.
	Voided(Option<(T::AccountId, BalanceOf<T>)>),
}

/// Why a commitment ends without a delivery.
#[derive(Clone, Copy)]
struct Lapse {
	/// The subject lost a dispute.
	barred: bool,
	/// The study's cohort will never be complete.
	cohort_failed: bool,
	/// The subject has withdrawn.
	withdrawn: bool,
	/// The grant ended before the time to deliver did: see [`grant_ended_first`].
	grant_ended: bool,
}

impl Lapse {
	/// Whether the subject is not to blame for it.
	fn is_nobodys_fault(self) -> bool {
		self.cohort_failed || self.grant_ended
	}
}

/// What a lapse weighs. Looking at the grant (with its strand, its round and the clock) and giving
/// its use back came after the benchmark.
pub(crate) fn weight_of_lapse<T: Config>() -> Weight {
	let grant = T::DbWeight::get().reads_writes(5, 1).saturating_add(Weight::from_parts(0, 16_000));
	T::WeightInfo::lapse().saturating_add(grant)
}

/// Ends a commitment that was not kept, or is dropped.
pub(crate) fn lapse<T: Config>(key: ContributionKey<T>) -> DispatchResult {
	let mut contribution =
		Contributions::<T>::get(key.clone()).ok_or(Error::<T>::ContributionNotFound)?;
	ensure!(contribution.status == Status::Committed, Error::<T>::NotCommitted);
	let (holder, subject, _) = &key;
	let mut participation = Participations::<T>::get(holder, subject);
	let study = holders::study_of::<T>(holder);
	let lapses_at = cohort::lapses_at::<T>(study.as_ref(), &contribution);
	let why = Lapse {
		barred: participation.barred,
		cohort_failed: contribution.joined_before_completion
			&& study.as_ref().is_some_and(phase::failed_cohort::<T>),
		withdrawn: participation.withdrawn,
		grant_ended: grant_ended_first::<T>(study.as_ref(), &contribution, lapses_at),
	};
	let over = lapses_at.is_some_and(|lapses_at| clock::live_now::<T>() >= lapses_at);
	ensure!(
		over || why.is_nobodys_fault() || why.barred || why.withdrawn,
		Error::<T>::DeliveryStillOpen
	);

	if let Some(due) = contribution.due.take() {
		agenda::remove::<T>(due, &key);
	}
	participation.committed.saturating_dec();
	T::Access::give_back(contribution.grant);
	if !why.is_nobodys_fault() && !why.barred {
		participation.lapsed.saturating_inc();
	}
	Participations::<T>::insert(holder, subject, participation);
	match holder.clone() {
		Grantee::Study(id) => lapse_in_study::<T>(key, contribution, (id, study), why),
		Grantee::Account(recipient) => {
			lapse_of_share::<T>(key, contribution, &recipient);
			Ok(())
		},
	}
}

/// Whether a standstill moved the delivery beyond the end of its grant. An end that the subject
/// brought forward is none, nor one that left it all the time to deliver.
fn grant_ended_first<T: Config>(
	study: Option<&StudyOf<T>>,
	contribution: &ContributionOf<T>,
	lapses_at: Option<Moment>,
) -> bool {
	let Some(ended) = T::Access::ended_by_date(contribution.grant) else { return false };
	commit::promised_until::<T>(study, contribution) <= ended
		&& lapses_at.is_none_or(|lapses_at| clock::to_live::<T>(ended) < lapses_at)
}

/// A commitment to an account: its price is free, its record goes.
fn lapse_of_share<T: Config>(
	key: ContributionKey<T>,
	contribution: ContributionOf<T>,
	recipient: &T::AccountId,
) {
	let (holder, subject, dataset) = key.clone();
	Pallet::<T>::deposit_event(Event::Lapsed { holder, subject, dataset });
	ledger::release_price::<T>(recipient, contribution.price);
	removal::remove_record::<T>(key, contribution);
}

/// A commitment to a study: what it kept back is free, its record stays.
fn lapse_in_study<T: Config>(
	key: ContributionKey<T>,
	mut contribution: ContributionOf<T>,
	(id, study): (StudyId, Option<StudyOf<T>>),
	why: Lapse,
) -> DispatchResult {
	let price = contribution.price;
	let freed = price.saturating_add(contribution.delivery_fee);
	contribution.delivery_fee = Zero::zero();
	contribution.pinned = None;
	contribution.status = if why.barred { Status::Voided } else { Status::Lapsed };
	if let Some(device) = contribution.device.clone() {
		DeviceUses::<T>::mutate(id, device, |uses| uses.count_outcome(false));
	}
	if why.is_nobodys_fault() {
		deposits::return_for_commitment::<T>(&key, &mut contribution);
	}
	Contributions::<T>::insert(key.clone(), contribution);
	let (holder, subject, dataset) = key;
	Pallet::<T>::deposit_event(if why.barred {
		Event::Voided { holder, subject, dataset, refunded: price, fee: Zero::zero() }
	} else {
		Event::Lapsed { holder, subject, dataset }
	});
	let mut study = study.ok_or(Error::<T>::StudyNotFound)?;
	study.count_lapse(freed, why.withdrawn);
	ending::store::<T>(id, study);
	Ok(())
}

/// Ends a delivered contribution whose dispute window is over.
pub(crate) fn settle<T: Config>(key: ContributionKey<T>) -> DispatchResult {
	let mut contribution =
		Contributions::<T>::get(key.clone()).ok_or(Error::<T>::ContributionNotFound)?;
	ensure!(contribution.status == Status::Delivered, Error::<T>::NotDelivered);
	let settles_at = contribution.due.take().unwrap_or_default();
	ensure!(clock::live_now::<T>() >= settles_at, Error::<T>::WindowStillOpen);
	agenda::remove::<T>(settles_at, &key);
	pay_or_refund::<T>(key, contribution)
}

/// Pays for a delivered contribution that waits for nothing more. If its subject lost a dispute in
/// this study, or the dataset was tombstoned, the price goes back instead.
///
/// The bar is on the subject alone. It had the device under claims of its own, and nobody else had
/// it under these: so all that it signed for the subject is reached, and nothing that it signs for
/// another owner.
pub(crate) fn pay_or_refund<T: Config>(
	key: ContributionKey<T>,
	contribution: ContributionOf<T>,
) -> DispatchResult {
	let (holder, subject, _) = &key;
	if Participations::<T>::get(holder, subject).barred {
		return refund::<T>(key, contribution, Unpaid::Voided(None));
	}
	pay_or_forfeit::<T>(key, contribution)
}

/// Pays for a delivered contribution, whether or not its subject lost a dispute over
/// something else: it settles, or a dispute found it good. If the dataset was tombstoned, the price
/// goes back instead.
pub(crate) fn pay_or_forfeit<T: Config>(
	key: ContributionKey<T>,
	contribution: ContributionOf<T>,
) -> DispatchResult {
	let (holder, subject, dataset) = &key;
	if T::Datasets::facts(subject, dataset).is_none() {
		return refund::<T>(key, contribution, Unpaid::Forfeited);
	}
	let (price, share) = (contribution.price, contribution.protocol_share);
	let (paid, protocol_share) = ledger::pay::<T>(holder, subject, price, share)?;
	Pallet::<T>::deposit_event(Event::Settled {
		holder: holder.clone(),
		subject: subject.clone(),
		dataset: *dataset,
		paid,
		protocol_share,
	});
	end_delivered::<T>(key, contribution, Some(paid))
}

/// Gives the price of a delivered contribution back.
pub(crate) fn refund<T: Config>(
	key: ContributionKey<T>,
	contribution: ContributionOf<T>,
	reason: Unpaid<T>,
) -> DispatchResult {
	let (holder, subject, dataset) = key.clone();
	let price = contribution.price;
	let event = match reason {
		Unpaid::Forfeited => Event::Forfeited { holder, subject, dataset, refunded: price },
		Unpaid::Voided(arbiter) => {
			let fee = ledger::pay_arbiter::<T>(&holder, arbiter, price);
			let refunded = price.saturating_sub(fee);
			Event::Voided { holder, subject, dataset, refunded, fee }
		},
	};
	if let Grantee::Account(recipient) = &key.0 {
		ledger::release_price::<T>(recipient, price);
	}
	let forfeited = matches!(event, Event::Forfeited { .. });
	Pallet::<T>::deposit_event(event);
	if forfeited {
		// The sponsor paid the fees for nothing: as with a commitment that nobody keeps.
		Participations::<T>::mutate(&key.0, &key.1, |participation| {
			participation.lapsed.saturating_inc()
		});
	}
	end_delivered::<T>(key, contribution, None)
}

/// Takes a delivered contribution out of all that counts it. `paid`: so much was paid; `None`: the
/// price went back.
fn end_delivered<T: Config>(
	key: ContributionKey<T>,
	mut contribution: ContributionOf<T>,
	paid: Option<BalanceOf<T>>,
) -> DispatchResult {
	let (holder, subject, _) = &key;
	let (price, net, was_paid) = (contribution.price, contribution.net(), paid.is_some());
	let was_disputed = contribution.status == Status::Disputed;
	Participations::<T>::mutate(holder, subject, |participation| {
		participation.count_outcome(net, was_disputed, paid)
	});
	contribution.status = if was_paid { Status::Settled } else { Status::Voided };
	contribution.pinned = None;
	contribution.due = None;
	let device = contribution.device.clone();
	Contributions::<T>::insert(key.clone(), contribution);
	let Grantee::Study(id) = holder else { return Ok(()) };
	if let Some(device) = device {
		DeviceUses::<T>::mutate(id, device, |uses| uses.count_outcome(was_paid));
	}
	let mut study = Studies::<T>::get(id).ok_or(Error::<T>::StudyNotFound)?;
	study.count_outcome(price, was_paid);
	ending::store::<T>(*id, study);
	Ok(())
}
