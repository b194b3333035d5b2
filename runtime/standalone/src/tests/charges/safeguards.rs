//! Delegates without deposit, and what an account without tokens does against those who may act
//! for it.

use super::fixture::*;
use crate::{
	configs::{ProtocolAccount, RecoverySecurity},
	AccountId, Balances, Proxy, Recovery, Runtime, RuntimeCall, RuntimeEvent, System,
};
use epione_primitives::{Grantee, RefusalCode};
use epione_runtime_common::{charge::MAX_PAID_PRIORITY, constants::currency::EPI, ProxyType};
use frame_support::{
	assert_noop, assert_ok,
	dispatch::{DispatchClass, GetDispatchInfo},
};
use pallet_proxy::{Announcements, Proxies};
use pallet_safeguards::Call;
use sp_runtime::{
	traits::{BlakeTwo256, Hash},
	transaction_validity::InvalidTransaction,
	DispatchError,
};

fn proxies() -> usize {
	Proxies::<Runtime>::iter().count()
}

fn add_proxy(delegate: AccountId) -> RuntimeCall {
	let delegate = delegate.into();
	pallet_proxy::Call::add_proxy { delegate, proxy_type: ProxyType::Any, delay: 0 }.into()
}

/// `call` by ALICE without tokens is free once and refused with `again` the second time; BOB's is
/// refused with `again` too, since he has none of what it ends.
fn assert_free(call: Call<Runtime>, again: RefusalCode) {
	let call = RuntimeCall::from(call);
	assert_eq!(pool(&BOB, call.clone()), refused(again), "{call:?} by BOB");
	let issuance = Balances::total_issuance();
	System::reset_events();
	let valid = pool(&ALICE, call.clone()).unwrap();
	assert!(valid.priority > MAX_PAID_PRIORITY, "{call:?}");
	assert_ok!(apply(&ALICE, call.clone()).unwrap());
	assert!(paid().is_empty());
	assert_eq!(Balances::total_issuance(), issuance);
	for call in [call.clone(), pallet_utility::Call::batch { calls: vec![call] }.into()] {
		assert_eq!(pool(&ALICE, call.clone()), refused(again), "{call:?} again");
		assert_eq!(apply(&ALICE, call), refused(again));
	}
}

/// ALICE without tokens, alive by a dataset.
fn poor_alice() {
	dataset(99);
	impoverish(&ALICE);
}

// Entries that nobody pays for.

#[test]
fn create_pure_a_thousand_times_fails() {
	run(|| {
		let before = proxies();
		let pure = |index| {
			let proxy_type = ProxyType::Any;
			RuntimeCall::from(pallet_proxy::Call::create_pure { proxy_type, delay: 0, index })
		};
		let calls = (0..1_000).map(pure).collect::<Vec<_>>();
		System::reset_events();
		assert_ok!(apply(&BOB, pallet_utility::Call::force_batch { calls }).unwrap());
		let filtered = System::events()
			.into_iter()
			.filter(|record| {
				matches!(
					record.event,
					RuntimeEvent::Utility(pallet_utility::Event::ItemFailed { error })
						if error == frame_system::Error::<Runtime>::CallFiltered.into()
				)
			})
			.count();
		assert_eq!(filtered, 1_000);
		assert_eq!(proxies(), before);
	});
}

#[test]
fn add_proxy_for_accounts_that_do_not_exist_fails() {
	run(|| {
		let before = proxies();
		let none = DispatchError::NoProviders;
		for index in 0..20 {
			let call = Box::new(add_proxy(MAKER));
			let derivative = pallet_utility::Call::as_derivative { index, call };
			assert_eq!(apply(&BOB, derivative).unwrap(), Err(none));
			let call = Box::new(add_proxy(MAKER));
			let other_signatories = vec![AccountId::new([100 + index as u8; 32])];
			let multisig = pallet_multisig::Call::as_multi_threshold_1 { other_signatories, call };
			assert_eq!(apply(&BOB, multisig).unwrap(), Err(none));
		}
		assert_eq!(proxies(), before);
		// With the existential deposit it is an account as any other.
		let derivative = pallet_utility::derivative_account_id(BOB, 1u16);
		assert_ok!(Balances::transfer_keep_alive(signed(BOB), derivative.clone().into(), EPI));
		let call = Box::new(add_proxy(MAKER));
		let again = pallet_utility::Call::as_derivative { index: 1, call };
		assert_ok!(apply(&BOB, again).unwrap());
		assert_eq!(Proxy::proxies(derivative).0.len(), 1);
	});
}

