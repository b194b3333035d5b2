//! What the pallet stores, and what its view functions return.

use crate::Config;
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use epione_primitives::{
	traits::GrantLine, Codec, DatasetFacts, Day, Digest, EnvelopeBytes, GrantId, Grantee,
	KeyVersion, Modalities, ModelId, Moment, Point, Purpose, SaltedDigest, StudyId, DAY, HOUR,
};
use frame_support::{
	traits::{fungible::Inspect, ConstU32},
	BoundedVec,
};
use scale_info::TypeInfo;
use sp_runtime::MultiSignature;

/// Between a sponsor's `close` and the last commit, on the live clock.
pub const CLOSING_NOTICE: Moment = HOUR;
/// How long commits use one version of a recipient key.
pub const KEY_LIFETIME: Moment = 90 * DAY;
/// Longest time between a study's opening and the moment by which its cohort must be complete:
/// nobody's deposit, and no pinned key, waits for longer.
pub const MAX_GATHERING: Moment = 90 * DAY;
/// Longest dispute window.
pub const MAX_DISPUTE_WINDOW: Moment = 14 * DAY;
/// Dispute window where genesis says nothing else.
pub const DEFAULT_MIN_DISPUTE_WINDOW: Moment = 3 * DAY;
/// Longest life of a bid.
pub const MAX_BID_LIFETIME: Moment = 90 * DAY;
/// A subject may let this many commitments to a study lapse, and one more for each that it settled:
/// the sponsor pays the fees of commitments that nobody keeps.
pub const MAX_LAPSES: u32 = 3;
/// Contributions that `on_idle` looks at in one block for what can be removed.
pub const MAX_PURGED_PER_BLOCK: u32 = 32;
/// Most items that a view function returns, and that `purge` looks at, at once.
pub const MAX_PAGE: u32 = 100;

/// Account of a runtime.
pub type AccountIdOf<T> = <T as frame_system::Config>::AccountId;
/// Amounts of the runtime's currency.
pub type BalanceOf<T> = <<T as Config>::Currency as Inspect<AccountIdOf<T>>>::Balance;
/// Who receives keys.
pub type GranteeOf<T> = Grantee<AccountIdOf<T>>;
/// [`Study`] of a runtime.
pub type StudyOf<T> = Study<AccountIdOf<T>, BalanceOf<T>, <T as Config>::Consideration>;
/// [`EndedStudy`] of a runtime.
pub type EndedStudyOf<T> = EndedStudy<AccountIdOf<T>, <T as Config>::Consideration>;
/// [`Contribution`] of a runtime.
pub type ContributionOf<T> = Contribution<
	AccountIdOf<T>,
	BalanceOf<T>,
	<T as Config>::Consideration,
	<T as Config>::CommitConsideration,
>;
/// [`RecipientKey`] of a runtime.
pub type RecipientKeyOf<T> = RecipientKey<AccountIdOf<T>, <T as Config>::Consideration>;
/// [`Bid`] of a runtime.
pub type BidOf<T> = Bid<BalanceOf<T>, <T as Config>::Consideration>;
/// [`StudyInfo`] of a runtime.
pub type StudyInfoOf<T> = StudyInfo<AccountIdOf<T>, BalanceOf<T>>;
/// [`ContributionInfo`] of a runtime.
pub type ContributionInfoOf<T> = ContributionInfo<AccountIdOf<T>, BalanceOf<T>>;
/// [`ReceiptLine`] of a runtime.
pub type ReceiptLineOf<T> = ReceiptLine<AccountIdOf<T>, BalanceOf<T>>;
/// [`BidInfo`] of a runtime.
pub type BidInfoOf<T> = BidInfo<AccountIdOf<T>, BalanceOf<T>>;
/// Names a contribution: holder, subject, dataset.
pub type ContributionKey<T> = (GranteeOf<T>, AccountIdOf<T>, Digest);

