//! Who may act for a subject, and what the subject allows.

use crate::{Config, ContributionKey, ContributionOf, Error, GranteeOf, Status};
use epione_primitives::{
	traits::{AccessDecision, DatasetLookup, Delegation, DelegationCheck},
	AccessRequest, Action, Digest, GrantId, Purpose,
};
use frame_support::ensure;

/// `who` is the subject or its gateway.
pub(crate) fn ensure_gateway<T: Config>(
	who: &T::AccountId,
	subject: &T::AccountId,
) -> Result<(), Error<T>> {
	ensure!(
		T::Delegations::is_or_acts_for(who, subject, Delegation::Gateway),
		Error::<T>::NotSubjectOrGateway
	);
	Ok(())
}

/// The question to the decision function: may `holder` read this dataset?
pub(crate) fn request<T: Config>(
	holder: &GranteeOf<T>,
	subject: &T::AccountId,
	dataset: &Digest,
	purpose: Purpose,
	grant: GrantId,
) -> AccessRequest<T::AccountId> {
	AccessRequest {
		grantee: holder.clone(),
		subject: subject.clone(),
		dataset: *dataset,
		action: Action::Read,
		purpose,
		grant,
	}
}

/// Whether the contribution's envelope may be served: its subject has neither ended the grant nor
/// tombstoned the dataset, and was not refused the price. Whoever is not paid keeps no reader: what
/// is no longer served has to be destroyed.
pub(crate) fn is_served<T: Config>(
	key: &ContributionKey<T>,
	contribution: &ContributionOf<T>,
) -> bool {
	let (holder, subject, dataset) = key;
	let ContributionOf::<T> { purpose, grant, .. } = contribution;
	contribution.status != Status::Voided
		&& T::Access::confirm(&request::<T>(holder, subject, dataset, *purpose, *grant)).is_ok()
		&& T::Datasets::facts(subject, dataset).is_some()
}
