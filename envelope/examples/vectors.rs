//! Writes `docs/vectors/*.json`: `cargo run -p epione-envelope --example vectors [folder]`.
//!
//! Everything is derived from labels, so that a second run writes the same files; only the age file
//! in `payload.json`, which age makes with randomness of its own, is kept from the file that is
//! there as long as it still opens to the same plaintext.

use curve25519_dalek::{
	constants::{RISTRETTO_BASEPOINT_COMPRESSED, RISTRETTO_BASEPOINT_POINT as G},
	ristretto::{CompressedRistretto, RistrettoPoint},
	scalar::Scalar,
};
use epione_envelope::{
	envelope::{self, Context, DELIVERY_TAG},
	keys::{verify_possession, DataKey, Holder, RecipientSecret},
	merkle::{leaf_hash, provisioning_leaf, record_salt, verify_inclusion, BatchTree, Tree},
	opening,
	payload::{self, DeviceSignature, Manifest, PayloadReader},
	point, statements,
};
use epione_primitives::{EnvelopeBytes, KeyScheme, Modality, ProofBytes};
use rand_core::{CryptoRng, RngCore};
use serde_json::{json, Map, Value};
use sha2::{Digest, Sha256, Sha512};

/// The files, by name.
pub const FILES: [&str; 7] = [
	"keys.json",
	"merkle.json",
	"provisioning.json",
	"statements.json",
	"possessions.json",
	"envelopes.json",
	"openings.json",
];
/// The file with an age file in it.
pub const PAYLOAD_FILE: &str = "payload.json";

/// The content of one of [`FILES`].
pub fn derive(file: &str) -> Value {
	match file {
		"keys.json" => keys(),
		"merkle.json" => merkle(),
		"provisioning.json" => provisioning(),
		"statements.json" => all_statements(),
		"possessions.json" => possessions(),
		"envelopes.json" => envelopes(),
		"openings.json" => openings(),
		_ => panic!("no file {file:?}"),
	}
}

const SCALARS: &str =
	"A scalar with a label is SHA-512(ASCII label) mod l; 32 bytes with a label are SHA-256(ASCII label). \
	 Bytes are in hexadecimal, scalars little-endian.";

fn scalar(label: &str) -> Scalar {
	Scalar::from_bytes_mod_order_wide(&Sha512::digest(label).into())
}

fn bytes32(label: &str) -> [u8; 32] {
	Sha256::digest(label).into()
}

fn point_bytes(point: RistrettoPoint) -> [u8; 32] {
	point.compress().to_bytes()
}

fn h() -> RistrettoPoint {
	CompressedRistretto(point::GENERATOR_H).decompress().expect("H is a point")
}

/// The group order l, little-endian.
fn order() -> [u8; 32] {
	let mut bytes = (-Scalar::ONE).to_bytes();
	bytes[0] += 1;
	bytes
}

/// `scalar + l`: the same number mod l, not canonical.
fn plus_order(scalar: &[u8]) -> [u8; 32] {
	let mut out = [0; 32];
	let mut carry = 0;
	for ((out, a), b) in out.iter_mut().zip(scalar).zip(order()) {
		let sum = u16::from(*a) + u16::from(b) + carry;
		*out = sum as u8;
		carry = sum >> 8;
	}
	assert_eq!(carry, 0);
	out
}

fn hexes<T: AsRef<[u8]>>(items: impl IntoIterator<Item = T>) -> Vec<String> {
	items.into_iter().map(hex::encode).collect()
}

fn data_key(label: &str) -> DataKey {
	DataKey::from_bytes(&scalar(label).to_bytes()).expect("not zero")
}

fn recipient_secret(label: &str) -> RecipientSecret {
	RecipientSecret::from_bytes(&scalar(label).to_bytes()).expect("not zero")
}

/// Encodings that are refused wherever a point is expected.
fn bad_points() -> Vec<(&'static str, [u8; 32])> {
	let mut p = [0xff; 32];
	(p[0], p[31]) = (0xed, 0x7f);
	let mut p_plus_two = p;
	p_plus_two[0] = 0xef;
	let mut one = [0; 32];
	one[0] = 1;
	let mut high_bit = point::GENERATOR_H;
	high_bit[31] |= 0x80;
	let mut minus_one = p;
	minus_one[0] = 0xec;
	// The first even field element that is no encoding.
	let no_square = (2u8..)
		.step_by(2)
		.map(|n| {
			let mut bytes = [0; 32];
			bytes[0] = n;
			bytes
		})
		.find(|bytes| CompressedRistretto(*bytes).decompress().is_none())
		.expect("half of them are none");
	vec![
		("the identity", [0; 32]),
		("the field element p, which is 0 a second time", p),
		("the field element p + 2, which is 2 a second time", p_plus_two),
		("a negative field element: 1", one),
		("the field element p - 1: its y coordinate is 0", minus_one),
		("the high bit is set", high_bit),
		("all bits are set", [0xff; 32]),
		("no square root exists", no_square),
	]
}

fn keys() -> Value {
	let keys: Vec<_> = (0..4)
		.map(|i| {
			let label = format!("epione vectors: data key {i}");
			let key = data_key(&label);
			let (commitment, secret) = (key.commitment(), key.secret());
			json!({
				"d_label": label,
				"d": hex::encode(*key.to_bytes()),
				"key_commitment": hex::encode(commitment),
				"data_secret": hex::encode(*secret.to_bytes()),
				"age_identity_bytes": hex::encode(*secret.age_identity_bytes(&commitment)),
				"age_identity": payload::expose(&secret.age_secret_key(&commitment)),
				"age_recipient": secret.age_recipient(&commitment).to_string(),
			})
		})
		.collect();
	let bad_points: Vec<_> = bad_points()
		.into_iter()
		.map(|(why, point)| json!({ "why": why, "point": hex::encode(point) }))
		.collect();
	let bad_scalars = json!([
		{ "why": "zero is no secret", "scalar": hex::encode([0; 32]) },
		{ "why": "the group order l", "scalar": hex::encode(order()) },
		{ "why": "l + 1", "scalar": hex::encode(plus_order(Scalar::ONE.as_bytes())) },
		{ "why": "2^256 - 1", "scalar": hex::encode([0xff; 32]) },
	]);
	json!({
		"note": SCALARS,
		"generator_g": hex::encode(RISTRETTO_BASEPOINT_COMPRESSED.as_bytes()),
		"generator_h_label": String::from_utf8_lossy(point::GENERATOR_H_LABEL),
		"generator_h": hex::encode(point::GENERATOR_H),
		"group_order": hex::encode(order()),
		"keys": keys,
		"bad_points": bad_points,
		"bad_scalars": bad_scalars,
	})
}