/// Most entries of a list in [`Eligibility`]: each costs a commitment a look-up.
pub const MAX_LISTED: u32 = 8;

/// How many participants a study needs before it takes any key, and until when.
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
pub struct Cohort {
	/// Participants, each with a device of its own: at least 2.
	pub min: u32,
	/// Deadline, at most [`MAX_GATHERING`] after the study opens: from this moment on, a cohort
	/// that is not complete has failed. Standstill of the chain after the study's creation extends
	/// it.
	pub deadline: Moment,
}

/// Which data, besides its kind and amount, a study takes.
#[derive(
	Clone,
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
pub struct Eligibility {
	/// Collected within these days, both included; `None`: any.
	pub collected: Option<(Day, Day)>,
	/// Signed by a device of one of these models; empty: of any.
	pub models: BoundedVec<ModelId, ConstU32<MAX_LISTED>>,
	/// Of subjects with no committed, delivered or settled contribution in these studies. A study
	/// that has ended no longer knows who took part.
	pub not_in: BoundedVec<StudyId, ConstU32<MAX_LISTED>>,
}

/// What a study offers and asks. Fixed for its life; an ethics board approves the SHA-256 of its
/// SCALE encoding.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Terms<Balance> {
	/// What the data is used for.
	pub purpose: Purpose,
	/// Salted digest of the study's document.
	pub document: SaltedDigest,
	/// Which kinds of data are wanted.
	pub modalities: Modalities,
	/// Least depth of a batch's Merkle tree: at least `2^min_depth` readings, padded.
	pub min_depth: u8,
	/// Whether a device must have signed the batch. If not, participants need an [`Invitation`].
	pub device_signed: bool,
	/// Price of one contribution; the protocol's share is taken out of it.
	pub reward: Balance,
	/// Most contributions of one participant, and of one device.
	pub per_participant: u32,
	/// Most contributions in all.
	pub max_contributions: u32,
	/// First moment of commits.
	pub opens: Moment,
	/// From this moment on no commits.
	pub closes: Moment,
	/// Milliseconds between a delivery and its payment.
	pub dispute_window: Moment,
	/// How many must take part, if that matters. Needs `device_signed`.
	pub cohort: Option<Cohort>,
	/// Which data is taken.
	pub eligibility: Eligibility,
}

/// A sponsor's signed statement that a subject may take part without a device's signature. Used
/// once: the participation remembers it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub struct Invitation {
	/// Not used at this moment or later.
	pub expiry: Moment,
	/// The sponsor's signature over `"epione/v1/invitation" || chain id || u32(study) || subject ||
	/// u64(expiry)`, plain or wrapped in `<Bytes>..</Bytes>`.
	pub signature: MultiSignature,
}

/// An ethics board's approval of a study's terms.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Approval<AccountId> {
	/// The board.
	pub board: AccountId,
	/// When.
	pub at: Moment,
}

/// How far a study's cohort is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Gathering {
	/// [`Cohort::deadline`] on the live clock, as of the study's creation.
	pub deadline: Moment,
	/// Participants committed now and not withdrawn; no longer counted once the cohort is complete.
	pub committed: u32,
	/// Moment of the live clock at which the cohort was complete. For good: nothing undoes it.
	pub completed_at: Option<Moment>,
}

/// A study. Its pot is an account; `owed` and `reserved` say how much of it is bound.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Study<AccountId, Balance, Ticket> {
	/// Who opened it, is responsible for it, and gets back what is left.
	pub sponsor: AccountId,
	/// What it offers and asks.
	pub terms: Terms<Balance>,
	/// The ethics board's approval.
	pub approval: Option<Approval<AccountId>>,
	/// No commits from this moment of the live clock on.
	pub closing_at: Option<Moment>,
	/// `finish` was called: what comes free goes to the sponsor.
	pub refunding: bool,
	/// Moment of the live clock at which the last contribution was settled.
	pub finished_at: Option<Moment>,
	/// Owed for delivered contributions.
	pub owed: Balance,
	/// Kept back: rewards and delivery fees of commitments, deposits of records.
	pub reserved: Balance,
	/// Contributions that count against the cap: committed, delivered, disputed or settled.
	pub accepted: u32,
	/// Contributions committed, delivered or disputed.
	pub unsettled: u32,
	/// Contributions in state, lapsed ones included.
	pub records: u32,
	/// How far its cohort is, if it needs one.
	pub gathering: Option<Gathering>,
	/// The sponsor's deposit.
	pub ticket: Ticket,
}

