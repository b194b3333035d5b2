//! The policy over the real pallets.

use crate::{
	charge_or_free::{CallRules, Kind},
	fees::{MaximumMultiplier, ProtocolPercent},
	policy::{DeliverFee, DELIVERY_LENGTH},
	real::*,
	EpioneRules,
};
use epione_primitives::{
	refusals::{CONSENT_ERRORS, DATASETS_ERRORS, DEVICES_ERRORS, DISPUTES_ERRORS, STUDIES_ERRORS},
	Actions, Grantee, Modalities, RefusalCode,
};
use frame_support::{
	assert_ok,
	dispatch::GetDispatchInfo,
	traits::{Get, GetCallMetadata, GetCallName},
};
use scale_info::{TypeDef, TypeInfo};
use sp_runtime::{
	traits::Hash,
	transaction_validity::{InvalidTransaction, TransactionPriority, TransactionValidityError},
};

fn refused<T>(reason: RefusalCode) -> Result<T, TransactionValidityError> {
	Err(InvalidTransaction::Custom(reason.code()).into())
}

/// The code of the pallet's error with this name.
fn code(pallet: &str, name: &str) -> RefusalCode {
	(0..=u8::MAX)
		.filter_map(RefusalCode::from_code)
		.find(|code| code.pallet_error().is_some_and(|(p, _)| p == pallet) && code.name() == name)
		.unwrap_or_else(|| panic!("no {name} in {pallet}"))
}

/// `call` by ALICE without a token: free, once, and refused with `again` the second time; and by
/// BOB it is refused with `others`.
fn assert_free(call: impl Into<RuntimeCall>, others: RefusalCode, again: RefusalCode) {
	let call = call.into();
	assert_eq!(pool(&BOB, call.clone()), refused(others), "{call:?} by BOB");
	impoverish(&ALICE);
	let issuance = Balances::total_issuance();
	let valid = pool(&ALICE, call.clone()).unwrap();
	assert_eq!(valid.priority, TransactionPriority::MAX, "{call:?}");
	assert_eq!(valid.provides.len(), 2);
	assert_ok!(apply(&ALICE, call.clone()).unwrap());
	assert!(paid().is_empty());
	assert_eq!(Balances::total_issuance(), issuance);
	// If that was the last live thing, nothing lets ALICE sign any more; so something else is.
	for call in [call.clone(), pallet_utility::Call::batch { calls: vec![call] }.into()] {
		assert_eq!(pool(&ALICE, call.clone()), refused(again), "{call:?} again");
		assert_eq!(apply(&ALICE, call), refused(again));
	}
}

/// Keeps ALICE's account alive whatever a test ends.
fn anchor_of_life() {
	dataset(99);
}

fn bobs() -> Grantee<crate::AccountId> {
	Grantee::Account(BOB)
}

