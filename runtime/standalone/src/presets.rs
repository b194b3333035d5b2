//! Genesis of the development chain, of a local network, and the consortium's template.

use crate::{
	configs::ProtocolAccount, AccountId, Balance, BalancesConfig, CouncilMembershipConfig,
	CredentialsConfig, DevicesConfig, DisputesConfig, RewardsConfig, RuntimeGenesisConfig,
	SessionConfig, SessionKeys, StudiesConfig, SudoConfig,
};
use alloc::{
	format,
	string::{String, ToString},
	vec,
	vec::Vec,
};
use epione_primitives::{Role, Roles, MINUTE, SECOND};
use epione_runtime_common::constants::currency::{EPI, EXISTENTIAL_DEPOSIT};
use frame_support::build_struct_json_patch;
use pallet_disputes::DEFAULT_PERIODS;
use pallet_rewards::DEFAULT_EPOCH_LENGTH;
use pallet_studies::DEFAULT_MIN_DISPUTE_WINDOW;
use serde_json::{json, Value};
use sp_genesis_builder::{PresetId, DEV_RUNTIME_PRESET, LOCAL_TESTNET_RUNTIME_PRESET};
use sp_keyring::{Ed25519Keyring, Sr25519Keyring};

/// Name of the template for a network of your own.
pub const CONSORTIUM_PRESET: &str = "consortium";

/// What each well-known account has where there are any.
const ENDOWMENT: Balance = 1_000_000 * EPI;

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
		CONSORTIUM_PRESET => consortium(),
		_ => return None,
	};
	Some(patch.to_string().into_bytes())
}

/// The 32 bytes that statements on the chain of this name bind: its SHA-256. A consortium chooses
/// its own, for ever.
fn chain_id(name: &str) -> [u8; 32] {
	sp_io::hashing::sha2_256(name.as_bytes())
}

/// The chain id of the development chain.
pub fn development_chain_id() -> [u8; 32] {
	chain_id("epione development")
}

