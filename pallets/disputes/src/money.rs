//! Bonds, fees and compensations.
//!
//! A dispute's bond is on hold in the sponsor's account: for each contribution its part of the
//! arbiter's fee and a compensation. When the dispute over a contribution ends, all of its part
//! leaves the hold, to whoever it is due or back to the sponsor. Nothing is burnt, and nobody's
//! exit waits for an account that cannot take its money: what cannot be paid out of the bond is the
//! sponsor's again.

use crate::{
	pallet::{Config, Disputed, Error, Event, HoldReason, Pallet},
	types::{Appeal, BondInfo, Verdict, MAX_CONTRIBUTIONS},
	BalanceOf, DisputeOf, ItemOf, LOG_TARGET,
};
use alloc::vec::Vec;
use epione_primitives::{traits::DisputedContributions, DisputeId, StudyId};
use frame_support::{
	defensive,
	dispatch::DispatchResult,
	storage::with_storage_layer,
	traits::{
		fungible::{Inspect, MutateHold},
		tokens::{Fortitude, Precision, Restriction},
		Get,
	},
};
use sp_runtime::{
	traits::{CheckedAdd, CheckedDiv, CheckedMul, Saturating, Zero},
	DispatchError,
};

impl<T: Config> Pallet<T> {
	/// The arbiter's fee and the compensations for this many contributions.
	fn amounts(count: u32) -> Option<(BalanceOf<T>, BalanceOf<T>)> {
		let count = BalanceOf::<T>::from(count);
		let fee =
			T::FeePerContribution::get().checked_mul(&count)?.checked_add(&T::BaseFee::get())?;
		Some((fee, T::Compensation::get().checked_mul(&count)?))
	}

	/// What a dispute over this many contributions takes from the sponsor.
	pub(crate) fn bond_info(count: u32) -> Option<BondInfo<BalanceOf<T>>> {
		if count == 0 || count > MAX_CONTRIBUTIONS {
			return None;
		}
		let (fee, compensation) = Self::amounts(count)?;
		let bond = fee.checked_add(&compensation)?;
		Some(BondInfo { fee, compensation, bond, appeal_bond: T::AppealBond::get() })
	}

	/// The arbiter's fee for this many contributions, cut into one part for each; the first parts
	/// take the remainder.
	pub(crate) fn fee_parts(count: u32) -> Result<Vec<BalanceOf<T>>, Error<T>> {
		let (fee, _) = Self::amounts(count).ok_or(Error::<T>::Overflow)?;
		let mut left = fee;
		let mut parts = Vec::new();
		for rest in (1..=count).rev() {
			// What is left, divided by the parts to come, rounded up.
			let rest = BalanceOf::<T>::from(rest);
			let part = left
				.saturating_add(rest)
				.saturating_sub(1u32.into())
				.checked_div(&rest)
				.ok_or(Error::<T>::Overflow)?;
			left.saturating_reduce(part);
			parts.push(part);
		}
		Ok(parts)
	}

	/// Puts `amount` on hold in `who`'s account.
	pub(crate) fn hold(who: &T::AccountId, amount: BalanceOf<T>) -> DispatchResult {
		T::Currency::hold(&HoldReason::Bond.into(), who, amount)
	}

	/// Returns `amount` of the bond to the sponsor.
	fn release_bond(sponsor: &T::AccountId, amount: BalanceOf<T>) {
		let reason = HoldReason::Bond.into();
		match T::Currency::release(&reason, sponsor, amount, Precision::Exact) {
			Ok(_) => {},
			Err(error) => {
				log::error!(target: LOG_TARGET, "bond of {sponsor:?}: {error:?}");
				defensive!("a bond that is on hold can be released");
			},
		}
	}

