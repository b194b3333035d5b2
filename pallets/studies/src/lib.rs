#![doc = include_str!("../README.md")]
//! ## The story as a test
#![doc = docify::embed!("src/tests/story.rs", a_contribution_is_committed_delivered_and_paid)]
#![cfg_attr(not(feature = "std"), no_std)]
#![cfg_attr(not(test), deny(clippy::arithmetic_side_effects))]

extern crate alloc;

use acts::{commit, deliver, outcome, shares, withdrawal};
use alloc::vec::Vec;
use epione_primitives::{
	traits::{AccessDecision, CredentialCheck, Duties},
	Digest, EnvelopeBytes, GrantId, Grantee, KeyVersion, Moment, Point, ProofBytes, StudyId,
};
use frame_support::{pallet_macros::import_section, pallet_prelude::*};
use frame_system::pallet_prelude::*;
use ground::{clock, ledger};
use parts::{approval, bids, keys, phase};
use sp_runtime::Permill;
use top::{idle, purge, queries, study};

pub use acts::{commit::CommitPlan, deliver::DeliverPlan};
pub use pallet::*;
pub use types::*;
pub use weights::WeightInfo;

// The floors, from the ground up. A file calls lower floors and its own, and no two files call each
// other, directly or through others (`scripts/circles.py` checks it).
mod acts;
mod ground;
mod parts;
mod top;
pub mod types;

// The sections of the pallet's own module, and what surrounds it.
#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod config;
mod errors;
mod events;
mod hooks;
#[cfg(test)]
mod mock;
mod storage;
#[cfg(test)]
mod tests;
pub mod weights;

const LOG_TARGET: &str = "runtime::studies";

/// The pallet.
#[import_section(config::config)]
#[import_section(errors::errors)]
#[import_section(events::events)]
#[import_section(hooks::hooks)]
#[import_section(storage::storage)]
#[frame_support::pallet]
pub mod pallet {
	use super::*;

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	/// The pallet.
	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	// Their ids hash their signatures as written here: an alias makes another function.
	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// A study.
		pub fn study(study: StudyId) -> Option<StudyInfo<T::AccountId, BalanceOf<T>>> {
			queries::study::<T>(study)
		}

		/// Up to `limit` (at most 100) studies with numbers greater than `after`.
		pub fn studies(
			after: Option<StudyId>,
			limit: u32,
		) -> Vec<StudyInfo<T::AccountId, BalanceOf<T>>> {
			queries::studies::<T>(after, limit)
		}

		/// One contribution, with its envelope while the subject lets it be served.
		pub fn contribution(
			holder: GranteeOf<T>,
			subject: T::AccountId,
			dataset: Digest,
		) -> Option<ContributionInfo<T::AccountId, BalanceOf<T>>> {
			queries::contribution::<T>((holder, subject, dataset))
		}

		/// Up to `limit` (at most 100) contributions to a holder, after the one named, in no order
		/// of time, with their envelopes while the subjects let them be served.
		pub fn contributions(
			holder: GranteeOf<T>,
			after: Option<(T::AccountId, Digest)>,
			limit: u32,
		) -> Vec<ContributionInfo<T::AccountId, BalanceOf<T>>> {
			queries::contributions::<T>(holder, after, limit)
		}

		/// Who can read what of `subject`, until when, under which terms, and what was paid so far:
		/// up to `limit` (at most 100) grants with numbers greater than `cursor`.
		pub fn receipt(
			subject: T::AccountId,
			cursor: Option<GrantId>,
			limit: u32,
		) -> Vec<ReceiptLine<T::AccountId, BalanceOf<T>>> {
			queries::receipt::<T>(subject, cursor, limit)
		}

		/// A holder's newest recipient key.
		pub fn recipient_key(holder: GranteeOf<T>) -> Option<RecipientKeyInfo> {
			queries::recipient_key::<T>(&holder)
		}

		/// Up to `limit` (at most 100) bids for a subject's datasets.
		pub fn bids(subject: T::AccountId, limit: u32) -> Vec<BidInfo<T::AccountId, BalanceOf<T>>> {
			queries::bids::<T>(subject, limit)
		}

