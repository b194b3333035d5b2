//! Reading HL7 FHIR R4 Observations: one resource, NDJSON, or a Bundle.
//!
//! A file is taken whole or not at all. A *record* is one Observation as received, byte for byte; only
//! where it spans several lines, the white space between its tokens is taken out ([`compact`]), since
//! a payload has one resource per line.
//!
//! What is checked is what the rest needs: that it is an Observation with a status, a code, an
//! effective time (or, failing that, `issued`) and something observed, and that `SampledData` holds
//! samples. It is not a FHIR validator. The view below is written by hand rather than taken from a
//! FHIR type library because a reading has a budget of 20 microseconds in all. A test reads the 64
//! Observations that HL7 publishes, if `EPIONE_FHIR_EXAMPLES` names the package's folder.

use crate::error::{Error, Result};
use epione_primitives::Day;
use serde::{de::IgnoredAny, Deserialize};
use serde_json::value::RawValue;
use std::{borrow::Cow, path::Path};

/// Largest file that is read, in bytes. NDJSON splits at any line.
pub const MAX_FILE: u64 = 64 << 20;
/// Largest single record, in bytes (an hour of one ECG lead at 250 Hz is about 5 MB).
pub const MAX_RECORD: usize = 8 << 20;

/// One Observation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
	/// The record: one line of JSON.
	pub bytes: Vec<u8>,
	/// Day (UTC) on which it was taken, or on which its period begins.
	pub first_day: Day,
	/// Day (UTC) on which its period ends.
	pub last_day: Day,
}

impl AsRef<[u8]> for Reading {
	fn as_ref(&self) -> &[u8] {
		&self.bytes
	}
}

/// What a file held.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parsed {
	/// Its Observations, in order.
	pub readings: Vec<Reading>,
	/// Resources of a Bundle that are not Observations (patients, devices, ...), which are left out.
	pub other_resources: usize,
}

/// Reads a file. Every error names the file and, where there is one, the line.
pub fn read_file(path: &Path) -> Result<Parsed> {
	parse_file(path, &load_file(path)?)
}

/// The bytes of an input file, unless it is too large.
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

/// [`read_file`] of bytes that were read before; `path` is for messages and the kind of file.
pub fn parse_file(path: &Path, bytes: &[u8]) -> Result<Parsed> {
	parse(bytes, is_ndjson(path, bytes)).map_err(|e| bad(path, e.line, e.why))
}

/// What was wrong with input, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputError {
	/// Line, counted from 1.
	pub line: Option<usize>,
	/// What was wrong, and what to do.
	pub why: String,
}

fn bad(path: &Path, line: Option<usize>, why: String) -> Error {
	Error::BadInput { path: path.into(), line, why }
}

fn input_error<T>(line: Option<usize>, why: impl Into<String>) -> Result<T, InputError> {
	Err(InputError { line, why: why.into() })
}

/// By its name, else by its first line: whether each line is a resource.
fn is_ndjson(path: &Path, bytes: &[u8]) -> bool {
	match path.extension().and_then(|e| e.to_str()) {
		Some("ndjson" | "jsonl") => true,
		Some("json") => false,
		_ => {
			let bytes = bytes.trim_ascii();
			match bytes.iter().position(|b| *b == b'\n') {
				Some(end) => serde_json::from_slice::<IgnoredAny>(&bytes[..end]).is_ok(),
				None => false,
			}
		},
	}
}

/// Reads the text of one resource, a Bundle, or (`ndjson`) a resource per line.
pub fn parse(bytes: &[u8], ndjson: bool) -> Result<Parsed, InputError> {
	let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
	if bytes.trim_ascii().is_empty() {
		return input_error(None, "the file is empty; expected FHIR R4 Observations as JSON");
	}
	let mut parsed = Parsed::default();
	if ndjson {
		for (number, line) in bytes.split(|b| *b == b'\n').enumerate() {
			let line = line.trim_ascii();
			if line.is_empty() {
				continue;
			}
			let reading =
				observation(line).map_err(|e| InputError { line: Some(number + 1), why: e.why })?;
			parsed.readings.push(reading);
		}
		return Ok(parsed);
	}
	match resource_type(bytes)?.as_ref() {
		"Bundle" => parse_bundle(bytes, &mut parsed)?,
		_ => parsed.readings.push(observation(bytes.trim_ascii())?),
	}
	Ok(parsed)
}

