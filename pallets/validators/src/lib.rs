#![doc = include_str!("../README.md")]
//!
//! # Scenario: a validator comes, misbehaves and goes
//!
//! 1. An account sets its session keys, with the proof that it owns them.
//! 2. The council adds it. The session that begins next still has the old set, the one after it the
//!    new.
//! 3. It votes twice in one round of GRANDPA, and another validator reports that.
//! 4. It is disabled at once and out of the set with the second session from there, since enough
//!    others are left.
#![doc = docify::embed!("src/tests/story.rs", a_validator_comes_misbehaves_and_goes)]
//!
//! # Contract with other pallets
//!
//! - `pallet-session` asks [`SessionManager`](pallet_session::SessionManager) for the next set.
//!   This pallet returns `None` while nothing changed, so that GRANDPA starts a new authority set
//!   only when there is one.
//! - `pallet-grandpa` proves with
//!   [`KeyOwnerProofSystem`](frame_support::traits::KeyOwnerProofSystem) who used a key. The
//!   records begin with a session: for one that began before this pallet kept any,
//!   `pallet-session`'s history stands in, so the runtime still wraps this pallet in
//!   `NoteHistoricalRoot`.
//! - `pallet-offences` hands offenders to
//!   [`OnOffenceHandler`](sp_staking::offence::OnOffenceHandler).
//! - At genesis the set is everybody who has session keys in `pallet-session`'s genesis.
//!
//! # Invariants
//!
//! Checked by `do_try_state` after every test; each has a test that corrupts the state.
//!
//! - `chosen_is_sorted`: the chosen set is in ascending order, without repetition.
//! - `chosen_is_not_too_small`: it is not empty on a chain that has validators.
//! - `fewest_is_in_bounds`: genesis lowers the minimum, and not to nothing.
//! - `settled_is_sorted`: the set that a majority's changes are measured against is in order too.
//! - `offenders_are_validators`: whoever is remembered for an offence is chosen, in office or
//!   planned to be.
//! - `history_is_bounded`: no more sessions are remembered than [`Config::HistoryDepth`] and the
//!   two that are planned.
//! - `used_keys_have_sessions`: each record of used keys has a session, and each session its
//!   record.
#![cfg_attr(not(feature = "std"), no_std)]
#![cfg_attr(not(test), deny(clippy::arithmetic_side_effects))]

extern crate alloc;

use alloc::vec::Vec;
use frame_support::pallet_prelude::*;
use frame_system::pallet_prelude::*;
use offences::MaxOffenders;
use pallet_session::historical;
use sp_runtime::KeyTypeId;
use sp_staking::SessionIndex;

