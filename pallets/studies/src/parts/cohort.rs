//! Cohorts: enough participants first, keys afterwards.
//!
//! Until the cohort is complete nobody delivers, so every commitment is a newcomer's first, and
//! counting commitments counts subjects, and devices too. Reaching the minimum is one write:
//! commitments find their time to deliver in the study. The agenda looks at each once in a while,
//! and postpones it until its time has come.

use crate::{ground::clock, Config, ContributionOf, Event, Pallet, StudyOf};
use epione_primitives::{Moment, StudyId};
use frame_support::traits::Get;
use sp_runtime::traits::Saturating;

/// Counts a participant of a cohort. Returns whether the cohort was incomplete; emits
/// `CohortReached` on completion.
pub(crate) fn join<T: Config>(id: StudyId, study: &mut StudyOf<T>) -> bool {
	let live = clock::live_now::<T>();
	let (Some(cohort), Some(gathering)) = (study.terms.cohort, study.gathering.as_mut()) else {
		return false;
	};
	if gathering.completed_at.is_some() {
		return false;
	}
	gathering.committed.saturating_inc();
	if gathering.committed >= cohort.min {
		gathering.completed_at = Some(live);
		let deliver_by = clock::to_wall::<T>(live.saturating_add(T::DeliveryPeriod::get()));
		Pallet::<T>::deposit_event(Event::CohortReached { study: id, deliver_by });
	}
	true
}

/// The live clock's moment from which a commitment lapses; `None` while nobody knows.
pub(crate) fn lapses_at<T: Config>(
	study: Option<&StudyOf<T>>,
	contribution: &ContributionOf<T>,
) -> Option<Moment> {
	if !contribution.joined_before_completion {
		return contribution.due;
	}
	study
		.and_then(|study| study.gathering)
		.and_then(|gathering| gathering.completed_at)
		.map(|completed_at| completed_at.saturating_add(T::DeliveryPeriod::get()))
}

/// The live clock's moment at which the agenda looks at a commitment next.
pub(crate) fn next_look<T: Config>(
	study: Option<&StudyOf<T>>,
	contribution: &ContributionOf<T>,
) -> Option<Moment> {
	let gathering = study.and_then(|study| study.gathering);
	match (lapses_at::<T>(study, contribution), gathering) {
		(Some(lapses_at), _) => Some(lapses_at),
		(None, Some(gathering)) => Some(first_look::<T>(gathering.deadline)),
		(None, None) => contribution.due,
	}
}

/// When the agenda looks at a commitment to a cohort that must be complete before `deadline`: no
/// later than the commitment would lapse if the cohort were complete now.
pub(crate) fn first_look<T: Config>(deadline: Moment) -> Moment {
	deadline.min(clock::live_now::<T>().saturating_add(T::DeliveryPeriod::get()))
}
