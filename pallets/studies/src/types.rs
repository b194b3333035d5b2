//! What the pallet stores, and what its view functions answer.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use epione_primitives::{
	traits::GrantLine, DatasetFacts, Digest, EnvelopeBytes, GrantId, Grantee, KeyVersion,
	Modalities, Moment, Point, Purpose, SaltedDigest, StudyId, DAY, HOUR,
};
use scale_info::TypeInfo;
use sp_runtime::MultiSignature;

/// Between a sponsor's `close` and the last commit, on the live clock.
pub const CLOSING_NOTICE: Moment = HOUR;
/// How long commits use one version of a recipient key.
pub const KEY_LIFETIME: Moment = 90 * DAY;
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
/// Most items that a view function answers, and that `purge` looks at, at once.
pub const MAX_PAGE: u32 = 100;

/// What a study offers and asks. Fixed for its life; an ethics board approves the SHA-256 of its SCALE
/// encoding.
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
	/// Most contributions of one participant.
	pub per_participant: u32,
	/// Most contributions in all.
	pub max_contributions: u32,
	/// First moment of commits.
	pub opens: Moment,
	/// From this moment on no commits.
	pub closes: Moment,
	/// Milliseconds between a delivery and its payment.
	pub dispute_window: Moment,
}

impl<Balance: Encode> Terms<Balance> {
	/// What an ethics board approves: the SHA-256 of the SCALE encoding.
	pub fn hash(&self) -> Digest {
		sp_io::hashing::sha2_256(&self.encode())
	}
}

/// A sponsor's signed word that a subject may take part without a device's signature. Used once: the
/// participation remembers it.
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

/// A study. Its pot is an account; the ledger says what of the pot is bound.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Study<AccountId, Balance, Ticket> {
	/// Who opened it, answers for it, and gets back what is left.
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
	/// Contributions that count against the cap: committed, delivered or settled.
	pub accepted: u32,
	/// Contributions committed or delivered.
	pub unsettled: u32,
	/// Contributions in state, lapsed ones included.
	pub records: u32,
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
pub struct Contribution<AccountId, Balance, Ticket> {
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
	/// SHA-256 of the SCALE encoding of `(codec, D, root, depth, device)`. A digest, so that a
	/// tombstone takes commitment and root out of the state.
	pub facts: Digest,
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
	/// Moment of the live clock from which it lapses (committed) or is settled (delivered).
	pub due: Option<Moment>,
	/// Whether its envelope is in state.
	pub envelope: bool,
	/// Who paid for this record.
	pub deposit: Deposit<Balance, Ticket>,
}

/// One subject's part in a study, or its sales and shares to one account.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Participation<Balance> {
	/// Contributions committed now.
	pub committed: u32,
	/// Contributions delivered and not settled now.
	pub delivered: u32,
	/// Contributions settled so far.
	pub settled: u32,
	/// Commitments lapsed so far.
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
}

/// One device's part in a study.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct DeviceUse {
	/// Contributions of its data committed or delivered now.
	pub unsettled: u32,
	/// Contributions of its data settled so far.
	pub settled: u32,
	/// Contributions of its data in state.
	pub records: u32,
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
	/// Waits for an ethics board.
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
	/// What it offers and asks; gone when it has ended.
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
	/// Contributions committed or delivered.
	pub unsettled: u32,
	/// When a notice to close is over.
	pub closing_at: Option<Moment>,
}

/// A contribution, as the view functions give it. Moments are on the wall clock, as if the chain did
/// not stand still from now on.
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
	/// What is known about the dataset; gone when it was tombstoned.
	pub facts: Option<DatasetFacts<AccountId>>,
	/// What the recipient pays.
	pub price: Balance,
	/// Of which the protocol gets this.
	pub protocol_share: Balance,
	/// When it was committed.
	pub committed_at: Moment,
	/// When it was delivered.
	pub delivered_at: Option<Moment>,
	/// From when it lapses (committed) or is settled (delivered).
	pub due: Option<Moment>,
	/// The envelope, while the subject lets it be served.
	pub envelope: Option<EnvelopeBytes>,
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
}
