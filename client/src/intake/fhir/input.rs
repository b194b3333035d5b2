//! What can be wrong with input, and JSON without its white space.

/// What was wrong with input, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputError {
	/// Line, counted from 1.
	pub line: Option<usize>,
	/// What was wrong, and what to do.
	pub why: String,
}

/// Returns an error that says what is wrong at this line.
pub(super) fn input_error<T>(line: Option<usize>, why: impl Into<String>) -> Result<T, InputError> {
	Err(InputError { line, why: why.into() })
}

/// Returns the same JSON without white space between its tokens. A line break can only be there,
/// never inside a JSON string, so nothing of the resource is lost.
pub fn compact(json: &[u8]) -> Vec<u8> {
	let mut out = Vec::with_capacity(json.len());
	compact_into(json, &mut |part| out.extend_from_slice(part));
	out
}

/// Like [`compact`], passing the result to `out` in parts.
pub fn compact_into(json: &[u8], out: &mut impl FnMut(&[u8])) {
	let mut start = 0;
	let mut at = 0;
	while at < json.len() {
		match json[at] {
			b'"' => {
				at += 1;
				while at < json.len() && json[at] != b'"' {
					at += if json[at] == b'\\' { 2 } else { 1 };
				}
				at += 1;
			},
			b' ' | b'\t' | b'\n' | b'\r' => {
				out(&json[start..at]);
				at += 1;
				start = at;
			},
			_ => at += 1,
		}
	}
	out(&json[start.min(json.len())..]);
}
