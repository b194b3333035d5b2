//! Genesis of the development chain, of a local network, and the template of a public test network.

pub use crate::configs::shared::genesis::{development_chain_id, local_testnet_chain_id};

use crate::{
	configs::shared::genesis::{self, *},
	AccountId, Balance, CollatorSelectionConfig, CredentialsConfig, DevicesConfig,
	ParachainInfoConfig, PolkadotXcmConfig, RuntimeGenesisConfig, SessionConfig, SessionKeys,
	SudoConfig,
};
use alloc::{format, string::String, vec::Vec};
use cumulus_primitives_core::ParaId;
use epione_runtime_common::constants::currency::EPI;
use frame_support::build_struct_json_patch;
use serde_json::{json, Value};
use sp_genesis_builder::{PresetId, DEV_RUNTIME_PRESET, LOCAL_TESTNET_RUNTIME_PRESET};
use sp_keyring::Sr25519Keyring;

/// Name of the template for a public test network.
pub const TESTNET_PRESET: &str = "testnet";

/// Where an operator reads more.
const GUIDE: &str = "docs/collators-guide.md";

/// The parachain's number on a development relay chain: the first that is not a system's.
const DEVELOPMENT_PARA_ID: ParaId = ParaId::new(2000);

/// The bond of a candidate that wants to be a collator besides those of the council.
const CANDIDACY_BOND: Balance = 1_000 * EPI;

/// The version of XCM to use with a chain whose version is unknown.
const SAFE_XCM_VERSION: u32 = xcm::prelude::XCM_VERSION;

/// The presets' names.
pub fn names() -> Vec<PresetId> {
	[DEV_RUNTIME_PRESET, LOCAL_TESTNET_RUNTIME_PRESET, TESTNET_PRESET].map(PresetId::from).to_vec()
}

/// A preset, as the JSON that is laid over the runtime's default genesis.
pub fn get(id: &PresetId) -> Option<Vec<u8>> {
	let patch = match id.as_str() {
		DEV_RUNTIME_PRESET => development(),
		LOCAL_TESTNET_RUNTIME_PRESET => local_testnet(),
		TESTNET_PRESET => testnet(),
		_ => return None,
	};
	Some(to_bytes(&patch))
}

/// Session keys of collators with well-known keys.
fn keys(collators: &[Sr25519Keyring]) -> SessionConfig {
	let keys = |key: &Sr25519Keyring| {
		let account = key.to_account_id();
		(account.clone(), account, SessionKeys { aura: key.public().into() })
	};
	SessionConfig { keys: collators.iter().map(keys).collect(), ..Default::default() }
}

/// Makes them collators for as long as the council wants.
fn invulnerables(collators: &[Sr25519Keyring]) -> CollatorSelectionConfig {
	CollatorSelectionConfig {
		invulnerables: collators.iter().map(|key| key.to_account_id()).collect(),
		candidacy_bond: CANDIDACY_BOND,
		..Default::default()
	}
}

fn para_id() -> ParachainInfoConfig {
	ParachainInfoConfig { parachain_id: DEVELOPMENT_PARA_ID, ..Default::default() }
}

fn xcm_version() -> PolkadotXcmConfig {
	PolkadotXcmConfig { safe_xcm_version: Some(SAFE_XCM_VERSION), ..Default::default() }
}

/// One collator, and everything at hand to play the whole story at once.
fn development() -> Value {
	let collators = [Sr25519Keyring::Alice];
	build_struct_json_patch!(RuntimeGenesisConfig {
		balances: balances(),
		parachain_info: para_id(),
		polkadot_xcm: xcm_version(),
		session: keys(&collators),
		collator_selection: invulnerables(&collators),
		council_membership: council(),
		sudo: SudoConfig { key: Some(Sr25519Keyring::Alice.to_account_id()) },
		devices: DevicesConfig { chain_id: development_chain_id() },
		credentials: CredentialsConfig { accreditors: accreditors() },
		studies: short_studies(),
		rewards: short_rewards(),
		disputes: short_disputes(),
	})
}

/// Two collators with well-known keys, and the rules of a real network.
fn local_testnet() -> Value {
	let collators = [Sr25519Keyring::Alice, Sr25519Keyring::Bob];
	build_struct_json_patch!(RuntimeGenesisConfig {
		balances: balances(),
		parachain_info: para_id(),
		polkadot_xcm: xcm_version(),
		session: keys(&collators),
		collator_selection: invulnerables(&collators),
		council_membership: council(),
		devices: DevicesConfig { chain_id: local_testnet_chain_id() },
		credentials: CredentialsConfig { accreditors: accreditors() },
	})
}

/// What has to be filled in for a public test network: no chain can be built from it as it is.
fn testnet() -> Value {
	let mut patch = placeholders();
	if let Some(patch) = patch.as_object_mut() {
		patch.insert("parachainInfo".into(), json!({ "parachainId": 0 }));
		let collators = json!({ "invulnerables": [], "candidacyBond": CANDIDACY_BOND as u64 });
		patch.insert("collatorSelection".into(), collators);
		patch.insert("polkadotXcm".into(), json!({ "safeXcmVersion": SAFE_XCM_VERSION }));
	}
	patch
}

/// Refuses a genesis that is incomplete, or that would give a real network the keys of a
/// development chain. The error names the field and says what to do.
pub fn check(json: &[u8]) -> Result<(), String> {
	let genesis = parse(json)?;
	let collators: Vec<AccountId> = genesis.collator_selection.invulnerables.clone();
	if collators.is_empty() {
		return missing("collatorSelection.invulnerables", "the first collators' accounts", GUIDE);
	}
	let has_keys =
		|who: &AccountId| genesis.session.keys.iter().any(|(account, ..)| account == who);
	if let Some(who) = collators.iter().find(|who| !has_keys(who)) {
		return Err(format!(
			"genesis is incomplete: session.keys has no entry of collator {}. Fill in [account, account, \
			{{aura}}] ({GUIDE})",
			json!(who)
		));
	}
	// They would produce the blocks of the first two sessions: see `configs::Collators`.
	if let Some((who, ..)) = genesis.session.keys.iter().find(|(who, ..)| !collators.contains(who))
	{
		return Err(format!(
			"genesis has session.keys of {}, which is not among collatorSelection.invulnerables: take it out, \
			or add it there ({GUIDE})",
			json!(who)
		));
	}
	if genesis.parachain_info.parachain_id == ParaId::new(0) {
		return missing("parachainInfo.parachainId", "the number that the relay chain gave", GUIDE);
	}
	genesis::check(&genesis, &collators, GUIDE)?;

	for (who, _, keys) in genesis.session.keys.iter().filter(|_| is_real(&genesis)) {
		if Sr25519Keyring::from_raw_public(raw(&keys.aura)).is_some() {
			return known_keys("collator", who, "make keys with polkadot-omni-node key generate");
		}
	}
	Ok(())
}
