//! Running the node's binary.

use serde_json::Value;
use std::process::{Command, Output};

pub fn node(arguments: &[&str]) -> Output {
	Command::new(env!("CARGO_BIN_EXE_epione-node"))
		.args(arguments)
		.output()
		.expect("the node's binary can be started")
}

pub fn stderr(output: &Output) -> String {
	String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Exports a chain's specification. `None` if this node was built without its runtime
/// (`SKIP_WASM_BUILD`): then there is none.
pub fn export(arguments: &[&str]) -> Option<Output> {
	let output = node(&[&["export-chain-spec"], arguments].concat());
	(!stderr(&output).contains("built without its runtime")).then_some(output)
}

/// What a command that succeeds printed.
pub fn json(output: &Output) -> Value {
	assert!(output.status.success(), "{}", stderr(output));
	serde_json::from_slice(&output.stdout).expect("it prints JSON")
}