/// Record `i` of a batch of `count`; empty where it is padding.
fn record(i: u32, count: u32) -> String {
	if i < count {
		format!("{{\"resourceType\":\"Observation\",\"id\":\"{i}\"}}")
	} else {
		String::new()
	}
}

fn merkle() -> Value {
	let seed = bytes32("epione vectors: batch seed");
	let mut batches = Vec::new();
	for count in [1u32, 2, 3, 7, 8, 1000] {
		let tree = BatchTree::new(&seed, (0..count).map(|i| record(i, count))).expect("records");
		let padded = 1u32 << tree.depth();
		let shown: Vec<u32> = if padded <= 8 {
			(0..padded).collect()
		} else {
			vec![0, 1, 2, 511, 512, 513, 998, 999, 1000, 1022, 1023]
		};
		let proofs: Vec<_> = shown
			.into_iter()
			.map(|i| {
				json!({
					"index": i,
					"record": record(i, count),
					"salt": hex::encode(record_salt(&seed, i)),
					"leaf": hex::encode(tree.leaf(i).expect("there")),
					"path": hexes(tree.path(i).expect("there")),
				})
			})
			.collect();
		batches.push(json!({
			"seed": hex::encode(seed),
			"count": count,
			"depth": tree.depth(),
			"root": hex::encode(tree.root()),
			"proofs": proofs,
		}));
	}
	let count = 7;
	let tree = BatchTree::new(&seed, (0..count).map(|i| record(i, count))).expect("records");
	let (root, leaf, path) = (tree.root(), tree.leaf(5).expect("5"), tree.path(5).expect("5"));
	let other = |at: usize| {
		let mut path = path.clone();
		path[at][0] ^= 1;
		path
	};
	let mut refused = Vec::new();
	let mut refuse = |why: &str, size: u64, index: u64, leaf: [u8; 32], path: &[[u8; 32]]| {
		assert!(!verify_inclusion(&root, size, index, leaf, path), "{why}");
		refused.push(json!({
			"why": why,
			"root": hex::encode(root),
			"size": size,
			"index": index,
			"leaf": hex::encode(leaf),
			"path": hexes(path),
		}));
	};
	refuse("another index", 8, 4, leaf, &path);
	refuse("an index beyond the tree", 8, 8, leaf, &path);
	refuse("a tree of twice the size", 16, 5, leaf, &path);
	refuse("a tree of half the size", 4, 1, leaf, &path);
	refuse("the path is one hash short", 8, 5, leaf, &path[..2]);
	refuse("the path is one hash long", 8, 5, leaf, &[&path[..], &[root]].concat());
	refuse("no path", 8, 5, leaf, &[]);
	refuse("the path begins with another hash", 8, 5, leaf, &other(0));
	refuse("the path ends with another hash", 8, 5, leaf, &other(2));
	let salt = record_salt(&seed, 5);
	refuse("another record", 8, 5, leaf_hash(&salt, record(6, 7).as_bytes()), &path);
	let salt = record_salt(&seed, 6);
	refuse("another salt", 8, 5, leaf_hash(&salt, record(5, 7).as_bytes()), &path);
	refuse("an inner node as a leaf of a smaller tree", 2, 0, path[2], &[path[2]]);
	refuse("an empty tree", 0, 0, leaf, &[]);
	json!({
		"note": format!(
			"{SCALARS} Record i is {{\"resourceType\":\"Observation\",\"id\":\"<i>\"}} in ASCII; those from \
			 `count` on are empty (padding). All batches have one seed, so their first leaves agree."
		),
		"seed_label": "epione vectors: batch seed",
		"batches": batches,
		"refused": refused,
	})
}

fn provisioning() -> Value {
	let mut batches = Vec::new();
	for size in [1u64, 2, 3, 5, 7, 8] {
		let devices: Vec<_> = (0..size)
			.map(|i| {
				let scheme =
					if i.is_multiple_of(2) { KeyScheme::Ed25519 } else { KeyScheme::Sr25519 };
				(scheme, bytes32(&format!("epione vectors: device key {i}")))
			})
			.collect();
		let leaves = devices.iter().map(|(s, k)| provisioning_leaf(*s, k)).collect();
		let tree = Tree::new(leaves).expect("leaves");
		let proofs: Vec<_> = (0..size)
			.map(|i| {
				json!({
					"index": i,
					"leaf": hex::encode(tree.leaf(i).expect("there")),
					"path": hexes(tree.path(i).expect("there")),
				})
			})
			.collect();
		let devices: Vec<_> = devices
			.iter()
			.map(|(scheme, key)| {
				json!({
					"scheme": payload::scheme_name(*scheme),
					"scheme_code": scheme.code(),
					"key": hex::encode(key),
				})
			})
			.collect();
		batches.push(json!({
			"size": size,
			"devices": devices,
			"root": hex::encode(tree.root()),
			"proofs": proofs,
		}));
	}
	let key = |i: u64| bytes32(&format!("epione vectors: device key {i}"));
	let scheme = |i: u64| if i.is_multiple_of(2) { KeyScheme::Ed25519 } else { KeyScheme::Sr25519 };
	let tree =
		Tree::new((0..5).map(|i| provisioning_leaf(scheme(i), &key(i))).collect()).expect("leaves");
	let root = tree.root();
	let mut refused = Vec::new();
	let mut refuse = |why: &str, size: u64, index: u64, leaf: [u8; 32], path: &[[u8; 32]]| {
		assert!(!verify_inclusion(&root, size, index, leaf, path), "{why}");
		refused.push(json!({
			"why": why,
			"root": hex::encode(root),
			"size": size,
			"index": index,
			"leaf": hex::encode(leaf),
			"path": hexes(path),
		}));
	};
	let path = |i| tree.path(i).expect("there");
	let leaf = |i| tree.leaf(i).expect("there");
	refuse(
		"the key under the other scheme",
		5,
		0,
		provisioning_leaf(KeyScheme::Sr25519, &key(0)),
		&path(0),
	);
	refuse(
		"a key that is not in the batch",
		5,
		4,
		provisioning_leaf(KeyScheme::Ed25519, &key(5)),
		&path(4),
	);
	refuse("another index", 5, 3, leaf(4), &path(4));
	refuse("padded to a power of two", 8, 4, leaf(4), &path(4));
	refuse("a batch of four", 4, 3, leaf(3), &path(3));
	refuse("a path of another leaf", 5, 1, leaf(1), &path(2));
	json!({
		"note": format!("{SCALARS} Device key i has the label \"epione vectors: device key <i>\"."),
		"batches": batches,
		"refused": refused,
	})
}

