//! A subject ends its part in a study.

use crate::{Config, Error, Participations, Studies};
use epione_primitives::{
	traits::{Delegation, DelegationCheck},
	Grantee, StudyId,
};
use frame_support::ensure;

/// Whether `who` may `withdraw(study, subject)` now.
pub(crate) fn check<T: Config>(
	who: &T::AccountId,
	study: StudyId,
	subject: &T::AccountId,
) -> Result<(), Error<T>> {
	ensure!(
		T::Delegations::is_or_acts_for(who, subject, Delegation::Guardian),
		Error::<T>::NotSubjectOrGuardian
	);
	let record = Studies::<T>::get(study).ok_or(Error::<T>::StudyNotFound)?;
	let participation = Participations::<T>::try_get(Grantee::Study(study), subject)
		.map_err(|()| Error::<T>::NothingToWithdraw)?;
	ensure!(!participation.withdrawn, Error::<T>::AlreadyWithdrawn);
	// Nothing can be committed to, or waits in, a finished study.
	ensure!(record.finished_at.is_none(), Error::<T>::NothingToWithdraw);
	Ok(())
}

/// Constant work: what is committed ends when somebody, or the agenda, looks at it.
pub(crate) fn carry_out<T: Config>(study: StudyId, subject: &T::AccountId) {
	let committed = Participations::<T>::mutate(Grantee::Study(study), subject, |participation| {
		participation.withdrawn = true;
		participation.committed
	});
	// A cohort does not count whoever has withdrawn.
	Studies::<T>::mutate(study, |record| {
		if let Some(record) = record {
			record.leave_cohort(committed);
		}
	});
}