#[derive(Deserialize)]
struct Head<'a> {
	#[serde(rename = "resourceType", borrow)]
	resource_type: Option<Cow<'a, str>>,
}

fn json_error(e: serde_json::Error) -> InputError {
	let line = Some(e.line()).filter(|l| *l > 0);
	// serde_json ends its text with the place, which is given apart here.
	let text = e.to_string();
	let text = text.split(" at line ").next().unwrap_or_default();
	let why = match e.classify() {
		serde_json::error::Category::Eof => {
			format!("the JSON ends too early ({text}): the file is truncated; fetch it again")
		},
		serde_json::error::Category::Data => format!("not as FHIR R4 has it: {text}"),
		_ => format!("not JSON: {text} (column {})", e.column()),
	};
	InputError { line, why }
}

fn resource_type(bytes: &[u8]) -> Result<Cow<'_, str>, InputError> {
	let head: Head = serde_json::from_slice(bytes).map_err(json_error)?;
	match head.resource_type {
		Some(name) => Ok(name),
		None => input_error(
			None,
			"JSON, but not a FHIR resource (it has no resourceType); expected an Observation or a Bundle",
		),
	}
}

#[derive(Deserialize)]
struct Bundle<'a> {
	#[serde(borrow, default)]
	entry: Vec<Entry<'a>>,
}

#[derive(Deserialize)]
struct Entry<'a> {
	#[serde(borrow)]
	resource: Option<&'a RawValue>,
}

fn parse_bundle(bytes: &[u8], parsed: &mut Parsed) -> Result<(), InputError> {
	let bundle: Bundle = serde_json::from_slice(bytes).map_err(json_error)?;
	for raw in bundle.entry.iter().filter_map(|e| e.resource) {
		let raw = raw.get().as_bytes();
		// The slice lies within `bytes`, so its place tells the line.
		let place = |within: Option<usize>| {
			let offset = (raw.as_ptr() as usize).saturating_sub(bytes.as_ptr() as usize);
			let before = bytes[..offset.min(bytes.len())].iter().filter(|b| **b == b'\n').count();
			Some(before + within.unwrap_or(1))
		};
		let moved = |e: InputError| InputError { line: place(e.line), why: e.why };
		if resource_type(raw).map_err(moved)? == "Observation" {
			parsed.readings.push(observation(raw).map_err(moved)?);
		} else {
			parsed.other_resources += 1;
		}
	}
	if parsed.readings.is_empty() {
		return input_error(None, "the Bundle has no Observation");
	}
	Ok(())
}

/// A borrowed view of what is checked. Everything else is kept, not looked at.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct View<'a> {
	#[serde(borrow)]
	resource_type: Option<Cow<'a, str>>,
	#[serde(borrow)]
	status: Option<Cow<'a, str>>,
	#[serde(borrow)]
	code: Option<Concept<'a>>,
	#[serde(borrow)]
	effective_date_time: Option<Cow<'a, str>>,
	#[serde(borrow)]
	effective_instant: Option<Cow<'a, str>>,
	#[serde(borrow)]
	effective_period: Option<Period<'a>>,
	#[serde(borrow)]
	effective_timing: Option<Timing<'a>>,
	#[serde(borrow)]
	issued: Option<Cow<'a, str>>,
	value_quantity: Option<Quantity>,
	#[serde(borrow)]
	value_sampled_data: Option<SampledData<'a>>,
	value_codeable_concept: Option<IgnoredAny>,
	value_string: Option<IgnoredAny>,
	value_boolean: Option<bool>,
	value_integer: Option<i32>,
	value_range: Option<IgnoredAny>,
	value_ratio: Option<IgnoredAny>,
	value_time: Option<IgnoredAny>,
	value_date_time: Option<IgnoredAny>,
	value_period: Option<IgnoredAny>,
	data_absent_reason: Option<IgnoredAny>,
	#[serde(borrow, default)]
	component: Vec<Component<'a>>,
	#[serde(default)]
	has_member: Vec<IgnoredAny>,
	#[serde(default)]
	derived_from: Vec<IgnoredAny>,
}

