//! Inclusion proofs: that one record is among those that a subject anchored.
//!
//! A proof is at most 600 bytes: tag `"EP" 0x01`, subject, dataset (32 bytes each), salt (16),
//! `u32` index, `u8` depth, then `depth` hashes from the leaf up. With the record and the proof a
//! verifier needs nothing else but the chain, and learns nothing of the other records.

use crate::{
	error::{Error, Result},
	reader::verify::ciphertext_limit,
	store::ContentStore,
};
use epione_envelope::{
	keys::DataSecret,
	merkle,
	payload::{self, PayloadError},
};
use epione_primitives::{ContentId, Digest, Point, MAX_DEPTH};
use serde::{Deserialize, Serialize};
use std::{io::BufReader, path::Path};
use subxt::utils::AccountId32;

/// Tag and version of the byte form.
const TAG: [u8; 3] = *b"EP\x01";
/// Length of the byte form without its path.
const HEAD: usize = 3 + 32 + 32 + 16 + 4 + 1;

/// An inclusion proof for one record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
	/// Whose dataset.
	pub subject: AccountId32,
	/// Digest of the dataset's CID.
	pub dataset: Digest,
	/// Salt of the record's leaf.
	pub salt: [u8; 16],
	/// The record's place, counted from 0.
	pub index: u32,
	/// Siblings from the leaf up; as many as the tree is deep.
	pub path: Vec<Digest>,
}

/// A record with its proof, as it is handed over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shown {
	/// The record, byte for byte.
	pub record: String,
	/// The proof, in hexadecimal.
	#[serde(with = "hex::serde")]
	pub proof: Vec<u8>,
}

/// What the chain says about the dataset, as far as a proof needs it.
#[derive(Clone, Copy, Debug)]
pub struct Facts {
	/// CID of the ciphertext.
	pub content: ContentId,
	/// `D`.
	pub key_commitment: Point,
	/// Root over the records.
	pub root: Digest,
	/// Length of the plaintext.
	pub size: u64,
}

impl Proof {
	/// Length of the byte form of a proof in the deepest tree.
	pub const MAX_LEN: usize = HEAD + 32 * MAX_DEPTH as usize;

	/// Returns the leaf of `record` under this proof's salt.
	pub fn leaf(&self, record: &[u8]) -> Digest {
		merkle::leaf_hash(&self.salt, record)
	}

	/// Returns the byte form.
	pub fn to_bytes(&self) -> Vec<u8> {
		let mut bytes = Vec::with_capacity(HEAD + 32 * self.path.len());
		bytes.extend(TAG);
		bytes.extend(self.subject.0);
		bytes.extend(self.dataset);
		bytes.extend(self.salt);
		bytes.extend(self.index.to_be_bytes());
		// A path is at most MAX_DEPTH long: a batch is no deeper.
		bytes.push(self.path.len() as u8);
		bytes.extend(self.path.iter().flatten());
		bytes
	}

	/// Reads the byte form; `None` if it is anything else.
	pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
		let (tag, rest) = bytes.split_first_chunk::<3>()?;
		let (subject, rest) = rest.split_first_chunk::<32>()?;
		let (dataset, rest) = rest.split_first_chunk::<32>()?;
		let (salt, rest) = rest.split_first_chunk::<16>()?;
		let (index, rest) = rest.split_first_chunk::<4>()?;
		let (depth, path) = rest.split_first()?;
		if *tag != TAG || *depth > MAX_DEPTH || path.len() != 32 * usize::from(*depth) {
			return None;
		}
		Some(Self {
			subject: AccountId32(*subject),
			dataset: *dataset,
			salt: *salt,
			index: u32::from_be_bytes(*index),
			path: path.chunks_exact(32).filter_map(|hash| hash.try_into().ok()).collect(),
		})
	}
}

impl Shown {
	/// Reads a record with its proof from a file.
	pub fn load(path: &Path) -> Result<(String, Proof)> {
		let bad = |why: String| Error::BadInput {
			path: path.to_owned(),
			line: None,
			why: format!(
				"this is no record with its proof ({why}); `epione dataset prove` makes such files"
			),
		};
		let bytes = std::fs::read(path).map_err(Error::io("read", path))?;
		let shown: Self = serde_json::from_slice(&bytes).map_err(|e| bad(e.to_string()))?;
		let proof = Proof::from_bytes(&shown.proof)
			.ok_or_else(|| bad("the proof was cut short or changed".into()))?;
		Ok((shown.record, proof))
	}
}

