//! The tree of blocks agrees with npm `ipfs-unixfs-importer`, profile `unixfs-v1-2025`
//! (`tests/js/ipfs/vectors.js` writes the expected values, and fails when they no longer hold).

use epione_client::store::{dag, to_cid};
use std::io::Read;

/// `len` bytes, byte i being i mod 251.
struct Pattern {
	at: u64,
	len: u64,
}

impl Read for Pattern {
	fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
		let len = buffer.len().min(usize::try_from(self.len - self.at).unwrap_or(usize::MAX));
		for byte in &mut buffer[..len] {
			*byte = (self.at % 251) as u8;
			self.at += 1;
		}
		Ok(len)
	}
}

#[test]
fn content_ids_are_those_of_the_javascript_importer() {
	let vectors: serde_json::Value =
		serde_json::from_str(include_str!("vectors/unixfs-v1-2025.json")).unwrap();
	let files = vectors["files"].as_array().unwrap();
	assert!(files.len() >= 25);
	for file in files {
		let len = file["size"].as_u64().unwrap();
		// A gigabyte takes minutes without optimisation.
		if cfg!(debug_assertions) && len > 200 << 20 {
			continue;
		}
		let id = dag::content_id(&mut Pattern { at: 0, len }).unwrap();
		assert_eq!(to_cid(&id).to_string(), file["cid"].as_str().unwrap(), "{len} bytes");
	}
}
