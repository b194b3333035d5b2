//! Why a call is refused. Append only.

use frame_support::pallet_macros::pallet_section;

/// Part of the pallet.
#[pallet_section]
mod errors {
	/// Why a call is refused.
	#[pallet::error]
	#[derive(PartialEq)]
	pub enum Error<T> {
		/// There is no such sponsorship.
		NotFound,
		/// The caller is not the sponsor.
		NotSponsor,
		/// The account is not a member.
		NotMember,
		/// The account is a member of a sponsorship. It leaves that one first, which is free.
		AlreadyMember,
		/// The set of calls is empty or has bits that stand for nothing.
		InvalidCalls,
		/// The sponsorship would take no member.
		NoMembers,
		/// The end does not lie in the future.
		InvalidPeriod,
		/// The sponsorship was ended, or its time is over.
		Ended,
		/// The sponsorship has not been ended.
		StillRunning,
		/// A gateway is named twice, or the member names itself.
		InvalidGateways,
		/// The joining's time is over. Sign a new one.
		StatementExpired,
		/// The joining is valid for more than seven days. Sign a shorter one.
		ExpiryTooFar,
		/// This joining was used or made void before. Sign one with a later expiry.
		StatementUsed,
		/// The sponsorship has as many members as it takes.
		TooManyMembers,
		/// The joining was not signed by the member, for this sponsorship, these gateways and this
		/// chain.
		InvalidConsent,
		/// Only the sponsor itself adds members without the sponsor's signature.
		NotInvited,
		/// The joining was not signed by the sponsor.
		InvalidInvitation,
		/// The pot cannot pay the deposit for another member's record.
		BudgetExhausted,
		/// What the sponsorship may hold for this member does not cover a larger deposit.
		AllowanceExhausted,
		/// Nothing is free in the pot.
		NothingToRefund,
		/// The account is still a member.
		StillMember,
		/// Deposits are still held for the former member.
		DepositsHeld,
		/// A joining that was signed before could still be used.
		TooEarly,
		/// No number is left, or an amount is too great.
		Overflow,
	}
}
