//! What happens to a device in use: firmware updates and maintenance.

use crate::{Config, Error, Event, Maintenance, Owned, Pallet};
use epione_primitives::{
	traits::{CredentialCheck, Delegation, DelegationCheck},
	Digest, Role, SaltedDigest,
};
use frame_support::{ensure, pallet_prelude::DispatchResult};

impl<T: Config> Pallet<T> {
	/// Records what `by`, the owner or a gateway, says of the device's firmware.
	pub(crate) fn do_report_firmware(
		by: T::AccountId,
		device: T::AccountId,
		firmware: Digest,
	) -> DispatchResult {
		let mut found = Self::in_use(&device)?;
		ensure!(
			T::Delegations::is_or_acts_for(&by, &found.owner, Delegation::Gateway),
			Error::<T>::NotOwnerOrGateway
		);
		Self::ensure_approved(found.model, &firmware)?;

		found.firmware = firmware;
		Owned::<T>::insert(&device, found);
		Self::deposit_event(Event::FirmwareReported { device, firmware, by });
		Ok(())
	}

	/// Records what `by`, the owner or a care provider, did to the device.
	pub(crate) fn do_log_maintenance(
		by: T::AccountId,
		device: T::AccountId,
		digest: SaltedDigest,
	) -> DispatchResult {
		let found = Self::in_use(&device)?;
		ensure!(
			by == found.owner || T::Credentials::holds(&by, Role::CareProvider),
			Error::<T>::NotOwnerOrCareProvider
		);

		Self::push_maintenance(&device, digest);
		Self::deposit_event(Event::MaintenanceLogged { device, by, digest });
		Ok(())
	}

	/// Appends an entry; the oldest of eight makes room.
	pub(crate) fn push_maintenance(device: &T::AccountId, digest: SaltedDigest) {
		Maintenance::<T>::mutate(device, |ring| {
			if ring.is_full() {
				ring.remove(0);
			}
			ring.force_push(digest);
		});
	}
}
