//! What the size of a batch tells: its depth, and no more.

use super::*;
use crate::intake::minimise::minimise;
use epione_envelope::payload::{usual_size, Content};
use epione_primitives::DAY;
use std::collections::BTreeSet;

/// What a sensor that drops out sends: of each day some readings are missing, in one piece, up to
/// `most` of them.
fn with_drop_outs(day: u64, most: usize, mut records: Vec<String>) -> Vec<String> {
	let missing = (day as usize * 7) % (most + 1);
	let at = (day as usize * 31) % (records.len() - most);
	records.drain(at..at + missing);
	records
}

/// Seals each list of records as one batch; returns the batches' depths, counts and sizes.
fn sealed(days: &[Vec<String>]) -> Vec<(u8, u32, u64)> {
	let mut world = World::new();
	let paths: Vec<PathBuf> = days
		.iter()
		.enumerate()
		.map(|(n, records)| world.file(&format!("{n}.ndjson"), records))
		.collect();
	let mut ingest = world.ingest(World::options());
	let mut ids = Vec::new();
	for path in &paths {
		ingest.read_file(path).unwrap();
		ids.extend(ingest.seal().unwrap());
	}
	ids.into_iter()
		.map(|id| {
			let sealed = world.journal.batch(id).unwrap().unwrap().sealed;
			(sealed.depth, sealed.count, sealed.size)
		})
		.collect()
}

/// The size that a batch of the least of these records would have.
fn minimised(records: &[String]) -> u64 {
	let len: u64 =
		records.iter().map(|record| minimise(record.as_bytes()).unwrap().len() as u64 + 1).sum();
	let depth = BatchTree::new(&[0; 32], records).unwrap().depth();
	payload::padded_size(depth, Content::Minimised, payload::MAX_MANIFEST_LEN as u64 + len)
}

/// The dictionary of an attacker who knows what each count of readings weighs has one entry.
fn all_look_the_same(depth: u8, days: &[Vec<String>]) {
	let batches = sealed(days);
	assert_eq!(batches.len(), days.len());
	assert!(batches.iter().all(|batch| batch.0 == depth), "{batches:?}");
	let counts: BTreeSet<u32> = batches.iter().map(|batch| batch.1).collect();
	assert!(counts.len() > days.len() / 2, "{counts:?}");
	let sizes: BTreeSet<u64> = batches.iter().map(|batch| batch.2).collect();
	assert_eq!(sizes, [usual_size(depth, Content::Full)].into());
	let sizes: BTreeSet<u64> = days.iter().map(|day| minimised(day)).collect();
	assert_eq!(sizes, [usual_size(depth, Content::Minimised)].into());
}

#[test]
fn days_of_glucose_all_look_the_same() {
	let day = |n: u64| samples::cgm_day(n, START - n * DAY);
	// Up to two and a half hours missing: 257 readings or more. Up to half a day: a depth less.
	let days: Vec<_> = (0..24).map(|n| with_drop_outs(n, 31, day(n))).collect();
	all_look_the_same(9, &days);
	let days: Vec<_> = (0..12).map(|n| with_drop_outs(n, 100, day(n).split_off(32))).collect();
	all_look_the_same(8, &days);
}

#[test]
fn two_days_of_heart_rate_all_look_the_same() {
	let readings = 2 * 24 * 60;
	let days: Vec<_> = (0..3)
		.map(|n| {
			// One a minute.
			let all = samples::heart_rate(readings * 60, n, START - n * 2 * DAY);
			with_drop_outs(n + 1, 600, all.into_iter().step_by(60).collect())
		})
		.collect();
	all_look_the_same(12, &days);
}

#[test]
fn the_largest_batch_is_64_mib() {
	let all = MAX_BYTES + payload::MAX_MANIFEST_LEN as u64;
	for depth in 0..=epione_primitives::MAX_DEPTH {
		assert!(payload::padded_size(depth, Content::Full, all) <= 64 << 20, "{depth}");
	}
	assert_eq!(World::options().max_bytes, MAX_BYTES);
}
