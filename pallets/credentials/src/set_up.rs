//! Credentials for benchmarks, of other pallets too.

use crate::{Config, Credential, Holders, Pallet};
use epione_primitives::{Attributes, Moment, Role, Roles};

impl<T: Config> Pallet<T> {
	/// Makes a credential that holds until `valid_until`.
	pub(crate) fn set_up_credential(
		who: &T::AccountId,
		role: Role,
		accreditor: &T::AccountId,
		valid_until: Moment,
	) {
		let appointment = Self::do_appoint(accreditor, Roles::ALL).unwrap_or_default();
		Holders::<T>::insert(
			who,
			role,
			Credential {
				accreditor: accreditor.clone(),
				appointment,
				issued_at: 0,
				valid_until,
				attributes: Attributes(3),
				evidence: [0; 32],
				revoked: None,
				ticket: None,
			},
		);
		Self::list_if_arbiter(who, role);
	}
}