/// Not random at all: what signs vectors must sign the same twice.
struct Repeated(u64);

impl RngCore for Repeated {
	fn next_u32(&mut self) -> u32 {
		self.next_u64() as u32
	}
	fn next_u64(&mut self) -> u64 {
		self.0 += 1;
		self.0
	}
	fn fill_bytes(&mut self, out: &mut [u8]) {
		for chunk in out.chunks_mut(8) {
			let bytes = self.next_u64().to_le_bytes();
			chunk.copy_from_slice(&bytes[..chunk.len()]);
		}
	}
	fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), rand_core::Error> {
		self.fill_bytes(out);
		Ok(())
	}
}

impl CryptoRng for Repeated {}

/// A key pair out of a 32-byte seed, as Substrate has it.
enum Signer {
	Ed25519(ed25519_dalek::SigningKey),
	Sr25519(schnorrkel::Keypair),
}

impl Signer {
	fn new(scheme: KeyScheme, seed: &[u8; 32]) -> Self {
		match scheme {
			KeyScheme::Ed25519 => Self::Ed25519(ed25519_dalek::SigningKey::from_bytes(seed)),
			KeyScheme::Sr25519 => Self::Sr25519(
				schnorrkel::MiniSecretKey::from_bytes(seed)
					.expect("32 bytes")
					.expand_to_keypair(schnorrkel::ExpansionMode::Ed25519),
			),
		}
	}

	fn public(&self) -> [u8; 32] {
		match self {
			Self::Ed25519(key) => key.verifying_key().to_bytes(),
			Self::Sr25519(pair) => pair.public.to_bytes(),
		}
	}

	fn sign(&self, message: &[u8]) -> [u8; 64] {
		match self {
			Self::Ed25519(key) => {
				use ed25519_dalek::Signer;
				key.sign(message).to_bytes()
			},
			Self::Sr25519(pair) => {
				let transcript = schnorrkel::signing_context(b"substrate").bytes(message);
				pair.sign(schnorrkel::context::attach_rng(transcript, Repeated(0))).to_bytes()
			},
		}
	}
}

fn signer_seed(scheme: KeyScheme) -> (String, [u8; 32]) {
	let label = format!("epione vectors: {} seed", payload::scheme_name(scheme));
	let seed = bytes32(&label);
	(label, seed)
}

fn all_statements() -> Value {
	let chain_id = bytes32("epione vectors: chain id");
	let owner = bytes32("epione vectors: subject");
	let root = bytes32("epione vectors: root");
	let (claim, seq, depth, expiry) = (2u32, 3u64, 14u8, 1_800_000_000_000u64);
	let (study, sponsorship) = (7u32, 9u32);
	let (mut good, mut refused) = (Vec::new(), Vec::new());
	for scheme in [KeyScheme::Ed25519, KeyScheme::Sr25519] {
		let (label, seed) = signer_seed(scheme);
		let signer = Signer::new(scheme, &seed);
		let public = signer.public();
		let entry = |kind: &str, fields: Value, statement: &[u8], wrapped: bool| {
			let mut entry = Map::new();
			entry.insert("kind".into(), kind.into());
			entry.insert("scheme".into(), payload::scheme_name(scheme).into());
			entry.insert("seed_label".into(), label.clone().into());
			entry.insert("seed".into(), hex::encode(seed).into());
			entry.insert("signer".into(), hex::encode(public).into());
			entry.insert("chain_id".into(), hex::encode(chain_id).into());
			entry.extend(fields.as_object().expect("fields").clone());
			entry.insert("statement".into(), hex::encode(statement).into());
			entry.insert("wrapped".into(), wrapped.into());
			let message = if wrapped { statements::wrapped(statement) } else { statement.to_vec() };
			entry.insert("signature".into(), hex::encode(signer.sign(&message)).into());
			Value::Object(entry)
		};
		let batch = statements::batch(&chain_id, &public, &owner, claim, seq, &root, depth);
		let batch = entry(
			"batch",
			json!({
				"device": hex::encode(public),
				"owner": hex::encode(owner),
				"claim": claim,
				"seq": seq,
				"root": hex::encode(root),
				"depth": depth,
			}),
			&batch,
			false,
		);
		let claimed = statements::claim(&chain_id, &public, &owner, claim, expiry);
		let claimed = entry(
			"claim",
			json!({
				"device": hex::encode(public),
				"owner": hex::encode(owner),
				"claim": claim,
				"expiry": expiry,
			}),
			&claimed,
			false,
		);
		let invitation = statements::invitation(&chain_id, study, &owner, expiry);
		let fields = json!({ "study": study, "subject": hex::encode(owner), "expiry": expiry });
		let plain = entry("invitation", fields.clone(), &invitation, false);
		let wrapped = entry("invitation", fields, &invitation, true);
		let gateways = [bytes32("epione vectors: gateway 0"), bytes32("epione vectors: gateway 1")];
		let named = gateways.map(hex::encode);
		let joins = |gateways: &[[u8; 32]], named: &[String], wrapped: bool| {
			let statement = statements::sponsorship_join(
				&chain_id,
				sponsorship,
				&public,
				gateways.iter(),
				expiry,
			);
			let fields = json!({
				"sponsorship": sponsorship,
				"member": hex::encode(public),
				"gateways": named,
				"expiry": expiry,
			});
			entry("sponsorship-join", fields, &statement, wrapped)
		};
		// A wallet signs the wrapped one; the other has no gateway.
		let (alone, joined) = (joins(&[], &[], false), joins(&gateways, &named, true));

		// The signature stays; one thing that was signed is another.
		let mut refuse = |why: &str, entry: &Value, field: &str, value: Value| {
			let mut changed = entry.clone();
			changed[field] = value;
			changed["why"] = why.into();
			let fields = changed.as_object_mut().expect("an object");
			fields.remove("statement");
			fields.remove("seed");
			fields.remove("seed_label");
			refused.push(changed);
		};
		let other = || Value::from(hex::encode(bytes32("epione vectors: another")));
		refuse("another chain", &batch, "chain_id", other());
		refuse("another device", &batch, "device", other());
		refuse("another owner", &batch, "owner", other());
		refuse("another claim", &batch, "claim", (claim + 1).into());
		refuse("another sequence number", &batch, "seq", (seq + 1).into());
		refuse("another root", &batch, "root", other());
		refuse("another depth", &batch, "depth", (depth - 1).into());
		refuse("another chain", &claimed, "chain_id", other());
		refuse("another owner", &claimed, "owner", other());
		refuse("another claim", &claimed, "claim", (claim + 1).into());
		refuse("another expiry", &claimed, "expiry", (expiry + 1).into());
		refuse("another study", &plain, "study", (study + 1).into());
		refuse("another subject", &plain, "subject", other());
		refuse("another expiry", &plain, "expiry", (expiry + 1).into());
		refuse("wrapped, but signed plain", &plain, "wrapped", true.into());
		refuse("plain, but signed wrapped", &wrapped, "wrapped", false.into());
		let other_scheme = match scheme {
			KeyScheme::Ed25519 => KeyScheme::Sr25519,
			KeyScheme::Sr25519 => KeyScheme::Ed25519,
		};
		refuse("another chain", &joined, "chain_id", other());
		refuse("another sponsorship", &joined, "sponsorship", (sponsorship + 1).into());
		refuse("another member", &joined, "member", other());
		refuse("a gateway less", &joined, "gateways", json!(named[..1]));
		refuse("the gateways in another order", &joined, "gateways", json!([named[1], named[0]]));
		refuse("a gateway more", &alone, "gateways", json!(named[..1]));
		refuse("another expiry", &joined, "expiry", (expiry + 1).into());
		refuse("wrapped, but signed plain", &alone, "wrapped", true.into());
		refuse("another scheme", &batch, "scheme", payload::scheme_name(other_scheme).into());
		good.extend([batch, claimed, plain, wrapped, alone, joined]);
	}
	json!({
		"note": format!(
			"{SCALARS} A seed is an Ed25519 seed (RFC 8032), or an sr25519 mini secret (expansion mode \
			 Ed25519, signing context \"substrate\", as Substrate does). What is signed is the statement, or \
			 <Bytes>statement</Bytes> where `wrapped` is true. sr25519 signatures are randomised: verify them."
		),
		"statements": good,
		"refused": refused,
	})
}

