#![doc = include_str!("../README.md")]
//! ## The story as a test
#![doc = docify::embed!("src/tests/story.rs", a_dispute_is_opened_drawn_decided_and_paid)]
#![cfg_attr(not(feature = "std"), no_std)]
#![cfg_attr(not(test), deny(clippy::arithmetic_side_effects))]

extern crate alloc;

use alloc::vec::Vec;
use epione_primitives::{
	traits::{ArbiterLookup, ArbiterPool, CredentialCheck, DisputedContributions, LiveClock},
	Digest, DisputeId, Moment, Role, SaltedDigest, StudyId,
};
use epione_support::deposits;
use frame_support::{
	pallet_macros::import_section,
	pallet_prelude::*,
	traits::{
		fungible::{Inspect, MutateHold},
		Consideration, Footprint, UnixTime,
	},
	weights::WeightMeter,
};
use frame_system::pallet_prelude::*;

pub use pallet::*;
pub use types::*;
pub use weights::WeightInfo;

mod agenda;
mod appeal;
#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod decide;
mod draw;
mod errors;
mod events;
mod evidence;
#[cfg(test)]
mod mock;
mod money;
mod open;
mod proceedings;
mod queries;
#[cfg(test)]
mod tests;
#[cfg(any(feature = "std", feature = "try-runtime"))]
mod try_state;
pub mod types;
pub mod weights;

const LOG_TARGET: &str = "runtime::disputes";

/// The runtime's account.
pub type AccountIdOf<T> = <T as frame_system::Config>::AccountId;
/// An amount in the runtime's currency.
pub type BalanceOf<T> = <<T as Config>::Currency as Inspect<AccountIdOf<T>>>::Balance;
/// The runtime's [`Item`].
pub type ItemOf<T> = Item<AccountIdOf<T>, BalanceOf<T>>;
/// The runtime's [`Stage`].
pub type StageOf<T> = Stage<AccountIdOf<T>>;
/// The runtime's [`Dispute`].
pub type DisputeOf<T> = Dispute<AccountIdOf<T>, BalanceOf<T>, <T as Config>::Consideration>;
/// The runtime's [`Exclusion`].
pub type ExclusionOf<T> = Exclusion<AccountIdOf<T>>;
/// The runtime's [`Scan`].
pub type ScanOf<T> = Scan<AccountIdOf<T>, <T as frame_system::Config>::Hash>;
/// The runtime's [`DisputeInfo`].
pub type DisputeInfoOf<T> = DisputeInfo<AccountIdOf<T>, BalanceOf<T>>;