	/// Pays `amount` of the bond to `to`, or back to the sponsor if that account cannot take it.
	/// Returns what `to` was paid.
	fn pay_bond(
		sponsor: &T::AccountId,
		to: Option<&T::AccountId>,
		amount: BalanceOf<T>,
	) -> BalanceOf<T> {
		if amount.is_zero() {
			return amount;
		}
		let Some(to) = to else {
			Self::release_bond(sponsor, amount);
			return Zero::zero();
		};
		let paid = with_storage_layer(|| {
			T::Currency::transfer_on_hold(
				&HoldReason::Bond.into(),
				sponsor,
				to,
				amount,
				Precision::Exact,
				Restriction::Free,
				Fortitude::Force,
			)
		});
		match paid {
			Ok(paid) => paid,
			Err(error) => {
				log::warn!(target: LOG_TARGET, "{to:?} cannot take {amount:?}: {error:?}");
				Self::release_bond(sponsor, amount);
				Zero::zero()
			},
		}
	}

	/// Ends the dispute over one contribution by its own verdict, whatever becomes of the others:
	/// acquits, releases or voids it, and pays out its part of the bond. What no arbiter earned
	/// returns.
	pub(crate) fn end_item(
		id: DisputeId,
		dispute: &DisputeOf<T>,
		item: &ItemOf<T>,
		arbiter: Option<&T::AccountId>,
	) -> DispatchResult {
		let (study, sponsor) = (dispute.study, &dispute.sponsor);
		let (subject, dataset) = (&item.subject, &item.dataset);
		let acquit = || T::Contributions::acquit(study, subject, dataset).map_err(Into::into);
		let (to_arbiter, mut to_subject) = match item.verdict {
			None => {
				T::Contributions::release(study, subject, dataset).map_err(Into::into)?;
				Self::pay_bond(sponsor, None, item.fee);
				(Zero::zero(), Self::pay_bond(sponsor, None, dispute.compensation))
			},
			Some(Verdict::Rejected) => {
				acquit()?;
				(
					Self::pay_bond(sponsor, arbiter, item.fee),
					Self::pay_bond(sponsor, Some(subject), dispute.compensation),
				)
			},
			Some(Verdict::Cured) => {
				acquit()?;
				(
					Self::pay_bond(sponsor, arbiter, item.fee),
					Self::pay_bond(sponsor, None, dispute.compensation),
				)
			},
			Some(Verdict::Upheld) => {
				let forfeited = Self::void(study, item, arbiter)?;
				// What a cheap contribution cannot pay: the arbiter must not earn less by one
				// verdict than by another.
				let rest = item.fee.saturating_sub(item.price);
				let paid = Self::pay_bond(sponsor, arbiter, rest);
				Self::pay_bond(sponsor, None, item.fee.saturating_sub(rest));
				(
					forfeited.saturating_add(paid),
					Self::pay_bond(sponsor, None, dispute.compensation),
				)
			},
		};
		if let Some(Appeal::Sponsor { bond, lost }) = item.appeal {
			let to = Some(subject).filter(|_| lost);
			to_subject = to_subject.saturating_add(Self::pay_bond(sponsor, to, bond));
		}
		Disputed::<T>::remove((study, subject, dataset));
		Self::deposit_event(Event::ContributionDecided {
			dispute: id,
			subject: subject.clone(),
			dataset: *dataset,
			verdict: item.verdict,
			to_arbiter,
			to_subject,
		});
		Ok(())
	}

	/// Forfeits the price. Returns what the arbiter got of it: its fee, or the whole price if that
	/// is less; nothing if its account cannot take it.
	fn void(
		study: StudyId,
		item: &ItemOf<T>,
		arbiter: Option<&T::AccountId>,
	) -> Result<BalanceOf<T>, DispatchError> {
		let (subject, dataset) = (&item.subject, &item.dataset);
		let fee = item.fee.min(item.price);
		if let Some(arbiter) = arbiter.filter(|_| !fee.is_zero()) {
			// Whether an account that cannot take it is an error is up to the studies.
			let before = T::Currency::total_balance(arbiter);
			let voided = with_storage_layer::<_, DispatchError, _>(|| {
				T::Contributions::void(study, subject, dataset, Some((arbiter, fee)))
					.map_err(Into::into)
			});
			if voided.is_ok() {
				return Ok(T::Currency::total_balance(arbiter).saturating_sub(before));
			}
		}
		T::Contributions::void(study, subject, dataset, None).map_err(Into::into)?;
		Ok(Zero::zero())
	}
}