pub use pallet::*;
pub use session::NoFurtherIdentification;
pub use weights::WeightInfo;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod chosen;
mod keys;
#[cfg(test)]
mod mock;
mod offences;
mod session;
#[cfg(test)]
mod tests;
#[cfg(any(feature = "std", feature = "try-runtime"))]
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

		/// Who may replace more than a third of them.
		type SupermajorityOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// Fewest validators that the council or an offence may leave, unless genesis says fewer. A
		/// set that is smaller already does not shrink.
		#[pallet::constant]
		type MinValidators: Get<u32>;

		/// Most validators.
		#[pallet::constant]
		type MaxValidators: Get<u32>;

		/// For how many sessions it can be proved who held a key, and so equivocation be reported.
		#[pallet::constant]
		type HistoryDepth: Get<SessionIndex>;

		/// For how many sessions the council must leave the set alone until a majority's changes
		/// are measured against it.
		#[pallet::constant]
		type Term: Get<SessionIndex>;

		/// The kind of session key whose use can be proved.
		type ProvedKey: Get<KeyTypeId>;

		/// Weights of the calls.
		type WeightInfo: WeightInfo;
	}

	/// Who shall be validator from the next planned session on, in ascending order.
	#[pallet::storage]
	pub type Chosen<T: Config> =
		StorageValue<_, BoundedVec<T::AccountId, T::MaxValidators>, ValueQuery>;

	/// Fewest validators that a change may leave, where genesis says fewer than `MinValidators`.
	#[pallet::storage]
	pub type Fewest<T: Config> = StorageValue<_, u32>;

	/// The session in which the council last changed the set, and the set against which its
	/// changes are measured.
	#[pallet::storage]
	pub type Settled<T: Config> =
		StorageValue<_, (SessionIndex, BoundedVec<T::AccountId, T::MaxValidators>)>;

	/// Who misbehaved in which session, and is still chosen, in office or planned to be.
	#[pallet::storage]
	pub type Offenders<T: Config> =
		StorageValue<_, BoundedVec<(T::AccountId, SessionIndex), MaxOffenders<T>>, ValueQuery>;

	/// The first session in which the keys of a session were used, without a change in between.
	// Sessions are counted by the chain: nobody chooses them.
	#[pallet::storage]
	pub type UsedSince<T: Config> = StorageMap<_, Twox64Concat, SessionIndex, SessionIndex>;

	/// Validators and the hashes of the keys that they used, by the first such session.
	// As above.
	#[pallet::storage]
	pub type UsedKeys<T: Config> = StorageMap<
		_,
		Twox64Concat,
		SessionIndex,
		BoundedVec<(T::AccountId, T::Hash), T::MaxValidators>,
	>;

	#[pallet::genesis_config]
	#[derive(frame_support::DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		/// Fewest validators that a change may leave, if fewer than `MinValidators`: on a
		/// development chain.
		pub fewest: Option<u32>,
		/// Nothing.
		#[serde(skip)]
		pub _config: core::marker::PhantomData<T>,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			if let Some(fewest) = self.fewest {
				assert!(
					(1..=T::MinValidators::get()).contains(&fewest),
					"genesis: validators.fewest only lowers the minimum, and not to nothing"
				);
				Fewest::<T>::put(fewest);
			}
		}
	}

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
		/// A validator misbehaved and stays, because the set would be too small without it. It goes
		/// as soon as the council adds another.
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
		/// More than a third of the set would be replaced since it last stood for a whole term:
		/// three quarters of the council have to agree.
		TooManyReplaced,
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
		/// Chooses the whole set anew. Offenders in it who wait for a replacement go, as far as
		/// enough others are left.
		///
		/// - Origin: the council; three quarters of it, where more than a third of the set is
		///   replaced
		/// - Checks: everybody has session keys and is listed once; the set is not too small
		/// - Errors: `Duplicate`, `NoKeys`, `TooFew`, `TooManyReplaced`
		/// - Events: `Set`, `OffenderRemoved`
		/// - Fee: the signer
		#[pallet::call_index(0)]
		#[pallet::weight(Pallet::<T>::with_rules(
			<T as Config>::WeightInfo::set(validators.len() as u32)
		))]
		pub fn set(
			origin: OriginFor<T>,
			validators: BoundedVec<T::AccountId, T::MaxValidators>,
		) -> DispatchResult {
			let supermajority = Self::ensure_council(origin)?;
			let mut validators = validators;
			validators.sort();
			for (i, who) in validators.iter().enumerate() {
				let next = validators.get(i.saturating_add(1));
				ensure!(next != Some(who), Error::<T>::Duplicate);
				ensure!(Self::has_keys(who), Error::<T>::NoKeys);
			}
			let old = Self::choose(validators.clone(), supermajority)?;
			Self::deposit_event(Event::Set { validators: validators.into_inner() });
			Self::offenders_after(&old);
			Ok(())
		}

		/// Adds a validator. It replaces an offender who waits for that.
		///
		/// - Origin: the council; three quarters of it, where more than a third of the set is
		///   replaced
		/// - Checks: it has session keys and is not in the set; the set is not full
		/// - Errors: `NoKeys`, `AlreadyExists`, `TooMany`, `TooManyReplaced`
		/// - Events: `Added`, `OffenderRemoved`
		/// - Fee: the signer
		#[pallet::call_index(1)]
		#[pallet::weight(Pallet::<T>::with_rules(<T as Config>::WeightInfo::add()))]
		pub fn add(origin: OriginFor<T>, validator: T::AccountId) -> DispatchResult {
			let supermajority = Self::ensure_council(origin)?;
			ensure!(Self::has_keys(&validator), Error::<T>::NoKeys);
			let mut chosen = Chosen::<T>::get();
			let Err(place) = chosen.binary_search(&validator) else {
				return Err(Error::<T>::AlreadyExists.into());
			};
			chosen.try_insert(place, validator.clone()).map_err(|_| Error::<T>::TooMany)?;
			let old = Self::choose(chosen, supermajority)?;
			Self::deposit_event(Event::Added { validator });
			Self::offenders_after(&old);
			Ok(())
		}

		/// Removes a validator.
		///
		/// - Origin: the council; three quarters of it, where more than a third of the set is
		///   replaced
		/// - Checks: it is in the set; the set is not too small without it
		/// - Errors: `NotFound`, `TooFew`, `TooManyReplaced`
		/// - Events: `Removed`
		/// - Fee: the signer
		#[pallet::call_index(2)]
		#[pallet::weight(Pallet::<T>::with_rules(<T as Config>::WeightInfo::remove()))]
		pub fn remove(origin: OriginFor<T>, validator: T::AccountId) -> DispatchResult {
			let supermajority = Self::ensure_council(origin)?;
			let mut chosen = Chosen::<T>::get();
			let place = chosen.binary_search(&validator).map_err(|_| Error::<T>::NotFound)?;
			chosen.remove(place);
			let old = Self::choose(chosen, supermajority)?;
			Self::deposit_event(Event::Removed { validator });
			Self::offenders_after(&old);
			Ok(())
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		#[cfg(feature = "std")]
		fn integrity_test() {
			assert!(T::MinValidators::get() > 0, "a chain without validators stands still");
			assert!(T::MinValidators::get() <= T::MaxValidators::get());
			// Reports of the last two sessions must be provable.
			assert!(T::HistoryDepth::get() > 1);
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}
}
