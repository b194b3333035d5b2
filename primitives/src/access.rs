//! Who asks for what, and the decision.
//!
//! Calls, view functions and clients all put an [`AccessRequest`] to the same decision function
//! (`pallet-consent`), which returns [`Permit`] or [`Denial`].

use crate::{Digest, GrantId, Moment, Purpose, PurposeMismatch, StudyId};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// Who is granted, asks, or receives a key. Elsewhere called *holder* (of a recipient key).
#[derive(
	Clone,
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
pub enum Grantee<AccountId> {
	/// One account.
	#[codec(index = 0)]
	Account(AccountId),
	/// A study: whoever works in it.
	#[codec(index = 1)]
	Study(StudyId),
}

/// What a grantee may do.
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
pub enum Action {
	/// Be given the data key.
	#[codec(index = 0)]
	Read,
	/// Write records for the subject.
	#[codec(index = 1)]
	Author,
	/// Raise and answer alerts.
	#[codec(index = 2)]
	Alert,
}

/// A set of [`Action`]s: bit n stands for the action with code n.
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
pub struct Actions(pub u8);

impl Actions {
	/// `Read` alone.
	pub const READ: Self = Self(1);
	/// Every action that exists.
	pub const ALL: Self = Self(7);

	/// Whether `action` is in the set.
	pub fn contains(self, action: Action) -> bool {
		self.0 & (1 << (action as u8)) != 0
	}

	/// Whether every action of `self` is in `other`.
	pub fn is_subset(self, other: Self) -> bool {
		self.0 & !other.0 == 0
	}

	/// Whether it is neither empty nor has bits without a meaning.
	pub fn is_valid(self) -> bool {
		self.0 != 0 && self.is_subset(Self::ALL)
	}
}

/// A question to the decision function. The caller names the grant, so that the work is constant.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub struct AccessRequest<AccountId> {
	/// Who asks.
	pub grantee: Grantee<AccountId>,
	/// Whose dataset.
	pub subject: AccountId,
	/// Which dataset.
	pub dataset: Digest,
	/// To do what.
	pub action: Action,
	/// What for.
	pub purpose: Purpose,
	/// Under which grant.
	pub grant: GrantId,
}

/// The request is allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct Permit {
	/// The grant that covers the request.
	pub grant: GrantId,
	/// When that grant ends.
	pub valid_until: Moment,
}

/// The request is denied, with the reason. Checked in this order; the first that applies is
/// returned.
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
pub enum Denial {
	/// There is no such grant.
	#[codec(index = 0)]
	NoGrant,
	/// The grant is another subject's.
	#[codec(index = 1)]
	OtherSubject,
	/// The grant is for somebody else.
	#[codec(index = 2)]
	OtherGrantee,
	/// The subject revoked it.
	#[codec(index = 3)]
	Revoked,
	/// It is not valid yet.
	#[codec(index = 4)]
	NotYetValid,
	/// It has ended.
	#[codec(index = 5)]
	Expired,
	/// All its uses are spent.
	#[codec(index = 6)]
	UsedUp,
	/// It does not allow this action.
	#[codec(index = 7)]
	ActionNotGranted,
	/// The subject has no such dataset, or it was tombstoned.
	#[codec(index = 8)]
	NoDataset,
	/// The grant does not cover this modality.
	#[codec(index = 9)]
	ModalityOutOfScope,
	/// The grant names datasets, and this is not among them.
	#[codec(index = 10)]
	DatasetOutOfScope,
	/// Collected outside the grant's window of days.
	#[codec(index = 11)]
	DaysOutOfScope,
	/// The purpose does not lie within the granted one.
	#[codec(index = 12)]
	Purpose(PurposeMismatch),
	/// The grant demands an ethics approval that the grantee lacks (DUO IRB).
	#[codec(index = 13)]
	NoEthicsApproval,
	/// The grant demands a not-for-profit organisation (DUO NPU, NPUNCU).
	#[codec(index = 14)]
	NotForProfitOnly,
	/// The grant demands non-commercial use (DUO NCU, NPUNCU).
	#[codec(index = 15)]
	NonCommercialOnly,
	/// The grant is for one user, project or institution (DUO US, PS, IS) and the grantee is none.
	#[codec(index = 16)]
	NotSpecificGrantee,
}