		/// The live clock's moment: the wall clock's less all standstill.
		pub fn live_moment() -> Moment {
			clock::live_now::<T>()
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Opens a study.
		///
		/// Moves the existential deposit and `budget` to the pot, and takes a storage deposit.
		///
		/// - Origin: signed, with a researcher's credential.
		/// - Checks: the signer has no more than `MaxOverdue` overdue acknowledgements; the terms,
		///   one by one; the budget covers one contribution.
		/// - Errors: `NotResearcher`, `TooManyOverdue`, `InvalidPurpose`, `InvalidModalities`,
		///   `InvalidDepth`, `PriceTooLow`, `InvalidCaps`, `InvalidPeriod`, `InvalidDisputeWindow`,
		///   `InvalidCohort`, `InvalidEligibility`, `BudgetTooLow`, `Overflow`; the currency's, if
		///   the signer cannot pay.
		/// - Events: `StudyCreated`.
		/// - Fee: the signer.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::create())]
		pub fn create(
			origin: OriginFor<T>,
			terms: Terms<BalanceOf<T>>,
			#[pallet::compact] budget: BalanceOf<T>,
		) -> DispatchResult {
			let sponsor = ensure_signed(origin)?;
			study::ensure_may_open::<T>(&sponsor, &terms, budget)?;
			let study = study::open::<T>(sponsor.clone(), terms.clone(), budget)?;
			Self::deposit_event(Event::StudyCreated { study, sponsor, terms, budget });
			Ok(())
		}

		/// Adds a version of a study's recipient key; later commits use it, for at most 90 days.
		///
		/// - Origin: the sponsor, with a researcher's credential.
		/// - Checks: the study takes commits; the version is the next one, counted from 0; the
		///   proof is one of possession for this study, version and chain.
		/// - Errors: `StudyNotFound`, `NotSponsor`, `NotResearcher`, `StudyClosed`,
		///   `WrongKeyVersion`, `InvalidKey`, `InvalidPossessionScalar`, `PossessionNotProven`,
		///   `Overflow`; the currency's, if the deposit cannot be held.
		/// - Events: `RecipientKeyAdded`.
		/// - Fee: the signer, who pays a deposit for the first version.
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
			study::ensure_takes_key::<T>(&who, study)?;
			let holder = Grantee::Study(study);
			keys::add::<T>(&holder, &who, version, key, &proof)?;
			Self::deposit_event(Event::RecipientKeyAdded { holder, version, key });
			Ok(())
		}

