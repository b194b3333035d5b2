//! Agreement with `vectors/protocol.json`, which two other implementations (JavaScript and Rust)
//! agree on. Every entry is checked, those that must be refused too.
#![allow(clippy::unwrap_used)] // In tests, a panic is a failure.

use super::common::*;
use epione_envelope::{
	envelope,
	keys::{verify_possession, DataKey, DataSecret, Holder, RecipientSecret},
	merkle::{provisioning_leaf, record_salt, root_of_leaves, verify_inclusion, BatchTree, Tree},
	opening, payload, point, statements, ProofError,
};
use epione_primitives::KeyScheme;
use serde_json::Value;
use sha2::{Digest, Sha512};

fn vectors() -> Value {
	serde_json::from_str(include_str!("../../tests/vectors/protocol.json")).unwrap()
}

/// `SHA-512(label) mod l`.
fn scalar(label: &str) -> [u8; 32] {
	let wide = Sha512::digest(label.as_bytes()).into();
	curve25519_dalek::Scalar::from_bytes_mod_order_wide(&wide).to_bytes()
}

#[test]
fn every_list_is_known_and_no_entry_is_missing() {
	let vectors = vectors();
	let found: Vec<_> = vectors
		.as_object()
		.unwrap()
		.iter()
		.filter_map(|(name, value)| Some((name.as_str(), value.as_array()?.len())))
		.collect();
	let mut expected = [
		("keys", 4),
		("envelopes", 19),
		("roots", 6),
		("statements", 2),
		("possessions", 4),
		("openings", 3),
		("provisioning", 1),
	];
	expected.sort();
	let mut found = found;
	found.sort();
	assert_eq!(found, expected);
}

#[test]
fn generator_h_agrees() {
	assert_eq!(array(&vectors(), "generator_h"), point::GENERATOR_H);
}

#[test]
fn keys_agree() {
	for entry in list(&vectors(), "keys") {
		let d = array(entry, "d");
		assert_eq!(d, scalar(text(entry, "d_label")));
		let key = DataKey::from_bytes(&d).unwrap();
		assert_eq!(*key.to_bytes(), d);
		let commitment = key.commitment();
		assert_eq!(commitment, array(entry, "key_commitment"));
		let secret = key.secret();
		assert_eq!(*secret.to_bytes(), array(entry, "data_secret"));
		assert_eq!(*secret.age_identity_bytes(&commitment), array(entry, "age_identity_bytes"));
		let secret_key = secret.age_secret_key(&commitment);
		assert_eq!(payload::expose(&secret_key), text(entry, "age_identity"));
		assert_eq!(secret.age_recipient(&commitment).to_string(), text(entry, "age_recipient"));
	}
}

#[test]
fn envelopes_agree() {
	let vectors = vectors();
	let secrets: Vec<_> = list(&vectors, "keys").to_vec();
	let (mut good, mut bad) = (0, 0);
	for entry in list(&vectors, "envelopes") {
		let envelope: [u8; 160] = array(entry, "envelope");
		let commitment = array(entry, "key_commitment");
		let recipient = array(entry, "recipient_key");
		let context_bytes = bytes(entry, "context");
		let context = context(&context_bytes);
		assert_eq!(context.to_bytes(), context_bytes);
		let verdict = envelope::verify(&envelope, &commitment, &recipient, &context);
		if entry["valid"].as_bool().unwrap() {
			good += 1;
			assert_eq!(verdict, Ok(()));
			assert_eq!(context.chain_id, array(entry, "chain_id"));
			assert_eq!(context.subject, array(entry, "subject"));
			assert_eq!(context.digest, array(entry, "digest"));
			assert_eq!(context.grant, number::<u32>(entry, "grant"));
			assert_eq!(context.key_version, number::<u32>(entry, "version"));
			let holder = match entry["recipient"]["study"].as_u64() {
				Some(study) => Holder::Study(study as u32),
				None => Holder::Account(array(&entry["recipient"], "account")),
			};
			assert_eq!(context.holder, holder);
			let key = DataKey::from_bytes(&array(entry, "d")).unwrap();
			let b = RecipientSecret::from_bytes(&array(entry, "b")).unwrap();
			assert_eq!(key.commitment(), commitment);
			assert_eq!(b.public(), recipient);
			let made = envelope::seal_with_nonces(
				&key,
				&recipient,
				&context,
				&array(entry, "r"),
				&array(entry, "k1"),
				&array(entry, "k2"),
			);
			assert_eq!(made, Ok(envelope));
			let opened = envelope::open(&envelope, &b).unwrap();
			let known = secrets
				.iter()
				.find(|known| array::<32>(known, "d") == array::<32>(entry, "d"))
				.unwrap();
			assert_eq!(*opened.to_bytes(), array(known, "data_secret"));
		} else {
			bad += 1;
			let expected = match text(entry, "why") {
				"C1 is the identity" | "C1 is not a canonical encoding" => ProofError::InvalidC1,
				"C2 is the identity" => ProofError::InvalidC2,
				"c is not below l" => ProofError::NonCanonicalScalar,
				_ => ProofError::InvalidProof,
			};
			assert_eq!(verdict, Err(expected), "{}", text(entry, "why"));
		}
	}
	assert_eq!((good, bad), (4, 15));
}

