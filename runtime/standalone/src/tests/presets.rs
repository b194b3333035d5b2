use super::*;
use crate::presets::*;
use epione_primitives::{Role, Roles, SECOND};
use serde_json::json;

fn bytes(byte: u8) -> [u8; 32] {
	[byte; 32]
}

/// A consortium's genesis, filled in.
fn filled() -> Value {
	let mut genesis = genesis(CONSORTIUM_PRESET);
	let (a, b) = (AccountId::new([1; 32]), AccountId::new([2; 32]));
	let keys = SessionKeys {
		aura: sp_core::sr25519::Public::from_raw([3; 32]).into(),
		grandpa: sp_core::ed25519::Public::from_raw([4; 32]).into(),
	};
	let protocol: AccountId = value::<crate::configs::ProtocolAccount, _>();
	let deposit = value::<crate::configs::ExistentialDeposit, Balance>() as u64;
	let patch = json!({
		"balances": { "balances": [[a, 1_000_000_000_000u64], [protocol, deposit]] },
		"session": { "keys": [[a, a, keys]] },
		"councilMembership": { "members": [a, b] },
		"credentials": { "accreditors": [[b, Roles::ALL]] },
		"devices": { "chainId": bytes(7) },
	});
	merge(&mut genesis, patch);
	genesis
}

fn refusal(change: Value) -> String {
	let mut genesis = filled();
	merge(&mut genesis, change);
	build(&genesis).expect_err("this genesis must be refused")
}

#[test]
fn every_name_has_a_preset_and_no_other() {
	for name in names() {
		assert!(get(&name).is_some(), "{name}");
	}
	assert_eq!(names().len(), 3);
	assert!(get(&"mainnet".into()).is_none());
}

#[test]
fn development_has_everything_at_hand() {
	on_development(|| {
		let alice = account(Sr25519Keyring::Alice);
		assert_eq!(Validators::chosen(), std::slice::from_ref(&alice));
		assert_eq!(Session::validators(), std::slice::from_ref(&alice));
		assert_eq!(pallet_validators::Fewest::<Runtime>::get(), Some(1));
		assert_eq!(pallet_aura::Authorities::<Runtime>::get().len(), 1);
		assert_eq!(Grandpa::grandpa_authorities().len(), 1);
		assert_eq!(pallet_sudo::Key::<Runtime>::get(), Some(alice));
		assert_eq!(
			pallet_collective::Members::<Runtime, crate::configs::CouncilInstance>::get().len(),
			3
		);
		assert_eq!(pallet_devices::ChainId::<Runtime>::get(), development_chain_id());
		assert_eq!(development_chain_id(), sp_io::hashing::sha2_256(b"epione development"));
		assert_eq!(pallet_studies::MinDisputeWindow::<Runtime>::get(), 2 * SECOND);
		assert_eq!(pallet_rewards::EpochLength::<Runtime>::get(), 60 * SECOND);
		let eve = pallet_credentials::Accreditors::<Runtime>::get(account(Sr25519Keyring::Eve));
		let roles = eve.unwrap().roles;
		assert!(Role::ALL.into_iter().all(|role| roles.contains(role)));
		let ferdie =
			pallet_credentials::Accreditors::<Runtime>::get(account(Sr25519Keyring::Ferdie));
		assert_eq!(ferdie.unwrap().roles, Roles::of(&[Role::Arbiter]));
		let periods = pallet_disputes::PeriodLengths::<Runtime>::get();
		assert_eq!((periods.decide, periods.appeal), (60 * SECOND, 8 * SECOND));
		assert!(free(Sr25519Keyring::Bob) > 0);
	});
}

#[test]
fn local_testnet_has_four_validators_and_real_rules() {
	with_preset(sp_genesis_builder::LOCAL_TESTNET_RUNTIME_PRESET, || {
		assert_eq!(Session::validators().len(), 4);
		assert_eq!(pallet_validators::Fewest::<Runtime>::get(), None);
		assert_eq!(Grandpa::grandpa_authorities().len(), 4);
		assert_eq!(pallet_sudo::Key::<Runtime>::get(), None);
		assert_eq!(pallet_devices::ChainId::<Runtime>::get(), local_testnet_chain_id());
		assert_eq!(
			pallet_studies::MinDisputeWindow::<Runtime>::get(),
			pallet_studies::DEFAULT_MIN_DISPUTE_WINDOW
		);
		assert_eq!(
			pallet_rewards::EpochLength::<Runtime>::get(),
			pallet_rewards::DEFAULT_EPOCH_LENGTH
		);
	});
}

#[test]
fn consortium_must_be_filled_in() {
	let error = build(&genesis(CONSORTIUM_PRESET)).err().unwrap();
	assert!(error.contains("genesis is incomplete: session.keys is empty"), "{error}");

	build(&filled()).unwrap().execute_with(|| {
		assert_eq!(Validators::chosen(), [AccountId::new([1; 32])]);
		assert_eq!(pallet_sudo::Key::<Runtime>::get(), None);
	});
}

#[test]
fn each_gap_is_named() {
	for (change, expected) in [
		(json!({"session": {"keys": []}}), "session.keys is empty"),
		(json!({"councilMembership": {"members": []}}), "councilMembership.members is empty"),
		(json!({"devices": {"chainId": bytes(0)}}), "devices.chainId is empty"),
		(json!({"balances": {"balances": []}}), "does not name the protocol account"),
		(json!({"balances": {"wrong": []}}), "genesis is no configuration of this runtime"),
	] {
		let error = refusal(change);
		assert!(error.contains(expected), "{error}");
	}
}

#[test]
fn a_real_network_has_no_sudo_no_short_window_no_known_keys() {
	let alice = account(Sr25519Keyring::Alice);
	let known = SessionKeys {
		aura: Sr25519Keyring::Alice.public().into(),
		grandpa: sp_core::ed25519::Public::from_raw([4; 32]).into(),
	};
	let one = AccountId::new([1; 32]);
	for (change, expected) in [
		(json!({"sudo": {"key": one}}), "sudo key"),
		(json!({"validators": {"fewest": 1}}), "validators.fewest"),
		(json!({"studies": {"minDisputeWindow": 2000}}), "minDisputeWindow 2000 ms"),
		(json!({"rewards": {"epochLength": 60000}}), "epochLength 60000 ms"),
		(json!({"disputes": {"decidePeriod": 2000}}), "decidePeriod 2000 ms"),
		(json!({"disputes": {"appealPeriod": 2000}}), "appealPeriod 2000 ms"),
		(json!({"disputes": {"panelPeriod": 2000}}), "panelPeriod 2000 ms"),
		(json!({"councilMembership": {"members": [alice]}}), "a part to Alice"),
		(json!({"credentials": {"accreditors": [[alice, Roles::ALL]]}}), "a part to Alice"),
		(json!({"session": {"keys": [[one, one, known]]}}), "session keys that everybody knows"),
	] {
		let error = refusal(change);
		assert!(error.contains(expected), "{error}");
	}
}
