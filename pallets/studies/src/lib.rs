#![doc = include_str!("../README.md")]
//! ## The story as a test
#![doc = docify::embed!("src/tests/story.rs", a_contribution_is_committed_delivered_and_paid)]
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

use alloc::vec::Vec;
use codec::Encode;
use epione_primitives::{
	traits::{
		AccessDecision, ArbiterLookup, CredentialCheck, DatasetLookup, DelegationCheck,
		DeviceCheck, Duties, GrantList, OnSettled,
	},
	AccessRequest, Action, ChainId, Denial, Digest, EnvelopeBytes, GrantId, Grantee, KeyVersion,
	Moment, Point, ProofBytes, Role, StudyId,
};
use frame_support::{
	defensive,
	pallet_macros::import_section,
	pallet_prelude::*,
	traits::{
		fungible::{Inspect, Mutate, MutateHold},
		tokens::Preservation,
		Consideration, Footprint, UnixTime,
	},
	weights::WeightMeter,
	PalletId,
};
use frame_system::pallet_prelude::*;
use sp_runtime::Permill;

pub use contributions::{CommitPlan, DeliverPlan};
pub use pallet::*;
pub use types::*;
pub use weights::WeightInfo;

mod agenda;
#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod clock;
mod cohort;
mod commit;
mod contributions;
mod deliver;
mod disputed;
mod eligibility;
mod errors;
mod escrow;
mod events;
mod keys;
#[cfg(test)]
mod mock;
mod outcome;
mod purge;
mod queries;
mod shares;
mod storage;
#[cfg(test)]
mod tests;
#[cfg(any(feature = "std", feature = "try-runtime"))]
mod try_state;
pub mod types;
pub mod weights;
mod withdrawal;

const LOG_TARGET: &str = "runtime::studies";

