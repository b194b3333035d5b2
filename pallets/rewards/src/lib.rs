#![doc = include_str!("../README.md")]
//!
//! # Scenario: a day's data is bought, and rewarded
//!
//! 1. Alice contributes to a study and is paid; the protocol's share is split, and what did not go
//!    to the block's author is counted for her. Bob's contribution was twice as dear.
//! 2. A foundation donates to the pool.
//! 3. The day ends. Alice claims; somebody else claims for Bob.
//! 4. There is nothing to claim a second time. What the pool did not pay stays in it for the next
//!    day.
#![doc = docify::embed!("src/tests/story.rs", a_days_data_is_bought_and_rewarded)]
//!
//! # Contract with other pallets
//!
//! - `pallet-studies` calls [`OnSettled::settled`] after every settled payment, with the protocol's
//!   share already in [`Config::ProtocolAccount`]. It never fails. Its weight is
//!   [`WeightInfo::settled`]; the caller's own benchmark contains it when it runs with this pallet.
//! - The treasury is the protocol's account: its part stays there.
//! - The pot is a plain account. Whoever transfers to it donates; the first existential deposit
//!   stays in it.
//!
//! [`OnSettled::settled`]: epione_primitives::traits::OnSettled::settled
//!
//! # Invariants
//!
//! Checked by `do_try_state` after every test; each has a test that corrupts the state.
//!
//! - `pot_covers_owed`: besides its existential deposit, the pot holds what is owed to contributors
//!   of earlier epochs.
//! - `owed_adds_up`: what is owed is the sum of what is left of the ended epochs.
//! - `counted_adds_up`: what is counted for an epoch, or unclaimed of it, is the sum of its
//!   contributors' records.
//! - `left_covers_claims`: what is left of an ended epoch pays every claim on it.
//! - `epochs_are_sound`: an ended epoch is within the time to claim, pays something, and no more
//!   than was counted; and somebody has not claimed.
//! - `records_have_an_epoch`: no record is of an epoch to come, or of one that was cleaned.
//! - `split_is_within_bounds`: the split is one that the council may set.
//! - `epochs_take_time`: an epoch is not of length zero.
#![cfg_attr(not(feature = "std"), no_std)]
#![cfg_attr(not(test), deny(clippy::arithmetic_side_effects))]

extern crate alloc;

use alloc::vec::Vec;
use epione_primitives::{Moment, DAY};
use frame_support::{
	pallet_prelude::*,
	traits::{
		fungible::{Inspect, Mutate},
		tokens::Preservation::Preserve,
		UnixTime,
	},
	weights::WeightMeter,
	PalletId,
};
use frame_system::pallet_prelude::*;
use sp_runtime::traits::{One, Zero};

pub use pallet::*;
pub use types::*;
pub use weights::WeightInfo;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod epochs;
#[cfg(test)]
mod mock;
mod queries;
mod shares;
#[cfg(test)]
mod tests;
#[cfg(any(feature = "std", feature = "try-runtime"))]
mod try_state;
pub mod types;
pub mod weights;

const LOG_TARGET: &str = "runtime::rewards";

/// Most steps of one `clean`, and most epochs for which rewards can be claimed.
pub const MAX_PAGE: u32 = 100;

/// Length of an epoch unless genesis says otherwise: a day.
pub const DEFAULT_EPOCH_LENGTH: Moment = DAY;

/// The runtime's account.
pub type AccountIdOf<T> = <T as frame_system::Config>::AccountId;
/// An amount in the runtime's currency.
pub type BalanceOf<T> = <<T as Config>::Currency as Inspect<AccountIdOf<T>>>::Balance;
/// The runtime's [`Running`] epoch.
pub type RunningOf<T> = Running<BalanceOf<T>>;
/// The runtime's [`Ended`] epoch.
pub type EndedOf<T> = Ended<BalanceOf<T>>;

/// The pallet.
#[frame_support::pallet]
pub mod pallet {
	use super::*;

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	/// The pallet.
	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// What the pallet needs from its runtime.
	#[pallet::config]
	pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
		/// The currency.
		type Currency: Mutate<Self::AccountId>;

