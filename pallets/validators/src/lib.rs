#![doc = include_str!("../README.md")]
//!
//! # Scenario: a validator comes, misbehaves and goes
//!
//! 1. An account sets its session keys, with the proof that it owns them.
//! 2. The council adds it. The session that begins next still has the old set, the one after it the
//!    new.
//! 3. It votes twice in one round of GRANDPA, and another validator reports that.
//! 4. It is disabled at once and out of the set with the second session from there.
#![doc = docify::embed!("src/tests/scenario.rs", a_validator_comes_misbehaves_and_goes)]
//!
//! # Contract with other pallets
//!
//! - `pallet-session` asks [`SessionManager`](pallet_session::SessionManager) for the next set. The answer
//!   is `None` while nothing changed, so that GRANDPA starts a new authority set only when there is one.
//!   It must be wrapped in `NoteHistoricalRoot`, without which nobody can prove later who held a key.
//! - `pallet-offences` hands offenders to [`OnOffenceHandler`].
//! - At genesis the set is everybody who has session keys in `pallet-session`'s genesis.
//!
//! # Invariants
//!
//! Checked by `do_try_state` after every test; each has a test that corrupts the state.
//!
//! - `chosen_is_sorted`: the chosen set is in ascending order, without repetition.
//! - `chosen_is_not_too_small`: it is not below the minimum (or the chain never had one).
//! - `history_is_bounded`: no more sessions are remembered than [`Config::HistoryDepth`] and the two
//!   that are planned.
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

use alloc::vec::Vec;
use frame_support::{pallet_prelude::*, weights::Weight};
use frame_system::pallet_prelude::*;
use pallet_session::historical;
use sp_runtime::{traits::Convert, Perbill};
use sp_staking::{
	offence::{OffenceDetails, OffenceSeverity, OnOffenceHandler},
	SessionIndex,
};