/// What is left of a study that has ended: its number is never used again.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct EndedStudy<AccountId, Ticket> {
	/// Who opened it.
	pub sponsor: AccountId,
	/// Who approved it, and when.
	pub approval: Option<Approval<AccountId>>,
	/// When it ended.
	pub ended_at: Moment,
	/// What is left of the sponsor's deposit.
	pub ticket: Ticket,
}

/// The newest version of a holder's recipient key. Older ones live on in the commitments that
/// pinned them.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct RecipientKey<AccountId, Ticket> {
	/// Counted from 0; never used twice.
	pub version: KeyVersion,
	/// `B = b*G`.
	pub key: Point,
	/// When it was added. Commits use it for [`KEY_LIFETIME`].
	pub added_at: Moment,
	/// Who paid the deposit.
	pub payer: AccountId,
	/// That deposit.
	pub ticket: Ticket,
}

/// Where a contribution stands.
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
pub enum Status {
	/// Promised; the price is reserved.
	#[codec(index = 0)]
	Committed,
	/// The envelope was accepted; the price is owed.
	#[codec(index = 1)]
	Delivered,
	/// Paid.
	#[codec(index = 2)]
	Settled,
	/// Not delivered in time. May be committed again.
	#[codec(index = 3)]
	Lapsed,
	/// Delivered; a dispute stopped the payment. The price is owed.
	#[codec(index = 4)]
	Disputed,
	/// Not paid: a dispute was lost, or the dataset tombstoned before the payment. The price is the
	/// recipient's again.
	#[codec(index = 5)]
	Voided,
}

/// A contribution's own copy of what an arbiter judges by, until it is settled: a tombstone removes
/// the dataset's record from the state, and must not remove the evidence with it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Pinned {
	/// Codec of the ciphertext's root block.
	pub codec: Codec,
	/// `D = d*G`.
	pub key_commitment: Point,
	/// Root of the batch's Merkle tree.
	pub root: Digest,
	/// Depth of that tree.
	pub depth: u8,
}

/// Who paid for a contribution's record.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub enum Deposit<Balance, Ticket> {
	/// The study's escrow keeps this much back.
	#[codec(index = 0)]
	Escrow(Balance),
	/// The subject's ticket.
	#[codec(index = 1)]
	Subject(Ticket),
}

/// A contribution, with all that was pinned when it was committed.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Contribution<AccountId, Balance, Ticket, CommitTicket> {
	/// Where it stands.
	pub status: Status,
	/// Under which grant.
	pub grant: GrantId,
	/// For what.
	pub purpose: Purpose,
	/// Version of the recipient key.
	pub key_version: KeyVersion,
	/// The recipient key itself.
	pub key: Point,
	/// SHA-256 of the SCALE encoding of `(codec, D, root, depth, device)`. Stays when `pinned`
	/// goes.
	pub facts_hash: Digest,
	/// A copy of what was hashed (except the device), until the contribution is settled, lapsed or
	/// voided.
	pub pinned: Option<Pinned>,
	/// The device that signed the batch, if one did.
	pub device: Option<AccountId>,
	/// What the recipient pays.
	pub price: Balance,
	/// Of which the protocol gets this.
	pub protocol_share: Balance,
	/// Dispute window, in milliseconds of the live clock.
	pub window: Moment,
	/// Kept back in the escrow for the fee of `deliver`.
	pub delivery_fee: Balance,
	/// When it was committed.
	pub committed_at: Moment,
	/// When it was delivered.
	pub delivered_at: Option<Moment>,
	/// Committed while its study's cohort was not complete: the time to deliver begins when it is.
	pub joined_before_completion: bool,
	/// Moment of the live clock at which the agenda looks at it: when it lapses (committed) or is
	/// settled (delivered). With `joined_before_completion` it may be looked at before it lapses.
	pub due: Option<Moment>,
	/// Whether its envelope is in state.
	pub envelope: bool,
	/// Who paid for this record.
	pub deposit: Deposit<Balance, Ticket>,
	/// The subject's deposit for a commitment to a study with a cohort.
	pub commit_deposit: Option<CommitTicket>,
}

