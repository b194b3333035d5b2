//! Makes a [`ChargePolicy`] out of [`CallRules`] for plain calls: it sees what is inside proxies
//! and batches. `decide`, below, has the cases; `shape` tells them apart.

use crate::{
	charge::{
		CallRules, Charge, ChargePolicy, Fee, Kind, Payer, MAX_DEPTH, MAX_REFUSALS, MAX_SPONSORED,
	},
	free_lane::{self, WeightInfo},
};
use alloc::{vec, vec::Vec};
use core::marker::PhantomData;
use epione_primitives::{CallSet, RefusalCode};
use frame_support::{
	dispatch::{DispatchInfo, GetDispatchInfo},
	storage::{with_transaction_unchecked, TransactionOutcome},
	traits::{Contains, InstanceFilter, IsSubType},
	weights::Weight,
};
use frame_system::RawOrigin;
use sp_runtime::traits::{Dispatchable, Saturating, StaticLookup, Zero};

/// A [`ChargePolicy`] that applies the rules `L` to plain calls and looks through `proxy.proxy`
/// and the batches of `utility`.
///
/// * A proxy is looked through only where it would work: the delegation that `proxy.proxy` would
///   find is there, has no delay, and its type allows the call.
/// * A batch is free only if it is made of nothing but refusals; otherwise it is paid for, valid or
///   not.
/// * An envelope inside any other call is refused, whatever that call would do with it.
/// * What is not free is paid by a sponsorship if that pays for every single call in it, and all of
///   them benefit the same member; otherwise by the signer.
pub struct LookThrough<R, L>(PhantomData<(R, L)>);

/// Calls that carry others in their arguments, with whatever origin these are to be dispatched,
/// and whenever.
pub trait CarriesCalls: Sized {
	/// The calls in the arguments of this one; not those inside these in turn.
	fn carried(&self) -> Vec<&Self>;
}

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
	/// Refusals only: how many, inside how many wrappers, and how deep the deepest lies.
	Refusals { count: u32, wrappers: u32, depth: u32 },
	/// One [`Kind::Checked`] or [`Kind::Sealed`] call, not wrapped in anything.
	Direct,
	/// A [`Kind::Sealed`] call (an envelope) inside another call, whichever that is.
	HiddenEnvelope,
	/// Anything else. `sponsorable` counts the wrappers, if the calls are ones that sponsorships
	/// pay for and few enough.
	Ordinary { sponsorable: Option<u32> },
}

/// The account and the restrictions under which a call inside wrappers is dispatched.
struct Context<R: pallet_proxy::Config> {
	who: R::AccountId,
	/// The type of the delegation under which it runs, if any.
	delegation: Option<<R as pallet_proxy::Config>::ProxyType>,
	/// Whether it is inside a `batch_all`, which may not contain another.
	in_batch_all: bool,
}

impl<R: pallet_proxy::Config> Context<R> {
	/// The context of the signer's own call.
	fn of(signer: &R::AccountId) -> Self {
		Self { who: signer.clone(), delegation: None, in_batch_all: false }
	}
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

/// The result of walking through a transaction of refusals.
enum Walked {
	Free(Vec<Vec<u8>>),
	Due,
}

impl<R, L> LookThrough<R, L>
where
	R: pallet_proxy::Config<RuntimeCall = CallOf<R>>
		+ pallet_utility::Config<RuntimeCall = CallOf<R>>,
	CallOf<R>: IsSubType<pallet_proxy::Call<R>> + IsSubType<pallet_utility::Call<R>> + CarriesCalls,
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

	/// Whether there is an envelope in what `calls` carry, however deep.
	fn hides_envelope(mut calls: Vec<&CallOf<R>>) -> bool {
		while let Some(call) = calls.pop() {
			if L::kind(call) == Kind::Sealed {
				return true;
			}
			calls.extend(call.carried());
		}
		false
	}

