//! The transaction extension that decides who pays.
//!
//! [`ChargeOrFree`] wraps the extension that charges fees. For each transaction it asks a
//! [`ChargePolicy`] and gets one of three answers ([`Charge`]):
//!
//! * *Free*: the transaction does nothing but say no, and each no has something to end. It comes
//!   first in the pool, carries a `provides` tag for every item that it ends, so that the same refusal twice
//!   is one, and is counted ([`free_lane`]).
//! * *Refused*: `InvalidTransaction::Custom(code)`. It is in no block and costs nothing.
//! * *Paid* by the signer, or by somebody else, in whose name the wrapped extension then charges.
//!
//! [`LookThrough`] makes a policy of [`CallRules`] for plain calls: it looks through `proxy.proxy`
//! and through batches. `docs/charge-or-free.md` tells it from the outside.
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

use crate::{
	free_lane::{self, WeightInfo},
	turns::TURNS,
};
use alloc::{vec, vec::Vec};
use codec::{Decode, DecodeWithMemTracking, Encode};
use core::marker::PhantomData;
use epione_primitives::RefusalCode;
use frame_support::{
	dispatch::{DispatchInfo, GetDispatchInfo, PostDispatchInfo},
	storage::{with_transaction_unchecked, TransactionOutcome},
	traits::{Contains, InstanceFilter, IsSubType, OriginTrait},
	weights::Weight,
};
use frame_system::RawOrigin;
use pallet_transaction_payment::{ChargeTransactionPayment, OnChargeTransaction};
use scale_info::{StaticTypeInfo, Type, TypeInfo};
use sp_runtime::{
	traits::{
		DispatchInfoOf, DispatchOriginOf, Dispatchable, Implication, PostDispatchInfoOf,
		Saturating, StaticLookup, TransactionExtension, TransactionExtensionMetadata,
		ValidateResult, Zero,
	},
	transaction_validity::{
		InvalidTransaction, TransactionPriority, TransactionSource, TransactionValidity,
		TransactionValidityError, ValidTransaction,
	},
	DispatchResult,
};

/// Most refusals in one free transaction.
pub const MAX_REFUSALS: u32 = 16;
/// Most proxies and batches around a refusal.
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
	/// This account, without having signed.
	Other(AccountId),
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

/// Decides what becomes of transactions.
pub trait ChargePolicy<AccountId, Call> {
	/// How many refusals `call` is made of; `None` if anything else is in it. Reads no state.
	fn refusals(call: &Call) -> Option<u32>;

	/// What becomes of `call`, signed by `who`. Leaves the state as it was. `info` and `len` are
	/// what its fee is computed from.
	fn classify(who: &AccountId, call: &Call, info: &DispatchInfo, len: usize)
		-> Charge<AccountId>;

	/// Somebody other than the signer is about to be charged for `call`. May change the state.
	fn before_charge(_call: &Call) {}

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

	/// Whoever [`Self::check_direct`] named is about to be charged for `call`.
	fn before_charge(_call: &Call) {}
}

/// A [`ChargePolicy`] that applies the rules `L` to plain calls and looks through `proxy.proxy`
/// and the batches of `utility`.
///
/// * A proxy is looked through only where it would work: the delegation that `proxy.proxy` would
///   find is there, has no delay, and its type allows the call.
/// * A batch is free only if it is made of nothing but refusals; else its signer pays, valid or not.
pub struct LookThrough<R, L>(PhantomData<(R, L)>);

/// A call that wraps others.
enum Wrapper<'a, R: pallet_proxy::Config> {
	Proxy {
		real: &'a <<R as frame_system::Config>::Lookup as StaticLookup>::Source,
		forced: &'a Option<<R as pallet_proxy::Config>::ProxyType>,
		call: &'a CallOf<R>,
	},
	Batch {
		calls: &'a [CallOf<R>],
		all: bool,
	},
}

type CallOf<R> = <R as frame_system::Config>::RuntimeCall;

