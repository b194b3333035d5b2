//! The transaction extension that decides who pays.
//!
//! [`ChargeOrFree`] wraps the extension that charges fees. For each transaction it asks a
//! [`ChargePolicy`] and gets one of three answers ([`Charge`]):
//!
//! * *Free*: the transaction does nothing but say no, and each no has something to end. It comes
//!   first in the pool, carries a `provides` tag for every item that it ends, so that the same refusal twice
//!   is one, and is counted ([`free_lane`]).
//! * *Refused*: `InvalidTransaction::Custom(code)`. It is in no block and costs nothing.
//! * *Paid* by the signer, or by somebody else (a study, a sponsorship), in whose name the wrapped extension
//!   then charges.
//!
//! A tip is always the signer's own money. So a tipped transaction is paid by its signer even where it would
//! be free or sponsored, and a study's is refused. A refusal whose signer cannot pay is free all the same.
//!
//! [`LookThrough`](crate::LookThrough) makes a policy of [`CallRules`] for plain calls: it looks through
//! `proxy.proxy` and through batches. `docs/charge-or-free.md` tells it from the outside.
//!
//! # Why it cannot be flooded
//!
//! A free transaction must change something that cannot be changed again, and making that thing cost
//! a fee. Three ways around that are closed here:
//!
//! 1. A batch whose items are each valid but which fails as a whole would change nothing and could be
//!    sent for ever. So batches are *tried*, item by item, in a storage layer that is then rolled back, and refused
//!    if one item fails after those before it.
//! 2. A call that the runtime's call filter, or a delegation's type, stops in dispatch: both are asked first.
//! 3. Many things to refuse, prepared beforehand: [`free_lane`]'s counts.

use crate::{free_lane, turns::TURNS};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode};
use core::marker::PhantomData;
use epione_primitives::{CallKind, CallSet, RefusalCode, SponsorshipId, StudyId};
use frame_support::{
	dispatch::{DispatchInfo, PostDispatchInfo},
	traits::OriginTrait,
	weights::Weight,
};
use frame_system::RawOrigin;
use pallet_transaction_payment::{ChargeTransactionPayment, OnChargeTransaction};
use scale_info::{StaticTypeInfo, Type, TypeInfo};
use sp_runtime::{
	traits::{
		DispatchInfoOf, DispatchOriginOf, Dispatchable, Implication, PostDispatchInfoOf,
		TransactionExtension, TransactionExtensionMetadata, ValidateResult, Zero,
	},
	transaction_validity::{
		InvalidTransaction, TransactionPriority, TransactionSource, TransactionValidity,
		TransactionValidityError, ValidTransaction,
	},
	DispatchResult,
};

/// Most refusals in one free transaction.
pub const MAX_REFUSALS: u32 = 16;
/// Most calls in one transaction that a sponsorship pays for, and most wrappers around them.
pub const MAX_SPONSORED: u32 = 16;
/// Most proxies and batches around a refusal, or around a call that a sponsorship pays for.
pub const MAX_DEPTH: u32 = 4;
/// Priority of free transactions, which [`turns`](crate::turns) may raise.
pub const FREE_PRIORITY: TransactionPriority = TransactionPriority::MAX - TURNS;
/// The highest that a transaction can buy: below every free one, whatever its turn.
pub const MAX_PAID_PRIORITY: TransactionPriority = FREE_PRIORITY - TURNS - 1;
/// Prefix of the `provides` tags of free transactions.
pub const TAG_PREFIX: &[u8] = b"epione/free";

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
	/// It costs nothing. The encoded `(subject, item)` of everything that it ends.
	Free(Vec<Vec<u8>>),
	/// It must not enter a block.
	Refused(RefusalCode),
	/// It costs what it costs.
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

	/// What becomes of `call`, signed by `who`. Leaves the state as it was. `info` and `len` are
	/// what its fee is computed from.
	fn classify(who: &AccountId, call: &Call, info: &DispatchInfo, len: usize)
		-> Charge<AccountId>;

	/// `payer`, who is not the signer, is about to be charged for `call`. May change the state.
	fn before_charge(_payer: &Payer<AccountId>, _call: &Call, _info: &DispatchInfo, _len: usize) {}

	/// An upper bound of the work of the other functions.
	fn weight(call: &Call) -> Weight;
}

/// What kind of call a call is, seen by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
	/// Says no: free if there is something to end.
	Refusal,
	/// Checked in the pool when it is sent directly; if it travels in a proxy or a batch, the
	/// signer just pays.
	Checked,
	/// Like [`Self::Checked`], and must be sent directly: once seen it cannot be taken back.
	Sealed,
	/// Anything else.
	Ordinary,
}

/// Whether a refusal is free.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fee {
	/// It is: the encoded `(subject, item)` that it ends.
	Waived(Vec<u8>),
	/// It is valid, but has used up what is free.
	Due,
}

