//! The pallet's own types. The metadata has them under these names.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use epione_primitives::{CallSet, Moment, SponsorshipId};
use frame_support::{traits::ConstU32, BoundedVec};
use scale_info::TypeInfo;

/// Most gateways that a member names.
pub const MAX_GATEWAYS: u32 = 4;

/// The accounts through which a member's calls may come.
pub type Gateways<AccountId> = BoundedVec<AccountId, ConstU32<MAX_GATEWAYS>>;

/// What a sponsorship pays.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Terms<Balance> {
	/// The kinds of call that it pays for.
	pub calls: CallSet,
	/// Most fees of one member in a day (UTC).
	pub daily_fees: Balance,
	/// Most deposits that are held for one member at a time.
	pub deposits: Balance,
	/// Most members at a time.
	pub max_members: u32,
	/// Nothing is paid for at this moment or later.
	pub valid_until: Moment,
}

/// A sponsorship. Its pot is an account, whose free balance less the existential deposit is the
/// budget.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Sponsorship<AccountId, Balance, Ticket> {
	/// Who set it up, and gets back what is left.
	pub sponsor: AccountId,
	/// What it pays.
	pub terms: Terms<Balance>,
	/// It was ended: it pays nothing more.
	pub ended: bool,
	/// Members now.
	pub members: u32,
	/// Records of members, former ones included.
	pub records: u32,
	/// Deposits that are held in the pot for members' items.
	pub held: Balance,
	/// The deposit for this record, on the sponsor.
	pub ticket: Ticket,
}

/// What is known about a member, or a former one.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Membership<AccountId, Balance> {
	/// Whether it is a member now. If not, the record stays for what is held for it.
	pub active: bool,
	/// The accounts through which its calls may come. Each holds a provider reference.
	pub gateways: Gateways<AccountId>,
	/// The day of `spent`, in days since 1970-01-01 (UTC).
	pub day: u32,
	/// Fees of that day.
	pub spent: Balance,
	/// Deposits that are held in the pot for its items.
	pub held: Balance,
	/// Joinings that were signed with this expiry or an earlier one are void.
	pub void_until: Moment,
	/// What is held in the pot for this record.
	pub deposit: Balance,
}

/// What a sponsorship is and has, as a view function returns it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct SponsorshipInfo<AccountId, Balance> {
	/// Who set it up.
	pub sponsor: AccountId,
	/// What it pays.
	pub terms: Terms<Balance>,
	/// Whether it pays now: it was not ended and its time is not over.
	pub pays: bool,
	/// Its account. Whoever sends money there adds to the budget.
	pub pot: AccountId,
	/// What it can still spend.
	pub budget: Balance,
	/// Deposits that are held for members' items; they return to the budget.
	pub held: Balance,
	/// Members now.
	pub members: u32,
}

/// What a sponsorship pays for an account now, as a view function returns it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct MembershipInfo<AccountId, Balance> {
	/// The sponsorship.
	pub sponsorship: SponsorshipId,
	/// The accounts through which the member's calls may come.
	pub gateways: Gateways<AccountId>,
	/// The kinds of call that are paid for now; none if the sponsorship does not pay.
	pub calls: CallSet,
	/// Fees that are left of today's allowance.
	pub fees_left: Balance,
	/// Deposits that may still be held.
	pub deposits_left: Balance,
}
