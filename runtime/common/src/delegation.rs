//! Who acts for whom, read out of the proxies.

use crate::proxy::ProxyType;
use core::marker::PhantomData;
use epione_primitives::traits::{Delegation, DelegationCheck};
use sp_runtime::traits::Zero;

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
}
