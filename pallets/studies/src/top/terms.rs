//! Which terms a study may have.

use crate::{
	ground::{clock, ledger},
	BalanceOf, Config, Eligibility, Error, MinDisputeWindow, NextStudyId, Terms,
	MAX_DISPUTE_WINDOW, MAX_GATHERING,
};
use epione_primitives::MAX_DEPTH;
use frame_support::ensure;

/// Checks a study's terms one by one.
pub(crate) fn ensure_valid<T: Config>(terms: &Terms<BalanceOf<T>>) -> Result<(), Error<T>> {
	ensure!(terms.purpose.is_valid(), Error::<T>::InvalidPurpose);
	ensure!(terms.modalities.is_valid(), Error::<T>::InvalidModalities);
	ensure!(terms.min_depth <= MAX_DEPTH, Error::<T>::InvalidDepth);
	ledger::ensure_price::<T>(terms.reward)?;
	ensure!(
		terms.per_participant > 0 && terms.per_participant <= terms.max_contributions,
		Error::<T>::InvalidCaps
	);
	ensure!(
		terms.opens < terms.closes && clock::now::<T>() < terms.closes,
		Error::<T>::InvalidPeriod
	);
	ensure!(
		(MinDisputeWindow::<T>::get()..=MAX_DISPUTE_WINDOW).contains(&terms.dispute_window),
		Error::<T>::InvalidDisputeWindow
	);
	ensure_cohort::<T>(terms)?;
	ensure_eligibility::<T>(terms)
}

fn ensure_cohort<T: Config>(terms: &Terms<BalanceOf<T>>) -> Result<(), Error<T>> {
	let Some(cohort) = &terms.cohort else { return Ok(()) };
	let sound = terms.device_signed
		&& (2..=terms.max_contributions).contains(&cohort.min)
		&& terms.opens.max(clock::now::<T>()) < cohort.deadline
		&& cohort.deadline <= terms.closes
		&& cohort.deadline <= terms.opens.saturating_add(MAX_GATHERING);
	ensure!(sound, Error::<T>::InvalidCohort);
	Ok(())
}

fn ensure_eligibility<T: Config>(terms: &Terms<BalanceOf<T>>) -> Result<(), Error<T>> {
	let Eligibility { collected, models, not_in } = &terms.eligibility;
	let next = NextStudyId::<T>::get();
	let sound = collected.is_none_or(|(first, last)| first <= last)
		&& (models.is_empty() || terms.device_signed)
		&& not_in.iter().all(|study| *study < next);
	ensure!(sound, Error::<T>::InvalidEligibility);
	Ok(())
}
