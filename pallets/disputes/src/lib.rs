#![doc = include_str!("../README.md")]
//! ## The story as a test
#![doc = docify::embed!("src/tests/story.rs", a_dispute_is_opened_drawn_decided_and_paid)]
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

use alloc::vec::Vec;
use epione_primitives::{
	traits::{ArbiterLookup, ArbiterPool, CredentialCheck, DisputedContributions},
	Digest, DisputeId, Moment, Role, SaltedDigest, StudyId,
};
use frame_support::{
	defensive,
	pallet_prelude::*,
	storage::with_storage_layer,
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

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod course;
mod draw;
#[cfg(test)]
mod mock;
mod money;
mod queries;
#[cfg(test)]
mod tests;
#[cfg(any(feature = "std", feature = "try-runtime"))]
mod try_state;
pub mod types;
pub mod weights;

const LOG_TARGET: &str = "runtime::disputes";

/// Account of a runtime.
pub type AccountIdOf<T> = <T as frame_system::Config>::AccountId;
/// Amounts of the runtime's currency.
pub type BalanceOf<T> = <<T as Config>::Currency as Inspect<AccountIdOf<T>>>::Balance;
/// [`Item`] of a runtime.
pub type ItemOf<T> = Item<AccountIdOf<T>, BalanceOf<T>>;
/// [`Stage`] of a runtime.
pub type StageOf<T> = Stage<AccountIdOf<T>>;
/// [`Dispute`] of a runtime.
pub type DisputeOf<T> = Dispute<AccountIdOf<T>, BalanceOf<T>, <T as Config>::Consideration>;
/// [`DisputeInfo`] of a runtime.
pub type DisputeInfoOf<T> = DisputeInfo<AccountIdOf<T>, BalanceOf<T>>;

/// The pallet.
#[frame_support::pallet]
pub mod pallet {
	use super::*;

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	/// The pallet.
	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// What the pallet needs of its runtime.
	#[pallet::config]
	pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
		/// The currency of bonds and fees.
		type Currency: MutateHold<Self::AccountId, Reason = Self::RuntimeHoldReason>;

		/// The runtime's hold reasons.
		type RuntimeHoldReason: From<HoldReason>;

		/// Storage deposits: of a dispute on the sponsor, of an evidence key on the arbiter.
		type Consideration: Consideration<Self::AccountId, Footprint>;

		/// Who is an arbiter, and by whose word.
		type Credentials: CredentialCheck<Self::AccountId> + ArbiterPool<Self::AccountId>;

		/// The contributions whose payment a dispute stops.
		type Contributions: DisputedContributions<
			Self::AccountId,
			Balance = BalanceOf<Self>,
			Error: Into<DispatchError>,
		>;

		/// Decides appeals.
		type PanelOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// The wall clock, in which events and answers give moments.
		type Time: UnixTime;

		/// The arbiter's fee for a dispute, beside what each contribution adds.
		#[pallet::constant]
		type BaseFee: Get<BalanceOf<Self>>;

		/// What each contribution adds to the arbiter's fee.
		#[pallet::constant]
		type FeePerContribution: Get<BalanceOf<Self>>;

		/// What a participant gets from the bond for a complaint that is rejected.
		#[pallet::constant]
		type Compensation: Get<BalanceOf<Self>>;

		/// What the sponsor puts on hold for each contribution that it appeals.
		#[pallet::constant]
		type AppealBond: Get<BalanceOf<Self>>;

		/// The arbiter is drawn by the hash of the block that comes so many blocks after the dispute's.
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
	// Twox: the studies' numbers are consecutive. Blake2: accounts and digests are chosen by their owners.
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

	/// Draws to come: the block's number as four big-endian bytes, so that the first key is the next.
	// Identity: the order is the point, and the numbers are the chain's own.
	#[pallet::storage]
	pub type Draws<T: Config> = StorageDoubleMap<_, Identity, [u8; 4], Twox64Concat, DisputeId, ()>;

	/// Deadlines: the moment of the live clock as eight big-endian bytes, so that the first key is the
	/// next.
	// Identity: the order is the point, and the moments are the chain's own.
	#[pallet::storage]
	pub type Agenda<T: Config> =
		StorageDoubleMap<_, Identity, [u8; 8], Twox64Concat, DisputeId, ()>;

	/// Where arbiters receive evidence.
	// Blake2: accounts are chosen by their owners.
	#[pallet::storage]
	pub type EvidenceKeys<T: Config> =
		StorageMap<_, Blake2_128Concat, T::AccountId, EvidenceKey<T::Consideration>>;

	/// How long things may take.
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

	/// What happened. Moments are on the wall clock, as if the chain did not stand still from then on.
	// Each variant's sentence says what its fields are; their names are the calls' arguments.
	#[allow(missing_docs)]
	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A sponsor disputes contributions (subject, dataset) to its study. `bond` is on hold; the arbiter
		/// is drawn by the hash of the block `draws_at`.
		DisputeOpened {
			dispute: DisputeId,
			study: StudyId,
			sponsor: T::AccountId,
			contributions: PerContribution<(T::AccountId, Digest)>,
			reason: Reason,
			evidence: SaltedDigest,
			bond: BalanceOf<T>,
			draws_at: u32,
		},
		/// An arbiter was drawn, receives evidence at `key`, and decides before `decides_by`.
		ArbiterDrawn {
			dispute: DisputeId,
			arbiter: T::AccountId,
			key: EvidenceKeyBytes,
			decides_by: Moment,
		},
		/// No arbiter could be drawn.
		NobodyDrawn { dispute: DisputeId },
		/// The arbiter decided nothing in time.
		ArbiterSilent { dispute: DisputeId, arbiter: T::AccountId },
		/// An arbiter is drawn again, by the hash of the block `draws_at`.
		DrawnAgain { dispute: DisputeId, draws_at: u32 },
		/// The arbiter decided, contribution by contribution. Appeals are possible before `appeals_until`.
		Decided {
			dispute: DisputeId,
			arbiter: T::AccountId,
			verdicts: PerContribution<Verdict>,
			appeals_until: Moment,
		},
		/// A party appealed `count` verdicts, with `bond` on hold. `grounds` is the salted digest of its
		/// statement.
		Appealed {
			dispute: DisputeId,
			by: T::AccountId,
			count: u32,
			bond: BalanceOf<T>,
			grounds: SaltedDigest,
		},
		/// What was appealed is the panel's to decide, before `decides_by`.
		PanelCalled { dispute: DisputeId, decides_by: Moment },
		/// The panel decided what was appealed.
		AppealDecided { dispute: DisputeId, verdicts: PerContribution<Verdict> },
		/// The dispute over one contribution ended: with this verdict, or with none, which pays the
		/// participant. `to_arbiter` and `to_subject` were paid beside the price.
		ContributionDecided {
			dispute: DisputeId,
			subject: T::AccountId,
			dataset: Digest,
			verdict: Option<Verdict>,
			to_arbiter: BalanceOf<T>,
			to_subject: BalanceOf<T>,
		},
		/// A payment did not go through. It is tried again at `at`, or by `advance` after that.
		PutOff { dispute: DisputeId, at: Moment },
		/// A dispute ended; nothing of it is on hold any more.
		DisputeEnded { dispute: DisputeId },
		/// An arbiter receives evidence at this X25519 key.
		EvidenceKeySet { arbiter: T::AccountId, key: EvidenceKeyBytes },
		/// An account receives no evidence any more, and is not drawn.
		EvidenceKeyRemoved { arbiter: T::AccountId },
	}

	/// Why not.
	#[pallet::error]
	pub enum Error<T> {
		/// There is no such dispute, or it has ended.
		DisputeNotFound,
		/// There is no such study.
		StudyNotFound,
		/// The signer is not the study's sponsor.
		NotSponsor,
		/// No contribution is named.
		NoContributions,
		/// The contribution is disputed already, or named twice.
		AlreadyDisputed,
		/// No arbiter is accredited at all.
		NoArbiters,
		/// The signer holds no arbiter's credential now.
		NotArbiter,
		/// Another arbiter decides this dispute, or nobody yet.
		NotDrawn,
		/// The dispute is past the arbiter's decision.
		AlreadyDecided,
		/// The time for this is over.
		TooLate,
		/// There must be one verdict for each contribution (of an appeal: each appealed one), in order.
		WrongNumberOfVerdicts,
		/// Only what was unavailable can be cured.
		NotCurable,
		/// There is no decision to appeal now.
		NotDecided,
		/// The signer is neither the sponsor nor a subject of what is disputed.
		NotParty,
		/// No verdict went against the signer that is not appealed already.
		NothingToAppeal,
		/// Nothing waits for the panel.
		NotAppealed,
		/// Neither a deadline nor a draw is due.
		NothingDue,
		/// This is no public key.
		InvalidKey,
		/// The signer has no evidence key.
		KeyNotFound,
		/// A number is too large.
		Overflow,
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// A dispute that has not ended.
		pub fn dispute(dispute: DisputeId) -> Option<DisputeInfoOf<T>> {
			Self::info(dispute)
		}

		/// Up to `limit` (at most 100) disputes of a study that have not ended, with numbers greater than
		/// `after`.
		pub fn disputes_of(
			study: StudyId,
			after: Option<DisputeId>,
			limit: u32,
		) -> Vec<DisputeInfoOf<T>> {
			Self::page_of_study(study, after, limit)
		}

		/// Up to `limit` (at most 100) disputes for which `arbiter` was drawn and that have not ended, with
		/// numbers greater than `after`.
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

		/// What a dispute over so many contributions takes; `None` for none and for more than 16.
		pub fn bond_for(count: u32) -> Option<BondInfo<BalanceOf<T>>> {
			Self::bond_info(count)
		}

		/// Where an arbiter receives evidence.
		pub fn evidence_key(arbiter: T::AccountId) -> Option<EvidenceKeyBytes> {
			EvidenceKeys::<T>::get(arbiter).map(|record| record.key)
		}

		/// How long things may take, in milliseconds of the live clock.
		pub fn periods() -> Periods {
			PeriodLengths::<T>::get()
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Disputes delivered contributions to a study: all of them or none.
		///
		/// `evidence` is `SHA-256(32-byte salt || evidence file)`; the file goes to the arbiter once it is
		/// drawn. Origin: the study's sponsor. Each contribution is delivered, not settled, inside its
		/// dispute window and not disputed. Puts one bond on hold (`bond_for`) and takes a deposit. Errors:
		/// `StudyNotFound`, `NotSponsor`, `NoContributions`, `NoArbiters`, `AlreadyDisputed`, those of the
		/// studies. Emits `DisputeOpened`. Fee: the signer.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::open(contributions.len() as u32))]
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
		/// Origin: the drawn arbiter, with its credential, before the deadline. Errors: `DisputeNotFound`,
		/// `NotDrawn`, `AlreadyDecided`, `NotArbiter`, `TooLate`, `WrongNumberOfVerdicts`, `NotCurable`.
		/// Emits `Decided`. Fee: the signer.
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
		/// `grounds` is `SHA-256(32-byte salt || statement)`. Origin: the sponsor (verdicts `Rejected` and
		/// `Cured`; a bond goes on hold for each), or a subject (its `Upheld` ones; no bond). Once each,
		/// before the deadline. Errors: `DisputeNotFound`, `NotDecided`, `TooLate`, `NotParty`,
		/// `NothingToAppeal`. Emits `Appealed`. Fee: the sponsor's; a subject pays none, and can do it only
		/// once for each verdict.
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

		/// Decides what was appealed: one verdict for each appealed contribution, in order. Everything is
		/// paid at once.
		///
		/// Origin: the panel, before the deadline. Errors: `DisputeNotFound`, `NotAppealed`, `TooLate`,
		/// `WrongNumberOfVerdicts`, `NotCurable`. Emits `AppealDecided`, `ContributionDecided`,
		/// `DisputeEnded`. Fee: the signer.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::decide_appeal(MAX_CONTRIBUTIONS))]
		pub fn decide_appeal(
			origin: OriginFor<T>,
			dispute: DisputeId,
			verdicts: PerContribution<Verdict>,
		) -> DispatchResultWithPostInfo {
			T::PanelOrigin::ensure_origin(origin)?;
			let ended = Self::do_decide_appeal(dispute, verdicts)?;
			Ok(Some(T::WeightInfo::decide_appeal(ended)).into())
		}

		/// Moves a dispute on whose draw or deadline has come.
		///
		/// Origin: signed, anyone. Done by the chain itself too. Errors: `DisputeNotFound`, `NothingDue`.
		/// Emits what happened. Fee: the signer.
		#[pallet::call_index(4)]
		#[pallet::weight(Pallet::<T>::advance_weight(MAX_CONTRIBUTIONS))]
		pub fn advance(origin: OriginFor<T>, dispute: DisputeId) -> DispatchResultWithPostInfo {
			ensure_signed(origin)?;
			let used = Self::do_advance(dispute)?;
			Ok(Some(used).into())
		}

		/// Publishes where the signer receives evidence: an X25519 public key, the 32 bytes of an age
		/// recipient. Who has none is not drawn. A dispute keeps the key that it was drawn with.
		///
		/// Origin: an arbiter. Errors: `NotArbiter`, `InvalidKey`. Emits `EvidenceKeySet`. Fee: the signer;
		/// the first takes a deposit.
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::set_evidence_key())]
		pub fn set_evidence_key(origin: OriginFor<T>, key: EvidenceKeyBytes) -> DispatchResult {
			let arbiter = ensure_signed(origin)?;
			ensure!(T::Credentials::holds(&arbiter, Role::Arbiter), Error::<T>::NotArbiter);
			Self::put_evidence_key(&arbiter, key)?;
			Self::deposit_event(Event::EvidenceKeySet { arbiter, key });
			Ok(())
		}

		/// Takes the signer's evidence key away, and so the signer out of the draw. The deposit returns.
		///
		/// Origin: whoever has one, arbiter still or not. Disputes for which it was drawn stay with it.
		/// Errors: `KeyNotFound`. Emits `EvidenceKeyRemoved`. Fee: the signer.
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::remove_evidence_key())]
		pub fn remove_evidence_key(origin: OriginFor<T>) -> DispatchResult {
			let arbiter = ensure_signed(origin)?;
			let record = EvidenceKeys::<T>::take(&arbiter).ok_or(Error::<T>::KeyNotFound)?;
			Self::drop_ticket(record.ticket, &arbiter);
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