fn holders() -> [Holder; 2] {
	[Holder::Account(bytes32("epione vectors: recipient account")), Holder::Study(7)]
}

/// `c` and `s`, each changed in ways that must be refused.
fn bad_proofs(proof: &ProofBytes) -> Vec<(&'static str, ProofBytes)> {
	let part = |at: usize, value: &[u8; 32]| {
		let mut changed = *proof;
		changed[at..at + 32].copy_from_slice(value);
		changed
	};
	let one_more = |at: usize| {
		let bytes = proof[at..at + 32].try_into().expect("32 bytes");
		(Scalar::from_canonical_bytes(bytes).expect("canonical") + Scalar::ONE).to_bytes()
	};
	let mut swapped = *proof;
	swapped.rotate_left(32);
	vec![
		("c is another number", part(0, &one_more(0))),
		("s is another number", part(32, &one_more(32))),
		("c and s are swapped", swapped),
		("c is not below the group order", part(0, &plus_order(&proof[..32]))),
		("s is not below the group order", part(32, &plus_order(&proof[32..]))),
		("c is all ones", part(0, &[0xff; 32])),
		("all zeros", [0; 64]),
	]
}

fn possessions() -> Value {
	let chain_id = bytes32("epione vectors: chain id");
	let mut proofs = Vec::new();
	for (i, holder) in holders().into_iter().enumerate() {
		let (b_label, k_label) = (
			format!("epione vectors: recipient secret {i}"),
			format!("epione vectors: possession nonce {i}"),
		);
		let b = recipient_secret(&b_label);
		let (key, version, k) = (b.public(), i as u32, scalar(&k_label).to_bytes());
		let proof = b.prove_possession_with_nonce(&chain_id, &holder, version, &k).expect("sound");
		let entry =
			|key: &[u8; 32], chain_id: &[u8; 32], holder: &Holder, version: u32, proof: &[u8]| {
				json!({
					"recipient_key": hex::encode(key),
					"chain_id": hex::encode(chain_id),
					"holder": hex::encode(holder.to_bytes()),
					"version": version,
					"proof": hex::encode(proof),
				})
			};
		let mut good = entry(&key, &chain_id, &holder, version, &proof);
		for (name, value) in [
			("b_label", b_label),
			("b", hex::encode(*b.to_bytes())),
			("k_label", k_label),
			("k", hex::encode(k)),
		] {
			good[name] = value.into();
		}
		good["valid"] = true.into();
		proofs.push(good);

		let mut refuse = |why: &str, mut entry: Value| {
			let array: Option<ProofBytes> =
				hex::decode(entry["proof"].as_str().expect("hex")).expect("hex").try_into().ok();
			let holder = holder_of(entry["holder"].as_str().expect("hex"));
			let verdict = array.map(|proof| {
				verify_possession(
					&unhex(&entry["recipient_key"]),
					&proof,
					&unhex(&entry["chain_id"]),
					&holder,
					entry["version"].as_u64().expect("number") as u32,
				)
			});
			entry["why"] = why.into();
			entry["valid"] = false.into();
			entry["error"] = error_name(verdict).into();
			proofs.push(entry);
		};
		let another = bytes32("epione vectors: another");
		refuse("another chain", entry(&key, &another, &holder, version, &proof));
		let other_holder = match holder {
			Holder::Account(_) => Holder::Account(another),
			Holder::Study(study) => Holder::Study(study + 1),
		};
		refuse("another holder", entry(&key, &chain_id, &other_holder, version, &proof));
		refuse(
			"a holder of the other kind",
			entry(&key, &chain_id, &holders()[1 - i], version, &proof),
		);
		refuse("another version", entry(&key, &chain_id, &holder, version + 1, &proof));
		let other_key = recipient_secret("epione vectors: another").public();
		refuse("another key", entry(&other_key, &chain_id, &holder, version, &proof));
		for (why, bad) in bad_proofs(&proof) {
			refuse(why, entry(&key, &chain_id, &holder, version, &bad));
		}
		for (why, bad) in bad_points() {
			let why = format!("the key is no valid point: {why}");
			refuse(&why, entry(&bad, &chain_id, &holder, version, &proof));
		}
		// Anybody can prove possession of the identity's secret, which is zero.
		let identity = [0; 32];
		let nonce = scalar(&format!("epione vectors: possession nonce {i}"));
		let c = challenge(
			b"epione/v1/recipient-key",
			&[
				&chain_id,
				&holder.to_bytes(),
				&version.to_be_bytes(),
				&identity,
				&point_bytes(nonce * G),
			],
		);
		let forged = [c.to_bytes(), nonce.to_bytes()].concat();
		refuse(
			"the key is the identity, with a proof that would hold",
			entry(&identity, &chain_id, &holder, version, &forged),
		);
		refuse(
			"the proof is one byte short",
			entry(&key, &chain_id, &holder, version, &proof[..63]),
		);
	}
	json!({ "note": SCALARS, "proofs": proofs })
}

