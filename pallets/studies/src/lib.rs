#![doc = include_str!("../README.md")]
//! ## The story as a test
#![doc = docify::embed!("src/tests/story.rs", a_contribution_is_committed_delivered_and_paid)]
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

use alloc::vec::Vec;
use codec::Encode;
use epione_primitives::{
	traits::{
		AccessDecision, CredentialCheck, DatasetLookup, DelegationCheck, DeviceCheck, GrantList,
	},
	AccessRequest, Action, ChainId, Denial, Digest, EnvelopeBytes, GrantId, Grantee, KeyVersion,
	Moment, Point, ProofBytes, Role, StudyId,
};
use frame_support::{
	defensive,
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

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod clock;
mod contributions;
mod escrow;
mod keys;
#[cfg(test)]
mod mock;
mod purge;
mod queries;
mod shares;
#[cfg(test)]
mod tests;
#[cfg(any(test, feature = "try-runtime"))]
mod try_state;
pub mod types;
pub mod weights;

const LOG_TARGET: &str = "runtime::studies";

/// Account of a runtime.
pub type AccountIdOf<T> = <T as frame_system::Config>::AccountId;
/// Amounts of the runtime's currency.
pub type BalanceOf<T> = <<T as Config>::Currency as Inspect<AccountIdOf<T>>>::Balance;
/// Who receives keys.
pub type GranteeOf<T> = Grantee<AccountIdOf<T>>;
/// [`Study`] of a runtime.
pub type StudyOf<T> = Study<AccountIdOf<T>, BalanceOf<T>, <T as Config>::Consideration>;
/// [`EndedStudy`] of a runtime.
pub type EndedStudyOf<T> = EndedStudy<AccountIdOf<T>, <T as Config>::Consideration>;
/// [`Contribution`] of a runtime.
pub type ContributionOf<T> =
	Contribution<AccountIdOf<T>, BalanceOf<T>, <T as Config>::Consideration>;
/// [`RecipientKey`] of a runtime.
pub type RecipientKeyOf<T> = RecipientKey<AccountIdOf<T>, <T as Config>::Consideration>;
/// [`Bid`] of a runtime.
pub type BidOf<T> = Bid<BalanceOf<T>, <T as Config>::Consideration>;
/// Names a contribution: holder, subject, dataset.
pub type ContributionKey<T> = (GranteeOf<T>, AccountIdOf<T>, Digest);

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

	/// Number of the next study.
	#[pallet::storage]
	pub type NextStudyId<T> = StorageValue<_, StudyId, ValueQuery>;

	/// Studies that have not ended.
	// Twox: the numbers are consecutive, nobody chooses them.
	#[pallet::storage]
	pub type Studies<T: Config> = StorageMap<_, Twox64Concat, StudyId, StudyOf<T>>;

	/// What is left of studies that have ended.
	// Twox: the numbers are consecutive, nobody chooses them.
	#[pallet::storage]
	pub type EndedStudies<T: Config> = StorageMap<_, Twox64Concat, StudyId, EndedStudyOf<T>>;

	/// The newest recipient key of each holder.
	// Blake2: a holder may be an account, which its owner chooses.
	#[pallet::storage]
	pub type RecipientKeys<T: Config> =
		StorageMap<_, Blake2_128Concat, GranteeOf<T>, RecipientKeyOf<T>>;

	/// Contributions by holder, subject and dataset.
	// Blake2: accounts and digests are chosen by their owners.
	#[pallet::storage]
	pub type Contributions<T: Config> = StorageNMap<
		_,
		(
			NMapKey<Blake2_128Concat, GranteeOf<T>>,
			NMapKey<Blake2_128Concat, T::AccountId>,
			NMapKey<Blake2_128Concat, Digest>,
		),
		ContributionOf<T>,
	>;

	/// Envelopes of delivered contributions. Ask the view function `contributions`, which serves them
	/// only while the subject lets them be served.
	// Blake2: accounts and digests are chosen by their owners.
	#[pallet::storage]
	pub type Envelopes<T: Config> = StorageNMap<
		_,
		(
			NMapKey<Blake2_128Concat, GranteeOf<T>>,
			NMapKey<Blake2_128Concat, T::AccountId>,
			NMapKey<Blake2_128Concat, Digest>,
		),
		EnvelopeBytes,
	>;

	/// Each subject's part in a study, or its sales and shares to an account.
	// Blake2: accounts are chosen by their owners.
	#[pallet::storage]
	pub type Participations<T: Config> = StorageDoubleMap<
		_,
		Blake2_128Concat,
		GranteeOf<T>,
		Blake2_128Concat,
		T::AccountId,
		Participation<BalanceOf<T>>,
		ValueQuery,
	>;

	/// Each device's part in a study.
	// Blake2: accounts are chosen by their owners.
	#[pallet::storage]
	pub type DeviceUses<T: Config> = StorageDoubleMap<
		_,
		Twox64Concat,
		StudyId,
		Blake2_128Concat,
		T::AccountId,
		DeviceUse,
		ValueQuery,
	>;

	/// Bids by subject, dataset and bidder.
	// Blake2: accounts and digests are chosen by their owners.
	#[pallet::storage]
	pub type Bids<T: Config> = StorageNMap<
		_,
		(
			NMapKey<Blake2_128Concat, T::AccountId>,
			NMapKey<Blake2_128Concat, Digest>,
			NMapKey<Blake2_128Concat, T::AccountId>,
		),
		BidOf<T>,
	>;

	/// What is due when on the live clock: the moment as eight big-endian bytes, so that the first key
	/// is the next due.
	// Identity: the order is the point, and the moments are the chain's own. Blake2: see Contributions.
	#[pallet::storage]
	pub type Agenda<T: Config> =
		StorageDoubleMap<_, Identity, [u8; 8], Blake2_128Concat, ContributionKey<T>, ()>;

	/// Key of the contribution at which the search for removable records goes on.
	#[pallet::storage]
	pub type PurgeCursor<T> = StorageValue<_, BoundedVec<u8, ConstU32<192>>>;

	/// The live clock.
	#[pallet::storage]
	pub type Clock<T> = StorageValue<_, LiveClock, ValueQuery>;

	/// Shortest dispute window that a study may have, and that of a sale.
	#[pallet::storage]
	pub type MinDisputeWindow<T> = StorageValue<_, Moment, ValueQuery, DefaultDisputeWindow>;

	/// Three days.
	#[pallet::type_value]
	pub fn DefaultDisputeWindow() -> Moment {
		DEFAULT_MIN_DISPUTE_WINDOW
	}

	/// What the pallet starts with.
	#[pallet::genesis_config]
	pub struct GenesisConfig<T: Config> {
		/// Shortest dispute window, in milliseconds: at most 14 days.
		pub min_dispute_window: Moment,
		/// Nothing.
		#[serde(skip)]
		pub _config: core::marker::PhantomData<T>,
	}

	impl<T: Config> Default for GenesisConfig<T> {
		fn default() -> Self {
			Self { min_dispute_window: DEFAULT_MIN_DISPUTE_WINDOW, _config: Default::default() }
		}
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			assert!(self.min_dispute_window <= MAX_DISPUTE_WINDOW, "dispute window over 14 days");
			MinDisputeWindow::<T>::put(self.min_dispute_window);
		}
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
	}

	/// What happened. Moments are on the wall clock, as if the chain did not stand still from then on.
	// Each variant's sentence says what its fields are; their names are the calls' arguments.
	#[allow(missing_docs)]
	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A study was created; its pot holds `budget` beside the existential deposit.
		StudyCreated {
			study: StudyId,
			sponsor: T::AccountId,
			terms: Terms<BalanceOf<T>>,
			budget: BalanceOf<T>,
		},
		/// A recipient key was added, with proof of possession.
		RecipientKeyAdded { holder: GranteeOf<T>, version: KeyVersion, key: Point },
		/// An ethics board approved a study's terms.
		StudyApproved { study: StudyId, board: T::AccountId, terms_hash: Digest },
		/// A study's budget rose.
		StudyFunded { study: StudyId, from: T::AccountId, amount: BalanceOf<T> },
		/// A contribution was promised, and its price reserved. Undelivered, it lapses at `deliver_by`.
		Committed {
			holder: GranteeOf<T>,
			subject: T::AccountId,
			dataset: Digest,
			grant: GrantId,
			key_version: KeyVersion,
			facts: Digest,
			price: BalanceOf<T>,
			protocol_share: BalanceOf<T>,
			deliver_by: Moment,
		},
		/// A key envelope was accepted, and its price is owed. It is paid from `settles_at` on.
		Delivered {
			holder: GranteeOf<T>,
			subject: T::AccountId,
			dataset: Digest,
			envelope: EnvelopeBytes,
			settles_at: Moment,
		},
		/// A commitment was not kept in time; what it reserved is free.
		Lapsed { holder: GranteeOf<T>, subject: T::AccountId, dataset: Digest },
		/// A contribution was paid.
		Settled {
			holder: GranteeOf<T>,
			subject: T::AccountId,
			dataset: Digest,
			paid: BalanceOf<T>,
			protocol_share: BalanceOf<T>,
		},
		/// A study takes no commits from `closing_at` on.
		StudyClosing { study: StudyId, closing_at: Moment },
		/// What a study neither owes nor keeps back went to its sponsor.
		StudyRefunded { study: StudyId, amount: BalanceOf<T> },
		/// All contributions of a study are settled.
		StudyFinished { study: StudyId },
		/// The last record of a study was removed and the rest of its pot went to the sponsor.
		StudyEnded { study: StudyId, returned: BalanceOf<T> },
		/// An account offers to buy a dataset; the price is on hold.
		BidPlaced {
			recipient: T::AccountId,
			subject: T::AccountId,
			dataset: Digest,
			price: BalanceOf<T>,
			expires: Moment,
		},
		/// A bid was taken back.
		BidWithdrawn { recipient: T::AccountId, subject: T::AccountId, dataset: Digest },
		/// An envelope left the state: its subject no longer lets it be served, or its study is over.
		EnvelopeRemoved { holder: GranteeOf<T>, subject: T::AccountId, dataset: Digest },
		/// A contribution's record left the state, and its deposit went back.
		ContributionRemoved { holder: GranteeOf<T>, subject: T::AccountId, dataset: Digest },
		/// The chain stood still for `milliseconds`, which the live clock leaves out.
		StoodStill { milliseconds: Moment },
	}

	/// Why not.
	#[pallet::error]
	pub enum Error<T> {
		/// There is no such study, or it has ended.
		StudyNotFound,
		/// There is no such contribution.
		ContributionNotFound,
		/// The holder has no recipient key.
		KeyNotFound,
		/// There is no such bid.
		BidNotFound,
		/// The signer is not the study's sponsor.
		NotSponsor,
		/// The signer is neither the subject nor its gateway.
		NotSubjectOrGateway,
		/// The study's sponsor holds no researcher's credential now.
		NotResearcher,
		/// The signer holds no ethics board's credential now.
		NotEthicsBoard,
		/// A sponsor cannot approve its own study.
		OwnStudy,
		/// The purpose has an unknown modifier, or a date without its modifier or the reverse.
		InvalidPurpose,
		/// The set of modalities is empty or has unknown ones.
		InvalidModalities,
		/// A batch is at most 16 levels deep.
		InvalidDepth,
		/// Less the protocol's share, the price is below the existential deposit.
		PriceTooLow,
		/// A cap is zero, or a participant's cap is above the study's.
		InvalidCaps,
		/// The study closes before it opens, or has closed already.
		InvalidPeriod,
		/// The dispute window is shorter than the least or longer than 14 days.
		InvalidDisputeWindow,
		/// The budget does not cover one contribution with its delivery fee and deposit.
		BudgetTooLow,
		/// The version is not the next one for this holder.
		WrongKeyVersion,
		/// The key is not the canonical encoding of a point, or is the identity.
		InvalidKey,
		/// A scalar of the proof of possession is not below the group order.
		InvalidPossessionScalar,
		/// The proof of possession does not hold for this key, holder, version and chain.
		PossessionNotProven,
		/// The study was approved already.
		AlreadyApproved,
		/// The hash is not that of the study's terms.
		WrongTermsHash,
		/// No ethics board has approved the study.
		NotApproved,
		/// The study is not open yet.
		NotOpenYet,
		/// The study takes no more commits.
		StudyClosed,
		/// The study takes commits still.
		StudyStillOpen,
		/// Notice was given already.
		AlreadyClosing,
		/// There is nothing to refund.
		NothingToRefund,
		/// The newest recipient key is older than 90 days.
		KeyExpired,
		/// A later dataset took this one's place.
		DatasetSuperseded,
		/// The study does not want this kind of data.
		ModalityNotWanted,
		/// The batch is smaller than the study wants.
		BatchTooSmall,
		/// The study wants batches that a device signed.
		NoDeviceSignature,
		/// Without a device's signature the sponsor must invite the subject.
		NoInvitation,
		/// The invitation has expired.
		InvitationExpired,
		/// The invitation was not signed by the sponsor for this study, subject and chain.
		InvalidInvitation,
		/// The device that signed the batch is suspended.
		DeviceSuspended,
		/// The device that signed the batch is lost.
		DeviceLost,
		/// The device that signed the batch is recalled.
		DeviceRecalled,
		/// The device that signed the batch is not to be used for another reason.
		DeviceNotUsable,
		/// This dataset was contributed already.
		AlreadyContributed,
		/// The study has all the contributions that it takes.
		StudyFull,
		/// The subject has made all the contributions that the study takes of one participant.
		ParticipantCapReached,
		/// The subject let too many commitments lapse.
		TooManyLapsed,
		/// The subject's first contribution to the study is not settled yet.
		FirstNotSettled,
		/// The first contribution of this device's data to the study is not settled yet.
		DeviceFirstNotSettled,
		/// What the study has left does not cover another contribution.
		BudgetExhausted,
		/// There is no such grant.
		GrantNotFound,
		/// The grant is another subject's.
		GrantOfOtherSubject,
		/// The grant is for somebody else.
		GrantForOtherGrantee,
		/// The subject revoked the grant.
		GrantRevoked,
		/// The grant is not valid yet.
		GrantNotYetValid,
		/// The grant has ended.
		GrantExpired,
		/// The grant's uses are spent.
		GrantUsedUp,
		/// The grant does not allow reading.
		ReadingNotGranted,
		/// The subject has no such dataset, or tombstoned it.
		DatasetNotFound,
		/// The grant does not cover this modality.
		ModalityOutOfScope,
		/// The grant names datasets, and this is not among them.
		DatasetOutOfScope,
		/// The grant covers other days of collection.
		DaysOutOfScope,
		/// The purpose does not lie within the granted one.
		PurposeNotGranted,
		/// The grant demands an ethics approval.
		EthicsApprovalDemanded,
		/// The grant demands a not-for-profit organisation.
		NotForProfitDemanded,
		/// The grant demands non-commercial use.
		NonCommercialDemanded,
		/// The grant is for one user, project or institution.
		NotSpecificGrantee,
		/// The contribution was delivered already.
		AlreadyDelivered,
		/// The time to deliver is over.
		DeliveryOverdue,
		/// The dataset is not the one that was committed.
		DatasetChanged,
		/// A point of the envelope is not canonically encoded, or is the identity.
		InvalidEnvelopePoint,
		/// A scalar of the envelope is not below the group order.
		InvalidEnvelopeScalar,
		/// The envelope's proof does not hold for this dataset, recipient key, grant, holder and chain.
		InvalidEnvelopeProof,
		/// The contribution is not a commitment that waits for delivery.
		NotCommitted,
		/// The time to deliver is not over.
		DeliveryStillOpen,
		/// The contribution is not delivered, or settled already.
		NotDelivered,
		/// The dispute window is not over.
		WindowStillOpen,
		/// Nobody bids for, or shares with itself, its own data.
		OwnData,
		/// The account bids for this dataset already.
		AlreadyBid,
		/// The bid ends in the past, or in more than 90 days.
		InvalidExpiry,
		/// The bid has expired.
		BidExpired,
		/// The price is not that of the bid.
		WrongPrice,
		/// At most 100 at once.
		LimitTooHigh,
		/// No number is left for another study, or an amount is too great.
		Overflow,
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
		/// Origin: signed, with a researcher's credential. Moves the existential deposit and `budget` to
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
		/// Origin: the subject or its gateway. Checks study, dataset, device, invitation, caps, grant and
		/// budget, each with its own error; counts one use of the grant. Reserves reward, delivery fee and
		/// deposit in the study's pot and pins what the delivery is judged by. Emits `Committed`. Fee: the
		/// study's pot, where it can pay; else the signer.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::commit())]
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
		/// Origin: the subject or its gateway. In time; the subject has neither revoked, narrowed nor
		/// tombstoned; the envelope's proof holds for the pinned key and this context. The reward is owed.
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

		/// Ends a commitment that was not kept in time. What it reserved is free again, and the dataset may
		/// be committed anew.
		///
		/// Origin: signed, anyone. Done by the chain itself too. Emits `Lapsed`. Fee: the signer.
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

		/// Pays for a delivered contribution when its dispute window is over.
		///
		/// Origin: signed, anyone. Done by the chain itself too. Emits `Settled`. Fee: the signer.
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
