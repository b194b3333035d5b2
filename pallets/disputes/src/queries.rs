//! What the view functions return.

use crate::{
	pallet::{Config, Disputes, OfArbiter, OfStudy, Pallet},
	types::{DisputeInfo, Phase, Stage, MAX_PAGE},
	DisputeInfoOf,
};
use alloc::vec::Vec;
use epione_primitives::{traits::LiveClock, DisputeId, StudyId};

impl<T: Config> Pallet<T> {
	/// A dispute that has not ended.
	pub(crate) fn info(id: DisputeId) -> Option<DisputeInfoOf<T>> {
		let dispute = Disputes::<T>::get(id)?;
		let bound = dispute.bound();
		let (phase, arbiter, evidence_key) = match &dispute.stage {
			Stage::Drawing { .. } => (Phase::Drawing, None, None),
			Stage::Deciding { arbiter, key, .. } => (Phase::Deciding, Some(arbiter), Some(*key)),
			Stage::Decided { arbiter, .. } => (Phase::Decided, Some(arbiter), None),
			Stage::Appealed { arbiter, .. } => (Phase::Appealed, Some(arbiter), None),
			Stage::Panel { .. } => (Phase::Appealed, None, None),
			Stage::Ending { arbiter, .. } => (Phase::Ending, arbiter.as_ref(), None),
		};
		Some(DisputeInfo {
			dispute: id,
			study: dispute.study,
			reason: dispute.reason,
			evidence: dispute.evidence,
			opened_at: dispute.opened_at,
			phase,
			arbiter: arbiter.cloned(),
			evidence_key,
			due: dispute.stage.due().map(T::LiveClock::wall),
			draws_at: dispute.stage.draws_at(),
			compensation: dispute.compensation,
			bound,
			sponsor: dispute.sponsor,
			items: dispute.items.into_inner(),
		})
	}

	/// Disputes of a study, with numbers greater than `after`.
	pub(crate) fn page_of_study(
		study: StudyId,
		after: Option<DisputeId>,
		limit: u32,
	) -> Vec<DisputeInfoOf<T>> {
		match after {
			None => Self::page(OfStudy::<T>::iter_key_prefix(study), limit),
			Some(after) => {
				let from = OfStudy::<T>::hashed_key_for(study, after.to_be_bytes());
				Self::page(OfStudy::<T>::iter_key_prefix_from(study, from), limit)
			},
		}
	}

	/// Disputes for which this arbiter was drawn, with numbers greater than `after`.
	pub(crate) fn page_of_arbiter(
		arbiter: T::AccountId,
		after: Option<DisputeId>,
		limit: u32,
	) -> Vec<DisputeInfoOf<T>> {
		match after {
			None => Self::page(OfArbiter::<T>::iter_key_prefix(arbiter), limit),
			Some(after) => {
				let from = OfArbiter::<T>::hashed_key_for(&arbiter, after.to_be_bytes());
				Self::page(OfArbiter::<T>::iter_key_prefix_from(arbiter, from), limit)
			},
		}
	}

	fn page(ids: impl Iterator<Item = [u8; 4]>, limit: u32) -> Vec<DisputeInfoOf<T>> {
		ids.take(limit.min(MAX_PAGE) as usize)
			.filter_map(|id| Self::info(u32::from_be_bytes(id)))
			.collect()
	}
}