/// The pallet.
#[import_section(errors::errors)]
#[import_section(events::events)]
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
		/// The currency of bonds and fees.
		type Currency: MutateHold<Self::AccountId, Reason = Self::RuntimeHoldReason>;

		/// The runtime's hold reasons.
		type RuntimeHoldReason: From<HoldReason>;

		/// Storage deposits: of a dispute on the sponsor, of an evidence key on the arbiter.
		type Consideration: Consideration<Self::AccountId, Footprint>;

		/// Who is an arbiter, and who accredited it.
		type Credentials: CredentialCheck<Self::AccountId> + ArbiterPool<Self::AccountId>;

		/// The contributions whose payment a dispute stops.
		type Contributions: DisputedContributions<
			Self::AccountId,
			Balance = BalanceOf<Self>,
			Error: Into<DispatchError>,
		>;

		/// Decides appeals.
		type PanelOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// The wall clock.
		type Time: UnixTime;

		/// The clock of all deadlines, which does not run while the chain stands still. Events and
		/// view functions give the moments of the wall clock.
		type LiveClock: LiveClock;

		/// The arbiter's fee for a dispute, besides what each contribution adds.
		#[pallet::constant]
		type BaseFee: Get<BalanceOf<Self>>;

		/// What each contribution adds to the arbiter's fee.
		#[pallet::constant]
		type FeePerContribution: Get<BalanceOf<Self>>;

		/// What a participant gets from the bond when the complaint is rejected.
		#[pallet::constant]
		type Compensation: Get<BalanceOf<Self>>;

		/// What the sponsor puts on hold for each contribution that it appeals.
		#[pallet::constant]
		type AppealBond: Get<BalanceOf<Self>>;

		/// The arbiter is drawn by the hash of the block that comes this many blocks after the
		/// dispute's.
		#[pallet::constant]
		type DrawDelay: Get<u32>;

		/// Weights of the calls.
		type WeightInfo: WeightInfo;
	}

	/// Number of the next dispute.
	#[pallet::storage]
	pub type NextDisputeId<T> = StorageValue<_, DisputeId, ValueQuery>;

	/// Disputes that have not ended.
	// Twox: the numbers are consecutive, nobody chooses them.
	#[pallet::storage]
	pub type Disputes<T: Config> = StorageMap<_, Twox64Concat, DisputeId, DisputeOf<T>>;

	/// The dispute over each disputed contribution: study, subject, dataset.
	// Twox: the studies' numbers are consecutive. Blake2: accounts and digests are chosen by their
	// owners.
	#[pallet::storage]
	pub type Disputed<T: Config> = StorageNMap<
		_,
		(
			NMapKey<Twox64Concat, StudyId>,
			NMapKey<Blake2_128Concat, T::AccountId>,
			NMapKey<Blake2_128Concat, Digest>,
		),
		DisputeId,
	>;

	/// Disputes of each study; the dispute's number as four big-endian bytes.
	// Twox: the numbers are consecutive. Identity: the order is the point.
	#[pallet::storage]
	pub type OfStudy<T: Config> = StorageDoubleMap<_, Twox64Concat, StudyId, Identity, [u8; 4], ()>;

	/// Disputes of each arbiter; the dispute's number as four big-endian bytes.
	// Blake2: accounts are chosen by their owners. Identity: the order is the point.
	#[pallet::storage]
	pub type OfArbiter<T: Config> =
		StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Identity, [u8; 4], ()>;

	/// Draws to come: the block's number as four big-endian bytes, so that the first key is the
	/// next.
	// Identity: the order is the point, and the numbers are the chain's own.
	#[pallet::storage]
	pub type Draws<T: Config> = StorageDoubleMap<_, Identity, [u8; 4], Twox64Concat, DisputeId, ()>;

	/// Deadlines: the moment of the live clock as eight big-endian bytes, so that the first key is
	/// the next.
	// Identity: the order is the point, and the moments are the chain's own.
	#[pallet::storage]
	pub type Agenda<T: Config> =
		StorageDoubleMap<_, Identity, [u8; 8], Twox64Concat, DisputeId, ()>;

	/// Who may not judge each dispute, besides its parties. A dispute that was opened before there
	/// was such a record has none: then the draw looks at the credentials of its own time.
	// Twox: the numbers are consecutive, nobody chooses them.
	#[pallet::storage]
	pub type Exclusions<T: Config> = StorageMap<_, Twox64Concat, DisputeId, ExclusionOf<T>>;

	/// Draws that take several steps and are not at their end.
	// Twox: the numbers are consecutive, nobody chooses them.
	#[pallet::storage]
	pub type Scans<T: Config> = StorageMap<_, Twox64Concat, DisputeId, ScanOf<T>>;

	/// Where arbiters receive evidence.
	// Blake2: accounts are chosen by their owners.
	#[pallet::storage]
	pub type EvidenceKeys<T: Config> =
		StorageMap<_, Blake2_128Concat, T::AccountId, EvidenceKey<T::Consideration>>;

	/// How long each step may take.
	#[pallet::storage]
	pub type PeriodLengths<T> = StorageValue<_, Periods, ValueQuery, DefaultPeriods>;

	/// A week for the arbiter, three days for appeals, a week for the panel.
	#[pallet::type_value]
	pub fn DefaultPeriods() -> Periods {
		DEFAULT_PERIODS
	}

	/// What the pallet starts with. Each period is 1 ms to 30 days.
	#[pallet::genesis_config]
	pub struct GenesisConfig<T: Config> {
		/// From the draw to the arbiter's decision, in milliseconds.
		pub decide_period: Moment,
		/// From the decision to the last appeal, in milliseconds.
		pub appeal_period: Moment,
		/// From the last appeal to the panel's decision, in milliseconds.
		pub panel_period: Moment,
		/// Nothing.
		#[serde(skip)]
		pub _config: core::marker::PhantomData<T>,
	}

	impl<T: Config> Default for GenesisConfig<T> {
		fn default() -> Self {
			let Periods { decide, appeal, panel } = DEFAULT_PERIODS;
			Self {
				decide_period: decide,
				appeal_period: appeal,
				panel_period: panel,
				_config: Default::default(),
			}
		}
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			let (decide, appeal, panel) =
				(self.decide_period, self.appeal_period, self.panel_period);
			assert!(
				[decide, appeal, panel].iter().all(|one| (1..=MAX_PERIOD).contains(one)),
				"genesis: a period of disputes is not 1 ms to 30 days"
			);
			PeriodLengths::<T>::put(Periods { decide, appeal, panel });
		}
	}

	/// Why money is on hold.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// Storage deposit of a dispute or an evidence key.
		#[codec(index = 0)]
		StorageDeposit,
		/// A sponsor's bond for disputes and appeals.
		#[codec(index = 1)]
		Bond,
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// A dispute that has not ended.
		pub fn dispute(dispute: DisputeId) -> Option<DisputeInfoOf<T>> {
			Self::info(dispute)
		}

		/// Up to `limit` (at most 100) disputes of a study that have not ended, with numbers
		/// greater than `after`.
		pub fn disputes_of(
			study: StudyId,
			after: Option<DisputeId>,
			limit: u32,
		) -> Vec<DisputeInfoOf<T>> {
			Self::page_of_study(study, after, limit)
		}

		/// Up to `limit` (at most 100) disputes for which `arbiter` was drawn and that have not
		/// ended, with numbers greater than `after`.
		pub fn disputes_for(
			arbiter: T::AccountId,
			after: Option<DisputeId>,
			limit: u32,
		) -> Vec<DisputeInfoOf<T>> {
			Self::page_of_arbiter(arbiter, after, limit)
		}

		/// The dispute over a contribution, if it is disputed now.
		pub fn dispute_over(
			study: StudyId,
			subject: T::AccountId,
			dataset: Digest,
		) -> Option<DisputeId> {
			Disputed::<T>::get((study, subject, dataset))
		}

		/// What a dispute over `count` contributions takes from the sponsor; `None` if `count` is 0
		/// or more than 16.
		pub fn bond_for(count: u32) -> Option<BondInfo<BalanceOf<T>>> {
			Self::bond_info(count)
		}

		/// Where an arbiter receives evidence.
		pub fn evidence_key(arbiter: T::AccountId) -> Option<EvidenceKeyBytes> {
			EvidenceKeys::<T>::get(arbiter).map(|record| record.key)
		}

		/// How long each step may take, in milliseconds of the live clock.
		pub fn periods() -> Periods {
			PeriodLengths::<T>::get()
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Disputes delivered contributions to a study: all of them or none.
		///
		/// `evidence` is `SHA-256(32-byte salt || evidence file)`; the file goes to the arbiter
		/// once one is drawn. A bond (`bond_for`) goes on hold and a deposit is taken; the deposit
		/// returns when the dispute ends, the bond as the verdicts say.
		///
		/// Who can be drawn as an arbiter, and who cannot, is fixed now.
		///
		/// - Origin: the study's sponsor.
		/// - Checks: each contribution is delivered, not settled, inside its dispute window and not
		///   disputed; the sponsor has bond and deposit.
		/// - Errors: `StudyNotFound`, `NotSponsor`, `NoContributions`, `AlreadyDisputed`,
		///   `Overflow`; from the studies `ContributionNotFound`, `NotDelivered`, `WindowOver`,
		///   `Barred`; a token error if bond or deposit cannot be held.
		/// - Events: `DisputeOpened`.
		/// - Fee: the signer.
		#[pallet::call_index(0)]
		#[pallet::weight(Pallet::<T>::open_weight(contributions.len() as u32))]
		pub fn open(
			origin: OriginFor<T>,
			study: StudyId,
			contributions: PerContribution<(T::AccountId, Digest)>,
			reason: Reason,
			evidence: SaltedDigest,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_open(who, study, contributions, reason, evidence)
		}

		/// Decides a dispute: one verdict for each contribution, in the order of the dispute.
		///
		/// Nothing is paid before the time for appeals is over.
		///
		/// - Origin: the drawn arbiter.
		/// - Checks: the arbiter still holds its credential; the deadline has not come; only what
		///   was disputed as `Unavailable` is `Cured`.
		/// - Errors: `DisputeNotFound`, `NotDrawn`, `AlreadyDecided`, `NotArbiter`, `TooLate`,
		///   `WrongNumberOfVerdicts`, `NotCurable`.
		/// - Events: `Decided`.
		/// - Fee: the signer.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::decide(verdicts.len() as u32))]
		pub fn decide(
			origin: OriginFor<T>,
			dispute: DisputeId,
			verdicts: PerContribution<Verdict>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_decide(who, dispute, verdicts)
		}

		/// Appeals every verdict that went against the signer, to the panel.
		///
		/// `grounds` is `SHA-256(32-byte salt || statement)`. The sponsor appeals verdicts
		/// `Rejected` and `Cured`, with a bond on hold for each; a subject appeals its `Upheld`
		/// ones, without a bond.
		///
		/// - Origin: the study's sponsor, or a subject of the dispute.
		/// - Checks: the dispute is decided and the deadline has not come; a verdict went against
		///   the signer and is not appealed already; the sponsor has the bond.
		/// - Errors: `DisputeNotFound`, `NotDecided`, `TooLate`, `NotParty`, `NothingToAppeal`; a
		///   token error if the sponsor's bond cannot be held.
		/// - Events: `Appealed`.
		/// - Fee: a sponsor pays it; a subject pays none, and can appeal each verdict only once.
		#[pallet::call_index(2)]
		#[pallet::weight((T::WeightInfo::appeal(MAX_CONTRIBUTIONS), DispatchClass::Operational))]
		pub fn appeal(
			origin: OriginFor<T>,
			dispute: DisputeId,
			grounds: SaltedDigest,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			let seen = Self::do_appeal(who, dispute, grounds)?;
			Ok(Some(T::WeightInfo::appeal(seen)).into())
		}

		/// Decides what was appealed: one verdict for each appealed contribution, in order. Where
		/// no arbiter decided, one for each contribution.
		///
		/// Everything is paid at once. A payment that does not go through is tried again every day.
		///
		/// - Origin: the panel.
		/// - Checks: the deadline has not come; only what was disputed as `Unavailable` is `Cured`.
		/// - Errors: `DisputeNotFound`, `NotAppealed`, `TooLate`, `WrongNumberOfVerdicts`,
		///   `NotCurable`.
		/// - Events: `AppealDecided`, `ContributionDecided` for each contribution, then
		///   `DisputeEnded` or `PutOff`.
		/// - Fee: the signer.
		#[pallet::call_index(3)]
		#[pallet::weight(Pallet::<T>::decide_appeal_weight(MAX_CONTRIBUTIONS))]
		pub fn decide_appeal(
			origin: OriginFor<T>,
			dispute: DisputeId,
			verdicts: PerContribution<Verdict>,
		) -> DispatchResultWithPostInfo {
			T::PanelOrigin::ensure_origin(origin)?;
			let ended = Self::do_decide_appeal(dispute, verdicts)?;
			Ok(Some(Self::decide_appeal_weight(ended)).into())
		}

		/// Moves on a dispute whose draw or deadline has come.
		///
		/// The chain does it too, in idle time. A draw from a long list takes several calls.
		///
		/// - Origin: anyone.
		/// - Checks: the block of the draw has ended, or the deadline has come.
		/// - Errors: `DisputeNotFound`, `NothingDue`.
		/// - Events: what happened: `ArbiterDrawn`, `NobodyDrawn`, `ArbiterSilent`, `DrawnAgain`,
		///   `PanelCalled`, `ContributionDecided`, `PutOff`, `DisputeEnded`; none by a step of a
		///   draw that is not the last.
		/// - Fee: the signer.
		#[pallet::call_index(4)]
		#[pallet::weight(Pallet::<T>::advance_weight(MAX_CONTRIBUTIONS))]
		pub fn advance(origin: OriginFor<T>, dispute: DisputeId) -> DispatchResultWithPostInfo {
			ensure_signed(origin)?;
			let used = Self::do_advance(dispute)?;
			Ok(Some(used).into())
		}

		/// Publishes where the signer receives evidence: an X25519 public key, the 32 bytes of an
		/// age recipient.
		///
		/// An arbiter without a key is not drawn. A dispute keeps the key that it was drawn with.
		/// The first key takes a deposit, which returns when the key is removed.
		///
		/// - Origin: an arbiter.
		/// - Checks: the signer holds an arbiter's credential; the key is not all zeros.
		/// - Errors: `NotArbiter`, `InvalidKey`; a token error if the deposit cannot be held.
		/// - Events: `EvidenceKeySet`.
		/// - Fee: the signer.
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::set_evidence_key())]
		pub fn set_evidence_key(origin: OriginFor<T>, key: EvidenceKeyBytes) -> DispatchResult {
			let arbiter = ensure_signed(origin)?;
			ensure!(T::Credentials::holds(&arbiter, Role::Arbiter), Error::<T>::NotArbiter);
			Self::put_evidence_key(&arbiter, key)?;
			Self::deposit_event(Event::EvidenceKeySet { arbiter, key });
			Ok(())
		}

		/// Removes the signer's evidence key, so that it is not drawn any more.
		///
		/// The deposit returns. Disputes for which the signer was drawn stay with it.
		///
		/// - Origin: whoever has a key, arbiter or not.
		/// - Checks: the signer has a key.
		/// - Errors: `KeyNotFound`.
		/// - Events: `EvidenceKeyRemoved`.
		/// - Fee: the signer.
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::remove_evidence_key())]
		pub fn remove_evidence_key(origin: OriginFor<T>) -> DispatchResult {
			let arbiter = ensure_signed(origin)?;
			let record = EvidenceKeys::<T>::take(&arbiter).ok_or(Error::<T>::KeyNotFound)?;
			deposits::release(record.ticket, &arbiter);
			Self::deposit_event(Event::EvidenceKeyRemoved { arbiter });
			Ok(())
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn on_idle(_: BlockNumberFor<T>, remaining: Weight) -> Weight {
			let mut meter = WeightMeter::with_limit(remaining);
			Self::run_agenda(&mut meter);
			meter.consumed()
		}

		fn integrity_test() {
			assert!(T::DrawDelay::get() > 0, "the block of the dispute itself can be chosen");
			assert!(
				BlockNumberFor::<T>::from(T::DrawDelay::get()) < T::BlockHashCount::get(),
				"the hash would be gone before it counts"
			);
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}
}

impl<T: Config> ArbiterLookup<T::AccountId> for Pallet<T> {
	fn arbiter(study: StudyId, subject: &T::AccountId, dataset: &Digest) -> Option<T::AccountId> {
		let dispute = Disputed::<T>::get((study, subject, dataset))?;
		Disputes::<T>::get(dispute)?.stage.arbiter().cloned()
	}
}
