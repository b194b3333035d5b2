//! From the bytes of a file to text, and the names of what is no FHIR in JSON.

use super::input::{input_error, InputError};
use std::{borrow::Cow, io::Read};

/// Returns the text of a file: unpacked if it is gzip, decoded if it is UTF-16, without a byte
/// order mark. At most `limit` bytes are unpacked.
pub(super) fn decode(bytes: &[u8], limit: u64) -> Result<Cow<'_, [u8]>, InputError> {
	if bytes.starts_with(&[0x1f, 0x8b]) {
		let mut text = Vec::new();
		let unpacked =
			flate2::read::MultiGzDecoder::new(bytes).take(limit + 1).read_to_end(&mut text);
		if let Err(error) = unpacked {
			return input_error(
				None,
				format!("the gzip file is damaged ({error}); fetch it again"),
			);
		}
		if text.len() as u64 > limit {
			return input_error(
				None,
				format!(
					"unpacked it has more than {limit} bytes; split it (NDJSON splits at any line)"
				),
			);
		}
		return Ok(Cow::Owned(plain(&text)?.into_owned()));
	}
	plain(bytes)
}

fn plain(bytes: &[u8]) -> Result<Cow<'_, [u8]>, InputError> {
	let wide = |bytes: &[u8], unit: fn([u8; 2]) -> u16| {
		let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]])).collect();
		match String::from_utf16(&units) {
			Ok(text) if bytes.len().is_multiple_of(2) => Ok(Cow::Owned(text.into_bytes())),
			_ => input_error(None, "it begins as UTF-16 and is none: save it as UTF-8"),
		}
	};
	match bytes {
		[0xef, 0xbb, 0xbf, rest @ ..] => Ok(Cow::Borrowed(rest)),
		[0xff, 0xfe, rest @ ..] => wide(rest, u16::from_le_bytes),
		[0xfe, 0xff, rest @ ..] => wide(rest, u16::from_be_bytes),
		// JSON begins with a character of ASCII.
		[b'{' | b'[', 0, ..] => wide(bytes, u16::from_le_bytes),
		[0, b'{' | b'[', ..] => wide(bytes, u16::from_be_bytes),
		_ => Ok(Cow::Borrowed(bytes)),
	}
}

/// Returns what is wrong with these bytes as UTF-8, if anything.
pub(super) fn not_utf8(bytes: &[u8]) -> Option<InputError> {
	let error = std::str::from_utf8(bytes).err()?;
	let at = error.valid_up_to();
	let line = bytes[..at].iter().filter(|byte| **byte == b'\n').count() + 1;
	let guess = match (error.error_len(), bytes[at]) {
		(None, _) => "the file ends within a character: fetch it again".to_owned(),
		(_, 0xa0..=0xff) => "the file seems to be Latin-1: save it as UTF-8".to_owned(),
		(_, 0x80..=0x9f) => "the file seems to be Windows-1252: save it as UTF-8".to_owned(),
		_ => "save it as UTF-8".to_owned(),
	};
	Some(InputError {
		line: Some(line),
		why: format!("not UTF-8 (byte 0x{:02X}); {guess}", bytes[at]),
	})
}

/// Returns what is wrong with the escapes of a text in JSON, if anything: half of a character that
/// takes two (`\\ud83d` alone) is no Unicode, and a parser that skips the field does not see it.
pub(super) fn lone_surrogate(raw: &[u8]) -> Option<InputError> {
	let unit = |at: usize| -> Option<u16> {
		let digits = raw.get(at..at + 6)?.strip_prefix(b"\\u")?;
		u16::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
	};
	let mut at = 0;
	while let Some(next) = raw[at..].iter().position(|byte| *byte == b'\\') {
		at += next;
		let lone = match unit(at) {
			Some(0xd800..=0xdbff) if matches!(unit(at + 6), Some(0xdc00..=0xdfff)) => {
				at += 10;
				false
			},
			Some(0xd800..=0xdfff) => true,
			_ => false,
		};
		if lone {
			let line = raw[..at].iter().filter(|byte| **byte == b'\n').count() + 1;
			let escape = String::from_utf8_lossy(&raw[at..at + 6]).into_owned();
			let why = format!("{escape} is half of a character (a lone surrogate): no Unicode");
			return Some(InputError { line: Some(line), why });
		}
		// Past the character that is escaped.
		at = (at + 2).min(raw.len());
	}
	None
}

/// Returns an error that names a format which is none of JSON, if this is one.
pub(super) fn foreign(text: &[u8]) -> Option<String> {
	let head = String::from_utf8_lossy(&text[..text.len().min(4_096)]).into_owned();
	let named = |name: &str| Some(format!("{name}; only FHIR R4 as JSON is taken so far"));
	if head.starts_with('<') {
		return match () {
			() if head.contains("<HealthData") => {
				named("this is an export of Apple Health (export.xml)")
			},
			() if head.contains("<ClinicalDocument") => named("this is a C-CDA document"),
			() if head.contains("http://hl7.org/fhir") => {
				named("this is FHIR as XML: ask for it as JSON")
			},
			() => named("this is XML"),
		};
	}
	if head.starts_with("MSH|") {
		return named("this is an HL7 v2 message");
	}
	if head.starts_with("PK\u{3}\u{4}") {
		return named("this is a ZIP archive: unpack it");
	}
	if head.starts_with("%PDF") {
		return named("this is a PDF document");
	}
	if head.starts_with(['{', '[']) {
		return None;
	}
	let first = head.lines().next().unwrap_or_default();
	if first.starts_with("Glucose Data,") || head.contains("FreeStyle Libre") {
		return named("this is an export of LibreView (CSV)");
	}
	if first.contains("Timestamp (YYYY-MM-DDThh:mm:ss)") {
		return named("this is an export of Dexcom Clarity (CSV)");
	}
	let separators = |line: &str| line.matches([',', ';', '\t']).count();
	let second = head.lines().nth(1).unwrap_or_default();
	(separators(first) >= 2 && separators(second) >= 2)
		.then(|| named("this is a table (CSV)"))
		.flatten()
}

/// Names JSON that is no FHIR by its fields.
pub(super) fn foreign_json(raw: &[u8]) -> String {
	let head = String::from_utf8_lossy(&raw[..raw.len().min(65_536)]).into_owned();
	let has = |name: &str| head.contains(&format!("\"{name}\""));
	let what = if has("sgv") || (has("_id") && has("dateString")) {
		Some("a raw export of Nightscout")
	} else if has("dataPoints") || has("fitValue") || has("dataSource") {
		Some("an export of Google Fit")
	} else if has("schema_id") && has("body") {
		Some("an Open mHealth data point")
	} else if has("resource") && has("entry") || has("resourceType") {
		None
	} else if has("dateTime") && has("value") {
		Some("an export of Fitbit")
	} else {
		None
	};
	match what {
		Some(what) => format!("this is {what}; only FHIR R4 is taken so far"),
		None if has("resourceType") => "JSON, but not a FHIR resource (it has no resourceType \
			itself, something inside it has): give the resources without what wraps them"
			.into(),
		None => "JSON, but not a FHIR resource (it has no resourceType); expected an Observation \
			or a Bundle"
			.into(),
	}
}
