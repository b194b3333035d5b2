//! How far a study is: by the clocks, a notice to close, and its cohort.

use crate::{ground::clock, Config, Phase, StudyOf};

/// Whether the cohort was not complete in time.
pub(crate) fn missed_cohort<T: Config>(study: &StudyOf<T>) -> bool {
	study.gathering.is_some_and(|gathering| {
		gathering.completed_at.is_none() && clock::live_now::<T>() >= gathering.deadline
	})
}

/// Whether the study takes no more commits.
pub(crate) fn is_closed<T: Config>(study: &StudyOf<T>) -> bool {
	clock::now::<T>() >= study.terms.closes
		|| study.closing_at.is_some_and(|moment| clock::live_now::<T>() >= moment)
		|| missed_cohort::<T>(study)
}

/// Whether the cohort will never be complete: time is over, or the study takes no commits.
pub(crate) fn failed_cohort<T: Config>(study: &StudyOf<T>) -> bool {
	study.is_gathering() && is_closed::<T>(study)
}

/// The phase of a study that has not ended; `approved`: its approval counts now.
pub(crate) fn of<T: Config>(study: &StudyOf<T>, approved: bool) -> Phase {
	if study.finished_at.is_some() {
		Phase::Finished
	} else if is_closed::<T>(study) {
		Phase::Closed
	} else if study.closing_at.is_some() {
		Phase::Closing
	} else if !approved {
		Phase::Proposed
	} else if clock::now::<T>() < study.terms.opens {
		Phase::Approved
	} else {
		Phase::Open
	}
}
