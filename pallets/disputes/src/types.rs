//! What the pallet stores, and what its view functions return.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use epione_primitives::{Digest, DisputeId, Moment, SaltedDigest, StudyId, DAY};
use frame_support::{traits::ConstU32, BoundedVec};
use scale_info::TypeInfo;
use sp_runtime::traits::{Saturating, Zero};

/// Most contributions in one dispute. Larger sets take several disputes.
pub const MAX_CONTRIBUTIONS: u32 = 16;
/// Most parties: the subjects and the sponsor.
pub const MAX_PARTIES: u32 = 17;
/// Most accounts that accredited a party for a role other than arbiter: five roles each, and the
/// former accreditors.
pub const MAX_ACCREDITORS: u32 = 153;
/// Most accounts that accredited a party as an arbiter: one each, and the former ones.
pub const MAX_COURTS: u32 = 85;
/// Listed accounts that one step of a draw looks at. A longer list takes several steps.
pub const MAX_PICKS: u32 = 32;
/// Most items that a view function returns at once.
pub const MAX_PAGE: u32 = 100;
/// Most disputes moved on in one block's idle time.
pub const MAX_ADVANCED_PER_BLOCK: u32 = 32;
/// A payment at a dispute's end that did not go through is tried again after this time.
pub const RETRY: Moment = DAY;
/// The periods unless genesis sets others.
pub const DEFAULT_PERIODS: Periods = Periods { decide: 7 * DAY, appeal: 3 * DAY, panel: 7 * DAY };
/// No period is longer.
pub const MAX_PERIOD: Moment = 30 * DAY;

/// A list with one entry for each contribution of a dispute.
pub type PerContribution<T> = BoundedVec<T, ConstU32<MAX_CONTRIBUTIONS>>;

/// An arbiter's X25519 public key, as in an age recipient (`age1...`).
pub type EvidenceKeyBytes = [u8; 32];

/// What is wrong with the contributions, according to the sponsor.
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
pub enum Reason {
	/// The key opens the envelope, but not the ciphertext.
	#[codec(index = 0)]
	Undecryptable,
	/// Nobody serves the ciphertext. Cured by serving it before the arbiter decides.
	#[codec(index = 1)]
	Unavailable,
	/// The records do not give the anchored root, or not at its depth.
	#[codec(index = 2)]
	RootMismatch,
	/// The content is not what the study's terms ask for.
	#[codec(index = 3)]
	OutsideTerms,
	/// The same records were contributed before.
	#[codec(index = 4)]
	Duplicate,
	/// The device did not measure this.
	#[codec(index = 5)]
	DeviceFraud,
}

/// What is found about one contribution.
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
pub enum Verdict {
	/// The complaint is unfounded: the participant is paid, and the bond's compensation too.
	#[codec(index = 0)]
	Rejected,
	/// The complaint is right: the price is forfeited.
	#[codec(index = 1)]
	Upheld,
	/// The ciphertext was not served and is now: the participant is paid, and the sponsor has its
	/// compensation back. Only for [`Reason::Unavailable`].
	#[codec(index = 2)]
	Cured,
}

/// Who appealed a verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub enum Appeal<Balance> {
	/// The sponsor, with a bond.
	#[codec(index = 0)]
	Sponsor {
		/// On hold in the sponsor's account.
		bond: Balance,
		/// The panel decided against the sponsor: the bond is the participant's.
		lost: bool,
	},
	/// The participant, whose price is at stake already.
	#[codec(index = 1)]
	Subject,
}

/// A disputed contribution.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Item<AccountId, Balance> {
	/// Whose data it is.
	pub subject: AccountId,
	/// The SHA-256 inside the ciphertext's CID.
	pub dataset: Digest,
	/// What the study's escrow owes for it.
	pub price: Balance,
	/// This contribution's part of the arbiter's fee.
	pub fee: Balance,
	/// What was found, if something was.
	pub verdict: Option<Verdict>,
	/// Who appealed it, if somebody did.
	pub appeal: Option<Appeal<Balance>>,
}

impl<AccountId, Balance> Item<AccountId, Balance> {
	/// Whether the panel decides it, once it is called: it was appealed, or no arbiter decided it.
	pub fn is_the_panels(&self) -> bool {
		self.appeal.is_some() || self.verdict.is_none()
	}
}

