//! A simulated device: `sign_claim` names its owner, `sign_batch` computes a batch's root and signs
//! it.

use crate::{
	error::{Error, Result},
	failpoint::{FailPoint, FailPoints},
	files,
	keys::keystore::Keystore,
};
use ed25519_dalek::Signer as _;
use epione_envelope::{merkle::BatchTree, payload::DeviceSignature, statements};
use epione_primitives::{ChainId, Digest, KeyScheme, Moment};
use rand_core::{OsRng, RngCore};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

pub(super) enum Pair {
	Ed25519(Box<ed25519_dalek::SigningKey>),
	Sr25519(Box<subxt_signer::sr25519::Keypair>),
}

impl Pair {
	pub(super) fn from_seed(scheme: KeyScheme, seed: &[u8; 32]) -> Result<Self> {
		Ok(match scheme {
			KeyScheme::Ed25519 => {
				Self::Ed25519(Box::new(ed25519_dalek::SigningKey::from_bytes(seed)))
			},
			KeyScheme::Sr25519 => {
				let pair = subxt_signer::sr25519::Keypair::from_secret_key(*seed).map_err(|e| {
					Error::Device { device: "(new)".into(), why: format!("its seed: {e}") }
				})?;
				Self::Sr25519(Box::new(pair))
			},
		})
	}

	pub(super) fn public(&self) -> [u8; 32] {
		match self {
			Self::Ed25519(pair) => pair.verifying_key().to_bytes(),
			Self::Sr25519(pair) => pair.public_key().0,
		}
	}

	fn sign(&self, statement: &[u8]) -> [u8; 64] {
		match self {
			Self::Ed25519(pair) => pair.sign(statement).to_bytes(),
			Self::Sr25519(pair) => pair.sign(statement).0,
		}
	}
}

/// Returns whether `signature` is `key`'s over `statement`: Ed25519 (RFC 8032, strict), or sr25519
/// with the signing context `substrate`.
pub fn verify(scheme: KeyScheme, key: &[u8; 32], statement: &[u8], signature: &[u8; 64]) -> bool {
	match scheme {
		KeyScheme::Ed25519 => ed25519_dalek::VerifyingKey::from_bytes(key).is_ok_and(|key| {
			key.verify_strict(statement, &ed25519_dalek::Signature::from_bytes(signature)).is_ok()
		}),
		KeyScheme::Sr25519 => subxt_signer::sr25519::verify(
			&subxt_signer::sr25519::Signature(*signature),
			statement,
			&subxt_signer::sr25519::PublicKey(*key),
		),
	}
}

/// What the device remembers across power cuts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct State {
	/// The claim that it knows to be final; 0: never claimed.
	claim: u32,
	/// Its owner under that claim, in hexadecimal.
	owner: Option<String>,
	/// The next sequence number.
	next_seq: u64,
}

/// The device's signature for somebody who wants to own it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimSignature {
	/// The claim counter in the statement.
	pub counter: u32,
	/// Until when the signature may be used.
	pub expiry: Moment,
	/// The signature.
	pub signature: [u8; 64],
}

/// A batch that the device signed.
pub struct SignedBatch {
	/// The batch seed, which the device drew.
	pub seed: Zeroizing<[u8; 32]>,
	/// The tree over the readings.
	pub tree: BatchTree,
	/// The signature over its root.
	pub signature: DeviceSignature,
}

/// A simulated device.
pub struct Device {
	pub(super) pair: Pair,
	pub(super) scheme: KeyScheme,
	pub(super) path: PathBuf,
	pub(super) state: State,
	/// Point at which a test stops it.
	pub fail: FailPoints,
}

impl Device {
	/// Makes a device with a fresh key in the keystore. Its memory is a file in `dir`.
	pub fn create(keystore: &mut Keystore, dir: &Path, scheme: KeyScheme) -> Result<Self> {
		let mut made = Self::create_many(keystore, dir, scheme, 1)?;
		made.pop().ok_or_else(|| Error::Device { device: "(new)".into(), why: "not made".into() })
	}