#[test]
fn announcements_of_accounts_that_do_not_exist_fail() {
	run(|| {
		let derivative = pallet_utility::derivative_account_id(BOB, 1u16);
		assert_ok!(Proxy::add_proxy(signed(BOB), derivative.into(), ProxyType::Any, 10));
		let call_hash = BlakeTwo256::hash(&[1]);
		let announce = pallet_proxy::Call::announce { real: BOB.into(), call_hash };
		let call = Box::new(RuntimeCall::from(announce));
		let announce = pallet_utility::Call::as_derivative { index: 1, call };
		assert_eq!(apply(&BOB, announce).unwrap(), Err(DispatchError::NoProviders));
		assert_eq!(Announcements::<Runtime>::iter().count(), 0);
	});
}

/// Somebody who funds an account, gives it delegates and announcements, and moves on with the
/// money.
#[test]
fn the_delegates_of_an_emptied_account_go_with_it() {
	run(|| {
		let before = proxies();
		let call_hash = BlakeTwo256::hash(&[1]);
		for n in 100..110 {
			let who = AccountId::new([n; 32]);
			assert_ok!(Balances::transfer_keep_alive(signed(BOB), who.clone().into(), EPI));
			for delegate in 0..8 {
				let delegate = AccountId::new([200 + delegate; 32]);
				assert_ok!(apply(&who, add_proxy(delegate)).unwrap());
			}
			assert_ok!(Proxy::add_proxy(signed(BOB), who.clone().into(), ProxyType::Any, 10));
			assert_ok!(Proxy::announce(signed(who.clone()), BOB.into(), call_hash));
			assert_eq!(Proxy::proxies(who.clone()).0.len(), 8);
			assert_eq!(Proxy::announcements(who.clone()).0.len(), 1);

			System::reset_events();
			impoverish(&who);
			assert!(!System::account_exists(&who));
			assert!(!Proxies::<Runtime>::contains_key(&who));
			assert!(!Announcements::<Runtime>::contains_key(&who));
			let removed = System::events()
				.into_iter()
				.filter(|record| {
					matches!(
						&record.event,
						RuntimeEvent::Proxy(pallet_proxy::Event::ProxyRemoved { delegator, .. })
							if *delegator == who
					)
				})
				.count();
			assert_eq!(removed, 8);
			assert_ok!(Proxy::remove_proxies(signed(BOB)));
		}
		assert_eq!(proxies(), before);
	});
}

#[test]
fn eight_delegates_without_a_deposit_works() {
	run(|| {
		poor_alice();
		let known = Proxy::proxies(ALICE).0.len() as u8;
		for n in known..8 {
			let delegate = AccountId::new([200 + n; 32]).into();
			assert_ok!(Proxy::add_proxy(signed(ALICE), delegate, ProxyType::Guardian, 0));
		}
		assert_noop!(
			Proxy::add_proxy(signed(ALICE), BOB.into(), ProxyType::Guardian, 0),
			pallet_proxy::Error::<Runtime>::TooMany
		);
		assert_eq!(Balances::free_balance(ALICE), 0);
		assert_free(Call::remove_delegates {}, RefusalCode::NoSuchDelegation);
		assert!(!Proxies::<Runtime>::contains_key(ALICE));
	});
}

// Delegates.

