//! `check-state`, on databases that the node's binary makes.
#![allow(clippy::unwrap_used)] // in tests, a panic reports the failure

mod common;

use common::{export, json, node, stderr};
use serde_json::{Map, Value};
use sp_core::bytes::to_hex;
use sp_io::hashing::twox_128;
use std::{
	fs::{self, File},
	path::PathBuf,
	process::Output,
};

const HOLD: Option<i32> = Some(0);
const BROKEN: Option<i32> = Some(1);
const UNCHECKED: Option<i32> = Some(2);

/// A folder with a development chain's specification and database, both gone afterwards.
struct Chain(PathBuf);

impl Chain {
	fn empty(test: &str) -> Self {
		let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(test);
		// One that was killed leaves its folder behind.
		let _ = fs::remove_dir_all(&folder);
		fs::create_dir_all(&folder).unwrap();
		Self(folder)
	}

	/// A chain with its genesis, which `change` may alter. `None` if this node has no runtime.
	fn new(test: &str, change: impl FnOnce(&mut Map<String, Value>)) -> Option<Self> {
		let mut spec = json(&export(&["--chain", "dev", "--raw"])?);
		change(spec["genesis"]["raw"]["top"].as_object_mut().unwrap());
		let chain = Self::empty(test);
		fs::write(chain.spec(), spec.to_string()).unwrap();
		// Of the commands that write the genesis, one that needs nothing else.
		let made = chain.run("export-state", &[]);
		assert!(made.status.success(), "{}", stderr(&made));
		Some(chain)
	}

	fn spec(&self) -> String {
		self.0.join("spec.json").to_str().unwrap().into()
	}

	fn base(&self) -> PathBuf {
		self.0.join("node")
	}

	fn database(&self) -> PathBuf {
		self.base().join("chains/epione_dev/paritydb/full")
	}

	fn run(&self, command: &str, arguments: &[&str]) -> Output {
		let (spec, base) = (self.spec(), self.base());
		let of = ["--chain", &spec, "--base-path", base.to_str().unwrap()];
		node(&[&[command][..], &of, arguments].concat())
	}

	fn check(&self, arguments: &[&str]) -> Output {
		self.run("check-state", arguments)
	}
}

impl Drop for Chain {
	fn drop(&mut self) {
		let _ = fs::remove_dir_all(&self.0);
	}
}

/// Where a storage value is.
fn key(pallet: &str, item: &str) -> String {
	to_hex(&[twox_128(pallet.as_bytes()), twox_128(item.as_bytes())].concat(), false)
}