/// One subject's part in a study, or its sales and shares to one account.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Participation<Balance> {
	/// Contributions committed now.
	pub committed: u32,
	/// Contributions delivered and not settled now, disputed ones included.
	pub delivered: u32,
	/// Of which a dispute stopped the payment.
	pub disputed: u32,
	/// Contributions settled so far.
	pub settled: u32,
	/// Commitments lapsed so far, and contributions forfeited by a tombstone. Not those of a cohort
	/// that was never complete.
	pub lapsed: u32,
	/// Contributions in state.
	pub records: u32,
	/// Paid so far, without the protocol's share.
	pub paid: Balance,
	/// To be paid for what is delivered, without the protocol's share.
	pub pending: Balance,
	/// When the last key was delivered.
	pub last_key: Option<Moment>,
	/// An invitation was shown.
	pub invited: bool,
	/// The subject ended its part.
	pub withdrawn: bool,
	/// The subject lost a dispute: none of its other contributions to this study is paid.
	pub barred: bool,
}

/// One device's part in a study.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct DeviceUse {
	/// Contributions of its data committed, delivered or disputed now.
	pub unsettled: u32,
	/// Contributions of its data settled so far.
	pub settled: u32,
	/// Contributions of its data in state.
	pub records: u32,
	/// A dispute over its data was lost, under whichever owner: from then on it has one unsettled
	/// contribution at a time. It bars nobody but the subject who lost: the next owner is innocent.
	pub lost_dispute: bool,
}

/// An offer to buy one dataset. The price is on hold in the bidder's account.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Bid<Balance, Ticket> {
	/// The price.
	pub price: Balance,
	/// Not taken up at this moment or later.
	pub expires: Moment,
	/// The bidder's deposit for the record.
	pub ticket: Ticket,
}

/// The live clock: it does not run while the chain stands still.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct LiveClock {
	/// Timestamp of the last finished block.
	pub last: Option<Moment>,
	/// Milliseconds for which the chain has stood still so far.
	pub standstill: Moment,
}

/// How far a study is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub enum Phase {
	/// Waits for an ethics board: no approval counts now.
	#[codec(index = 0)]
	Proposed,
	/// Approved; not open yet.
	#[codec(index = 1)]
	Approved,
	/// Takes commits.
	#[codec(index = 2)]
	Open,
	/// Takes commits until its notice is over.
	#[codec(index = 3)]
	Closing,
	/// Takes no more commits.
	#[codec(index = 4)]
	Closed,
	/// All contributions are settled.
	#[codec(index = 5)]
	Finished,
	/// Only its number, sponsor and approval are left.
	#[codec(index = 6)]
	Ended,
}

/// A recipient key, as the view functions give it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct RecipientKeyInfo {
	/// Its version.
	pub version: KeyVersion,
	/// `B = b*G`.
	pub key: Point,
	/// When it was added.
	pub added_at: Moment,
	/// Commits use it before this moment.
	pub usable_until: Moment,
}

