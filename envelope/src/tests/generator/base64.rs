//! Base64, both ways.

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Base64 (RFC 4648, section 4).
pub fn base64(bytes: &[u8]) -> String {
	let mut out = String::new();
	for chunk in bytes.chunks(3) {
		let word = chunk.iter().fold(0u32, |word, byte| word << 8 | u32::from(*byte))
			<< (8 * (3 - chunk.len()));
		for i in 0..4 {
			out.push(if i > chunk.len() {
				'='
			} else {
				ALPHABET[(word >> (18 - 6 * i) & 63) as usize] as char
			});
		}
	}
	out
}

/// The bytes, if it is base64.
pub fn unbase64(text: &str) -> Option<Vec<u8>> {
	let mut out = Vec::new();
	for chunk in text.trim_end_matches('=').as_bytes().chunks(4) {
		let mut word = 0u32;
		for byte in chunk {
			let value = ALPHABET.iter().position(|letter| letter == byte)?;
			word = word << 6 | value as u32;
		}
		let word = word << (6 * (4 - chunk.len()));
		out.extend(&word.to_be_bytes()[1..chunk.len()]);
	}
	Some(out)
}
