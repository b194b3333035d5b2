//! Refusals and deliveries through delegates.

use super::free::refused;
use crate::{
	charge::{free_priority, TURNS},
	mock::*,
	ProxyDelegations, ProxyType,
};
use epione_primitives::{
	traits::{Delegation, DelegationCheck},
	RefusalCode,
};
use frame_support::{
	assert_noop, assert_ok,
	traits::{ConstU32, InstanceFilter},
	BoundedVec,
};
use pallet_proxy::{Announcements, Proxies, ProxyDefinition};
use sp_runtime::DispatchError;

fn forced(real: AccountId, kind: ProxyType, call: RuntimeCall) -> RuntimeCall {
	pallet_proxy::Call::proxy { real, force_proxy_type: Some(kind), call: Box::new(call) }.into()
}

fn remove_proxy(delegate: AccountId, proxy_type: ProxyType) -> RuntimeCall {
	pallet_proxy::Call::remove_proxy { delegate, proxy_type, delay: 0 }.into()
}

#[test]
fn a_guardians_refusal_is_free() {
	run(|| {
		given_proxy(ALICE, BOB, ProxyType::Guardian, 0);
		for (grant, call) in [
			(7, revoke(7)),
			(8, proxied(ALICE, revoke(8))),
			(9, forced(ALICE, ProxyType::Guardian, revoke(9))),
		] {
			given_grant(ALICE, grant);
			let balance = Balances::free_balance(BOB);
			assert_eq!(pool(BOB, call.clone()).unwrap().priority, free_priority(1) + TURNS);
			assert_ok!(apply(BOB, call).unwrap());
			assert_eq!(Balances::free_balance(BOB), balance);
			assert!(!consent::Grants::<Test>::contains_key(grant));
		}
	});
}

#[test]
fn the_wrong_delegate_is_refused() {
	run(|| {
		given_grant(ALICE, 7);
		assert_eq!(pool(BOB, proxied(ALICE, revoke(7))), refused(RefusalCode::NotDelegate));
		given_proxy(ALICE, BOB, ProxyType::Gateway, 0);
		assert_eq!(
			pool(BOB, proxied(ALICE, revoke(7))),
			refused(RefusalCode::NotAllowedByProxyType)
		);
		assert_eq!(
			pool(BOB, forced(ALICE, ProxyType::Guardian, revoke(7))),
			refused(RefusalCode::NotDelegate)
		);
		// Directly: the pallet's own refusal.
		assert_eq!(pool(BOB, revoke(7)), refused(RefusalCode::Consent(1)));
		// Being somebody's delegate does not make one everybody's.
		given_proxy(POT, BOB, ProxyType::Any, 0);
		assert_eq!(
			pool(BOB, proxied(POT, proxied(ALICE, revoke(7)))),
			refused(RefusalCode::NotDelegate)
		);
	});
}

#[test]
fn a_delayed_delegate_is_refused() {
	run(|| {
		given_grant(ALICE, 7);
		given_proxy(ALICE, BOB, ProxyType::Guardian, 1);
		assert_eq!(pool(BOB, proxied(ALICE, revoke(7))), refused(RefusalCode::DelegationDelayed));
		assert_eq!(pool(BOB, revoke(7)), refused(RefusalCode::Consent(1)));
		// `proxy.proxy` takes the first entry that it finds: the delayed one, unless told the type.
		given_proxy(ALICE, BOB, ProxyType::NonTransfer, 1);
		given_proxy(ALICE, BOB, ProxyType::Guardian, 0);
		assert_eq!(pool(BOB, proxied(ALICE, revoke(7))), refused(RefusalCode::DelegationDelayed));
		assert!(pool(BOB, forced(ALICE, ProxyType::Guardian, revoke(7))).is_ok());
		assert!(pool(BOB, revoke(7)).is_ok());
	});
}

#[test]
fn a_chain_of_delegates_works_and_each_link_is_checked() {
	run(|| {
		given_grant(ALICE, 7);
		given_proxy(ALICE, POT, ProxyType::Guardian, 0);
		given_proxy(POT, BOB, ProxyType::Any, 0);
		let call = proxied(POT, proxied(ALICE, revoke(7)));
		assert!(pool(BOB, call.clone()).is_ok());
		assert_ok!(apply(BOB, call).unwrap());
		assert!(!consent::Grants::<Test>::contains_key(7));

		// A guardian's delegation does not let its holder act for others in turn.
		given_grant(ALICE, 8);
		Proxy::remove_proxy(RuntimeOrigin::signed(POT), BOB, ProxyType::Any, 0).unwrap();
		given_proxy(POT, BOB, ProxyType::Guardian, 0);
		assert_eq!(
			pool(BOB, proxied(POT, proxied(ALICE, revoke(8)))),
			refused(RefusalCode::NotAllowedByProxyType)
		);
	});
}

