//! A short run of what `scripts/fuzz` runs for long: the kept corpus, then random bytes, the same
//! in every run.
//!
//! `EPIONE_FUZZ_RUNS` sets how many runs of the runtime there are.
#![allow(clippy::unwrap_used)] // In tests, a panic is a failure.

use epione_fuzz::{parsers, run, tally::Tally, unknown_in_list};
use std::{fs, panic::catch_unwind, path::Path, thread, time::Instant};

/// Runs of the runtime by default.
const RUNS: u64 = 80;
/// Runs of each parser.
const PARSED: u64 = 400;
/// Bytes of a run: some 200 calls.
const LENGTH: usize = 2_048;

/// Which input is which.
const KEPT: &str = "the first are the files of corpus/runtime by name, the others random by seed";

/// Calls that no run gets to succeed, and why.
const NEVER: [(&str, &str, &str); 2] = [
	("Proxy", "create_pure", "the runtime's base filter refuses it: an entry without a deposit"),
	("Proxy", "kill_pure", "likewise; there is nothing that it could remove"),
];

/// Bytes that depend on the seed alone: splitmix64 (Steele, Lea, Flood, 2014).
fn random(seed: u64, length: usize) -> Vec<u8> {
	let mut state = seed.wrapping_mul(0x2545_F491_4F6C_DD1D);
	let mut next = || {
		state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
		let mut z = state;
		z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
		z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
		(z ^ (z >> 31)).to_le_bytes()
	};
	(0..length.div_ceil(8)).flat_map(|_| next()).take(length).collect()
}

/// What is kept of a target.
fn corpus(target: &str) -> Vec<Vec<u8>> {
	let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(target);
	let mut files: Vec<_> = fs::read_dir(&folder)
		.unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
		.map(|entry| entry.unwrap().path())
		.collect();
	files.sort();
	files.into_iter().map(|file| fs::read(file).unwrap()).collect()
}

/// Plays each of these inputs; of one that panics, its number.
fn play(inputs: &[Vec<u8>], first: usize) -> Vec<Result<Tally, usize>> {
	let one = |(n, bytes): (usize, &Vec<u8>)| catch_unwind(|| run(bytes)).map_err(|_| first + n);
	inputs.iter().enumerate().map(one).collect()
}

#[test]
fn every_call_of_the_runtime_succeeds() {
	let begun = Instant::now();
	let runs = std::env::var("EPIONE_FUZZ_RUNS").ok().and_then(|runs| runs.parse().ok());
	let mut inputs = corpus("runtime");
	inputs.extend((0..runs.unwrap_or(RUNS)).map(|seed| random(seed, LENGTH)));
	let threads = std::env::var("EPIONE_THREADS").ok().and_then(|count| count.parse().ok());
	let share = inputs.len().div_ceil(threads.unwrap_or(1_usize).max(1));
	let results: Vec<Result<Tally, usize>> = thread::scope(|scope| {
		let running: Vec<_> = inputs
			.chunks(share)
			.enumerate()
			.map(|(n, part)| scope.spawn(move || play(part, n * share)))
			.collect();
		running.into_iter().flat_map(|one| one.join().unwrap()).collect()
	});
	let mut tally = Tally::default();
	let mut failed = Vec::new();
	for result in results {
		match result {
			Ok(one) => tally.add(&one),
			Err(input) => failed.push(input),
		}
	}
	println!("{tally}{} calls in {:?}", tally.total(), begun.elapsed());
	assert!(failed.is_empty(), "inputs {failed:?} failed, as said above; {KEPT}");
	let missing: Vec<_> = tally
		.without_success()
		.into_iter()
		.filter(|(pallet, call)| !NEVER.iter().any(|(of, name, _)| of == pallet && name == call))
		.collect();
	assert_eq!(missing, [], "these never succeeded: let a guide in fuzz/src/guide lead there");
}

#[test]
fn a_run_is_the_same_every_time() {
	let bytes = random(1, LENGTH);
	assert_eq!(run(&bytes), run(&bytes));
}

#[test]
fn calls_that_only_guides_make_exist() {
	assert_eq!(unknown_in_list(), []);
}

fn parse(target: &str, parser: fn(&[u8])) {
	let kept = corpus(target);
	let drawn = (0..PARSED).map(|seed| random(seed, 1 + (seed as usize * 7) % 500));
	for bytes in kept.into_iter().chain(drawn) {
		parser(&bytes);
	}
}

#[test]
fn envelopes_and_payloads() {
	parse("envelope", parsers::envelope);
}

#[test]
fn statements_and_paths() {
	parse("statements", parsers::statements);
}

#[test]
fn content_ids() {
	parse("cid", parsers::cid);
}

#[test]
fn evidence_files() {
	parse("evidence", parsers::evidence);
}
