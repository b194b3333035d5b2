//! A study's life: opened, closed, finished.

use crate::{
	acts::ending,
	ground::{clock, deposits, ledger},
	parts::phase,
	top::terms,
	BalanceOf, Config, Error, Gathering, NextStudyId, Studies, Study, SuspendedApprovals, Terms,
	CLOSING_NOTICE,
};
use epione_primitives::{
	traits::{CredentialCheck, Duties},
	Moment, Role, StudyId,
};
use frame_support::{
	ensure,
	traits::{Consideration, Get},
};
use sp_runtime::{traits::Zero, DispatchError, DispatchResult};

/// `sponsor` may open a study of these terms, and the budget covers one contribution.
pub(crate) fn ensure_may_open<T: Config>(
	sponsor: &T::AccountId,
	terms: &Terms<BalanceOf<T>>,
	budget: BalanceOf<T>,
) -> Result<(), Error<T>> {
	ensure!(T::Credentials::holds(sponsor, Role::Researcher), Error::<T>::NotResearcher);
	ensure!(T::Duties::overdue(sponsor) <= T::MaxOverdue::get(), Error::<T>::TooManyOverdue);
	terms::ensure_valid::<T>(terms)?;
	ensure!(budget >= ledger::cost_of_one::<T>(terms, true)?, Error::<T>::BudgetTooLow);
	Ok(())
}

/// `who` may add a recipient key to a study.
pub(crate) fn ensure_takes_key<T: Config>(who: &T::AccountId, id: StudyId) -> Result<(), Error<T>> {
	let study = Studies::<T>::get(id).ok_or(Error::<T>::StudyNotFound)?;
	ensure!(study.sponsor == *who, Error::<T>::NotSponsor);
	ensure!(T::Credentials::holds(who, Role::Researcher), Error::<T>::NotResearcher);
	ensure!(!phase::is_closed::<T>(&study), Error::<T>::StudyClosed);
	Ok(())
}

/// Gives a study its number, takes its deposit, fills its pot.
pub(crate) fn open<T: Config>(
	sponsor: T::AccountId,
	terms: Terms<BalanceOf<T>>,
	budget: BalanceOf<T>,
) -> Result<StudyId, DispatchError> {
	let id = NextStudyId::<T>::get();
	NextStudyId::<T>::put(id.checked_add(1).ok_or(Error::<T>::Overflow)?);
	let ticket = T::Consideration::new(&sponsor, deposits::study_footprint::<T>())?;
	ledger::fill::<T>(&sponsor, id, budget)?;
	// On the live clock, so that a standstill of the chain extends it.
	let gathering = terms.cohort.map(|cohort| Gathering {
		deadline: clock::to_live::<T>(cohort.deadline),
		committed: 0,
		completed_at: None,
	});
	let study = Study {
		sponsor,
		terms,
		approval: None,
		closing_at: None,
		refunding: false,
		finished_at: None,
		owed: Zero::zero(),
		reserved: Zero::zero(),
		accepted: 0,
		unsettled: 0,
		records: 0,
		gathering,
		ticket,
	};
	Studies::<T>::insert(id, study);
	Ok(id)
}

/// Gives notice, or closes at once what is over. Returns when it closes, on the wall clock.
pub(crate) fn close<T: Config>(who: &T::AccountId, id: StudyId) -> Result<Moment, DispatchError> {
	let mut study = Studies::<T>::get(id).ok_or(Error::<T>::StudyNotFound)?;
	let (now, live) = (clock::now::<T>(), clock::live_now::<T>());
	let over = now >= study.terms.closes || phase::missed_cohort::<T>(&study);
	ensure!(over || study.sponsor == *who, Error::<T>::NotSponsor);
	ensure!(study.closing_at.is_none(), Error::<T>::AlreadyClosing);
	let closing_at = if over { live } else { live.saturating_add(CLOSING_NOTICE) };
	study.closing_at = Some(closing_at);
	Studies::<T>::insert(id, study);
	Ok(clock::to_wall::<T>(closing_at))
}

/// Returns the unallocated balance to the sponsor, and from now on what becomes free.
pub(crate) fn finish<T: Config>(id: StudyId) -> DispatchResult {
	let Some(mut study) = Studies::<T>::get(id) else { return ending::sweep::<T>(id) };
	ensure!(phase::is_closed::<T>(&study), Error::<T>::StudyStillOpen);
	let unallocated = ledger::unallocated::<T>(id, &study);
	ensure!(!study.refunding || !unallocated.is_zero(), Error::<T>::NothingToRefund);
	study.refunding = true;
	// It took the last commit, so that nothing is left to suspend.
	SuspendedApprovals::<T>::remove(id);
	ending::refund_unallocated::<T>(id, &study);
	ending::store::<T>(id, study);
	Ok(())
}
