//! What `pallet-disputes` does to contributions: it stops a payment (`freeze`), and lets it go one
//! way or the other: `acquit`, by a verdict, pays the participant; `release`, without one, pays as
//! `settle` would; `void` gives the price back.

#[cfg(feature = "runtime-benchmarks")]
use crate::benchmarking;
use crate::{
	acts::outcome::{self, Unpaid},
	ground::{agenda, clock},
	BalanceOf, Config, ContributionKey, ContributionOf, Contributions, DeviceUses, Error, Event,
	Pallet, Participations, Status, Studies,
};
use epione_primitives::{
	traits::{DisputedContributions, Stake},
	Digest, Grantee, StudyId,
};
use frame_support::ensure;
use sp_runtime::{traits::Saturating, DispatchError, DispatchResult};

/// A contribution whose payment a dispute stopped.
fn frozen<T: Config>(key: &ContributionKey<T>) -> Result<ContributionOf<T>, Error<T>> {
	let contribution =
		Contributions::<T>::get(key.clone()).ok_or(Error::<T>::ContributionNotFound)?;
	ensure!(contribution.status == Status::Disputed, Error::<T>::NotDisputed);
	Ok(contribution)
}

impl<T: Config> DisputedContributions<T::AccountId> for Pallet<T> {
	type Balance = BalanceOf<T>;
	type Error = DispatchError;

	fn sponsor(study: StudyId) -> Option<T::AccountId> {
		Studies::<T>::get(study).map(|study| study.sponsor)
	}

	fn freeze(
		study: StudyId,
		subject: &T::AccountId,
		dataset: &Digest,
	) -> Result<Stake<T::AccountId, BalanceOf<T>>, DispatchError> {
		let key: ContributionKey<T> = (Grantee::Study(study), subject.clone(), *dataset);
		let mut contribution =
			Contributions::<T>::get(key.clone()).ok_or(Error::<T>::ContributionNotFound)?;
		ensure!(contribution.status == Status::Delivered, Error::<T>::NotDelivered);
		let settles_at = contribution.due.unwrap_or_default();
		ensure!(clock::live_now::<T>() < settles_at, Error::<T>::WindowOver);
		let mut participation = Participations::<T>::get(&key.0, subject);
		// It is not paid anyway; there is nothing to win.
		ensure!(!participation.barred, Error::<T>::Barred);

		agenda::remove::<T>(settles_at, &key);
		let stake = Stake { device: contribution.device.clone(), price: contribution.price };
		contribution.status = Status::Disputed;
		contribution.due = None;
		participation.disputed.saturating_inc();
		Participations::<T>::insert(&key.0, subject, participation);
		Contributions::<T>::insert(key, contribution);
		let (subject, dataset) = (subject.clone(), *dataset);
		Self::deposit_event(Event::Frozen { study, subject, dataset });
		Ok(stake)
	}

	fn acquit(study: StudyId, subject: &T::AccountId, dataset: &Digest) -> DispatchResult {
		let key: ContributionKey<T> = (Grantee::Study(study), subject.clone(), *dataset);
		let contribution = frozen::<T>(&key)?;
		outcome::pay_or_forfeit::<T>(key, contribution)
	}

	fn release(study: StudyId, subject: &T::AccountId, dataset: &Digest) -> DispatchResult {
		let key: ContributionKey<T> = (Grantee::Study(study), subject.clone(), *dataset);
		let contribution = frozen::<T>(&key)?;
		outcome::pay_or_refund::<T>(key, contribution)
	}

	fn void(
		study: StudyId,
		subject: &T::AccountId,
		dataset: &Digest,
		arbiter: Option<(&T::AccountId, BalanceOf<T>)>,
	) -> DispatchResult {
		let key: ContributionKey<T> = (Grantee::Study(study), subject.clone(), *dataset);
		let contribution = frozen::<T>(&key)?;
		Participations::<T>::mutate(&key.0, subject, |participation| participation.barred = true);
		if let Some(device) = &contribution.device {
			DeviceUses::<T>::mutate(study, device, |uses| uses.lost_dispute = true);
		}
		let arbiter = arbiter.map(|(arbiter, fee)| (arbiter.clone(), fee));
		outcome::refund::<T>(key, contribution, Unpaid::Voided(arbiter))
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn set_up(sponsor: &T::AccountId, number: u32) -> (StudyId, T::AccountId, Digest) {
		benchmarking::delivered_to::<T>(sponsor, number)
	}
}
