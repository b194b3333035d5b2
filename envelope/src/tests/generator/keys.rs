//! `keys.json`: data keys with their commitments and age identities, refused points and scalars.

use super::shared::{bad_points, data_key, order, plus_order, SCALARS};
use curve25519_dalek::{constants::RISTRETTO_BASEPOINT_COMPRESSED, scalar::Scalar};
use epione_envelope::{payload, point};
use serde_json::{json, Value};

pub(super) fn keys() -> Value {
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
