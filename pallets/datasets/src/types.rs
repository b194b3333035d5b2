//! The pallet's own types. The metadata shows them under these names.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use epione_primitives::{
	BatchStatement, Codec, ContentId, DatasetFacts, DatasetStatus, Day, Digest, Modality, Point,
};
use scale_info::TypeInfo;

/// One dataset to anchor. Nothing in it reveals a value, a count or a time of day.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Anchor<AccountId> {
	/// CID of the ciphertext: version 1, codec raw or dag-pb, SHA-256 (36 bytes).
	pub cid: [u8; ContentId::LEN],
	/// `D = d*G`, the commitment to the data key (ristretto255, not the identity).
	pub key_commitment: Point,
	/// Root of the Merkle tree over the batch's records.
	pub root: Digest,
	/// Depth of that tree, at most 16: the padded count is `2^depth`.
	pub depth: u8,
	/// Kind of data.
	pub modality: Modality,
	/// Day of the first reading, in days since 1970-01-01 (UTC).
	pub first_day: Day,
	/// Day of the last reading; at most tomorrow, since the subject's day may be ahead of UTC's.
	pub last_day: Day,
	/// Padme bucket of the payload's length inside the age file, in bytes; not zero.
	pub size: u64,
	/// The device's statement about the batch, if a device signed it.
	pub device: Option<BatchStatement<AccountId>>,
	/// The subject's active dataset that this one supersedes.
	pub supersedes: Option<Digest>,
}

/// The device that signed a batch, the sequence number of the statement, and what it was made
/// under.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Source<AccountId> {
	/// The device; its account is its public key.
	pub device: AccountId,
	/// Under which claim of the device.
	pub claim: u32,
	/// Sequence number under that claim.
	pub seq: u64,
	/// The device's firmware when the batch was anchored: what it reports later does not touch
	/// what it signed before.
	pub firmware: Digest,
}

/// What is known of a live dataset.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Record<AccountId> {
	/// Codec of the ciphertext's CID; with the digest it makes the CID.
	pub codec: Codec,
	/// `D = d*G`, the commitment to the data key.
	pub key_commitment: Point,
	/// Root of the batch's Merkle tree.
	pub root: Digest,
	/// Depth of that tree.
	pub depth: u8,
	/// Who signed the root, if a device did.
	pub source: Option<Source<AccountId>>,
	/// Kind of data.
	pub modality: Modality,
	/// Day of the first reading.
	pub first_day: Day,
	/// Day of the last reading.
	pub last_day: Day,
	/// Padme bucket of the payload's length, in bytes.
	pub size: u64,
	/// The dataset that this one superseded.
	pub supersedes: Option<Digest>,
}

#[cfg(feature = "runtime-benchmarks")]
impl<AccountId> Record<AccountId> {
	/// A record for benchmarks.
	pub(crate) fn for_benchmarks(key_commitment: Point, source: Option<Source<AccountId>>) -> Self {
		Self {
			codec: Codec::DagPb,
			key_commitment,
			root: [7; 32],
			depth: epione_primitives::MAX_DEPTH,
			source,
			modality: Modality::Wearable,
			first_day: 0,
			last_day: 0,
			size: 1 << 20,
			supersedes: None,
		}
	}
}

/// A dataset's state, as the view functions return it.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub enum DatasetState<AccountId> {
	/// The current record.
	#[codec(index = 0)]
	Active(Record<AccountId>),
	/// A later dataset of the subject superseded it. It can be read under consent as before.
	#[codec(index = 1)]
	Superseded(Record<AccountId>),
	/// Removed from the state. Only the name is left, so that it is never used again.
	#[codec(index = 2)]
	Tombstone,
}

impl<AccountId> DatasetState<AccountId> {
	/// The record, unless the dataset was tombstoned.
	pub fn record(&self) -> Option<&Record<AccountId>> {
		match self {
			Self::Active(record) | Self::Superseded(record) => Some(record),
			Self::Tombstone => None,
		}
	}

	/// The status alone.
	pub fn status(&self) -> DatasetStatus {
		match self {
			Self::Active(_) => DatasetStatus::Active,
			Self::Superseded(_) => DatasetStatus::Superseded,
			Self::Tombstone => DatasetStatus::Tombstone,
		}
	}

