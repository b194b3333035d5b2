//! The small traits through which the pallets meet.
//!
//! A pallet names what it needs from another as a trait in its `Config`; the other implements it;
//! the runtime joins them. No pallet imports another's crate.

use crate::{
	AccessRequest, Attributes, BatchStatement, DatasetFacts, Denial, DeviceRefusal, DeviceStanding,
	Digest, GrantId, Grantee, Modality, ModelId, Moment, Permit, Role, SignedUnder, StudyId,
};
use alloc::vec::Vec;

/// Who is accredited as what. Implemented by `pallet-credentials`.
pub trait CredentialCheck<AccountId> {
	/// The attributes of `who`'s credential for `role`, if it holds one now.
	fn attributes(who: &AccountId, role: Role) -> Option<Attributes>;

	/// Whether `who` holds a credential for `role` now.
	fn holds(who: &AccountId, role: Role) -> bool {
		Self::attributes(who, role).is_some()
	}

	/// Makes `who` hold `role`, for the benchmarks of other pallets.
	#[cfg(feature = "runtime-benchmarks")]
	fn set_up(who: &AccountId, role: Role);
}

/// The arbiters to draw from, and who accredited whom. Implemented by `pallet-credentials`.
pub trait ArbiterPool<AccountId> {
	/// How many are listed. Every arbiter is; one whose credential no longer holds may be, too.
	fn listed() -> u32;

	/// The listed arbiter with this number. They are numbered from 0 without gaps.
	fn nth(index: u32) -> Option<AccountId>;

	/// Takes `who` off the list unless it is an arbiter now. Another arbiter takes its number.
	fn prune(who: &AccountId);

	/// Who issued the credential by which `who` is an arbiter now and has been one without a gap
	/// since `since`; `None` if there is no such credential.
	fn arbiter_since(who: &AccountId, since: Moment) -> Option<AccountId>;

	/// Who accredited `who`, for which roles: whoever issued a credential, valid or not, as long as
	/// there is a record of it and for [`ACCREDITOR_RETENTION`](crate::ACCREDITOR_RETENTION) after
	/// that. At most one for each role, and
	/// [`MAX_FORMER_ACCREDITORS`](crate::MAX_FORMER_ACCREDITORS).
	fn accreditors(who: &AccountId) -> Vec<(Role, AccountId)>;

	/// Lists `who`, for the benchmarks of other pallets: as an arbiter accredited by `accreditor`,
	/// or, with none, as one whose credential no longer holds.
	#[cfg(feature = "runtime-benchmarks")]
	fn set_up(who: &AccountId, accreditor: Option<&AccountId>);
}

/// Which devices may sign what for whom. Implemented by `pallet-devices`.
pub trait DeviceCheck<AccountId> {
	/// Whether `device` may sign batches for `owner` now.
	fn standing(device: &AccountId, owner: &AccountId) -> Result<DeviceStanding, DeviceRefusal>;

	/// Checks [`Self::standing`], and that the statement is under the current claim, the model
	/// produces this modality, and the signature over it is the device's. Does not look at `seq`:
	/// the caller ensures that each number is accepted once.
	fn verify_batch(
		statement: &BatchStatement<AccountId>,
		owner: &AccountId,
		root: &Digest,
		depth: u8,
		modality: Modality,
	) -> Result<DeviceStanding, DeviceRefusal>;

	/// Whether data that a device signed earlier may be used now. It is judged by what it was made
	/// under, not by what the device is today: a recall reaches it if it names the device's batch
	/// or the firmware of then; that the device is suspended or lost matters only under the claim
	/// of whoever says so. So no later owner touches an earlier one's data, and no other firmware
	/// launders it. What a device signed before it was transferred or retired stays usable.
	fn usable(signed: &SignedUnder<AccountId>) -> Result<(), DeviceRefusal>;

	/// The model of `device`, in use or not; `None` if it was never claimed.
	fn model(device: &AccountId) -> Option<ModelId>;

	/// The firmware that `device` has, or had when it was retired; `None` if it was never claimed.
	fn firmware(device: &AccountId) -> Option<Digest>;

