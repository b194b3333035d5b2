//! Makes `docs/vectors/*.json`; `docs/vectors/README.md` says how to write them anew.
//!
//! Everything is derived from labels, so that a second run writes the same files; only the age file
//! in `payload.json`, which age makes with randomness of its own, is kept from the file that is
//! there as long as it still opens to the same plaintext.

mod base64;
mod envelopes;
mod keys;
mod openings;
mod payloads;
mod possessions;
mod shared;
mod signer;
mod statements;
mod trees;

// The test that reads the published vectors needs it too.
pub use base64::unbase64;
use envelopes::envelopes;
use keys::keys;
use openings::openings;
pub use payloads::derive_payload;
use possessions::possessions;
use serde_json::Value;
use statements::all_statements;
use trees::{merkle, provisioning};

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

/// Writes all files if the environment's `EPIONE_WRITE_VECTORS` says so.
#[test]
fn vectors_are_written_on_demand() {
	if std::env::var_os("EPIONE_WRITE_VECTORS").is_none() {
		return;
	}
	let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/vectors");
	let path = |file: &str| std::path::Path::new(folder).join(file);
	let previous = std::fs::read(path(PAYLOAD_FILE)).ok();
	let previous = previous.and_then(|bytes| serde_json::from_slice(&bytes).ok());
	let payload = (PAYLOAD_FILE, derive_payload(previous.as_ref()));
	for (file, value) in FILES.map(|file| (file, derive(file))).into_iter().chain([payload]) {
		let text = serde_json::to_string_pretty(&value).expect("it is JSON") + "\n";
		std::fs::write(path(file), text).expect("docs/vectors can be written to");
	}
}