fn unhex<const N: usize>(value: &Value) -> [u8; N] {
	hex::decode(value.as_str().expect("hex")).expect("hex").try_into().expect("its length")
}

fn holder_of(text: &str) -> Holder {
	let bytes = hex::decode(text).expect("hex");
	match bytes.split_first() {
		Some((0, account)) => Holder::Account(account.try_into().expect("32 bytes")),
		Some((1, study)) => Holder::Study(u32::from_be_bytes(study.try_into().expect("4 bytes"))),
		_ => panic!("no holder"),
	}
}

/// The name of the refusal; `Length` where the bytes are no envelope or proof at all.
fn error_name<E: core::fmt::Debug>(verdict: Option<Result<(), E>>) -> String {
	match verdict {
		None => "Length".into(),
		Some(Err(error)) => format!("{error:?}"),
		Some(Ok(())) => panic!("what must be refused was accepted"),
	}
}

fn challenge(tag: &[u8], parts: &[&[u8]]) -> Scalar {
	let hash = Sha512::new().chain_update(tag).chain_update(parts.concat()).finalize();
	Scalar::from_bytes_mod_order_wide(&hash.into())
}

fn context_of(holder: Holder) -> Context {
	Context {
		chain_id: bytes32("epione vectors: chain id"),
		subject: bytes32("epione vectors: subject"),
		digest: bytes32("epione vectors: content digest"),
		holder,
		grant: 40,
		key_version: 1,
	}
}

/// The prover of section "Envelope", without any check, for secrets that no honest party has.
fn raw_envelope(
	d: Scalar,
	commitment: RistrettoPoint,
	recipient: RistrettoPoint,
	c2: RistrettoPoint,
	r: Scalar,
	context: &Context,
) -> EnvelopeBytes {
	let (k1, k2) = (scalar("epione vectors: raw k1"), scalar("epione vectors: raw k2"));
	let c1 = r * G;
	let c = challenge(
		DELIVERY_TAG,
		&[
			&context.to_bytes(),
			&point_bytes(commitment),
			&point_bytes(recipient),
			&point_bytes(c1),
			&point_bytes(c2),
			&point_bytes(k1 * G),
			&point_bytes(k2 * G),
			&point_bytes(k1 * h() + k2 * recipient),
		],
	);
	let (s1, s2) = (k1 + c * d, k2 + c * r);
	[point_bytes(c1), point_bytes(c2), c.to_bytes(), s1.to_bytes(), s2.to_bytes()]
		.concat()
		.try_into()
		.expect("five parts")
}

