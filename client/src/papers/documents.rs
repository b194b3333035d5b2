//! Documents that stay off chain, and their salted digests that go on it.
//!
//! A plain digest of a short or guessable text gives it away. So every digest of a document about a
//! person is `SHA-256(32-byte salt || value)`; the salt stays with the document.

use crate::{
	error::{Error, Result},
	files,
};
use epione_primitives::SaltedDigest;
use rand_core::{OsRng, RngCore};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::path::{Path, PathBuf};

/// Returns `SHA-256(salt || value)`.
pub fn salted_digest(salt: &[u8; 32], value: &[u8]) -> SaltedDigest {
	Sha256::new().chain_update(salt).chain_update(value).finalize().into()
}

/// Returns 32 fresh random bytes.
pub fn fresh_salt() -> [u8; 32] {
	let mut salt = [0; 32];
	OsRng.fill_bytes(&mut salt);
	salt
}

/// A document with the salt of its digest, as it is kept in a file and given to those who may see
/// it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
	/// Kind: `consent`, `study`, `device-identifier`, `disease`, ...
	pub kind: String,
	/// The salt, 64 hexadecimal digits.
	#[serde(with = "hex::serde")]
	pub salt: [u8; 32],
	/// The text whose digest is on chain, byte for byte.
	pub text: String,
}

impl Document {
	/// Returns a document with a fresh salt.
	pub fn new(kind: &str, text: impl Into<String>) -> Self {
		Self { kind: kind.to_owned(), salt: fresh_salt(), text: text.into() }
	}

	/// Returns the salted digest that goes on chain.
	pub fn digest(&self) -> SaltedDigest {
		salted_digest(&self.salt, self.text.as_bytes())
	}

	/// Writes it to `dir`, under its digest; returns the path.
	pub fn save(&self, dir: &Path) -> Result<PathBuf> {
		files::make_dir(dir)?;
		let path = dir.join(format!("{}-{}.json", self.kind, hex::encode(&self.digest()[..8])));
		let json = serde_json::to_vec_pretty(self).map_err(|e| Error::Usage(e.to_string()))?;
		files::write_bytes(&path, &json)?;
		Ok(path)
	}

	/// Reads a document.
	pub fn load(path: &Path) -> Result<Self> {
		let bytes = std::fs::read(path).map_err(Error::io("read", path))?;
		serde_json::from_slice(&bytes).map_err(|e| Error::BadInput {
			path: path.to_owned(),
			line: Some(e.line()),
			why: format!("this is no document of Epione: {e}"),
		})
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_document_comes_back_from_its_file_with_the_same_digest() {
		let dir = tempfile::tempdir().expect("a folder");
		let document = Document::new("consent", "{\"resourceType\":\"Consent\"}");
		let path = document.save(dir.path()).expect("saved");
		let loaded = Document::load(&path).expect("loaded");
		assert_eq!(loaded, document);
		assert_eq!(loaded.digest(), document.digest());
	}

	#[test]
	fn the_same_text_has_another_digest_each_time() {
		assert_ne!(
			Document::new("x", "MONDO:0005148").digest(),
			Document::new("x", "MONDO:0005148").digest()
		);
	}

	#[test]
	fn the_digest_is_sha_256_of_salt_and_value() {
		// head -c 32 /dev/zero | cat - <(printf abc) | sha256sum
		assert_eq!(
			hex::encode(salted_digest(&[0; 32], b"abc")),
			"365aa7d8f7f9402c4b9434502b4cc89ddb09fe50d7cd95b493b834c62d5a5370"
		);
	}
}
