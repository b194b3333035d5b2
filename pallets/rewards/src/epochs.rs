//! Epochs: how they end, are claimed, expire and are cleaned away.
//!
//! Epochs are numbered one after the other. While the chain runs, one ends each time the clock
//! passes a multiple of the length. While the chain stands still none ends, however long that
//! lasts; so the time to claim, which is a number of epochs, does not run out meanwhile.

use crate::{
	pallet::{
		CleanFrom, Config, Counted, Current, EpochLength, Epochs, Error, Event, Owed, Pallet,
	},
	types::{Ended, EpochIndex, Running},
	weights::WeightInfo,
	BalanceOf, MAX_PAGE,
};
use epione_support::clock;
use frame_support::{
	dispatch::DispatchResult,
	ensure,
	traits::{
		fungible::{Inspect, Mutate},
		tokens::{Preservation::Preserve, Provenance},
		Get,
	},
	weights::WeightMeter,
};
use sp_runtime::traits::{AccountIdConversion, Saturating, Zero};

impl<T: Config> Pallet<T> {
	/// The account that holds the pool.
	pub fn pot() -> T::AccountId {
		T::PalletId::get().into_account_truncating()
	}

	/// The pot's balance less its existential deposit and what is owed for earlier epochs.
	pub(crate) fn available() -> BalanceOf<T> {
		T::Currency::balance(&Self::pot())
			.saturating_sub(T::Currency::minimum_balance())
			.saturating_sub(Owed::<T>::get())
	}

	/// The first epoch whose rewards can still be claimed while `running` runs.
	pub(crate) fn claimable_from(running: EpochIndex) -> EpochIndex {
		running.saturating_sub(T::ClaimEpochs::get())
	}

	/// Ends the epoch that runs if its time is over, and lets the oldest one expire. Returns
	/// whether it did.
	pub(crate) fn end_epoch_if_over() -> bool {
		let now = clock::now::<T::Time>();
		let running = Current::<T>::get();
		if now < running.ends {
			return false;
		}
		let next = running.number.saturating_add(1);
		// Before the pool is counted, so that what comes back is paid out again at once.
		if let Some(oldest) = running.number.checked_sub(T::ClaimEpochs::get()) {
			Self::expire(oldest);
		}
		let available = Self::available();
		let counted = running.counted;
		let payable = available.min(counted);
		if !payable.is_zero() {
			let ended = Ended { counted, payable, left: payable, unclaimed: counted };
			Epochs::<T>::insert(running.number, ended);
			Owed::<T>::mutate(|owed| owed.saturating_accrue(payable));
		}
		// On the multiples of the length, whenever the first block comes.
		let length = EpochLength::<T>::get().max(1);
		let ends = now.saturating_sub(now.checked_rem(length).unwrap_or(0)).saturating_add(length);
		Current::<T>::put(Running { number: next, ends, counted: Zero::zero() });
		Self::deposit_event(Event::EpochEnded {
			epoch: running.number,
			counted,
			payable,
			rolled_over: available.saturating_sub(payable),
		});
		true
	}

	/// Returns to the pool what nobody claimed. The records are cleaned away later.
	fn expire(epoch: EpochIndex) {
		if let Some(ended) = Epochs::<T>::take(epoch) {
			Owed::<T>::mutate(|owed| owed.saturating_reduce(ended.left));
			Self::deposit_event(Event::EpochExpired { epoch, returned: ended.left });
		}
	}

	/// Pays `who`'s reward for an epoch, once.
	pub(crate) fn do_claim(who: T::AccountId, epoch: EpochIndex) -> DispatchResult {
		let running = Current::<T>::get().number;
		ensure!(epoch < running, Error::<T>::EpochNotOver);
		ensure!(epoch >= Self::claimable_from(running), Error::<T>::ClaimPeriodOver);
		let counted = Counted::<T>::get(epoch, &who).ok_or(Error::<T>::NothingToClaim)?;
		let mut ended = Epochs::<T>::get(epoch).ok_or(Error::<T>::PoolWasEmpty)?;
		let amount = ended.reward(counted);
		let fits = T::Currency::can_deposit(&who, amount, Provenance::Extant).into_result().is_ok();
		ensure!(!amount.is_zero() && fits, Error::<T>::RewardTooSmall);
		T::Currency::transfer(&Self::pot(), &who, amount, Preserve)?;
		Counted::<T>::remove(epoch, &who);
		ended.pay(counted, amount);
		let mut done = amount;
		if ended.unclaimed.is_zero() {
			// What rounding left is the pool's again.
			done.saturating_accrue(ended.left);
			Epochs::<T>::remove(epoch);
		} else {
			Epochs::<T>::insert(epoch, ended);
		}
		Owed::<T>::mutate(|owed| owed.saturating_reduce(done));
		Self::deposit_event(Event::Claimed { contributor: who, epoch, amount });
		Ok(())
	}

	/// Makes at most `limit` steps of cleaning, each the removal of a record or the end of an
	/// epoch. Returns how many it made.
	pub(crate) fn do_clean(limit: u32) -> u32 {
		let until = Self::claimable_from(Current::<T>::get().number);
		let from = CleanFrom::<T>::get();
		let (mut epoch, mut steps, mut records) = (from, 0u32, 0u32);
		while epoch < until && steps < limit {
			let budget = limit.saturating_sub(steps);
			let removed = Counted::<T>::drain_prefix(epoch).take(budget as usize).count() as u32;
			records.saturating_accrue(removed);
			steps.saturating_accrue(removed);
			if removed < budget {
				epoch.saturating_inc();
				steps.saturating_inc();
			}
		}
		if epoch != from {
			CleanFrom::<T>::put(epoch);
		}
		if records > 0 {
			Self::deposit_event(Event::Cleaned { records });
		}
		steps
	}

	/// Cleans as far as the weight goes.
	pub(crate) fn clean_within(meter: &mut WeightMeter) {
		let base = T::WeightInfo::clean(0);
		if meter.try_consume(base).is_err() {
			return;
		}
		let each = T::WeightInfo::clean(1).saturating_sub(base);
		let steps = meter.remaining().checked_div_per_component(&each).unwrap_or(u64::MAX);
		let limit = steps.min(MAX_PAGE.into()) as u32;
		let made = Self::do_clean(limit);
		meter.consume(each.saturating_mul(made.into()));
	}
}
