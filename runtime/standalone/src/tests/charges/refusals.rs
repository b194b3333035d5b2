//! Refusals by an account without tokens: free once, and refused by the pool the second time.

use super::fixture::*;
use crate::{AccountId, Balances, Consent, Datasets, Proxy, RuntimeCall, Studies, System};
use epione_primitives::{Actions, Grantee, Modalities, RefusalCode};
use epione_runtime_common::{
	charge::{free_priority, TURNS},
	ProxyType,
};
use frame_support::assert_ok;
use sp_runtime::traits::{BlakeTwo256, Hash};

/// `call` by ALICE without tokens is free once and refused with `again` the second time; BOB's is
/// refused with `others`.
fn assert_free(call: impl Into<RuntimeCall>, others: RefusalCode, again: RefusalCode) {
	let call = call.into();
	assert_eq!(pool(&BOB, call.clone()), refused(others), "{call:?} by BOB");
	impoverish(&ALICE);
	let issuance = Balances::total_issuance();
	let valid = pool(&ALICE, call.clone()).unwrap();
	assert_eq!(valid.priority, free_priority(1) + TURNS, "{call:?}");
	assert_eq!(valid.provides.len(), 2);
	assert_ok!(apply(&ALICE, call.clone()).unwrap());
	assert!(paid().is_empty());
	assert_eq!(Balances::total_issuance(), issuance);
	// If nothing of ALICE's is left, she can no longer sign; so tests keep something else alive.
	for call in [call.clone(), pallet_utility::Call::batch { calls: vec![call] }.into()] {
		assert_eq!(pool(&ALICE, call.clone()), refused(again), "{call:?} again");
		assert_eq!(apply(&ALICE, call), refused(again));
	}
}

/// Keeps ALICE's account alive, whatever a test ends.
fn anchor_of_life() {
	dataset(99);
}

fn bobs() -> Grantee<AccountId> {
	Grantee::Account(BOB)
}

#[test]
fn revoke_without_tokens_works() {
	run(|| {
		anchor_of_life();
		let grant = grant(bobs());
		assert_free(
			pallet_consent::Call::revoke { grant },
			code("Consent", "NotSubject"),
			code("Consent", "AlreadyRevoked"),
		);
	});
}

#[test]
fn revoke_grantee_and_revoke_all_without_tokens_works() {
	run(|| {
		anchor_of_life();
		grant(bobs());
		assert_free(
			pallet_consent::Call::revoke_grantee { subject: ALICE, grantee: bobs() },
			code("Consent", "NotSubject"),
			code("Consent", "NothingToRevoke"),
		);
	});
	run(|| {
		anchor_of_life();
		grant(bobs());
		assert_free(
			pallet_consent::Call::revoke_all { subject: ALICE },
			code("Consent", "NotSubject"),
			code("Consent", "NothingToRevoke"),
		);
	});
}

#[test]
fn deny_without_tokens_works() {
	run(|| {
		anchor_of_life();
		let request = request();
		assert_free(
			pallet_consent::Call::deny { request },
			code("Consent", "NotSubject"),
			code("Consent", "RequestNotFound"),
		);
	});
}

#[test]
fn acknowledge_for_free_works() {
	run(|| {
		let grant = grant(bobs());
		let call = || RuntimeCall::from(pallet_consent::Call::acknowledge { grant });
		assert_eq!(pool(&BOB, call()), refused(code("Consent", "NotEnded")));
		assert_ok!(Consent::revoke(signed(ALICE), grant));
		assert_eq!(pool(&MAKER, call()), refused(code("Consent", "NotController")));
		let balance = Balances::free_balance(BOB);
		assert_ok!(apply(&BOB, call()).unwrap());
		assert_eq!(Balances::free_balance(BOB), balance);
		assert_eq!(pool(&BOB, call()), refused(code("Consent", "AlreadyAcknowledged")));
	});
}