fn envelopes() -> Value {
	let mut envelopes = Vec::new();
	for (i, holder) in holders().into_iter().enumerate() {
		let labels = ["data key", "recipient secret", "r", "k1", "k2"]
			.map(|name| format!("epione vectors: {name} {i}"));
		let [d, b, r, k1, k2] = labels.each_ref().map(|label| scalar(label));
		let key = data_key(&labels[0]);
		let secret = recipient_secret(&labels[1]);
		let (commitment, recipient) = (key.commitment(), secret.public());
		let context = context_of(holder);
		let sealed = envelope::seal_with_nonces(
			&key,
			&recipient,
			&context,
			&r.to_bytes(),
			&k1.to_bytes(),
			&k2.to_bytes(),
		)
		.expect("sound");
		let entry =
			|commitment: &[u8; 32], recipient: &[u8; 32], context: &Context, envelope: &[u8]| {
				json!({
					"key_commitment": hex::encode(commitment),
					"recipient_key": hex::encode(recipient),
					"chain_id": hex::encode(context.chain_id),
					"subject": hex::encode(context.subject),
					"digest": hex::encode(context.digest),
					"holder": hex::encode(context.holder.to_bytes()),
					"grant": context.grant,
					"key_version": context.key_version,
					"context": hex::encode(context.to_bytes()),
					"envelope": hex::encode(envelope),
				})
			};
		let mut good = entry(&commitment, &recipient, &context, &sealed);
		for (name, label) in ["d", "b", "r", "k1", "k2"].into_iter().zip(&labels) {
			good[format!("{name}_label")] = label.clone().into();
			good[name] = hex::encode(scalar(label).to_bytes()).into();
		}
		good["data_secret"] = hex::encode(*key.secret().to_bytes()).into();
		good["valid"] = true.into();
		envelopes.push(good);

		let mut refuse = |why: &str, mut entry: Value| {
			let bytes = hex::decode(entry["envelope"].as_str().expect("hex")).expect("hex");
			let context = Context {
				chain_id: unhex(&entry["chain_id"]),
				subject: unhex(&entry["subject"]),
				digest: unhex(&entry["digest"]),
				holder: holder_of(entry["holder"].as_str().expect("hex")),
				grant: entry["grant"].as_u64().expect("number") as u32,
				key_version: entry["key_version"].as_u64().expect("number") as u32,
			};
			let verdict = bytes.try_into().ok().map(|envelope: EnvelopeBytes| {
				envelope::verify(
					&envelope,
					&unhex(&entry["key_commitment"]),
					&unhex(&entry["recipient_key"]),
					&context,
				)
			});
			entry["why"] = why.into();
			entry["valid"] = false.into();
			entry["error"] = error_name(verdict).into();
			envelopes.push(entry);
		};
		let with = |at: usize, value: &[u8; 32]| {
			let mut changed = sealed;
			changed[at * 32..(at + 1) * 32].copy_from_slice(value);
			changed
		};
		let part = |at: usize| -> [u8; 32] {
			sealed[at * 32..(at + 1) * 32].try_into().expect("32 bytes")
		};
		let same = |envelope: &[u8]| entry(&commitment, &recipient, &context, envelope);
		let elsewhere = |context: Context| entry(&commitment, &recipient, &context, &sealed);
		let another = bytes32("epione vectors: another");
		let another_point = point_bytes(scalar("epione vectors: another") * G);
		let negated =
			|at: usize| point_bytes(-CompressedRistretto(part(at)).decompress().expect("a point"));

		refuse("C1 is another point", same(&with(0, &another_point)));
		refuse("C2 is another point", same(&with(1, &another_point)));
		refuse("C1 and C2 are swapped", {
			let mut changed = sealed;
			changed[..64].rotate_left(32);
			same(&changed)
		});
		refuse("C1 is negated", same(&with(0, &negated(0))));
		refuse("C2 is negated", same(&with(1, &negated(1))));
		for (why, bad) in bad_points() {
			refuse(&format!("C1 is no valid point: {why}"), same(&with(0, &bad)));
			refuse(&format!("C2 is no valid point: {why}"), same(&with(1, &bad)));
			refuse(
				&format!("the key commitment is no valid point: {why}"),
				entry(&bad, &recipient, &context, &sealed),
			);
			refuse(
				&format!("the recipient key is no valid point: {why}"),
				entry(&commitment, &bad, &context, &sealed),
			);
		}
		for (name, at) in [("c", 2), ("s1", 3), ("s2", 4)] {
			let scalar = Scalar::from_canonical_bytes(part(at)).expect("canonical");
			let more = (scalar + Scalar::ONE).to_bytes();
			refuse(&format!("{name} is another number"), same(&with(at, &more)));
			refuse(&format!("{name} is zero"), same(&with(at, &[0; 32])));
			let long = plus_order(&part(at));
			refuse(&format!("{name} is not below the group order: l more"), same(&with(at, &long)));
			refuse(
				&format!("{name} is not below the group order: all ones"),
				same(&with(at, &[0xff; 32])),
			);
		}
		refuse("s1 and s2 are swapped", {
			let mut changed = sealed;
			changed[96..].rotate_left(32);
			same(&changed)
		});
		refuse("another chain", elsewhere(Context { chain_id: another, ..context }));
		refuse("another subject", elsewhere(Context { subject: another, ..context }));
		refuse("another dataset", elsewhere(Context { digest: another, ..context }));
		let other_holder = match holder {
			Holder::Account(_) => Holder::Account(another),
			Holder::Study(study) => Holder::Study(study + 1),
		};
		refuse("another holder", elsewhere(Context { holder: other_holder, ..context }));
		refuse(
			"a holder of the other kind",
			elsewhere(Context { holder: holders()[1 - i], ..context }),
		);
		refuse("another grant", elsewhere(Context { grant: context.grant + 1, ..context }));
		refuse("another key version", elsewhere(Context { key_version: 2, ..context }));
		refuse(
			"grant and key version are swapped",
			elsewhere(Context { grant: 1, key_version: 40, ..context }),
		);
		refuse(
			"the grant's number is little-endian",
			elsewhere(Context { grant: context.grant.swap_bytes(), ..context }),
		);
		refuse(
			"subject and dataset are swapped",
			elsewhere(Context { subject: context.digest, digest: context.subject, ..context }),
		);
		refuse(
			"another dataset's key commitment",
			entry(
				&data_key("epione vectors: data key 2").commitment(),
				&recipient,
				&context,
				&sealed,
			),
		);
		refuse(
			"another recipient's key",
			entry(
				&commitment,
				&recipient_secret("epione vectors: another").public(),
				&context,
				&sealed,
			),
		);
		refuse(
			"key commitment and recipient key are swapped",
			entry(&recipient, &commitment, &context, &sealed),
		);
		refuse("empty", same(&[]));
		refuse("truncated by one byte", same(&sealed[..159]));
		refuse("one byte too long", same(&[&sealed[..], &[0]].concat()));
		refuse("all zeros", same(&[0; 160]));

		// Sealed by somebody who cheats, with proofs that are otherwise right.
		let public = b * G;
		let base = d * G;
		let other_secret = scalar("epione vectors: another") * h();
		refuse(
			"carries another secret than the committed one",
			same(&raw_envelope(d, base, public, other_secret + r * public, r, &context)),
		);
		refuse(
			"carries the committed secret sealed to another key",
			same(&raw_envelope(
				d,
				base,
				public,
				d * h() + r * (scalar("epione vectors: another") * G),
				r,
				&context,
			)),
		);
		refuse(
			"carries d*G instead of d*H",
			same(&raw_envelope(d, base, public, base + r * public, r, &context)),
		);
		refuse(
			"r is zero, so that C1 is the identity and C2 is the secret in clear; the proof would hold",
			same(&raw_envelope(d, base, public, d * h(), Scalar::ZERO, &context)),
		);
		let identity = RistrettoPoint::default();
		refuse(
			"the recipient key is the identity, so that C2 is the secret in clear; the proof would hold",
			entry(
				&commitment,
				&[0; 32],
				&context,
				&raw_envelope(d, base, identity, d * h(), r, &context),
			),
		);
		refuse(
			"the key commitment is the identity, of the key zero; the proof would hold",
			entry(
				&[0; 32],
				&recipient,
				&context,
				&raw_envelope(Scalar::ZERO, identity, public, r * public, r, &context),
			),
		);
		// r with d*H + r*B = 0 exists only for who knows log_G(H); choose B = -(d/r)*H instead.
		let matching = -(d * r.invert()) * h();
		refuse(
			"C2 is the identity; the proof would hold",
			entry(
				&commitment,
				&point_bytes(matching),
				&context,
				&raw_envelope(d, base, matching, identity, r, &context),
			),
		);
		// The challenge without the context: a proof for everywhere.
		let (c1, c2) = (r * G, d * h() + r * public);
		let c = challenge(
			DELIVERY_TAG,
			&[
				&commitment,
				&recipient,
				&point_bytes(c1),
				&point_bytes(c2),
				&point_bytes(k1 * G),
				&point_bytes(k2 * G),
				&point_bytes(k1 * h() + k2 * public),
			],
		);
		let nowhere = [
			point_bytes(c1),
			point_bytes(c2),
			c.to_bytes(),
			(k1 + c * d).to_bytes(),
			(k2 + c * r).to_bytes(),
		]
		.concat();
		refuse("the challenge leaves the context out", same(&nowhere));
		// A simulated transcript: c chosen first, as anybody can without d.
		let (c, s1, s2) = (scalar("simulated c"), scalar("simulated s1"), scalar("simulated s2"));
		let simulated = [part(0), part(1), c.to_bytes(), s1.to_bytes(), s2.to_bytes()].concat();
		refuse("c was chosen before the commitments", same(&simulated));
	}
	json!({ "note": SCALARS, "envelopes": envelopes })
}

