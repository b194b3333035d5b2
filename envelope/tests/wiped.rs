//! Memory that is given back holds neither the batch seed nor a record: an allocator looks.
#![cfg(feature = "payload")]
#![allow(clippy::unwrap_used)] // In tests, a panic is a failure.

use epione_envelope::payload::{DeviceSignature, Manifest, PayloadReader, PayloadWriter, FHIR_R4};
use epione_primitives::{KeyScheme, Modality};
use std::{
	alloc::{GlobalAlloc, Layout, System},
	io,
	sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst},
};

const SEED: &[u8; 32] = b"a seed of 32 bytes, known to few";
/// `SEED`, as it stands in a manifest: its first twelve bytes.
const SEED_IN_HEX: &[u8] = b"612073656564206f66203332";
const RECORD: &[u8] = b"glucose 5.4 mmol/L";

static LOOKING: AtomicBool = AtomicBool::new(false);
static FOUND: AtomicUsize = AtomicUsize::new(0);

/// Looks for what is secret in all that is freed. (`realloc` is left to the trait, which frees what
/// it moves from.)
struct Looker;

unsafe impl GlobalAlloc for Looker {
	unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
		unsafe { System.alloc_zeroed(layout) }
	}

	unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
		if LOOKING.load(SeqCst) {
			let bytes = unsafe { std::slice::from_raw_parts(at, layout.size()) };
			let holds = |secret: &[u8]| bytes.windows(secret.len()).any(|part| part == secret);
			if holds(SEED) || holds(SEED_IN_HEX) || holds(RECORD) {
				FOUND.fetch_add(1, SeqCst);
			}
		}
		unsafe { System.dealloc(at, layout) }
	}
}

#[global_allocator]
static LOOKER: Looker = Looker;

/// How often something secret was freed while `act` ran.
fn found(act: impl FnOnce()) -> usize {
	FOUND.store(0, SeqCst);
	LOOKING.store(true, SeqCst);
	act();
	LOOKING.store(false, SeqCst);
	FOUND.load(SeqCst)
}

#[test]
fn what_is_freed_holds_no_seed_and_no_record() {
	let manifest = Manifest {
		fhir: FHIR_R4.into(),
		modality: Modality::HomeMonitor,
		device: Some(DeviceSignature {
			device: [1; 32],
			scheme: KeyScheme::Sr25519,
			claim: 1,
			seq: 1,
			signature: [2; 64],
		}),
		seed: *SEED,
		count: 2,
	};
	assert_eq!(hex::encode(&SEED[..12]).as_bytes(), SEED_IN_HEX);
	// The second is longer than what was made ready for the first.
	let records = [RECORD.to_vec(), RECORD.repeat(5_000)];
	let len = records.iter().map(|record| record.len() as u64).sum();
	fn write<W: io::Write>(manifest: &Manifest, records: &[Vec<u8>], len: u64, to: W) -> W {
		let mut writer = PayloadWriter::new(to, manifest, len).unwrap();
		for record in records {
			writer.write_record(record).unwrap();
		}
		writer.finish().unwrap().0
	}
	let plaintext = write(&manifest, &records, len, Vec::new());

	assert_eq!(
		found(|| {
			write(&manifest, &records, len, io::sink());
		}),
		0
	);
	assert_eq!(
		found(|| {
			let mut reader = PayloadReader::new(&plaintext[..]).unwrap();
			while reader.next_record().unwrap().is_some() {}
			reader.finish().unwrap();
		}),
		0
	);
	// It would have been seen.
	assert_eq!(found(|| drop(records[0].clone())), 1);
	assert_eq!(found(|| drop(SEED.to_vec())), 1);
}
