//! The chains that come with the node.

use epione_runtime::{presets::CONSORTIUM_PRESET, WASM_BINARY};
use sc_chain_spec::Properties;
use sc_service::ChainType;
use sp_genesis_builder::{DEV_RUNTIME_PRESET, LOCAL_TESTNET_RUNTIME_PRESET};
use std::path::PathBuf;

/// A chain's specification.
pub type ChainSpec = sc_service::GenericChainSpec;

/// The chain of this name, or of the file at this path.
pub fn load(id: &str) -> Result<ChainSpec, String> {
	match id {
		"dev" | DEV_RUNTIME_PRESET => {
			preset(DEV_RUNTIME_PRESET, "Epione Development", "epione_dev", ChainType::Development)
		},
		"local" | LOCAL_TESTNET_RUNTIME_PRESET => preset(
			LOCAL_TESTNET_RUNTIME_PRESET,
			"Epione Local Testnet",
			"epione_local",
			ChainType::Local,
		),
		// A template: it is exported, filled in, and then given as a file.
		CONSORTIUM_PRESET => {
			preset(CONSORTIUM_PRESET, "Epione Consortium", "epione_consortium", ChainType::Live)
		},
		"" => {
			Err("which chain? Say --dev, --chain local_testnet, or --chain <file.json> with the \
			specification of the network to join"
				.into())
		},
		path => ChainSpec::from_json_file(PathBuf::from(path)).map_err(|error| {
			format!(
				"'{path}' is neither a chain of this node (development, local_testnet, consortium) \
				nor a file with a chain's specification: {error}"
			)
		}),
	}
}

fn preset(name: &str, title: &str, id: &str, kind: ChainType) -> Result<ChainSpec, String> {
	let wasm = WASM_BINARY.ok_or(
		"this node was built without its runtime (SKIP_WASM_BUILD): build it again, or give --chain \
		a file with the chain's raw specification",
	)?;
	Ok(ChainSpec::builder(wasm, None)
		.with_name(title)
		.with_id(id)
		.with_chain_type(kind)
		.with_protocol_id("epione")
		.with_properties(properties())
		.with_genesis_config_preset_name(name)
		.build())
}

fn properties() -> Properties {
	let mut properties = Properties::new();
	properties.insert("tokenSymbol".into(), "EPI".into());
	properties.insert("tokenDecimals".into(), 12.into());
	properties.insert("ss58Format".into(), 42.into());
	properties
}

#[cfg(test)]
mod tests {
	use super::*;
	use sp_runtime::BuildStorage;

	/// The tests may run where the Wasm was not built.
	fn has_runtime() -> bool {
		WASM_BINARY.is_some()
	}

	#[test]
	fn development_and_local_testnet_build() {
		if !has_runtime() {
			return;
		}
		for (name, kind) in [
			("dev", ChainType::Development),
			("development", ChainType::Development),
			("local", ChainType::Local),
			("local_testnet", ChainType::Local),
		] {
			let spec = load(name).unwrap();
			assert_eq!(sc_chain_spec::ChainSpec::chain_type(&spec), kind);
			assert!(!spec.build_storage().unwrap().top.is_empty());
		}
	}

	#[test]
	fn consortium_is_a_template() {
		if !has_runtime() {
			return;
		}
		let spec = load("consortium").unwrap();
		// It can be written to a file and filled in there.
		let json = sc_chain_spec::ChainSpec::as_json(&spec, false).unwrap();
		assert!(json.contains("councilMembership"));
		// But no chain can be built of it.
		let error = spec.build_storage().unwrap_err();
		assert!(error.contains("genesis is incomplete"), "{error}");
	}

	#[test]
	fn an_unknown_chain_says_what_there_is() {
		let error = load("nowhere").err().unwrap();
		assert!(error.contains("development, local_testnet, consortium"), "{error}");
		assert!(load("").err().unwrap().contains("which chain?"));
	}
}
