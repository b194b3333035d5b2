//! Who acts for whom, read from the proxies.

use crate::proxy::ProxyType;
use codec::Encode;
use core::marker::PhantomData;
use epione_primitives::traits::{Delegation, DelegationCheck};
use sp_runtime::traits::{Hash, Zero};

/// [`DelegationCheck`] over the proxies of `pallet-proxy`.
///
/// One rule: a delegate may make a call for a subject exactly when `proxy.proxy` would let it make
/// that call as the subject. So `Any` and `NonTransfer` count for both kinds, `Gateway` and
/// `Guardian` each for its own, and a delayed delegation counts for nothing (its calls must be
/// announced, and a direct call cannot be).
pub struct ProxyDelegations<R>(PhantomData<R>);

impl<R> DelegationCheck<R::AccountId> for ProxyDelegations<R>
where
	R: pallet_proxy::Config<ProxyType = ProxyType>,
{
	fn acts_for(delegate: &R::AccountId, subject: &R::AccountId, kind: Delegation) -> bool {
		let needed = ProxyType::from(kind);
		pallet_proxy::Proxies::<R>::get(subject).0.iter().any(|entry| {
			&entry.delegate == delegate && entry.delay.is_zero() && entry.proxy_type.covers(needed)
		})
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn set_up(delegate: &R::AccountId, subject: &R::AccountId, kind: Delegation) -> bool {
		fill::<R>(subject, delegate, kind.into()).is_ok()
	}
}

/// Whether `delegate` has announced a call with this hash for `who`.
pub(crate) fn has_announced<R: pallet_proxy::Config>(
	who: &R::AccountId,
	delegate: &R::AccountId,
	call_hash: &<R::CallHasher as Hash>::Output,
) -> bool {
	// The fields of an announcement are private; its encoding has them in this order: the account,
	// the call's hash, the height.
	let announced = (who, call_hash).encode();
	pallet_proxy::Announcements::<R>::get(delegate)
		.0
		.iter()
		.any(|entry| entry.using_encoded(|bytes| bytes.starts_with(&announced)))
}

/// Makes `delegate` the last of as many delegates of `subject` as there can be.
#[cfg(feature = "runtime-benchmarks")]
pub fn fill<R>(
	subject: &R::AccountId,
	delegate: &R::AccountId,
	proxy_type: ProxyType,
) -> sp_runtime::DispatchResult
where
	R: pallet_proxy::Config<ProxyType = ProxyType>,
{
	use frame_support::traits::{Currency, Get};

	// For runtimes where delegates cost a deposit.
	let least = R::Currency::minimum_balance();
	if R::Currency::free_balance(subject) <= least {
		let _ = R::Currency::deposit_creating(subject, least + least);
	}
	pallet_proxy::Pallet::<R>::add_proxy_delegate(
		subject,
		delegate.clone(),
		proxy_type,
		Zero::zero(),
	)?;
	// They are kept in the order of the accounts: those that come before this one cost most.
	let others = (0u32..1_000).map(|n| frame_benchmarking::account::<R::AccountId>("other", n, 0));
	let room = R::MaxProxies::get().saturating_sub(1) as usize;
	for other in others.filter(|other| other < delegate).take(room) {
		pallet_proxy::Pallet::<R>::add_proxy_delegate(subject, other, proxy_type, Zero::zero())?;
	}
	Ok(())
}
