//! Which data a study takes, and which terms can be asked for it.

use super::*;
use epione_primitives::DatasetFacts;

impl<T: Config> Pallet<T> {
	/// Checks what the terms say about cohort and eligibility.
	pub(crate) fn ensure_selection(terms: &Terms<BalanceOf<T>>) -> Result<(), Error<T>> {
		if let Some(cohort) = &terms.cohort {
			let sound = terms.device_signed
				&& (2..=terms.max_contributions).contains(&cohort.min)
				&& terms.opens.max(Self::now()) < cohort.by
				&& cohort.by <= terms.closes
				&& cohort.by <= terms.opens.saturating_add(MAX_GATHERING);
			ensure!(sound, Error::<T>::InvalidCohort);
		}
		let Eligibility { collected, models, not_in } = &terms.eligibility;
		let next = NextStudyId::<T>::get();
		let sound = collected.is_none_or(|(first, last)| first <= last)
			&& (models.is_empty() || terms.device_signed)
			&& not_in.iter().all(|study| *study < next);
		ensure!(sound, Error::<T>::InvalidEligibility);
		Ok(())
	}

	/// Whether a dataset, and its subject, is what the study asks for.
	pub(crate) fn ensure_eligible(
		terms: &Terms<BalanceOf<T>>,
		subject: &T::AccountId,
		facts: &DatasetFacts<T::AccountId>,
	) -> Result<(), Error<T>> {
		ensure!(terms.modalities.contains(facts.modality), Error::<T>::ModalityNotWanted);
		ensure!(facts.depth >= terms.min_depth, Error::<T>::BatchTooSmall);
		let Eligibility { collected, models, not_in } = &terms.eligibility;
		if let Some((first, last)) = collected {
			let within = *first <= facts.first_day && facts.last_day <= *last;
			ensure!(within, Error::<T>::DaysNotWanted);
		}
		if !models.is_empty() {
			let model = facts.device.as_ref().and_then(T::Devices::model);
			let wanted = model.is_some_and(|model| models.contains(&model));
			ensure!(wanted, Error::<T>::ModelNotWanted);
		}
		for study in not_in {
			let part = Participations::<T>::get(Grantee::Study(*study), subject);
			ensure!(Self::taken(&part) == 0, Error::<T>::InOtherStudy);
		}
		Ok(())
	}

	/// Contributions of a participant that count against its cap.
	pub(crate) fn taken(participation: &Participation<BalanceOf<T>>) -> u32 {
		participation
			.committed
			.saturating_add(participation.delivered)
			.saturating_add(participation.settled)
	}
}
