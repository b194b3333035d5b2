//! What `pallet-safeguards` does, done by the SDK's `pallet-proxy` and `pallet-recovery`.

use crate::{delegation::has_announced, ProxyType};
use alloc::vec::Vec;
use core::marker::PhantomData;
use frame_support::dispatch::DispatchResult;
use pallet_safeguards::{Delegates, OwnRecovery};
use sp_runtime::traits::{Dispatchable, Hash, StaticLookup};

type CallOf<R> = <R as frame_system::Config>::RuntimeCall;
type CallHashOf<R> = <<R as pallet_proxy::Config>::CallHasher as Hash>::Output;

/// The ports of `pallet-safeguards` over the SDK's pallets.
///
/// Whatever changes the state is one of the SDK's calls, dispatched with the caller's origin and so
/// behind its filters: a delegate whose type does not allow `proxy.remove_proxy` cannot remove a
/// delegate here either, and an inheritor, from whom `pallet-recovery` keeps its own calls, cannot
/// slash another's attempt.
pub struct SdkSafeguards<R>(PhantomData<R>);

fn dispatch<R: frame_system::Config>(
	origin: R::RuntimeOrigin,
	call: impl Into<CallOf<R>>,
) -> DispatchResult {
	call.into().dispatch(origin).map(|_| ()).map_err(|error| error.error)
}

