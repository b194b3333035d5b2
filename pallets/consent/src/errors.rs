//! Why a call is refused. Append only: the transaction pool's codes count from the first.

use frame_support::pallet_macros::pallet_section;

/// Part of the pallet.
#[pallet_section]
mod errors {
	#[pallet::error]
	pub enum Error<T> {
		/// There is no such grant.
		NotFound,
		/// There is no such request.
		RequestNotFound,
		/// The signer is neither the subject nor its guardian.
		NotSubject,
		/// The signer is not the one who made the request.
		NotRequester,
		/// The signer is neither the grantee's account nor its study's sponsor.
		NotController,
		/// There is no such study.
		GranteeNotFound,
		/// No action, or one that does not exist.
		InvalidActions,
		/// No modality, or one that does not exist.
		InvalidModalities,
		/// An empty list of datasets, or one named twice.
		InvalidDatasets,
		/// The last day lies before the first.
		InvalidDays,
		/// An unknown modifier, or a date without its modifier or the other way round.
		InvalidPurpose,
		/// The end does not lie after the start and in the future.
		InvalidPeriod,
		/// A grant for no use at all.
		InvalidUses,
		/// The requester has too many requests waiting for this subject.
		TooManyRequests,
		/// The request asks somebody else.
		OtherSubject,
		/// The terms give more than the request asks for.
		BeyondRequest,
		/// The change asks for more than the grant gives, or is not well formed.
		NotNarrower,
		/// The change takes nothing away.
		NothingNarrowed,
		/// The grant was revoked before.
		AlreadyRevoked,
		/// The grant has ended by date.
		AlreadyExpired,
		/// No grant is left to revoke.
		NothingToRevoke,
		/// The grant is neither revoked nor over.
		NotEnded,
		/// The end was confirmed before.
		AlreadyAcknowledged,
		/// No grant that has ended waits.
		NothingToSweep,
		/// All numbers are used up.
		TooManyGrants,
		/// Nothing is to be confirmed under this grant.
		NoDuty,
		/// The time to confirm is not over.
		NotOverdue,
		/// It was marked as overdue before.
		AlreadyOverdue,
	}
}