	/// Makes an active sr25519/ed25519 device of `owner` and signs a batch statement with it, for
	/// the benchmarks of other pallets.
	#[cfg(feature = "runtime-benchmarks")]
	fn set_up(
		owner: &AccountId,
		seq: u64,
		root: &Digest,
		depth: u8,
		modality: Modality,
	) -> BatchStatement<AccountId>;

	/// Takes such a device out of use for good, for the benchmarks of other pallets.
	#[cfg(feature = "runtime-benchmarks")]
	fn set_up_end(device: &AccountId);
}

/// What is known about datasets. Implemented by `pallet-datasets`.
pub trait DatasetLookup<AccountId> {
	/// The facts of a live dataset; `None` if there is none or it was tombstoned.
	fn facts(subject: &AccountId, digest: &Digest) -> Option<DatasetFacts<AccountId>>;

	/// Under what a device signed a live dataset; `None` if there is no such dataset, or none
	/// signed it.
	fn signed_under(subject: &AccountId, digest: &Digest) -> Option<SignedUnder<AccountId>>;

	/// Anchors a dataset for the benchmarks of other pallets, with this key commitment.
	#[cfg(feature = "runtime-benchmarks")]
	fn set_up(subject: &AccountId, digest: Digest, key_commitment: crate::Point);
}

/// Who stands behind a [`Grantee`]. Implemented by `pallet-studies` (an account stands for itself).
pub trait GranteeLookup<AccountId> {
	/// The account that is responsible for the grantee: itself, or the study's sponsor. `None` if
	/// there is no such study.
	fn controller(grantee: &Grantee<AccountId>) -> Option<AccountId>;

	/// Whether an ethics board has approved it. An account is never approved.
	fn ethics_approved(grantee: &Grantee<AccountId>) -> bool;

	/// The costliest grantee whose controller is `controller`, for the benchmarks of other pallets.
	#[cfg(feature = "runtime-benchmarks")]
	fn set_up(controller: &AccountId) -> Grantee<AccountId>
	where
		AccountId: Clone,
	{
		Grantee::Account(controller.clone())
	}
}

/// The one decision function. Implemented by `pallet-consent`.
pub trait AccessDecision<AccountId> {
	/// Whether `request` is allowed now.
	fn decide(request: &AccessRequest<AccountId>) -> Result<Permit, Denial>;

	/// Does what [`Self::decide`] does, and counts one use of the grant.
	fn take(request: &AccessRequest<AccountId>) -> Result<Permit, Denial>;

	/// Whether the subject's consent to a request still lasts since [`Self::take`]: the grant is
	/// neither revoked nor narrowed below it nor over by date, and the dataset is not tombstoned.
	/// Uses and the grantee's standing no longer matter: after the commitment only the subject's
	/// own will counts, and the end that it set is part of it.
	fn confirm(request: &AccessRequest<AccountId>) -> Result<(), Denial>;

	/// When `grant` ended by date, if it has, and was not revoked before.
	fn ended_by_date(grant: GrantId) -> Option<Moment>;

	/// Gives back the use of `grant` that a commitment took which ended without a delivery. A grant
	/// that was narrowed meanwhile or before gets none back: what the subject took away stays away.
	fn give_back(grant: GrantId);

	/// A live grant that permits `grantee` everything, for the benchmarks of other pallets.
	#[cfg(feature = "runtime-benchmarks")]
	fn set_up(subject: &AccountId, grantee: Grantee<AccountId>, purpose: crate::Purpose)
		-> GrantId;
}

/// One line of "who can read what": a grant as [`GrantList`] gives it.
#[derive(Clone, Debug, PartialEq, Eq, codec::Encode, codec::Decode, scale_info::TypeInfo)]
pub struct GrantLine<AccountId> {
	/// The grant's number.
	pub grant: GrantId,
	/// Who may.
	pub grantee: Grantee<AccountId>,
	/// Do what.
	pub actions: crate::Actions,
	/// With which kinds of data.
	pub modalities: crate::Modalities,
	/// With these datasets only; `None`: all that the subject has or will have.
	pub datasets: Option<Vec<Digest>>,
	/// Collected within these days, both included; `None`: any.
	pub days: Option<(crate::Day, crate::Day)>,
	/// What for.
	pub purpose: crate::Purpose,
	/// From when.
	pub valid_from: Moment,
	/// Until when.
	pub valid_until: Moment,
	/// Uses left; `None`: not counted.
	pub uses_left: Option<u32>,
	/// When it was revoked, if it was.
	pub revoked_at: Option<Moment>,
	/// When the grantee last confirmed that what had ended by then was destroyed.
	pub acknowledged_at: Option<Moment>,
	/// What the grantee still has to confirm.
	pub duty: Option<Duty>,
}

