//! What is in a patient's home: devices, readings, and the gateway's keys.

use crate::wallet::Party;
use epione_envelope::{
	keys::{DataKey, DataSecret},
	merkle::{BatchTree, Tree},
	payload::{self, DeviceSignature, Manifest, FHIR_R4},
	rand_core::{OsRng, RngCore},
	statements,
};
use epione_parachain_runtime::{presets::development_chain_id, AccountId, Runtime};
use epione_primitives::{
	BatchId, BatchStatement, Codec, ContentId, Digest, KeyScheme, Modality, Moment, DAY, MINUTE,
};
use pallet_datasets::Anchor;
use pallet_devices::{Call, DeviceKey, InclusionProof, Provenance};
use sp_core::{ed25519, sr25519, Pair};
use sp_io::hashing::sha2_256;

/// A device's signing key.
enum Key {
	Ed25519(ed25519::Pair),
	Sr25519(sr25519::Pair),
}

/// A device that signs its batches.
pub struct Device {
	key: Key,
	seq: u64,
}

impl Device {
	/// A device fresh from the factory.
	pub fn new(scheme: KeyScheme) -> Self {
		let key = match scheme {
			KeyScheme::Ed25519 => Key::Ed25519(ed25519::Pair::generate().0),
			KeyScheme::Sr25519 => Key::Sr25519(sr25519::Pair::generate().0),
		};
		Self { key, seq: 0 }
	}

	/// Returns its public key.
	pub fn key(&self) -> DeviceKey {
		match &self.key {
			Key::Ed25519(pair) => DeviceKey { scheme: KeyScheme::Ed25519, key: pair.public().0 },
			Key::Sr25519(pair) => DeviceKey { scheme: KeyScheme::Sr25519, key: pair.public().0 },
		}
	}

	fn sign(&self, statement: &[u8]) -> [u8; 64] {
		match &self.key {
			Key::Ed25519(pair) => pair.sign(statement).0,
			Key::Sr25519(pair) => pair.sign(statement).0,
		}
	}

	/// The call with which `owner` claims it: the device signs the claim, and the maker vouches for
	/// it.
	pub fn claim(&self, owner: &Party, provenance: Provenance, expiry: Moment) -> Call<Runtime> {
		let device = self.key();
		let statement =
			statements::claim(&development_chain_id(), &device.key, &owner.bytes(), 1, expiry);
		let signature = self.sign(&statement);
		Call::claim { device, provenance: Some(provenance), counter: 1, expiry, signature }
	}

	/// Its signature on a batch of its owner's.
	fn sign_batch(&mut self, owner: &Party, root: &Digest, depth: u8) -> DeviceSignature {
		let DeviceKey { scheme, key } = self.key();
		let (chain_id, seq) = (development_chain_id(), self.seq);
		let statement = statements::batch(&chain_id, &key, &owner.bytes(), 1, seq, root, depth);
		self.seq += 1;
		DeviceSignature { device: key, scheme, claim: 1, seq, signature: self.sign(&statement) }
	}
}

/// The origin of device number `index` of a batch.
pub fn provenance(batch: BatchId, tree: &Tree, index: u32) -> Provenance {
	let path = tree.path(index.into()).unwrap().try_into().unwrap();
	Provenance { batch, proof: InclusionProof { index, path } }
}

/// This many heart rates, one minute apart, the last one now.
pub fn readings(count: u64, now: Moment) -> Vec<String> {
	let one = |n: u64| {
		let (second, beats) = ((now - (count - n) * MINUTE) / 1_000, 58 + n * 7 % 31);
		format!(
			"{{\"resourceType\":\"Observation\",\"status\":\"final\",\"code\":{{\"coding\":[{{\
			\"system\":\"http://loinc.org\",\"code\":\"8867-4\"}}]}},\"effectiveInstant\":{second},\
			\"valueQuantity\":{{\"value\":{beats},\"unit\":\"/min\"}}}}"
		)
	};
	(0..count).map(one).collect()
}

/// Encrypted readings and the gateway's key to them.
pub struct Dataset {
	key: DataKey,
	/// What is stored on IPFS.
	pub ciphertext: Vec<u8>,
	/// What is put on chain.
	pub anchor: Anchor<AccountId>,
}

impl Dataset {
	/// Encrypts some of `owner`'s readings, signed by a device or by none.
	pub fn seal(
		records: &[String],
		device: Option<&mut Device>,
		owner: &Party,
		now: Moment,
	) -> Self {
		let key = DataKey::random(&mut OsRng);
		let mut seed = [0; 32];
		OsRng.fill_bytes(&mut seed);
		let tree = BatchTree::new(&seed, records).unwrap();
		let (root, depth) = (tree.root(), tree.depth());
		let signature = device.map(|device| device.sign_batch(owner, &root, depth));
		let manifest = Manifest {
			fhir: FHIR_R4.into(),
			modality: Modality::Wearable,
			device: signature.clone(),
			seed,
			count: records.len() as u32,
		};
		let (ciphertext, size) = payload::seal_to(&key, &manifest, records, Vec::new()).unwrap();
		// No longer than one chunk of the DAG, so the root is the only block, and raw: at most 256
		// readings.
		assert!(ciphertext.len() <= 1 << 20);
		let content = ContentId { codec: Codec::Raw, digest: sha2_256(&ciphertext) };
		let today = (now / DAY) as u16;
		let anchor = Anchor {
			cid: content.to_bytes(),
			key_commitment: key.commitment(),
			root,
			depth,
			modality: Modality::Wearable,
			first_day: today - 1,
			last_day: today,
			size,
			device: signature.map(|signed| BatchStatement {
				device: AccountId::new(signed.device),
				claim: signed.claim,
				seq: signed.seq,
				signature: signed.signature,
			}),
			supersedes: None,
		};
		Self { key, ciphertext, anchor }
	}

	/// Its digest, which names it.
	pub fn digest(&self) -> Digest {
		sha2_256(&self.ciphertext)
	}

	/// The gateway's key to this dataset.
	pub fn key(&self) -> &DataKey {
		&self.key
	}
}

/// Decrypts a ciphertext with the secret, and checks the content against what was anchored.
pub fn open(
	ciphertext: &[u8],
	secret: &DataSecret,
	anchored: &Anchor<AccountId>,
	owner: &Party,
) -> Vec<String> {
	let mut reader = payload::open(secret, &anchored.key_commitment, ciphertext).unwrap();
	let signed = reader.manifest().device.clone();
	let mut records = Vec::new();
	while let Some(record) = reader.next_record().unwrap() {
		records.push(String::from_utf8(record.to_vec()).unwrap());
	}
	let summary = reader.finish().unwrap();
	let (root, depth) = (summary.tree.root(), summary.tree.depth());
	assert_eq!(
		(root, depth, summary.plaintext_len),
		(anchored.root, anchored.depth, anchored.size)
	);
	if let Some(signed) = signed {
		let statement = signed.statement(&development_chain_id(), &owner.bytes(), &root, depth);
		let genuine = match signed.scheme {
			KeyScheme::Ed25519 => ed25519::Pair::verify(
				&ed25519::Signature::from_raw(signed.signature),
				&statement,
				&ed25519::Public::from_raw(signed.device),
			),
			KeyScheme::Sr25519 => sr25519::Pair::verify(
				&sr25519::Signature::from_raw(signed.signature),
				&statement,
				&sr25519::Public::from_raw(signed.device),
			),
		};
		assert!(genuine, "the device did not sign this");
	}
	records
}
