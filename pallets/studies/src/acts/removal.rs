//! Removal of envelopes and records from the state.

use crate::{
	acts::ending, ground::deposits, parts::participants, Config, ContributionKey, ContributionOf,
	Contributions, Deposit, Envelopes, Event, Pallet, Studies,
};
use epione_primitives::Grantee;
use epione_support::deposits::release;
use frame_support::defensive;
use sp_runtime::traits::Zero;

/// Removes an envelope, if there is one.
pub(crate) fn remove_envelope<T: Config>(key: &ContributionKey<T>) {
	if Envelopes::<T>::take(key.clone()).is_some() {
		let (holder, subject, dataset) = key.clone();
		Pallet::<T>::deposit_event(Event::EnvelopeRemoved { holder, subject, dataset });
	}
}

/// Removes a contribution that has ended, with all that counts it; its deposits go back. Ends the
/// study if it was its last.
pub(crate) fn remove_record<T: Config>(
	key: ContributionKey<T>,
	mut contribution: ContributionOf<T>,
) {
	remove_envelope::<T>(&key);
	Contributions::<T>::remove(key.clone());
	deposits::return_for_commitment::<T>(&key, &mut contribution);
	let (holder, subject, dataset) = key;
	Pallet::<T>::deposit_event(Event::ContributionRemoved {
		holder: holder.clone(),
		subject: subject.clone(),
		dataset,
	});
	if let (Grantee::Study(id), Some(device)) = (&holder, contribution.device) {
		participants::remove_device_record::<T>(*id, device);
	}
	let returned = match contribution.deposit {
		Deposit::Escrow(amount) => amount,
		Deposit::Subject(ticket) => {
			release(ticket, &subject);
			Zero::zero()
		},
	};
	// After the tickets, which need the subject's account.
	participants::remove_record::<T>(&holder, &subject);
	let Grantee::Study(id) = holder else { return };
	let Some(mut study) = Studies::<T>::get(id) else {
		defensive!("a study outlives its records");
		return;
	};
	study.count_removal(returned);
	ending::store::<T>(id, study);
}