#[test]
fn roots_agree() {
	for entry in list(&vectors(), "roots") {
		let seed = array(entry, "batch_seed");
		let count: u32 = number(entry, "count");
		assert!(text(entry, "records").starts_with("ASCII \"record <i>\""));
		let record = |i: u32| if i < count { format!("record {i}") } else { String::new() };
		let tree = BatchTree::new(&seed, (0..count).map(record)).unwrap();
		assert_eq!(tree.root(), array(entry, "root"));
		assert_eq!(tree.depth(), number::<u8>(entry, "depth"));
		assert_eq!(tree.count(), count);
		assert_eq!(record_salt(&seed, 0), array(entry, "first_salt"));
		assert_eq!(tree.leaf(0), Some(array(entry, "first_leaf")));
		let size = 1u64 << tree.depth();
		for proof in list(entry, "proofs") {
			let index: u32 = number(proof, "index");
			let salt = array(proof, "salt");
			assert_eq!(record_salt(&seed, index), salt);
			let path = digests(proof, "path");
			assert_eq!(tree.path(index), Some(path.clone()));
			let leaf = epione_envelope::merkle::leaf_hash(&salt, record(index).as_bytes());
			assert!(verify_inclusion(&tree.root(), size, index.into(), leaf, &path));
			for other in 0..size {
				let expected = other == u64::from(index);
				assert_eq!(verify_inclusion(&tree.root(), size, other, leaf, &path), expected);
			}
		}
	}
}

#[test]
fn statements_agree() {
	let mut kinds = Vec::new();
	for entry in list(&vectors(), "statements") {
		let (chain_id, device, owner) =
			(array(entry, "chain_id"), array(entry, "device"), array(entry, "owner"));
		let claim = number(entry, "claim");
		let statement = match text(entry, "kind") {
			"batch" => statements::batch(
				&chain_id,
				&device,
				&owner,
				claim,
				number(entry, "seq"),
				&array(entry, "root"),
				number(entry, "depth"),
			),
			"claim" => {
				statements::claim(&chain_id, &device, &owner, claim, number(entry, "expiry"))
			},
			kind => panic!("unknown kind {kind:?}"),
		};
		kinds.push(text(entry, "kind").to_string());
		assert_eq!(statement, bytes(entry, "statement"));
		let scheme = scheme(text(entry, "scheme"));
		assert!(signed(scheme, &device, &statement, &array(entry, "signature")));
		let seed = array(entry, "secret_seed");
		let signer = ed25519_dalek::SigningKey::from_bytes(&seed);
		assert_eq!(signer.verifying_key().to_bytes(), device);
	}
	assert_eq!(kinds, ["batch", "claim"]);
}

#[test]
fn possessions_agree() {
	for entry in list(&vectors(), "possessions") {
		let (key, chain_id) = (array(entry, "recipient_key"), array(entry, "chain_id"));
		let holder_bytes = bytes(entry, "holder");
		let holder = holder(&holder_bytes);
		assert_eq!(holder.to_bytes(), holder_bytes);
		let version = number(entry, "version");
		let proof = array(entry, "proof");
		let verdict = verify_possession(&key, &proof, &chain_id, &holder, version);
		if entry["valid"].as_bool().unwrap() {
			assert_eq!(verdict, Ok(()));
			let b = RecipientSecret::from_bytes(&array(entry, "b")).unwrap();
			assert_eq!(b.public(), key);
			let k = array(entry, "k");
			let made = b.prove_possession_with_nonce(&chain_id, &holder, version, &k);
			assert_eq!(made, Ok(proof));
		} else {
			assert_eq!(verdict, Err(ProofError::InvalidProof), "{}", text(entry, "why"));
		}
	}
}

#[test]
fn openings_agree() {
	let vectors = vectors();
	for entry in list(&vectors, "openings") {
		let envelope = array(entry, "envelope");
		let context = context(&bytes(entry, "context"));
		let dispute = number(entry, "dispute");
		let arbiter = array(entry, "arbiter");
		let recipient = array(entry, "recipient_key");
		let secret = array(entry, "data_secret");
		let proof = array(entry, "proof");
		let verdict =
			opening::verify(&proof, &envelope, &recipient, &context, dispute, &arbiter, &secret);
		if entry["valid"].as_bool().unwrap() {
			assert_eq!(verdict, Ok(()));
			let sealed = list(&vectors, "envelopes")
				.iter()
				.find(|sealed| sealed["envelope"] == entry["envelope"])
				.unwrap();
			let b = RecipientSecret::from_bytes(&array(sealed, "b")).unwrap();
			let k = array(entry, "k");
			let (opened, made) =
				opening::prove_with_nonce(&b, &envelope, &context, dispute, &arbiter, &k)
					.ok()
					.unwrap();
			assert_eq!(*opened.to_bytes(), secret);
			assert_eq!(made, proof);
			assert!(DataSecret::from_bytes(&secret).is_ok());
		} else {
			assert_eq!(verdict, Err(ProofError::InvalidProof), "{}", text(entry, "why"));
		}
	}
}

#[test]
fn provisioning_agrees() {
	for entry in list(&vectors(), "provisioning") {
		let leaves: Vec<_> = digests(entry, "keys")
			.iter()
			.zip(list(entry, "schemes"))
			.map(|(key, scheme)| {
				let scheme = match scheme.as_u64() {
					Some(0) => KeyScheme::Ed25519,
					Some(1) => KeyScheme::Sr25519,
					_ => panic!("unknown scheme {scheme}"),
				};
				provisioning_leaf(scheme, key)
			})
			.collect();
		let root = array(entry, "root");
		assert_eq!(root_of_leaves(&leaves), root);
		let tree = Tree::new(leaves.clone()).unwrap();
		assert_eq!(tree.root(), root);
		for proof in list(entry, "proofs") {
			let index: u64 = number(proof, "index");
			let path = digests(proof, "path");
			assert_eq!(tree.path(index), Some(path.clone()));
			let leaf = leaves[index as usize];
			assert!(verify_inclusion(&root, leaves.len() as u64, index, leaf, &path));
		}
	}
}
