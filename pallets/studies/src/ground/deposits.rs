//! Storage deposits, and the one for a commitment to a study with a cohort.

use crate::{
	BidOf, Config, ContributionKey, ContributionOf, EndedStudyOf, Event, GranteeOf, Pallet,
	RecipientKeyOf, StudyOf,
};
use epione_primitives::{Digest, EnvelopeBytes, Grantee, StudyId};
use epione_support::deposits::release;
use frame_support::traits::{Consideration, Footprint};
use sp_runtime::{DispatchError, TransactionOutcome};

/// A study.
pub(crate) fn study_footprint<T: Config>() -> Footprint {
	Footprint::from_mel::<(StudyId, StudyOf<T>)>()
}

/// What is left of a study that has ended.
pub(crate) fn ended_footprint<T: Config>() -> Footprint {
	Footprint::from_mel::<(StudyId, EndedStudyOf<T>)>()
}

/// A recipient key.
pub(crate) fn key_footprint<T: Config>() -> Footprint {
	Footprint::from_mel::<(GranteeOf<T>, RecipientKeyOf<T>)>()
}

/// A contribution with its envelope.
pub(crate) fn contribution_footprint<T: Config>() -> Footprint {
	Footprint::from_mel::<(ContributionKey<T>, ContributionOf<T>, EnvelopeBytes)>()
}

/// A bid.
pub(crate) fn bid_footprint<T: Config>() -> Footprint {
	Footprint::from_mel::<(T::AccountId, Digest, T::AccountId, BidOf<T>)>()
}

/// Takes the deposit for a commitment to a study with a cohort: what its record would cost.
pub(crate) fn take_for_commitment<T: Config>(
	subject: &T::AccountId,
) -> Result<T::CommitConsideration, DispatchError> {
	T::CommitConsideration::new(subject, contribution_footprint::<T>())
}

/// Whether `subject` could pay the deposit for a commitment. The attempt is rolled back.
pub(crate) fn can_pay_for_commitment<T: Config>(subject: &T::AccountId) -> bool {
	let paid = frame_support::storage::with_transaction(
		|| -> TransactionOutcome<Result<bool, DispatchError>> {
			TransactionOutcome::Rollback(Ok(take_for_commitment::<T>(subject).is_ok()))
		},
	);
	paid == Ok(true)
}

/// Returns the deposit for a commitment, if there is one. Never fails.
pub(crate) fn return_for_commitment<T: Config>(
	key: &ContributionKey<T>,
	contribution: &mut ContributionOf<T>,
) {
	let Some(ticket) = contribution.commit_deposit.take() else { return };
	let (holder, subject, dataset) = key;
	release(ticket, subject);
	if let Grantee::Study(study) = holder {
		Pallet::<T>::deposit_event(Event::CommitDepositReturned {
			study: *study,
			subject: subject.clone(),
			dataset: *dataset,
		});
	}
}