/// A duty to acknowledge: something that was delivered under a grant has ended (the grant was
/// revoked, or ended by date, or was narrowed below it, or the dataset was tombstoned, or its price
/// was given back), and the grantee has to confirm that it destroyed key and plaintext. A grant has
/// at most one duty; it covers everything that has ended by the time it is confirmed.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	codec::Encode,
	codec::Decode,
	codec::DecodeWithMemTracking,
	codec::MaxEncodedLen,
	scale_info::TypeInfo,
)]
pub struct Duty {
	/// When it arose.
	pub since: Moment,
	/// When it has to be confirmed. On the live clock in state, on the wall clock in query results.
	pub due: Moment,
	/// It was not confirmed in time.
	pub overdue: bool,
	/// The grantee had asked for what was delivered (a study does, and so does whoever pays), so an
	/// overdue duty counts against it. Unsolicited shares do not count.
	pub counts: bool,
}

/// Duties to acknowledge. Implemented by `pallet-consent`, called by `pallet-studies`.
pub trait Duties<AccountId> {
	/// Records that a key was delivered under `grant`; `asked`: its recipient had asked for it.
	fn delivered(grant: GrantId, asked: bool);

	/// Records that a key that was delivered under `grant` is no longer served: the subject ended
	/// it, or was not paid for it.
	fn ended(grant: GrantId);

	/// How many overdue duties count against `controller`.
	fn overdue(controller: &AccountId) -> u32;

	/// Gives `controller` this many overdue duties, for the benchmarks of other pallets.
	#[cfg(feature = "runtime-benchmarks")]
	fn set_up(_controller: &AccountId, _overdue: u32) {}
}

/// No duties at all.
impl<AccountId> Duties<AccountId> for () {
	fn delivered(_: GrantId, _: bool) {}

	fn ended(_: GrantId) {}

	fn overdue(_: &AccountId) -> u32 {
		0
	}
}

/// A clock that stops while the chain stands still. Implemented by `pallet-studies`.
pub trait LiveClock {
	/// The moment that it shows.
	fn live_now() -> Moment;

	/// The moment of the wall clock at which it will show `live`, if the chain does not stand still
	/// from now on.
	fn wall(live: Moment) -> Moment;
}

/// A subject's grants, for the receipt. Implemented by `pallet-consent`.
pub trait GrantList<AccountId> {
	/// Up to `limit` of `subject`'s grants, revoked ones included, with numbers greater than
	/// `after`, in the order of their numbers.
	fn grants_of(
		subject: &AccountId,
		after: Option<GrantId>,
		limit: u32,
	) -> Vec<GrantLine<AccountId>>;
}

/// What a delegate may do for a subject. Implemented by the runtime from its proxies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delegation {
	/// Anchor data and deliver keys.
	Gateway,
	/// Grant and refuse consent (a parent, a legal guardian).
	Guardian,
}

/// Looks delegations up (undelayed proxies only). Implemented by the runtime from its proxies.
pub trait DelegationCheck<AccountId> {
	/// Whether `delegate` may act for `subject` in the way of `kind`. Not asked for `delegate ==
	/// subject`.
	fn acts_for(delegate: &AccountId, subject: &AccountId, kind: Delegation) -> bool;

	/// Makes `delegate` act for `subject`, with as many other delegates as there can be, for the
	/// benchmarks of other pallets. Returns whether it could; if not, they measure the subject
	/// itself.
	#[cfg(feature = "runtime-benchmarks")]
	fn set_up(_delegate: &AccountId, _subject: &AccountId, _kind: Delegation) -> bool {
		false
	}

	/// Whether `who` is `subject` or acts for it.
	fn is_or_acts_for(who: &AccountId, subject: &AccountId, kind: Delegation) -> bool
	where
		AccountId: PartialEq,
	{
		who == subject || Self::acts_for(who, subject, kind)
	}
}

/// No delegations at all.
impl<AccountId> DelegationCheck<AccountId> for () {
	fn acts_for(_: &AccountId, _: &AccountId, _: Delegation) -> bool {
		false
	}
}