#[derive(Deserialize)]
struct Concept<'a> {
	#[serde(borrow, default)]
	coding: Vec<Coding<'a>>,
	#[serde(borrow)]
	text: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
struct Coding<'a> {
	#[serde(borrow)]
	code: Option<Cow<'a, str>>,
	#[serde(borrow)]
	display: Option<Cow<'a, str>>,
}

impl Concept<'_> {
	/// FHIR lets a concept be a code or a text; one of the two must be there.
	fn says_something(&self) -> bool {
		self.text.is_some() || self.coding.iter().any(|c| c.code.is_some() || c.display.is_some())
	}
}

#[derive(Deserialize)]
struct Period<'a> {
	#[serde(borrow)]
	start: Option<Cow<'a, str>>,
	#[serde(borrow)]
	end: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
struct Timing<'a> {
	#[serde(borrow, default)]
	event: Vec<Cow<'a, str>>,
}

#[derive(Deserialize)]
struct Quantity {
	// Read as a number so that "72" in quotes is noticed.
	#[serde(rename = "value")]
	_value: Option<f64>,
}

#[derive(Deserialize)]
struct SampledData<'a> {
	origin: Option<Quantity>,
	period: Option<f64>,
	dimensions: Option<u32>,
	#[serde(borrow)]
	data: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Component<'a> {
	#[serde(borrow)]
	code: Option<Concept<'a>>,
	#[serde(rename = "valueQuantity")]
	_value_quantity: Option<Quantity>,
	#[serde(borrow)]
	value_sampled_data: Option<SampledData<'a>>,
}

/// The value set `ObservationStatus`.
const STATUSES: [&str; 8] = [
	"registered",
	"preliminary",
	"final",
	"amended",
	"corrected",
	"cancelled",
	"entered-in-error",
	"unknown",
];

/// Reads one Observation; `record` has no white space around it.
pub fn observation(record: &[u8]) -> Result<Reading, InputError> {
	if record.len() > MAX_RECORD {
		return input_error(
			None,
			format!("one resource is {} bytes; at most {MAX_RECORD} are taken", record.len()),
		);
	}
	let view: View = match serde_json::from_slice(record) {
		Ok(view) => view,
		Err(e) => {
			// Another resource has other types in the same places: name that rather.
			if let Ok(Head { resource_type: Some(name) }) = serde_json::from_slice(record) {
				check_type(Some(&name))?;
			}
			return Err(json_error(e));
		},
	};
	check_type(view.resource_type.as_deref())?;
	let Some(status) = view.status.as_deref() else {
		return input_error(None, "the Observation has no status, which FHIR requires");
	};
	if !STATUSES.contains(&status) {
		return input_error(
			None,
			format!(
				"{status:?} is no status of an Observation; FHIR R4 has {}",
				STATUSES.join(", ")
			),
		);
	}
	if !view.code.as_ref().is_some_and(Concept::says_something) {
		return input_error(None, "the Observation has no code, which FHIR requires");
	}
	let observed = view.value_quantity.is_some()
		|| view.value_sampled_data.is_some()
		|| view.value_codeable_concept.is_some()
		|| view.value_string.is_some()
		|| view.value_boolean.is_some()
		|| view.value_integer.is_some()
		|| view.value_range.is_some()
		|| view.value_ratio.is_some()
		|| view.value_time.is_some()
		|| view.value_date_time.is_some()
		|| view.value_period.is_some()
		|| view.data_absent_reason.is_some()
		|| !view.component.is_empty()
		|| !view.has_member.is_empty()
		|| !view.derived_from.is_empty();
	if !observed {
		return input_error(
			None,
			"the Observation observes nothing: it has neither value[x] nor component, hasMember, \
			 derivedFrom or dataAbsentReason",
		);
	}
	view.value_sampled_data.as_ref().map_or(Ok(()), check_samples)?;
	for (number, component) in view.component.iter().enumerate() {
		if !component.code.as_ref().is_some_and(Concept::says_something) {
			return input_error(None, format!("component {} has no code", number + 1));
		}
		component.value_sampled_data.as_ref().map_or(Ok(()), check_samples)?;
	}
	let (first_day, last_day) = days(&view)?;
	let bytes = if record.iter().any(|b| matches!(b, b'\n' | b'\r')) {
		compact(record)
	} else {
		record.to_vec()
	};
	Ok(Reading { bytes, first_day, last_day })
}