/// How far a dispute is. Moments are those of the live clock.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub enum Stage<AccountId> {
	/// Waits for the block by whose hash the arbiter is drawn.
	#[codec(index = 0)]
	Drawing {
		/// That block's number.
		block: u32,
		/// Whether it is the second time.
		again: bool,
		/// Who was drawn before and decided nothing.
		silent: Option<AccountId>,
	},
	/// Waits for the arbiter.
	#[codec(index = 1)]
	Deciding {
		/// Who decides.
		arbiter: AccountId,
		/// The key to which evidence goes: the arbiter's when it was drawn.
		key: EvidenceKeyBytes,
		/// No decision from this moment on.
		due: Moment,
		/// Whether it is the second arbiter.
		again: bool,
	},
	/// Decided; both sides may appeal.
	#[codec(index = 2)]
	Decided {
		/// Who decided.
		arbiter: AccountId,
		/// No appeal from this moment on.
		due: Moment,
	},
	/// Waits for the panel. What nobody appealed has ended.
	#[codec(index = 3)]
	Appealed {
		/// Who decided before.
		arbiter: AccountId,
		/// The arbiter's decision stands from this moment on.
		due: Moment,
	},
	/// Over, but a payment did not go through.
	#[codec(index = 4)]
	Ending {
		/// Which arbiter decided, if one did.
		arbiter: Option<AccountId>,
		/// When it is tried again.
		due: Moment,
	},
	/// Waits for the panel, which decides all of it: no arbiter could be drawn, or two stayed
	/// silent.
	#[codec(index = 5)]
	Panel {
		/// The participants are paid from this moment on.
		due: Moment,
	},
}

impl<AccountId> Stage<AccountId> {
	/// The arbiter, while the dispute is live.
	pub fn arbiter(&self) -> Option<&AccountId> {
		match self {
			Self::Deciding { arbiter, .. }
			| Self::Decided { arbiter, .. }
			| Self::Appealed { arbiter, .. } => Some(arbiter),
			Self::Drawing { .. } | Self::Ending { .. } | Self::Panel { .. } => None,
		}
	}

	/// The moment of the live clock at which the dispute goes on by itself.
	pub fn due(&self) -> Option<Moment> {
		match self {
			Self::Drawing { .. } => None,
			Self::Deciding { due, .. }
			| Self::Decided { due, .. }
			| Self::Appealed { due, .. }
			| Self::Ending { due, .. }
			| Self::Panel { due } => Some(*due),
		}
	}

	/// The block by whose hash the arbiter is drawn.
	pub fn draws_at(&self) -> Option<u32> {
		match self {
			Self::Drawing { block, .. } => Some(*block),
			_ => None,
		}
	}
}

/// A dispute.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Dispute<AccountId, Balance, Ticket> {
	/// Over contributions to this study.
	pub study: StudyId,
	/// Who disputes them: the study's sponsor.
	pub sponsor: AccountId,
	/// Why.
	pub reason: Reason,
	/// `SHA-256(32-byte salt || evidence)`.
	pub evidence: SaltedDigest,
	/// When it was opened, on the wall clock.
	pub opened_at: Moment,
	/// What a participant gets from the bond for a complaint that is rejected.
	pub compensation: Balance,
	/// The contributions whose dispute has not ended, in the sponsor's order.
	pub items: PerContribution<Item<AccountId, Balance>>,
	/// How far it is.
	pub stage: Stage<AccountId>,
	/// The sponsor's storage deposit.
	pub ticket: Ticket,
}

impl<AccountId, Balance: Copy + Saturating + Zero, Ticket> Dispute<AccountId, Balance, Ticket> {
	/// What must be on hold in the sponsor's account for this dispute, besides the deposit.
	pub fn bound(&self) -> Balance {
		self.items.iter().fold(Balance::zero(), |sum, item| {
			let appeal = match item.appeal {
				Some(Appeal::Sponsor { bond, .. }) => bond,
				_ => Balance::zero(),
			};
			sum.saturating_add(item.fee).saturating_add(self.compensation).saturating_add(appeal)
		})
	}
}

