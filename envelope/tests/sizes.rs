//! A batch's size does not tell how many readings it has.
#![cfg(feature = "payload")]
#![allow(clippy::unwrap_used)] // In tests, a panic is a failure.

use epione_envelope::payload::{self, padded_size, usual_size, Content, DeviceSignature, Manifest};
use epione_primitives::{padme, KeyScheme, Modality, MAX_DEPTH};
use std::collections::BTreeSet;

/// A manifest signed by a device, with the longest numbers.
fn manifest(count: u32) -> Manifest {
	Manifest {
		fhir: payload::FHIR_R4.into(),
		modality: Modality::BedsideMonitor,
		device: Some(DeviceSignature {
			device: [1; 32],
			scheme: KeyScheme::Ed25519,
			claim: u32::MAX,
			seq: u64::MAX,
			signature: [2; 64],
		}),
		seed: [9; 32],
		count,
	}
}

fn size(count: u32, record: u64) -> u64 {
	payload::plaintext_len(&manifest(count), u64::from(count) * record).unwrap()
}

/// The attack: near 200 kB a Padme step was 4,096 bytes, so that a size gave 288 readings of 700
/// bytes away as 286 to 292, and with the depth the kind of device.
#[test]
fn a_size_does_not_tell_how_many_readings_a_day_had() {
	let counts = 257..=512;
	let sizes: BTreeSet<u64> = counts.clone().map(|count| size(count, 700)).collect();
	assert_eq!(sizes, [usual_size(9, Content::Full)].into());
	// What it was before: one size for six counts.
	let former: BTreeSet<u64> = counts.map(|count| padme(u64::from(count) * 701 + 600)).collect();
	assert!(former.len() > 256 / 12, "{}", former.len());
}

#[test]
fn usual_batches_of_one_depth_have_one_size() {
	for depth in 0..=MAX_DEPTH {
		let most = 1u32 << depth;
		let counts =
			BTreeSet::from([most / 2 + 1, most / 2 + most / 4 + 1, most].map(|n| n.min(most)));
		// Lengths of records with their line feeds: those of a sensor, and, in batches that are
		// not a stream's, those of laboratories and panels.
		let (full, least): (&[u64], &[u64]) = if depth <= 10 {
			(&[300, 485, 700, 1_000, 1_900], &[250, 428, 500, 900])
		} else {
			(&[300, 485, 700, 1_000], &[250, 428, 500])
		};
		for count in counts {
			for record in full {
				assert_eq!(
					size(count, *record),
					usual_size(depth, Content::Full),
					"{count} of {record}"
				);
			}
			for record in least {
				let len = 600 + u64::from(count) * (record + 1);
				assert_eq!(
					padded_size(depth, Content::Minimised, len),
					usual_size(depth, Content::Minimised),
					"{count} of {record}"
				);
			}
		}
	}
}

#[test]
fn longer_records_have_one_of_few_sizes() {
	// A single record up to the longest, and batches of them.
	for depth in 0..=MAX_DEPTH {
		let sizes: BTreeSet<u64> = (0..=240)
			.map(|step| size(1 << depth, 100 + step * (payload::MAX_RECORD_LEN as u64 / 240)))
			.collect();
		let usual = usual_size(depth, Content::Full);
		for size in sizes.iter().filter(|size| **size != usual) {
			assert!(*size > usual && size.is_power_of_two() && size.ilog2() % 2 == 0, "{size}");
		}
		assert!((2..=8).contains(&sizes.len()), "{sizes:?}");
	}
}
