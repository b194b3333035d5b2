//! What the vectors have in common: numbers out of labels, records, holders, what is refused.

use curve25519_dalek::{
	ristretto::{CompressedRistretto, RistrettoPoint},
	scalar::Scalar,
};
use epione_envelope::{
	envelope::Context,
	keys::{DataKey, Holder, RecipientSecret},
	point,
};
use epione_primitives::ProofBytes;
use serde_json::Value;
use sha2::{Digest, Sha256, Sha512};

pub(super) const SCALARS: &str =
	"A scalar with a label is SHA-512(ASCII label) mod l; 32 bytes with a label are SHA-256(ASCII label). \
	 Bytes are in hexadecimal, scalars little-endian.";

pub(super) fn scalar(label: &str) -> Scalar {
	Scalar::from_bytes_mod_order_wide(&Sha512::digest(label).into())
}

pub(super) fn bytes32(label: &str) -> [u8; 32] {
	Sha256::digest(label).into()
}

pub(super) fn point_bytes(point: RistrettoPoint) -> [u8; 32] {
	point.compress().to_bytes()
}

pub(super) fn h() -> RistrettoPoint {
	CompressedRistretto(point::GENERATOR_H).decompress().expect("H is a point")
}

/// The group order l, little-endian.
pub(super) fn order() -> [u8; 32] {
	let mut bytes = (-Scalar::ONE).to_bytes();
	bytes[0] += 1;
	bytes
}

/// `scalar + l`: the same number mod l, not canonical.
pub(super) fn plus_order(scalar: &[u8]) -> [u8; 32] {
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

pub(super) fn hexes<T: AsRef<[u8]>>(items: impl IntoIterator<Item = T>) -> Vec<String> {
	items.into_iter().map(hex::encode).collect()
}

pub(super) fn data_key(label: &str) -> DataKey {
	DataKey::from_bytes(&scalar(label).to_bytes()).expect("not zero")
}

pub(super) fn recipient_secret(label: &str) -> RecipientSecret {
	RecipientSecret::from_bytes(&scalar(label).to_bytes()).expect("not zero")
}

/// Encodings that are refused wherever a point is expected.
pub(super) fn bad_points() -> Vec<(&'static str, [u8; 32])> {
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

/// Record `i` of a batch of `count`; empty where it is padding.
pub(super) fn record(i: u32, count: u32) -> String {
	if i < count {
		format!("{{\"resourceType\":\"Observation\",\"id\":\"{i}\"}}")
	} else {
		String::new()
	}
}

pub(super) fn holders() -> [Holder; 2] {
	[Holder::Account(bytes32("epione vectors: recipient account")), Holder::Study(7)]
}

/// `c` and `s`, each changed in ways that must be refused.
pub(super) fn bad_proofs(proof: &ProofBytes) -> Vec<(&'static str, ProofBytes)> {
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

pub(super) fn unhex<const N: usize>(value: &Value) -> [u8; N] {
	hex::decode(value.as_str().expect("hex")).expect("hex").try_into().expect("its length")
}

pub(super) fn holder_of(text: &str) -> Holder {
	let bytes = hex::decode(text).expect("hex");
	match bytes.split_first() {
		Some((0, account)) => Holder::Account(account.try_into().expect("32 bytes")),
		Some((1, study)) => Holder::Study(u32::from_be_bytes(study.try_into().expect("4 bytes"))),
		_ => panic!("no holder"),
	}
}

/// The name of the refusal; `Length` where the bytes are no envelope or proof at all.
pub(super) fn error_name<E: core::fmt::Debug>(verdict: Option<Result<(), E>>) -> String {
	match verdict {
		None => "Length".into(),
		Some(Err(error)) => format!("{error:?}"),
		Some(Ok(())) => panic!("what must be refused was accepted"),
	}
}

pub(super) fn challenge(tag: &[u8], parts: &[&[u8]]) -> Scalar {
	let hash = Sha512::new().chain_update(tag).chain_update(parts.concat()).finalize();
	Scalar::from_bytes_mod_order_wide(&hash.into())
}

pub(super) fn context_of(holder: Holder) -> Context {
	Context {
		chain_id: bytes32("epione vectors: chain id"),
		subject: bytes32("epione vectors: subject"),
		digest: bytes32("epione vectors: content digest"),
		holder,
		grant: 40,
		key_version: 1,
	}
}
