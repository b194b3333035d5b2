//! The genesis of both runtimes: who holds what, who accredits whom, and what is refused.

use super::payment::ProtocolAccount;
use crate::{
	AccountId, Balance, BalancesConfig, CouncilMembershipConfig, DisputesConfig, RewardsConfig,
	RuntimeGenesisConfig, StudiesConfig,
};
use alloc::{
	format,
	string::{String, ToString},
	vec,
	vec::Vec,
};
use epione_primitives::{Role, Roles, MINUTE, SECOND};
use epione_runtime_common::constants::currency::{EPI, EXISTENTIAL_DEPOSIT};
use pallet_disputes::DEFAULT_PERIODS;
use pallet_rewards::DEFAULT_EPOCH_LENGTH;
use pallet_studies::DEFAULT_MIN_DISPUTE_WINDOW;
use serde_json::{json, Value};
use sp_keyring::Sr25519Keyring;

/// What each well-known account has, on chains that have them.
const ENDOWMENT: Balance = 1_000_000 * EPI;

/// The 32 bytes that statements on the chain of this name bind: the name's SHA-256. A real network
/// chooses its own, once and for all.
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

/// Every well-known account, and the one that receives the protocol's share.
pub fn balances() -> BalancesConfig {
	let mut balances: Vec<_> =
		Sr25519Keyring::well_known().map(|key| (key.to_account_id(), ENDOWMENT)).collect();
	balances.push((ProtocolAccount::get(), EXISTENTIAL_DEPOSIT));
	BalancesConfig { balances, ..Default::default() }
}

/// Alice, Bob and Charlie.
pub fn council() -> CouncilMembershipConfig {
	let mut members = [Sr25519Keyring::Alice, Sr25519Keyring::Bob, Sr25519Keyring::Charlie]
		.map(|key| key.to_account_id())
		.to_vec();
	members.sort();
	CouncilMembershipConfig {
		members: members.try_into().unwrap_or_default(),
		..Default::default()
	}
}

/// Eve for every role, and Ferdie for arbiters: an accreditor of a party must not accredit its
/// arbiters.
pub fn accreditors() -> Vec<(AccountId, Roles)> {
	vec![
		(Sr25519Keyring::Eve.to_account_id(), Roles::ALL),
		(Sr25519Keyring::Ferdie.to_account_id(), Roles::of(&[Role::Arbiter])),
	]
}

/// Nobody waits three days on a development chain.
pub fn short_studies() -> StudiesConfig {
	StudiesConfig { min_dispute_window: 2 * SECOND, ..Default::default() }
}

/// Nor a day for a reward.
pub fn short_rewards() -> RewardsConfig {
	RewardsConfig { epoch_length: MINUTE, ..Default::default() }
}

/// Nor as long for a decision.
pub fn short_disputes() -> DisputesConfig {
	DisputesConfig {
		decide_period: MINUTE,
		// Not ten: the scan for traces of the demo's 10,000 readings would take it for one.
		appeal_period: 8 * SECOND,
		panel_period: MINUTE,
		..Default::default()
	}
}

/// The parts of a real network's genesis that an operator must fill in, all of them empty: no chain
/// can be built from them as they are.
pub fn placeholders() -> Value {
	let unset = [0u8; 32];
	json!({
		"balances": { "balances": [] },
		"session": { "keys": [] },
		"councilMembership": { "members": [] },
		"credentials": { "accreditors": [] },
		"devices": { "chainId": unset },
	})
}

/// Reads a genesis.
pub fn parse(json: &[u8]) -> Result<RuntimeGenesisConfig, String> {
	serde_json::from_slice(json)
		.map_err(|error| format!("genesis is no configuration of this runtime: {error}"))
}

/// The error for a genesis that lacks something; `guide` is where an operator reads more.
pub fn missing(path: &str, what: &str, guide: &str) -> Result<(), String> {
	Err(format!("genesis is incomplete: {path} is empty. Fill in {what} ({guide})"))
}

/// Whether this is neither a development chain nor a local test network.
pub fn is_real(genesis: &RuntimeGenesisConfig) -> bool {
	let chain_id = genesis.devices.chain_id;
	chain_id != development_chain_id() && chain_id != local_testnet_chain_id()
}

/// Refuses a genesis that is incomplete, or that would give a real network the rules or accounts of
/// a development chain. The error names the field and says what to do. `producers` make its blocks.
pub fn check(
	genesis: &RuntimeGenesisConfig,
	producers: &[AccountId],
	guide: &str,
) -> Result<(), String> {
	if genesis.council_membership.members.is_empty() {
		return missing("councilMembership.members", "the council's accounts", guide);
	}
	let chain_id = genesis.devices.chain_id;
	if chain_id == [0; 32] {
		return missing(
			"devices.chainId",
			"32 random bytes, which every signed statement will bind",
			guide,
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

	if chain_id != development_chain_id() {
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
	if is_real(genesis) {
		let council = genesis.council_membership.members.iter();
		let accreditors = genesis.credentials.accreditors.iter().map(|(who, _)| who);
		for who in producers.iter().chain(council).chain(accreditors).chain(accounts) {
			if let Some(name) = Sr25519Keyring::from_account_id(who) {
				return Err(format!(
					"genesis gives a part to {name:?} ({}), whose key everybody knows: use keys of \
					your own",
					json!(who)
				));
			}
		}
	}
	Ok(())
}

/// The error for session keys that everybody knows.
pub fn known_keys(role: &str, who: &AccountId, remedy: &str) -> Result<(), String> {
	Err(format!("genesis gives {role} {} session keys that everybody knows: {remedy}", json!(who)))
}

/// The bytes of a key.
pub fn raw(key: &impl AsRef<[u8]>) -> [u8; 32] {
	key.as_ref().try_into().unwrap_or_default()
}

/// A preset's patch, as the bytes that the genesis builder returns.
pub fn to_bytes(patch: &Value) -> Vec<u8> {
	patch.to_string().into_bytes()
}