/// What is at stake in a dispute over one contribution.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stake<AccountId, Balance> {
	/// The device that signed the batch, if one did.
	pub device: Option<AccountId>,
	/// What the escrow owes for the contribution, the protocol's share included.
	pub price: Balance,
}

/// Contributions whose payment a dispute stops. Implemented by `pallet-studies`, called by
/// `pallet-disputes`.
///
/// A contribution is named by study, subject and digest of the dataset. Between [`freeze`] and
/// [`acquit`], [`release`] or [`void`] it neither settles nor lapses, and its escrow stays owed.
///
/// [`freeze`]: Self::freeze
/// [`acquit`]: Self::acquit
/// [`release`]: Self::release
/// [`void`]: Self::void
pub trait DisputedContributions<AccountId> {
	/// Amounts.
	type Balance;

	/// The reason for a refusal: the runtime's dispatch error, which this crate does not know.
	type Error;

	/// Who opened the study, is responsible for it, and may dispute what it was sent.
	fn sponsor(study: StudyId) -> Option<AccountId>;

	/// Stops the payment of a delivered contribution whose dispute window is open.
	fn freeze(
		study: StudyId,
		subject: &AccountId,
		dataset: &Digest,
	) -> Result<Stake<AccountId, Self::Balance>, Self::Error>;

	/// Ends the dispute by a verdict in the participant's favour: pays it now, even if its subject
	/// has lost a dispute over something else meanwhile.
	fn acquit(study: StudyId, subject: &AccountId, dataset: &Digest) -> Result<(), Self::Error>;

	/// Ends the dispute without a verdict: pays it now, unless its subject has lost a dispute over
	/// something else.
	fn release(study: StudyId, subject: &AccountId, dataset: &Digest) -> Result<(), Self::Error>;

	/// Ends the dispute in the sponsor's favour: the fee in `arbiter`, a part of the price, goes to
	/// that account, and the rest is the study's again. The study never pays for anything else of
	/// this subject that is not settled yet, and whoever is not paid is owed the destruction of
	/// what was delivered. Constant work: the other contributions are voided when they fall due.
	fn void(
		study: StudyId,
		subject: &AccountId,
		dataset: &Digest,
		arbiter: Option<(&AccountId, Self::Balance)>,
	) -> Result<(), Self::Error>;

	/// Makes a delivered contribution to a study of `sponsor`'s, not frozen yet, for the benchmarks
	/// of other pallets; returns study, subject and dataset. Each `number` makes another one of the
	/// same study.
	#[cfg(feature = "runtime-benchmarks")]
	fn set_up(sponsor: &AccountId, number: u32) -> (StudyId, AccountId, Digest);
}

/// Who reads a contribution besides its recipient: the arbiter of a dispute over it. Implemented by
/// `pallet-disputes`, needed for the receipt.
pub trait ArbiterLookup<AccountId> {
	/// The arbiter that may read the contribution now, if it is disputed.
	fn arbiter(study: StudyId, subject: &AccountId, dataset: &Digest) -> Option<AccountId>;
}

/// Nothing is disputed.
impl<AccountId> ArbiterLookup<AccountId> for () {
	fn arbiter(_: StudyId, _: &AccountId, _: &Digest) -> Option<AccountId> {
		None
	}
}

/// Learns of every settled payment for a contribution. Implemented by `pallet-rewards`.
pub trait OnSettled<AccountId, Balance> {
	/// Splits `share`, the protocol's part of what was paid for `subject`'s contribution, between
	/// the block's author, the reward pool and the treasury. It is in the protocol's account
	/// already.
	fn settled(subject: &AccountId, share: Balance);
}

/// Nobody learns of them.
impl<AccountId, Balance> OnSettled<AccountId, Balance> for () {
	fn settled(_: &AccountId, _: Balance) {}
}

/// Sets the clock, for benchmarks of pallets that read it. Implemented by the runtime.
#[cfg(feature = "runtime-benchmarks")]
pub trait SetTime {
	/// Makes the time `now`.
	fn set_time(now: Moment);
}

/// Leaves the clock as it is.
#[cfg(feature = "runtime-benchmarks")]
impl SetTime for () {
	fn set_time(_: Moment) {}
}