/// The chain id of local test networks.
pub fn local_testnet_chain_id() -> [u8; 32] {
	chain_id("epione local testnet")
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

/// Every well-known account, and the one that receives the protocol's share.
fn balances() -> BalancesConfig {
	let mut balances: Vec<_> =
		Sr25519Keyring::well_known().map(|key| (key.to_account_id(), ENDOWMENT)).collect();
	balances.push((ProtocolAccount::get(), EXISTENTIAL_DEPOSIT));
	BalancesConfig { balances, ..Default::default() }
}

/// Alice, Bob and Charlie.
fn council() -> CouncilMembershipConfig {
	let mut members = [Sr25519Keyring::Alice, Sr25519Keyring::Bob, Sr25519Keyring::Charlie]
		.map(|key| key.to_account_id())
		.to_vec();
	members.sort();
	CouncilMembershipConfig {
		members: members.try_into().unwrap_or_default(),
		..Default::default()
	}
}

/// Eve for everything, and Ferdie for arbiters: who accredited a party accredits none of its arbiters.
fn accreditors() -> Vec<(AccountId, Roles)> {
	vec![
		(Sr25519Keyring::Eve.to_account_id(), Roles::ALL),
		(Sr25519Keyring::Ferdie.to_account_id(), Roles::of(&[Role::Arbiter])),
	]
}

/// One validator, and everything at hand to play the whole story at once.
fn development() -> Value {
	build_struct_json_patch!(RuntimeGenesisConfig {
		balances: balances(),
		session: SessionConfig {
			keys: vec![validator(Sr25519Keyring::Alice, Ed25519Keyring::Alice)],
		},
		council_membership: council(),
		sudo: SudoConfig { key: Some(Sr25519Keyring::Alice.to_account_id()) },
		devices: DevicesConfig { chain_id: development_chain_id() },
		credentials: CredentialsConfig { accreditors: accreditors() },
		// Nobody waits three days on a development chain.
		studies: StudiesConfig { min_dispute_window: 2 * SECOND },
		// Nor a day for a reward.
		rewards: RewardsConfig { epoch_length: MINUTE },
		disputes: DisputesConfig {
			decide_period: MINUTE,
			// Not ten: the scan for traces of the demo's 10,000 readings would take it for one.
			appeal_period: 8 * SECOND,
			panel_period: MINUTE,
		},
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

/// What a consortium has to fill in, all of it empty: no chain can be built of it as it is.
fn consortium() -> Value {
	let unset = [0u8; 32];
	json!({
		"balances": { "balances": [] },
		"session": { "keys": [] },
		"councilMembership": { "members": [] },
		"credentials": { "accreditors": [] },
		"devices": { "chainId": unset },
	})
}

/// Refuses a genesis that is incomplete, or that would give a real network the keys of a
/// development chain. The answer names the place and says what to do.
pub fn check(json: &[u8]) -> Result<(), String> {
	let genesis: RuntimeGenesisConfig = serde_json::from_slice(json)
		.map_err(|error| format!("genesis is no configuration of this runtime: {error}"))?;
	let missing = |path: &str, what: &str| {
		Err(format!(
			"genesis is incomplete: {path} is empty. Fill in {what} (docs/running-a-node.md)"
		))
	};

	if genesis.session.keys.is_empty() {
		return missing("session.keys", "[account, account, {aura, grandpa}] of each validator");
	}
	if genesis.council_membership.members.is_empty() {
		return missing("councilMembership.members", "the council's accounts");
	}
	let chain_id = genesis.devices.chain_id;
	if chain_id == [0; 32] {
		return missing(
			"devices.chainId",
			"32 random bytes, which every signed statement will bind",
		);
	}
	let accounts = genesis.balances.balances.iter().map(|(who, _)| who);
	if !accounts.clone().any(|who| *who == ProtocolAccount::get()) {
		return Err(format!(
			"genesis is incomplete: balances.balances does not name the protocol account {}. Give it the \
			existential deposit, {EXISTENTIAL_DEPOSIT}",
			json!(ProtocolAccount::get())
		));
	}

	let (development, local) = (development_chain_id(), local_testnet_chain_id());
	if chain_id != development {
		if genesis.sudo.key.is_some() {
			return Err("genesis has a sudo key: only the development chain may have one".into());
		}
		if genesis.studies.min_dispute_window < DEFAULT_MIN_DISPUTE_WINDOW {
			return Err(format!(
				"genesis has studies.minDisputeWindow {} ms: only on the development chain may it be \
				shorter than {DEFAULT_MIN_DISPUTE_WINDOW} ms (three days)",
				genesis.studies.min_dispute_window
			));
		}
		if genesis.rewards.epoch_length < DEFAULT_EPOCH_LENGTH {
			return Err(format!(
				"genesis has rewards.epochLength {} ms: only on the development chain may it be shorter \
				than {DEFAULT_EPOCH_LENGTH} ms (a day)",
				genesis.rewards.epoch_length
			));
		}
		let disputes = &genesis.disputes;
		for (name, period, least) in [
			("decidePeriod", disputes.decide_period, DEFAULT_PERIODS.decide),
			("appealPeriod", disputes.appeal_period, DEFAULT_PERIODS.appeal),
			("panelPeriod", disputes.panel_period, DEFAULT_PERIODS.panel),
		] {
			if period < least {
				return Err(format!(
					"genesis has disputes.{name} {period} ms: only on the development chain may it be \
					shorter than {least} ms"
				));
			}
		}
	}
	if chain_id != development && chain_id != local {
		let validators = genesis.session.keys.iter().map(|(who, ..)| who);
		let council = genesis.council_membership.members.iter();
		let accreditors = genesis.credentials.accreditors.iter().map(|(who, _)| who);
		for who in validators.chain(council).chain(accreditors).chain(accounts) {
			if let Some(name) = Sr25519Keyring::from_account_id(who) {
				return Err(format!(
					"genesis gives a part to {name:?} ({}), whose key everybody knows: use keys of \
					your own",
					json!(who)
				));
			}
		}
		for (who, _, keys) in &genesis.session.keys {
			let well_known = Sr25519Keyring::from_raw_public(raw(&keys.aura)).is_some()
				|| Ed25519Keyring::from_raw_public(raw(&keys.grandpa)).is_some();
			if well_known {
				return Err(format!(
					"genesis gives validator {} session keys that everybody knows: make keys with \
					epione-node key generate",
					json!(who)
				));
			}
		}
	}
	Ok(())
}

fn raw(key: &impl AsRef<[u8]>) -> [u8; 32] {
	key.as_ref().try_into().unwrap_or_default()
}
