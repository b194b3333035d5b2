//! What a party can be credentialed as.

use crate::{Moment, DAY};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// How long an accreditor is known after the record of a credential that it issued is gone, on the
/// wall clock: twice a dispute's longest window, so that a standstill of as much fits in between.
pub const ACCREDITOR_RETENTION: Moment = 28 * DAY;
/// Most accreditors of one holder that are known without a record.
pub const MAX_FORMER_ACCREDITORS: u32 = 4;

/// A role that an accreditor can certify.
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
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Role {
	/// Makes devices: registers models, provisions, recalls.
	#[codec(index = 0)]
	Manufacturer,
	/// Opens studies.
	#[codec(index = 1)]
	Researcher,
	/// Approves studies.
	#[codec(index = 2)]
	EthicsBoard,
	/// Reads under consent and writes records for a patient.
	#[codec(index = 3)]
	Clinician,
	/// Services devices, cares for patients.
	#[codec(index = 4)]
	CareProvider,
	/// Decides disputes.
	#[codec(index = 5)]
	Arbiter,
}

impl Role {
	/// All of them, in the order of their codes.
	pub const ALL: [Self; 6] = [
		Self::Manufacturer,
		Self::Researcher,
		Self::EthicsBoard,
		Self::Clinician,
		Self::CareProvider,
		Self::Arbiter,
	];
}

/// A set of [`Role`]s: bit n stands for the role with code n.
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
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Roles(pub u8);

impl Roles {
	/// Every role that exists.
	pub const ALL: Self = Self((1 << Role::ALL.len()) - 1);

	/// The set of these roles.
	pub fn of(items: &[Role]) -> Self {
		Self(items.iter().fold(0, |bits, r| bits | (1 << (*r as u8))))
	}

	/// Whether `role` is in the set.
	pub fn contains(self, role: Role) -> bool {
		self.0 & (1 << (role as u8)) != 0
	}

	/// Whether it is neither empty nor has bits without a meaning.
	pub fn is_valid(self) -> bool {
		self.0 != 0 && self.0 & !Self::ALL.0 == 0
	}
}

/// What an accreditor certifies besides the role, where consent can depend on it: a bitset.
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
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Attributes(pub u8);

impl Attributes {
	/// Nothing besides the role.
	pub const NONE: Self = Self(0);
	/// A not-for-profit organisation (satisfies the DUO modifier NPU).
	pub const NOT_FOR_PROFIT: Self = Self(1);
	/// Bound to non-commercial use (satisfies NCU; with the above, NPUNCU).
	pub const NON_COMMERCIAL: Self = Self(2);

	/// Whether all of `other` is certified.
	pub fn contains(self, other: Self) -> bool {
		self.0 & other.0 == other.0
	}

	/// Whether it has no bits without a meaning.
	pub fn is_valid(self) -> bool {
		self.0 & !3 == 0
	}
}
