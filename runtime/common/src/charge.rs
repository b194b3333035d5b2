//! The vocabulary of charging: what becomes of a transaction, who pays, and the two traits that
//! decide it.
//!
//! [`ChargeOrFree`](crate::ChargeOrFree) asks a [`ChargePolicy`], which returns a [`Charge`].
//! [`LookThrough`](crate::LookThrough) makes such a policy out of [`CallRules`] for plain calls.
//! The limits and the priorities in the pool are here too, since all of them use these. Nothing is
//! decided in this file.
//!
//! Two words that are easily taken for one: a *refusal* is a call with which somebody says no
//! ([`Kind::Refusal`]); a transaction is *refused* if it may enter no block ([`Charge::Refused`],
//! [`RefusalCode`]).

use alloc::vec::Vec;
use codec::{Decode, Encode};
use epione_primitives::{CallKind, CallSet, RefusalCode, SponsorshipId, StudyId};
use frame_support::{dispatch::DispatchInfo, weights::Weight};
use scale_info::TypeInfo;
use sp_runtime::transaction_validity::TransactionPriority;

/// Most refusals in one free transaction.
pub const MAX_REFUSALS: u32 = 16;
/// Most calls in one transaction that a sponsorship pays for, and most wrappers around them.
pub const MAX_SPONSORED: u32 = 16;
/// Most proxies and batches around a refusal, or around a call that a sponsorship pays for.
pub const MAX_DEPTH: u32 = 4;

/// How many turns are told apart: from here on, one is as late as another. See
/// [`turns`](crate::turns).
pub const TURNS: TransactionPriority = u16::MAX as TransactionPriority;
/// Lowest priority of free transactions. There is room above the highest, for what must precede
/// refusals (a report of an equivocation has the maximum), and below this one.
pub const FREE_PRIORITY: TransactionPriority = 1 << 63;
/// The highest that a transaction can buy: below every free one, whatever its turn.
pub const MAX_PAID_PRIORITY: TransactionPriority = 1 << 62;

/// Priority of a free transaction of `count` refusals, which [`turns`](crate::turns) raises by up
/// to [`TURNS`]: a single one precedes every batch, a smaller batch every larger one.
pub const fn free_priority(count: u32) -> TransactionPriority {
	let fewer = MAX_REFUSALS.saturating_sub(count) as TransactionPriority;
	FREE_PRIORITY.saturating_add(fewer.saturating_mul(TURNS.saturating_add(1)))
}

/// Who pays a fee.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Payer<AccountId> {
	/// Whoever signed.
	Signer,
	/// A study, out of its escrow.
	Study {
		/// Which.
		study: StudyId,
		/// The account that is charged, without having signed.
		pot: AccountId,
	},
	/// A sponsorship, on the allowance of one of its members.
	Sponsorship {
		/// Which.
		sponsorship: SponsorshipId,
		/// For whom.
		member: AccountId,
		/// The account that is charged, without having signed.
		pot: AccountId,
	},
}

impl<AccountId> Payer<AccountId> {
	/// The account that is charged in the signer's place.
	pub fn pot(&self) -> Option<&AccountId> {
		match self {
			Self::Signer => None,
			Self::Study { pot, .. } | Self::Sponsorship { pot, .. } => Some(pot),
		}
	}
}

/// What becomes of a transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Charge<AccountId> {
	/// It costs nothing. Holds the encoded `(subject, item)` of everything that it ends.
	Free(Vec<Vec<u8>>),
	/// It must not enter a block.
	Refused(RefusalCode),
	/// Its fee is charged to this payer.
	Paid(Payer<AccountId>),
}

/// [`Charge`] for wallets: what somebody who is about to sign wants to know.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub enum WhoPays {
	/// Nobody: it says no, and that is free.
	#[codec(index = 0)]
	Free,
	/// Whoever signs.
	#[codec(index = 1)]
	Signer,
	/// This study.
	#[codec(index = 2)]
	Study(StudyId),
	/// This sponsorship.
	#[codec(index = 3)]
	Sponsorship(SponsorshipId),
	/// It would be refused by the pool, with this [`RefusalCode`].
	#[codec(index = 4)]
	Refused(u8),
	/// The bytes are no call of this chain.
	#[codec(index = 5)]
	Undecodable,
}