pub use pallet::*;
pub use weights::WeightInfo;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
#[cfg(test)]
mod mock;
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
		/// It is a validator already.
		AlreadyExists,
		/// It is no validator.
		NotFound,
		/// An account is listed twice.
		Duplicate,
		/// It has set no session keys.
		NoKeys,
		/// Fewer validators than the minimum would be left.
		TooFew,
		/// There are as many validators as there may be.
		TooMany,
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// Who shall be validator from the next planned session on. Who is one now, `pallet-session`
		/// says.
		pub fn chosen() -> Vec<T::AccountId> {
			Chosen::<T>::get().into_inner()
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Chooses the whole set anew.
		///
		/// - origin: the council
		/// - checks: everybody has session keys and is listed once, the set is not too small
		/// - errors: [`Error::TooFew`], [`Error::Duplicate`], [`Error::NoKeys`]
		/// - event: [`Event::Set`]
		/// - fee: weight
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
		/// - origin: the council
		/// - checks: it has session keys and is none yet, the set is not full
		/// - errors: [`Error::NoKeys`], [`Error::AlreadyExists`], [`Error::TooMany`]
		/// - event: [`Event::Added`]
		/// - fee: weight
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
		/// - origin: the council
		/// - checks: it is one, and the set is not too small without it
		/// - errors: [`Error::NotFound`], [`Error::TooFew`]
		/// - event: [`Event::Removed`]
		/// - fee: weight
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

impl<T: Config> Pallet<T> {
	fn has_keys(who: &T::AccountId) -> bool {
		pallet_session::NextKeys::<T>::contains_key(who)
	}

	fn ensure_enough(count: usize) -> Result<(), Error<T>> {
		ensure!(count >= T::MinValidators::get() as usize, Error::<T>::TooFew);
		Ok(())
	}

	/// Takes `who` out of the chosen set, unless that would be too small then.
	fn take_out(who: &T::AccountId) -> Result<(), Error<T>> {
		Chosen::<T>::try_mutate(|chosen| {
			let place = chosen.binary_search(who).map_err(|_| Error::<T>::NotFound)?;
			Self::ensure_enough(chosen.len().saturating_sub(1))?;
			chosen.remove(place);
			Ok(())
		})
	}

	/// The next set, if it differs from the one that has just begun.
	///
	/// Who has taken its keys away is passed over, as `pallet-session` would do: so an account
	/// without keys does not look like a change in every session.
	fn next() -> Option<Vec<T::AccountId>> {
		let next: Vec<_> = Chosen::<T>::get().into_iter().filter(Self::has_keys).collect();
		if next.is_empty() {
			// Better the old set than none. It has no keys either if it is the same, but it may not
			// be the same.
			log::error!(target: LOG_TARGET, "no chosen validator has session keys");
			return None;
		}
		let mut now = pallet_session::Validators::<T>::get();
		now.sort();
		(next != now).then_some(next)
	}

	/// The first set: everybody whose keys are in genesis.
	fn first() -> Option<Vec<T::AccountId>> {
		let mut first: Vec<_> = pallet_session::NextKeys::<T>::iter_keys().collect();
		first.sort();
		let bounded = BoundedVec::try_from(first.clone())
			.expect("genesis: more accounts with session keys than there may be validators");
		Chosen::<T>::put(bounded);
		(!first.is_empty()).then_some(first)
	}
}

impl<T: Config> pallet_session::SessionManager<T::AccountId> for Pallet<T> {
	fn new_session(_: SessionIndex) -> Option<Vec<T::AccountId>> {
		Self::next()
	}

	fn new_session_genesis(_: SessionIndex) -> Option<Vec<T::AccountId>> {
		Self::first()
	}

	fn start_session(_: SessionIndex) {}

	fn end_session(ended: SessionIndex) {
		let keep_from = ended.saturating_sub(T::HistoryDepth::get().saturating_sub(1));
		// One session ends, one is forgotten: constant work.
		if historical::StoredRange::<T>::get().is_some_and(|(first, _)| first < keep_from) {
			historical::Pallet::<T>::prune_up_to(keep_from);
		}
	}
}

impl<T: Config> historical::SessionManager<T::AccountId, T::FullIdentification> for Pallet<T> {
	fn new_session(index: SessionIndex) -> Option<Vec<(T::AccountId, T::FullIdentification)>> {
		<Self as pallet_session::SessionManager<_>>::new_session(index).map(Self::identified)
	}

	fn new_session_genesis(
		index: SessionIndex,
	) -> Option<Vec<(T::AccountId, T::FullIdentification)>> {
		<Self as pallet_session::SessionManager<_>>::new_session_genesis(index)
			.map(Self::identified)
	}

	fn start_session(index: SessionIndex) {
		<Self as pallet_session::SessionManager<_>>::start_session(index)
	}

	fn end_session(index: SessionIndex) {
		<Self as pallet_session::SessionManager<_>>::end_session(index)
	}
}

impl<T: Config> Pallet<T> {
	fn identified(who: Vec<T::AccountId>) -> Vec<(T::AccountId, T::FullIdentification)> {
		who.into_iter()
			.filter_map(|who| {
				let full = T::FullIdentificationOf::convert(who.clone())?;
				Some((who, full))
			})
			.collect()
	}
}

/// Disables offenders for the rest of the session, as far as the session pallet's strategy lets it, and
/// takes them out of the set.
impl<T: Config> OnOffenceHandler<T::AccountId, historical::IdentificationTuple<T>, Weight>
	for Pallet<T>
{
	fn on_offence(
		offenders: &[OffenceDetails<T::AccountId, historical::IdentificationTuple<T>>],
		slash_fraction: &[Perbill],
		session: SessionIndex,
	) -> Weight {
		// The list also holds who was reported before for the same offence, hence no complaint about
		// somebody who is out already.
		for (details, fraction) in offenders.iter().zip(slash_fraction) {
			let (validator, _) = details.offender.clone();
			pallet_session::Pallet::<T>::report_offence(
				validator.clone(),
				OffenceSeverity(*fraction),
			);
			match Self::take_out(&validator) {
				Ok(()) => Self::deposit_event(Event::OffenderRemoved { validator, session }),
				Err(Error::TooFew) => {
					log::error!(target: LOG_TARGET, "{validator:?} misbehaved and is indispensable");
					Self::deposit_event(Event::OffenderKept { validator, session });
				},
				Err(_) => {},
			}
		}
		let reported = offenders.len() as u64;
		T::DbWeight::get().reads_writes(reported.saturating_mul(3), reported.saturating_mul(2))
	}
}

/// A validator's full identification where there is nothing to say beyond its account.
pub struct NoFurtherIdentification;

impl<AccountId> Convert<AccountId, Option<()>> for NoFurtherIdentification {
	fn convert(_: AccountId) -> Option<()> {
		Some(())
	}
}