#[test]
fn revoke_is_free() {
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
fn revoke_grantee_and_revoke_all_are_free() {
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
fn deny_is_free() {
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
fn acknowledge_is_free() {
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
fn acknowledge_of_a_tombstone_is_free_once_a_duty() {
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
fn appeal_is_free_for_the_subject_once() {
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

/// The sponsor pays: that it has nothing to appeal is said in dispatch.
#[test]
fn appeal_of_the_sponsor_is_paid() {
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
fn narrow_is_free_three_times_a_grant() {
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
fn tombstone_is_free() {
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
fn withdraw_is_free() {
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
		// What was promised is refused in the pool from now on, before its envelope is in a block.
		let sealed = deliver(study, digest, envelope(study, 1, grant));
		assert_eq!(pool(&GATEWAY, sealed), refused(code("Studies", "Withdrawn")));
		assert_eq!(
			pool(&GATEWAY, commit(study, next, grant)),
			refused(code("Studies", "Withdrawn"))
		);
	});
}

#[test]
fn withdraw_by_the_guardian_is_free_too() {
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
fn suspend_and_report_lost_are_free() {
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
fn removing_delegates_is_free() {
	run(|| {
		anchor_of_life();
		let one = pallet_proxy::Call::remove_proxy {
			delegate: GATEWAY,
			proxy_type: crate::ProxyType::Gateway,
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
fn rejecting_what_a_delayed_delegate_announced_is_free() {
	run(|| {
		anchor_of_life();
		let none = RefusalCode::NoSuchAnnouncement;
		assert_ok!(Proxy::add_proxy(signed(ALICE), MAKER, crate::ProxyType::Any, 10));
		let call_hash = sp_runtime::traits::BlakeTwo256::hash(&[1]);
		assert_ok!(Proxy::announce(signed(MAKER), ALICE, call_hash));
		let other = sp_runtime::traits::BlakeTwo256::hash(&[2]);
		assert_eq!(
			pool(
				&ALICE,
				pallet_proxy::Call::reject_announcement { delegate: MAKER, call_hash: other }
			),
			refused(none)
		);
		assert_free(
			pallet_proxy::Call::reject_announcement { delegate: MAKER, call_hash },
			none,
			none,
		);
	});
}

#[test]
fn a_guardian_refuses_for_free_directly_and_by_proxy() {
	run(|| {
		let first = grant(bobs());
		let second = grant(bobs());
		let direct = pallet_consent::Call::revoke { grant: first };
		let inner = RuntimeCall::from(pallet_consent::Call::revoke { grant: second });
		let proxied = |call: RuntimeCall| pallet_proxy::Call::proxy {
			real: ALICE,
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
		// The gateway may not.
		let third = grant(bobs());
		let inner = RuntimeCall::from(pallet_consent::Call::revoke { grant: third });
		assert_eq!(
			pool(&GATEWAY, proxied(inner.clone())),
			refused(RefusalCode::NotAllowedByProxyType)
		);
		assert_eq!(pool(&GATEWAY, inner), refused(code("Consent", "NotSubject")));
	});
}

#[test]
fn commit_and_deliver_are_paid_out_of_the_studys_escrow() {
	run(|| {
		let study = study(10 * cost());
		let (pot, digest) = (Studies::pot(study), dataset(1));
		let grant = grant(Grantee::Study(study));
		let before = Balances::free_balance(GATEWAY);

		let unallocated = Studies::unallocated(study);
		assert_ok!(apply(&GATEWAY, commit(study, digest, grant)).unwrap());
		let fees = paid();
		assert!(matches!(&fees[..], [(who, fee)] if *who == pot && *fee > 0));
		assert_eq!(Studies::unallocated(study), unallocated - cost() - fees[0].1);

		// An envelope that is not right is refused with its reason and costs nobody anything.
		System::reset_events();
		let right = envelope(study, 1, grant);
		let mut wrong = right;
		wrong[64] ^= 1;
		let mut identity = right;
		identity[..32].fill(0);
		let mut large = right;
		large[159] = 0xFF;
		for (envelope, reason) in [
			(wrong, "InvalidEnvelopeProof"),
			(identity, "InvalidEnvelopePoint"),
			(large, "InvalidEnvelopeScalar"),
			(envelope(study, 2, grant), "InvalidEnvelopeProof"),
		] {
			let reason = code("Studies", reason);
			assert_eq!(pool(&GATEWAY, deliver(study, digest, envelope)), refused(reason));
			assert_eq!(apply(&GATEWAY, deliver(study, digest, envelope)), refused(reason));
		}
		assert_eq!(
			pool(&BOB, deliver(study, digest, right)),
			refused(code("Studies", "NotSubjectOrGateway"))
		);
		assert!(paid().is_empty());

		let unallocated = Studies::unallocated(study);
		let kept: u128 = DeliverFee::<Real>::get();
		assert_ok!(apply(&GATEWAY, deliver(study, digest, right)).unwrap());
		let fees = paid();
		assert!(matches!(&fees[..], [(who, fee)] if *who == pot && *fee <= kept));
		// What was kept back for the fee and not needed is the study's again.
		assert_eq!(Studies::unallocated(study), unallocated + kept - fees[0].1);
		assert_eq!(Balances::free_balance(GATEWAY), before);

		assert_eq!(
			pool(&GATEWAY, deliver(study, digest, right)),
			refused(code("Studies", "AlreadyDelivered"))
		);
	});
}

#[test]
fn a_commit_that_the_runtime_would_refuse_is_refused_by_the_pool() {
	run(|| {
		let study = study(10 * cost());
		let digest = dataset(1);
		let grant = grant(Grantee::Study(study));
		assert_eq!(
			pool(&GATEWAY, commit(study, digest, grant + 1)),
			refused(code("Studies", "GrantNotFound"))
		);
		assert_ok!(Consent::revoke(signed(ALICE), grant));
		let pot = Balances::free_balance(Studies::pot(study));
		assert_eq!(
			pool(&GATEWAY, commit(study, digest, grant)),
			refused(code("Studies", "GrantRevoked"))
		);
		assert_eq!(
			apply(&GATEWAY, commit(study, digest, grant)),
			refused(code("Studies", "GrantRevoked"))
		);
		assert_eq!(Balances::free_balance(Studies::pot(study)), pot);
	});
}

#[test]
fn a_study_that_cannot_pay_the_fee_charges_nobody() {
	run(|| {
		// Enough for the contribution, not for the commitment's own fee.
		let study = study(cost());
		let digest = dataset(1);
		let grant = grant(Grantee::Study(study));
		assert_eq!(
			pool(&ALICE, commit(study, digest, grant)),
			refused(RefusalCode::StudyCannotPay)
		);
		assert_ok!(Studies::fund(signed(BOB), study, crate::constants::currency::EPI));
		assert_ok!(apply(&ALICE, commit(study, digest, grant)).unwrap());
	});
}

#[test]
fn a_delivery_is_paid_for_even_when_everything_else_is_spent() {
	run(|| {
		let study = study(cost());
		let digest = dataset(1);
		let grant = grant(Grantee::Study(study));
		// Just as much as the commitment may cost.
		let info = tx(&GATEWAY, commit(study, digest, grant), 0).get_dispatch_info();
		let fee = TransactionPayment::compute_fee(LEN as u32, &info, 0);
		assert_ok!(Studies::fund(signed(BOB), study, fee - 1));
		assert_eq!(
			pool(&GATEWAY, commit(study, digest, grant)),
			refused(RefusalCode::StudyCannotPay)
		);
		assert_ok!(Studies::fund(signed(BOB), study, 1));
		assert_ok!(apply(&GATEWAY, commit(study, digest, grant)).unwrap());
		assert!(Studies::unallocated(study) < fee);

		// Blocks fill up, fees rise as far as they can.
		pallet_transaction_payment::NextFeeMultiplier::<Real>::put(MaximumMultiplier::get());
		System::reset_events();
		assert_ok!(apply(&GATEWAY, deliver(study, digest, envelope(study, 1, grant))).unwrap());
		assert_eq!(paid().first().map(|(who, _)| who.clone()), Some(Studies::pot(study)));
	});
}

#[test]
fn what_is_kept_back_covers_the_dearest_delivery() {
	run(|| {
		pallet_transaction_payment::NextFeeMultiplier::<Real>::put(MaximumMultiplier::get());
		let info = tx(&GATEWAY, deliver(0, [1; 32], [0; 160]), 0).get_dispatch_info();
		let dearest = TransactionPayment::compute_fee(DELIVERY_LENGTH, &info, 0);
		let kept: u128 = DeliverFee::<Real>::get();
		assert!(dearest <= kept, "{dearest} > {kept}");
		// And not idly much more.
		assert!(kept <= 2 * dearest, "{kept} > 2 * {dearest}");
	});
}

#[test]
fn no_tip_on_a_studys_money() {
	run(|| {
		let study = study(10 * cost());
		let (digest, grant) = (dataset(1), grant(Grantee::Study(study)));
		assert_eq!(
			apply_tipped(&ALICE, commit(study, digest, grant), 1),
			refused(RefusalCode::TipOnOthersMoney)
		);
	});
}

#[test]
fn shares_are_checked_and_paid_by_the_signer() {
	run(|| {
		let digest = dataset(1);
		let grant = grant(bobs());
		let share = |price| {
			RuntimeCall::from(pallet_studies::Call::commit_share {
				recipient: BOB,
				subject: ALICE,
				dataset: digest,
				grant,
				price,
			})
		};
		assert_eq!(pool(&ALICE, share(0)), refused(code("Studies", "KeyNotFound")));
		let secret = recipient();
		let holder = epione_envelope::keys::Holder::Account(BOB.into());
		let mut rng = epione_envelope::rand_core::OsRng;
		let proof = secret.prove_possession(&CHAIN_ID, &holder, 0, &mut rng);
		assert_ok!(Studies::register_key(signed(BOB), 0, secret.public(), proof));
		assert_ok!(apply(&ALICE, share(0)).unwrap());
		assert_eq!(paid().first().map(|(who, _)| who.clone()), Some(ALICE));
		let call = pallet_studies::Call::deliver_share {
			recipient: BOB,
			subject: ALICE,
			dataset: digest,
			envelope: [1; 160],
		};
		assert!(pool(&ALICE, call).is_err());
	});
}

#[test]
fn fees_are_shared_between_protocol_and_author() {
	run(|| {
		let protocol = Protocol::get();
		let before = (Balances::free_balance(&protocol), Balances::free_balance(AUTHOR));
		let issuance = Balances::total_issuance();
		let remark = || frame_system::Call::remark { remark: vec![0; 100] };
		assert_ok!(apply_tipped(&BOB, remark(), 77).unwrap());
		let fee = paid()[0].1 - 77;
		let share = fee * u128::from(ProtocolPercent::get()) / 100;
		assert_eq!(Balances::free_balance(&protocol), before.0 + share);
		assert_eq!(Balances::free_balance(AUTHOR), before.1 + fee - share + 77);
		assert_eq!(Balances::total_issuance(), issuance);

		// Nobody made the block, or somebody without an account who gets too little for one.
		for author in [None, Some(crate::AccountId::new([0xEE; 32]))] {
			BlockAuthor::set(author);
			System::reset_events();
			let before = Balances::free_balance(&protocol);
			assert_ok!(apply(&BOB, remark()).unwrap());
			let fee = paid()[0].1;
			assert!(fee / 2 < crate::constants::currency::EXISTENTIAL_DEPOSIT);
			assert_eq!(Balances::free_balance(&protocol), before + fee);
		}
		assert_eq!(Balances::total_issuance(), issuance);
	});
}

/// Every call of the runtime, with arguments that are all zeros.
pub(super) fn all_calls() -> Vec<RuntimeCall> {
	use codec::Decode;
	let zeros = [0u8; 4096];
	RuntimeCall::get_module_names()
		.iter()
		.flat_map(|module| {
			(0..=u8::MAX).flat_map(move |pallet| (0..64).map(move |call| (*module, pallet, call)))
		})
		.filter_map(|(module, pallet, call)| {
			let mut bytes = vec![pallet, call];
			bytes.extend_from_slice(&zeros);
			let call = RuntimeCall::decode(&mut &bytes[..]).ok()?;
			(call.get_call_metadata().pallet_name == module).then_some(call)
		})
		.collect()
}

#[test]
fn exactly_these_calls_are_not_ordinary() {
	let kinds = |wanted: Kind| -> Vec<String> {
		all_calls()
			.into_iter()
			.filter(|call| EpioneRules::<Real>::kind(call) == wanted)
			.map(|call| {
				let metadata = call.get_call_metadata();
				format!("{}.{}", metadata.pallet_name, metadata.function_name)
			})
			.collect()
	};
	assert_eq!(
		kinds(Kind::Refusal),
		[
			"Proxy.remove_proxy",
			"Proxy.remove_proxies",
			"Proxy.reject_announcement",
			"Devices.suspend",
			"Devices.report_lost",
			"Consent.deny",
			"Consent.narrow",
			"Consent.revoke",
			"Consent.revoke_grantee",
			"Consent.revoke_all",
			"Consent.acknowledge",
			"Datasets.tombstone",
			"Studies.withdraw",
			"Sponsorship.leave",
			"Disputes.appeal",
		]
	);
	assert_eq!(kinds(Kind::Checked), ["Studies.commit", "Studies.commit_share"]);
	assert_eq!(kinds(Kind::Sealed), ["Studies.deliver", "Studies.deliver_share"]);
}

#[test]
fn refusals_of_our_pallets_are_operational() {
	use frame_support::dispatch::DispatchClass;
	for call in all_calls() {
		let pallet = call.get_call_metadata().pallet_name;
		// `pallet-proxy` gives its calls the class Normal; top priority lets them in all the same.
		if pallet != "Proxy" && EpioneRules::<Real>::kind(&call) == Kind::Refusal {
			assert_eq!(call.get_dispatch_info().class, DispatchClass::Operational, "{call:?}");
		}
	}
}

#[test]
fn the_proxy_types_name_calls_that_there_are() {
	let names = |pallet: &str| -> &[&str] {
		match pallet {
			// Not in this mock.
			"Session" => &["set_keys", "purge_keys"],
			"Rewards" => &["claim", "claim_for", "clean", "donate", "set_split"],
			"Disputes" => {
				&["decide", "appeal", "advance", "set_evidence_key", "remove_evidence_key"]
			},
			_ => RuntimeCall::get_call_names(pallet),
		}
	};
	for kind in crate::ProxyType::ALL {
		for (pallet, calls) in kind.allowed().unwrap_or_default() {
			for call in *calls {
				assert!(names(pallet).contains(call), "{kind:?}: {pallet}.{call}");
			}
		}
	}
	// What `NonTransfer` leaves out of our pallets is left out on purpose.
	let left_out = ["Credentials", "Devices", "Consent", "Datasets", "Studies", "Sponsorship"]
		.iter()
		.flat_map(|pallet| names(pallet).iter().map(move |call| (*pallet, *call)))
		.filter(|(pallet, call)| !crate::ProxyType::NonTransfer.allows(pallet, call))
		.collect::<Vec<_>>();
	assert_eq!(
		left_out,
		[
			("Credentials", "appoint"),
			("Credentials", "dismiss"),
			("Devices", "offer_transfer"),
			("Devices", "rekey"),
			("Studies", "create"),
			("Studies", "fund"),
			("Studies", "bid"),
			("Sponsorship", "create"),
			("Sponsorship", "fund"),
			("Sponsorship", "set_terms"),
			("Sponsorship", "join"),
			("Sponsorship", "set_gateways"),
		]
	);
	assert!(!pallet_proxy::Call::<Real>::get_call_names().is_empty());
}

#[test]
fn the_words_for_refusals_follow_the_pallets_errors() {
	fn names<E: TypeInfo>() -> Vec<&'static str> {
		match E::type_info().type_def {
			TypeDef::Variant(variants) => variants
				.variants
				.iter()
				.enumerate()
				.map(|(place, variant)| {
					assert_eq!(usize::from(variant.index), place);
					variant.name
				})
				.collect(),
			_ => Vec::new(),
		}
	}
	for (errors, words, bound) in [
		(names::<pallet_devices::Error<Real>>(), DEVICES_ERRORS, 40),
		(names::<pallet_consent::Error<Real>>(), CONSENT_ERRORS, 33),
		(names::<pallet_datasets::Error<Real>>(), DATASETS_ERRORS, 31),
		(names::<pallet_studies::Error<Real>>(), STUDIES_ERRORS, 106),
		(names::<pallet_disputes::Error<Real>>(), DISPUTES_ERRORS, 26),
	] {
		// In debug builds FRAME may add `__Ignore`, which has no place of its own.
		let errors = errors.into_iter().filter(|name| *name != "__Ignore").collect::<Vec<_>>();
		let listed = words.iter().map(|(name, _)| *name).collect::<Vec<_>>();
		assert_eq!(errors, listed);
		assert!(errors.len() <= bound, "the pallet's errors do not fit into its range of codes");
		assert!(words.iter().all(|(_, text)| !text.is_empty()));
	}
}
