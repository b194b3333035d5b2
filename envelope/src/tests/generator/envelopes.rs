//! `envelopes.json`: data secrets sealed to recipients, and what no honest party would seal.

use super::shared::{
	bad_points, bytes32, challenge, context_of, data_key, error_name, h, holder_of, holders,
	plus_order, point_bytes, recipient_secret, scalar, unhex, SCALARS,
};
use curve25519_dalek::{
	constants::RISTRETTO_BASEPOINT_POINT as G,
	ristretto::{CompressedRistretto, RistrettoPoint},
	scalar::Scalar,
};
use epione_envelope::{
	envelope::{self, Context, DELIVERY_TAG},
	keys::Holder,
};
use epione_primitives::EnvelopeBytes;
use serde_json::{json, Value};

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

pub(super) fn envelopes() -> Value {
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