/// How far a study's cohort is, as the view functions give it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct CohortInfo {
	/// Participants that it needs.
	pub min: u32,
	/// Participants committed now; no longer counted once it is complete.
	pub committed: u32,
	/// From when it has failed, if it is not complete then.
	pub deadline: Moment,
	/// Once it is complete: until when those deliver who committed before it was.
	pub deliver_by: Option<Moment>,
}

/// A study, as the view functions give it. Moments are on the wall clock, as if the chain did not
/// stand still from now on.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct StudyInfo<AccountId, Balance> {
	/// Its number.
	pub study: StudyId,
	/// Who opened it.
	pub sponsor: AccountId,
	/// How far it is.
	pub phase: Phase,
	/// What it offers and asks; `None` when it has ended.
	pub terms: Option<Terms<Balance>>,
	/// SHA-256 of the SCALE encoding of the terms.
	pub terms_hash: Option<Digest>,
	/// The ethics board's approval.
	pub approval: Option<Approval<AccountId>>,
	/// The newest recipient key.
	pub key: Option<RecipientKeyInfo>,
	/// The account that holds its money.
	pub pot: AccountId,
	/// Owed for delivered contributions.
	pub owed: Balance,
	/// Kept back for commitments and records.
	pub reserved: Balance,
	/// Neither owed nor kept back.
	pub unallocated: Balance,
	/// Contributions that count against the cap.
	pub accepted: u32,
	/// Contributions committed, delivered or disputed.
	pub unsettled: u32,
	/// When a notice to close is over.
	pub closing_at: Option<Moment>,
	/// How far its cohort is, if it needs one.
	pub cohort: Option<CohortInfo>,
}

/// A contribution, as the view functions give it. Moments are on the wall clock, as if the chain
/// did not stand still from now on.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct ContributionInfo<AccountId, Balance> {
	/// To whom.
	pub holder: Grantee<AccountId>,
	/// Whose data.
	pub subject: AccountId,
	/// Which dataset.
	pub dataset: Digest,
	/// Where it stands.
	pub status: Status,
	/// Under which grant.
	pub grant: GrantId,
	/// For what.
	pub purpose: Purpose,
	/// Version of the recipient key to which the envelope is sealed.
	pub key_version: KeyVersion,
	/// That key.
	pub key: Point,
	/// Digest of what was known about the dataset when it was committed.
	pub facts_hash: Digest,
	/// What is known about the dataset; `None` when it was tombstoned.
	pub facts: Option<DatasetFacts<AccountId>>,
	/// The contribution's own copy of it, until it is settled.
	pub pinned: Option<Pinned>,
	/// What the recipient pays.
	pub price: Balance,
	/// Of which the protocol gets this.
	pub protocol_share: Balance,
	/// When it was committed.
	pub committed_at: Moment,
	/// When it was delivered.
	pub delivered_at: Option<Moment>,
	/// From when it lapses (committed) or is settled (delivered). While its study's cohort is not
	/// complete: until when that must be.
	pub due: Option<Moment>,
	/// The envelope, while the subject lets it be served.
	pub envelope: Option<EnvelopeBytes>,
	/// Who may read it besides the recipient, while it is disputed.
	pub arbiter: Option<AccountId>,
}

/// A bid, as the view functions give it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct BidInfo<AccountId, Balance> {
	/// Who offers.
	pub recipient: AccountId,
	/// For which dataset.
	pub dataset: Digest,
	/// How much.
	pub price: Balance,
	/// Until when.
	pub expires: Moment,
}

/// One line of a subject's receipt: who may read what, until when, under which terms, and what was
/// paid so far.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct ReceiptLine<AccountId, Balance> {
	/// The grant.
	pub grant: GrantLine<AccountId>,
	/// What was delivered to, and paid by, that grantee so far, under whatever grant.
	pub participation: Option<Participation<Balance>>,
	/// Which datasets, delivered under this grant and disputed now, which arbiters may read too.
	pub arbiters: Vec<(Digest, AccountId)>,
}
