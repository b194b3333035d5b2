//! Why a call is refused. Append only: the pool's codes count from the first.

use frame_support::pallet_macros::pallet_section;

/// Part of the pallet.
#[pallet_section]
mod errors {
	/// Why a call is refused.
	#[pallet::error]
	pub enum Error<T> {
		/// There is no such dispute, or it has ended.
		DisputeNotFound,
		/// There is no such study.
		StudyNotFound,
		/// The signer is not the study's sponsor.
		NotSponsor,
		/// No contribution is named.
		NoContributions,
		/// The contribution is disputed already, or named twice.
		AlreadyDisputed,
		/// No arbiter is accredited at all. (Not a reason any more: the panel decides.)
		NoArbiters,
		/// The signer holds no arbiter's credential now.
		NotArbiter,
		/// Another arbiter decides this dispute, or nobody yet.
		NotDrawn,
		/// The dispute is past the arbiter's decision.
		AlreadyDecided,
		/// The time for this is over.
		TooLate,
		/// There must be one verdict for each contribution (of an appeal: each appealed one), in
		/// order.
		WrongNumberOfVerdicts,
		/// Only what was unavailable can be cured.
		NotCurable,
		/// There is no decision to appeal now.
		NotDecided,
		/// The signer is neither the sponsor nor a subject of what is disputed.
		NotParty,
		/// No verdict went against the signer that is not appealed already.
		NothingToAppeal,
		/// Nothing waits for the panel.
		NotAppealed,
		/// Neither a deadline nor a draw is due.
		NothingDue,
		/// This is no public key.
		InvalidKey,
		/// The signer has no evidence key.
		KeyNotFound,
		/// A number is too large.
		Overflow,
	}
}