	/// Makes several, writing the keystore once; see [`Self::create`].
	pub fn create_many(
		keystore: &mut Keystore,
		dir: &Path,
		scheme: KeyScheme,
		count: u32,
	) -> Result<Vec<Self>> {
		let mut seeds = Vec::new();
		let mut made = Vec::new();
		for _ in 0..count {
			let mut seed = Zeroizing::new([0; 32]);
			OsRng.fill_bytes(seed.as_mut());
			let pair = Pair::from_seed(scheme, &seed)?;
			let path = state_path(dir, &pair.public());
			seeds.push((pair.public(), scheme, seed));
			made.push(Self {
				pair,
				scheme,
				path,
				state: State::default(),
				fail: FailPoints::none(),
			});
		}
		keystore.add_devices(&seeds)?;
		for device in &made {
			device.save(&device.state)?;
		}
		Ok(made)
	}

	/// Opens a device of the keystore: switches it on.
	pub fn open(keystore: &Keystore, dir: &Path, id: &[u8; 32]) -> Result<Self> {
		let (scheme, seed) = keystore.device(id)?;
		let pair = Pair::from_seed(scheme, &seed)?;
		let path = state_path(dir, id);
		let bytes = std::fs::read(&path).map_err(Error::io("read", &path))?;
		let state = serde_json::from_slice(&bytes).map_err(|e| Error::Device {
			device: hex::encode(id),
			why: format!(
				"its memory {} is damaged ({e}). Without it a sequence number could be used twice; \
				 retire the device",
				path.display()
			),
		})?;
		Ok(Self { pair, scheme, path, state, fail: FailPoints::none() })
	}

	/// Returns its account: its public key.
	pub fn id(&self) -> [u8; 32] {
		self.pair.public()
	}

	/// Returns the scheme of its key.
	pub fn scheme(&self) -> KeyScheme {
		self.scheme
	}

	/// Returns the number of the claim that it is under; 0: none.
	pub fn claim(&self) -> u32 {
		self.state.claim
	}

	/// Returns its owner, once it was claimed.
	pub fn owner(&self) -> Option<[u8; 32]> {
		let mut owner = [0; 32];
		hex::decode_to_slice(self.state.owner.as_deref()?, &mut owner).ok().map(|()| owner)
	}

	/// Returns the sequence number of its next batch.
	pub fn next_seq(&self) -> u64 {
		self.state.next_seq
	}

	fn fail_with(&self, why: impl Into<String>) -> Error {
		Error::Device { device: hex::encode(self.id()), why: why.into() }
	}

	/// Signs that `new_owner` may claim it, until `expiry`. Anyone who holds the device may ask for
	/// this; the statement is good for one claim, by one account, on one chain.
	pub fn sign_claim(
		&self,
		chain_id: &ChainId,
		new_owner: &[u8; 32],
		expiry: Moment,
	) -> Result<ClaimSignature> {
		let counter = self
			.state
			.claim
			.checked_add(1)
			.ok_or_else(|| self.fail_with("it was claimed more often than can be counted"))?;
		let statement = statements::claim(chain_id, &self.id(), new_owner, counter, expiry);
		Ok(ClaimSignature { counter, expiry, signature: self.pair.sign(&statement) })
	}

	/// Records that a claim is final: the device has a new owner and counts from 0 again. Repeating
	/// this changes nothing.
	pub fn claimed(&mut self, counter: u32, owner: &[u8; 32]) -> Result<()> {
		if counter == self.state.claim && self.owner().as_ref() == Some(owner) {
			return Ok(());
		}
		if counter <= self.state.claim {
			return Err(self.fail_with(format!(
				"claim {counter} is over; it is under claim {}",
				self.state.claim
			)));
		}
		let state = State { claim: counter, owner: Some(hex::encode(owner)), next_seq: 0 };
		self.save(&state)?;
		self.state = state;
		Ok(())
	}

