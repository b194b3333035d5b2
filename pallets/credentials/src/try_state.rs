//! What must hold of the state at any time. The crate's page lists the invariants by name.
#![allow(clippy::arithmetic_side_effects)]

use crate::{
	Accreditors, Appointments, ArbiterAt, ArbiterCount, ArbiterIndex, Config, CredentialStatus,
	Former, Holders, Pallet,
};
use alloc::collections::BTreeSet;
use codec::Encode;
use epione_primitives::Role;
use epione_support::clock;
use frame_support::ensure;
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
	/// Checks every invariant; the error names the first that is broken.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		Self::check_accreditors()?;
		Self::check_credentials()?;
		Self::check_former()?;
		Self::check_arbiters()
	}

	fn check_accreditors() -> Result<(), TryRuntimeError> {
		let mut seen = BTreeSet::new();
		for (_, accreditor) in Accreditors::<T>::iter() {
			ensure!(accreditor.roles.is_valid(), "accreditors_have_roles");
			let given_out = 1..=Appointments::<T>::get();
			ensure!(
				given_out.contains(&accreditor.appointment) && seen.insert(accreditor.appointment),
				"appointments_are_unique"
			);
		}
		Ok(())
	}

	fn check_credentials() -> Result<(), TryRuntimeError> {
		for (holder, role, credential) in Holders::<T>::iter() {
			ensure!(
				credential.attributes.is_valid()
					&& credential.accreditor != holder
					&& credential.revoked.is_none_or(|(at, _)| at >= credential.issued_at)
					&& (1..=Appointments::<T>::get()).contains(&credential.appointment),
				"credentials_are_well_formed"
			);
			if let Some(accreditor) = Accreditors::<T>::get(&credential.accreditor) {
				ensure!(
					accreditor.appointment != credential.appointment
						|| accreditor.roles.contains(role),
					"accreditors_keep_within_their_roles"
				);
			}
		}
		Ok(())
	}

	fn check_former() -> Result<(), TryRuntimeError> {
		let now = clock::now::<T::Time>();
		for (holder, list) in Former::<T>::iter() {
			let known: BTreeSet<_> =
				list.iter().map(|one| (one.accreditor.encode(), one.role)).collect();
			ensure!(
				!list.is_empty()
					&& known.len() == list.len()
					&& list.iter().all(|one| one.accreditor != holder && one.removed_at <= now),
				"former_accreditors_are_well_formed"
			);
		}
		Ok(())
	}

	fn check_arbiters() -> Result<(), TryRuntimeError> {
		let count = ArbiterCount::<T>::get();
		let listed = ArbiterAt::<T>::iter().count() as u32;
		ensure!(
			listed == count && ArbiterIndex::<T>::iter().count() as u32 == count,
			"arbiter_list_is_dense"
		);
		for (who, index) in ArbiterIndex::<T>::iter() {
			ensure!(
				index < count && ArbiterAt::<T>::get(index).as_ref() == Some(&who),
				"arbiter_list_is_dense"
			);
			ensure!(
				Holders::<T>::get(&who, Role::Arbiter).is_some_and(|c| c.revoked.is_none()),
				"listed_arbiters_have_records"
			);
		}
		for (holder, role, credential) in Holders::<T>::iter() {
			ensure!(
				role != Role::Arbiter
					|| Self::status(&credential) != CredentialStatus::Valid
					|| ArbiterIndex::<T>::contains_key(&holder),
				"arbiters_are_listed"
			);
		}
		Ok(())
	}
}
