//! Why a call is refused. Append only: the transaction pool's codes count from the first.

use crate::{types::SequenceRefusal, Error};
use epione_primitives::{ContentIdError, DeviceRefusal};
use frame_support::pallet_macros::pallet_section;

/// Part of the pallet.
#[pallet_section]
mod errors {
	/// Why a call is refused.
	#[pallet::error]
	pub enum Error<T> {
		/// Neither the subject nor an account that it made its gateway.
		NotSubjectOrGateway,
		/// Neither the subject nor an account that is its guardian.
		NotSubjectOrGuardian,
		/// The call names no dataset.
		NoItems,
		/// The content identifier is not a CIDv1. Convert a CIDv0 to version 1 first.
		CidVersion,
		/// The content identifier's codec is neither raw (0x55) nor dag-pb (0x70).
		CidCodec,
		/// An identity CID contains the content itself and must not go on chain.
		CidIdentityHash,
		/// The content identifier's hash is not SHA-256 of 32 bytes.
		CidHash,
		/// The key commitment is not the canonical encoding of a ristretto255 element, or it is the
		/// identity.
		InvalidKeyCommitment,
		/// A tree deeper than 16 (65,536 records).
		DepthTooLarge,
		/// The first day lies after the last.
		DaysReversed,
		/// The last day lies after tomorrow (UTC).
		DaysInFuture,
		/// The size is zero or not a Padme bucket: an exact size would tell too much.
		SizeNotPadded,
		/// The subject has a dataset with this digest.
		AlreadyExists,
		/// The dataset was tombstoned; its digest can never be used again.
		Tombstoned,
		/// The subject has no dataset with this digest.
		NotFound,
		/// The subject has no dataset with the digest that is to be superseded.
		SupersededNotFound,
		/// The dataset that is to be superseded was superseded before, or tombstoned.
		SupersededNotActive,
		/// No such device was ever claimed.
		DeviceUnknown,
		/// The device belongs to somebody else.
		DeviceNotOwned,
		/// The device's owner suspended it.
		DeviceSuspended,
		/// The device was reported lost.
		DeviceLost,
		/// The device's firmware or batch was recalled by its maker.
		DeviceRecalled,
		/// The device was retired or replaced.
		DeviceRetired,
		/// The device's statement is not under its current claim.
		DeviceWrongClaim,
		/// The signature is not the device's over this root, depth, owner, claim and number.
		DeviceBadSignature,
		/// The device's model does not produce this modality.
		DeviceWrongModality,
		/// A batch with this sequence number was anchored before.
		SequenceReplayed,
		/// The sequence number is 64 or more behind the highest that was anchored.
		SequenceTooOld,
		/// The device has no window of sequence numbers.
		WindowNotFound,
		/// The device was neither retired nor replaced: its window is needed.
		DeviceInUse,
	}
}

impl<T> From<ContentIdError> for Error<T> {
	fn from(error: ContentIdError) -> Self {
		match error {
			// The argument has 36 bytes, so the length is wrong only if the version is.
			ContentIdError::Length | ContentIdError::Version => Self::CidVersion,
			ContentIdError::Codec => Self::CidCodec,
			ContentIdError::IdentityHash => Self::CidIdentityHash,
			ContentIdError::Hash => Self::CidHash,
		}
	}
}

impl<T> From<DeviceRefusal> for Error<T> {
	fn from(refusal: DeviceRefusal) -> Self {
		match refusal {
			DeviceRefusal::Unknown => Self::DeviceUnknown,
			DeviceRefusal::NotOwner => Self::DeviceNotOwned,
			DeviceRefusal::Suspended => Self::DeviceSuspended,
			DeviceRefusal::Lost => Self::DeviceLost,
			DeviceRefusal::Recalled => Self::DeviceRecalled,
			DeviceRefusal::Retired => Self::DeviceRetired,
			DeviceRefusal::WrongClaim => Self::DeviceWrongClaim,
			DeviceRefusal::BadSignature => Self::DeviceBadSignature,
			DeviceRefusal::WrongModality => Self::DeviceWrongModality,
		}
	}
}

impl<T> From<SequenceRefusal> for Error<T> {
	fn from(refusal: SequenceRefusal) -> Self {
		match refusal {
			SequenceRefusal::OldClaim => Self::DeviceWrongClaim,
			SequenceRefusal::Replayed => Self::SequenceReplayed,
			SequenceRefusal::TooOld => Self::SequenceTooOld,
		}
	}
}
