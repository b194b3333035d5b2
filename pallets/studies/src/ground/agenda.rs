//! What is due when, on the live clock.

use crate::{Agenda, Config, ContributionKey};
use epione_primitives::Moment;

/// Puts a contribution on the agenda for `due`.
pub(crate) fn insert<T: Config>(due: Moment, key: &ContributionKey<T>) {
	Agenda::<T>::insert(due.to_be_bytes(), key, ());
}

/// Takes a contribution that was due at `due` off the agenda.
pub(crate) fn remove<T: Config>(due: Moment, key: &ContributionKey<T>) {
	Agenda::<T>::remove(due.to_be_bytes(), key);
}

/// What is due next.
pub(crate) fn first<T: Config>() -> Option<(Moment, ContributionKey<T>)> {
	let (due, key) = Agenda::<T>::iter_keys().next()?;
	Some((Moment::from_be_bytes(due), key))
}