impl<R> Delegates<R::RuntimeOrigin, R::AccountId, ProxyType, CallHashOf<R>> for SdkSafeguards<R>
where
	R: pallet_proxy::Config<ProxyType = ProxyType>,
	CallOf<R>: From<pallet_proxy::Call<R>>,
{
	fn has(who: &R::AccountId, delegate: &R::AccountId, proxy_type: &ProxyType) -> bool {
		pallet_proxy::Proxies::<R>::get(who)
			.0
			.iter()
			.any(|entry| entry.delegate == *delegate && entry.proxy_type == *proxy_type)
	}

	fn has_any(who: &R::AccountId) -> bool {
		!pallet_proxy::Proxies::<R>::get(who).0.is_empty()
	}

	fn has_announced(
		who: &R::AccountId,
		delegate: &R::AccountId,
		call_hash: &CallHashOf<R>,
	) -> bool {
		has_announced::<R>(who, delegate, call_hash)
	}

	fn remove(
		origin: R::RuntimeOrigin,
		who: &R::AccountId,
		delegate: &R::AccountId,
		proxy_type: &ProxyType,
	) -> DispatchResult {
		let delays: Vec<_> = pallet_proxy::Proxies::<R>::get(who)
			.0
			.into_iter()
			.filter(|entry| entry.delegate == *delegate && entry.proxy_type == *proxy_type)
			.map(|entry| entry.delay)
			.collect();
		for delay in delays {
			let delegate = R::Lookup::unlookup(delegate.clone());
			let proxy_type = *proxy_type;
			let call = pallet_proxy::Call::<R>::remove_proxy { delegate, proxy_type, delay };
			dispatch::<R>(origin.clone(), call)?;
		}
		Ok(())
	}

	fn remove_all(origin: R::RuntimeOrigin) -> DispatchResult {
		dispatch::<R>(origin, pallet_proxy::Call::<R>::remove_proxies {})
	}

	fn reject(
		origin: R::RuntimeOrigin,
		delegate: &R::AccountId,
		call_hash: &CallHashOf<R>,
	) -> DispatchResult {
		let delegate = R::Lookup::unlookup(delegate.clone());
		let call_hash = *call_hash;
		dispatch::<R>(origin, pallet_proxy::Call::<R>::reject_announcement { delegate, call_hash })
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn set_up(who: &R::AccountId) -> (R::AccountId, ProxyType, CallHashOf<R>) {
		use frame_support::traits::{Currency, Get};
		use frame_system::RawOrigin;
		use pallet_proxy::Pallet;
		use sp_runtime::Saturating;

		let delegate: R::AccountId = frame_benchmarking::account("delegate", 0, 0);
		let plenty = R::Currency::minimum_balance().saturating_mul(1_000u32.into());
		for account in [who, &delegate] {
			let _ = R::Currency::make_free_balance_be(account, plenty);
		}
		for delay in 0..R::MaxProxies::get() {
			let delay = delay.into();
			Pallet::<R>::add_proxy_delegate(who, delegate.clone(), ProxyType::Any, delay)
				.expect("there is room for the entry");
		}
		let hash = |n: u32| R::CallHasher::hash_of(&n);
		for n in 0..R::MaxPending::get() {
			let origin = RawOrigin::Signed(delegate.clone()).into();
			Pallet::<R>::announce(origin, R::Lookup::unlookup(who.clone()), hash(n))
				.expect("there is room for the announcement");
		}
		(delegate, ProxyType::Any, hash(0))
	}
}

impl<R> OwnRecovery<R::RuntimeOrigin, R::AccountId> for SdkSafeguards<R>
where
	R: pallet_recovery::Config,
	CallOf<R>: From<pallet_recovery::Call<R>>,
{
	fn has_attempt(lost: &R::AccountId, friend_group: u32) -> bool {
		pallet_recovery::Pallet::<R>::attempt_of(lost, friend_group).is_ok()
	}

	fn has_inheritor(lost: &R::AccountId) -> bool {
		pallet_recovery::Inheritor::<R>::contains_key(lost)
	}

	fn cancel(
		origin: R::RuntimeOrigin,
		lost: &R::AccountId,
		friend_group_index: u32,
	) -> DispatchResult {
		let lost = R::Lookup::unlookup(lost.clone());
		let call = pallet_recovery::Call::<R>::cancel_attempt { lost, friend_group_index };
		dispatch::<R>(origin, call)
	}

	fn slash(origin: R::RuntimeOrigin, friend_group_index: u32) -> DispatchResult {
		dispatch::<R>(origin, pallet_recovery::Call::<R>::slash_attempt { friend_group_index })
	}

	fn revoke(origin: R::RuntimeOrigin) -> DispatchResult {
		dispatch::<R>(origin, pallet_recovery::Call::<R>::revoke_inheritor {})
	}

	/// Group 1 makes an inheritor; group 0, which counts more, attempts it again.
	#[cfg(feature = "runtime-benchmarks")]
	fn set_up(lost: &R::AccountId) -> u32 {
		use alloc::vec;
		use frame_benchmarking::account;
		use frame_support::traits::{fungible::Mutate, Get};
		use frame_system::RawOrigin;
		use pallet_recovery::{FriendGroup, FriendsOf, Pallet};
		use sp_runtime::Saturating;

		let plenty = R::SecurityDeposit::get().saturating_mul(1_000u32.into());
		let signed = |who: &R::AccountId| -> R::RuntimeOrigin {
			R::Currency::set_balance(who, plenty);
			RawOrigin::Signed(who.clone()).into()
		};
		let friend = |n: u32, group: u32| -> R::AccountId { account("friend", n, group) };
		let group = |number: u32| {
			let count = R::MaxFriendsPerConfig::get();
			let mut friends: Vec<_> = (0..count).map(|n| friend(n, number)).collect();
			friends.sort();
			FriendGroup {
				friends: FriendsOf::<R>::truncate_from(friends),
				friends_needed: 1,
				inheritor: account("inheritor", 0, 0),
				inheritance_delay: 0u32.into(),
				inheritance_priority: number,
				cancel_delay: 1u32.into(),
			}
		};
		let source = R::Lookup::unlookup(lost.clone());
		Pallet::<R>::set_friend_groups(signed(lost), vec![group(0), group(1)])
			.expect("the groups are well formed");
		for number in [1, 0] {
			let origin = signed(&friend(0, number));
			Pallet::<R>::initiate_attempt(origin.clone(), source.clone(), number)
				.expect("a friend may begin");
			if number == 1 {
				Pallet::<R>::finish_attempt(origin, source.clone(), number)
					.expect("one friend is enough, without delay");
			}
		}
		0
	}
}
