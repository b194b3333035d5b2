//! `statements.json`: what devices, subjects and sponsorship members sign.

use super::{
	shared::{bytes32, SCALARS},
	signer::{signer_seed, Signer},
};
use epione_envelope::{payload, statements};
use epione_primitives::KeyScheme;
use serde_json::{json, Map, Value};

pub(super) fn all_statements() -> Value {
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
