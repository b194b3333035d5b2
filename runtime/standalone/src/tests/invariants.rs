//! Every storage item of this project's pallets is covered by a named invariant.
//!
//! A new item fails these tests until `invariants.txt` says which invariants look at it.

use super::*;
use frame_support::traits::StorageInfoTrait;
use std::collections::BTreeSet;

/// A line for each item: `Pallet.Item: Invariant...`
const TABLE: &str = include_str!("invariants.txt");

/// What an item is called on chain, where the code calls it otherwise.
const RENAMED: [(&str, &str); 1] = [("Stones", "Remnants")];

/// Least number of invariants over all pallets.
const LEAST: usize = 40;

/// A pallet, the source of its invariants, and that of the tests that corrupt its state.
macro_rules! sources {
	($pallet:literal, $invariants:literal, $tests:literal) => {
		(
			$pallet,
			include_str!(concat!("../../../../", $invariants)),
			include_str!(concat!("../../../../", $tests)),
		)
	};
	($pallet:literal, $folder:literal) => {
		(
			$pallet,
			include_str!(concat!("../../../../pallets/", $folder, "/src/try_state.rs")),
			include_str!(concat!("../../../../pallets/", $folder, "/src/tests/try_state.rs")),
		)
	};
}

const SOURCES: [(&str, &str, &str); 10] = [
	sources!("Validators", "validators"),
	sources!("FreeLane", "runtime/common/src/free_lane.rs", "runtime/common/src/tests/lane.rs"),
	sources!("Credentials", "credentials"),
	sources!("Devices", "devices"),
	sources!("Consent", "consent"),
	sources!("Datasets", "datasets"),
	sources!(
		"Studies",
		"pallets/studies/src/top/try_state.rs",
		"pallets/studies/src/tests/try_state.rs"
	),
	sources!("Rewards", "rewards"),
	sources!("Sponsorship", "sponsorship"),
	sources!("Disputes", "disputes"),
];

/// The names that a source gives to its invariants: the texts that are a name, or begin with one
/// and a colon.
fn names(source: &str) -> BTreeSet<&str> {
	let (_, checks) = source.split_once("fn do_try_state").expect("the checks begin there");
	let texts = checks.split('"').skip(1).step_by(2);
	texts
		.filter_map(|text| {
			let (name, is_name) = match text.split_once(':') {
				Some((name, _)) => (name, true),
				None => (text, text.contains('_') || text.matches(char::is_uppercase).count() > 1),
			};
			let plain = |c: char| c.is_ascii_alphabetic() || c == '_';
			(is_name && !name.is_empty() && name.chars().all(plain)).then_some(name)
		})
		.collect()
}

fn mentions(source: &str, word: &str) -> bool {
	source.split(|c: char| !c.is_alphanumeric() && c != '_').any(|other| other == word)
}

/// The lines of the table: pallet, item, invariants.
fn lines() -> impl Iterator<Item = (&'static str, &'static str, Vec<&'static str>)> {
	TABLE.lines().map(|line| {
		let (item, invariants) = line.split_once(": ").expect("an item, a colon, its invariants");
		let (pallet, item) = item.split_once('.').expect("a pallet, a dot, an item");
		(pallet, item, invariants.split(' ').collect())
	})
}

#[test]
fn every_storage_item_has_an_invariant() {
	// The SDK's pallets have the indices below, but for the validators'.
	let ours: BTreeSet<_> = pallet_indices()
		.into_iter()
		.filter(|(index, name)| *index >= 30 || *name == "Validators")
		.map(|(_, name)| name.to_string())
		.collect();
	let text = |bytes| String::from_utf8(bytes).expect("names are text");
	let stored: BTreeSet<_> = AllPalletsWithSystem::storage_info()
		.into_iter()
		.map(|info| (text(info.pallet_name), text(info.storage_name)))
		.filter(|(pallet, _)| ours.contains(pallet))
		.collect();
	assert!(stored.len() > 60, "only {} items were found", stored.len());
	let listed: BTreeSet<_> =
		lines().map(|(pallet, item, _)| (pallet.to_string(), item.to_string())).collect();
	for (pallet, item) in &stored {
		assert!(
			listed.contains(&(pallet.clone(), item.clone())),
			"no invariant covers {pallet}.{item}: let one look at it, with a test that corrupts \
			the item, and name it in tests/invariants.txt"
		);
	}
	for (pallet, item) in &listed {
		assert!(
			stored.contains(&(pallet.clone(), item.clone())),
			"{pallet}.{item} is in tests/invariants.txt alone"
		);
	}
}

#[test]
fn the_invariants_of_the_table_exist_and_look_at_the_item() {
	for (pallet, item, invariants) in lines() {
		let (_, source, _) = SOURCES
			.into_iter()
			.find(|(name, ..)| *name == pallet)
			.unwrap_or_else(|| panic!("no source of {pallet}'s invariants is known here"));
		let (_, checks) = source.split_once("fn do_try_state").expect("the checks begin there");
		let item =
			RENAMED.into_iter().find(|(stored, _)| *stored == item).map_or(item, |(_, is)| is);
		assert!(mentions(checks, item), "no invariant of {pallet} mentions {item}");
		for name in invariants {
			assert!(names(source).contains(name), "{pallet} has no invariant {name}");
		}
	}
}

#[test]
fn the_node_checks_every_invariant() {
	let counted: BTreeSet<_> =
		SOURCES.into_iter().map(|(pallet, source, _)| (pallet, names(source).len())).collect();
	let checked: BTreeSet<_> =
		crate::try_state::ALL.iter().map(|one| (one.pallet, one.count)).collect();
	assert_eq!(checked, counted, "src/try_state.rs, and what the sources name");
}

#[test]
fn every_invariant_is_seen_to_fire_and_documented() {
	// Read now: the page changes more often than this crate.
	let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/security.md");
	let page = std::fs::read_to_string(page).expect("docs/security.md can be read");
	let mut count = 0;
	for (pallet, source, tests) in SOURCES {
		let row = page.lines().find(|line| line.starts_with(&format!("| {pallet} | `")));
		let row = row.unwrap_or_else(|| panic!("docs/security.md has no invariants of {pallet}"));
		for name in names(source) {
			assert!(mentions(tests, name), "no test of {pallet} corrupts the state for {name}");
			assert!(mentions(row, name), "docs/security.md lacks {pallet}'s invariant {name}");
			count += 1;
		}
	}
	assert!(count >= LEAST, "{count} invariants have a name, not {LEAST}");
	assert!(
		page.contains(&format!("There are {count} invariants")),
		"docs/security.md gives another number of invariants than {count}"
	);
}
