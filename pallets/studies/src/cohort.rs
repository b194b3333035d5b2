//! Cohorts: enough participants first, keys afterwards.
//!
//! Until the cohort is complete nobody delivers, so every commitment is a newcomer's first, and counting
//! commitments counts subjects, and devices too. Reaching the minimum is one write: commitments find
//! their time to deliver in the study. The agenda looks at each once in a while, and puts it back until
//! its time has come.

use super::*;

impl<T: Config> Pallet<T> {
	/// Whether the cohort was not complete in time.
	pub(crate) fn missed_cohort(study: &StudyOf<T>) -> bool {
		study.gathering.is_some_and(|gathering| {
			gathering.latched_at.is_none() && Self::live_now() >= gathering.by
		})
	}

	/// Whether the cohort will never be complete: time is over, or the study takes no commits.
	pub(crate) fn failed_cohort(study: &StudyOf<T>) -> bool {
		study.gathering.is_some_and(|gathering| gathering.latched_at.is_none())
			&& Self::is_closed(study)
	}

	/// Whether no key may be delivered yet.
	pub(crate) fn gathers(study: &StudyOf<T>) -> bool {
		study.gathering.is_some_and(|gathering| gathering.latched_at.is_none())
	}

	/// Counts a participant of a cohort that is not complete. Answers whether it was not, and, if it is
	/// now, says so.
	pub(crate) fn gather(id: StudyId, study: &mut StudyOf<T>) -> bool {
		let live = Self::live_now();
		let (Some(cohort), Some(gathering)) = (study.terms.cohort, study.gathering.as_mut()) else {
			return false;
		};
		if gathering.latched_at.is_some() {
			return false;
		}
		gathering.committed = gathering.committed.saturating_add(1);
		if gathering.committed >= cohort.min {
			gathering.latched_at = Some(live);
			let deliver_by = Self::wall(live.saturating_add(T::DeliveryPeriod::get()));
			Self::deposit_event(Event::CohortReached { study: id, deliver_by });
		}
		true
	}

	/// Moment of the live clock from which a commitment lapses; `None` while nobody knows.
	pub(crate) fn lapses_at(
		study: Option<&StudyOf<T>>,
		contribution: &ContributionOf<T>,
	) -> Option<Moment> {
		if !contribution.gathering {
			return contribution.due;
		}
		study
			.and_then(|study| study.gathering)
			.and_then(|gathering| gathering.latched_at)
			.map(|latched_at| latched_at.saturating_add(T::DeliveryPeriod::get()))
	}

	/// Moment of the live clock at which the agenda looks at a commitment next.
	pub(crate) fn next_look(
		study: Option<&StudyOf<T>>,
		contribution: &ContributionOf<T>,
	) -> Option<Moment> {
		let gathering = study.and_then(|study| study.gathering);
		match (Self::lapses_at(study, contribution), gathering) {
			(Some(lapses_at), _) => Some(lapses_at),
			(None, Some(gathering)) => Some(Self::first_look(gathering.by)),
			(None, None) => contribution.due,
		}
	}

	/// When the agenda looks at a commitment to a cohort that must be complete before `by`: no later
	/// than it lapses, were the cohort complete now.
	pub(crate) fn first_look(by: Moment) -> Moment {
		by.min(Self::live_now().saturating_add(T::DeliveryPeriod::get()))
	}

	/// Whether `subject` could pay the deposit for a commitment. Nothing is kept of the attempt.
	pub(crate) fn can_pay_deposit(subject: &T::AccountId) -> bool {
		use sp_runtime::TransactionOutcome::Rollback;
		let paid = frame_support::storage::with_transaction(
			|| -> sp_runtime::TransactionOutcome<Result<bool, DispatchError>> {
				Rollback(Ok(Self::take_commit_deposit(subject).is_ok()))
			},
		);
		paid == Ok(true)
	}

	/// Takes the deposit for a commitment: what its record would cost.
	pub(crate) fn take_commit_deposit(
		subject: &T::AccountId,
	) -> Result<T::CommitConsideration, DispatchError> {
		T::CommitConsideration::new(subject, Self::share_footprint())
	}

	/// Gives a deposit for a commitment back, if there is one. Never fails.
	pub(crate) fn return_commit_deposit(
		name: &ContributionKey<T>,
		contribution: &mut ContributionOf<T>,
	) {
		let Some(ticket) = contribution.commit_deposit.take() else { return };
		let (holder, subject, dataset) = name;
		if let Err(error) = ticket.drop(subject) {
			log::error!(target: LOG_TARGET, "a deposit could not be released: {error:?}");
		}
		if let Grantee::Study(study) = holder {
			Self::deposit_event(Event::CommitDepositReturned {
				study: *study,
				subject: subject.clone(),
				dataset: *dataset,
			});
		}
	}
}
