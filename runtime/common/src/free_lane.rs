//! # Free lane
//!
//! Counts the refusals that go into a block free of charge, per account and in all, so that the
//! lane of [`ChargeOrFree`](crate::ChargeOrFree) cannot crowd out paid transactions. What exceeds
//! the count is not refused: it waits in the pool for a later block.
//!
//! Each account's *first* transaction in a block does not count towards [`Config::MaxPerBlock`];
//! only those after it do. So a few accounts that send thousands of refusals wait for each other,
//! and somebody who sends one goes into the next block past all of them.
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
//! [`Surplus`] is no more than what they took beyond one each, and none passes its bound.

use crate::charge::{ChargePolicy, WhoPays};
use codec::DecodeLimit;
use frame_support::{dispatch::GetDispatchInfo, pallet_prelude::*};
use frame_system::pallet_prelude::*;
use sp_runtime::Saturating;

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

		/// Most refusals by one account in a block that are free. At least 16, the most in one
		/// transaction: one with more could never be included.
		#[pallet::constant]
		type MaxPerAccount: Get<u32>;

		/// Most refusals in a block that are free, besides each account's first transaction.
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

	/// Free refusals in this block besides each account's first transaction.
	#[pallet::storage]
	pub type Surplus<T: Config> = StorageValue<_, u32, ValueQuery>;

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
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}
}

impl<T: Config> Pallet<T> {
	/// Whether `count` more free refusals by `who` fit into this block.
	pub fn has_room(who: &T::AccountId, count: u32) -> bool {
		let taken = Taken::<T>::get(who);
		taken.saturating_add(count) <= T::MaxPerAccount::get()
			&& if taken == 0 {
				Accounts::<T>::get() < T::MaxAccounts::get()
			} else {
				Surplus::<T>::get().saturating_add(count) <= T::MaxPerBlock::get()
			}
	}

	/// Counts `count` free refusals by `who`. Returns `false`, and counts nothing, if they do not
	/// fit into this block.
	#[must_use]
	pub fn take(who: &T::AccountId, count: u32) -> bool {
		if !Self::has_room(who, count) {
			return false;
		}
		let before = Taken::<T>::mutate(who, |taken| {
			let before = *taken;
			taken.saturating_accrue(count);
			before
		});
		if before == 0 {
			Accounts::<T>::mutate(|accounts| accounts.saturating_inc());
		} else {
			Surplus::<T>::mutate(|surplus| surplus.saturating_accrue(count));
		}
		true
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
		let (mut accounts, mut beyond) = (0u32, 0u32);
		for (_, taken) in Taken::<T>::iter() {
			ensure!(taken > 0, "counters_agree: an account with nothing");
			ensure!(taken <= T::MaxPerAccount::get(), "counters_agree: account over its bound");
			accounts.saturating_inc();
			beyond.saturating_accrue(taken.saturating_sub(1));
		}
		ensure!(accounts == Accounts::<T>::get(), "counters_agree: accounts");
		ensure!(accounts <= T::MaxAccounts::get(), "counters_agree: too many accounts");
		let surplus = Surplus::<T>::get();
		ensure!(surplus <= beyond, "counters_agree: surplus");
		ensure!(surplus <= T::MaxPerBlock::get(), "counters_agree: block over its bound");
		Ok(())
	}
}
