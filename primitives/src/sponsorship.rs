//! What a sponsorship pays for.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// A kind of call that a sponsorship may pay for. The runtime says which calls are of which kind;
/// none of them moves money.
///
/// The numbers are part of the encoding: append only.
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
pub enum CallKind {
	/// Claiming a device, and its deposit.
	#[codec(index = 0)]
	ClaimDevice = 0,
	/// Resuming and retiring a device, reporting its firmware, logging its maintenance.
	#[codec(index = 1)]
	ManageDevice = 1,
	/// Granting consent, and its deposit.
	#[codec(index = 2)]
	Grant = 2,
	/// Refusals that are not free: a fourth narrowing, or refusals batched with other calls.
	#[codec(index = 3)]
	Refuse = 3,
	/// Making somebody one's gateway or guardian; naming other gateways to the sponsorship.
	#[codec(index = 4)]
	Delegate = 4,
	/// Anchoring datasets, and their deposits.
	#[codec(index = 5)]
	Anchor = 5,
	/// Sharing data outside a study. (A study pays for its own contributions.)
	#[codec(index = 6)]
	Share = 6,
}

impl CallKind {
	/// Every kind, in the order of their numbers.
	pub const ALL: [Self; 7] = [
		Self::ClaimDevice,
		Self::ManageDevice,
		Self::Grant,
		Self::Refuse,
		Self::Delegate,
		Self::Anchor,
		Self::Share,
	];
}

/// A set of [`CallKind`]s: bit n stands for the kind with number n.
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
pub struct CallSet(pub u16);

impl CallSet {
	/// Nothing.
	pub const NONE: Self = Self(0);
	/// Every kind that exists.
	pub const ALL: Self = Self((1 << CallKind::ALL.len()) - 1);

	/// The set of these kinds.
	pub fn of(kinds: &[CallKind]) -> Self {
		kinds.iter().fold(Self::NONE, |set, kind| set.with(*kind))
	}

	/// The set with this kind in it.
	pub const fn with(self, kind: CallKind) -> Self {
		Self(self.0 | (1 << (kind as u16)))
	}

	/// Whether `kind` is in the set.
	pub const fn contains(self, kind: CallKind) -> bool {
		self.0 & (1 << (kind as u16)) != 0
	}

	/// Whether every kind of `self` is in `other`.
	pub const fn is_subset(self, other: Self) -> bool {
		self.0 & !other.0 == 0
	}

	/// Whether it is neither empty nor has bits without a meaning.
	pub const fn is_valid(self) -> bool {
		self.0 != 0 && self.is_subset(Self::ALL)
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn numbers_are_what_is_encoded() {
		for (number, kind) in CallKind::ALL.into_iter().enumerate() {
			assert_eq!(kind as usize, number);
			assert_eq!(kind.encode(), [number as u8]);
			assert!(CallSet::of(&[kind]).contains(kind));
			assert_eq!(CallSet::of(&[kind]).0, 1 << number);
		}
	}

	#[test]
	fn sets_are_valid_if_every_bit_stands_for_something() {
		assert!(CallSet::ALL.is_valid());
		assert!(!CallSet::NONE.is_valid());
		assert!(!CallSet(CallSet::ALL.0 + 1).is_valid());
		assert!(CallSet::NONE.is_subset(CallSet::of(&[CallKind::Grant])));
		assert!(!CallSet::ALL.is_subset(CallSet::of(&CallKind::ALL[1..])));
	}
}
