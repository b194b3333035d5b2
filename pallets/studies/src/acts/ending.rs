//! How a study ends. Each change that may be the last one goes through [`store`]: it finishes the
//! study, and ends it, once nothing is left to wait for.

use crate::{
	ground::{clock, deposits, ledger},
	parts::keys,
	Config, EndedStudies, EndedStudy, Error, Event, Pallet, Studies, Study, StudyOf, LOG_TARGET,
};
use epione_primitives::{Grantee, StudyId};
use frame_support::{defensive, ensure, traits::Consideration};
use sp_runtime::{traits::Zero, DispatchResult};

/// Stores a study after a change. Finishes it once its last contribution is settled, and ends it
/// once its last record is removed.
pub(crate) fn store<T: Config>(id: StudyId, mut study: StudyOf<T>) {
	if study.refunding && study.unsettled == 0 {
		if study.finished_at.is_none() {
			study.finished_at = Some(clock::live_now::<T>());
			Pallet::<T>::deposit_event(Event::StudyFinished { study: id });
		}
		if study.records == 0 {
			return end::<T>(id, study);
		}
		refund_unallocated::<T>(id, &study);
	}
	Studies::<T>::insert(id, study);
}

/// Returns the unallocated balance to the sponsor. Never fails: what cannot be paid now stays in
/// the pot.
pub(crate) fn refund_unallocated<T: Config>(id: StudyId, study: &StudyOf<T>) {
	let amount = ledger::unallocated::<T>(id, study);
	if amount.is_zero() {
		return;
	}
	match ledger::refund::<T>(id, &study.sponsor, amount) {
		Ok(()) => Pallet::<T>::deposit_event(Event::StudyRefunded { study: id, amount }),
		Err(error) => log::warn!(target: LOG_TARGET, "refund of study {id} put off: {error:?}"),
	}
}

/// The sponsor gets all that is left in the pot. The number, the sponsor and the approval stay.
fn end<T: Config>(id: StudyId, study: StudyOf<T>) {
	keys::remove::<T>(&Grantee::Study(id));
	let Study { sponsor, approval, ticket, .. } = study;
	let returned = ledger::empty_pot::<T>(id, &sponsor).unwrap_or_else(|error| {
		// `finish` pays it once the sponsor's account can take it.
		log::warn!(target: LOG_TARGET, "last refund of study {id} put off: {error:?}");
		Zero::zero()
	});
	match ticket.update(&sponsor, deposits::ended_footprint::<T>()) {
		Ok(ticket) => {
			let ended_at = clock::now::<T>();
			EndedStudies::<T>::insert(id, EndedStudy { sponsor, approval, ended_at, ticket });
		},
		Err(error) => {
			defensive!("a smaller deposit needs no money", error);
		},
	}
	Studies::<T>::remove(id);
	Pallet::<T>::deposit_event(Event::StudyEnded { study: id, returned });
}

/// The sponsor gets what somebody sent to the pot of a study that has ended.
pub(crate) fn sweep<T: Config>(id: StudyId) -> DispatchResult {
	let ended = EndedStudies::<T>::get(id).ok_or(Error::<T>::StudyNotFound)?;
	let amount = ledger::whole_pot::<T>(id);
	ensure!(!amount.is_zero(), Error::<T>::NothingToRefund);
	ledger::empty_pot::<T>(id, &ended.sponsor)?;
	Pallet::<T>::deposit_event(Event::StudyRefunded { study: id, amount });
	Ok(())
}