/// What a transaction is made of.
#[derive(Debug, PartialEq, Eq)]
enum Shape {
	/// Refusals only: how many, inside how many wrappers, of which the deepest is so deep.
	Refusals { count: u32, wrappers: u32, depth: u32 },
	/// One call that is checked, not wrapped in anything.
	Direct,
	/// An envelope in a wrapper.
	HiddenEnvelope,
	/// Anything else.
	Ordinary,
}

/// As whom, and under what restrictions, a call inside wrappers is dispatched.
struct Context<R: pallet_proxy::Config> {
	who: R::AccountId,
	/// The type of the delegation under which it runs, if it does.
	delegation: Option<<R as pallet_proxy::Config>::ProxyType>,
	/// `batch_all` may not hold a `batch_all`.
	in_batch_all: bool,
}

impl<R: pallet_proxy::Config> Clone for Context<R> {
	fn clone(&self) -> Self {
		Self {
			who: self.who.clone(),
			delegation: self.delegation.clone(),
			in_batch_all: self.in_batch_all,
		}
	}
}

/// What came out of walking through a transaction of refusals.
enum Walked {
	Free(Vec<Vec<u8>>),
	Due,
}

impl<R, L> LookThrough<R, L>
where
	R: pallet_proxy::Config<RuntimeCall = CallOf<R>>
		+ pallet_utility::Config<RuntimeCall = CallOf<R>>,
	CallOf<R>: IsSubType<pallet_proxy::Call<R>> + IsSubType<pallet_utility::Call<R>>,
	L: CallRules<R::AccountId, CallOf<R>>,
{
	fn wrapper(call: &CallOf<R>) -> Option<Wrapper<'_, R>> {
		if let Some(pallet_proxy::Call::proxy { real, force_proxy_type, call }) = call.is_sub_type()
		{
			return Some(Wrapper::Proxy { real, forced: force_proxy_type, call });
		}
		match call.is_sub_type() {
			Some(pallet_utility::Call::batch { calls })
			| Some(pallet_utility::Call::force_batch { calls }) => {
				Some(Wrapper::Batch { calls, all: false })
			},
			Some(pallet_utility::Call::batch_all { calls }) => {
				Some(Wrapper::Batch { calls, all: true })
			},
			_ => None,
		}
	}

	/// Looks at every call once, without recursion: how deep calls are nested is the sender's choice.
	fn shape(call: &CallOf<R>) -> Shape {
		let (mut count, mut wrappers, mut deepest) = (0u32, 0u32, 0u32);
		let mut only_refusals = true;
		let mut stack = vec![(call, 0u32)];
		while let Some((call, depth)) = stack.pop() {
			match Self::wrapper(call) {
				Some(Wrapper::Proxy { call, .. }) => {
					wrappers.saturating_accrue(1);
					stack.push((call, depth.saturating_add(1)));
				},
				Some(Wrapper::Batch { calls, .. }) => {
					wrappers.saturating_accrue(1);
					// An empty batch says no to nothing.
					only_refusals &= !calls.is_empty();
					stack.extend(calls.iter().map(|call| (call, depth.saturating_add(1))));
				},
				None => match L::kind(call) {
					Kind::Refusal => {
						count.saturating_accrue(1);
						deepest = deepest.max(depth);
					},
					Kind::Checked | Kind::Sealed if depth == 0 => return Shape::Direct,
					Kind::Sealed => return Shape::HiddenEnvelope,
					Kind::Checked | Kind::Ordinary => only_refusals = false,
				},
			}
		}
		if only_refusals && count > 0 {
			Shape::Refusals { count, wrappers, depth: deepest }
		} else {
			Shape::Ordinary
		}
	}

	/// Checks a transaction of refusals in the order of dispatch. With `apply`, each is carried out
	/// before the next is checked.
	fn walk(call: &CallOf<R>, context: Context<R>, apply: bool) -> Result<Walked, RefusalCode> {
		let mut tags = Vec::new();
		let mut due = false;
		let mut stack = vec![(call, context)];
		while let Some((call, context)) = stack.pop() {
			if !R::BaseCallFilter::contains(call) {
				return Err(RefusalCode::Filtered);
			}
			if !Self::delegation_allows(&context, call) {
				return Err(RefusalCode::NotAllowedByProxyType);
			}
			match Self::wrapper(call) {
				Some(Wrapper::Proxy { real, forced, call }) => {
					let real =
						R::Lookup::lookup(real.clone()).map_err(|_| RefusalCode::UnknownAddress)?;
					let found =
						pallet_proxy::Pallet::<R>::find_proxy(&real, &context.who, forced.clone())
							.map_err(|_| RefusalCode::NotDelegate)?;
					if !found.delay.is_zero() {
						return Err(RefusalCode::DelegationDelayed);
					}
					let context = Context {
						who: real,
						delegation: Some(found.proxy_type),
						in_batch_all: false,
					};
					stack.push((call, context));
				},
				Some(Wrapper::Batch { calls, all }) => {
					if all && context.in_batch_all {
						return Err(RefusalCode::Filtered);
					}
					let context = Context { in_batch_all: all || context.in_batch_all, ..context };
					stack.extend(calls.iter().rev().map(|call| (call, context.clone())));
				},
				None => {
					match L::check_refusal(&context.who, call)? {
						Fee::Waived(tag) => tags.push(tag),
						Fee::Due => due = true,
					}
					if apply {
						call.clone()
							.dispatch(RawOrigin::Signed(context.who).into())
							.map_err(|_| RefusalCode::Conflict)?;
					}
				},
			}
		}
		Ok(if due { Walked::Due } else { Walked::Free(tags) })
	}

	/// The filter that `pallet-proxy` lays on the origin of a delegate's call.
	fn delegation_allows(context: &Context<R>, call: &CallOf<R>) -> bool {
		let Some(kind) = &context.delegation else { return true };
		match call.is_sub_type() {
			Some(pallet_proxy::Call::add_proxy { proxy_type, .. })
			| Some(pallet_proxy::Call::remove_proxy { proxy_type, .. })
				if !kind.is_superset(proxy_type) =>
			{
				false
			},
			Some(pallet_proxy::Call::remove_proxies { .. })
			| Some(pallet_proxy::Call::kill_pure { .. })
				if *kind != Default::default() =>
			{
				false
			},
			_ => kind.filter(call),
		}
	}
}

