//! How fast it is: `cargo run --release -p epione-envelope --example speed [records]`.

use epione_envelope::{
	envelope::{self, Context},
	keys::{verify_possession, DataKey, Holder, RecipientSecret},
	merkle::BatchTree,
	payload::{self, Manifest},
	rand_core::OsRng,
};
use epione_primitives::Modality;
use std::{hint::black_box, time::Instant};

fn each(what: &str, mut work: impl FnMut()) {
	let begin = Instant::now();
	let mut rounds = 0u32;
	while begin.elapsed().as_millis() < 1000 {
		work();
		rounds += 1;
	}
	println!("{what}: {:.1} us", begin.elapsed().as_secs_f64() * 1e6 / f64::from(rounds));
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
	let (key, b) = (DataKey::random(&mut OsRng), RecipientSecret::random(&mut OsRng));
	let (commitment, recipient, holder) = (key.commitment(), b.public(), Holder::Study(7));
	let context = Context {
		chain_id: [1; 32],
		subject: [2; 32],
		digest: [3; 32],
		holder,
		grant: 4,
		key_version: 5,
	};
	let sealed = envelope::seal(&key, &recipient, &context, &mut OsRng)?;
	each("seal an envelope", || {
		black_box(envelope::seal(&key, &recipient, &context, &mut OsRng).ok());
	});
	each("verify an envelope", || {
		black_box(envelope::verify(&sealed, &commitment, &recipient, &context)).ok();
	});
	each("open an envelope", || {
		black_box(envelope::open(&sealed, &b).ok());
	});
	let proof = b.prove_possession(&[1; 32], &holder, 0, &mut OsRng);
	each("verify a possession", || {
		black_box(verify_possession(&recipient, &proof, &[1; 32], &holder, 0)).ok();
	});

	let count = std::env::args().nth(1).map_or(Ok(10_000), |text| text.parse::<u32>())?;
	// About as long as a FHIR heart-rate Observation.
	let filler = "x".repeat(700);
	let records: Vec<_> = (0..count)
		.map(|i| {
			format!("{{\"resourceType\":\"Observation\",\"id\":\"{i}\",\"text\":\"{filler}\"}}")
		})
		.collect();
	let manifest = Manifest {
		fhir: payload::FHIR_R4.into(),
		modality: Modality::Wearable,
		device: None,
		seed: [7; 32],
		count,
	};
	let rate = |what: &str, begin: Instant| {
		let seconds = begin.elapsed().as_secs_f64();
		println!("{what}: {:.0} records/s ({:.1} ms)", f64::from(count) / seconds, seconds * 1e3);
	};
	let begin = Instant::now();
	let tree = BatchTree::new(&manifest.seed, &records).ok_or("no records, or too many")?;
	rate("salt, hash and build the tree", begin);
	let begin = Instant::now();
	let (sealed, len) = payload::seal_to(&key, &manifest, &records, Vec::new())?;
	rate("pad and encrypt", begin);
	println!("{count} records in {len} bytes, {} encrypted", sealed.len());
	let begin = Instant::now();
	let summary = payload::open(&key.secret(), &commitment, &sealed[..])?.finish()?;
	rate("decrypt, hash and check", begin);
	assert_eq!(summary.tree.root(), tree.root());
	Ok(())
}