#[test]
fn a_batch_inside_a_proxy_needs_a_type_that_allows_it() {
	run(|| {
		given_grant(ALICE, 7);
		given_grant(ALICE, 8);
		given_proxy(ALICE, BOB, ProxyType::Guardian, 0);
		let inside = proxied(ALICE, batch(vec![revoke(7), revoke(8)]));
		assert_eq!(pool(BOB, inside.clone()), refused(RefusalCode::NotAllowedByProxyType));
		// The other way round it goes.
		let outside = batch(vec![proxied(ALICE, revoke(7)), proxied(ALICE, revoke(8))]);
		assert!(pool(BOB, outside).is_ok());
		given_proxy(ALICE, BOB, ProxyType::NonTransfer, 0);
		assert!(pool(BOB, inside).is_ok());
	});
}

#[test]
fn removing_a_delegate_is_free() {
	run(|| {
		given_grant(POOR, 7);
		given_proxy(POOR, BOB, ProxyType::Any, 0);
		given_proxy(POOR, BOB, ProxyType::Guardian, 0);
		assert_ok!(apply(POOR, remove_proxy(BOB, ProxyType::Any)).unwrap());
		assert_eq!(
			apply(POOR, remove_proxy(BOB, ProxyType::Any)),
			refused(RefusalCode::NoSuchDelegation)
		);
		assert_eq!(Proxy::proxies(POOR).0.len(), 1);
	});
}

#[test]
fn a_delegate_cannot_remove_one_that_may_do_more() {
	run(|| {
		given_proxy(ALICE, POT, ProxyType::Any, 0);
		given_proxy(ALICE, BOB, ProxyType::NonTransfer, 0);
		assert_eq!(
			pool(BOB, proxied(ALICE, remove_proxy(POT, ProxyType::Any))),
			refused(RefusalCode::NotAllowedByProxyType)
		);
		let own = proxied(ALICE, remove_proxy(BOB, ProxyType::NonTransfer));
		assert_ok!(apply(BOB, own).unwrap());
		assert_eq!(Proxy::proxies(ALICE).0.len(), 1);
	});
}

#[test]
fn a_batch_that_saws_off_its_own_branch_is_refused() {
	run(|| {
		given_grant(ALICE, 7);
		given_proxy(ALICE, BOB, ProxyType::NonTransfer, 0);
		// As `batch_all` it would fail as a whole, change nothing, and could be sent without end.
		let call = batch_all(vec![
			proxied(ALICE, remove_proxy(BOB, ProxyType::NonTransfer)),
			proxied(ALICE, revoke(7)),
		]);
		assert_eq!(pool(BOB, call), refused(RefusalCode::NotDelegate));
	});
}

#[test]
fn acts_for_is_what_proxy_would_allow() {
	run(|| {
		let calls = [(Delegation::Gateway, deliver(true)), (Delegation::Guardian, revoke(7))];
		for kind in ProxyType::ALL {
			for delay in [0, 1] {
				given_proxy(ALICE, BOB, kind, delay);
				for (delegation, call) in &calls {
					assert_eq!(
						ProxyDelegations::<Test>::acts_for(&BOB, &ALICE, *delegation),
						delay == 0 && kind.filter(call),
						"{kind:?} delayed by {delay} as {delegation:?}"
					);
					assert!(!ProxyDelegations::<Test>::acts_for(&ALICE, &BOB, *delegation));
					assert!(!ProxyDelegations::<Test>::acts_for(&POT, &ALICE, *delegation));
				}
				Proxy::remove_proxies(RuntimeOrigin::signed(ALICE)).unwrap();
			}
		}
		assert!(ProxyDelegations::<Test>::is_or_acts_for(&BOB, &BOB, Delegation::Gateway));
	});
}

#[test]
fn the_filter_sees_the_pallets_names() {
	assert!(InstanceFilter::<RuntimeCall>::filter(&ProxyType::Gateway, &deliver(true)));
	assert!(!InstanceFilter::<RuntimeCall>::filter(&ProxyType::Gateway, &revoke(7)));
	assert!(!InstanceFilter::<RuntimeCall>::filter(&ProxyType::Gateway, &batch(vec![])));
	assert!(InstanceFilter::<RuntimeCall>::filter(&ProxyType::Guardian, &revoke(7)));
	assert!(!InstanceFilter::<RuntimeCall>::filter(&ProxyType::Guardian, &deliver(true)));
	assert!(InstanceFilter::<RuntimeCall>::filter(&ProxyType::Any, &remark()));
	assert!(InstanceFilter::<RuntimeCall>::is_superset(&ProxyType::Any, &ProxyType::Guardian));
	assert!(!InstanceFilter::<RuntimeCall>::is_superset(&ProxyType::Guardian, &ProxyType::Any));
}

