use super::*;
use crate::presets::*;
use epione_primitives::{Roles, SECOND};
use serde_json::{json, Value};

fn bytes(byte: u8) -> [u8; 32] {
	[byte; 32]
}

/// A public test network's genesis, filled in.
fn filled() -> Value {
	let mut genesis = genesis(TESTNET_PRESET);
	let (a, b) = (AccountId::new([1; 32]), AccountId::new([2; 32]));
	let protocol: AccountId = crate::configs::ProtocolAccount::get();
	let deposit = crate::configs::ExistentialDeposit::get() as u64;
	let patch = json!({
		"balances": { "balances": [[a, 1_000_000_000_000u64], [protocol, deposit]] },
		"parachainInfo": { "parachainId": 3_000 },
		"collatorSelection": { "invulnerables": [a] },
		"session": { "keys": [keys_of(1)] },
		"councilMembership": { "members": [a, b] },
		"credentials": { "accreditors": [[b, Roles::ALL]] },
		"devices": { "chainId": bytes(7) },
	});
	merge(&mut genesis, patch);
	genesis
}

/// Session keys of account `[byte; 32]`.
fn keys_of(byte: u8) -> Value {
	let account = AccountId::new(bytes(byte));
	let keys = SessionKeys { aura: sp_core::sr25519::Public::from_raw([3; 32]).into() };
	json!([account, account, keys])
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
		assert_eq!(Session::validators(), std::slice::from_ref(&alice));
		assert_eq!(pallet_aura::Authorities::<Runtime>::get().len(), 1);
		assert_eq!(pallet_sudo::Key::<Runtime>::get(), Some(alice));
		assert_eq!(u32::from(ParachainInfo::parachain_id()), 2000);
		// What was signed for one development chain is valid on the other.
		assert_eq!(
			pallet_devices::ChainId::<Runtime>::get(),
			epione_runtime::presets::development_chain_id()
		);
		assert_eq!(pallet_studies::MinDisputeWindow::<Runtime>::get(), 2 * SECOND);
		assert!(free(Sr25519Keyring::Bob) > 0);
	});
}

#[test]
fn local_testnet_has_two_collators_and_real_rules() {
	build(&genesis(sp_genesis_builder::LOCAL_TESTNET_RUNTIME_PRESET)).unwrap().execute_with(|| {
		assert_eq!(Session::validators().len(), 2);
		assert_eq!(pallet_sudo::Key::<Runtime>::get(), None);
		assert_eq!(pallet_devices::ChainId::<Runtime>::get(), local_testnet_chain_id());
		assert_eq!(
			pallet_studies::MinDisputeWindow::<Runtime>::get(),
			pallet_studies::DEFAULT_MIN_DISPUTE_WINDOW
		);
	});
}

#[test]
fn a_test_network_must_be_filled_in() {
	let error = build(&genesis(TESTNET_PRESET)).err().unwrap();
	assert!(error.contains("collatorSelection.invulnerables is empty"), "{error}");

	build(&filled()).unwrap().execute_with(|| {
		assert_eq!(Session::validators(), [AccountId::new([1; 32])]);
		let chosen =
			<crate::configs::Collators as pallet_session::SessionManager<_>>::new_session(2);
		assert_eq!(chosen, Some(Session::validators()));
		assert_eq!(u32::from(ParachainInfo::parachain_id()), 3_000);
		assert_eq!(pallet_sudo::Key::<Runtime>::get(), None);
		assert!(pallet_collator_selection::CandidacyBond::<Runtime>::get() > 0);
		assert_eq!(pallet_collator_selection::DesiredCandidates::<Runtime>::get(), 0);
	});
}

#[test]
fn each_gap_is_named() {
	for (change, expected) in [
		(json!({"collatorSelection": {"invulnerables": []}}), "invulnerables is empty"),
		(json!({"session": {"keys": []}}), "session.keys has no entry of collator"),
		(
			json!({"session": {"keys": [keys_of(1), keys_of(2)]}}),
			"which is not among collatorSelection.invulnerables",
		),
		(json!({"parachainInfo": {"parachainId": 0}}), "parachainInfo.parachainId is empty"),
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
	let known = SessionKeys { aura: Sr25519Keyring::Alice.public().into() };
	let one = AccountId::new([1; 32]);
	for (change, expected) in [
		(json!({"sudo": {"key": one}}), "sudo key"),
		(json!({"studies": {"minDisputeWindow": 2000}}), "minDisputeWindow 2000 ms"),
		(json!({"councilMembership": {"members": [alice]}}), "a part to Alice"),
		(
			json!({
				"collatorSelection": {"invulnerables": [alice]},
				"session": {"keys": [[alice, alice, known]]},
			}),
			"a part to Alice",
		),
		(json!({"session": {"keys": [[one, one, known]]}}), "session keys that everybody knows"),
	] {
		let error = refusal(change);
		assert!(error.contains(expected), "{error}");
	}
}
