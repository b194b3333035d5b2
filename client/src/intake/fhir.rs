//! Reading HL7 FHIR R4 Observations: one resource, NDJSON, a list, or a Bundle; plain or packed.
//!
//! Every resource is taken or set aside by itself. A *record* is one Observation as received, byte
//! for byte; only where it spans several lines, the white space between its tokens is taken out
//! ([`compact`]), since a payload has one resource per line.
//!
//! What is checked is what the rest needs: that it is an Observation with a status, a code, an
//! effective time (or, failing that, `issued`) and something observed, and that `SampledData` holds
//! samples. It is not a FHIR validator. The view of a resource is written by hand rather than taken
//! from a FHIR type library because a reading has a budget of 20 microseconds in all. A test reads
//! the 64 Observations that HL7 publishes, if `EPIONE_FHIR_EXAMPLES` names the package's folder.

mod dates;
mod input;
mod observation;
mod resources;
mod settle;
mod text;
mod types;

pub use dates::day_range;
pub(crate) use dates::seconds;
pub use input::{compact, compact_into, InputError};
pub use types::{Parsed, Reading, Reason, Rules, SetAside, MAX_FILE, MAX_RECORD};

use crate::error::{Error, Result};
use std::path::Path;

/// Reads a file. Every error names the file and, where there is one, the line.
pub fn read_file(path: &Path) -> Result<Parsed> {
	parse_file(path, &load_file(path)?, &Rules::default())
}

/// Returns the bytes of an input file; an error if it is too large.
pub fn load_file(path: &Path) -> Result<Vec<u8>> {
	let meta = std::fs::metadata(path).map_err(Error::io("read", path))?;
	if !meta.is_file() {
		return Err(bad(path, None, "not a file".into()));
	}
	if meta.len() > MAX_FILE {
		return Err(bad(
			path,
			None,
			format!(
				"the file is {} bytes; at most {MAX_FILE} are read from one. Split it (NDJSON splits at \
				 any line)",
				meta.len()
			),
		));
	}
	std::fs::read(path).map_err(Error::io("read", path))
}

/// Like [`read_file`], for bytes that were read before; `path` is for messages and the kind of
/// file. An error if nothing at all can be taken although something is there.
pub fn parse_file(path: &Path, bytes: &[u8], rules: &Rules) -> Result<Parsed> {
	let parsed = parse(bytes, is_ndjson(path), rules).and_then(|parsed| match parsed.refusal() {
		Some(refusal) => Err(refusal),
		None => Ok(parsed),
	});
	parsed.map_err(|e| bad(path, e.line, e.why))
}

fn bad(path: &Path, line: Option<usize>, why: String) -> Error {
	Error::BadInput { path: path.into(), line, why }
}

/// Returns whether the file's name says that each line is a resource.
fn is_ndjson(path: &Path) -> bool {
	let name = path.file_name().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
	let name = name.strip_suffix(".gz").unwrap_or(&name);
	name.ends_with(".ndjson") || name.ends_with(".jsonl")
}

/// Reads the text of one resource, a Bundle, a list, or (at least if `ndjson`) a resource per line.
pub fn parse(bytes: &[u8], ndjson: bool, rules: &Rules) -> Result<Parsed, InputError> {
	let text = text::decode(bytes, MAX_FILE)?;
	let parsed = resources::parse(&text, ndjson)?;
	Ok(settle::settle(parsed, &text, rules))
}

/// Names the format of a text that is none of JSON, from its beginning, if it is one that people
/// have.
pub fn foreign(head: &[u8]) -> Option<String> {
	text::foreign(head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start())
}

/// Reads one Observation, whatever its status, date and subject.
pub fn observation(record: &[u8]) -> Result<Reading, InputError> {
	resources::one(record)
}

#[cfg(test)]
mod tests;