#[test]
fn eight_delegates_without_tokens_work() {
	run(|| {
		given_grant(POOR, 7);
		for delegate in 100..108 {
			given_proxy(POOR, delegate, ProxyType::Gateway, 0);
		}
		assert_noop!(
			Proxy::add_proxy(RuntimeOrigin::signed(POOR), BOB, ProxyType::Gateway, 0),
			pallet_proxy::Error::<Test>::TooMany
		);
		assert_eq!(Balances::reserved_balance(POOR), 0);
		for delegate in 100..108 {
			assert_ok!(apply(POOR, remove_proxy(delegate, ProxyType::Gateway)).unwrap());
		}
		assert!(!Proxies::<Test>::contains_key(POOR));
	});
}

#[test]
fn an_account_that_does_not_exist_has_no_delegates() {
	run(|| {
		let add = Proxy::add_proxy(RuntimeOrigin::signed(POOR), BOB, ProxyType::Any, 0);
		assert_eq!(add, Err(DispatchError::NoProviders));
		given_proxy(ALICE, POOR, ProxyType::Any, 1);
		let announce = Proxy::announce(RuntimeOrigin::signed(POOR), ALICE, Default::default());
		assert_eq!(announce, Err(DispatchError::NoProviders));
		// A pure account is one that does not exist.
		let pure: RuntimeCall =
			pallet_proxy::Call::create_pure { proxy_type: ProxyType::Any, delay: 0, index: 0 }
				.into();
		let filtered = DispatchError::from(frame_system::Error::<Test>::CallFiltered);
		assert_eq!(apply(ALICE, pure.clone()).unwrap(), Err(filtered));
		assert_ok!(apply(ALICE, force_batch(vec![pure])).unwrap());
		assert_eq!(Proxies::<Test>::iter().count(), 1);
		assert_eq!(Announcements::<Test>::iter().count(), 0);
	});
}

#[test]
fn delegates_and_announcements_go_with_their_account() {
	run(|| {
		given_grant(POOR, 7);
		given_proxy(POOR, BOB, ProxyType::Any, 0);
		given_proxy(POOR, POT, ProxyType::Gateway, 0);
		given_proxy(ALICE, POOR, ProxyType::Any, 1);
		Proxy::announce(RuntimeOrigin::signed(POOR), ALICE, Default::default()).unwrap();
		assert!(Announcements::<Test>::contains_key(POOR));
		System::reset_events();
		// Its last reference.
		assert_ok!(apply(POOR, revoke(7)).unwrap());
		assert!(!System::account_exists(&POOR));
		assert!(!Proxies::<Test>::contains_key(POOR));
		assert!(!Announcements::<Test>::contains_key(POOR));
		for (delegatee, proxy_type) in [(BOB, ProxyType::Any), (POT, ProxyType::Gateway)] {
			let delay = 0;
			System::assert_has_event(
				pallet_proxy::Event::ProxyRemoved { delegator: POOR, delegatee, proxy_type, delay }
					.into(),
			);
		}
		// Other accounts keep theirs.
		assert_eq!(Proxy::proxies(ALICE).0.len(), 1);
	});
}

/// Before this rule an account that did not exist could have delegates, with a deposit of 0.
#[test]
fn old_entries_of_an_account_that_does_not_exist_can_be_removed() {
	run(|| {
		let entry = |delegate: AccountId| ProxyDefinition {
			delegate,
			proxy_type: ProxyType::Any,
			delay: 0u64,
		};
		let entries: BoundedVec<_, ConstU32<8>> =
			vec![entry(ALICE), entry(BOB)].try_into().unwrap();
		Proxies::<Test>::insert(POOR, (entries, 0u64));
		assert_ok!(apply(BOB, proxied(POOR, remove_proxy(ALICE, ProxyType::Any))).unwrap());
		assert_eq!(Proxy::proxies(POOR).0.len(), 1);
		assert_ok!(apply(BOB, proxied(POOR, remove_proxy(BOB, ProxyType::Any))).unwrap());
		assert!(!Proxies::<Test>::contains_key(POOR));
	});
}
