//! The payload: a standard age v1 file, and the plaintext inside it.
//!
//! The plaintext is a manifest (one line of JSON), then one record a line, byte for byte as it was
//! received, then spaces up to a size that does not tell how many there are ([`padded_size`]). Any
//! age tool opens the file once the data secret is known; any NDJSON tool reads what comes out.
//! `docs/protocol.md` has the format.
//!
//! Sealing and opening both stream: they hold one chunk of 64 KiB, one record and the leaves of the
//! tree (32 bytes a record), and nothing more.

mod error;
mod file;
mod format;
mod manifest;
mod plaintext;
mod size;

pub use error::PayloadError;
pub use file::{decrypt, decrypt_with, encrypt, expose, open, seal_to, Sealer};
pub use format::{
	modality_name, scheme_name, scheme_named, FHIR_R4, FORMAT, MAX_MANIFEST_LEN, MAX_RECORD_LEN,
	PADDING,
};
pub use manifest::{plaintext_len, DeviceSignature, Manifest};
pub use plaintext::{PayloadReader, PayloadWriter, Summary};
pub use size::{is_size, padded_size, usual_size, Content};
