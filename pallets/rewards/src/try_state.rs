//! What must hold of the state at any time. The crate's page lists the invariants by name.
#![allow(clippy::arithmetic_side_effects)]

use crate::{
	pallet::{
		CleanFrom, Config, Counted, Current, CurrentSplit, EpochLength, Epochs, Owed, Pallet,
	},
	types::EpochIndex,
	BalanceOf,
};
use alloc::collections::BTreeMap;
use frame_support::{ensure, traits::fungible::Inspect};
use sp_runtime::{
	traits::{Saturating, Zero},
	TryRuntimeError,
};

impl<T: Config> Pallet<T> {
	/// Checks every invariant; the error names the first that is broken.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		Self::check_epochs()?;
		Self::check_records()?;
		Self::check_owed()?;
		let split = CurrentSplit::<T>::get();
		ensure!(Self::ensure_split(&split).is_ok(), "split_is_within_bounds");
		ensure!(EpochLength::<T>::get() > 0, "epochs_take_time");
		Ok(())
	}

	fn check_epochs() -> Result<(), TryRuntimeError> {
		let running = Current::<T>::get().number;
		for (epoch, ended) in Epochs::<T>::iter() {
			ensure!(
				(Self::claimable_from(running)..running).contains(&epoch)
					&& !ended.payable.is_zero()
					&& ended.payable <= ended.counted
					&& ended.left <= ended.payable
					&& !ended.unclaimed.is_zero()
					&& ended.unclaimed <= ended.counted,
				"epochs_are_sound"
			);
		}
		Ok(())
	}

	fn check_records() -> Result<(), TryRuntimeError> {
		let running = Current::<T>::get();
		let mut counted = BTreeMap::<EpochIndex, BalanceOf<T>>::new();
		let mut rewards = BTreeMap::<EpochIndex, BalanceOf<T>>::new();
		for (epoch, _, amount) in Counted::<T>::iter() {
			let known = CleanFrom::<T>::get()..=running.number;
			ensure!(known.contains(&epoch) && !amount.is_zero(), "records_have_an_epoch");
			counted.entry(epoch).or_default().saturating_accrue(amount);
			if let Some(ended) = Epochs::<T>::get(epoch) {
				rewards.entry(epoch).or_default().saturating_accrue(ended.reward(amount));
			}
		}
		let sum = |epoch| counted.get(&epoch).copied().unwrap_or_default();
		ensure!(running.counted == sum(running.number), "counted_adds_up");
		for (epoch, ended) in Epochs::<T>::iter() {
			ensure!(ended.unclaimed == sum(epoch), "counted_adds_up");
			let claims = rewards.get(&epoch).copied().unwrap_or_default();
			ensure!(claims <= ended.left, "left_covers_claims");
		}
		Ok(())
	}

	fn check_owed() -> Result<(), TryRuntimeError> {
		let owed = Owed::<T>::get();
		let left = Epochs::<T>::iter_values()
			.fold(BalanceOf::<T>::zero(), |sum, ended| sum.saturating_add(ended.left));
		ensure!(owed == left, "owed_adds_up");
		let needed = owed.saturating_add(T::Currency::minimum_balance());
		ensure!(owed.is_zero() || T::Currency::balance(&Self::pot()) >= needed, "pot_covers_owed");
		Ok(())
	}
}