impl<AccountId> From<Charge<AccountId>> for WhoPays {
	fn from(charge: Charge<AccountId>) -> Self {
		match charge {
			Charge::Free(_) => Self::Free,
			Charge::Refused(reason) => Self::Refused(reason.code()),
			Charge::Paid(Payer::Signer) => Self::Signer,
			Charge::Paid(Payer::Study { study, .. }) => Self::Study(study),
			Charge::Paid(Payer::Sponsorship { sponsorship, .. }) => Self::Sponsorship(sponsorship),
		}
	}
}

/// Decides what becomes of transactions.
pub trait ChargePolicy<AccountId, Call> {
	/// How many refusals `call` is made of; `None` if anything else is in it. Reads no state.
	fn refusals(call: &Call) -> Option<u32>;

	/// Decides what becomes of `call`, signed by `who`. Leaves the state as it was. `info` and
	/// `len` are what its fee is computed from.
	fn decide(who: &AccountId, call: &Call, info: &DispatchInfo, len: usize) -> Charge<AccountId>;

	/// Called just before `payer`, who is not the signer, is charged for `call`. May change the
	/// state.
	fn before_charge(_payer: &Payer<AccountId>, _call: &Call, _info: &DispatchInfo, _len: usize) {}

	/// An upper bound of the work of the other functions.
	fn weight(call: &Call) -> Weight;
}

/// What kind of call a call is, seen by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
	/// Says no: free if there is something to end.
	Refusal,
	/// Checked in the pool when it is sent directly; inside a proxy or a batch the signer just
	/// pays.
	Checked,
	/// Carries an envelope, which once seen cannot be taken back. Like [`Self::Checked`], but
	/// inside a proxy or a batch it is refused.
	Sealed,
	/// Anything else.
	Ordinary,
}

/// Whether a refusal is free.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fee {
	/// It is: the encoded `(subject, item)` that it ends.
	Waived(Vec<u8>),
	/// It is valid, but the free ones are used up.
	Due,
}

/// The rules for plain calls, on which [`LookThrough`](crate::LookThrough) builds.
pub trait CallRules<AccountId, Call> {
	/// What kind of call it is. Reads no state.
	fn kind(call: &Call) -> Kind;

	/// Whether a call of kind [`Kind::Refusal`] by `who` would succeed now, and is free.
	fn check_refusal(who: &AccountId, call: &Call) -> Result<Fee, RefusalCode>;

	/// Whether a call of kind [`Kind::Checked`] or [`Kind::Sealed`], sent directly by `who`, would
	/// succeed now, and who pays for it.
	fn check_direct(
		who: &AccountId,
		call: &Call,
		info: &DispatchInfo,
		len: usize,
	) -> Result<Payer<AccountId>, RefusalCode>;

	/// Whether `call` is one that sponsorships may pay for. Reads no state, and is `true` wherever
	/// [`Self::beneficiary`] may return something.
	fn sponsorable(_call: &Call) -> bool {
		false
	}

	/// Returns the sponsored kind of `call` and its beneficiary: `who`, or the subject that `who`
	/// acts for. Reads at most one account's proxies.
	fn beneficiary(_who: &AccountId, _call: &Call) -> Option<(CallKind, AccountId)> {
		None
	}

	/// The sponsorship that pays for a transaction of `signer`'s which makes these `calls` for
	/// `member`, if one does.
	fn sponsor(
		_signer: &AccountId,
		_member: &AccountId,
		_calls: CallSet,
		_info: &DispatchInfo,
		_len: usize,
	) -> Option<Payer<AccountId>> {
		None
	}

	/// What [`Self::sponsor`] costs, with the charging of the sponsorship that it names.
	fn sponsor_weight() -> Weight {
		Weight::zero()
	}

	/// Called just before `payer`, who is not the signer, is charged for `call`.
	fn before_charge(_payer: &Payer<AccountId>, _call: &Call, _info: &DispatchInfo, _len: usize) {}
}
