//! One credential: whether it holds, who may change it, its deposit.

use crate::{Accreditors, Config, CredentialOf, CredentialStatus, Error, Holders, Pallet};
use epione_primitives::Role;
use epione_support::{clock, deposits};
use frame_support::{ensure, traits::Footprint};

impl<T: Config> Pallet<T> {
	/// What one credential for `role` takes in state; for an arbiter, with its place in the list.
	pub fn footprint(role: Role) -> Footprint {
		if role == Role::Arbiter {
			Footprint::from_mel::<(
				(T::AccountId, Role, CredentialOf<T>),
				(u32, T::AccountId),
				(T::AccountId, u32),
			)>()
		} else {
			Footprint::from_mel::<(T::AccountId, Role, CredentialOf<T>)>()
		}
	}

	/// Returns the credential, if `accreditor` may change it.
	pub(crate) fn issued_by(
		accreditor: &T::AccountId,
		holder: &T::AccountId,
		role: Role,
	) -> Result<CredentialOf<T>, Error<T>> {
		let credential = Holders::<T>::get(holder, role).ok_or(Error::<T>::NotFound)?;
		ensure!(credential.accreditor == *accreditor, Error::<T>::NotIssuer);
		ensure!(!Self::is_void(&credential), Error::<T>::Void);
		ensure!(credential.revoked.is_none(), Error::<T>::AlreadyRevoked);
		Ok(credential)
	}

	/// Returns whether `credential` holds now, and if not, why.
	pub(crate) fn status(credential: &CredentialOf<T>) -> CredentialStatus {
		if credential.revoked.is_some() {
			CredentialStatus::Revoked
		} else if Self::is_void(credential) {
			CredentialStatus::Void
		} else if clock::now::<T::Time>() >= credential.valid_until {
			CredentialStatus::Expired
		} else {
			CredentialStatus::Valid
		}
	}

	/// Returns the deposit, if there is one, to the accreditor.
	pub(crate) fn release_deposit(credential: CredentialOf<T>) {
		if let Some(ticket) = credential.ticket {
			deposits::release(ticket, &credential.accreditor);
		}
	}

	/// Returns whether the appointment that `credential` was issued under has ended.
	fn is_void(credential: &CredentialOf<T>) -> bool {
		Accreditors::<T>::get(&credential.accreditor)
			.is_none_or(|a| a.appointment != credential.appointment)
	}
}