	/// Computes the root of `readings` under a seed that it draws, and signs it for its owner.
	pub fn sign_batch<R: AsRef<[u8]>>(
		&mut self,
		chain_id: &ChainId,
		readings: &[R],
	) -> Result<SignedBatch> {
		let owner = self.owner().ok_or_else(|| {
			self.fail_with("it has no owner yet; claim it first (`epione device claim`)")
		})?;
		let mut seed = Zeroizing::new([0; 32]);
		OsRng.fill_bytes(seed.as_mut());
		let tree = BatchTree::new(&seed, readings).ok_or_else(|| {
			self.fail_with(format!(
				"a batch has 1 to 65536 readings, not {}; split it",
				readings.len()
			))
		})?;
		let seq = self.state.next_seq;
		let next_seq =
			seq.checked_add(1).ok_or_else(|| self.fail_with("its sequence numbers are used up"))?;
		// On disk before the signature exists.
		let state = State { next_seq, ..self.state.clone() };
		self.save(&state)?;
		self.state = state;
		self.fail.hit(FailPoint::DeviceSigned)?;
		let claim = self.state.claim;
		let statement =
			statements::batch(chain_id, &self.id(), &owner, claim, seq, &tree.root(), tree.depth());
		let signature = DeviceSignature {
			device: self.id(),
			scheme: self.scheme,
			claim,
			seq,
			signature: self.pair.sign(&statement),
		};
		Ok(SignedBatch { seed, tree, signature })
	}

	pub(super) fn save(&self, state: &State) -> Result<()> {
		let json = serde_json::to_vec(state)
			.map_err(|e| self.fail_with(format!("its memory cannot be written: {e}")))?;
		files::write_bytes(&self.path, &json)
	}
}

pub(super) fn state_path(dir: &Path, id: &[u8; 32]) -> PathBuf {
	dir.join(format!("{}.json", hex::encode(id)))
}