		/// Approves a study's terms.
		///
		/// `terms_hash` is the SHA-256 of the SCALE encoding of the terms that the board has read.
		/// An approval counts while its board's credential holds; afterwards another may follow.
		///
		/// - Origin: signed, with an ethics board's credential; not the sponsor.
		/// - Checks: no approval of a board with a credential is there; the study is not closed;
		///   the hash is that of its terms.
		/// - Errors: `StudyNotFound`, `NotEthicsBoard`, `OwnStudy`, `AlreadyApproved`,
		///   `StudyClosed`, `WrongTermsHash`.
		/// - Events: `StudyApproved`.
		/// - Fee: the signer.
		#[pallet::call_index(2)]
		// Measured without a former approval: its board's credential, and its suspension.
		#[pallet::weight(
			T::WeightInfo::approve().saturating_add(T::DbWeight::get().reads_writes(2, 1))
		)]
		pub fn approve(origin: OriginFor<T>, study: StudyId, terms_hash: Digest) -> DispatchResult {
			let board = ensure_signed(origin)?;
			approval::give::<T>(&board, study, terms_hash)?;
			Self::deposit_event(Event::StudyApproved { study, board, terms_hash });
			Ok(())
		}

		/// Raises a study's budget.
		///
		/// - Origin: signed, anyone.
		/// - Checks: the study is not closed.
		/// - Errors: `StudyNotFound`, `StudyClosed`; the currency's, if the signer cannot pay.
		/// - Events: `StudyFunded`.
		/// - Fee: the signer.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::fund())]
		pub fn fund(
			origin: OriginFor<T>,
			study: StudyId,
			#[pallet::compact] amount: BalanceOf<T>,
		) -> DispatchResult {
			let from = ensure_signed(origin)?;
			let record = Studies::<T>::get(study).ok_or(Error::<T>::StudyNotFound)?;
			ensure!(!phase::is_closed::<T>(&record), Error::<T>::StudyClosed);
			ledger::fund::<T>(&from, study, amount)?;
			Self::deposit_event(Event::StudyFunded { study, from, amount });
			Ok(())
		}

		/// Promises a dataset to a study.
		///
		/// Counts one use of the grant, reserves reward, delivery fee and deposit in the pot, and
		/// pins what the delivery is judged by. With a cohort, takes a deposit from the subject.
		///
		/// - Origin: the subject or its gateway.
		/// - Checks: study, recipient key, dataset, device, eligibility, invitation, caps, budget
		///   and grant, each with its own error.
		/// - Errors: `NotSubjectOrGateway`, `StudyNotFound`, `NotApproved`, `ApprovalEnded`,
		///   `ApprovalSuspended`, `NotOpenYet`, `StudyClosed`, `NotResearcher`, `KeyNotFound`,
		///   `KeyExpired`, `DatasetNotFound`, `DatasetSuperseded`, `DeviceSuspended`, `DeviceLost`,
		///   `DeviceRecalled`, `DeviceNotUsable`, `ModalityNotWanted`, `BatchTooSmall`,
		///   `DaysNotWanted`, `ModelNotWanted`, `InOtherStudy`, `Withdrawn`, `Barred`,
		///   `NoDeviceSignature`, `NoInvitation`, `InvitationExpired`, `InvalidInvitation`,
		///   `AlreadyContributed`, `StudyFull`, `ParticipantCapReached`, `TooManyLapsed`,
		///   `FirstNotSettled`, `DeviceFirstNotSettled`, `DeviceCapReached`, `PriceTooLow`,
		///   `BudgetExhausted`, `CannotPayDeposit`, `Overflow`, `GrantNotFound`,
		///   `GrantOfOtherSubject`, `GrantForOtherGrantee`, `GrantRevoked`, `GrantNotYetValid`,
		///   `GrantExpired`, `GrantUsedUp`, `ReadingNotGranted`, `ModalityOutOfScope`,
		///   `DatasetOutOfScope`, `DaysOutOfScope`, `PurposeNotGranted`, `EthicsApprovalDemanded`,
		///   `NotForProfitDemanded`, `NonCommercialDemanded`, `NotSpecificGrantee`,
		///   `GrantEndsTooSoon`.
		/// - Events: `Committed`; before it `CohortReached`, if it completes the cohort.
		/// - Fee: the study's pot, where it can pay; else the signer.
		#[pallet::call_index(4)]
		#[pallet::weight(commit::weight::<T>())]
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
				commit::plan::<T>(&who, study, &subject, &dataset, grant, invitation.as_ref())?;
			commit::carry_out(plan)
		}

		/// Delivers the key envelope of a committed dataset to a study; the reward is owed.
		///
		/// - Origin: the subject or its gateway.
		/// - Checks: it is in time; the study's cohort, if it needs one, is complete; the subject
		///   has neither withdrawn, revoked, narrowed nor tombstoned; the grant has not ended by
		///   date; the envelope's proof holds for the pinned key and this context.
		/// - Errors: `NotSubjectOrGateway`, `ContributionNotFound`, `AlreadyDelivered`,
		///   `DeliveryOverdue`, `Withdrawn`, `Barred`, `CohortNotReached`, `GrantNotFound`,
		///   `GrantOfOtherSubject`, `GrantForOtherGrantee`, `GrantRevoked`, `GrantExpired`,
		///   `ReadingNotGranted`, `ModalityOutOfScope`, `DatasetOutOfScope`, `DaysOutOfScope`,
		///   `PurposeNotGranted`, `DatasetNotFound`, `DatasetChanged`, `InvalidEnvelopePoint`,
		///   `InvalidEnvelopeScalar`, `InvalidEnvelopeProof`, `StudyNotFound`, `Overflow`.
		/// - Events: `Delivered`; before it `CommitDepositReturned`, if there was such a deposit.
		/// - Fee: the study's pot, out of what the commitment kept back; else the signer.
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
			let holder = Grantee::Study(study);
			let plan = deliver::plan::<T>(&who, holder, &subject, &dataset, &envelope)?;
			deliver::carry_out(plan, envelope)
		}

		/// Ends a commitment that was not kept in time, or that is dropped.
		///
		/// It is dropped after a withdrawal or a lost dispute, if the cohort failed, and if a
		/// standstill moved it beyond its grant's end. What it reserved is free again, its use of
		/// the grant returns, and the dataset may be committed anew. The chain does this by itself
		/// too.
		///
		/// - Origin: signed, anyone.
		/// - Checks: the contribution is committed; its time is over, or it is dropped.
		/// - Errors: `ContributionNotFound`, `NotCommitted`, `DeliveryStillOpen`, `StudyNotFound`.
		/// - Events: `Lapsed`, or `Voided` after a lost dispute; `CommitDepositReturned` if nobody
		///   is at fault; `ContributionRemoved` outside a study; `StudyFinished` and
		///   `StudyRefunded` when a study that is refunded waits for nothing more.
		/// - Fee: the signer.
		#[pallet::call_index(6)]
		#[pallet::weight(outcome::weight_of_lapse::<T>())]
		pub fn lapse(
			origin: OriginFor<T>,
			holder: GranteeOf<T>,
			subject: T::AccountId,
			dataset: Digest,
		) -> DispatchResult {
			ensure_signed(origin)?;
			outcome::lapse::<T>((holder, subject, dataset))
		}

		/// Pays for a delivered contribution when its dispute window is over.
		///
		/// If the dataset was tombstoned, or subject or device lost a dispute in this study, the
		/// price goes back instead. The chain does this by itself too.
		///
		/// - Origin: signed, anyone.
		/// - Checks: the contribution is delivered, not disputed, and its window is over.
		/// - Errors: `ContributionNotFound`, `NotDelivered`, `WindowStillOpen`, `StudyNotFound`;
		///   the currency's, if the subject's account cannot take the payment.
		/// - Events: `Settled`, `Forfeited` or `Voided`; `StudyFinished` and `StudyRefunded` when a
		///   study that is being refunded waits for nothing more.
		/// - Fee: the signer.
		#[pallet::call_index(7)]
		#[pallet::weight(T::WeightInfo::settle())]
		pub fn settle(
			origin: OriginFor<T>,
			holder: GranteeOf<T>,
			subject: T::AccountId,
			dataset: Digest,
		) -> DispatchResult {
			ensure_signed(origin)?;
			outcome::settle::<T>((holder, subject, dataset))
		}

		/// Closes a study to new commits.
		///
		/// The sponsor gives an hour's notice, on the live clock. After the terms' closing time, or
		/// if the cohort was not complete in time, anyone closes it at once.
		///
		/// - Origin: the sponsor; once its time is over anyone.
		/// - Checks: it is not closing already.
		/// - Errors: `StudyNotFound`, `NotSponsor`, `AlreadyClosing`.
		/// - Events: `StudyClosing`.
		/// - Fee: the signer.
		#[pallet::call_index(8)]
		#[pallet::weight(T::WeightInfo::close())]
		pub fn close(origin: OriginFor<T>, study: StudyId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			let closing_at = study::close::<T>(&who, study)?;
			Self::deposit_event(Event::StudyClosing { study, closing_at });
			Ok(())
		}

		/// Returns a closed study's unallocated balance to the sponsor.
		///
		/// What is owed or kept back follows if it becomes free, at the latest with the last
		/// settlement; deposits follow when the records are removed. For a study that has ended:
		/// returns what was sent to its pot since.
		///
		/// - Origin: signed, anyone.
		/// - Checks: the study is closed; there is something to refund, or it is the first call.
		/// - Errors: `StudyNotFound`, `StudyStillOpen`, `NothingToRefund`; the currency's, if the
		///   sponsor of an ended study cannot be paid.
		/// - Events: `StudyRefunded`; `StudyFinished` and `StudyEnded` when nothing is left.
		/// - Fee: the signer.
		#[pallet::call_index(9)]
		#[pallet::weight(T::WeightInfo::finish().saturating_add(T::DbWeight::get().writes(1)))]
		pub fn finish(origin: OriginFor<T>, study: StudyId) -> DispatchResult {
			ensure_signed(origin)?;
			study::finish::<T>(study)
		}

		/// Registers a version of the signer's own recipient key, for deliveries outside a study.
		///
		/// - Origin: signed, anyone.
		/// - Checks: the version is the next one, counted from 0; the proof is one of possession
		///   for this account, version and chain.
		/// - Errors: `WrongKeyVersion`, `InvalidKey`, `InvalidPossessionScalar`,
		///   `PossessionNotProven`, `Overflow`; the currency's, if the deposit cannot be held.
		/// - Events: `RecipientKeyAdded`.
		/// - Fee: the signer, who pays a deposit for the first version; it does not return.
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
			keys::add::<T>(&holder, &who, version, key, &proof)?;
			Self::deposit_event(Event::RecipientKeyAdded { holder, version, key });
			Ok(())
		}

		/// Offers to buy one dataset.
		///
		/// - Origin: signed, with a recipient key; not the subject.
		/// - Checks: there is such a dataset, neither bid for nor committed to the signer; the bid
		///   ends within 90 days; the price can be paid to anyone.
		/// - Errors: `OwnData`, `InvalidExpiry`, `PriceTooLow`, `KeyNotFound`, `KeyExpired`,
		///   `AlreadyBid`, `AlreadyContributed`, `DatasetNotFound`; the currency's, if price or
		///   deposit cannot be held.
		/// - Events: `BidPlaced`.
		/// - Fee: the signer, on whose account the price and a deposit go on hold.
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
			bids::place::<T>(&recipient, &subject, &dataset, price, expires)?;
			Self::deposit_event(Event::BidPlaced { recipient, subject, dataset, price, expires });
			Ok(())
		}

		/// Withdraws a bid that was not taken up; price and deposit return.
		///
		/// - Origin: the bidder.
		/// - Checks: there is such a bid.
		/// - Errors: `BidNotFound`.
		/// - Events: `BidWithdrawn`.
		/// - Fee: the signer.
		#[pallet::call_index(12)]
		#[pallet::weight(T::WeightInfo::withdraw_bid())]
		pub fn withdraw_bid(
			origin: OriginFor<T>,
			subject: T::AccountId,
			dataset: Digest,
		) -> DispatchResult {
			let recipient = ensure_signed(origin)?;
			bids::withdraw::<T>(&recipient, &subject, &dataset)?;
			Self::deposit_event(Event::BidWithdrawn { recipient, subject, dataset });
			Ok(())
		}

		/// Promises a dataset to an account: for its bid's price, or without a bid for nothing.
		///
		/// The purpose is the grant's. Counts one use of it. Takes a deposit from the subject.
		///
		/// - Origin: the subject or its gateway.
		/// - Checks: recipient key, dataset, device, price and grant, each with its own error.
		/// - Errors: `NotSubjectOrGateway`, `OwnData`, `KeyNotFound`, `KeyExpired`,
		///   `DatasetNotFound`, `DatasetSuperseded`, `DeviceSuspended`, `DeviceLost`,
		///   `DeviceRecalled`, `DeviceNotUsable`, `AlreadyContributed`, `WrongPrice`,
		///   `PriceTooLow`, `BidExpired`, `BidNotFound`, `GrantNotFound`, `GrantOfOtherSubject`,
		///   `GrantForOtherGrantee`, `GrantRevoked`, `GrantNotYetValid`, `GrantExpired`,
		///   `GrantUsedUp`, `ReadingNotGranted`, `ModalityOutOfScope`, `DatasetOutOfScope`,
		///   `DaysOutOfScope`, `PurposeNotGranted`, `EthicsApprovalDemanded`,
		///   `NotForProfitDemanded`, `NonCommercialDemanded`, `NotSpecificGrantee`,
		///   `GrantEndsTooSoon`; the currency's, if the deposit cannot be held.
		/// - Events: `Committed`.
		/// - Fee: the signer.
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
			let plan = shares::plan::<T>(&who, &recipient, &subject, &dataset, grant, price)?;
			commit::carry_out(plan)
		}

		/// Delivers the key envelope of a committed dataset to an account.
		///
		/// - Origin: the subject or its gateway.
		/// - Checks: it is in time and before the grant's end; nothing was revoked, narrowed or
		///   tombstoned; the envelope's proof holds for the pinned key and this context.
		/// - Errors: `NotSubjectOrGateway`, `ContributionNotFound`, `AlreadyDelivered`,
		///   `DeliveryOverdue`, `GrantNotFound`, `GrantOfOtherSubject`, `GrantForOtherGrantee`,
		///   `GrantRevoked`, `GrantExpired`, `ReadingNotGranted`, `ModalityOutOfScope`,
		///   `DatasetOutOfScope`, `DaysOutOfScope`, `PurposeNotGranted`, `DatasetNotFound`,
		///   `DatasetChanged`, `InvalidEnvelopePoint`, `InvalidEnvelopeScalar`,
		///   `InvalidEnvelopeProof`.
		/// - Events: `Delivered`, and at once `Settled`, if it costs nothing.
		/// - Fee: the signer.
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
			let plan = deliver::plan::<T>(&who, holder, &subject, &dataset, &envelope)?;
			deliver::carry_out(plan, envelope)
		}

		/// Removes what is no longer needed of the next `limit` (at most 100) contributions.
		///
		/// That is: envelopes of revoked or tombstoned data, records of studies finished long ago
		/// and of shares that are over. The chain does this by itself too.
		///
		/// - Origin: signed, anyone.
		/// - Checks: the limit.
		/// - Errors: `LimitTooHigh`.
		/// - Events: `EnvelopeRemoved`, `ContributionRemoved`, `CommitDepositReturned`,
		///   `StudyRefunded`, `StudyEnded`.
		/// - Fee: the signer, for what was looked at.
		#[pallet::call_index(15)]
		#[pallet::weight(T::WeightInfo::purge(*limit))]
		pub fn purge(origin: OriginFor<T>, limit: u32) -> DispatchResultWithPostInfo {
			ensure_signed(origin)?;
			ensure!(limit <= MAX_PAGE, Error::<T>::LimitTooHigh);
			let seen = purge::run::<T>(limit);
			Ok(Some(T::WeightInfo::purge(seen)).into())
		}

		/// Ends a subject's part in a study, for good.
		///
		/// Later commits are refused; what is committed is dropped, and anybody may end it at once;
		/// what was delivered is settled by the rules. A deposit for a commitment stays until the
		/// study's cohort has failed or the study is finished.
		///
		/// - Origin: the subject or its guardian.
		/// - Checks: the subject takes part and has not withdrawn; the study is not finished.
		/// - Errors: `NotSubjectOrGuardian`, `StudyNotFound`, `NothingToWithdraw`,
		///   `AlreadyWithdrawn`.
		/// - Events: `Withdrawn`.
		/// - Fee: nobody; the pool refuses what would change nothing.
		#[pallet::call_index(16)]
		#[pallet::weight((T::WeightInfo::withdraw(), DispatchClass::Operational))]
		pub fn withdraw(
			origin: OriginFor<T>,
			study: StudyId,
			subject: T::AccountId,
		) -> DispatchResult {
			let by = ensure_signed(origin)?;
			withdrawal::check::<T>(&by, study, &subject)?;
			withdrawal::carry_out::<T>(study, &subject);
			Self::deposit_event(Event::Withdrawn { study, subject, by });
			Ok(())
		}

		/// Suspends an approval: from now on the study takes no commits.
		///
		/// What is committed is delivered and paid as before.
		///
		/// - Origin: the board that gave it.
		/// - Checks: it is not suspended; the study is not closed.
		/// - Errors: `StudyNotFound`, `NotApproved`, `NotApprovingBoard`, `AlreadySuspended`,
		///   `StudyClosed`.
		/// - Events: `ApprovalSuspended`.
		/// - Fee: the signer.
		#[pallet::call_index(17)]
		#[pallet::weight(T::WeightInfo::suspend_approval())]
		pub fn suspend_approval(origin: OriginFor<T>, study: StudyId) -> DispatchResult {
			let board = ensure_signed(origin)?;
			approval::suspend::<T>(&board, study)?;
			Self::deposit_event(Event::ApprovalSuspended { study, board });
			Ok(())
		}

		/// Lets a suspended approval count again.
		///
		/// - Origin: the board that gave it, with an ethics board's credential.
		/// - Checks: it is suspended.
		/// - Errors: `StudyNotFound`, `NotApproved`, `NotApprovingBoard`, `NotEthicsBoard`,
		///   `NotSuspended`.
		/// - Events: `ApprovalResumed`.
		/// - Fee: the signer.
		#[pallet::call_index(18)]
		#[pallet::weight(T::WeightInfo::resume_approval())]
		pub fn resume_approval(origin: OriginFor<T>, study: StudyId) -> DispatchResult {
			let board = ensure_signed(origin)?;
			approval::resume::<T>(&board, study)?;
			Self::deposit_event(Event::ApprovalResumed { study, board });
			Ok(())
		}
	}
}