		/// Where the protocol's shares arrive, and the treasury's part stays. Should exist from
		/// genesis on.
		type ProtocolAccount: Get<Self::AccountId>;

		/// The author of the block.
		type Author: Get<Option<Self::AccountId>>;

		/// Who sets the split.
		type CouncilOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// The clock.
		type Time: UnixTime;

		/// Makes the pot's account.
		#[pallet::constant]
		type PalletId: Get<PalletId>;

		/// For how many epochs after its own a reward can be claimed. At most 100.
		#[pallet::constant]
		type ClaimEpochs: Get<EpochIndex>;

		/// The least share, less the author's part, that is counted. A smaller one goes to author,
		/// pool and treasury all the same, but leaves no record: this pays for the records' state.
		#[pallet::constant]
		type LeastCounted: Get<BalanceOf<Self>>;

		/// The bounds within which the council may set the split.
		#[pallet::constant]
		type SplitBounds: Get<Bounds>;

		/// Weights of the calls.
		type WeightInfo: WeightInfo;

		/// Sets the clock.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: epione_primitives::traits::SetTime;
	}

	/// How the protocol's share of a price is split from now on.
	#[pallet::storage]
	pub type CurrentSplit<T> = StorageValue<_, Split, ValueQuery, DefaultSplit>;

	/// [`Split::DEFAULT`].
	#[pallet::type_value]
	pub fn DefaultSplit() -> Split {
		Split::DEFAULT
	}

	/// How long an epoch lasts, in milliseconds.
	#[pallet::storage]
	pub type EpochLength<T> = StorageValue<_, Moment, ValueQuery, DefaultEpochLength>;

	/// [`DEFAULT_EPOCH_LENGTH`].
	#[pallet::type_value]
	pub fn DefaultEpochLength() -> Moment {
		DEFAULT_EPOCH_LENGTH
	}

	/// The epoch that runs.
	#[pallet::storage]
	pub type Current<T: Config> = StorageValue<_, RunningOf<T>, ValueQuery>;

	/// Epochs that are over, while somebody can claim rewards of them.
	// Twox: the numbers are consecutive, nobody chooses them.
	#[pallet::storage]
	pub type Epochs<T: Config> = StorageMap<_, Twox64Concat, EpochIndex, EndedOf<T>>;

	/// What was counted for each contributor in each epoch, until it is claimed or has expired.
	// Twox: the numbers are consecutive, nobody chooses them. Blake2: accounts are chosen by their
	// owners.
	#[pallet::storage]
	pub type Counted<T: Config> =
		StorageDoubleMap<_, Twox64Concat, EpochIndex, Blake2_128Concat, T::AccountId, BalanceOf<T>>;

	/// The part of the pot that is kept back for rewards of epochs that are over.
	#[pallet::storage]
	pub type Owed<T: Config> = StorageValue<_, BalanceOf<T>, ValueQuery>;

	/// The first epoch whose records may not all have been cleaned away.
	#[pallet::storage]
	pub type CleanFrom<T> = StorageValue<_, EpochIndex, ValueQuery>;

	/// What the pallet starts with.
	#[pallet::genesis_config]
	pub struct GenesisConfig<T: Config> {
		/// How the protocol's share of a price is split. Within the bounds.
		pub split: Split,
		/// Length of an epoch, in milliseconds.
		pub epoch_length: Moment,
		/// Nothing.
		#[serde(skip)]
		pub _config: core::marker::PhantomData<T>,
	}

	impl<T: Config> Default for GenesisConfig<T> {
		fn default() -> Self {
			Self {
				split: Split::DEFAULT,
				epoch_length: DEFAULT_EPOCH_LENGTH,
				_config: Default::default(),
			}
		}
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			assert!(
				Pallet::<T>::ensure_split(&self.split).is_ok(),
				"genesis: rewards.split is outside the bounds"
			);
			assert!(self.epoch_length > 0, "genesis: rewards.epochLength is zero");
			CurrentSplit::<T>::put(self.split);
			EpochLength::<T>::put(self.epoch_length);
		}
	}

	/// What happened.
	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// The protocol's share of a settled payment was split. What went neither to the author nor
		/// to the pool stayed in the treasury.
		ShareSplit {
			/// Whose contribution was paid.
			contributor: T::AccountId,
			/// The whole share.
			share: BalanceOf<T>,
			/// What the author of the block got.
			to_author: BalanceOf<T>,
			/// What the pool got.
			to_pool: BalanceOf<T>,
			/// What was counted for the contributor, in the epoch that runs.
			counted: BalanceOf<T>,
		},
		/// An epoch is over, and the next one runs.
		EpochEnded {
			/// Which.
			epoch: EpochIndex,
			/// What was counted for all contributors.
			counted: BalanceOf<T>,
			/// What can be claimed for it altogether.
			payable: BalanceOf<T>,
			/// What stays in the pool for the next epoch.
			rolled_over: BalanceOf<T>,
		},
		/// The time to claim rewards of an epoch is over. What nobody claimed is in the pool again.
		EpochExpired {
			/// Which.
			epoch: EpochIndex,
			/// How much.
			returned: BalanceOf<T>,
		},
		/// A reward was paid.
		Claimed {
			/// To whom.
			contributor: T::AccountId,
			/// For which epoch.
			epoch: EpochIndex,
			/// How much.
			amount: BalanceOf<T>,
		},
		/// Somebody gave to the pool.
		Donated {
			/// Who.
			donor: T::AccountId,
			/// How much.
			amount: BalanceOf<T>,
		},
		/// The council set a new split of the protocol's share.
		SplitSet {
			/// How.
			split: Split,
		},
		/// Records of expired epochs left the state.
		Cleaned {
			/// How many.
			records: u32,
		},
	}

	/// Why a call is refused.
	#[pallet::error]
	pub enum Error<T> {
		/// The epoch is not over yet.
		EpochNotOver,
		/// The time to claim rewards of the epoch is over.
		ClaimPeriodOver,
		/// Nothing was counted for the account in this epoch, or it has been claimed.
		NothingToClaim,
		/// Nothing was in the pool when the epoch ended.
		PoolWasEmpty,
		/// The reward rounds down to nothing, or is less than the existential deposit and the
		/// account does not exist. It can be claimed while its time lasts.
		RewardTooSmall,
		/// The donation is zero.
		NothingDonated,
		/// The parts of author and pool are more than the whole.
		PartsExceedWhole,
		/// The author's part is outside its bounds.
		AuthorPartOutOfBounds,
		/// The pool's part is outside its bounds.
		PoolPartOutOfBounds,
		/// The treasury's part is outside its bounds.
		TreasuryPartOutOfBounds,
		/// At most 100 at once.
		LimitTooHigh,
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// The pool and the epoch that runs.
		pub fn pool() -> PoolInfo<T::AccountId, BalanceOf<T>> {
			Self::pool_info()
		}

		/// What `who` can claim now, and what was counted for it in the epoch that runs; the oldest
		/// epoch first.
		pub fn rewards(who: T::AccountId) -> Vec<RewardInfo<BalanceOf<T>>> {
			Self::rewards_of(&who)
		}

		/// An epoch that is over, while rewards of it can be claimed.
		pub fn epoch(epoch: EpochIndex) -> Option<EndedOf<T>> {
			Epochs::<T>::get(epoch)
		}

		/// How the protocol's share of a price is split now.
		pub fn split() -> Split {
			CurrentSplit::<T>::get()
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Pays the signer's reward for an epoch.
		///
		/// - Origin: a contributor.
		/// - Checks: the epoch is over and the time to claim is not; something was counted for the
		///   signer and has not been claimed; the pool was not empty; the account can receive the
		///   reward.
		/// - Errors: `EpochNotOver`, `ClaimPeriodOver`, `NothingToClaim`, `PoolWasEmpty`,
		///   `RewardTooSmall`.
		/// - Events: `Claimed`.
		/// - Fee: the signer.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::claim())]
		pub fn claim(origin: OriginFor<T>, #[pallet::compact] epoch: EpochIndex) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_claim(who, epoch)
		}

		/// Pays another account's reward for an epoch, to that account.
		///
		/// - Origin: anyone.
		/// - Checks: as for `claim`, for that account.
		/// - Errors: `EpochNotOver`, `ClaimPeriodOver`, `NothingToClaim`, `PoolWasEmpty`,
		///   `RewardTooSmall`.
		/// - Events: `Claimed`.
		/// - Fee: the signer.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::claim_for())]
		pub fn claim_for(
			origin: OriginFor<T>,
			who: T::AccountId,
			#[pallet::compact] epoch: EpochIndex,
		) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_claim(who, epoch)
		}

		/// Gives to the pool. A donation cannot be taken back.
		///
		/// - Origin: anyone.
		/// - Checks: the amount is not zero; the signer has it, and keeps the existential deposit.
		/// - Errors: `NothingDonated`; a token error if the signer does not have the amount.
		/// - Events: `Donated`.
		/// - Fee: the signer.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::donate())]
		pub fn donate(
			origin: OriginFor<T>,
			#[pallet::compact] amount: BalanceOf<T>,
		) -> DispatchResult {
			let donor = ensure_signed(origin)?;
			ensure!(!amount.is_zero(), Error::<T>::NothingDonated);
			T::Currency::transfer(&donor, &Self::pot(), amount, Preserve)?;
			Self::deposit_event(Event::Donated { donor, amount });
			Ok(())
		}

		/// Sets how the protocol's share is split from now on.
		///
		/// What was counted before does not change.
		///
		/// - Origin: the council.
		/// - Checks: each part is within `SplitBounds`.
		/// - Errors: `PartsExceedWhole`, `AuthorPartOutOfBounds`, `PoolPartOutOfBounds`,
		///   `TreasuryPartOutOfBounds`.
		/// - Events: `SplitSet`.
		/// - Fee: the signer.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::set_split())]
		pub fn set_split(origin: OriginFor<T>, split: Split) -> DispatchResult {
			T::CouncilOrigin::ensure_origin(origin)?;
			Self::ensure_split(&split)?;
			CurrentSplit::<T>::put(split);
			Self::deposit_event(Event::SplitSet { split });
			Ok(())
		}

		/// Removes records of epochs whose time to claim is over, in at most `limit` steps: a step
		/// is a record, or the end of an epoch.
		///
		/// The chain does it too, in idle time.
		///
		/// - Origin: anyone.
		/// - Checks: `limit` is at most 100.
		/// - Errors: `LimitTooHigh`.
		/// - Events: `Cleaned`, if a record was removed.
		/// - Fee: the signer, for the steps that were made.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::clean(*limit))]
		pub fn clean(origin: OriginFor<T>, limit: u32) -> DispatchResultWithPostInfo {
			ensure_signed(origin)?;
			ensure!(limit <= MAX_PAGE, Error::<T>::LimitTooHigh);
			let steps = Self::do_clean(limit);
			Ok(Some(T::WeightInfo::clean(steps)).into())
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		/// Ends the epoch if the previous block's time was past its end: so all settlements of a
		/// block, those in idle time too, are in one epoch. Constant work.
		fn on_initialize(block: BlockNumberFor<T>) -> Weight {
			// Before the first block there is no time.
			if !block.is_one() && Self::end_epoch_if_over() {
				T::WeightInfo::end_epoch()
			} else {
				T::WeightInfo::look_at_clock()
			}
		}

		fn on_idle(_: BlockNumberFor<T>, remaining: Weight) -> Weight {
			let mut meter = WeightMeter::with_limit(remaining);
			Self::clean_within(&mut meter);
			meter.consumed()
		}

		#[cfg(feature = "std")]
		fn integrity_test() {
			Self::check_constants();
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}
}
