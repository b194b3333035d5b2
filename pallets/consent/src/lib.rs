#![doc = include_str!("../README.md")]
#![doc = "# The scenario"]
#![doc = docify::embed!("src/tests/story.rs", consent_is_given_used_and_taken_back)]
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

use alloc::vec::Vec;
use epione_primitives::{
	traits::{
		AccessDecision, CredentialCheck, DatasetLookup, Delegation, DelegationCheck, Duties,
		GrantLine, GrantList, GranteeLookup, LiveClock,
	},
	Denial, GrantId, Grantee, Moment, Permit, RequestId,
};
use frame_support::{
	defensive,
	dispatch::DispatchClass,
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
mod decision;
mod duties;
mod life;
#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;
#[cfg(any(feature = "std", feature = "try-runtime"))]
mod try_state;
pub mod types;
pub mod weights;

/// Version of the storage layout.
pub const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);
/// How often a grant may be narrowed at no fee.
pub const FREE_NARROWINGS: u8 = 3;
/// Most lines that a view function returns.
pub const MAX_LINES: u32 = 100;
/// Most grants that `on_idle` sweeps in a block, so that other pallets' hooks get their part.
pub const MAX_IDLE_SWEEPS: u32 = 64;

/// Log target.
pub(crate) const LOG: &str = "runtime::consent";

#[frame_support::pallet]
pub mod pallet {
	use super::*;

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config {
		/// The clock.
		type Time: UnixTime;

		/// Deposit of who grants.
		type GrantConsideration: Consideration<Self::AccountId, Footprint>;

		/// Deposit of who requests.
		type RequestConsideration: Consideration<Self::AccountId, Footprint>;

		/// Answers the DUO modifiers NPU, NCU and NPUNCU.
		type Credentials: CredentialCheck<Self::AccountId>;

		/// Says what a dataset is.
		type Datasets: DatasetLookup<Self::AccountId>;

		/// Says who stands behind a grantee.
		type Grantees: GranteeLookup<Self::AccountId>;

		/// Says who is a subject's guardian.
		type Delegations: DelegationCheck<Self::AccountId>;

		/// The clock that does not run while the chain stands still. Deadlines of duties are on it.
		type LiveClock: LiveClock;

		/// How long a grantee may take to acknowledge that what ended is destroyed, in milliseconds of
		/// the live clock.
		#[pallet::constant]
		type AckPeriod: Get<Moment>;

		/// Most requests of one requester that may wait for one subject.
		#[pallet::constant]
		type MaxRequests: Get<u32>;

		/// Measured weights.
		type WeightInfo: WeightInfo;

		/// Sets the clock.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: BenchmarkHelper;
	}

	/// Number of the next grant. Numbers are never used again.
	#[pallet::storage]
	pub type NextGrant<T> = StorageValue<_, GrantId, ValueQuery>;

	/// Number of the next request. Numbers are never used again.
	#[pallet::storage]
	pub type NextRequest<T> = StorageValue<_, RequestId, ValueQuery>;

	/// Grants, live and turned to stone.
	// Twox: the chain counts the numbers, nobody can choose them.
	#[pallet::storage]
	pub type Grants<T: Config> = StorageMap<_, Twox64Concat, GrantId, GrantOf<T>>;

	/// A subject's grants, in the order of their numbers.
	// Blake2: accounts can be chosen. Identity over a big-endian counter: walked in its order.
	#[pallet::storage]
	pub type GrantsOf<T: Config> =
		StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Identity, OrderedId, (), OptionQuery>;

	/// Requests that wait for an answer.
	// Twox: the chain counts the numbers.
	#[pallet::storage]
	pub type Requests<T: Config> = StorageMap<_, Twox64Concat, RequestId, RequestOf<T>>;

	/// Requests that wait for a subject, in the order of their numbers.
	// As for `GrantsOf`.
	#[pallet::storage]
	pub type RequestsOf<T: Config> =
		StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Identity, OrderedId, (), OptionQuery>;

	/// How many requests of a requester wait for a subject.
	// Blake2: accounts can be chosen.
	#[pallet::storage]
	pub type Waiting<T: Config> = StorageDoubleMap<
		_,
		Blake2_128Concat,
		T::AccountId,
		Blake2_128Concat,
		T::AccountId,
		u32,
		ValueQuery,
	>;

	/// Rounds in which some grant is open.
	// Twox: the chain counts the numbers.
	#[pallet::storage]
	pub type Rounds<T> = StorageMap<_, Twox64Concat, RoundId, Round>;

	/// The round that a subject's next grant goes into, if it is not to be a new one.
	// Blake2: accounts can be chosen.
	#[pallet::storage]
	pub type CurrentRound<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, RoundId>;

