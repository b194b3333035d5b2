//! The chains that come with the node, as its binary exports them.

use serde_json::Value;
use std::process::{Command, Output};

fn node(arguments: &[&str]) -> Output {
	Command::new(env!("CARGO_BIN_EXE_epione-node"))
		.args(arguments)
		.output()
		.expect("the node's binary can be started")
}

fn stderr(output: &Output) -> String {
	String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Exports a chain's specification. `None` if this node was built without its runtime
/// (`SKIP_WASM_BUILD`): then there is none.
fn export(arguments: &[&str]) -> Option<Output> {
	let output = node(&[&["export-chain-spec"], arguments].concat());
	(!stderr(&output).contains("built without its runtime")).then_some(output)
}

fn json(output: &Output) -> Value {
	assert!(output.status.success(), "{}", stderr(output));
	serde_json::from_slice(&output.stdout).expect("a specification is JSON")
}

#[test]
fn development_and_local_testnet_build() {
	for (name, kind) in [
		("dev", "Development"),
		("development", "Development"),
		("local", "Local"),
		("local_testnet", "Local"),
	] {
		let Some(output) = export(&["--chain", name, "--raw"]) else { return };
		let spec = json(&output);
		assert_eq!(spec["chainType"], kind);
		let top = spec["genesis"]["raw"]["top"].as_object().expect("a raw genesis");
		assert!(top.contains_key("0x3a636f6465"), "{name}: no `:code` in genesis");
	}
}

#[test]
fn consortium_is_a_template() {
	let Some(output) = export(&["--chain", "consortium"]) else { return };
	// It can be written to a file and filled in there.
	assert!(json(&output).to_string().contains("councilMembership"));
	// But no chain can be built of it.
	let output = node(&["export-chain-spec", "--chain", "consortium", "--raw"]);
	assert!(!output.status.success());
	assert!(stderr(&output).contains("genesis is incomplete"), "{}", stderr(&output));
}

#[test]
fn an_unknown_chain_says_what_there_is() {
	let output = node(&["export-chain-spec", "--chain", "nowhere"]);
	assert!(!output.status.success());
	assert!(
		stderr(&output).contains("development, local_testnet, consortium"),
		"{}",
		stderr(&output)
	);
	let output = node(&[]);
	assert!(!output.status.success());
	assert!(stderr(&output).contains("which chain?"), "{}", stderr(&output));
}
