//! `possessions.json`: proofs that a recipient has the secret of its key.

use super::shared::{
	bad_points, bad_proofs, bytes32, challenge, error_name, holder_of, holders, point_bytes,
	recipient_secret, scalar, unhex, SCALARS,
};
use curve25519_dalek::constants::RISTRETTO_BASEPOINT_POINT as G;
use epione_envelope::keys::{verify_possession, Holder};
use epione_primitives::ProofBytes;
use serde_json::{json, Value};

pub(super) fn possessions() -> Value {
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