	/// Strands in which some grant is open.
	// Twox: the chain counts the numbers.
	#[pallet::storage]
	pub type Strands<T> = StorageMap<_, Twox64Concat, StrandId, Strand>;

	/// The strand that a subject's next grant to a grantee goes into, if it belongs to the subject's
	/// current round.
	// Blake2: accounts can be chosen.
	#[pallet::storage]
	pub type CurrentStrand<T: Config> = StorageDoubleMap<
		_,
		Blake2_128Concat,
		T::AccountId,
		Blake2_128Concat,
		GranteeOf<T>,
		StrandId,
	>;

	/// Grants that are not marked as revoked, by round and strand, so that closing either needs no
	/// walk and sweeping it no search.
	// Twox and Identity: the chain counts the numbers.
	#[pallet::storage]
	pub type Open<T> = StorageNMap<
		_,
		(
			NMapKey<Twox64Concat, RoundId>,
			NMapKey<Twox64Concat, StrandId>,
			NMapKey<Identity, OrderedId>,
		),
		(),
	>;

	/// Closed rounds and strands, whose grants wait to be marked as revoked and turned to stone.
	// Blake2: accounts can be chosen. Twox: the chain counts the numbers.
	#[pallet::storage]
	pub type Closed<T: Config> = StorageDoubleMap<
		_,
		Blake2_128Concat,
		T::AccountId,
		Twox64Concat,
		(RoundId, Option<StrandId>),
		(),
	>;

	/// Grants that are no stones, in the order of their ends.
	// Identity: walked in that order. The key is 12 bytes, so no choice of ends makes it deep.
	#[pallet::storage]
	pub type Expiries<T> = StorageMap<_, Identity, ExpiryKey, ()>;

	/// What a controller still has to confirm, in the order of the grants' numbers.
	// Blake2: accounts can be chosen. Identity over a big-endian counter: walked in its order.
	#[pallet::storage]
	pub type DutiesOf<T: Config> =
		StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Identity, OrderedId, (), OptionQuery>;

	/// Duties that are not overdue yet, in the order of their deadlines on the live clock.
	// Identity: walked in that order. The chain sets the deadlines.
	#[pallet::storage]
	pub type DutyAgenda<T> = StorageMap<_, Identity, ExpiryKey, ()>;

	/// How many overdue duties count against a controller. Never 0.
	// Blake2: accounts can be chosen.
	#[pallet::storage]
	pub type Overdue<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, u32>;

