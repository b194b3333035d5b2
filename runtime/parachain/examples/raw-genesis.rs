//! Prints the raw chain specification of a preset, as `polkadot-omni-node chain-spec-builder` would
//! make it (`scripts/chain-specs`): for tests, which have no omni-node. `raw-genesis PRESET`

use sc_chain_spec::{ChainType, GenericChainSpec, NoExtension};
use std::process::ExitCode;

fn main() -> ExitCode {
	let mut arguments = std::env::args().skip(1);
	let (Some(preset), None) = (arguments.next(), arguments.next()) else {
		eprintln!("usage: raw-genesis development|local_testnet");
		return ExitCode::FAILURE;
	};
	let Some(wasm) = epione_parachain_runtime::WASM_BINARY else {
		eprintln!("error: this was built without its Wasm: build it without SKIP_WASM_BUILD");
		return ExitCode::FAILURE;
	};
	let spec: GenericChainSpec<NoExtension> = GenericChainSpec::builder(wasm, None)
		.with_name("Epione Development")
		.with_id("epione-parachain")
		.with_chain_type(ChainType::Development)
		.with_genesis_config_preset_name(&preset)
		.build();
	match spec.as_json(true) {
		Ok(json) => println!("{json}"),
		Err(error) => {
			eprintln!("error: the runtime refuses preset {preset}: {error}");
			return ExitCode::FAILURE;
		},
	}
	ExitCode::SUCCESS
}