	/// Looks at every call once, without recursion: the sender chooses how deeply calls are nested.
	fn shape(call: &CallOf<R>) -> Shape {
		let (mut count, mut wrappers, mut deepest) = (0u32, 0u32, 0u32);
		let mut only_refusals = true;
		let (mut sponsorable, mut others) = (true, 0u32);
		let mut stack = vec![(call, 0u32)];
		while let Some((call, depth)) = stack.pop() {
			match Self::wrapper(call) {
				Some(Wrapper::Proxy { call, .. }) => {
					wrappers.saturating_accrue(1);
					stack.push((call, depth.saturating_add(1)));
				},
				Some(Wrapper::Batch { calls, .. }) => {
					wrappers.saturating_accrue(1);
					// An empty batch refuses nothing, and does nothing that is worth paying for.
					only_refusals &= !calls.is_empty();
					sponsorable &= !calls.is_empty();
					stack.extend(calls.iter().map(|call| (call, depth.saturating_add(1))));
				},
				None => {
					deepest = deepest.max(depth);
					sponsorable &= L::sponsorable(call);
					if Self::hides_envelope(call.carried()) {
						return Shape::HiddenEnvelope;
					}
					match L::kind(call) {
						Kind::Refusal => count.saturating_accrue(1),
						Kind::Checked | Kind::Sealed if depth == 0 => return Shape::Direct,
						Kind::Sealed => return Shape::HiddenEnvelope,
						Kind::Checked | Kind::Ordinary => {
							only_refusals = false;
							others.saturating_accrue(1);
						},
					}
				},
			}
		}
		if only_refusals && count > 0 {
			return Shape::Refusals { count, wrappers, depth: deepest };
		}
		let few = count.saturating_add(others) <= MAX_SPONSORED
			&& wrappers <= MAX_SPONSORED
			&& deepest <= MAX_DEPTH;
		Shape::Ordinary { sponsorable: (sponsorable && few).then_some(wrappers) }
	}

	/// Returns who pays for a transaction that is not free: a sponsorship, or the signer. Only for
	/// transactions that [`Self::shape`] found bounded.
	fn sponsor_or_signer(
		signer: &R::AccountId,
		call: &CallOf<R>,
		info: &DispatchInfo,
		len: usize,
	) -> Payer<R::AccountId> {
		Self::sponsored(signer, call)
			.and_then(|(member, calls)| L::sponsor(signer, &member, calls, info, len))
			.unwrap_or(Payer::Signer)
	}

	/// Returns the one beneficiary of all calls of a transaction, and their kinds; `None` if they
	/// benefit several accounts, if one is not of a sponsored kind, or if a proxy would not work.
	fn sponsored(signer: &R::AccountId, call: &CallOf<R>) -> Option<(R::AccountId, CallSet)> {
		let mut found: Option<(R::AccountId, CallSet)> = None;
		let mut stack = vec![(call, Context::of(signer))];
		while let Some((call, context)) = stack.pop() {
			if !R::BaseCallFilter::contains(call) || !Self::delegation_allows(&context, call) {
				return None;
			}
			match Self::wrapper(call) {
				Some(Wrapper::Proxy { real, forced, call }) => {
					stack.push((call, Self::through_proxy(&context, real, forced).ok()?));
				},
				Some(Wrapper::Batch { calls, .. }) => {
					stack.extend(calls.iter().map(|call| (call, context.clone())));
				},
				None => {
					let (kind, member) = L::beneficiary(&context.who, call)?;
					let calls = match &found {
						None => CallSet::NONE,
						Some((other, calls)) if *other == member => *calls,
						Some(_) => return None,
					};
					found = Some((member, calls.with(kind)));
				},
			}
		}
		found
	}