/// A duty on a grant that lives on, after one of its datasets was tombstoned.
#[test]
fn acknowledge_of_a_tombstone_for_free_works() {
	run(|| {
		let study = study(10 * cost());
		let dataset = dataset(1);
		let grant = grant(Grantee::Study(study));
		assert_ok!(apply(&ALICE, commit(study, dataset, grant)).unwrap());
		assert_ok!(apply(&ALICE, deliver(study, dataset, envelope(study, 1, grant))).unwrap());
		let call = || RuntimeCall::from(pallet_consent::Call::acknowledge { grant });
		assert_eq!(pool(&sponsor(), call()), refused(code("Consent", "NotEnded")));

		assert_ok!(Datasets::tombstone(signed(ALICE), ALICE, dataset));
		assert_ok!(Studies::purge(signed(BOB), 10));
		assert_eq!(Consent::duties_of(sponsor(), None, 10).len(), 1);
		let balance = Balances::free_balance(sponsor());
		assert_ok!(apply(&sponsor(), call()).unwrap());
		assert_eq!(Balances::free_balance(sponsor()), balance);
		assert!(Consent::duties_of(sponsor(), None, 10).is_empty());
		assert_eq!(pool(&sponsor(), call()), refused(code("Consent", "NotEnded")));
	});
}

#[test]
fn appeal_by_the_subject_without_tokens_works() {
	run(|| {
		anchor_of_life();
		let study = study(10 * cost());
		let dispute = upheld(study, [1; 32]);
		assert_free(
			pallet_disputes::Call::appeal { dispute, grounds: [8; 32] },
			code("Disputes", "NotParty"),
			code("Disputes", "NothingToAppeal"),
		);
	});
}

/// The sponsor pays, so dispatch reports that it has nothing to appeal.
#[test]
fn appeal_by_the_sponsor_is_paid() {
	run(|| {
		let study = study(10 * cost());
		let dispute = upheld(study, [1; 32]);
		let call = pallet_disputes::Call::appeal { dispute, grounds: [8; 32] };
		let balance = Balances::free_balance(sponsor());
		assert!(apply(&sponsor(), call).unwrap().is_err());
		assert!(Balances::free_balance(sponsor()) < balance);
	});
}

#[test]
fn narrow_three_times_for_free_works() {
	run(|| {
		let grant = grant(bobs());
		let steps = [(8u16, 0), (7, 0), (6, 0), (5, 1)];
		for (last, paying) in steps {
			System::reset_events();
			let change = pallet_consent::Narrowing {
				modalities: Some(Modalities((1 << last) - 1)),
				..Default::default()
			};
			let call = RuntimeCall::from(pallet_consent::Call::narrow { grant, change });
			assert_ok!(apply(&ALICE, call.clone()).unwrap());
			assert_eq!(paid().len(), paying, "down to {last} modalities");
			assert_eq!(pool(&ALICE, call), refused(code("Consent", "NothingNarrowed")));
		}
		let wider = pallet_consent::Narrowing { actions: Some(Actions::ALL), ..Default::default() };
		assert_eq!(
			pool(&ALICE, pallet_consent::Call::narrow { grant, change: wider }),
			refused(code("Consent", "NotNarrower"))
		);
	});
}

#[test]
fn tombstone_without_tokens_works() {
	run(|| {
		anchor_of_life();
		let digest = dataset(1);
		assert_free(
			pallet_datasets::Call::tombstone { subject: ALICE, digest },
			code("Datasets", "NotSubjectOrGuardian"),
			code("Datasets", "Tombstoned"),
		);
	});
}

#[test]
fn withdraw_without_tokens_works() {
	run(|| {
		anchor_of_life();
		let study = study(10 * cost());
		let (digest, next, grant) = (dataset(1), dataset(2), grant(Grantee::Study(study)));
		let withdraw = || pallet_studies::Call::withdraw { study, subject: ALICE };
		assert_eq!(pool(&ALICE, withdraw()), refused(code("Studies", "NothingToWithdraw")));
		assert_ok!(apply(&ALICE, commit(study, digest, grant)).unwrap());
		System::reset_events();
		assert_free(
			withdraw(),
			code("Studies", "NotSubjectOrGuardian"),
			code("Studies", "AlreadyWithdrawn"),
		);
		let another = pallet_studies::Call::withdraw { study: study + 1, subject: ALICE };
		assert_eq!(pool(&ALICE, another), refused(code("Studies", "StudyNotFound")));
		// From now on the pool refuses what was promised, before its envelope is in a block.
		let sealed = deliver(study, digest, envelope(study, 1, grant));
		assert_eq!(pool(&GATEWAY, sealed), refused(code("Studies", "Withdrawn")));
		assert_eq!(
			pool(&GATEWAY, commit(study, next, grant)),
			refused(code("Studies", "Withdrawn"))
		);
	});
}

