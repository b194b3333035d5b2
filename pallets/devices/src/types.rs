//! What the pallet stores, what calls carry, and what queries return.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use epione_envelope::merkle;
use epione_primitives::{BatchId, Digest, KeyScheme, Modalities, ModelId, RootsBy, SaltedDigest};
use frame_support::{pallet_prelude::ConstU32, BoundedVec};
use scale_info::TypeInfo;

/// Most firmware digests that a model can ever have, recalled ones included.
pub const MAX_FIRMWARE: u32 = 64;
/// Most keys that `provision_list` takes.
pub const MAX_LISTED: u32 = 64;
/// Longest inclusion proof: a batch has fewer than 2^32 keys.
pub const MAX_PATH: u32 = 32;
/// How many maintenance entries are kept of a device; the oldest makes room.
pub const MAX_MAINTENANCE: u32 = 8;

/// A device's public key. The 32 bytes are its account, too.
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
pub struct DeviceKey {
	/// Signature scheme.
	pub scheme: KeyScheme,
	/// Public key.
	pub key: [u8; 32],
}

impl DeviceKey {
	/// The leaf that stands for this key in a provisioning tree.
	pub fn leaf(&self) -> Digest {
		merkle::provisioning_leaf(self.scheme, &self.key)
	}
}

/// The keys of a small batch, in the order of their leaves.
pub type KeyList = BoundedVec<DeviceKey, ConstU32<MAX_LISTED>>;

/// A proof that a leaf is in a tree: RFC 9162, section 2.1.3.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct InclusionProof {
	/// Which leaf, counted from 0.
	pub index: u32,
	/// The sibling hashes from the leaf up.
	pub path: BoundedVec<Digest, ConstU32<MAX_PATH>>,
}

/// Where a device key comes from.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Provenance {
	/// The batch in which it was provisioned.
	pub batch: BatchId,
	/// The proof that its leaf is in that batch.
	pub proof: InclusionProof,
}

/// Why a manufacturer recalls a firmware or a batch.
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
pub enum RecallReason {
	/// It may harm.
	#[codec(index = 0)]
	Safety,
	/// Its readings are wrong.
	#[codec(index = 1)]
	WrongReadings,
	/// Its keys or its readings may be in other hands.
	#[codec(index = 2)]
	Security,
	/// A rule or an authority demands it.
	#[codec(index = 3)]
	Regulatory,
}

/// Whether a firmware may be run.
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
pub enum FirmwareStatus {
	/// It may.
	#[codec(index = 0)]
	Approved,
	/// It may not, and never will again.
	#[codec(index = 1)]
	Recalled(RecallReason),
}

/// A device model.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Model<AccountId, Ticket> {
	/// Who makes it, and paid the deposit.
	pub manufacturer: AccountId,
	/// Salted digest of the UDI device identifier.
	pub di_digest: SaltedDigest,
	/// The kinds of data that it produces.
	pub modalities: Modalities,
	/// Who computes the roots that it signs.
	pub roots_by: RootsBy,
	/// How many firmware digests it has, recalled ones included.
	pub firmware_count: u32,
	/// The manufacturer's deposit for the model and its firmware digests.
	pub ticket: Ticket,
}

/// A provisioning batch.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Batch<Ticket> {
	/// The model of its devices.
	pub model: ModelId,
	/// Root of the tree over its device keys.
	pub root: Digest,
	/// How many leaves that tree has.
	pub size: u32,
	/// The firmware that its devices leave the factory with.
	pub firmware: Digest,
	/// Why it was recalled, if it was.
	pub recalled: Option<RecallReason>,
	/// The manufacturer's deposit.
	pub ticket: Ticket,
}

/// What the owner has said about a device in use.
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
pub enum State {
	/// In use.
	#[codec(index = 0)]
	Active,
	/// Out of use until its owner resumes it.
	#[codec(index = 1)]
	Suspended,
	/// Lost. It never comes back under this key.
	#[codec(index = 2)]
	Lost,
}