fn openings() -> Value {
	let mut proofs = Vec::new();
	for (i, holder) in holders().into_iter().enumerate() {
		let labels = ["data key", "recipient secret", "r", "k1", "k2", "opening nonce"]
			.map(|name| format!("epione vectors: {name} {i}"));
		let [_, _, r, k1, k2, k] = labels.each_ref().map(|label| scalar(label).to_bytes());
		let key = data_key(&labels[0]);
		let b = recipient_secret(&labels[1]);
		let (recipient, context) = (b.public(), context_of(holder));
		let sealed =
			envelope::seal_with_nonces(&key, &recipient, &context, &r, &k1, &k2).expect("sound");
		let (dispute, arbiter) = (5 + i as u32, bytes32("epione vectors: arbiter"));
		let (opened, proof) =
			opening::prove_with_nonce(&b, &sealed, &context, dispute, &arbiter, &k).expect("sound");
		let secret = *opened.to_bytes();
		let good = json!({
			"b_label": labels[1],
			"b": hex::encode(*b.to_bytes()),
			"k_label": labels[5],
			"k": hex::encode(k),
			"recipient_key": hex::encode(recipient),
			"context": hex::encode(context.to_bytes()),
			"dispute": dispute,
			"arbiter": hex::encode(arbiter),
			"envelope": hex::encode(sealed),
			"data_secret": hex::encode(secret),
			"proof": hex::encode(proof),
			"valid": true,
		});
		proofs.push(good.clone());

		let mut refuse = |why: &str, changes: &[(&str, Value)]| {
			let mut entry = good.clone();
			let fields = entry.as_object_mut().expect("an object");
			for secret in ["b_label", "b", "k_label", "k"] {
				fields.remove(secret);
			}
			for (name, value) in changes {
				fields.insert((*name).into(), value.clone());
			}
			let context_bytes = hex::decode(entry["context"].as_str().expect("hex")).expect("hex");
			let context = context_from(&context_bytes);
			let bytes = hex::decode(entry["proof"].as_str().expect("hex")).expect("hex");
			let verdict = bytes.try_into().ok().map(|proof: ProofBytes| {
				opening::verify(
					&proof,
					&unhex(&entry["envelope"]),
					&unhex(&entry["recipient_key"]),
					&context,
					entry["dispute"].as_u64().expect("number") as u32,
					&unhex(&entry["arbiter"]),
					&unhex(&entry["data_secret"]),
				)
			});
			entry["why"] = why.into();
			entry["valid"] = false.into();
			entry["error"] = error_name(verdict).into();
			proofs.push(entry);
		};
		let another = bytes32("epione vectors: another");
		let hexed = |bytes: &[u8]| Value::from(hex::encode(bytes));
		let changed = |context: Context| hexed(&context.to_bytes());
		refuse("another dispute", &[("dispute", (dispute + 1).into())]);
		refuse("another arbiter", &[("arbiter", hexed(&another))]);
		refuse("another chain", &[("context", changed(Context { chain_id: another, ..context }))]);
		refuse("another dataset", &[("context", changed(Context { digest: another, ..context }))]);
		refuse("another grant", &[("context", changed(Context { grant: 41, ..context }))]);
		let other_secret = data_key("epione vectors: data key 2").secret();
		refuse("another secret", &[("data_secret", hexed(other_secret.to_bytes().as_ref()))]);
		let other_key = recipient_secret("epione vectors: another").public();
		refuse("another recipient key", &[("recipient_key", hexed(&other_key))]);
		let mut swapped = sealed;
		swapped[..64].rotate_left(32);
		refuse("C1 and C2 are swapped", &[("envelope", hexed(&swapped))]);
		for (why, bad) in bad_proofs(&proof) {
			refuse(why, &[("proof", hexed(&bad))]);
		}
		for (why, bad) in bad_points() {
			let name = |what: &str| format!("{what} is no valid point: {why}");
			refuse(&name("the data secret"), &[("data_secret", hexed(&bad))]);
			refuse(&name("the recipient key"), &[("recipient_key", hexed(&bad))]);
			let with = |at: usize| {
				let mut changed = sealed;
				changed[at..at + 32].copy_from_slice(&bad);
				hexed(&changed)
			};
			refuse(&name("C1"), &[("envelope", with(0))]);
			refuse(&name("C2"), &[("envelope", with(32))]);
		}
		refuse("the proof is one byte short", &[("proof", hexed(&proof[..63]))]);
	}
	json!({ "note": SCALARS, "proofs": proofs })
}

fn context_from(bytes: &[u8]) -> Context {
	let (fixed, rest) = bytes.split_at(96);
	let (holder, numbers) = rest.split_at(rest.len() - 8);
	let number = |at: usize| u32::from_be_bytes(numbers[at..at + 4].try_into().expect("4 bytes"));
	Context {
		chain_id: fixed[..32].try_into().expect("32 bytes"),
		subject: fixed[32..64].try_into().expect("32 bytes"),
		digest: fixed[64..].try_into().expect("32 bytes"),
		holder: holder_of(&hex::encode(holder)),
		grant: number(0),
		key_version: number(4),
	}
}

