//! Devices: their keys, what they sign, and why one may not sign.

use crate::{BatchId, Digest, ModelId};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// Signature scheme of a device key. The code is part of the provisioning leaf.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub enum KeyScheme {
	/// Ed25519 (RFC 8032).
	#[codec(index = 0)]
	Ed25519,
	/// Schnorrkel over ristretto255, signing context `substrate`.
	#[codec(index = 1)]
	Sr25519,
}

impl KeyScheme {
	/// The byte in the provisioning leaf.
	pub const fn code(self) -> u8 {
		match self {
			Self::Ed25519 => 0,
			Self::Sr25519 => 1,
		}
	}
}

/// Who computes the Merkle root that the device signs.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub enum RootsBy {
	/// The device, from readings that it took. It signs no root that is given to it.
	#[codec(index = 0)]
	Device,
	/// A hub or phone on the device's behalf: the root is as good as the hub.
	#[codec(index = 1)]
	Hub,
}

/// What a device says about a batch, as it reaches the chain.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct BatchStatement<AccountId> {
	/// The device; its account is its public key.
	pub device: AccountId,
	/// Which claim of the device this is under.
	pub claim: u32,
	/// Sequence number, counted from 0 anew with each claim.
	pub seq: u64,
	/// The device's signature over the batch statement (docs/protocol.md, section 5).
	pub signature: [u8; 64],
}

/// What is known about a device that may sign for its owner now.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct DeviceStanding {
	/// The current claim.
	pub claim: u32,
	/// The device's model.
	pub model: ModelId,
	/// The batch in which it was provisioned.
	pub batch: BatchId,
	/// Scheme of its key.
	pub scheme: KeyScheme,
	/// Digest of its firmware, as last reported.
	pub firmware: Digest,
	/// Who computes roots.
	pub roots_by: RootsBy,
}

/// Why a device may not sign, or its data may not be used.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub enum DeviceRefusal {
	/// No such device was ever claimed.
	#[codec(index = 0)]
	Unknown,
	/// It belongs to somebody else.
	#[codec(index = 1)]
	NotOwner,
	/// Its owner suspended it.
	#[codec(index = 2)]
	Suspended,
	/// Its owner reported it lost.
	#[codec(index = 3)]
	Lost,
	/// Its maker recalled its firmware or its batch.
	#[codec(index = 4)]
	Recalled,
	/// It was retired or replaced.
	#[codec(index = 5)]
	Retired,
	/// The statement is under a claim that is not the current one.
	#[codec(index = 6)]
	WrongClaim,
	/// The signature is not the device's over this statement.
	#[codec(index = 7)]
	BadSignature,
	/// The device's model does not produce this modality.
	#[codec(index = 8)]
	WrongModality,
}