/// The pallet.
#[import_section(errors::errors)]
#[import_section(events::events)]
#[import_section(storage::storage)]
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
	pub trait Config:
		frame_system::Config<AccountId: AsRef<[u8; 32]>, RuntimeEvent: From<Event<Self>>>
	{
		/// The currency. Pots are plain accounts in it, so that fees can be charged to them.
		type Currency: Mutate<Self::AccountId>
			+ MutateHold<Self::AccountId, Reason = Self::RuntimeHoldReason>;

		/// The runtime's hold reasons.
		type RuntimeHoldReason: From<HoldReason>;

		/// Storage deposits: of a study and its key on the sponsor, of a bid and a key on its account,
		/// of a share on the subject.
		type Consideration: Consideration<Self::AccountId, Footprint>;

		/// A participant's deposit for a commitment to a study with a cohort: slots are not held for free.
		type CommitConsideration: Consideration<Self::AccountId, Footprint>;

		/// Who is accredited as what.
		type Credentials: CredentialCheck<Self::AccountId>;

		/// Which devices are sound.
		type Devices: DeviceCheck<Self::AccountId>;

		/// What is known about datasets.
		type Datasets: DatasetLookup<Self::AccountId>;

		/// The decision function.
		type Access: AccessDecision<Self::AccountId>;

		/// A subject's grants.
		type Grants: GrantList<Self::AccountId>;

		/// Who acts for whom.
		type Delegations: DelegationCheck<Self::AccountId>;

		/// Who still has to confirm that what ended is destroyed.
		type Duties: Duties<Self::AccountId>;

		/// With more overdue duties than this nobody opens a study.
		#[pallet::constant]
		type MaxOverdue: Get<u32>;

		/// Who reads what is disputed.
		type Disputes: ArbiterLookup<Self::AccountId>;

		/// Told of every share that the protocol took.
		type OnSettled: OnSettled<Self::AccountId, BalanceOf<Self>>;

		/// The 32 bytes that every statement binds.
		type ChainId: Get<ChainId>;

		/// The wall clock.
		type Time: UnixTime;

		/// Makes the pots' accounts, one for each study.
		#[pallet::constant]
		type PalletId: Get<PalletId>;

		/// What the protocol takes of every price. Pinned by each commitment.
		#[pallet::constant]
		type ProtocolShare: Get<Permill>;

		/// Who gets it. Should exist from genesis on.
		type ProtocolAccount: Get<Self::AccountId>;

		/// What a commitment keeps back in its study's pot for the fee of its delivery: the fee now, with
		/// room for a rise until then.
		type DeliverFee: Get<BalanceOf<Self>>;

		/// What a study's pot keeps back for each contribution in state.
		#[pallet::constant]
		type ContributionDeposit: Get<BalanceOf<Self>>;

		/// Time between commit and deliver, in milliseconds of the live clock.
		#[pallet::constant]
		type DeliveryPeriod: Get<Moment>;

		/// Milliseconds between two blocks beyond which the live clock stands still.
		#[pallet::constant]
		type MaxGap: Get<Moment>;

		/// How long a finished study's contributions stay for its sponsor to fetch, in milliseconds of
		/// the live clock.
		#[pallet::constant]
		type Retention: Get<Moment>;

		/// Weights of the calls.
		type WeightInfo: WeightInfo;

		/// Sets the clock.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: epione_primitives::traits::SetTime;
	}

	/// Why money is on hold.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// Storage deposit of a study, a recipient key, a bid or a share.
		#[codec(index = 0)]
		StorageDeposit,
		/// Price of a bid, until the sale is settled.
		#[codec(index = 1)]
		Bid,
		/// Deposit for a commitment to a study with a cohort.
		#[codec(index = 2)]
		Commitment,
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// A study.
		pub fn study(study: StudyId) -> Option<StudyInfo<T::AccountId, BalanceOf<T>>> {
			Self::study_info(study)
		}

		/// Up to `limit` (at most 100) studies with numbers greater than `after`.
		pub fn studies(
			after: Option<StudyId>,
			limit: u32,
		) -> Vec<StudyInfo<T::AccountId, BalanceOf<T>>> {
			Self::study_page(after, limit)
		}

		/// One contribution, with its envelope while the subject lets it be served.
		pub fn contribution(
			holder: GranteeOf<T>,
			subject: T::AccountId,
			dataset: Digest,
		) -> Option<ContributionInfo<T::AccountId, BalanceOf<T>>> {
			Self::contribution_info((holder, subject, dataset))
		}

		/// Up to `limit` (at most 100) contributions to a holder, after the one named, in no order of
		/// time, with their envelopes while the subjects let them be served.
		pub fn contributions(
			holder: GranteeOf<T>,
			after: Option<(T::AccountId, Digest)>,
			limit: u32,
		) -> Vec<ContributionInfo<T::AccountId, BalanceOf<T>>> {
			Self::contribution_page(holder, after, limit)
		}

		/// Who can read what of `subject`, until when, under which terms, and what was paid so far: up
		/// to `limit` (at most 100) grants with numbers greater than `cursor`.
		pub fn receipt(
			subject: T::AccountId,
			cursor: Option<GrantId>,
			limit: u32,
		) -> Vec<ReceiptLine<T::AccountId, BalanceOf<T>>> {
			Self::receipt_page(subject, cursor, limit)
		}

		/// A holder's newest recipient key.
		pub fn recipient_key(holder: GranteeOf<T>) -> Option<RecipientKeyInfo> {
			Self::key_info(&holder)
		}

		/// Up to `limit` (at most 100) bids for a subject's datasets.
		pub fn bids(subject: T::AccountId, limit: u32) -> Vec<BidInfo<T::AccountId, BalanceOf<T>>> {
			Self::bid_page(subject, limit)
		}

		/// The live clock's moment: the wall clock's less all standstill.
		pub fn live_moment() -> Moment {
			Self::live_now()
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Opens a study.
		///
		/// Origin: signed, with a researcher's credential, and with no more than [`Config::MaxOverdue`]
		/// overdue acknowledgements. Moves the existential deposit and `budget` to
		/// the study's pot and takes a deposit. Checks the terms one by one. Emits `StudyCreated`.
		/// Fee: the signer.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::create())]
		pub fn create(
			origin: OriginFor<T>,
			terms: Terms<BalanceOf<T>>,
			#[pallet::compact] budget: BalanceOf<T>,
		) -> DispatchResult {
			let sponsor = ensure_signed(origin)?;
			ensure!(T::Credentials::holds(&sponsor, Role::Researcher), Error::<T>::NotResearcher);
			let overdue = T::Duties::overdue(&sponsor);
			ensure!(overdue <= T::MaxOverdue::get(), Error::<T>::TooManyOverdue);
			Self::ensure_terms(&terms)?;
			ensure!(budget >= Self::cost_of_one(&terms)?, Error::<T>::BudgetTooLow);
			let study = Self::open_study(sponsor.clone(), terms.clone(), budget)?;
			Self::deposit_event(Event::StudyCreated { study, sponsor, terms, budget });
			Ok(())
		}

		/// Adds a version of a study's recipient key; later commits use it, for at most 90 days.
		///
		/// Origin: the sponsor, with a researcher's credential. The version is the next one, counted from
		/// 0. The proof is one of possession for this study, version and chain. The first takes a deposit.
		/// Emits `RecipientKeyAdded`. Fee: the signer.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::add_key())]
		pub fn add_key(
			origin: OriginFor<T>,
			study: StudyId,
			version: KeyVersion,
			key: Point,
			proof: ProofBytes,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			let record = Studies::<T>::get(study).ok_or(Error::<T>::StudyNotFound)?;
			ensure!(record.sponsor == who, Error::<T>::NotSponsor);
			ensure!(T::Credentials::holds(&who, Role::Researcher), Error::<T>::NotResearcher);
			ensure!(!Self::is_closed(&record), Error::<T>::StudyClosed);
			let holder = Grantee::Study(study);
			Self::put_key(&holder, &who, version, key, &proof)?;
			Self::deposit_event(Event::RecipientKeyAdded { holder, version, key });
			Ok(())
		}

		/// Approves a study's terms.
		///
		/// Origin: signed, with an ethics board's credential, not the sponsor. `terms_hash` is the SHA-256
		/// of the SCALE encoding of the terms that the board has read. Once. Emits `StudyApproved`. Fee: the
		/// signer.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::approve())]
		pub fn approve(origin: OriginFor<T>, study: StudyId, terms_hash: Digest) -> DispatchResult {
			let board = ensure_signed(origin)?;
			let mut record = Studies::<T>::get(study).ok_or(Error::<T>::StudyNotFound)?;
			ensure!(T::Credentials::holds(&board, Role::EthicsBoard), Error::<T>::NotEthicsBoard);
			ensure!(record.sponsor != board, Error::<T>::OwnStudy);
			ensure!(record.approval.is_none(), Error::<T>::AlreadyApproved);
			ensure!(!Self::is_closed(&record), Error::<T>::StudyClosed);
			ensure!(record.terms.hash() == terms_hash, Error::<T>::WrongTermsHash);
			record.approval = Some(Approval { board: board.clone(), at: Self::now() });
			Studies::<T>::insert(study, record);
			Self::deposit_event(Event::StudyApproved { study, board, terms_hash });
			Ok(())
		}

		/// Raises a study's budget.
		///
		/// Origin: signed, anyone. The study takes commits still. Emits `StudyFunded`. Fee: the signer.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::fund())]
		pub fn fund(
			origin: OriginFor<T>,
			study: StudyId,
			#[pallet::compact] amount: BalanceOf<T>,
		) -> DispatchResult {
			let from = ensure_signed(origin)?;
			let record = Studies::<T>::get(study).ok_or(Error::<T>::StudyNotFound)?;
			ensure!(!Self::is_closed(&record), Error::<T>::StudyClosed);
			T::Currency::transfer(&from, &Self::pot(study), amount, Preservation::Preserve)?;
			Self::deposit_event(Event::StudyFunded { study, from, amount });
			Ok(())
		}

		/// Promises a dataset to a study.
		///
		/// Origin: the subject or its gateway. Checks study, dataset, device, invitation, eligibility, caps,
		/// grant and budget, each with its own error; counts one use of the grant. Reserves reward, delivery
		/// fee and deposit in the study's pot and pins what the delivery is judged by. Where the study needs
		/// a cohort, takes a deposit from the subject. Emits `Committed`, and `CohortReached` if it is the
		/// one that was waited for. Fee: the study's pot, where it can pay; else the signer.
		#[pallet::call_index(4)]
		// The benchmark's data has no device. One is looked up five times, and its use is counted.
		#[pallet::weight(
			T::WeightInfo::commit().saturating_add(T::DbWeight::get().reads_writes(6, 1))
		)]
		pub fn commit(
			origin: OriginFor<T>,
			study: StudyId,
			subject: T::AccountId,
			dataset: Digest,
			grant: GrantId,
			invitation: Option<Invitation>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			let plan =
				Self::plan_commit(&who, study, &subject, &dataset, grant, invitation.as_ref())?;
			T::Access::take(&plan.request).map_err(Error::<T>::from_denial)?;
			Self::enact_commit(plan)
		}

		/// Delivers the key envelope of a committed dataset to a study.
		///
		/// Origin: the subject or its gateway. In time; the study's cohort, if it needs one, is complete;
		/// the subject has neither withdrawn, revoked, narrowed nor tombstoned; the envelope's proof holds for the pinned key and this context. The reward is owed.
		/// Emits `Delivered`. Fee: the study's pot, out of what the commitment kept back; else the signer.
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::deliver())]
		pub fn deliver(
			origin: OriginFor<T>,
			study: StudyId,
			subject: T::AccountId,
			dataset: Digest,
			envelope: EnvelopeBytes,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			let plan =
				Self::plan_deliver(&who, Grantee::Study(study), &subject, &dataset, &envelope)?;
			Self::enact_deliver(plan, envelope)
		}

		/// Ends a commitment that was not kept in time, or that is dropped: its subject has withdrawn, it or
		/// the device lost a dispute, or the study's cohort was not complete in time. What it reserved is
		/// free again, and the dataset may be committed anew.
		///
		/// Origin: signed, anyone. Done by the chain itself too. Emits `Lapsed`, or `Voided` after a lost
		/// dispute. Fee: the signer.
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::lapse())]
		pub fn lapse(
			origin: OriginFor<T>,
			holder: GranteeOf<T>,
			subject: T::AccountId,
			dataset: Digest,
		) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_lapse((holder, subject, dataset))
		}

		/// Pays for a delivered contribution when its dispute window is over; or gives the price back, if
		/// the dataset was tombstoned, or the subject or the device lost a dispute in this study.
		///
		/// Origin: signed, anyone. Done by the chain itself too. Emits `Settled`, `Forfeited` or `Voided`.
		/// Fee: the signer.
		#[pallet::call_index(7)]
		#[pallet::weight(T::WeightInfo::settle())]
		pub fn settle(
			origin: OriginFor<T>,
			holder: GranteeOf<T>,
			subject: T::AccountId,
			dataset: Digest,
		) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_settle((holder, subject, dataset))
		}

		/// Closes a study to new commits.
		///
		/// Origin: the sponsor, with an hour's notice on the live clock; after the terms' closing time
		/// anyone, at once. Emits `StudyClosing`. Fee: the signer.
		#[pallet::call_index(8)]
		#[pallet::weight(T::WeightInfo::close())]
		pub fn close(origin: OriginFor<T>, study: StudyId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			let closing_at = Self::do_close(&who, study)?;
			Self::deposit_event(Event::StudyClosing { study, closing_at });
			Ok(())
		}

		/// Returns to the sponsor what a closed study neither owes nor keeps back; the rest follows when its
		/// last contribution is settled, deposits when its records are removed.
		///
		/// Origin: signed, anyone. Emits `StudyRefunded`, and `StudyFinished` and `StudyEnded` when nothing
		/// is left to wait for. Fee: the signer.
		#[pallet::call_index(9)]
		#[pallet::weight(T::WeightInfo::finish())]
		pub fn finish(origin: OriginFor<T>, study: StudyId) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_finish(study)
		}

		/// Registers a version of the signer's own recipient key, for deliveries outside a study.
		///
		/// Origin: signed. As `add_key`. The record stays, since a version is never used twice. Emits
		/// `RecipientKeyAdded`. Fee: the signer.
		#[pallet::call_index(10)]
		#[pallet::weight(T::WeightInfo::register_key())]
		pub fn register_key(
			origin: OriginFor<T>,
			version: KeyVersion,
			key: Point,
			proof: ProofBytes,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			let holder = Grantee::Account(who.clone());
			Self::put_key(&holder, &who, version, key, &proof)?;
			Self::deposit_event(Event::RecipientKeyAdded { holder, version, key });
			Ok(())
		}

		/// Offers to buy one dataset. The price goes on hold in the signer's account.
		///
		/// Origin: signed, with a recipient key; not the subject. One bid for each dataset. Takes a deposit.
		/// Emits `BidPlaced`. Fee: the signer.
		#[pallet::call_index(11)]
		#[pallet::weight(T::WeightInfo::bid())]
		pub fn bid(
			origin: OriginFor<T>,
			subject: T::AccountId,
			dataset: Digest,
			#[pallet::compact] price: BalanceOf<T>,
			expires: Moment,
		) -> DispatchResult {
			let recipient = ensure_signed(origin)?;
			Self::place_bid(&recipient, &subject, &dataset, price, expires)?;
			Self::deposit_event(Event::BidPlaced { recipient, subject, dataset, price, expires });
			Ok(())
		}

		/// Takes a bid back that was not taken up. Price and deposit return.
		///
		/// Origin: the bidder. Emits `BidWithdrawn`. Fee: the signer.
		#[pallet::call_index(12)]
		#[pallet::weight(T::WeightInfo::withdraw_bid())]
		pub fn withdraw_bid(
			origin: OriginFor<T>,
			subject: T::AccountId,
			dataset: Digest,
		) -> DispatchResult {
			let recipient = ensure_signed(origin)?;
			Self::drop_bid(&recipient, &subject, &dataset)?;
			Self::deposit_event(Event::BidWithdrawn { recipient, subject, dataset });
			Ok(())
		}

		/// Promises a dataset to an account: for the price of its bid, or, where there is none, for
		/// nothing.
		///
		/// Origin: the subject or its gateway. As `commit`, without a study's checks; the purpose is the
		/// grant's. Takes a deposit from the subject. Emits `Committed`. Fee: the signer.
		#[pallet::call_index(13)]
		#[pallet::weight(T::WeightInfo::commit_share())]
		pub fn commit_share(
			origin: OriginFor<T>,
			recipient: T::AccountId,
			subject: T::AccountId,
			dataset: Digest,
			grant: GrantId,
			#[pallet::compact] price: BalanceOf<T>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			let plan = Self::plan_share(&who, &recipient, &subject, &dataset, grant, price)?;
			T::Access::take(&plan.request).map_err(Error::<T>::from_denial)?;
			Self::enact_commit(plan)
		}

		/// Delivers the key envelope of a committed dataset to an account.
		///
		/// Origin: the subject or its gateway. As `deliver`; what costs nothing is settled at once. Emits
		/// `Delivered`, and then `Settled`. Fee: the signer.
		#[pallet::call_index(14)]
		#[pallet::weight(T::WeightInfo::deliver_share())]
		pub fn deliver_share(
			origin: OriginFor<T>,
			recipient: T::AccountId,
			subject: T::AccountId,
			dataset: Digest,
			envelope: EnvelopeBytes,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			let holder = Grantee::Account(recipient);
			let plan = Self::plan_deliver(&who, holder, &subject, &dataset, &envelope)?;
			Self::enact_deliver(plan, envelope)
		}

		/// Looks at the next `limit` (at most 100) contributions and removes what is no longer served or
		/// needed: envelopes of revoked or tombstoned data, records of studies finished long ago and of
		/// shares that are over.
		///
		/// Origin: signed, anyone. Done by the chain itself too. Emits `EnvelopeRemoved`,
		/// `ContributionRemoved`, `StudyEnded`. Fee: the signer, for what was looked at.
		#[pallet::call_index(15)]
		#[pallet::weight(T::WeightInfo::purge(*limit))]
		pub fn purge(origin: OriginFor<T>, limit: u32) -> DispatchResultWithPostInfo {
			ensure_signed(origin)?;
			ensure!(limit <= MAX_PAGE, Error::<T>::LimitTooHigh);
			let seen = Self::do_purge(limit);
			Ok(Some(T::WeightInfo::purge(seen)).into())
		}

		/// Ends a subject's part in a study, for good. Later commits are refused; what is committed is
		/// dropped, and anybody may end it at once; what was delivered is settled by the rules. A deposit
		/// for a commitment stays until the study's cohort has failed or the study is finished.
		///
		/// Origin: the subject or its guardian. Emits `Withdrawn`. Fee: none; the pool refuses what would
		/// change nothing.
		#[pallet::call_index(16)]
		#[pallet::weight((T::WeightInfo::withdraw(), DispatchClass::Operational))]
		pub fn withdraw(
			origin: OriginFor<T>,
			study: StudyId,
			subject: T::AccountId,
		) -> DispatchResult {
			let by = ensure_signed(origin)?;
			Self::check_withdraw(&by, study, &subject)?;
			Self::end_participation(study, &subject);
			Self::deposit_event(Event::Withdrawn { study, subject, by });
			Ok(())
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn on_initialize(_: BlockNumberFor<T>) -> Weight {
			// For on_finalize: only there is the block's own timestamp known.
			T::WeightInfo::tick()
		}

		fn on_finalize(_: BlockNumberFor<T>) {
			Self::tick();
		}

		fn on_idle(_: BlockNumberFor<T>, remaining: Weight) -> Weight {
			let mut meter = WeightMeter::with_limit(remaining);
			Self::run_agenda(&mut meter);
			Self::run_purge(&mut meter);
			meter.consumed()
		}

		fn integrity_test() {
			assert!(T::ProtocolShare::get() < Permill::one(), "nothing left for participants");
			assert!(T::MaxGap::get() > 0, "the live clock would never run");
			assert!(T::DeliveryPeriod::get() > 0, "nobody could deliver");
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}
}