	/// Why a deposit is held.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// For a grant or its stone.
		#[codec(index = 0)]
		Grant,
		/// For a request that waits for an answer.
		#[codec(index = 1)]
		Request,
	}

	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// Consent was asked for.
		Requested {
			/// Number of the request.
			request: RequestId,
			/// Who is asked.
			subject: T::AccountId,
			/// Who asks.
			requester: T::AccountId,
			/// For what.
			terms: TermsOf<T>,
		},
		/// The requester took its request back.
		RequestWithdrawn {
			/// Number of the request.
			request: RequestId,
			/// Who was asked.
			subject: T::AccountId,
			/// Who had asked.
			requester: T::AccountId,
		},
		/// The subject, or its guardian, said no.
		RequestDenied {
			/// Number of the request.
			request: RequestId,
			/// Who was asked.
			subject: T::AccountId,
			/// Who had asked.
			requester: T::AccountId,
			/// Who signed.
			by: T::AccountId,
		},
		/// Consent was given.
		Granted {
			/// Number of the grant.
			grant: GrantId,
			/// Whose data.
			subject: T::AccountId,
			/// Who signed and paid the deposit.
			by: T::AccountId,
			/// For what.
			terms: TermsOf<T>,
			/// The request that it answers, which is gone with it.
			request: Option<RequestId>,
		},
		/// A grant was narrowed.
		Narrowed {
			/// Number of the grant.
			grant: GrantId,
			/// Whose data.
			subject: T::AccountId,
			/// Who signed.
			by: T::AccountId,
			/// What was taken away.
			change: Narrowing,
		},
		/// One use of a counted grant was taken.
		UseTaken {
			/// Number of the grant.
			grant: GrantId,
			/// Whose data.
			subject: T::AccountId,
			/// How many are left.
			uses_left: u32,
		},
		/// One grant was revoked, and turned to stone.
		Revoked {
			/// Number of the grant.
			grant: GrantId,
			/// Whose data.
			subject: T::AccountId,
			/// Who signed.
			by: T::AccountId,
		},
		/// All grants of the subject to this grantee with numbers below `below` were revoked.
		GranteeRevoked {
			/// Whose data.
			subject: T::AccountId,
			/// Who may no more.
			grantee: GranteeOf<T>,
			/// Who signed.
			by: T::AccountId,
			/// Number of the next grant.
			below: GrantId,
		},
		/// All grants of the subject with numbers below `below` were revoked.
		AllRevoked {
			/// Whose data.
			subject: T::AccountId,
			/// Who signed.
			by: T::AccountId,
			/// Number of the next grant.
			below: GrantId,
		},
		/// Something that was handed over under a grant has ended: the controller has to confirm that key
		/// and plaintext are destroyed.
		AcknowledgementDue {
			/// Number of the grant.
			grant: GrantId,
			/// Whose data.
			subject: T::AccountId,
			/// Who has to: the grantee's controller.
			controller: T::AccountId,
			/// Until when, if the chain does not stand still.
			due: Moment,
		},
		/// It was not confirmed in time.
		AcknowledgementOverdue {
			/// Number of the grant.
			grant: GrantId,
			/// Whose data.
			subject: T::AccountId,
			/// Who should have.
			controller: T::AccountId,
		},
		/// The grantee confirmed that it destroyed keys and plaintext of all that has ended.
		Acknowledged {
			/// Number of the grant.
			grant: GrantId,
			/// Whose data.
			subject: T::AccountId,
			/// Who signed: the grantee's controller.
			by: T::AccountId,
		},
		/// A grant that had ended was turned to stone and its deposit returned but for the stone's.
		Swept {
			/// Number of the grant.
			grant: GrantId,
			/// Whose data.
			subject: T::AccountId,
			/// When it was revoked; `None`: it ended by date.
			revoked_at: Option<Moment>,
		},
	}

	#[pallet::error]
	pub enum Error<T> {
		/// There is no such grant.
		NotFound,
		/// There is no such request.
		RequestNotFound,
		/// The signer is neither the subject nor its guardian.
		NotSubject,
		/// The signer is not the one who made the request.
		NotRequester,
		/// The signer is neither the grantee's account nor its study's sponsor.
		NotController,
		/// There is no such study.
		GranteeNotFound,
		/// No action, or one that does not exist.
		InvalidActions,
		/// No modality, or one that does not exist.
		InvalidModalities,
		/// An empty list of datasets, or one named twice.
		InvalidDatasets,
		/// The last day lies before the first.
		InvalidDays,
		/// An unknown modifier, or a date without its modifier or the other way round.
		InvalidPurpose,
		/// The end does not lie after the start and in the future.
		InvalidPeriod,
		/// A grant for no use at all.
		InvalidUses,
		/// The requester has too many requests waiting for this subject.
		TooManyRequests,
		/// The request asks somebody else.
		OtherSubject,
		/// The terms give more than the request asks for.
		BeyondRequest,
		/// The change asks for more than the grant gives, or is not well formed.
		NotNarrower,
		/// The change takes nothing away.
		NothingNarrowed,
		/// The grant was revoked before.
		AlreadyRevoked,
		/// The grant has ended by date.
		AlreadyExpired,
		/// No grant is left to revoke.
		NothingToRevoke,
		/// The grant is neither revoked nor over.
		NotEnded,
		/// The end was confirmed before.
		AlreadyAcknowledged,
		/// No grant that has ended waits.
		NothingToSweep,
		/// All numbers are used up.
		TooManyGrants,
		/// Nothing is to be confirmed under this grant.
		NoDuty,
		/// The time to confirm is not over.
		NotOverdue,
		/// It was marked as overdue before.
		AlreadyOverdue,
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// Whether `request` is allowed now, and why not.
		pub fn decide(request: AccessRequestOf<T>) -> Result<Permit, Denial> {
			Self::judge(&request).map(|(permit, _)| permit)
		}

		/// A grant, live or turned to stone.
		pub fn grant_info(grant: GrantId) -> Option<GrantInfo<T::AccountId>> {
			Self::info(grant)
		}

		/// Up to `limit`, at most 100, of `subject`'s grants with numbers greater than `after`, in
		/// the order of their numbers, revoked and ended ones included.
		pub fn grants_of(
			subject: T::AccountId,
			after: Option<GrantId>,
			limit: u32,
		) -> Vec<GrantLine<T::AccountId>> {
			Self::lines(&subject, after, limit)
		}

		/// The 100 oldest requests that wait for `subject`: number, who asks, for what.
		pub fn requests_of(subject: T::AccountId) -> Vec<(RequestId, T::AccountId, TermsOf<T>)> {
			Self::waiting_for(&subject)
		}

		/// Up to `limit`, at most 100, of what `controller` has to confirm, under grants with numbers
		/// greater than `after`.
		pub fn duties_of(
			controller: T::AccountId,
			after: Option<GrantId>,
			limit: u32,
		) -> Vec<DutyLine<T::AccountId>> {
			Self::duty_lines(&controller, after, limit)
		}

		/// How many overdue duties count against `controller`: too many bar it from opening studies.
		pub fn overdue_of(controller: T::AccountId) -> u32 {
			<Self as Duties<T::AccountId>>::overdue(&controller)
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Asks `subject` for consent.
		///
		/// - Origin: the grantee's account, or the sponsor of the study that is the grantee.
		/// - Checks: terms well formed; at most [`Config::MaxRequests`] of this requester wait.
		/// - Errors: `InvalidActions`, `InvalidModalities`, `InvalidDatasets`, `InvalidDays`,
		///   `InvalidPurpose`, `InvalidPeriod`, `InvalidUses`, `GranteeNotFound`, `NotController`,
		///   `TooManyRequests`, and no money for the deposit.
		/// - Event: `Requested`.
		/// - Fee: yes. Deposit: on the requester, until withdrawn, denied or granted.
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

		/// Takes a request back.
		///
		/// - Origin: who made it.
		/// - Errors: `RequestNotFound`, `NotRequester`.
		/// - Event: `RequestWithdrawn`.
		/// - Fee: yes. The deposit returns.
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
		/// - Origin: the subject or its guardian.
		/// - Errors: `RequestNotFound`, `NotSubject`.
		/// - Event: `RequestDenied`.
		/// - Fee: none. The requester's deposit returns.
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
		/// - Origin: the subject or its guardian.
		/// - Checks: terms well formed; the grantee exists; a named request is for this subject, and
		///   the terms lie within it.
		/// - Errors: `NotSubject`, those of ill-formed terms (see `request`), `GranteeNotFound`,
		///   `RequestNotFound`, `OtherSubject`, `BeyondRequest`, `TooManyGrants`, and no money for
		///   the deposit.
		/// - Event: `Granted`.
		/// - Fee: yes. Deposit: on the signer; most of it returns when the grant has ended, the rest
		///   stays for its stone. A named request's deposit returns.
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

		/// Takes something away from a grant. Nothing can be added.
		///
		/// - Origin: the subject or its guardian.
		/// - Checks: every field of `change` is less than or equal to what the grant gives, and one
		///   is less.
		/// - Errors: `NotFound`, `NotSubject`, `AlreadyRevoked`, `AlreadyExpired`, `NotNarrower`,
		///   `NothingNarrowed`.
		/// - Event: `Narrowed`.
		/// - Fee: none three times per grant, then yes.
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
		/// - Origin: the subject or its guardian.
		/// - Errors: `NotFound`, `NotSubject`, `AlreadyRevoked`.
		/// - Event: `Revoked`.
		/// - Fee: none. The deposit returns but for the stone's.
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

		/// Revokes all grants of `subject` to `grantee` that were made so far, at once and for ever,
		/// however many.
		///
		/// - Origin: the subject or its guardian.
		/// - Errors: `NotSubject`, `NothingToRevoke`.
		/// - Event: `GranteeRevoked`.
		/// - Fee: none. The deposits return with the sweep.
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

		/// Revokes all grants of `subject` that were made so far, at once and for ever, however
		/// many.
		///
		/// - Origin: the subject or its guardian.
		/// - Errors: `NotSubject`, `NothingToRevoke`.
		/// - Event: `AllRevoked`.
		/// - Fee: none. The deposits return with the sweep.
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

		/// Confirms that the grantee has stopped, and destroyed keys and plaintext, of all that has ended
		/// under a grant: everything, if it was revoked or is over; else what it was narrowed below, and
		/// datasets that were tombstoned.
		///
		/// - Origin: the grantee's account, or the sponsor of the study that is the grantee.
		/// - Checks: there is a duty; or the grant was revoked or is over, and that was not confirmed
		///   before.
		/// - Errors: `NotFound`, `NotController`, `NotEnded`, `AlreadyAcknowledged`.
		/// - Event: `Acknowledged`.
		/// - Fee: none.
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

		/// Turns grants that have ended to stone: up to `limit` of those that `subject` revoked all
		/// at once, then, if there are not as many, of anybody's that are over, longest over first.
		///
		/// Happens by itself in blocks that have room.
		///
		/// - Origin: anybody signed.
		/// - Errors: `NothingToSweep`.
		/// - Event: `Swept`, for each.
		/// - Fee: yes, for as many as were swept. Deposits return to who paid them.
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

		/// Marks a duty as overdue. Happens by itself in blocks that have room.
		///
		/// - Origin: anybody signed.
		/// - Errors: `NotFound`, `NoDuty`, `AlreadyOverdue`, `NotOverdue`.
		/// - Event: `AcknowledgementOverdue`.
		/// - Fee: yes.
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