#[test]
fn remove_delegate_without_tokens_works() {
	run(|| {
		assert_ok!(Proxy::add_proxy(signed(ALICE), GATEWAY.into(), ProxyType::Gateway, 7));
		poor_alice();
		let call = |proxy_type| Call::<Runtime>::remove_delegate { delegate: GATEWAY, proxy_type };
		assert_eq!(pool(&ALICE, call(ProxyType::Guardian)), refused(RefusalCode::NoSuchDelegation));
		// With and without a delay.
		assert_free(call(ProxyType::Gateway), RefusalCode::NoSuchDelegation);
		let left = Proxy::proxies(ALICE).0;
		assert_eq!(left.iter().map(|entry| &entry.delegate).collect::<Vec<_>>(), [&GUARDIAN]);
	});
}

#[test]
fn reject_announcement_in_safeguards_without_tokens_works() {
	run(|| {
		poor_alice();
		assert_ok!(Proxy::add_proxy(signed(ALICE), MAKER.into(), ProxyType::Any, 10));
		let call_hash = BlakeTwo256::hash(&[1]);
		assert_ok!(Proxy::announce(signed(MAKER), ALICE.into(), call_hash));
		assert_free(
			Call::reject_announcement { delegate: MAKER, call_hash },
			RefusalCode::NoSuchAnnouncement,
		);
	});
}

/// As the first block of each session is, in which there is no room for ordinary transactions.
#[test]
fn a_delegate_is_removed_in_a_full_block() {
	run(|| {
		let first = grant(Grantee::Account(BOB));
		poor_alice();
		System::register_extra_weight_unchecked(
			crate::configs::RuntimeBlockWeights::get().max_block,
			DispatchClass::Mandatory,
		);
		let sdks = pallet_proxy::Call::remove_proxy {
			delegate: GATEWAY.into(),
			proxy_type: ProxyType::Gateway,
			delay: 0,
		};
		assert_eq!(apply(&ALICE, sdks), Err(InvalidTransaction::ExhaustsResources.into()));

		let remove = |delegate, proxy_type| {
			RuntimeCall::from(Call::remove_delegate { delegate, proxy_type })
		};
		assert_ok!(apply(&ALICE, remove(GATEWAY, ProxyType::Gateway)).unwrap());
		// And a batch with it.
		let revoke = RuntimeCall::from(pallet_consent::Call::revoke { grant: first });
		let calls = vec![revoke.clone(), remove(GUARDIAN, ProxyType::Guardian)];
		let batch = RuntimeCall::from(pallet_utility::Call::batch { calls });
		assert_eq!(batch.get_dispatch_info().class, DispatchClass::Operational);
		assert_ok!(apply(&ALICE, batch).unwrap());
		assert!(Proxy::proxies(ALICE).0.is_empty());
		assert_eq!(pool(&ALICE, revoke), refused(code("Consent", "AlreadyRevoked")));
		assert!(paid().is_empty());
	});
}

/// Whoever may do less removes nobody who may do more, by whichever pallet's call.
#[test]
fn remove_delegate_by_a_delegate_that_may_do_less_fails() {
	run(|| {
		assert_ok!(Proxy::add_proxy(signed(ALICE), MAKER.into(), ProxyType::NonTransfer, 0));
		assert_ok!(Proxy::add_proxy(signed(ALICE), BOB.into(), ProxyType::Any, 0));
		let proxied = |call: Call<Runtime>| pallet_proxy::Call::proxy {
			real: ALICE.into(),
			force_proxy_type: None,
			call: Box::new(RuntimeCall::from(call)),
		};
		let remove = |delegate, proxy_type| Call::remove_delegate { delegate, proxy_type };
		let before = Proxy::proxies(ALICE).0.len();
		for delegate in [MAKER, GUARDIAN, GATEWAY] {
			for call in [
				remove(BOB, ProxyType::Any),
				remove(MAKER, ProxyType::NonTransfer),
				Call::remove_delegates {},
			] {
				assert_eq!(
					pool(&delegate, proxied(call)),
					refused(RefusalCode::NotAllowedByProxyType)
				);
			}
		}
		assert_eq!(Proxy::proxies(ALICE).0.len(), before);
		System::reset_events();
		assert_ok!(apply(&BOB, proxied(remove(MAKER, ProxyType::NonTransfer))).unwrap());
		assert!(paid().is_empty());
		assert_eq!(Proxy::proxies(ALICE).0.len(), before - 1);
	});
}

