//! `openings.json`: envelopes opened to an arbiter, with the proof that they were opened rightly.

use super::shared::{
	bad_points, bad_proofs, bytes32, context_of, data_key, error_name, holder_of, holders,
	recipient_secret, scalar, unhex, SCALARS,
};
use epione_envelope::{
	envelope::{self, Context},
	opening,
};
use epione_primitives::ProofBytes;
use serde_json::{json, Value};

pub(super) fn openings() -> Value {
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
