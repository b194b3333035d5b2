#![doc = include_str!("../README.md")]
//! [`AccessDecision`]: epione_primitives::traits::AccessDecision
//! [`GrantList`]: epione_primitives::traits::GrantList
#![doc = "# The scenario"]
#![doc = docify::embed!("src/tests/story.rs", consent_is_given_used_and_taken_back)]
#![cfg_attr(not(feature = "std"), no_std)]
#![cfg_attr(not(test), deny(clippy::arithmetic_side_effects))]

extern crate alloc;

use alloc::vec::Vec;
use epione_primitives::{
	traits::{
		CredentialCheck, DatasetLookup, DelegationCheck, Duties, GrantLine, GranteeLookup,
		LiveClock,
	},
	Denial, GrantId, Moment, Permit, RequestId,
};
use frame_support::{
	dispatch::DispatchClass,
	pallet_macros::import_section,
	pallet_prelude::*,
	traits::{Consideration, Footprint, UnixTime},
	weights::WeightMeter,
};
use frame_system::pallet_prelude::*;

pub use pallet::*;
pub use types::*;
pub use weights::WeightInfo;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod checks;
mod decision;
mod duties;
mod errors;
mod events;
mod grants;
#[cfg(test)]
mod mock;
mod pool;
mod queries;
mod requests;
mod rounds;
mod storage;
mod sweep;
#[cfg(test)]
mod tests;
#[cfg(any(feature = "std", feature = "try-runtime"))]
mod try_state;
pub mod types;
pub mod weights;

/// Version of the storage layout.
pub const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);
/// How many times a grant can be narrowed free of charge.
pub const FREE_NARROWINGS: u8 = 3;
/// Most lines that a view function returns.
pub const MAX_LINES: u32 = 100;
/// Most grants that `on_idle` sweeps in a block, and most duties that it marks, so that other
/// pallets' hooks get their share.
pub const MAX_IDLE_SWEEPS: u32 = 64;

/// Log target.
const LOG_TARGET: &str = "runtime::consent";

#[import_section(errors::errors)]
#[import_section(events::events)]
#[import_section(storage::storage)]
#[frame_support::pallet]
pub mod pallet {
	use super::*;

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// What the pallet needs from the runtime.
	#[pallet::config]
	pub trait Config: frame_system::Config {
		/// The wall clock.
		type Time: UnixTime;

		/// Deposit on whoever signs a grant.
		type GrantConsideration: Consideration<Self::AccountId, Footprint>;

		/// Deposit on whoever makes a request.
		type RequestConsideration: Consideration<Self::AccountId, Footprint>;

		/// Attributes of a grantee, for the DUO modifiers NPU, NCU and NPUNCU.
		type Credentials: CredentialCheck<Self::AccountId>;

		/// What is known about a dataset.
		type Datasets: DatasetLookup<Self::AccountId>;

		/// Who controls a grantee.
		type Grantees: GranteeLookup<Self::AccountId>;

		/// Who is a subject's guardian.
		type Delegations: DelegationCheck<Self::AccountId>;

		/// The clock that stops during a standstill of the chain. Duties' deadlines are on it.
		type LiveClock: LiveClock;

		/// How long a grantee may take to acknowledge that what ended is destroyed, in milliseconds
		/// of the live clock.
		#[pallet::constant]
		type AckPeriod: Get<Moment>;

		/// Most requests of one requester that may wait for one subject.
		#[pallet::constant]
		type MaxRequests: Get<u32>;

		/// Measured weights.
		type WeightInfo: WeightInfo;

		/// Sets the wall clock.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: epione_primitives::traits::SetTime;
	}

	/// Why a deposit is held.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// For a grant or its remnant.
		#[codec(index = 0)]
		Grant,
		/// For a request that waits for an answer.
		#[codec(index = 1)]
		Request,
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// Whether `request` is allowed now, and if not, why.
		pub fn decide(request: AccessRequestOf<T>) -> Result<Permit, Denial> {
			Self::judge(&request).map(|(permit, _)| permit)
		}

		/// A live grant, or the remnant of one that has ended.
		pub fn grant_info(grant: GrantId) -> Option<GrantInfo<T::AccountId>> {
			Self::info_of(grant)
		}

		/// Up to `limit`, at most 100, of `subject`'s grants with numbers greater than `after`, in
		/// the order of their numbers, revoked and ended ones included.
		pub fn grants_of(
			subject: T::AccountId,
			after: Option<GrantId>,
			limit: u32,
		) -> Vec<GrantLine<T::AccountId>> {
			Self::grant_lines(&subject, after, limit)
		}