// Recovery.

/// ALICE's friends: BOB in group 0, which counts more, and MAKER in group 1. One is enough, at
/// once, and BOB inherits.
fn friends() {
	let group = |friend, inheritance_priority| pallet_recovery::FriendGroup {
		friends: vec![friend].try_into().unwrap(),
		friends_needed: 1,
		inheritor: BOB,
		inheritance_delay: 0,
		inheritance_priority,
		cancel_delay: 1,
	};
	let groups = vec![group(BOB, 0), group(MAKER, 1)];
	assert_ok!(Recovery::set_friend_groups(signed(ALICE), groups));
}

/// Group 1 recovers ALICE's account, so that BOB inherits it.
fn recovered() {
	assert_ok!(Recovery::initiate_attempt(signed(MAKER), ALICE.into(), 1));
	assert_ok!(Recovery::finish_attempt(signed(MAKER), ALICE.into(), 1));
	assert_eq!(Recovery::inheritor(ALICE), Some(BOB));
}

#[test]
fn cancel_attempt_without_tokens_works() {
	run(|| {
		friends();
		poor_alice();
		let before = Balances::free_balance(BOB);
		assert_ok!(Recovery::initiate_attempt(signed(BOB), ALICE.into(), 0));
		assert!(Balances::free_balance(BOB) < before);
		assert_free(Call::cancel_attempt { friend_group: 0 }, RefusalCode::NoSuchAttempt);
		// Both deposits are back.
		assert_eq!(Balances::free_balance(BOB), before);
	});
}

#[test]
fn slash_attempt_without_tokens_works() {
	run(|| {
		friends();
		poor_alice();
		let protocol = || Balances::free_balance(ProtocolAccount::get());
		let before = (Balances::free_balance(BOB), protocol());
		assert_ok!(Recovery::initiate_attempt(signed(BOB), ALICE.into(), 0));
		assert_free(Call::slash_attempt { friend_group: 0 }, RefusalCode::NoSuchAttempt);
		let security = RecoverySecurity::get();
		assert_eq!(Balances::free_balance(BOB), before.0 - security);
		assert_eq!(protocol(), before.1 + security);
	});
}

#[test]
fn revoke_inheritor_without_tokens_works() {
	run(|| {
		friends();
		poor_alice();
		recovered();
		assert_free(Call::revoke_inheritor {}, RefusalCode::NoInheritor);
		assert_eq!(Recovery::inheritor(ALICE), None);
	});
}

/// The SDK keeps an inheritor from recovery's calls, so that it cannot slash a group that counts
/// more. It is kept from ours as well.
#[test]
fn slash_attempt_by_the_inheritor_fails() {
	run(|| {
		friends();
		recovered();
		assert_ok!(Recovery::initiate_attempt(signed(BOB), ALICE.into(), 0));
		for call in [
			Call::<Runtime>::slash_attempt { friend_group: 0 },
			Call::cancel_attempt { friend_group: 0 },
			Call::revoke_inheritor {},
		] {
			System::reset_events();
			let call = pallet_recovery::Call::control_inherited_account {
				recovered: ALICE.into(),
				call: Box::new(RuntimeCall::from(call)),
			};
			assert_ok!(apply(&BOB, call).unwrap());
			let filtered = System::events().into_iter().any(|record| {
				matches!(
					record.event,
					RuntimeEvent::Recovery(pallet_recovery::Event::RecoveredAccountControlled {
						call_result: Err(error),
						..
					}) if error == frame_system::Error::<Runtime>::CallFiltered.into()
				)
			});
			assert!(filtered);
		}
		assert!(Recovery::attempt_of(&ALICE, 0).is_ok());
		assert_eq!(Recovery::inheritor(ALICE), Some(BOB));
	});
}