/// Fetches and decrypts a dataset, checks its root, and returns record number `index` with its
/// proof.
pub async fn build(
	store: &dyn ContentStore,
	subject: AccountId32,
	facts: &Facts,
	secret: &DataSecret,
	index: u32,
) -> Result<(Vec<u8>, Proof)> {
	let mut sealed = tempfile::tempfile().map_err(Error::io("write", "a temporary file"))?;
	store.get(&facts.content, ciphertext_limit(Some(facts.size)), &mut sealed).await?;
	std::io::Seek::rewind(&mut sealed).map_err(Error::io("read", "a temporary file"))?;
	let wrong = |e: PayloadError| Error::Payload(e.to_string());
	let mut reader =
		payload::open(secret, &facts.key_commitment, BufReader::new(sealed)).map_err(wrong)?;
	let manifest = reader.manifest().clone();
	if index >= manifest.count {
		return Err(Error::Usage(format!(
			"there is no record {index}; the dataset has {}, counted from 0",
			manifest.count
		)));
	}
	let mut record = Vec::new();
	let mut at = 0;
	while let Some(bytes) = reader.next_record().map_err(wrong)? {
		if at == index {
			record = bytes.to_vec();
		}
		at += 1;
	}
	let tree = reader.finish().map_err(wrong)?.tree;
	if tree.root() != facts.root {
		return Err(Error::Verification(format!(
			"the chain has root {} for this dataset, its records have {}",
			hex::encode(facts.root),
			hex::encode(tree.root())
		)));
	}
	let path = tree
		.path(index)
		.ok_or_else(|| Error::Usage(format!("there is no record {index} in the tree")))?;
	let salt = merkle::record_salt(&manifest.seed, index);
	Ok((record, Proof { subject, dataset: facts.content.digest, salt, index, path }))
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::store::MemoryStore;
	use epione_envelope::{keys::DataKey, merkle::BatchTree, payload::Manifest};
	use epione_primitives::Modality;
	use rand_core::OsRng;

	const SUBJECT: AccountId32 = AccountId32([5; 32]);

	async fn dataset(count: usize) -> (MemoryStore, Facts, DataSecret, BatchTree, Vec<String>) {
		let records: Vec<String> = (0..count).map(|n| format!("{{\"n\":{n}}}")).collect();
		let seed = [9; 32];
		let tree = BatchTree::new(&seed, &records).unwrap();
		let key = DataKey::random(&mut OsRng);
		let manifest = Manifest {
			fhir: payload::FHIR_R4.into(),
			modality: Modality::Wearable,
			device: None,
			seed,
			count: count as u32,
		};
		let (sealed, size) = payload::seal_to(&key, &manifest, &records, Vec::new()).unwrap();
		let store = MemoryStore::default();
		let content = store.put(&mut sealed.as_slice()).await.unwrap();
		let (root, key_commitment) = (tree.root(), key.commitment());
		(store, Facts { content, key_commitment, root, size }, key.secret(), tree, records)
	}

	#[tokio::test]
	async fn every_record_of_a_batch_is_proved() {
		for count in [1, 2, 5, 8] {
			let (store, facts, secret, tree, records) = dataset(count).await;
			for (index, there) in records.iter().enumerate() {
				let index = index as u32;
				let (record, proof) = build(&store, SUBJECT, &facts, &secret, index).await.unwrap();
				assert_eq!(record, there.as_bytes());
				assert_eq!(proof.path.len(), usize::from(tree.depth()));
				let holds = |record: &[u8], index: u32| {
					let size = 1u64 << tree.depth();
					let leaf = proof.leaf(record);
					merkle::verify_inclusion(&tree.root(), size, index.into(), leaf, &proof.path)
				};
				assert!(holds(&record, index));
				assert!(!holds(b"{\"n\":99}", index));
				assert!(!holds(&record, index + 1));
			}
			let beyond = build(&store, SUBJECT, &facts, &secret, count as u32).await;
			assert!(matches!(beyond, Err(Error::Usage(_))));
		}
	}

	#[tokio::test]
	async fn another_root_on_chain_is_noticed() {
		let (store, facts, secret, ..) = dataset(3).await;
		let facts = Facts { root: [0; 32], ..facts };
		let error = build(&store, SUBJECT, &facts, &secret, 0).await.unwrap_err();
		assert_eq!(error.exit_code(), 6, "{error}");
	}

	#[test]
	fn a_proof_in_the_deepest_tree_is_at_most_600_bytes() {
		let proof = Proof {
			subject: SUBJECT,
			dataset: [1; 32],
			salt: [2; 16],
			index: 65_535,
			path: vec![[3; 32]; usize::from(MAX_DEPTH)],
		};
		let bytes = proof.to_bytes();
		assert_eq!(bytes.len(), Proof::MAX_LEN);
		assert!(bytes.len() <= 600, "{} bytes", bytes.len());
		assert_eq!(Proof::from_bytes(&bytes), Some(proof));
	}

	#[test]
	fn other_bytes_are_no_proof() {
		let proof = Proof {
			subject: SUBJECT,
			dataset: [1; 32],
			salt: [2; 16],
			index: 1,
			path: vec![[3; 32]; 2],
		};
		let bytes = proof.to_bytes();
		for cut in 0..bytes.len() {
			assert_eq!(Proof::from_bytes(&bytes[..cut]), None);
		}
		assert_eq!(Proof::from_bytes(&[&bytes[..], &[0]].concat()), None);
		let mut other = bytes.clone();
		other[2] = 2;
		assert_eq!(Proof::from_bytes(&other), None);
		let mut deep = bytes;
		deep[HEAD - 1] = 17;
		deep.resize(HEAD + 17 * 32, 0);
		assert_eq!(Proof::from_bytes(&deep), None);
	}
}
