//! How the protocol's share of a payment is split.

#[cfg(feature = "std")]
use crate::MAX_PAGE;
use crate::{
	pallet::{Config, Counted, Current, CurrentSplit, Error, Event, Pallet},
	types::{Bounds, Split},
	BalanceOf, LOG_TARGET,
};
use epione_primitives::traits::OnSettled;
use frame_support::{
	ensure,
	traits::{
		fungible::{Inspect, Mutate},
		tokens::{Preservation::Preserve, Provenance},
		Get,
	},
};
use sp_runtime::traits::{Saturating, Zero};

impl<T: Config> Pallet<T> {
	/// Whether the council may set `split`.
	pub(crate) fn ensure_split(split: &Split) -> Result<(), Error<T>> {
		let bounds = T::SplitBounds::get();
		let treasury = split.treasury().ok_or(Error::<T>::PartsExceedWhole)?;
		ensure!(bounds.author.contains(split.author), Error::<T>::AuthorPartOutOfBounds);
		ensure!(bounds.pool.contains(split.pool), Error::<T>::PoolPartOutOfBounds);
		ensure!(bounds.treasury.contains(treasury), Error::<T>::TreasuryPartOutOfBounds);
		Ok(())
	}

	/// Checks the constants, which only an upgrade of the runtime changes.
	#[cfg(feature = "std")]
	pub(crate) fn check_constants() {
		use sp_runtime::Permill;
		let Bounds { author, pool, treasury } = T::SplitBounds::get();
		for (range, name) in [(author, "author"), (pool, "pool"), (treasury, "treasury")] {
			assert!(range.least <= range.most, "{name}: least part above the greatest");
		}
		// The author's part is what a wash trade loses for certain where the author is somebody
		// else, and what is never counted: something must be left besides it.
		assert!(author.most < Permill::one(), "nothing left of a share but the author's part");
		assert!(Self::ensure_split(&Split::DEFAULT).is_ok(), "default split outside the bounds");
		let window = T::ClaimEpochs::get();
		assert!((1..=MAX_PAGE).contains(&window), "time to claim: 1 to {MAX_PAGE} epochs");
		assert!(!T::LeastCounted::get().is_zero(), "records would cost nothing");
	}

	/// Pays `amount` out of the protocol's account. Returns what was paid: what cannot be paid
	/// stays in the treasury, since a settlement waits for nobody.
	fn pay_part(to: &T::AccountId, amount: BalanceOf<T>) -> BalanceOf<T> {
		if amount.is_zero()
			|| T::Currency::can_deposit(to, amount, Provenance::Extant).into_result().is_err()
		{
			return Zero::zero();
		}
		match T::Currency::transfer(&T::ProtocolAccount::get(), to, amount, Preserve) {
			Ok(_) => amount,
			Err(error) => {
				log::warn!(target: LOG_TARGET, "a part of the protocol's share stays there: {error:?}");
				Zero::zero()
			},
		}
	}

	/// Adds to what is counted for `who` in the epoch that runs.
	fn count(who: &T::AccountId, amount: BalanceOf<T>) {
		Current::<T>::mutate(|running| {
			running.counted.saturating_accrue(amount);
			Counted::<T>::mutate(running.number, who, |counted| {
				counted.get_or_insert_with(Zero::zero).saturating_accrue(amount);
			});
		});
	}
}

impl<T: Config> OnSettled<T::AccountId, BalanceOf<T>> for Pallet<T> {
	fn settled(contributor: &T::AccountId, share: BalanceOf<T>) {
		if share.is_zero() {
			return;
		}
		let split = CurrentSplit::<T>::get();
		let author_part = split.author.mul_ceil(share);
		let pool_part = split.pool.mul_floor(share).min(share.saturating_sub(author_part));
		let to_author =
			T::Author::get().map_or_else(Zero::zero, |author| Self::pay_part(&author, author_part));
		let to_pool = Self::pay_part(&Self::pot(), pool_part);
		// The author's part is never counted, whether somebody could take it or not.
		let mut counted = share.saturating_sub(author_part);
		if counted < T::LeastCounted::get() {
			counted = Zero::zero();
		} else {
			Self::count(contributor, counted);
		}
		Self::deposit_event(Event::ShareSplit {
			contributor: contributor.clone(),
			share,
			to_author,
			to_pool,
			counted,
		});
	}
}
