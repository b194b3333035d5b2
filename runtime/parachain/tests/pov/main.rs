//! Whole blocks, from a collator to a validator. The runtime's Wasm builds them in process, with a
//! collator's inherents, digests and seal; the same Wasm's `validate_block` checks what a validator
//! is sent, with only a validator's settings and host functions.
//!
//! `EPIONE_POV_TABLE=1 cargo test --release --workspace --test pov -- --nocapture ten_steps` shows
//! how much of a PoV the transactions take; add `EPIONE_POV_ENTRIES=65536` for a larger state.

#![allow(clippy::unwrap_used)] // in tests, a panic reports the failure

mod cast;
mod collator;
mod genesis;
mod logs;
mod moved;
mod refused;
mod relay;
mod sizes;
mod story;
mod wallet;

use collator::Collator;
use story::Story;

/// The runtime as it is built, with all checks enabled.
fn wasm() -> &'static [u8] {
	epione_parachain_runtime::WASM_BINARY
		.expect("these tests run the Wasm: build it, without SKIP_WASM_BUILD")
}

/// Entries in each map of a grown state: three levels of the state trie. The measurement in the
/// documentation has 65,536 entries, four levels.
const ENTRIES: u32 = 4_096;

#[test]
fn the_ten_steps() {
	let warnings = play(Collator::new(), "the first story of a chain");
	assert!(warnings.is_empty(), "{warnings:?}");
}

#[test]
fn the_ten_steps_in_a_state_that_has_grown() {
	let entries = std::env::var("EPIONE_POV_ENTRIES").map_or(ENTRIES, |text| text.parse().unwrap());
	let warnings = play(Collator::grown(entries), &format!("{entries} entries in each map"));
	// With more entries, the weights of some calls declare too small a proof; see docs/testing.md.
	assert!(entries > ENTRIES || warnings.is_empty(), "{warnings:?}");
}

/// Plays the ten steps. Returns the runtime's warnings.
fn play(chain: Collator, state: &str) -> Vec<String> {
	let mut story = Story::new(chain);
	// Steps 1 to 3.
	story.credentials();
	let [mut cgm, mut watch] = story.devices();
	// Step 4.
	let (first_readings, first) = story.seal(Some(&mut cgm), 240);
	let (second_readings, second) = story.seal(Some(&mut watch), 250);
	let (_, third) = story.seal(Some(&mut watch), 60);
	let (_, unsigned) = story.seal(None, 10);
	story.anchor("anchor, signed by its device", &[&first]);
	story.anchor("anchor, another device", &[&second]);
	story.anchor("anchor of two", &[&third, &unsigned]);
	// Steps 5 and 6.
	story.open_study();
	story.consent();
	// Steps 7 and 8. A participant's second contribution waits until its first is paid.
	story.contribute(["commit", "deliver"], &first, &second);
	assert_eq!(story.fetch(&first), first_readings);
	story.settle(&first);
	story.contribute(["commit, the second", "deliver, the second"], &second, &first);
	assert_eq!(story.fetch(&second), second_readings);
	// The chain settles this one by itself.
	story.idle();
	// Steps 9 and 10.
	story.refuse(&third, &unsigned);
	story.idle();
	story.audit();
	if std::env::var_os("EPIONE_POV_TABLE").is_some() {
		println!("\n{state}\n\n{}\n{}\n", sizes::table(&story.sizes), story.warnings.join("\n"));
	}
	story.warnings
}
