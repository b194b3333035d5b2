//! What is due when, and the hook that does it.

use super::*;

impl<T: Config> Pallet<T> {
	pub(crate) fn put_on_agenda(due: Moment, name: &ContributionKey<T>) {
		Agenda::<T>::insert(due.to_be_bytes(), name, ());
	}

	pub(crate) fn take_off_agenda(due: Moment, name: &ContributionKey<T>) {
		Agenda::<T>::remove(due.to_be_bytes(), name);
	}

	/// Settles and lapses what is due, as far as the weight goes.
	pub(crate) fn run_agenda(meter: &mut WeightMeter) {
		let each = T::WeightInfo::settle().max(T::WeightInfo::lapse());
		let live = Self::live_now();
		while meter.try_consume(T::WeightInfo::peek()).is_ok() {
			let Some((due, name)) = Agenda::<T>::iter_keys().next() else { break };
			let due = Moment::from_be_bytes(due);
			if due > live || meter.try_consume(each).is_err() {
				break;
			}
			let status = Contributions::<T>::get(name.clone()).map(|record| record.status);
			let done = frame_support::storage::with_storage_layer(|| match status {
				Some(Status::Committed) => Self::do_lapse(name.clone()),
				_ => Self::do_settle(name.clone()),
			});
			let Err(error) = done else { continue };
			if error == Error::<T>::DeliveryStillOpen.into() && Self::put_back(due, &name, live) {
				continue;
			}
			// Off the agenda, so that it does not hold up the others. `settle` and `lapse` work still.
			log::error!(target: LOG_TARGET, "due, but not done: {error:?}");
			Self::take_off_agenda(due, &name);
		}
	}

	/// Puts a commitment to a study whose cohort gathers, or was complete since, back to when it is to
	/// be looked at next. Answers whether that is later.
	fn put_back(due: Moment, name: &ContributionKey<T>, live: Moment) -> bool {
		let Some(mut contribution) = Contributions::<T>::get(name.clone()) else { return false };
		let study = Self::study_of(&name.0);
		let Some(next) = Self::next_look(study.as_ref(), &contribution).filter(|next| *next > live)
		else {
			return false;
		};
		Self::take_off_agenda(due, name);
		Self::put_on_agenda(next, name);
		contribution.due = Some(next);
		Contributions::<T>::insert(name.clone(), contribution);
		true
	}
}