/// The rules for plain calls, on which [`LookThrough`] builds.
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
	/// [`Self::beneficiary`] may answer something.
	fn sponsorable(_call: &Call) -> bool {
		false
	}

	/// As what kind of call a sponsorship would pay for `call` when it is made by `who`, and for whose
	/// sake it is made: `who`'s own, or that of the subject for whom `who` acts. Reads at most one
	/// account's proxies.
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

	/// What [`Self::sponsor`], and the charging of the one that it names, cost.
	fn sponsor_weight() -> Weight {
		Weight::zero()
	}

	/// `payer`, who is not the signer, is about to be charged for `call`.
	fn before_charge(_payer: &Payer<AccountId>, _call: &Call, _info: &DispatchInfo, _len: usize) {}
}

/// A payment extension that knows whether it carries a tip.
pub trait Tipped {
	/// Whether it does.
	fn has_tip(&self) -> bool;
}

impl<T> Tipped for ChargeTransactionPayment<T>
where
	T: pallet_transaction_payment::Config,
	T::RuntimeCall: Dispatchable<Info = DispatchInfo, PostInfo = PostDispatchInfo>,
	<T::OnChargeTransaction as OnChargeTransaction<T>>::Balance: Send + Sync,
{
	fn has_tip(&self) -> bool {
		!self.tip().is_zero()
	}
}

/// Charges through the wrapped extension `S`, or not at all, or refuses. See the [module](self).
///
/// In metadata and encoding it *is* `S`: a wallet sees nothing new.
#[derive(Encode, Decode, DecodeWithMemTracking, Clone, Eq, PartialEq)]
pub struct ChargeOrFree<T, S>(
	/// The extension that charges.
	pub S,
	PhantomData<T>,
);

impl<T, S> ChargeOrFree<T, S> {
	/// Wraps `inner`.
	pub fn new(inner: S) -> Self {
		Self(inner, PhantomData)
	}
}

impl<T: free_lane::Config, S: Tipped> ChargeOrFree<T, S> {
	/// What becomes of `call`, signed by `who`, with the tip that the extension carries; and what becomes
	/// of it instead if its signer, who would not have had to pay but for the tip, cannot.
	pub fn charge(
		&self,
		who: &T::AccountId,
		call: &T::RuntimeCall,
		info: &DispatchInfo,
		len: usize,
	) -> (Charge<T::AccountId>, Option<Charge<T::AccountId>>) {
		let charge = T::Policy::classify(who, call, info, len);
		let refused = Charge::Refused(RefusalCode::TipOnOthersMoney);
		match charge {
			charge if !self.0.has_tip() => (charge, None),
			Charge::Free(_) => (Charge::Paid(Payer::Signer), Some(charge)),
			Charge::Paid(Payer::Sponsorship { .. }) => (Charge::Paid(Payer::Signer), Some(refused)),
			Charge::Paid(Payer::Study { .. }) => (refused, None),
			charge => (charge, None),
		}
	}
}

impl<T, S> From<S> for ChargeOrFree<T, S> {
	fn from(inner: S) -> Self {
		Self::new(inner)
	}
}

impl<T, S: StaticTypeInfo> TypeInfo for ChargeOrFree<T, S> {
	type Identity = S;

	fn type_info() -> Type {
		S::type_info()
	}
}

impl<T, S: core::fmt::Debug> core::fmt::Debug for ChargeOrFree<T, S> {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		f.debug_tuple("ChargeOrFree").field(&self.0).finish()
	}
}

/// From validation to preparation.
pub enum Val<AccountId, V> {
	/// Nobody is charged; so many refusals of this account are counted.
	Free(AccountId, u32),
	/// The wrapped extension charges, in the name of whoever pays.
	Paid(V, Payer<AccountId>),
}

/// From preparation to the time after dispatch.
pub enum Pre<P> {
	/// Nobody was charged; what the wrapped extension would have weighed.
	Free(Weight),
	/// The wrapped extension has charged.
	Paid(P),
}