	/// The context in which a call inside `proxy.proxy` is dispatched.
	fn through_proxy(
		context: &Context<R>,
		real: &<R::Lookup as StaticLookup>::Source,
		forced: &Option<R::ProxyType>,
	) -> Result<Context<R>, RefusalCode> {
		let real = R::Lookup::lookup(real.clone()).map_err(|_| RefusalCode::UnknownAddress)?;
		let found = pallet_proxy::Pallet::<R>::find_proxy(&real, &context.who, forced.clone())
			.map_err(|_| RefusalCode::NotDelegate)?;
		if !found.delay.is_zero() {
			return Err(RefusalCode::DelegationDelayed);
		}
		Ok(Context { who: real, delegation: Some(found.proxy_type), in_batch_all: false })
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
					stack.push((call, Self::through_proxy(&context, real, forced)?));
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

	/// The filter that `pallet-proxy` applies to the origin of a delegate's call.
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
	CallOf<R>: IsSubType<pallet_proxy::Call<R>> + IsSubType<pallet_utility::Call<R>> + CarriesCalls,
	L: CallRules<R::AccountId, CallOf<R>>,
{
	fn refusals(call: &CallOf<R>) -> Option<u32> {
		match Self::shape(call) {
			Shape::Refusals { count, .. } => Some(count),
			_ => None,
		}
	}

	fn decide(
		who: &R::AccountId,
		call: &CallOf<R>,
		info: &DispatchInfo,
		len: usize,
	) -> Charge<R::AccountId> {
		let charge = match Self::shape(call) {
			Shape::Ordinary { sponsorable: None } => Ok(Charge::Paid(Payer::Signer)),
			Shape::Ordinary { .. } => {
				Ok(Charge::Paid(Self::sponsor_or_signer(who, call, info, len)))
			},
			Shape::HiddenEnvelope => Err(RefusalCode::DeliverDirectly),
			Shape::Direct if !R::BaseCallFilter::contains(call) => Err(RefusalCode::Filtered),
			Shape::Direct => L::check_direct(who, call, info, len).map(|payer| match payer {
				Payer::Signer if L::sponsorable(call) => {
					Charge::Paid(Self::sponsor_or_signer(who, call, info, len))
				},
				payer => Charge::Paid(payer),
			}),
			Shape::Refusals { depth, .. } if depth > MAX_DEPTH => Err(RefusalCode::TooDeep),
			Shape::Refusals { count, .. } if count > MAX_REFUSALS => Err(RefusalCode::TooMany),
			Shape::Refusals { count, .. } => {
				let context = Context::of(who);
				// One refusal succeeds if its check does. Several may get in each other's way.
				let walked = if count > 1 {
					with_transaction_unchecked(|| {
						TransactionOutcome::Rollback(Self::walk(call, context, true))
					})
				} else {
					Self::walk(call, context, false)
				};
				walked.map(|walked| match walked {
					Walked::Free(tags) => Charge::Free(tags),
					Walked::Due => Charge::Paid(Self::sponsor_or_signer(who, call, info, len)),
				})
			},
		};
		charge.unwrap_or_else(Charge::Refused)
	}

	fn before_charge(
		payer: &Payer<R::AccountId>,
		call: &CallOf<R>,
		info: &DispatchInfo,
		len: usize,
	) {
		L::before_charge(payer, call, info, len);
	}

	fn weight(call: &CallOf<R>) -> Weight {
		// A check is a part of its call (check, change, announce), so the call's measured weight
		// bounds it.
		let call_weight = || call.get_dispatch_info().call_weight;
		let look_through = |wrappers: u32| {
			<R as free_lane::Config>::WeightInfo::look_through().saturating_mul(wrappers.into())
		};
		// The wrappers, plus two proxy look-ups: the beneficiary's and one other account's.
		let sponsor = |wrappers: u32| {
			L::sponsor_weight().saturating_add(look_through(wrappers.saturating_add(2)))
		};
		let more = match Self::shape(call) {
			Shape::Ordinary { sponsorable: None } | Shape::HiddenEnvelope => Weight::zero(),
			Shape::Ordinary { sponsorable: Some(wrappers) } => sponsor(wrappers),
			Shape::Direct if L::sponsorable(call) => call_weight().saturating_add(sponsor(0)),
			Shape::Direct => call_weight(),
			Shape::Refusals { count, wrappers, depth } => {
				if count > MAX_REFUSALS || depth > MAX_DEPTH {
					// Refused without a look inside.
					Weight::zero()
				} else {
					// Checked, and if there are several, tried. Where it is no longer free, a
					// sponsorship may pay.
					free_lane::Pallet::<R>::take_weight()
						.saturating_add(look_through(wrappers))
						.saturating_add(sponsor(wrappers))
						.saturating_add(call_weight().saturating_mul(if count > 1 { 2 } else { 1 }))
				}
			},
		};
		<R as free_lane::Config>::WeightInfo::classify().saturating_add(more)
	}
}