	/// What other pallets may know; nothing about a tombstoned dataset.
	pub fn into_facts(self) -> Option<DatasetFacts<AccountId>> {
		let status = self.status();
		let (Self::Active(record) | Self::Superseded(record)) = self else { return None };
		Some(DatasetFacts {
			codec: record.codec,
			key_commitment: record.key_commitment,
			root: record.root,
			depth: record.depth,
			device: record.source.map(|source| source.device),
			modality: record.modality,
			first_day: record.first_day,
			last_day: record.last_day,
			status,
		})
	}
}

/// What is stored under `(subject, digest)`. The payer of the deposit is the subject.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Entry<AccountId, Ticket> {
	/// The dataset, or its tombstone.
	pub state: DatasetState<AccountId>,
	/// The deposit for a whole record, or for a tombstone.
	pub ticket: Ticket,
}

/// Why a sequence number is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SequenceRefusal {
	/// It is under an earlier claim than one already seen.
	OldClaim,
	/// It was accepted before.
	Replayed,
	/// It is [`SequenceWindow::WIDTH`] or more behind the highest.
	TooOld,
}

/// Which sequence numbers of a device were accepted under its current claim.
///
/// Each number is accepted once. A number above the highest is always accepted and moves the window
/// up; one below it only while less than [`Self::WIDTH`] behind: a gateway may upload batches out
/// of order, and state stays of one size. This is the anti-replay window of IPsec (RFC 4303,
/// section 3.4.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct SequenceWindow {
	/// The claim that the numbers are under; they start anew with each.
	pub claim: u32,
	/// The highest number accepted.
	pub highest: u64,
	/// Bit `i`: `highest - i` was accepted. Bit 0 is always set.
	pub seen: u64,
}

impl SequenceWindow {
	/// How many numbers, the highest included, are remembered one by one.
	pub const WIDTH: u64 = 64;

	/// A window that has seen this one number.
	pub const fn first(claim: u32, seq: u64) -> Self {
		Self { claim, highest: seq, seen: 1 }
	}

	/// The bit of the number so far behind the highest; none beyond the window.
	fn bit(behind: u64) -> u64 {
		u32::try_from(behind).ok().and_then(|by| 1u64.checked_shl(by)).unwrap_or(0)
	}

	/// The window after `seq` under `claim`, or why it is refused.
	pub fn accept(self, claim: u32, seq: u64) -> Result<Self, SequenceRefusal> {
		if claim < self.claim {
			return Err(SequenceRefusal::OldClaim);
		}
		if claim > self.claim {
			return Ok(Self::first(claim, seq));
		}
		if let Some(ahead) = seq.checked_sub(self.highest).filter(|ahead| *ahead > 0) {
			// Moved by its whole width, the window keeps nothing.
			let kept = u32::try_from(ahead).ok().and_then(|by| self.seen.checked_shl(by));
			return Ok(Self { highest: seq, seen: kept.unwrap_or(0) | 1, ..self });
		}
		let behind = self.highest.saturating_sub(seq);
		if behind >= Self::WIDTH {
			return Err(SequenceRefusal::TooOld);
		}
		let bit = Self::bit(behind);
		if self.seen & bit != 0 {
			return Err(SequenceRefusal::Replayed);
		}
		Ok(Self { seen: self.seen | bit, ..self })
	}

	/// Whether `seq` under this window's claim can have been accepted: the window has it as seen,
	/// or has moved past it.
	pub fn may_have_seen(&self, seq: u64) -> bool {
		match self.highest.checked_sub(seq) {
			Some(behind) if behind < Self::WIDTH => self.seen & Self::bit(behind) != 0,
			Some(_) => true,
			None => false,
		}
	}
}

/// A device's window, and who paid for it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct WindowEntry<AccountId, Ticket> {
	/// The numbers seen.
	pub window: SequenceWindow,
	/// The subject of the first dataset under this claim. A later claim returns the deposit to it.
	pub payer: AccountId,
	/// The deposit.
	pub ticket: Ticket,
}