impl<T, S> TransactionExtension<T::RuntimeCall> for ChargeOrFree<T, S>
where
	T: free_lane::Config + Send + Sync,
	T::RuntimeCall: Dispatchable<
		RuntimeOrigin = T::RuntimeOrigin,
		Info = DispatchInfo,
		PostInfo = PostDispatchInfo,
	>,
	S: TransactionExtension<T::RuntimeCall> + Tipped,
{
	const IDENTIFIER: &'static str = S::IDENTIFIER;
	type Implicit = S::Implicit;
	type Val = Val<T::AccountId, S::Val>;
	type Pre = Pre<S::Pre>;

	fn implicit(&self) -> Result<Self::Implicit, TransactionValidityError> {
		self.0.implicit()
	}

	fn metadata() -> Vec<TransactionExtensionMetadata> {
		S::metadata()
	}

	fn weight(&self, call: &T::RuntimeCall) -> Weight {
		self.0.weight(call).saturating_add(T::Policy::weight(call))
	}

	fn validate(
		&self,
		origin: DispatchOriginOf<T::RuntimeCall>,
		call: &T::RuntimeCall,
		info: &DispatchInfoOf<T::RuntimeCall>,
		len: usize,
		self_implicit: Self::Implicit,
		inherited_implication: &impl Implication,
		source: TransactionSource,
	) -> ValidateResult<Self::Val, T::RuntimeCall> {
		let Some(who) = origin.as_signer().cloned() else {
			let (validity, val, origin) = self.0.validate(
				origin,
				call,
				info,
				len,
				self_implicit,
				inherited_implication,
				source,
			)?;
			return Ok((validity, Val::Paid(val, Payer::Signer), origin));
		};
		let refusals = T::Policy::refusals(call);
		let count = refusals.unwrap_or(1);
		// In the pool the lane is always empty.
		let has_room = refusals.is_none()
			|| count > MAX_REFUSALS
			|| free_lane::Pallet::<T>::has_room(&who, count);
		let full = InvalidTransaction::ExhaustsResources;
		if !has_room && !self.0.has_tip() {
			// Before the checks, so that a full lane costs a block's author little.
			return Err(full.into());
		}
		let (charge, otherwise) = self.charge(&who, call, info, len);
		let payer = match charge {
			Charge::Refused(reason) => return Err(refuse(reason)),
			Charge::Free(items) => return Ok((free(items), Val::Free(who, count), origin)),
			Charge::Paid(payer) => payer,
		};
		let payer_origin = match payer.pot() {
			Some(pot) => RawOrigin::Signed(pot.clone()).into(),
			None => origin.clone(),
		};
		let validated = self.0.validate(
			payer_origin,
			call,
			info,
			len,
			self_implicit,
			inherited_implication,
			source,
		);
		match (validated, otherwise) {
			(Ok((mut validity, val, payer_origin)), _) => {
				// Nothing that is paid for comes before a refusal.
				validity.priority = validity.priority.min(MAX_PAID_PRIORITY);
				let origin = if payer.pot().is_some() { origin } else { payer_origin };
				Ok((validity, Val::Paid(val, payer), origin))
			},
			(Err(_), Some(Charge::Free(_))) if !has_room => Err(full.into()),
			(Err(_), Some(Charge::Free(items))) => Ok((free(items), Val::Free(who, count), origin)),
			(Err(_), Some(Charge::Refused(reason))) => Err(refuse(reason)),
			(Err(error), _) => Err(error),
		}
	}

	fn prepare(
		self,
		val: Self::Val,
		origin: &DispatchOriginOf<T::RuntimeCall>,
		call: &T::RuntimeCall,
		info: &DispatchInfoOf<T::RuntimeCall>,
		len: usize,
	) -> Result<Self::Pre, TransactionValidityError> {
		match val {
			Val::Free(who, count) => {
				if !free_lane::Pallet::<T>::take(&who, count) {
					return Err(InvalidTransaction::ExhaustsResources.into());
				}
				Ok(Pre::Free(self.0.weight(call)))
			},
			Val::Paid(val, payer) => match payer.pot() {
				None => self.0.prepare(val, origin, call, info, len).map(Pre::Paid),
				Some(pot) => {
					T::Policy::before_charge(&payer, call, info, len);
					let origin = RawOrigin::Signed(pot.clone()).into();
					self.0.prepare(val, &origin, call, info, len).map(Pre::Paid)
				},
			},
		}
	}

	fn post_dispatch_details(
		pre: Self::Pre,
		info: &DispatchInfoOf<T::RuntimeCall>,
		post_info: &PostDispatchInfoOf<T::RuntimeCall>,
		len: usize,
		result: &DispatchResult,
	) -> Result<Weight, TransactionValidityError> {
		match pre {
			Pre::Free(unspent) => {
				if let Err(error) = result {
					// A check let something through that its call then refused.
					log::error!(
						target: "runtime::charge_or_free",
						"a free call failed in dispatch, this is a bug: {error:?}",
					);
				}
				Ok(unspent)
			},
			Pre::Paid(pre) => S::post_dispatch_details(pre, info, post_info, len, result),
		}
	}

	fn bare_validate(
		call: &T::RuntimeCall,
		info: &DispatchInfoOf<T::RuntimeCall>,
		len: usize,
	) -> TransactionValidity {
		S::bare_validate(call, info, len)
	}

	fn bare_validate_and_prepare(
		call: &T::RuntimeCall,
		info: &DispatchInfoOf<T::RuntimeCall>,
		len: usize,
	) -> Result<(), TransactionValidityError> {
		S::bare_validate_and_prepare(call, info, len)
	}

	fn bare_post_dispatch(
		info: &DispatchInfoOf<T::RuntimeCall>,
		post_info: &mut PostDispatchInfoOf<T::RuntimeCall>,
		len: usize,
		result: &DispatchResult,
	) -> Result<(), TransactionValidityError> {
		S::bare_post_dispatch(info, post_info, len, result)
	}
}

/// The place in the pool of a refusal that is free.
fn free(items: Vec<Vec<u8>>) -> ValidTransaction {
	ValidTransaction {
		priority: FREE_PRIORITY,
		provides: items.into_iter().map(|item| (TAG_PREFIX, item).encode()).collect(),
		..Default::default()
	}
}

fn refuse(reason: RefusalCode) -> TransactionValidityError {
	InvalidTransaction::Custom(reason.code()).into()
}
