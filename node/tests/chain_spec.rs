//! The chains that come with the node, as its binary exports them.

mod common;

use common::{export, json, node, stderr};

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
