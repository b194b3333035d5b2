//! Genesis of the development chain, of a local network, and the consortium's template.

pub use crate::configs::shared::genesis::{development_chain_id, local_testnet_chain_id};

use crate::{
	configs::shared::genesis::{self, *},
	AccountId, CredentialsConfig, DevicesConfig, RuntimeGenesisConfig, SessionConfig, SessionKeys,
	SudoConfig, ValidatorsConfig,
};
use alloc::{string::String, vec, vec::Vec};
use frame_support::build_struct_json_patch;
use serde_json::Value;
use sp_genesis_builder::{PresetId, DEV_RUNTIME_PRESET, LOCAL_TESTNET_RUNTIME_PRESET};
use sp_keyring::{Ed25519Keyring, Sr25519Keyring};

/// Name of the template for a network of your own.
pub const CONSORTIUM_PRESET: &str = "consortium";

/// Where an operator reads more.
const GUIDE: &str = "docs/running-a-node.md";

/// The presets' names.
pub fn names() -> Vec<PresetId> {
	[DEV_RUNTIME_PRESET, LOCAL_TESTNET_RUNTIME_PRESET, CONSORTIUM_PRESET]
		.map(PresetId::from)
		.to_vec()
}

/// A preset, as the JSON that is laid over the runtime's default genesis.
pub fn get(id: &PresetId) -> Option<Vec<u8>> {
	let patch = match id.as_str() {
		DEV_RUNTIME_PRESET => development(),
		LOCAL_TESTNET_RUNTIME_PRESET => local_testnet(),
		CONSORTIUM_PRESET => placeholders(),
		_ => return None,
	};
	Some(to_bytes(&patch))
}

/// A validator with well-known keys.
fn validator(
	sr25519: Sr25519Keyring,
	ed25519: Ed25519Keyring,
) -> (AccountId, AccountId, SessionKeys) {
	let account = sr25519.to_account_id();
	let keys = SessionKeys { aura: sr25519.public().into(), grandpa: ed25519.public().into() };
	(account.clone(), account, keys)
}

/// One validator, and everything at hand to play the whole story at once.
fn development() -> Value {
	build_struct_json_patch!(RuntimeGenesisConfig {
		balances: balances(),
		session: SessionConfig {
			keys: vec![validator(Sr25519Keyring::Alice, Ed25519Keyring::Alice)],
		},
		council_membership: council(),
		// One is enough to begin with, and to go back to.
		validators: ValidatorsConfig { fewest: Some(1) },
		sudo: SudoConfig { key: Some(Sr25519Keyring::Alice.to_account_id()) },
		devices: DevicesConfig { chain_id: development_chain_id() },
		credentials: CredentialsConfig { accreditors: accreditors() },
		studies: short_studies(),
		rewards: short_rewards(),
		disputes: short_disputes(),
	})
}

/// Four validators with well-known keys, and the rules of a real network.
fn local_testnet() -> Value {
	build_struct_json_patch!(RuntimeGenesisConfig {
		balances: balances(),
		session: SessionConfig {
			keys: vec![
				validator(Sr25519Keyring::Alice, Ed25519Keyring::Alice),
				validator(Sr25519Keyring::Bob, Ed25519Keyring::Bob),
				validator(Sr25519Keyring::Charlie, Ed25519Keyring::Charlie),
				validator(Sr25519Keyring::Dave, Ed25519Keyring::Dave),
			],
		},
		council_membership: council(),
		devices: DevicesConfig { chain_id: local_testnet_chain_id() },
		credentials: CredentialsConfig { accreditors: accreditors() },
	})
}

/// Refuses a genesis that is incomplete, or that would give a real network the keys of a
/// development chain. The error names the field and says what to do.
pub fn check(json: &[u8]) -> Result<(), String> {
	let genesis = parse(json)?;
	if genesis.session.keys.is_empty() {
		let what = "[account, account, {aura, grandpa}] of each validator";
		return missing("session.keys", what, GUIDE);
	}
	let validators: Vec<_> = genesis.session.keys.iter().map(|(who, ..)| who.clone()).collect();
	genesis::check(&genesis, &validators, GUIDE)?;
	if genesis.validators.fewest.is_some() && genesis.devices.chain_id != development_chain_id() {
		return Err("genesis has validators.fewest: only the development chain may have it".into());
	}

	for (who, _, keys) in genesis.session.keys.iter().filter(|_| is_real(&genesis)) {
		let known = Sr25519Keyring::from_raw_public(raw(&keys.aura)).is_some()
			|| Ed25519Keyring::from_raw_public(raw(&keys.grandpa)).is_some();
		if known {
			return known_keys("validator", who, "make keys with epione-node key generate");
		}
	}
	Ok(())
}