/// A device that has an owner. The owner paid the deposit.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Device<AccountId, Ticket> {
	/// Who owns it.
	pub owner: AccountId,
	/// Its model.
	pub model: ModelId,
	/// The batch in which it was provisioned.
	pub batch: BatchId,
	/// Scheme of its key.
	pub scheme: KeyScheme,
	/// Its firmware, as last reported.
	pub firmware: Digest,
	/// The current claim, counted from 1.
	pub claim: u32,
	/// What its owner has said about it.
	pub state: State,
	/// Whom it is offered to.
	pub offer: Option<AccountId>,
	/// The owner's deposit.
	pub ticket: Ticket,
}

/// How a device ended.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub enum End<AccountId> {
	/// Its owner retired it.
	#[codec(index = 0)]
	Retired,
	/// Its owner gave it up as lost.
	#[codec(index = 1)]
	GivenUp,
	/// Its maker put this one in the place of a lost one.
	#[codec(index = 2)]
	ReplacedBy(AccountId),
}

/// What is kept of a retired or replaced device for ever, so that its key is never claimed again
/// and a recall still reaches what it signed.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Remnant<AccountId, Ticket> {
	/// Its model.
	pub model: ModelId,
	/// The batch in which it was provisioned.
	pub batch: BatchId,
	/// Scheme of its key, to check old signatures with.
	pub scheme: KeyScheme,
	/// Its last firmware.
	pub firmware: Digest,
	/// Its last claim.
	pub claim: u32,
	/// How it ended.
	pub end: End<AccountId>,
	/// Who paid for the remnant: the last owner, or the maker that replaced the device.
	pub payer: AccountId,
	/// The payer's deposit.
	pub ticket: Ticket,
}

/// The state of a device as people see it.
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
pub enum DeviceStatus {
	/// May sign.
	#[codec(index = 0)]
	Active,
	/// Suspended by its owner.
	#[codec(index = 1)]
	Suspended,
	/// Reported lost by its owner.
	#[codec(index = 2)]
	Lost,
	/// Its batch or its firmware was recalled.
	#[codec(index = 3)]
	Recalled,
	/// Retired, given up as lost, or replaced.
	#[codec(index = 4)]
	Retired,
}

/// A device as the view function returns it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct DeviceInfo<AccountId> {
	/// Who owns it; `None` once it is retired.
	pub owner: Option<AccountId>,
	/// Its model.
	pub model: ModelId,
	/// The batch in which it was provisioned.
	pub batch: BatchId,
	/// Scheme of its key.
	pub scheme: KeyScheme,
	/// Its firmware, as last reported.
	pub firmware: Digest,
	/// The current or last claim.
	pub claim: u32,
	/// Its state. A recall shows only for a device that its owner has neither suspended nor
	/// reported lost.
	pub status: DeviceStatus,
	/// Whether its batch or its firmware is recalled.
	pub recalled: bool,
	/// Whom it is offered to.
	pub offer: Option<AccountId>,
	/// How it ended, if it did.
	pub end: Option<End<AccountId>>,
	/// Salted digests of the last maintenance records, oldest first.
	pub maintenance: BoundedVec<SaltedDigest, ConstU32<MAX_MAINTENANCE>>,
}

/// A model as the view function returns it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct ModelInfo<AccountId> {
	/// Who makes it.
	pub manufacturer: AccountId,
	/// Salted digest of the UDI device identifier.
	pub di_digest: SaltedDigest,
	/// The kinds of data that it produces.
	pub modalities: Modalities,
	/// Who computes the roots that it signs.
	pub roots_by: RootsBy,
	/// Its firmware digests and whether they may be run, in no particular order.
	pub firmware: BoundedVec<(Digest, FirmwareStatus), ConstU32<MAX_FIRMWARE>>,
}

/// A batch as the view function returns it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct BatchInfo {
	/// The model of its devices.
	pub model: ModelId,
	/// Root of the tree over its device keys.
	pub root: Digest,
	/// How many leaves that tree has.
	pub size: u32,
	/// The firmware that its devices leave the factory with.
	pub firmware: Digest,
	/// Why it was recalled, if it was.
	pub recalled: Option<RecallReason>,
}
