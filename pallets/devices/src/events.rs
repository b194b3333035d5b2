//! The pallet's events. Append only.

use frame_support::pallet_macros::pallet_section;

/// Part of the pallet.
#[pallet_section]
mod events {
	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A manufacturer registered a model.
		ModelRegistered {
			/// Its number.
			model: ModelId,
			/// Who makes it.
			manufacturer: T::AccountId,
			/// Salted digest of the UDI device identifier.
			di_digest: SaltedDigest,
			/// The kinds of data that it produces.
			modalities: Modalities,
			/// Who computes the roots that it signs.
			roots_by: RootsBy,
			/// Its first firmware.
			firmware: Digest,
		},
		/// A manufacturer approved a firmware.
		FirmwareApproved {
			/// The model.
			model: ModelId,
			/// The firmware.
			firmware: Digest,
		},
		/// A manufacturer provisioned devices.
		Provisioned {
			/// Number of the batch.
			batch: BatchId,
			/// The model of its devices.
			model: ModelId,
			/// Root of the tree over its device keys.
			root: Digest,
			/// How many leaves that tree has.
			size: u32,
			/// The firmware that they leave the factory with.
			firmware: Digest,
		},
		/// A device has a new owner. The former one's use has ended.
		Claimed {
			/// The device.
			device: T::AccountId,
			/// Its owner.
			owner: T::AccountId,
			/// Its owner until now.
			former_owner: Option<T::AccountId>,
			/// Number of the claim.
			claim: u32,
			/// Its model.
			model: ModelId,
			/// The batch in which it was provisioned.
			batch: BatchId,
			/// Scheme and bytes of its key.
			key: DeviceKey,
			/// Its firmware, as far as the chain knows.
			firmware: Digest,
		},
		/// An owner offered a device.
		TransferOffered {
			/// The device.
			device: T::AccountId,
			/// Its owner.
			owner: T::AccountId,
			/// Who may claim it.
			to: T::AccountId,
		},
		/// An owner took the offer back.
		TransferCancelled {
			/// The device.
			device: T::AccountId,
			/// Its owner.
			owner: T::AccountId,
		},
		/// A device was suspended; an offer for it has ended.
		Suspended {
			/// The device.
			device: T::AccountId,
			/// Its owner.
			owner: T::AccountId,
			/// The owner or a guardian.
			by: T::AccountId,
		},
		/// A suspended device is in use again.
		Resumed {
			/// The device.
			device: T::AccountId,
			/// Its owner.
			owner: T::AccountId,
		},
		/// A device was reported lost; an offer for it has ended.
		ReportedLost {
			/// The device.
			device: T::AccountId,
			/// Its owner.
			owner: T::AccountId,
			/// The owner or a guardian.
			by: T::AccountId,
		},
		/// A device was retired. Its key is never claimed again.
		Retired {
			/// The device.
			device: T::AccountId,
			/// Who owned it.
			owner: T::AccountId,
			/// Whether it was given up as lost.
			lost: bool,
		},
		/// A manufacturer put a new key in the place of a lost device.
		Rekeyed {
			/// The lost device.
			lost: T::AccountId,
			/// The one in its place.
			device: T::AccountId,
			/// The owner of both.
			owner: T::AccountId,
			/// The model of both.
			model: ModelId,
			/// The batch of the new one.
			batch: BatchId,
			/// Scheme and bytes of the new key.
			key: DeviceKey,
			/// Firmware of the new one.
			firmware: Digest,
		},
		/// The firmware of a device was reported.
		FirmwareReported {
			/// The device.
			device: T::AccountId,
			/// The firmware.
			firmware: Digest,
			/// The owner or a gateway.
			by: T::AccountId,
		},
		/// A firmware was recalled: every device that runs it is refused.
		FirmwareRecalled {
			/// The model.
			model: ModelId,
			/// The firmware.
			firmware: Digest,
			/// Why.
			reason: RecallReason,
		},
		/// A batch was recalled: every device of it is refused.
		BatchRecalled {
			/// The batch.
			batch: BatchId,
			/// Why.
			reason: RecallReason,
		},
		/// Maintenance of a device was logged.
		MaintenanceLogged {
			/// The device.
			device: T::AccountId,
			/// The owner or a care provider.
			by: T::AccountId,
			/// Salted digest of the record.
			digest: SaltedDigest,
		},
	}
}
