//! The published vectors under `docs/vectors/`: they are derived again, and each is checked by what
//! the file says alone.
#![allow(clippy::unwrap_used)] // In tests, a panic is a failure.

use super::{common::*, generator};
use curve25519_dalek::Scalar;
use epione_envelope::{
	envelope,
	keys::{verify_possession, DataKey, DataSecret, RecipientSecret},
	merkle::{
		leaf_hash, provisioning_leaf, record_salt, root_of_leaves, verify_inclusion, BatchTree,
	},
	opening,
	payload::{self, PayloadReader},
	point, statements,
};
use serde_json::Value;
use sha2::{Digest, Sha256, Sha512};
use std::collections::BTreeSet;

fn published(file: &str) -> Value {
	let path = format!("{}/../docs/vectors/{file}", env!("CARGO_MANIFEST_DIR"));
	let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{path}: {e}"));
	serde_json::from_str(&text).unwrap()
}

fn labelled_scalar(entry: &Value, name: &str) -> [u8; 32] {
	let wide = Sha512::digest(text(entry, &format!("{name}_label"))).into();
	let scalar = Scalar::from_bytes_mod_order_wide(&wide).to_bytes();
	assert_eq!(scalar, array(entry, name));
	scalar
}

#[test]
fn published_vectors_are_derived_again() {
	for file in generator::FILES {
		assert!(
			generator::derive(file) == published(file),
			"docs/vectors/{file} is not what the code makes; see docs/vectors/README.md"
		);
	}
	let file = generator::PAYLOAD_FILE;
	let old = published(file);
	assert!(generator::derive_payload(Some(&old)) == old, "docs/vectors/{file} differs");
}

#[test]
fn keys_hold() {
	let file = published("keys.json");
	assert_eq!(array(&file, "generator_h"), point::GENERATOR_H);
	assert_eq!(text(&file, "generator_h_label").as_bytes(), point::GENERATOR_H_LABEL);
	for entry in list(&file, "keys") {
		let key = DataKey::from_bytes(&labelled_scalar(entry, "d")).unwrap();
		let commitment = array(entry, "key_commitment");
		assert_eq!(key.commitment(), commitment);
		let secret = DataSecret::from_bytes(&array(entry, "data_secret")).unwrap();
		assert_eq!(secret.to_bytes(), key.secret().to_bytes());
		assert_eq!(*secret.age_identity_bytes(&commitment), array(entry, "age_identity_bytes"));
		assert_eq!(
			payload::expose(&secret.age_secret_key(&commitment)),
			text(entry, "age_identity")
		);
		assert_eq!(secret.age_recipient(&commitment).to_string(), text(entry, "age_recipient"));
	}
	for entry in list(&file, "bad_points") {
		let point = array(entry, "point");
		assert!(!point::is_valid_point(&point), "{}", text(entry, "why"));
		assert!(DataSecret::from_bytes(&point).is_err());
	}
	for entry in list(&file, "bad_scalars") {
		let scalar = array(entry, "scalar");
		assert!(DataKey::from_bytes(&scalar).is_err(), "{}", text(entry, "why"));
		assert!(RecipientSecret::from_bytes(&scalar).is_err(), "{}", text(entry, "why"));
	}
}

#[test]
fn batches_hold() {
	let file = published("merkle.json");
	let counts: Vec<u32> = list(&file, "batches").iter().map(|e| number(e, "count")).collect();
	assert_eq!(counts, [1, 2, 3, 7, 8, 1000]);
	for entry in list(&file, "batches") {
		let (seed, root) = (array(entry, "seed"), array(entry, "root"));
		assert_eq!(seed, Sha256::digest(text(&file, "seed_label"))[..]);
		let (count, depth): (u32, u8) = (number(entry, "count"), number(entry, "depth"));
		for proof in list(entry, "proofs") {
			let index: u32 = number(proof, "index");
			let salt = array(proof, "salt");
			assert_eq!(record_salt(&seed, index), salt);
			assert_eq!(text(proof, "record").is_empty(), index >= count);
			let leaf = leaf_hash(&salt, text(proof, "record").as_bytes());
			assert_eq!(leaf, array(proof, "leaf"));
			let path = digests(proof, "path");
			assert!(path.len() == usize::from(depth));
			assert!(verify_inclusion(&root, 1 << depth, index.into(), leaf, &path));
		}
	}
	refused_proofs(&file, 13);
}