#[test]
fn withdraw_by_the_guardian_for_free_works() {
	run(|| {
		let study = study(10 * cost());
		let (digest, grant) = (dataset(1), grant(Grantee::Study(study)));
		assert_ok!(apply(&ALICE, commit(study, digest, grant)).unwrap());
		System::reset_events();
		let withdraw = || pallet_studies::Call::withdraw { study, subject: ALICE };
		assert_eq!(pool(&GATEWAY, withdraw()), refused(code("Studies", "NotSubjectOrGuardian")));
		assert_ok!(apply(&GUARDIAN, withdraw()).unwrap());
		assert!(paid().is_empty());
	});
}

#[test]
fn suspend_and_report_lost_without_tokens_works() {
	run(|| {
		let device = device();
		assert_free(
			pallet_devices::Call::suspend { device: device.clone() },
			code("Devices", "NotOwner"),
			code("Devices", "AlreadySuspended"),
		);
		assert_ok!(
			apply(&ALICE, pallet_devices::Call::report_lost { device: device.clone() }).unwrap()
		);
		assert_eq!(
			pool(&ALICE, pallet_devices::Call::report_lost { device }),
			refused(code("Devices", "AlreadyLost"))
		);
		assert!(paid().is_empty());
	});
}

#[test]
fn remove_proxy_without_tokens_works() {
	run(|| {
		anchor_of_life();
		let one = pallet_proxy::Call::remove_proxy {
			delegate: GATEWAY.into(),
			proxy_type: ProxyType::Gateway,
			delay: 0,
		};
		let none = RefusalCode::NoSuchDelegation;
		assert_free(one, none, none);
		assert_eq!(Proxy::proxies(ALICE).0.len(), 1);
	});
	run(|| {
		anchor_of_life();
		let none = RefusalCode::NoSuchDelegation;
		assert_free(pallet_proxy::Call::remove_proxies {}, none, none);
		assert!(Proxy::proxies(ALICE).0.is_empty());
	});
}

#[test]
fn reject_announcement_without_tokens_works() {
	run(|| {
		anchor_of_life();
		let none = RefusalCode::NoSuchAnnouncement;
		assert_ok!(Proxy::add_proxy(signed(ALICE), MAKER.into(), ProxyType::Any, 10));
		let call_hash = BlakeTwo256::hash(&[1]);
		assert_ok!(Proxy::announce(signed(MAKER), ALICE.into(), call_hash));
		let other = BlakeTwo256::hash(&[2]);
		assert_eq!(
			pool(
				&ALICE,
				pallet_proxy::Call::reject_announcement {
					delegate: MAKER.into(),
					call_hash: other
				}
			),
			refused(none)
		);
		assert_free(
			pallet_proxy::Call::reject_announcement { delegate: MAKER.into(), call_hash },
			none,
			none,
		);
	});
}

#[test]
fn revoke_by_the_guardian_for_free_works() {
	run(|| {
		let first = grant(bobs());
		let second = grant(bobs());
		let direct = pallet_consent::Call::revoke { grant: first };
		let inner = RuntimeCall::from(pallet_consent::Call::revoke { grant: second });
		let proxied = |call: RuntimeCall| pallet_proxy::Call::proxy {
			real: ALICE.into(),
			force_proxy_type: None,
			call: Box::new(call),
		};
		assert_ok!(apply(&GUARDIAN, direct).unwrap());
		assert_ok!(apply(&GUARDIAN, proxied(inner.clone())).unwrap());
		assert!(paid().is_empty());
		assert_eq!(
			pool(&GUARDIAN, proxied(inner.clone())),
			refused(code("Consent", "AlreadyRevoked"))
		);
		// The gateway is not allowed to.
		let third = grant(bobs());
		let inner = RuntimeCall::from(pallet_consent::Call::revoke { grant: third });
		assert_eq!(
			pool(&GATEWAY, proxied(inner.clone())),
			refused(RefusalCode::NotAllowedByProxyType)
		);
		assert_eq!(pool(&GATEWAY, inner), refused(code("Consent", "NotSubject")));
	});
}
