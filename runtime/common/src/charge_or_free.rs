//! The transaction extension that decides who pays.
//!
//! [`ChargeOrFree`] wraps the extension that charges fees. For each transaction it asks a
//! [`ChargePolicy`] and gets one of three [`Charge`]s:
//!
//! * *Free*: the transaction consists of refusals alone, and each refusal has something to end. It
//!   comes first in the pool, carries a `provides` tag for every item that it ends, so that the
//!   same refusal sent twice by one signer counts as one, and is counted ([`free_lane`]).
//! * *Refused*: `InvalidTransaction::Custom(code)`. It is in no block and costs nothing.
//! * *Paid* by the signer, or by somebody else (a study, a sponsorship), in whose name the wrapped
//!   extension then charges.
//!
//! A tip is always the signer's own money. So a tipped transaction is paid by its signer even where
//! it would be free or sponsored, and one that a study pays for is refused. A tipped refusal whose
//! signer cannot pay is free all the same.
//!
//! [`LookThrough`](crate::LookThrough) makes a policy of
//! [`CallRules`](crate::charge::CallRules) for plain calls: it looks through `proxy.proxy` and
//! through batches. `docs/charge-or-free.md` describes it from the outside.
//!
//! # Why it cannot be flooded
//!
//! A free transaction must change something that cannot be changed again, and making that thing
//! costs a fee. Three ways around that are closed here:
//!
//! 1. A batch whose items are each valid but which fails as a whole would change nothing and could
//!    be sent without end. So batches are *tried*, item by item, in a storage layer that is then
//!    rolled back, and refused if one item fails after those before it.
//! 2. A call that the runtime's call filter, or a delegation's type, stops in dispatch: both are
//!    asked first.
//! 3. Many things to refuse, prepared beforehand: [`free_lane`]'s share of a block.

use crate::{
	charge::{free_priority, Charge, ChargePolicy, Payer, MAX_PAID_PRIORITY, MAX_REFUSALS},
	free_lane,
};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode};
use core::marker::PhantomData;
use epione_primitives::RefusalCode;
use frame_support::{
	dispatch::{DispatchInfo, PostDispatchInfo},
	traits::{Get, OriginTrait},
	weights::Weight,
};
use frame_system::{calculate_consumed_extrinsic_weight, RawOrigin};
use pallet_transaction_payment::{ChargeTransactionPayment, OnChargeTransaction};
use scale_info::{StaticTypeInfo, Type, TypeInfo};
use sp_runtime::{
	traits::{
		DispatchInfoOf, DispatchOriginOf, Dispatchable, Implication, PostDispatchInfoOf,
		TransactionExtension, TransactionExtensionMetadata, ValidateResult, Zero,
	},
	transaction_validity::{
		InvalidTransaction, TransactionSource, TransactionValidity, TransactionValidityError,
		ValidTransaction,
	},
	DispatchResult,
};

/// Prefix of the `provides` tags of free transactions.
pub const TAG_PREFIX: &[u8] = b"epione/free";

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
	/// Decides what becomes of `call`, signed by `who`, with the tip that the extension carries.
	///
	/// The second value, if any, is what becomes of it instead when the signer cannot pay: without
	/// the tip, nobody or somebody else would have paid.
	pub fn charge(
		&self,
		who: &T::AccountId,
		call: &T::RuntimeCall,
		info: &DispatchInfo,
		len: usize,
	) -> (Charge<T::AccountId>, Option<Charge<T::AccountId>>) {
		let charge = T::Policy::decide(who, call, info, len);
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
	/// Nobody is charged; this many refusals of this account are counted.
	Free(AccountId, u32),
	/// The wrapped extension charges, in the name of whoever pays.
	Paid(V, Payer<AccountId>),
}

/// From preparation to the time after dispatch.
pub enum Pre<P> {
	/// Nobody was charged. Holds what the wrapped extension would have weighed.
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
			|| free_lane::Pallet::<T>::has_room(&who, count, block_weight::<T>(info, len));
		let full = InvalidTransaction::ExhaustsResources;
		if !has_room && !self.0.has_tip() {
			// Before the checks, so that a full lane costs a block's author little.
			return Err(full.into());
		}
		let (charge, otherwise) = self.charge(&who, call, info, len);
		let payer = match charge {
			Charge::Refused(reason) => return Err(refuse(reason)),
			Charge::Free(items) => {
				return Ok((free(&who, count, items), Val::Free(who, count), origin))
			},
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
			(Err(_), Some(Charge::Free(items))) => {
				Ok((free(&who, count, items), Val::Free(who, count), origin))
			},
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
				if !free_lane::Pallet::<T>::take(&who, count, block_weight::<T>(info, len)) {
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

/// The weight that a transaction takes up in the block, with its overhead and its length.
fn block_weight<T: free_lane::Config>(info: &DispatchInfo, len: usize) -> Weight
where
	T::RuntimeCall: Dispatchable<Info = DispatchInfo, PostInfo = PostDispatchInfo>,
{
	let limits = T::BlockWeights::get();
	calculate_consumed_extrinsic_weight::<T::RuntimeCall>(&limits, info, len)
}

/// The validity of a free transaction of `count` refusals in the pool.
///
/// The tags name the signer: what a delegate has sent, and may spoil, never keeps the subject's own
/// refusal of the same item out of the pool. They name the count: a transaction outranks one of its
/// signer's with more refusals, but must not replace it, since it may need that one's nonce.
fn free<AccountId: Encode>(who: &AccountId, count: u32, items: Vec<Vec<u8>>) -> ValidTransaction {
	ValidTransaction {
		priority: free_priority(count),
		provides: items.iter().map(|item| (TAG_PREFIX, who, count, item).encode()).collect(),
		..Default::default()
	}
}

fn refuse(reason: RefusalCode) -> TransactionValidityError {
	InvalidTransaction::Custom(reason.code()).into()
}
