//! What the chain says about a dataset: coarse on purpose (docs/design.md, rule 1).

use crate::{Codec, Digest, Point};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// Days since 1970-01-01. Times of readings appear on chain as days only.
pub type Day = u16;

/// Kind of data. A code next to an account is health data itself, so there are few.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub enum Modality {
	/// Worn: watch, patch, ring.
	#[codec(index = 0)]
	Wearable,
	/// Used at home: glucose meter, cuff, scale, thermometer.
	#[codec(index = 1)]
	HomeMonitor,
	/// Implanted.
	#[codec(index = 2)]
	Implant,
	/// At the bedside of a clinic.
	#[codec(index = 3)]
	BedsideMonitor,
	/// Images.
	#[codec(index = 4)]
	Imaging,
	/// Laboratory results.
	#[codec(index = 5)]
	Laboratory,
	/// Questionnaires.
	#[codec(index = 6)]
	Questionnaire,
	/// Notes of clinicians.
	#[codec(index = 7)]
	ClinicalNote,
	/// Genomic data.
	#[codec(index = 8)]
	Genomic,
}

impl Modality {
	/// All of them, in the order of their codes.
	pub const ALL: [Self; 9] = [
		Self::Wearable,
		Self::HomeMonitor,
		Self::Implant,
		Self::BedsideMonitor,
		Self::Imaging,
		Self::Laboratory,
		Self::Questionnaire,
		Self::ClinicalNote,
		Self::Genomic,
	];
}

/// A set of [`Modality`]s: bit n stands for the modality with code n.
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct Modalities(pub u16);

impl Modalities {
	/// Every modality that exists.
	pub const ALL: Self = Self((1 << Modality::ALL.len()) - 1);

	/// The set of these modalities.
	pub fn of(items: &[Modality]) -> Self {
		Self(items.iter().fold(0, |bits, m| bits | (1 << (*m as u16))))
	}

	/// Whether `modality` is in the set.
	pub fn contains(self, modality: Modality) -> bool {
		self.0 & (1 << (modality as u16)) != 0
	}

	/// Whether every modality of `self` is in `other`.
	pub fn is_subset(self, other: Self) -> bool {
		self.0 & !other.0 == 0
	}

	/// Whether it is neither empty nor has bits without a meaning.
	pub fn is_valid(self) -> bool {
		self.0 != 0 && self.is_subset(Self::ALL)
	}
}

/// State of a dataset's record.
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
pub enum DatasetStatus {
	/// The current record.
	#[codec(index = 0)]
	Active,
	/// A later dataset of the same subject replaced it.
	#[codec(index = 1)]
	Superseded,
	/// Removed from the state. Only a tombstone is left.
	#[codec(index = 2)]
	Tombstone,
}

/// What other pallets may know about a live dataset.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct DatasetFacts<AccountId> {
	/// Codec of the ciphertext's root block.
	pub codec: Codec,
	/// `D = d*G`.
	pub key_commitment: Point,
	/// Root of the batch's Merkle tree.
	pub root: Digest,
	/// Depth of that tree: the padded count is `2^depth`.
	pub depth: u8,
	/// The device that signed the root, if one did.
	pub device: Option<AccountId>,
	/// Kind of data.
	pub modality: Modality,
	/// Day of the first reading.
	pub first_day: Day,
	/// Day of the last reading.
	pub last_day: Day,
	/// `Active` or `Superseded`; a tombstoned dataset has no facts.
	pub status: DatasetStatus,
}

/// Under what a device signed a dataset's root, as it was when the dataset was anchored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedUnder<AccountId> {
	/// The device.
	pub device: AccountId,
	/// Which claim of it, counted from 1: each has one owner, the dataset's subject.
	pub claim: u32,
	/// Its firmware.
	pub firmware: Digest,
}

/// The Padme bucket of a length: the next length with at most `log2(log2(len))` significant bits
/// after the leading one, so at most 12 % more, and only `O(log log n)` bits of it leak.
///
/// Source: Nikitin et al., *Reducing Metadata Leakage from Encrypted Files and Communication with
/// PURBs*, PoPETs 2019, section 4. Lengths of 0 and 1 are their own buckets. Bound: `len` up to
/// 2^62; beyond that the length itself is returned when its bucket would not fit.
pub fn padme(len: u64) -> u64 {
	if len < 2 {
		return len;
	}
	let e = len.ilog2();
	let s = e.ilog2_or_zero() + 1;
	let last = e.saturating_sub(s);
	let mask = (1u64 << last) - 1;
	match len.checked_add(mask) {
		Some(sum) => sum & !mask,
		None => len,
	}
}

/// Whether `len` is a Padme bucket.
pub fn is_padme(len: u64) -> bool {
	padme(len) == len
}

trait Log2OrZero {
	fn ilog2_or_zero(self) -> u32;
}

impl Log2OrZero for u32 {
	fn ilog2_or_zero(self) -> u32 {
		self.checked_ilog2().unwrap_or(0)
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	/// Values worked out by hand from the paper's definition.
	#[test]
	fn padme_matches_the_paper() {
		// 9 = 1001b: E = 3, S = 2, last = 1: round up to even.
		for (len, bucket) in
			[(0, 0), (1, 1), (2, 2), (3, 3), (8, 8), (9, 10), (10, 10), (100, 104), (1000, 1024)]
		{
			assert_eq!(padme(len), bucket, "padme({len})");
		}
	}

	#[test]
	fn padme_never_shrinks_and_is_idempotent() {
		for len in (0..100_000u64).chain((20..62).map(|e| (1 << e) + 12_345)) {
			let bucket = padme(len);
			assert!(bucket >= len && is_padme(bucket), "{len} -> {bucket}");
			// At most 12 % more (section 4 of the paper).
			assert!((bucket - len) as u128 * 100 <= len as u128 * 12, "{len} -> {bucket}");
		}
	}

	#[test]
	fn modalities_know_their_bits() {
		let set = Modalities::of(&[Modality::Wearable, Modality::Genomic]);
		assert!(set.contains(Modality::Wearable) && set.contains(Modality::Genomic));
		assert!(!set.contains(Modality::Imaging));
		assert!(set.is_subset(Modalities::ALL) && !Modalities::ALL.is_subset(set));
		assert!(!Modalities(0).is_valid() && !Modalities(1 << 9).is_valid() && set.is_valid());
	}
}
