//! Where a dispute is listed while it waits: under the block of its draw or the moment of its
//! deadline, and under its arbiter. An entry in one of these lists is called a line.

use crate::{
	pallet::{Agenda, Config, Disputes, Draws, OfArbiter, Pallet},
	DisputeOf, StageOf,
};
use epione_primitives::{traits::LiveClock, DisputeId, Moment};

impl<T: Config> Pallet<T> {
	/// Stores the dispute in its next stage.
	pub(crate) fn enter(id: DisputeId, mut dispute: DisputeOf<T>, stage: StageOf<T>) {
		Self::remove_lines(id, &dispute.stage);
		Self::add_lines(id, &stage);
		dispute.stage = stage;
		Disputes::<T>::insert(id, dispute);
	}

	/// Lists the dispute where this stage waits.
	pub(crate) fn add_lines(id: DisputeId, stage: &StageOf<T>) {
		if let Some(block) = stage.draws_at() {
			Draws::<T>::insert(block.to_be_bytes(), id, ());
		}
		if let Some(due) = stage.due() {
			Agenda::<T>::insert(due.to_be_bytes(), id, ());
		}
		if let Some(arbiter) = stage.arbiter() {
			OfArbiter::<T>::insert(arbiter, id.to_be_bytes(), ());
		}
	}

	/// Removes it from there.
	pub(crate) fn remove_lines(id: DisputeId, stage: &StageOf<T>) {
		if let Some(block) = stage.draws_at() {
			Draws::<T>::remove(block.to_be_bytes(), id);
		}
		if let Some(due) = stage.due() {
			Agenda::<T>::remove(due.to_be_bytes(), id);
		}
		if let Some(arbiter) = stage.arbiter() {
			OfArbiter::<T>::remove(arbiter, id.to_be_bytes());
		}
	}

	/// The dispute whose draw or deadline comes first, if it has come.
	pub(crate) fn next_due() -> Option<DisputeId> {
		let draw = Draws::<T>::iter_keys()
			.next()
			.filter(|(block, _)| Self::lot_block(u32::from_be_bytes(*block)).is_some());
		let deadline = || {
			Agenda::<T>::iter_keys()
				.next()
				.filter(|(due, _)| Moment::from_be_bytes(*due) <= T::LiveClock::live_now())
		};
		draw.map(|(_, id)| id).or_else(|| deadline().map(|(_, id)| id))
	}

	/// Removes the line that comes first, if it is this dispute's: it led to nothing.
	pub(crate) fn remove_first_line(id: DisputeId) {
		if let Some((block, _)) = Draws::<T>::iter_keys().next().filter(|(_, one)| *one == id) {
			Draws::<T>::remove(block, id);
		} else if let Some((due, _)) = Agenda::<T>::iter_keys().next().filter(|(_, one)| *one == id)
		{
			Agenda::<T>::remove(due, id);
		}
	}
}