impl<R, L> ChargePolicy<R::AccountId, CallOf<R>> for LookThrough<R, L>
where
	R: pallet_proxy::Config<RuntimeCall = CallOf<R>>
		+ pallet_utility::Config<RuntimeCall = CallOf<R>>
		+ free_lane::Config,
	CallOf<R>: IsSubType<pallet_proxy::Call<R>> + IsSubType<pallet_utility::Call<R>>,
	L: CallRules<R::AccountId, CallOf<R>>,
{
	fn refusals(call: &CallOf<R>) -> Option<u32> {
		match Self::shape(call) {
			Shape::Refusals { count, .. } => Some(count),
			_ => None,
		}
	}

	fn classify(
		who: &R::AccountId,
		call: &CallOf<R>,
		info: &DispatchInfo,
		len: usize,
	) -> Charge<R::AccountId> {
		let answer = match Self::shape(call) {
			Shape::Ordinary => return Charge::Paid(Payer::Signer),
			Shape::HiddenEnvelope => Err(RefusalCode::DeliverDirectly),
			Shape::Direct if !R::BaseCallFilter::contains(call) => Err(RefusalCode::Filtered),
			Shape::Direct => L::check_direct(who, call, info, len).map(Charge::Paid),
			Shape::Refusals { depth, .. } if depth > MAX_DEPTH => Err(RefusalCode::TooDeep),
			Shape::Refusals { count, .. } if count > MAX_REFUSALS => Err(RefusalCode::TooMany),
			Shape::Refusals { count, .. } => {
				let context = Context { who: who.clone(), delegation: None, in_batch_all: false };
				// One refusal succeeds if its check does. Several may stand in each other's way.
				let walked = if count > 1 {
					with_transaction_unchecked(|| {
						TransactionOutcome::Rollback(Self::walk(call, context, true))
					})
				} else {
					Self::walk(call, context, false)
				};
				walked.map(|walked| match walked {
					Walked::Free(tags) => Charge::Free(tags),
					Walked::Due => Charge::Paid(Payer::Signer),
				})
			},
		};
		answer.unwrap_or_else(Charge::Refused)
	}

	fn before_charge(call: &CallOf<R>) {
		L::before_charge(call);
	}

	fn weight(call: &CallOf<R>) -> Weight {
		// A check is a part of its call (check, change, announce), so the call's measured weight
		// bounds it.
		let call_weight = || call.get_dispatch_info().call_weight;
		let more = match Self::shape(call) {
			Shape::Ordinary | Shape::HiddenEnvelope => Weight::zero(),
			Shape::Direct => call_weight(),
			Shape::Refusals { count, wrappers, depth } => {
				if count > MAX_REFUSALS || depth > MAX_DEPTH {
					// Refused unseen.
					Weight::zero()
				} else {
					// Checked, and if there are several, tried.
					<R as free_lane::Config>::WeightInfo::take()
						.saturating_add(
							<R as free_lane::Config>::WeightInfo::look_through()
								.saturating_mul(wrappers.into()),
						)
						.saturating_add(call_weight().saturating_mul(if count > 1 { 2 } else { 1 }))
				}
			},
		};
		<R as free_lane::Config>::WeightInfo::classify().saturating_add(more)
	}
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
	/// The wrapped extension charges, in the name of this account if it is not the signer.
	Paid(V, Option<AccountId>),
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
		let charge = match origin.as_signer() {
			None => Charge::Paid(Payer::Signer),
			Some(who) => {
				let refusals = T::Policy::refusals(call);
				// Asked before the checks, so that a full lane costs a block's author little. In
				// the pool the lane is always empty.
				if let Some(count) = refusals.filter(|count| *count <= MAX_REFUSALS) {
					if !free_lane::Pallet::<T>::has_room(who, count) {
						return Err(InvalidTransaction::ExhaustsResources.into());
					}
				}
				match T::Policy::classify(who, call, info, len) {
					Charge::Free(items) => {
						let validity = ValidTransaction {
							priority: FREE_PRIORITY,
							provides: items
								.into_iter()
								.map(|item| (TAG_PREFIX, item).encode())
								.collect(),
							..Default::default()
						};
						let val = Val::Free(who.clone(), refusals.unwrap_or(1));
						return Ok((validity, val, origin));
					},
					other => other,
				}
			},
		};
		let payer = match charge {
			Charge::Refused(reason) => return Err(refuse(reason)),
			Charge::Paid(Payer::Other(_)) if self.0.has_tip() => {
				return Err(refuse(RefusalCode::TipOnOthersMoney));
			},
			Charge::Paid(Payer::Other(payer)) => Some(payer),
			Charge::Paid(Payer::Signer) | Charge::Free(_) => None,
		};
		let payer_origin = match &payer {
			Some(payer) => RawOrigin::Signed(payer.clone()).into(),
			None => origin.clone(),
		};
		let (mut validity, val, payer_origin) = self.0.validate(
			payer_origin,
			call,
			info,
			len,
			self_implicit,
			inherited_implication,
			source,
		)?;
		// Nothing that is paid for comes before a refusal.
		validity.priority = validity.priority.min(MAX_PAID_PRIORITY);
		let origin = if payer.is_some() { origin } else { payer_origin };
		Ok((validity, Val::Paid(val, payer), origin))
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
			Val::Paid(val, None) => self.0.prepare(val, origin, call, info, len).map(Pre::Paid),
			Val::Paid(val, Some(payer)) => {
				T::Policy::before_charge(call);
				let origin = RawOrigin::Signed(payer).into();
				self.0.prepare(val, &origin, call, info, len).map(Pre::Paid)
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

fn refuse(reason: RefusalCode) -> TransactionValidityError {
	InvalidTransaction::Custom(reason.code()).into()
}
