//! # Free lane
//!
//! Bounds the refusals that go into a block free of charge by their weight: [`Config::Share`] of
//! what the block's mandatory work leaves, or of what is reserved for Operational calls if it
//! leaves less. The rest stays with what is paid for. What does not fit is not refused: it waits in
//! the pool for a later block.
//!
//! They are counted besides, per account and in all. An account's first transaction in a block has
//! a place of its own if it is *one* refusal; whatever comes after it, and every batch, counts
//! towards [`Config::MaxPerBlock`]. With the priorities in the pool, where single refusals precede
//! all batches and everybody's first precedes anybody's second, somebody who sends one refusal goes
//! into a block past all batches and all queues; `n` accounts with one each need `n` times its
//! weight.
//!
//! The pallet has no calls. Its counters live for one block only: they are removed when the block
//! is finalised, so they are never in the state between blocks and a node that validates a
//! transaction for its pool always finds them at zero.
//!
//! For wallets it also has a query, `payer`: who would pay for a call.
//!
//! **Contract.** `ChargeOrFree` asks [`Pallet::has_room`] when it validates and calls
//! [`Pallet::take`] when it applies a transaction. [`Config::Policy`] says what is free, refused or
//! paid.
//!
//! **Invariants.** `counters_agree`: within a block, [`Accounts`] counts the entries of [`Taken`],
//! [`Surplus`] is what they took, less at most one each, and none passes its bound, nor does
//! [`Used`] pass the lane's share.

use crate::charge::{ChargePolicy, WhoPays};
use codec::DecodeLimit;
use frame_support::{
	dispatch::{DispatchClass, GetDispatchInfo},
	pallet_prelude::*,
};
use frame_system::pallet_prelude::*;
use sp_runtime::{Perbill, Saturating};

pub use pallet::*;
pub use weights::WeightInfo;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
pub mod weights;

/// What a transaction has besides its call, in bytes: signature, account, extensions.
const ENVELOPE_LENGTH: usize = 150;

/// See the module.
#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use alloc::vec::Vec;

	#[pallet::pallet]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config {
		/// What is free, what is refused and who pays for the rest.
		type Policy: ChargePolicy<Self::AccountId, Self::RuntimeCall>;

		/// Share of a block that free refusals may fill.
		#[pallet::constant]
		type Share: Get<Perbill>;

		/// Most refusals by one account in a block that are free. At least 16, the most in one
		/// transaction: one with more could never be included.
		#[pallet::constant]
		type MaxPerAccount: Get<u32>;

		/// Most refusals in a block that are free, besides each account's first if that is single.
		#[pallet::constant]
		type MaxPerBlock: Get<u32>;

		/// Most accounts that refuse for free in a block.
		#[pallet::constant]
		type MaxAccounts: Get<u32>;

		/// Weights.
		type WeightInfo: WeightInfo;
	}

	/// Free refusals in this block, by account.
	// Never in the state between blocks, so the hasher need not resist anybody.
	#[pallet::storage]
	pub type Taken<T: Config> = StorageMap<_, Twox64Concat, T::AccountId, u32, ValueQuery>;

	/// Accounts with free refusals in this block.
	#[pallet::storage]
	pub type Accounts<T: Config> = StorageValue<_, u32, ValueQuery>;

	/// Free refusals in this block besides each account's first if that was single.
	#[pallet::storage]
	pub type Surplus<T: Config> = StorageValue<_, u32, ValueQuery>;

	/// The declared weight of the free transactions in this block.
	#[pallet::storage]
	pub type Used<T: Config> = StorageValue<_, Weight, ValueQuery>;

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// Who would pay for `call`, the encoded call, if `account` sent it now without a tip.
		///
		/// The transaction's length and the weight of its extensions are estimated, so the result
		/// may be wrong where an allowance is all but spent.
		pub fn payer(account: T::AccountId, call: Vec<u8>) -> WhoPays {
			Self::who_pays(&account, &call)
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn on_initialize(_: BlockNumberFor<T>) -> Weight {
			// For `on_finalize`. What removing a counter costs is paid for by `take`'s weight.
			T::WeightInfo::on_finalize()
		}

		fn on_finalize(_: BlockNumberFor<T>) {
			if Accounts::<T>::take() > 0 {
				Surplus::<T>::kill();
				Used::<T>::kill();
				// All of them are of this block, so none is in the backend and no limit applies.
				let _ = Taken::<T>::clear(u32::MAX, None);
			}
		}

		#[cfg(feature = "std")]
		fn integrity_test() {
			use crate::charge::MAX_REFUSALS;
			assert!(
				T::MaxPerAccount::get() >= MAX_REFUSALS,
				"a transaction of MAX_REFUSALS refusals must fit into a block"
			);
			assert!(
				T::MaxPerBlock::get() >= T::MaxPerAccount::get(),
				"one account's share must fit into a block"
			);
			assert!(T::Share::get() > Perbill::zero(), "refusals must have a share of a block");
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}
}