fn check_type(name: Option<&str>) -> Result<(), InputError> {
	match name {
		Some("Observation") => Ok(()),
		Some(other) => input_error(
			None,
			format!("the resource is a {other:?}; only Observations are ingested"),
		),
		None => input_error(
			None,
			"JSON, but not a FHIR resource (it has no resourceType); expected an Observation",
		),
	}
}

/// FHIR R4, datatypes, SampledData: decimals, or `E` (error), `U` (above), `L` (below the limits).
fn check_samples(sampled: &SampledData) -> Result<(), InputError> {
	let (Some(_), Some(period), Some(dimensions)) =
		(&sampled.origin, sampled.period, sampled.dimensions)
	else {
		return input_error(None, "SampledData needs origin, period and dimensions");
	};
	if period <= 0.0 || dimensions == 0 {
		return input_error(
			None,
			format!("SampledData with period {period} and dimensions {dimensions}: both must be above 0"),
		);
	}
	let mut count = 0usize;
	for sample in sampled.data.as_deref().unwrap_or_default().split_ascii_whitespace() {
		if !matches!(sample, "E" | "U" | "L") && sample.parse::<f64>().is_err() {
			return input_error(None, format!("{sample:?} is no sample of SampledData"));
		}
		count += 1;
	}
	if !count.is_multiple_of(dimensions as usize) {
		return input_error(
			None,
			format!(
				"SampledData has {count} samples, not a multiple of its {dimensions} dimensions"
			),
		);
	}
	Ok(())
}

fn days(view: &View) -> Result<(Day, Day), InputError> {
	if let Some(period) = &view.effective_period {
		let start = period.start.as_deref().map(day_range).transpose()?;
		let end = period.end.as_deref().map(day_range).transpose()?;
		if let Some((first, last)) = start.or(end).map(|s| (s.0, end.unwrap_or(s).1.max(s.0))) {
			if let (Some(s), Some(e)) = (start, end) {
				if e.1 < s.0 {
					return input_error(None, "effectivePeriod ends before it starts");
				}
			}
			return Ok((first, last));
		}
	}
	let single = view.effective_date_time.as_deref().or(view.effective_instant.as_deref());
	if let Some(time) = single {
		return day_range(time);
	}
	if let Some(timing) = &view.effective_timing {
		let mut all = timing.event.iter().map(|t| day_range(t));
		if let Some(first) = all.next() {
			return all.try_fold(first?, |(a, b), next| {
				let (c, d) = next?;
				Ok((a.min(c), b.max(d)))
			});
		}
	}
	// Made available: not when it was taken, but no earlier than that.
	match view.issued.as_deref() {
		Some(time) => day_range(time),
		None => input_error(
			None,
			"the Observation has neither an effective time nor `issued`, so that its day is not known",
		),
	}
}

/// Days (UTC) from the first to the last that a FHIR `dateTime` can mean: `YYYY`, `YYYY-MM`,
/// `YYYY-MM-DD` or a time with its offset.
pub fn day_range(text: &str) -> Result<(Day, Day), InputError> {
	match parse_days(text.as_bytes()) {
		Some((first, last)) => match (Day::try_from(first), Day::try_from(last)) {
			(Ok(first), Ok(last)) => Ok((first, last)),
			_ => input_error(
				None,
				format!("{text:?} is outside the years that are taken (1970 to 2148)"),
			),
		},
		None => input_error(
			None,
			format!("{text:?} is no FHIR dateTime (such as 2026-11-20T08:30:00+01:00)"),
		),
	}
}

