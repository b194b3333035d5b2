//! Helpers for the tests of both runtimes.

use crate::{AccountId, AllPalletsWithSystem, Balance, Balances, Runtime, RuntimeGenesisConfig};
use serde_json::Value;
use sp_keyring::Sr25519Keyring;

/// Merges JSON by RFC 7386, as the node applies a preset to the default genesis.
pub fn merge(base: &mut Value, patch: Value) {
	match (base, patch) {
		(Value::Object(base), Value::Object(patch)) => {
			for (key, value) in patch {
				merge(base.entry(key).or_insert(Value::Null), value);
			}
		},
		(base, patch) => *base = patch,
	}
}

/// The whole genesis that a preset makes.
pub fn genesis(preset: &str) -> Value {
	let mut genesis = serde_json::to_value(RuntimeGenesisConfig::default()).unwrap();
	let patch = crate::presets::get(&preset.into()).unwrap();
	merge(&mut genesis, serde_json::from_slice(&patch).unwrap());
	genesis
}

/// Builds a genesis the way the node does.
pub fn build(genesis: &Value) -> Result<sp_io::TestExternalities, String> {
	use sp_genesis_builder::runtime_decl_for_genesis_builder::GenesisBuilder;
	let mut ext = sp_io::TestExternalities::default();
	ext.execute_with(|| Runtime::build_state(genesis.to_string().into_bytes()))?;
	Ok(ext)
}

/// The account of a well-known key.
pub fn account(who: Sr25519Keyring) -> AccountId {
	who.to_account_id()
}

/// The account's free balance.
pub fn free(who: Sr25519Keyring) -> Balance {
	Balances::free_balance(account(who))
}

/// The pallets and their indices.
pub fn pallet_indices() -> Vec<(usize, &'static str)> {
	use frame_support::traits::PalletsInfoAccess;
	AllPalletsWithSystem::infos().into_iter().map(|info| (info.index, info.name)).collect()
}