/// Whether a transaction of `count` refusals has a place of its own: its signer's first, if single.
fn has_place(taken: u32, count: u32) -> bool {
	taken == 0 && count == 1
}

impl<T: Config> Pallet<T> {
	/// The most weight that free refusals may take up in this block.
	pub fn limit() -> Weight {
		let limits = T::BlockWeights::get();
		let block = frame_system::Pallet::<T>::block_weight();
		let left = limits.max_block.saturating_sub(*block.get(DispatchClass::Mandatory));
		let reserved = limits.get(DispatchClass::Operational).reserved.unwrap_or_default();
		T::Share::get() * left.max(reserved)
	}

	/// Whether a transaction of `count` more free refusals by `who`, of this weight, fits into this
	/// block.
	pub fn has_room(who: &T::AccountId, count: u32, weight: Weight) -> bool {
		let taken = Taken::<T>::get(who);
		Used::<T>::get().saturating_add(weight).all_lte(Self::limit())
			&& taken.saturating_add(count) <= T::MaxPerAccount::get()
			&& (taken > 0 || Accounts::<T>::get() < T::MaxAccounts::get())
			&& (has_place(taken, count)
				|| Surplus::<T>::get().saturating_add(count) <= T::MaxPerBlock::get())
	}

	/// Counts a transaction of `count` free refusals by `who`, of this weight. Returns `false`, and
	/// counts nothing, if it does not fit into this block.
	#[must_use]
	pub fn take(who: &T::AccountId, count: u32, weight: Weight) -> bool {
		if !Self::has_room(who, count, weight) {
			return false;
		}
		let before = Taken::<T>::mutate(who, |taken| {
			let before = *taken;
			taken.saturating_accrue(count);
			before
		});
		if before == 0 {
			Accounts::<T>::mutate(|accounts| accounts.saturating_inc());
		}
		if !has_place(before, count) {
			Surplus::<T>::mutate(|surplus| surplus.saturating_accrue(count));
		}
		Used::<T>::mutate(|used| used.saturating_accrue(weight));
		true
	}

	/// What [`Self::take`] costs, with removing the counters at the end of the block.
	pub fn take_weight() -> Weight {
		// `Used` is younger than the measured figure.
		T::WeightInfo::take().saturating_add(T::DbWeight::get().reads_writes(1, 1))
	}

	fn who_pays(account: &T::AccountId, encoded: &[u8]) -> WhoPays {
		let depth = frame_support::MAX_EXTRINSIC_DEPTH;
		let Ok(call) = T::RuntimeCall::decode_all_with_depth_limit(depth, &mut &encoded[..]) else {
			return WhoPays::Undecodable;
		};
		let mut info = call.get_dispatch_info();
		info.extension_weight.saturating_accrue(T::Policy::weight(&call));
		let len = encoded.len().saturating_add(ENVELOPE_LENGTH);
		T::Policy::decide(account, &call, &info, len).into()
	}

	/// The pallet's invariants.
	#[cfg(any(feature = "std", feature = "try-runtime"))]
	pub fn do_try_state() -> Result<(), sp_runtime::TryRuntimeError> {
		let (mut accounts, mut all) = (0u32, 0u32);
		for (_, taken) in Taken::<T>::iter() {
			ensure!(taken > 0, "counters_agree: an account with nothing");
			ensure!(taken <= T::MaxPerAccount::get(), "counters_agree: account over its bound");
			accounts.saturating_inc();
			all.saturating_accrue(taken);
		}
		ensure!(accounts == Accounts::<T>::get(), "counters_agree: accounts");
		ensure!(accounts <= T::MaxAccounts::get(), "counters_agree: too many accounts");
		let surplus = Surplus::<T>::get();
		ensure!(surplus <= all, "counters_agree: surplus");
		ensure!(all <= surplus.saturating_add(accounts), "counters_agree: too many first ones");
		ensure!(surplus <= T::MaxPerBlock::get(), "counters_agree: block over its bound");
		let used = Used::<T>::get();
		ensure!(accounts > 0 || used == Weight::zero(), "counters_agree: weight of nothing");
		// Mandatory work may have made the block's own share smaller since.
		let share = T::Share::get() * T::BlockWeights::get().max_block;
		ensure!(used.all_lte(share), "counters_agree: weight over its bound");
		Ok(())
	}
}
