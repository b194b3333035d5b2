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