/// Who may not judge a dispute, besides its parties: as it was when the dispute was opened.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Exclusion<AccountId> {
	/// Who accredited a party for a role other than arbiter. Neither they nor the arbiters that
	/// they accredited are drawn.
	pub accreditors: BoundedVec<AccountId, ConstU32<MAX_ACCREDITORS>>,
	/// Who accredited a party as an arbiter. They are not drawn; that party's colleagues may be.
	pub courts: BoundedVec<AccountId, ConstU32<MAX_COURTS>>,
}

impl<AccountId: PartialEq> Exclusion<AccountId> {
	/// How many accounts it names.
	pub fn count(&self) -> u32 {
		(self.accreditors.len() as u32).saturating_add(self.courts.len() as u32)
	}

	/// Whether `who` accredited a party, for whatever role.
	pub fn names(&self, who: &AccountId) -> bool {
		self.accreditors.contains(who) || self.courts.contains(who)
	}
}

/// A draw that takes several steps and is not at its end.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Scan<AccountId, Hash> {
	/// The lot, from the first step on.
	pub lot: Hash,
	/// How many of the list are left to look at: those with the lowest numbers.
	pub left: u32,
	/// Who comes first of those looked at.
	pub first: Option<AccountId>,
}

/// Where an arbiter receives evidence.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct EvidenceKey<Ticket> {
	/// The key.
	pub key: EvidenceKeyBytes,
	/// The arbiter's deposit.
	pub ticket: Ticket,
}

/// How long each step may take, in milliseconds of the live clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Periods {
	/// From the draw to the arbiter's decision.
	pub decide: Moment,
	/// From the decision to the last appeal.
	pub appeal: Moment,
	/// From the last appeal to the panel's decision.
	pub panel: Moment,
}

/// How far a dispute is, without details.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub enum Phase {
	/// An arbiter will be drawn.
	#[codec(index = 0)]
	Drawing,
	/// The arbiter looks at it.
	#[codec(index = 1)]
	Deciding,
	/// Decided; may be appealed.
	#[codec(index = 2)]
	Decided,
	/// The panel looks at what was appealed, or, where no arbiter decided, at everything.
	#[codec(index = 3)]
	Appealed,
	/// Over; a payment is tried again.
	#[codec(index = 4)]
	Ending,
}

/// A dispute as the view functions return it. Moments are on the wall clock; standstill from now on
/// moves them.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct DisputeInfo<AccountId, Balance> {
	/// Its number.
	pub dispute: DisputeId,
	/// Over contributions to this study.
	pub study: StudyId,
	/// The study's sponsor.
	pub sponsor: AccountId,
	/// What is wrong, according to the sponsor.
	pub reason: Reason,
	/// `SHA-256(32-byte salt || evidence)`.
	pub evidence: SaltedDigest,
	/// When it was opened.
	pub opened_at: Moment,
	/// How far it is.
	pub phase: Phase,
	/// Who decides or decided, and may read the contributions.
	pub arbiter: Option<AccountId>,
	/// The key to which the arbiter gets the evidence, while it decides.
	pub evidence_key: Option<EvidenceKeyBytes>,
	/// When the phase ends; a draw ends with a block.
	pub due: Option<Moment>,
	/// The block by whose hash the arbiter is drawn.
	pub draws_at: Option<u32>,
	/// What a participant gets for a complaint that is rejected.
	pub compensation: Balance,
	/// On hold in the sponsor's account for this dispute, besides the storage deposit.
	pub bound: Balance,
	/// The contributions whose dispute has not ended, in the order in which verdicts are given.
	pub items: alloc::vec::Vec<Item<AccountId, Balance>>,
}

/// What a dispute takes from the sponsor, besides the storage deposit, which returns.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct BondInfo<Balance> {
	/// The arbiter's fee. Whoever loses pays it.
	pub fee: Balance,
	/// The compensations, all together. Those of lost complaints are the participants'.
	pub compensation: Balance,
	/// Fee and compensation: what is put on hold as bond.
	pub bond: Balance,
	/// What an appeal by the sponsor takes for each contribution.
	pub appeal_bond: Balance,
}
