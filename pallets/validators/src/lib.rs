#![doc = include_str!("../README.md")]
//!
//! # Scenario: a validator comes, misbehaves and goes
//!
//! 1. An account sets its session keys, with the proof that it owns them.
//! 2. The council adds it. The session that begins next still has the old set, the one after it the
//!    new.
//! 3. It votes twice in one round of GRANDPA, and another validator reports that.
//! 4. It is disabled at once and out of the set with the second session from there.
#![doc = docify::embed!("src/tests/story.rs", a_validator_comes_misbehaves_and_goes)]
//!
//! # Contract with other pallets
//!
//! - `pallet-session` asks [`SessionManager`](pallet_session::SessionManager) for the next set.
//!   This pallet returns `None` while nothing changed, so that GRANDPA starts a new authority set
//!   only when there is one. The runtime must wrap it in `NoteHistoricalRoot`, without which nobody
//!   can prove later who held a key.
//! - `pallet-offences` hands offenders to
//!   [`OnOffenceHandler`](sp_staking::offence::OnOffenceHandler).
//! - At genesis the set is everybody who has session keys in `pallet-session`'s genesis.
//!
//! # Invariants
//!
//! Checked by `do_try_state` after every test; each has a test that corrupts the state.
//!
//! - `chosen_is_sorted`: the chosen set is in ascending order, without repetition.
//! - `chosen_is_not_too_small`: it is not below the minimum (or the chain never had one).
//! - `history_is_bounded`: no more sessions are remembered than [`Config::HistoryDepth`] and the
//!   two that are planned.
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

use alloc::vec::Vec;
use frame_support::pallet_prelude::*;
use frame_system::pallet_prelude::*;
use pallet_session::historical;
use sp_staking::SessionIndex;

pub use pallet::*;
pub use session::NoFurtherIdentification;
pub use weights::WeightInfo;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod chosen;
#[cfg(test)]
mod mock;
mod offences;
mod session;
#[cfg(test)]
mod tests;
#[cfg(any(test, feature = "try-runtime"))]
mod try_state;
pub mod weights;

const LOG_TARGET: &str = "runtime::validators";

#[frame_support::pallet]
pub mod pallet {
	use super::*;

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config:
		frame_system::Config
		+ pallet_session::Config<ValidatorId = <Self as frame_system::Config>::AccountId>
		+ historical::Config
	{
		/// Who chooses the validators.
		type CouncilOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// Fewest validators that the council may leave.
		#[pallet::constant]
		type MinValidators: Get<u32>;

		/// Most validators.
		#[pallet::constant]
		type MaxValidators: Get<u32>;

		/// For how many sessions it can be proved who held a key, and so equivocation be reported.
		#[pallet::constant]
		type HistoryDepth: Get<SessionIndex>;

		/// Weights of the calls.
		type WeightInfo: WeightInfo;
	}

	/// Who shall be validator from the next planned session on, in ascending order.
	#[pallet::storage]
	pub type Chosen<T: Config> =
		StorageValue<_, BoundedVec<T::AccountId, T::MaxValidators>, ValueQuery>;

	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// The set was chosen anew.
		Set {
			/// All of it.
			validators: Vec<T::AccountId>,
		},
		/// A validator was added.
		Added {
			/// Who.
			validator: T::AccountId,
		},
		/// A validator was removed.
		Removed {
			/// Who.
			validator: T::AccountId,
		},
		/// A validator was removed because it misbehaved.
		OffenderRemoved {
			/// Who.
			validator: T::AccountId,
			/// The session in which it misbehaved.
			session: SessionIndex,
		},
		/// A validator misbehaved and stays, because the set would be too small without it. The
		/// council must find another.
		OffenderKept {
			/// Who.
			validator: T::AccountId,
			/// The session in which it misbehaved.
			session: SessionIndex,
		},
	}

	#[pallet::error]
	pub enum Error<T> {
		/// The account is a validator already.
		AlreadyExists,
		/// The account is no validator.
		NotFound,
		/// An account is listed twice.
		Duplicate,
		/// The account has set no session keys.
		NoKeys,
		/// Fewer validators than the minimum would be left.
		TooFew,
		/// There are as many validators as there may be.
		TooMany,
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// Who shall be validator from the next planned session on. `pallet-session` has who is one
		/// now.
		pub fn chosen() -> Vec<T::AccountId> {
			Chosen::<T>::get().into_inner()
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Chooses the whole set anew.
		///
		/// - Origin: the council
		/// - Checks: everybody has session keys and is listed once; the set is not too small
		/// - Errors: `TooFew`, `Duplicate`, `NoKeys`
		/// - Events: `Set`
		/// - Fee: the signer
		#[pallet::call_index(0)]
		#[pallet::weight(<T as Config>::WeightInfo::set(validators.len() as u32))]
		pub fn set(
			origin: OriginFor<T>,
			validators: BoundedVec<T::AccountId, T::MaxValidators>,
		) -> DispatchResult {
			T::CouncilOrigin::ensure_origin(origin)?;
			Self::ensure_enough(validators.len())?;
			let mut validators = validators;
			validators.sort();
			for (i, who) in validators.iter().enumerate() {
				let next = validators.get(i.saturating_add(1));
				ensure!(next != Some(who), Error::<T>::Duplicate);
				ensure!(Self::has_keys(who), Error::<T>::NoKeys);
			}
			Chosen::<T>::put(&validators);
			Self::deposit_event(Event::Set { validators: validators.into_inner() });
			Ok(())
		}

		/// Adds a validator.
		///
		/// - Origin: the council
		/// - Checks: it has session keys and is not in the set; the set is not full
		/// - Errors: `NoKeys`, `AlreadyExists`, `TooMany`
		/// - Events: `Added`
		/// - Fee: the signer
		#[pallet::call_index(1)]
		#[pallet::weight(<T as Config>::WeightInfo::add())]
		pub fn add(origin: OriginFor<T>, validator: T::AccountId) -> DispatchResult {
			T::CouncilOrigin::ensure_origin(origin)?;
			ensure!(Self::has_keys(&validator), Error::<T>::NoKeys);
			Chosen::<T>::try_mutate(|chosen| {
				let Err(place) = chosen.binary_search(&validator) else {
					return Err(Error::<T>::AlreadyExists);
				};
				chosen.try_insert(place, validator.clone()).map_err(|_| Error::<T>::TooMany)
			})?;
			Self::deposit_event(Event::Added { validator });
			Ok(())
		}

		/// Removes a validator.
		///
		/// - Origin: the council
		/// - Checks: it is in the set; the set is not too small without it
		/// - Errors: `NotFound`, `TooFew`
		/// - Events: `Removed`
		/// - Fee: the signer
		#[pallet::call_index(2)]
		#[pallet::weight(<T as Config>::WeightInfo::remove())]
		pub fn remove(origin: OriginFor<T>, validator: T::AccountId) -> DispatchResult {
			T::CouncilOrigin::ensure_origin(origin)?;
			Self::take_out(&validator)?;
			Self::deposit_event(Event::Removed { validator });
			Ok(())
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		#[cfg(feature = "std")]
		fn integrity_test() {
			assert!(T::MinValidators::get() > 0, "a chain without validators stands still");
			assert!(T::MinValidators::get() <= T::MaxValidators::get());
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}
}