/// Days since 1970-01-01 of a date of the Gregorian calendar (H. Hinnant, *chrono-compatible low-level
/// date algorithms*, `days_from_civil`).
pub fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
	let y = if month <= 2 { year - 1 } else { year };
	let era = y.div_euclid(400);
	let yoe = y.rem_euclid(400);
	let doy = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
	let doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
	era * 146_097 + doe - 719_468
}

/// The inverse of [`days_from_civil`]: year, month, day.
pub fn civil_from_days(days: i64) -> (i64, i64, i64) {
	let z = days + 719_468;
	let era = z.div_euclid(146_097);
	let doe = z.rem_euclid(146_097);
	let yoe = (doe - doe / 1_460 + doe / 36_524 - doe / 146_096) / 365;
	let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	let mp = (5 * doy + 2) / 153;
	let day = doy - (153 * mp + 2) / 5 + 1;
	let month = if mp < 10 { mp + 3 } else { mp - 9 };
	(yoe + era * 400 + i64::from(month <= 2), month, day)
}

fn days_in_month(year: i64, month: i64) -> i64 {
	match month {
		4 | 6 | 9 | 11 => 30,
		2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
		2 => 28,
		_ => 31,
	}
}

fn parse_days(text: &[u8]) -> Option<(i64, i64)> {
	let number = |from: usize, len: usize| -> Option<i64> {
		text.get(from..from + len)?
			.iter()
			.try_fold(0, |n, b| b.is_ascii_digit().then(|| n * 10 + i64::from(b - b'0')))
	};
	let is = |at: usize, byte: u8| text.get(at) == Some(&byte);
	let year = number(0, 4)?;
	if text.len() == 4 {
		return Some((days_from_civil(year, 1, 1), days_from_civil(year, 12, 31)));
	}
	let month = number(5, 2).filter(|m| is(4, b'-') && (1..=12).contains(m))?;
	if text.len() == 7 {
		let last = days_in_month(year, month);
		return Some((days_from_civil(year, month, 1), days_from_civil(year, month, last)));
	}
	let day =
		number(8, 2).filter(|d| is(7, b'-') && (1..=days_in_month(year, month)).contains(d))?;
	let date = days_from_civil(year, month, day);
	if text.len() == 10 {
		return Some((date, date));
	}
	let in_range = |n: Option<i64>, max: i64| n.filter(|n| (0..=max).contains(n));
	let hour = in_range(number(11, 2), 23).filter(|_| is(10, b'T') && is(13, b':'))?;
	let minute = in_range(number(14, 2), 59).filter(|_| is(16, b':'))?;
	// 60: a leap second.
	let second = in_range(number(17, 2), 60)?;
	let mut at = 19;
	if is(at, b'.') {
		at += 1;
		let digits = text[at..].iter().take_while(|b| b.is_ascii_digit()).count();
		at += digits;
		(digits > 0).then_some(())?;
	}
	let offset = match text.get(at..)? {
		b"Z" => 0,
		[sign @ (b'+' | b'-'), _, _, b':', _, _] => {
			let minutes = in_range(number(at + 1, 2), 14)? * 60 + in_range(number(at + 4, 2), 59)?;
			if *sign == b'-' {
				-minutes
			} else {
				minutes
			}
		},
		_ => return None,
	};
	let seconds = date * 86_400 + (hour * 60 + minute - offset) * 60 + second.min(59);
	let day = seconds.div_euclid(86_400);
	Some((day, day))
}

/// The same JSON without white space between its tokens. A line break can only be there, never inside
/// a JSON string, so nothing of the resource is lost.
pub fn compact(json: &[u8]) -> Vec<u8> {
	let mut out = Vec::with_capacity(json.len());
	compact_into(json, &mut |part| out.extend_from_slice(part));
	out
}

/// [`compact`], in parts.
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

#[cfg(test)]
#[path = "fhir_tests.rs"]
mod tests;