fn refused_proofs(file: &Value, least: usize) {
	assert!(list(file, "refused").len() >= least);
	for entry in list(file, "refused") {
		let (root, leaf) = (array(entry, "root"), array(entry, "leaf"));
		let (size, index) = (number(entry, "size"), number(entry, "index"));
		let path = digests(entry, "path");
		assert!(!verify_inclusion(&root, size, index, leaf, &path), "{}", text(entry, "why"));
	}
}

#[test]
fn provisioning_holds() {
	let file = published("provisioning.json");
	for entry in list(&file, "batches") {
		let leaves: Vec<_> = list(entry, "devices")
			.iter()
			.map(|device| {
				let scheme = scheme(text(device, "scheme"));
				assert_eq!(scheme.code(), number::<u8>(device, "scheme_code"));
				provisioning_leaf(scheme, &array(device, "key"))
			})
			.collect();
		let root = array(entry, "root");
		assert_eq!(root_of_leaves(&leaves), root);
		assert_eq!(list(entry, "proofs").len(), leaves.len());
		for (proof, leaf) in list(entry, "proofs").iter().zip(&leaves) {
			assert_eq!(*leaf, array(proof, "leaf"));
			let path = digests(proof, "path");
			let index = number(proof, "index");
			assert!(verify_inclusion(&root, leaves.len() as u64, index, *leaf, &path));
		}
	}
	refused_proofs(&file, 6);
}

/// The message that the entry's fields make, and whether the entry's signature is over it.
fn statement_of(entry: &Value) -> (Vec<u8>, bool) {
	let chain_id = array(entry, "chain_id");
	let statement = match text(entry, "kind") {
		"batch" => statements::batch(
			&chain_id,
			&array(entry, "device"),
			&array(entry, "owner"),
			number(entry, "claim"),
			number(entry, "seq"),
			&array(entry, "root"),
			number(entry, "depth"),
		),
		"claim" => statements::claim(
			&chain_id,
			&array(entry, "device"),
			&array(entry, "owner"),
			number(entry, "claim"),
			number(entry, "expiry"),
		),
		"invitation" => statements::invitation(
			&chain_id,
			number(entry, "study"),
			&array(entry, "subject"),
			number(entry, "expiry"),
		),
		"sponsorship-join" => statements::sponsorship_join(
			&chain_id,
			number(entry, "sponsorship"),
			&array(entry, "member"),
			digests(entry, "gateways").iter(),
			number(entry, "expiry"),
		),
		kind => panic!("unknown kind {kind:?}"),
	};
	let message = match entry["wrapped"].as_bool().unwrap() {
		true => statements::wrapped(&statement),
		false => statement.clone(),
	};
	let scheme = scheme(text(entry, "scheme"));
	let ok = signed(scheme, &array(entry, "signer"), &message, &array(entry, "signature"));
	(statement, ok)
}

#[test]
fn statements_hold() {
	let file = published("statements.json");
	assert_eq!(list(&file, "statements").len(), 12);
	for entry in list(&file, "statements") {
		let (statement, ok) = statement_of(entry);
		assert_eq!(statement, bytes(entry, "statement"));
		assert!(ok, "{entry}");
	}
	assert_eq!(list(&file, "refused").len(), 50);
	for entry in list(&file, "refused") {
		assert!(!statement_of(entry).1, "{entry}");
	}
}

#[test]
fn possessions_hold() {
	let file = published("possessions.json");
	let mut refused = 0;
	for entry in list(&file, "proofs") {
		let (key, chain_id) = (array(entry, "recipient_key"), array(entry, "chain_id"));
		let holder = holder(&bytes(entry, "holder"));
		let version = number(entry, "version");
		let verdict = <[u8; 64]>::try_from(bytes(entry, "proof"))
			.map(|proof| verify_possession(&key, &proof, &chain_id, &holder, version));
		if entry["valid"].as_bool().unwrap() {
			let b = RecipientSecret::from_bytes(&labelled_scalar(entry, "b")).unwrap();
			assert_eq!(b.public(), key);
			assert_eq!(verdict, Ok(Ok(())));
			continue;
		}
		refused += 1;
		let name = verdict.map_or("Length".into(), |v| format!("{:?}", v.unwrap_err()));
		assert_eq!(name, text(entry, "error"), "{}", text(entry, "why"));
	}
	assert_eq!(refused, 44);
}