/// Returns whether `signature` is the device's, over this root, for this owner and chain.
pub fn verify_batch(
	signature: &DeviceSignature,
	chain_id: &ChainId,
	owner: &[u8; 32],
	root: &Digest,
	depth: u8,
) -> bool {
	let statement = signature.statement(chain_id, owner, root, depth);
	verify(signature.scheme, &signature.device, &statement, &signature.signature)
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::keys::keystore::SecretString;

	const CHAIN: ChainId = [9; 32];
	const OWNER: [u8; 32] = [1; 32];

	fn keystore() -> (tempfile::TempDir, Keystore) {
		let dir = tempfile::tempdir().unwrap();
		let pass = SecretString::from("p".to_owned());
		let store = Keystore::create_with(dir.path(), &pass, 2).unwrap();
		(dir, store)
	}

	#[test]
	fn batches_are_signed_and_counted_durably() {
		for scheme in [KeyScheme::Ed25519, KeyScheme::Sr25519] {
			let (dir, mut keystore) = keystore();
			let mut device = Device::create(&mut keystore, dir.path(), scheme).unwrap();
			assert!(device.sign_batch(&CHAIN, &["a"]).is_err());
			device.claimed(1, &OWNER).unwrap();
			let id = device.id();
			for seq in 0..3 {
				// Switched off and on in between.
				let mut device = Device::open(&keystore, dir.path(), &id).unwrap();
				let batch = device.sign_batch(&CHAIN, &["a", "b", "c"]).unwrap();
				assert_eq!((batch.signature.seq, batch.signature.claim), (seq, 1));
				let (root, depth) = (batch.tree.root(), batch.tree.depth());
				assert_eq!(depth, 2);
				let check = |chain: &ChainId, owner: &[u8; 32], root: &Digest, depth| {
					verify_batch(&batch.signature, chain, owner, root, depth)
				};
				assert!(check(&CHAIN, &OWNER, &root, depth));
				assert!(!check(&[8; 32], &OWNER, &root, depth));
				assert!(!check(&CHAIN, &[2; 32], &root, depth));
				assert!(!check(&CHAIN, &OWNER, &[0; 32], depth));
				assert!(!check(&CHAIN, &OWNER, &root, depth + 1));
				let mut other = batch.signature.clone();
				other.seq += 1;
				assert!(!verify_batch(&other, &CHAIN, &OWNER, &root, depth));
			}
		}
	}

	#[test]
	fn a_number_is_not_used_again_after_a_crash() {
		let (dir, mut keystore) = keystore();
		let mut device = Device::create(&mut keystore, dir.path(), KeyScheme::Ed25519).unwrap();
		device.claimed(1, &OWNER).unwrap();
		device.fail = FailPoints::at(FailPoint::DeviceSigned, crate::failpoint::Action::Stop);
		assert!(device.sign_batch(&CHAIN, &["a"]).is_err());
		let mut device = Device::open(&keystore, dir.path(), &device.id()).unwrap();
		assert_eq!(device.sign_batch(&CHAIN, &["a"]).unwrap().signature.seq, 1);
	}

	#[test]
	fn claims_count_up_and_restart_the_sequence() {
		let (dir, mut keystore) = keystore();
		let mut device = Device::create(&mut keystore, dir.path(), KeyScheme::Sr25519).unwrap();
		let claim = device.sign_claim(&CHAIN, &OWNER, 77).unwrap();
		assert_eq!((claim.counter, claim.expiry), (1, 77));
		let statement = statements::claim(&CHAIN, &device.id(), &OWNER, 1, 77);
		assert!(verify(device.scheme(), &device.id(), &statement, &claim.signature));
		// The claim is not final, so the counter is the same.
		assert_eq!(device.sign_claim(&CHAIN, &[2; 32], 78).unwrap().counter, 1);
		device.claimed(1, &OWNER).unwrap();
		device.sign_batch(&CHAIN, &["a"]).unwrap();
		device.claimed(1, &OWNER).unwrap();
		assert_eq!(device.next_seq(), 1);
		assert!(device.claimed(1, &[2; 32]).is_err());
		assert_eq!(device.sign_claim(&CHAIN, &[2; 32], 79).unwrap().counter, 2);
		device.claimed(2, &[2; 32]).unwrap();
		assert_eq!((device.next_seq(), device.owner()), (0, Some([2; 32])));
	}

	#[test]
	fn damaged_memory_is_not_guessed() {
		let (dir, mut keystore) = keystore();
		let device = Device::create(&mut keystore, dir.path(), KeyScheme::Ed25519).unwrap();
		std::fs::write(&device.path, b"{}").unwrap();
		assert!(Device::open(&keystore, dir.path(), &device.id()).is_err());
		assert!(matches!(Device::open(&keystore, dir.path(), &[0; 32]), Err(Error::NoKey { .. })));
	}

	/// The published vectors, which other implementations agree on.
	#[test]
	fn statements_of_the_vectors_verify_or_are_refused() {
		let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/vectors/statements.json");
		let text = std::fs::read_to_string(path).unwrap();
		let vectors: serde_json::Value = serde_json::from_str(&text).unwrap();
		let mut counts = [0, 0];
		for (n, (list, valid)) in [("statements", true), ("refused", false)].into_iter().enumerate()
		{
			for v in vectors[list].as_array().unwrap().iter().filter(|v| v["kind"] == "batch") {
				let bytes = |field: &str| hex::decode(v[field].as_str().unwrap()).unwrap();
				let array = |field: &str| -> [u8; 32] { bytes(field).try_into().unwrap() };
				let signature = DeviceSignature {
					device: array("device"),
					scheme: epione_envelope::payload::scheme_named(v["scheme"].as_str().unwrap())
						.unwrap(),
					claim: v["claim"].as_u64().unwrap() as u32,
					seq: v["seq"].as_u64().unwrap(),
					signature: bytes("signature").try_into().unwrap(),
				};
				let (chain, owner, root) = (array("chain_id"), array("owner"), array("root"));
				let depth = v["depth"].as_u64().unwrap() as u8;
				assert_eq!(verify_batch(&signature, &chain, &owner, &root, depth), valid, "{v}");
				counts[n] += 1;
			}
		}
		assert!(counts[0] >= 2 && counts[1] >= 2, "{counts:?}");
	}
}
