//! What the view functions return.

use crate::{
	pallet::{Config, Counted, Current, Epochs, Owed, Pallet},
	types::{PoolInfo, RewardInfo, Running},
	BalanceOf,
};
use alloc::vec::Vec;
use sp_runtime::traits::Zero;

impl<T: Config> Pallet<T> {
	/// The pool and the epoch that runs.
	pub(crate) fn pool_info() -> PoolInfo<T::AccountId, BalanceOf<T>> {
		let Running { number, ends, counted } = Current::<T>::get();
		PoolInfo {
			pot: Self::pot(),
			epoch: number,
			ends,
			counted,
			available: Self::available(),
			owed: Owed::<T>::get(),
			claimable_from: Self::claimable_from(number),
		}
	}

	/// The rewards of `who`, for every epoch that can be claimed and for the one that runs.
	pub(crate) fn rewards_of(who: &T::AccountId) -> Vec<RewardInfo<BalanceOf<T>>> {
		let running = Current::<T>::get().number;
		(Self::claimable_from(running)..=running)
			.filter_map(|epoch| {
				let counted = Counted::<T>::get(epoch, who)?;
				let reward = (epoch < running).then(|| {
					Epochs::<T>::get(epoch).map_or_else(Zero::zero, |ended| ended.reward(counted))
				});
				Some(RewardInfo { epoch, counted, reward })
			})
			.collect()
	}
}
