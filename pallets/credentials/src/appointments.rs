//! Who is an accreditor, and for which roles.

use crate::{Accreditor, Accreditors, Appointment, Appointments, Config, Error, Pallet};
use epione_primitives::{Role, Roles};
use frame_support::ensure;

impl<T: Config> Pallet<T> {
	/// Gives `accreditor` these roles, and returns the appointment under which it has them.
	pub(crate) fn do_appoint(
		accreditor: &T::AccountId,
		roles: Roles,
	) -> Result<Appointment, Error<T>> {
		let appointment = match Accreditors::<T>::get(accreditor) {
			// A role taken away and given back would bring back what was issued for it.
			Some(now) if now.roles.0 & !roles.0 != 0 => return Err(Error::<T>::RolesTakenAway),
			Some(now) => now.appointment,
			None => {
				let next = Appointments::<T>::get()
					.checked_add(1)
					.ok_or(Error::<T>::TooManyAppointments)?;
				Appointments::<T>::put(next);
				next
			},
		};
		Accreditors::<T>::insert(accreditor, Accreditor { roles, appointment });
		Ok(appointment)
	}

	/// Returns `who`'s appointment, if it covers `role`.
	pub(crate) fn appointed(who: &T::AccountId, role: Role) -> Result<Accreditor, Error<T>> {
		let accreditor = Accreditors::<T>::get(who).ok_or(Error::<T>::NotAccreditor)?;
		ensure!(accreditor.roles.contains(role), Error::<T>::RoleNotAppointed);
		Ok(accreditor)
	}
}