fn stdout(output: &Output) -> String {
	String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Nothing was checked, for this reason.
fn assert_unchecked(output: &Output, why: &str) {
	assert_eq!(output.status.code(), UNCHECKED, "{}{}", stdout(output), stderr(output));
	assert!(stderr(output).contains(why), "{}", stderr(output));
	assert_eq!(stdout(output), "");
}

#[test]
fn a_sound_state_holds() {
	let Some(chain) = Chain::new("a_sound_state_holds", |_| ()) else { return };
	let last: &[&str] = &[];
	for at in [last, &["--at", "0"]] {
		let output = chain.check(at);
		assert_eq!(output.status.code(), HOLD, "{}", stderr(&output));
		let lines = stdout(&output);
		assert!(lines.contains("State of block #0 (0x"), "{lines}");
		assert_eq!(lines.matches("  hold\n").count(), 10, "{lines}");
		assert!(lines.ends_with("invariants of 10 pallets hold.\n"), "{lines}");
	}

	let report = json(&chain.check(&["--json"]));
	assert_eq!(report["holds"], true);
	assert_eq!(report["block"]["number"], 0);
	assert!(report["specVersion"].as_u64() > Some(0), "{report}");
	let pallets = report["pallets"].as_array().unwrap();
	assert_eq!(pallets.len(), 10);
	for pallet in pallets {
		assert_eq!(pallet["broken"], Value::Null);
		assert!(pallet["invariants"].as_u64() > Some(0), "{pallet}");
	}
	let credentials = pallets.iter().find(|one| one["pallet"] == "Credentials").unwrap();
	assert!(credentials["keys"].as_u64() > Some(0), "{credentials}");

	// The same block by its hash; and blocks that are not there.
	let hash = report["block"]["hash"].as_str().unwrap();
	let same = json(&chain.check(&["--json", "--at", hash]));
	assert_eq!(same["block"], report["block"]);
	assert_unchecked(&chain.check(&["--at", "1"]), "no such block: its best is #0");
	let unknown = format!("0x{}", "ab".repeat(32));
	assert_unchecked(&chain.check(&["--at", &unknown]), "no such block");
	assert_unchecked(&chain.check(&["--at", "soon"]), "--at");
}

#[test]
fn a_database_that_another_process_has_is_left_alone() {
	let test = "a_database_that_another_process_has_is_left_alone";
	let Some(chain) = Chain::new(test, |_| ()) else { return };
	let lock = File::open(chain.database().join("lock")).unwrap();
	lock.try_lock().unwrap();
	assert_unchecked(&chain.check(&[]), "another process has the database");
	drop(lock);
	assert_eq!(chain.check(&[]).status.code(), HOLD);
}

#[test]
fn a_broken_invariant_is_named() {
	let appointments = key("Credentials", "Appointments");
	let Some(chain) = Chain::new("a_broken_invariant_is_named", |state| {
		// The accreditors of genesis have numbers that were never given out now.
		assert!(state.remove(&appointments).is_some(), "{appointments}");
	}) else {
		return;
	};
	let output = chain.check(&[]);
	assert_eq!(output.status.code(), BROKEN, "{}", stderr(&output));
	let lines = stdout(&output);
	let line = lines.lines().find(|line| line.starts_with("Credentials ")).unwrap();
	assert!(line.ends_with("BROKEN appointments_are_unique"), "{line}");
	assert!(lines.contains("1 of 10 pallets broken, in the state of block #0 (0x"), "{lines}");

	let output = chain.check(&["--json"]);
	assert_eq!(output.status.code(), BROKEN, "{}", stderr(&output));
	let report: Value = serde_json::from_slice(&output.stdout).unwrap();
	assert_eq!(report["holds"], false);
	for pallet in report["pallets"].as_array().unwrap() {
		let broken = (pallet["pallet"] == "Credentials").then_some("appointments_are_unique");
		assert_eq!(pallet["broken"].as_str(), broken, "{pallet}");
	}
}

#[test]
fn a_state_of_another_version_is_not_read() {
	let mut version = 0;
	let Some(chain) = Chain::new("a_state_of_another_version_is_not_read", |state| {
		let written_by = state.get_mut(&key("System", "LastRuntimeUpgrade")).unwrap();
		let was = written_by.as_str().unwrap().to_owned();
		// A number up to 63 is one byte, four times as large; after it comes the name.
		let (first, name) = was["0x".len()..].split_at(2);
		version = u8::from_str_radix(first, 16).unwrap() / 4;
		*written_by = format!("0x{:02x}{name}", (version + 1) * 4).into();
	}) else {
		return;
	};
	let knows = format!("this node knows the runtime epione {version}, and");
	assert_unchecked(&chain.check(&[]), &knows);
	let of = format!("is of epione {}: use the node of that release", version + 1);
	assert_unchecked(&chain.check(&[]), &of);
}

#[test]
fn a_missing_database_is_not_made() {
	let chain = Chain::empty("a_missing_database_is_not_made");
	let Some(spec) = export(&["--chain", "dev", "--raw"]) else { return };
	fs::write(chain.spec(), spec.stdout).unwrap();
	assert_unchecked(&chain.check(&[]), "no database of the chain 'epione_dev'");
	assert!(!chain.base().exists());
}