/// The content of [`PAYLOAD_FILE`], with the age file of `previous` where that still fits.
pub fn derive_payload(previous: Option<&Value>) -> Value {
	let chain_id = bytes32("epione vectors: chain id");
	let owner = bytes32("epione vectors: subject");
	let seed = bytes32("epione vectors: batch seed");
	let count = 3;
	let records: Vec<_> = (0..count).map(|i| record(i, count)).collect();
	let tree = BatchTree::new(&seed, &records).expect("records");
	let mut payloads = Vec::new();
	for (i, scheme) in
		[Some(KeyScheme::Ed25519), Some(KeyScheme::Sr25519), None].into_iter().enumerate()
	{
		let device = scheme.map(|scheme| {
			let signer = Signer::new(scheme, &signer_seed(scheme).1);
			let mut signed = DeviceSignature {
				device: signer.public(),
				scheme,
				claim: 2,
				seq: 3,
				signature: [0; 64],
			};
			let statement = signed.statement(&chain_id, &owner, &tree.root(), tree.depth());
			signed.signature = signer.sign(&statement);
			signed
		});
		let manifest = Manifest {
			fhir: payload::FHIR_R4.into(),
			modality: Modality::HomeMonitor,
			device,
			seed,
			count,
		};
		let label = format!("epione vectors: data key {i}");
		let key = data_key(&label);
		let plaintext = plaintext(&manifest, &records);
		let opens = |file: &str| {
			let file = unbase64(file)?;
			let mut reader = payload::decrypt(&key.secret(), &key.commitment(), &file[..]).ok()?;
			let mut found = String::new();
			std::io::Read::read_to_string(&mut reader, &mut found).ok()?;
			(found == plaintext).then_some(())
		};
		let kept = previous
			.and_then(|previous| previous["payloads"][i]["age_file"].as_str())
			.filter(|file| opens(file).is_some())
			.map(ToOwned::to_owned);
		let age_file = kept.unwrap_or_else(|| {
			let (file, _) =
				payload::seal_to(&key, &manifest, &records, Vec::new()).expect("it seals");
			base64(&file)
		});
		payloads.push(json!({
			"d_label": label,
			"d": hex::encode(*key.to_bytes()),
			"key_commitment": hex::encode(key.commitment()),
			"chain_id": hex::encode(chain_id),
			"owner": hex::encode(owner),
			"plaintext": plaintext,
			"plaintext_len": plaintext.len(),
			"records": records,
			"root": hex::encode(tree.root()),
			"depth": tree.depth(),
			"age_file": age_file,
		}));
	}
	let sound = payloads[0]["plaintext"].as_str().expect("text").to_owned();
	let (line, rest) = sound.split_once('\n').expect("a manifest");
	let padding = rest.len() - rest.trim_end_matches(' ').len();
	let mut refused = Vec::new();
	let mut refuse = |why: &str, plaintext: String| {
		let error = format!("{:?}", read(&plaintext).expect_err(why));
		let name = error.split(|c: char| !c.is_alphanumeric()).next();
		refused.push(json!({ "why": why, "plaintext": plaintext, "error": name }));
	};
	let manifest = |from: &str, to: &str| {
		assert!(line.contains(from), "{from}");
		format!("{}\n{rest}", line.replacen(from, to, 1))
	};
	refuse("empty", String::new());
	refuse("no manifest", rest.to_owned());
	refuse("the manifest is no JSON", format!("{}\n{rest}", &line[..line.len() - 1]));
	refuse("the manifest's line does not end", line.to_owned());
	refuse("another format", manifest("epione/v1/payload", "epione/v2/payload"));
	refuse("no FHIR version", manifest("4.0.1", "R4"));
	refuse("an unknown modality", manifest("HomeMonitor", "homeMonitor"));
	refuse("an unknown scheme", manifest("\"ed25519\"", "\"ecdsa12\""));
	refuse("an unknown field", manifest("{\"format\"", "{\"extra\":1,\"format\""));
	refuse("a field twice", manifest("{\"format\"", "{\"count\":3,\"format\""));
	refuse("a field is missing", manifest("\"fhir\":\"4.0.1\",", ""));
	refuse("a count of zero", manifest("\"count\":3", "\"count\":0"));
	refuse("a count above 65,536", manifest("\"count\":3", "\"count\":65537"));
	refuse("a negative count", manifest("\"count\":3", "\"count\":-3"));
	refuse("more records than there are", manifest("\"count\":3", "\"count\":4"));
	refuse("fewer records than there are", manifest("\"count\":3", "\"count\":2"));
	refuse(
		"the seed is one byte short",
		manifest(&format!("\"seed\":\"{}", hex::encode(&seed[..1])), "\"seed\":\""),
	);
	refuse(
		"padding that does not agree with what is there",
		manifest(&format!("\"padding\":{padding}"), &format!("\"padding\":{}", padding + 1)),
	);
	refuse(
		"the padding is as announced, but its length is no Padme bucket",
		manifest(&format!("\"padding\":{padding}"), &format!("\"padding\":{}", padding + 1)) + " ",
	);
	refuse("the padding is one byte short", sound[..sound.len() - 1].to_owned());
	refuse("the padding is one byte long", format!("{sound} "));
	refuse("other bytes as padding", format!("{}\n", &sound[..sound.len() - 1]));
	refuse("the last record does not end", format!("{line}\n{}", rest.trim_end()));
	refuse("an empty record", sound.replacen("}\n{\"resourceType\"", "}\n\n{\"resourceType\"", 1));
	json!({
		"note": format!(
			"{SCALARS} `age_file` is the payload in base64: an age v1 file to the age recipient of the data key. \
			 `plaintext` is exactly what is inside it."
		),
		"payloads": payloads,
		"refused": refused,
	})
}

fn plaintext(manifest: &Manifest, records: &[String]) -> String {
	let len = records.iter().map(|record| record.len() as u64).sum();
	let mut writer =
		payload::PayloadWriter::new(Vec::new(), manifest, len).expect("a sound manifest");
	for record in records {
		writer.write_record(record.as_bytes()).expect("a sound record");
	}
	String::from_utf8(writer.finish().expect("as announced").0).expect("text")
}

fn read(plaintext: &str) -> Result<payload::Summary, payload::PayloadError> {
	PayloadReader::new(plaintext.as_bytes())?.finish()
}

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Base64 (RFC 4648, section 4).
pub fn base64(bytes: &[u8]) -> String {
	let mut out = String::new();
	for chunk in bytes.chunks(3) {
		let word = chunk.iter().fold(0u32, |word, byte| word << 8 | u32::from(*byte))
			<< (8 * (3 - chunk.len()));
		for i in 0..4 {
			out.push(if i > chunk.len() {
				'='
			} else {
				ALPHABET[(word >> (18 - 6 * i) & 63) as usize] as char
			});
		}
	}
	out
}

/// The bytes, if it is base64.
pub fn unbase64(text: &str) -> Option<Vec<u8>> {
	let mut out = Vec::new();
	for chunk in text.trim_end_matches('=').as_bytes().chunks(4) {
		let mut word = 0u32;
		for byte in chunk {
			let value = ALPHABET.iter().position(|letter| letter == byte)?;
			word = word << 6 | value as u32;
		}
		let word = word << (6 * (4 - chunk.len()));
		out.extend(&word.to_be_bytes()[1..chunk.len()]);
	}
	Some(out)
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
	let folder = std::env::args()
		.nth(1)
		.unwrap_or_else(|| concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/vectors").into());
	std::fs::create_dir_all(&folder)?;
	let path = |file: &str| std::path::Path::new(&folder).join(file);
	let previous = std::fs::read(path(PAYLOAD_FILE)).ok();
	let previous = previous.and_then(|bytes| serde_json::from_slice(&bytes).ok());
	let payload = (PAYLOAD_FILE, derive_payload(previous.as_ref()));
	for (file, value) in FILES.map(|file| (file, derive(file))).into_iter().chain([payload]) {
		std::fs::write(path(file), serde_json::to_string_pretty(&value)? + "\n")?;
		println!("wrote {file}");
	}
	Ok(())
}
