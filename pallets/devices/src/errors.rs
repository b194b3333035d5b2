//! Why a call is refused. Append only: the pool's codes count from the first.

use frame_support::pallet_macros::pallet_section;

/// Part of the pallet.
#[pallet_section]
mod errors {
	#[pallet::error]
	#[derive(PartialEq)]
	pub enum Error<T> {
		/// The caller holds no credential as a manufacturer.
		NotManufacturer,
		/// The model is another manufacturer's.
		NotMaker,
		/// The set of modalities is empty, or has bits that stand for nothing.
		InvalidModalities,
		/// All numbers for models or batches were given out.
		NumbersExhausted,
		/// There is no such model.
		ModelNotFound,
		/// The model already lists this firmware, approved or recalled.
		FirmwareAlreadyExists,
		/// The model has 64 firmware digests. Register a new model.
		TooManyFirmware,
		/// The model does not list this firmware.
		FirmwareNotApproved,
		/// The firmware was recalled.
		FirmwareRecalled,
		/// A batch has at least one device.
		EmptyBatch,
		/// There is no such batch.
		BatchNotFound,
		/// The batch was recalled.
		BatchRecalled,
		/// It was recalled already.
		AlreadyRecalled,
		/// The claim has expired. Have the device sign a new one.
		ClaimExpired,
		/// The claim is valid longer than a day. Have the device sign a shorter one.
		ExpiryTooFar,
		/// The claim counter is not the device's next: 1 for a new device.
		WrongCounter,
		/// A device that was never claimed needs its batch and its inclusion proof.
		ProvenanceMissing,
		/// The proof does not show that the key is in the batch.
		NotProvisioned,
		/// The device's key has the other signature scheme.
		WrongScheme,
		/// The signature is not the device's over this claim.
		BadSignature,
		/// The device's owner did not offer it to the caller.
		NotOffered,
		/// No device with this key has an owner.
		NotFound,
		/// The caller does not own the device.
		NotOwner,
		/// The device is suspended.
		DeviceSuspended,
		/// The device was reported lost.
		DeviceLost,
		/// The device was retired or replaced. Its key is never used again.
		DeviceRetired,
		/// The device cannot be offered to its owner.
		OfferToSelf,
		/// There is no offer to take back.
		NoOffer,
		/// The device is suspended already.
		AlreadySuspended,
		/// The device was reported lost already.
		AlreadyLost,
		/// The device is not suspended.
		NotSuspended,
		/// The device was not reported lost.
		NotLost,
		/// The new key is a device in use already.
		AlreadyClaimed,
		/// The new key is of another model.
		OtherModel,
		/// The caller is neither the owner nor a gateway of the owner.
		NotOwnerOrGateway,
		/// The caller is neither the owner nor a credentialed care provider.
		NotOwnerOrCareProvider,
		/// The chain's genesis set no chain id, so that no signature can be bound to this chain.
		ChainIdNotSet,
	}
}