		/// The 100 oldest requests that wait for `subject`: number, who asks, for what. Those after
		/// them: `requests_after`.
		pub fn requests_of(subject: T::AccountId) -> Vec<(RequestId, T::AccountId, TermsOf<T>)> {
			Self::request_lines(&subject, None, MAX_LINES)
		}

		/// Up to `limit`, at most 100, of the requests that wait for `subject`, with numbers
		/// greater than `after`, in the order of their numbers: number, who asks, for what.
		pub fn requests_after(
			subject: T::AccountId,
			after: Option<RequestId>,
			limit: u32,
		) -> Vec<(RequestId, T::AccountId, TermsOf<T>)> {
			Self::request_lines(&subject, after, limit)
		}

		/// Up to `limit`, at most 100, of the duties that `controller` has to acknowledge, under
		/// grants with numbers greater than `after`.
		pub fn duties_of(
			controller: T::AccountId,
			after: Option<GrantId>,
			limit: u32,
		) -> Vec<DutyLine<T::AccountId>> {
			Self::duty_lines(&controller, after, limit)
		}

		/// How many overdue duties count against `controller`. With too many it cannot open a
		/// study.
		pub fn overdue_of(controller: T::AccountId) -> u32 {
			<Self as Duties<T::AccountId>>::overdue(&controller)
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Asks `subject` for consent.
		///
		/// The requester's deposit returns when the request is withdrawn, denied or granted.
		///
		/// - Origin: the grantee's account, or the sponsor of the study that is the grantee.
		/// - Checks: the terms are well formed; fewer than `MaxRequests` requests of this requester
		///   wait for the subject.
		/// - Errors: `InvalidActions`, `InvalidModalities`, `InvalidDatasets`, `InvalidDays`,
		///   `InvalidPurpose`, `InvalidPeriod`, `InvalidUses`, `GranteeNotFound`, `NotController`,
		///   `TooManyRequests`; the currency's, if the deposit cannot be held.
		/// - Events: `Requested`.
		/// - Fee: the signer.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::request())]
		pub fn request(
			origin: OriginFor<T>,
			subject: T::AccountId,
			terms: TermsOf<T>,
		) -> DispatchResult {
			let requester = ensure_signed(origin)?;
			Self::ensure_well_formed(&terms, Self::now())?;
			Self::ensure_controller(&requester, &terms.grantee)?;
			let request = Self::add_request(requester.clone(), subject.clone(), terms.clone())?;
			Self::deposit_event(Event::Requested { request, subject, requester, terms });
			Ok(())
		}

		/// Withdraws a request.
		///
		/// The requester's deposit returns.
		///
		/// - Origin: whoever made the request.
		/// - Checks: the request waits for an answer.
		/// - Errors: `RequestNotFound`, `NotRequester`.
		/// - Events: `RequestWithdrawn`.
		/// - Fee: the signer.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::withdraw_request())]
		pub fn withdraw_request(origin: OriginFor<T>, request: RequestId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			let found = Requests::<T>::get(request).ok_or(Error::<T>::RequestNotFound)?;
			ensure!(found.requester == who, Error::<T>::NotRequester);
			let subject = found.subject.clone();
			Self::remove_request(request, found);
			Self::deposit_event(Event::RequestWithdrawn { request, subject, requester: who });
			Ok(())
		}

		/// Says no to a request.
		///
		/// The requester's deposit returns.
		///
		/// - Origin: the subject or its guardian.
		/// - Checks: the request waits for an answer.
		/// - Errors: `RequestNotFound`, `NotSubject`.
		/// - Events: `RequestDenied`.
		/// - Fee: nobody.
		#[pallet::call_index(2)]
		#[pallet::weight((T::WeightInfo::deny(), DispatchClass::Operational))]
		pub fn deny(origin: OriginFor<T>, request: RequestId) -> DispatchResult {
			let by = ensure_signed(origin)?;
			let found = Self::deniable(&by, request)?;
			let (subject, requester) = (found.subject.clone(), found.requester.clone());
			Self::remove_request(request, found);
			Self::deposit_event(Event::RequestDenied { request, subject, requester, by });
			Ok(())
		}

		/// Gives consent, upon a request or without one.
		///
		/// The signer pays a deposit. Most of it returns when the grant has ended; the rest stays
		/// on hold for the grant's remnant. A named request is removed, and its deposit returns.
		/// With a time limit (DUO TS) the grant ends no later than that.
		///
		/// - Origin: the subject or its guardian.
		/// - Checks: the terms are well formed; the grantee exists; a named request is for this
		///   subject, and the terms lie within it.
		/// - Errors: `NotSubject`, `InvalidActions`, `InvalidModalities`, `InvalidDatasets`,
		///   `InvalidDays`, `InvalidPurpose`, `InvalidPeriod`, `InvalidUses`, `GranteeNotFound`,
		///   `RequestNotFound`, `OtherSubject`, `BeyondRequest`, `TooManyGrants`; the currency's,
		///   if the deposit cannot be held.
		/// - Events: `Granted`.
		/// - Fee: the signer.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::grant())]
		pub fn grant(
			origin: OriginFor<T>,
			subject: T::AccountId,
			terms: TermsOf<T>,
			request: Option<RequestId>,
		) -> DispatchResult {
			let by = ensure_signed(origin)?;
			let now = Self::now();
			let terms = terms.within_time_limit();
			Self::ensure_subject(&by, &subject)?;
			Self::ensure_well_formed(&terms, now)?;
			ensure!(T::Grantees::controller(&terms.grantee).is_some(), Error::<T>::GranteeNotFound);
			let answered = Self::answerable(request, &subject, &terms, now)?;
			let grant = Self::add_grant(&by, subject.clone(), terms.clone())?;
			if let Some((request, found)) = answered {
				Self::remove_request(request, found);
			}
			Self::deposit_event(Event::Granted { grant, subject, by, terms, request });
			Ok(())
		}

		/// Takes something away from a grant.
		///
		/// Nothing can be added to a grant; that takes a new one.
		///
		/// - Origin: the subject or its guardian.
		/// - Checks: the grant has not ended; no field of `change` exceeds what the grant gives,
		///   and at least one gives less.
		/// - Errors: `NotFound`, `NotSubject`, `AlreadyRevoked`, `AlreadyExpired`, `NotNarrower`,
		///   `NothingNarrowed`.
		/// - Events: `Narrowed`.
		/// - Fee: nobody the first three times per grant, then the signer.
		#[pallet::call_index(4)]
		#[pallet::weight((T::WeightInfo::narrow(), DispatchClass::Operational))]
		pub fn narrow(origin: OriginFor<T>, grant: GrantId, change: Narrowing) -> DispatchResult {
			let by = ensure_signed(origin)?;
			let (old, new) = Self::narrowable(&by, grant, &change)?;
			let subject = new.subject.clone();
			Self::replace(grant, old, new);
			Self::deposit_event(Event::Narrowed { grant, subject, by, change });
			Ok(())
		}

		/// Revokes one grant, at once and for ever.
		///
		/// The deposit returns, except for the remnant's part.
		///
		/// - Origin: the subject or its guardian.
		/// - Checks: the grant was not revoked before. It may have expired.
		/// - Errors: `NotFound`, `NotSubject`, `AlreadyRevoked`.
		/// - Events: `Revoked`, `AcknowledgementDue` if a key was delivered under the grant.
		/// - Fee: nobody.
		#[pallet::call_index(5)]
		#[pallet::weight((T::WeightInfo::revoke(), DispatchClass::Operational))]
		pub fn revoke(origin: OriginFor<T>, grant: GrantId) -> DispatchResult {
			let by = ensure_signed(origin)?;
			let found = Self::revocable(&by, grant)?;
			let subject = found.subject.clone();
			Self::mark_revoked(grant, found, Self::now());
			Self::deposit_event(Event::Revoked { grant, subject, by });
			Ok(())
		}

		/// Revokes all grants of `subject` to `grantee` that were made so far, at once and for
		/// ever.
		///
		/// It costs the same however many there are. The deposits return with the sweep.
		///
		/// - Origin: the subject or its guardian.
		/// - Checks: there is a grant to this grantee that was not revoked. It may have expired.
		/// - Errors: `NotSubject`, `NothingToRevoke`.
		/// - Events: `GranteeRevoked`.
		/// - Fee: nobody.
		#[pallet::call_index(6)]
		#[pallet::weight((T::WeightInfo::revoke_grantee(), DispatchClass::Operational))]
		pub fn revoke_grantee(
			origin: OriginFor<T>,
			subject: T::AccountId,
			grantee: GranteeOf<T>,
		) -> DispatchResult {
			let by = ensure_signed(origin)?;
			let id = Self::closable_strand(&by, &subject, &grantee)?;
			Self::close_strand(&subject, &grantee, id, Self::now());
			let below = NextGrant::<T>::get();
			Self::deposit_event(Event::GranteeRevoked { subject, grantee, by, below });
			Ok(())
		}

		/// Revokes all grants of `subject` that were made so far, at once and for ever.
		///
		/// It costs the same however many there are. The deposits return with the sweep.
		///
		/// - Origin: the subject or its guardian.
		/// - Checks: there is a grant that was not revoked. It may have expired.
		/// - Errors: `NotSubject`, `NothingToRevoke`.
		/// - Events: `AllRevoked`.
		/// - Fee: nobody.
		#[pallet::call_index(7)]
		#[pallet::weight((T::WeightInfo::revoke_all(), DispatchClass::Operational))]
		pub fn revoke_all(origin: OriginFor<T>, subject: T::AccountId) -> DispatchResult {
			let by = ensure_signed(origin)?;
			let id = Self::closable_round(&by, &subject)?;
			Self::close_round(&subject, id, Self::now());
			let below = NextGrant::<T>::get();
			Self::deposit_event(Event::AllRevoked { subject, by, below });
			Ok(())
		}

		/// Confirms that the grantee has stopped using, and has destroyed keys and plaintext of,
		/// all that has ended under a grant.
		///
		/// If the grant was revoked or has expired, that is everything; otherwise it is what the
		/// grant no longer covers since it was narrowed, and datasets that were tombstoned.
		///
		/// - Origin: the grantee's account, or the sponsor of the study that is the grantee.
		/// - Checks: there is a duty; or the grant has ended, and that was not confirmed before.
		/// - Errors: `NotFound`, `NotController`, `NotEnded`, `AlreadyAcknowledged`.
		/// - Events: `Acknowledged`.
		/// - Fee: nobody.
		#[pallet::call_index(8)]
		#[pallet::weight((T::WeightInfo::acknowledge(), DispatchClass::Operational))]
		pub fn acknowledge(origin: OriginFor<T>, grant: GrantId) -> DispatchResult {
			let by = ensure_signed(origin)?;
			let found = Self::acknowledgeable(&by, grant)?;
			let subject = found.subject.clone();
			Self::discharge(grant, found, &by);
			Self::deposit_event(Event::Acknowledged { grant, subject, by });
			Ok(())
		}

		/// Reduces up to `limit` grants that have ended to their remnants.
		///
		/// Those that `subject` revoked all at once come first; if there are fewer than `limit`,
		/// then anybody's that have expired, earliest end first. Deposits return to whoever paid
		/// them, except for the remnants' part. The chain does this by itself in blocks that have
		/// room.
		///
		/// - Origin: any signed account.
		/// - Checks: there is a grant to sweep.
		/// - Errors: `NothingToSweep`.
		/// - Events: `Swept` for each, `AcknowledgementDue` if a key was delivered under it.
		/// - Fee: the signer, for as many as were swept.
		#[pallet::call_index(9)]
		#[pallet::weight(T::WeightInfo::sweep(*limit))]
		pub fn sweep(
			origin: OriginFor<T>,
			subject: T::AccountId,
			limit: u32,
		) -> DispatchResultWithPostInfo {
			ensure_signed(origin)?;
			let now = Self::now();
			let mut swept = 0u32;
			while swept < limit && Self::sweep_next(Some(&subject), now) {
				swept = swept.saturating_add(1);
			}
			ensure!(swept > 0, Error::<T>::NothingToSweep);
			Ok(Some(T::WeightInfo::sweep(swept)).into())
		}

		/// Marks a duty as overdue.
		///
		/// The chain does this by itself in blocks that have room.
		///
		/// - Origin: any signed account.
		/// - Checks: the grant has a duty whose deadline has passed, and which is not marked.
		/// - Errors: `NotFound`, `NoDuty`, `AlreadyOverdue`, `NotOverdue`, `GranteeNotFound`.
		/// - Events: `AcknowledgementOverdue`.
		/// - Fee: the signer.
		#[pallet::call_index(10)]
		#[pallet::weight(T::WeightInfo::report_overdue())]
		pub fn report_overdue(origin: OriginFor<T>, grant: GrantId) -> DispatchResult {
			ensure_signed(origin)?;
			Self::mark_overdue(grant)?;
			Ok(())
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn on_idle(_: BlockNumberFor<T>, remaining: Weight) -> Weight {
			let mut meter = WeightMeter::with_limit(remaining);
			if meter.try_consume(T::WeightInfo::on_idle_empty()).is_err() {
				return Weight::zero();
			}
			let (now, each) = (Self::now(), T::WeightInfo::sweep(1));
			for _ in 0..MAX_IDLE_SWEEPS {
				if !meter.can_consume(each) || !Self::sweep_next(None, now) {
					break;
				}
				meter.consume(each);
			}
			let each = T::WeightInfo::report_overdue();
			for _ in 0..MAX_IDLE_SWEEPS {
				if !meter.can_consume(each) || !Self::mark_next_overdue() {
					break;
				}
				meter.consume(each);
			}
			meter.consumed()
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}

		fn integrity_test() {
			assert!(T::MaxRequests::get() > 0, "nobody could ask for consent");
			assert!(T::AckPeriod::get() > 0, "nobody could acknowledge in time");
		}
	}
}
