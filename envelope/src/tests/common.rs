//! Reads values out of JSON vectors. Panics, with the name of the field, where they are not there.
#![allow(dead_code)]

use epione_envelope::{envelope::Context, keys::Holder};
use epione_primitives::KeyScheme;
use serde_json::Value;

/// The string under `key`.
pub fn text<'a>(entry: &'a Value, key: &str) -> &'a str {
	entry[key].as_str().unwrap_or_else(|| panic!("no string {key:?} in {entry}"))
}

/// The bytes under `key`, however many.
pub fn bytes(entry: &Value, key: &str) -> Vec<u8> {
	hex::decode(text(entry, key)).unwrap_or_else(|e| panic!("{key:?} in {entry}: {e}"))
}

/// The `N` bytes under `key`.
pub fn array<const N: usize>(entry: &Value, key: &str) -> [u8; N] {
	bytes(entry, key).try_into().unwrap_or_else(|_| panic!("{key:?} is not {N} bytes in {entry}"))
}

/// The number under `key`.
pub fn number<T: TryFrom<u64>>(entry: &Value, key: &str) -> T {
	entry[key]
		.as_u64()
		.and_then(|n| n.try_into().ok())
		.unwrap_or_else(|| panic!("no number {key:?} in {entry}"))
}

/// The list under `key`.
pub fn list<'a>(entry: &'a Value, key: &str) -> &'a [Value] {
	entry[key].as_array().unwrap_or_else(|| panic!("no list {key:?} in {entry}"))
}

/// The list of 32-byte values under `key`.
pub fn digests(entry: &Value, key: &str) -> Vec<[u8; 32]> {
	list(entry, key)
		.iter()
		.map(|value| {
			let mut out = [0; 32];
			hex::decode_to_slice(value.as_str().unwrap(), &mut out).unwrap();
			out
		})
		.collect()
}

/// `0x00 || account` or `0x01 || study`, taken apart.
pub fn holder(bytes: &[u8]) -> Holder {
	match bytes {
		[0, account @ ..] => Holder::Account(account.try_into().unwrap()),
		[1, study @ ..] => Holder::Study(u32::from_be_bytes(study.try_into().unwrap())),
		_ => panic!("no holder: {bytes:?}"),
	}
}

/// A context, taken apart.
pub fn context(bytes: &[u8]) -> Context {
	let (fixed, rest) = bytes.split_at(96);
	let (holder_bytes, numbers) = rest.split_at(rest.len() - 8);
	Context {
		chain_id: fixed[..32].try_into().unwrap(),
		subject: fixed[32..64].try_into().unwrap(),
		digest: fixed[64..].try_into().unwrap(),
		holder: holder(holder_bytes),
		grant: u32::from_be_bytes(numbers[..4].try_into().unwrap()),
		key_version: u32::from_be_bytes(numbers[4..].try_into().unwrap()),
	}
}

/// A scheme by its name.
pub fn scheme(name: &str) -> KeyScheme {
	match name {
		"ed25519" => KeyScheme::Ed25519,
		"sr25519" => KeyScheme::Sr25519,
		_ => panic!("no scheme {name:?}"),
	}
}

/// Whether `signature` is `key`'s over `message`: as the runtime checks it.
pub fn signed(scheme: KeyScheme, key: &[u8; 32], message: &[u8], signature: &[u8; 64]) -> bool {
	match scheme {
		KeyScheme::Ed25519 => ed25519_dalek::VerifyingKey::from_bytes(key).is_ok_and(|key| {
			key.verify_strict(message, &ed25519_dalek::Signature::from_bytes(signature)).is_ok()
		}),
		KeyScheme::Sr25519 => {
			let Ok(key) = schnorrkel::PublicKey::from_bytes(key) else { return false };
			let Ok(signature) = schnorrkel::Signature::from_bytes(signature) else { return false };
			key.verify_simple(b"substrate", message, &signature).is_ok()
		},
	}
}
