//! What `pallet-disputes` does to contributions: it stops a payment, and lets it go one way or the
//! other.

use super::*;
use crate::outcome::Unpaid;
use epione_primitives::traits::{DisputedContributions, Stake};
use frame_support::traits::tokens::Preservation::Preserve;
use sp_runtime::traits::{Saturating, Zero};

impl<T: Config> Pallet<T> {
	/// A contribution whose payment a dispute stopped.
	fn frozen(name: &ContributionKey<T>) -> Result<ContributionOf<T>, Error<T>> {
		let contribution =
			Contributions::<T>::get(name.clone()).ok_or(Error::<T>::ContributionNotFound)?;
		ensure!(contribution.status == Status::Disputed, Error::<T>::NotDisputed);
		Ok(contribution)
	}

	/// Pays an arbiter out of a price that goes back to its study; answers how much. Nobody waits for an
	/// arbiter that cannot be paid: then the study keeps the fee.
	pub(crate) fn pay_arbiter(
		holder: &GranteeOf<T>,
		arbiter: Option<(T::AccountId, BalanceOf<T>)>,
		price: BalanceOf<T>,
	) -> BalanceOf<T> {
		let (Grantee::Study(study), Some((arbiter, fee))) = (holder, arbiter) else {
			return Zero::zero();
		};
		let fee = fee.min(price);
		match T::Currency::transfer(&Self::pot(*study), &arbiter, fee, Preserve) {
			Ok(paid) => paid,
			Err(error) => {
				log::warn!(target: LOG_TARGET, "an arbiter cannot be paid: {error:?}");
				Zero::zero()
			},
		}
	}
}

impl<T: Config> DisputedContributions<T::AccountId> for Pallet<T> {
	type Balance = BalanceOf<T>;
	type Error = DispatchError;

	fn sponsor(study: StudyId) -> Option<T::AccountId> {
		Studies::<T>::get(study).map(|study| study.sponsor)
	}

	fn live_now() -> Moment {
		Self::live_moment()
	}

	fn freeze(
		study: StudyId,
		subject: &T::AccountId,
		dataset: &Digest,
	) -> Result<Stake<T::AccountId, BalanceOf<T>>, DispatchError> {
		let name: ContributionKey<T> = (Grantee::Study(study), subject.clone(), *dataset);
		let mut contribution =
			Contributions::<T>::get(name.clone()).ok_or(Error::<T>::ContributionNotFound)?;
		ensure!(contribution.status == Status::Delivered, Error::<T>::NotDelivered);
		let settles_at = contribution.due.unwrap_or_default();
		ensure!(Self::live_now() < settles_at, Error::<T>::WindowOver);
		let mut participation = Participations::<T>::get(&name.0, subject);
		// It is not paid anyway; there is nothing to win.
		let barred = Self::is_barred(&name.0, &participation, contribution.device.as_ref());
		ensure!(!barred, Error::<T>::Barred);

		Self::take_off_agenda(settles_at, &name);
		let stake = Stake { device: contribution.device.clone(), price: contribution.price };
		contribution.status = Status::Disputed;
		contribution.due = None;
		participation.disputed.saturating_inc();
		Participations::<T>::insert(&name.0, subject, participation);
		Contributions::<T>::insert(name, contribution);
		let (subject, dataset) = (subject.clone(), *dataset);
		Self::deposit_event(Event::Frozen { study, subject, dataset });
		Ok(stake)
	}

	fn release(study: StudyId, subject: &T::AccountId, dataset: &Digest) -> DispatchResult {
		let name: ContributionKey<T> = (Grantee::Study(study), subject.clone(), *dataset);
		let contribution = Self::frozen(&name)?;
		Self::conclude(name, contribution)
	}

	fn void(
		study: StudyId,
		subject: &T::AccountId,
		dataset: &Digest,
		arbiter: Option<(&T::AccountId, BalanceOf<T>)>,
	) -> DispatchResult {
		let name: ContributionKey<T> = (Grantee::Study(study), subject.clone(), *dataset);
		let contribution = Self::frozen(&name)?;
		Participations::<T>::mutate(&name.0, subject, |participation| participation.barred = true);
		if let Some(device) = &contribution.device {
			DeviceUses::<T>::mutate(study, device, |uses| uses.barred = true);
		}
		let arbiter = arbiter.map(|(arbiter, fee)| (arbiter.clone(), fee));
		Self::refuse_payment(name, contribution, Unpaid::Voided(arbiter))
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn set_up(sponsor: &T::AccountId, number: u32) -> (StudyId, T::AccountId, Digest) {
		benchmarking::delivered_to::<T>(sponsor, number)
	}
}