#[test]
fn envelopes_hold() {
	let file = published("envelopes.json");
	let mut reasons = BTreeSet::new();
	for entry in list(&file, "envelopes") {
		let (commitment, recipient) =
			(array(entry, "key_commitment"), array(entry, "recipient_key"));
		let context = context(&bytes(entry, "context"));
		assert_eq!(context.chain_id, array(entry, "chain_id"));
		assert_eq!(context.subject, array(entry, "subject"));
		assert_eq!(context.digest, array(entry, "digest"));
		assert_eq!(context.holder.to_bytes(), bytes(entry, "holder"));
		assert_eq!(context.grant, number::<u32>(entry, "grant"));
		assert_eq!(context.key_version, number::<u32>(entry, "key_version"));
		let verdict = <[u8; 160]>::try_from(bytes(entry, "envelope"))
			.map(|envelope| envelope::verify(&envelope, &commitment, &recipient, &context));
		if entry["valid"].as_bool().unwrap() {
			assert_eq!(verdict, Ok(Ok(())));
			let b = RecipientSecret::from_bytes(&labelled_scalar(entry, "b")).unwrap();
			let opened = envelope::open(&array(entry, "envelope"), &b).ok().unwrap();
			assert_eq!(*opened.to_bytes(), array(entry, "data_secret"));
			continue;
		}
		reasons.insert(text(entry, "why"));
		let name = verdict.map_or("Length".into(), |v| format!("{:?}", v.unwrap_err()));
		assert_eq!(name, text(entry, "error"), "{}", text(entry, "why"));
	}
	// "At least 20 that must not".
	assert_eq!(reasons.len(), 76);
}

#[test]
fn openings_hold() {
	let file = published("openings.json");
	let mut refused = 0;
	for entry in list(&file, "proofs") {
		let verdict = <[u8; 64]>::try_from(bytes(entry, "proof")).map(|proof| {
			opening::verify(
				&proof,
				&array(entry, "envelope"),
				&array(entry, "recipient_key"),
				&context(&bytes(entry, "context")),
				number(entry, "dispute"),
				&array(entry, "arbiter"),
				&array(entry, "data_secret"),
			)
		});
		if entry["valid"].as_bool().unwrap() {
			assert_eq!(verdict, Ok(Ok(())));
			continue;
		}
		refused += 1;
		let name = verdict.map_or("Length".into(), |v| format!("{:?}", v.unwrap_err()));
		assert_eq!(name, text(entry, "error"), "{}", text(entry, "why"));
	}
	assert_eq!(refused, 96);
}

#[test]
fn payloads_hold() {
	let file = published("payload.json");
	let lists = ["payloads", "padded_before"].map(|name| list(&file, name));
	assert_eq!(lists.map(<[Value]>::len), [3, 3]);
	for entry in lists.concat() {
		let entry = &entry;
		let key = DataKey::from_bytes(&labelled_scalar(entry, "d")).unwrap();
		let age_file = generator::unbase64(text(entry, "age_file")).unwrap();
		let mut reader = payload::open(&key.secret(), &key.commitment(), &age_file[..]).unwrap();
		let mut records = Vec::new();
		while let Some(record) = reader.next_record().unwrap() {
			records.push(String::from_utf8(record.to_vec()).unwrap());
		}
		let manifest = reader.manifest().clone();
		let summary = reader.finish().unwrap();
		let expected: Vec<_> =
			list(entry, "records").iter().map(|record| record.as_str().unwrap()).collect();
		assert_eq!(records, expected);
		assert_eq!(summary.tree, BatchTree::new(&manifest.seed, &records).unwrap());
		assert_eq!(summary.tree.root(), array(entry, "root"));
		assert_eq!(summary.tree.depth(), number::<u8>(entry, "depth"));
		assert_eq!(summary.plaintext_len, number::<u64>(entry, "plaintext_len"));
		let whole = text(entry, "plaintext").len() as u64 == summary.plaintext_len;
		let usual = payload::usual_size(summary.tree.depth(), payload::Content::Full);
		// What was padded before has another length, and shows its padding.
		assert_eq!(summary.plaintext_len == usual, !whole);
		if let Some(device) = &manifest.device {
			let statement = device.statement(
				&array(entry, "chain_id"),
				&array(entry, "owner"),
				&summary.tree.root(),
				summary.tree.depth(),
			);
			assert!(signed(device.scheme, &device.device, &statement, &device.signature));
		}
	}
	assert_eq!(list(&file, "refused").len(), 24);
	for entry in list(&file, "refused") {
		let plaintext = text(entry, "plaintext").as_bytes();
		let verdict = PayloadReader::new(plaintext).and_then(PayloadReader::finish);
		// The reason matters: most of these are no Padme bucket either.
		let found = format!("{:?}", verdict.unwrap_err());
		assert!(found.starts_with(text(entry, "error")), "{}: {found}", text(entry, "why"));
	}
}
