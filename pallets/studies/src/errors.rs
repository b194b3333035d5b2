//! Why a call is refused. Append only: the pool's codes count from the first.

use crate::{Config, Error};
use epione_primitives::{Denial, DeviceRefusal};
use frame_support::pallet_macros::pallet_section;

impl<T: Config> Error<T> {
	/// The error that says what a denial says.
	pub fn from_denial(denial: Denial) -> Self {
		match denial {
			Denial::NoGrant => Self::GrantNotFound,
			Denial::OtherSubject => Self::GrantOfOtherSubject,
			Denial::OtherGrantee => Self::GrantForOtherGrantee,
			Denial::Revoked => Self::GrantRevoked,
			Denial::NotYetValid => Self::GrantNotYetValid,
			Denial::Expired => Self::GrantExpired,
			Denial::UsedUp => Self::GrantUsedUp,
			Denial::ActionNotGranted => Self::ReadingNotGranted,
			Denial::NoDataset => Self::DatasetNotFound,
			Denial::ModalityOutOfScope => Self::ModalityOutOfScope,
			Denial::DatasetOutOfScope => Self::DatasetOutOfScope,
			Denial::DaysOutOfScope => Self::DaysOutOfScope,
			Denial::Purpose(_) => Self::PurposeNotGranted,
			Denial::NoEthicsApproval => Self::EthicsApprovalDemanded,
			Denial::NotForProfitOnly => Self::NotForProfitDemanded,
			Denial::NonCommercialOnly => Self::NonCommercialDemanded,
			Denial::NotSpecificGrantee => Self::NotSpecificGrantee,
		}
	}

	/// The error that says why a device's data is refused.
	pub(crate) fn from_refusal(refusal: DeviceRefusal) -> Self {
		match refusal {
			DeviceRefusal::Suspended => Self::DeviceSuspended,
			DeviceRefusal::Lost => Self::DeviceLost,
			DeviceRefusal::Recalled => Self::DeviceRecalled,
			_ => Self::DeviceNotUsable,
		}
	}
}

/// Part of the pallet.
#[pallet_section]
mod errors {
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
		/// The study still takes commits.
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
		/// This device's data is new to the study, or was found bad: one contribution at a time.
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
		/// The envelope's proof does not hold for this dataset, recipient key, grant, holder and
		/// chain.
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
		/// The signer is neither the subject nor its guardian.
		NotSubjectOrGuardian,
		/// The subject has no part in the study that could be ended.
		NothingToWithdraw,
		/// The subject has withdrawn from the study before.
		AlreadyWithdrawn,
		/// The subject has withdrawn from the study.
		Withdrawn,
		/// The subject lost a dispute in this study.
		Barred,
		/// The study waits for more participants before it takes any key.
		CohortNotReached,
		/// The data was collected on other days than the study wants.
		DaysNotWanted,
		/// The data comes from a device of a model that the study does not want.
		ModelNotWanted,
		/// The subject takes part in a study that this one excludes.
		InOtherStudy,
		/// The subject cannot pay the deposit that a study with a cohort asks for a commitment.
		CannotPayDeposit,
		/// A cohort is two participants or more, each with a device's signature, at most as many as
		/// the study takes contributions, and complete within 90 days of the study's opening and
		/// before it closes.
		InvalidCohort,
		/// The days wanted end before they begin, models are wanted without a device's signature,
		/// or a study is excluded that does not exist.
		InvalidEligibility,
		/// The dispute window is over.
		WindowOver,
		/// The contribution is not disputed.
		NotDisputed,
		/// The signer let too many acknowledgements become overdue. It must destroy what ended and
		/// confirm that.
		TooManyOverdue,
		/// The grant ends before the time to deliver does.
		GrantEndsTooSoon,
		/// The board that approved the study no longer holds an ethics board's credential.
		ApprovalEnded,
		/// The board that approved the study has suspended its approval.
		ApprovalSuspended,
		/// The signer is not the board that approved the study.
		NotApprovingBoard,
		/// The approval is suspended already.
		AlreadySuspended,
		/// The approval is not suspended.
		NotSuspended,
		/// The device's data makes all the contributions that the study takes of one participant.
		DeviceCapReached,
	}
}
