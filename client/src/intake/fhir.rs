//! Reading HL7 FHIR R4 Observations: one resource, NDJSON, or a Bundle.
//!
//! A file is taken whole or not at all. A *record* is one Observation as received, byte for byte;
//! only where it spans several lines, the white space between its tokens is taken out
//! ([`compact`]), since a payload has one resource per line.
//!
//! What is checked is what the rest needs: that it is an Observation with a status, a code, an
//! effective time (or, failing that, `issued`) and something observed, and that `SampledData` holds
//! samples. It is not a FHIR validator. The view below is written by hand rather than taken from a
//! FHIR type library because a reading has a budget of 20 microseconds in all. A test reads the 64
//! Observations that HL7 publishes, if `EPIONE_FHIR_EXAMPLES` names the package's folder.

mod dates;
mod input;

pub use dates::day_range;
pub use input::{compact, compact_into, InputError};

use crate::error::{Error, Result};
use epione_primitives::Day;
use input::input_error;
use serde::{de::IgnoredAny, Deserialize};
use serde_json::value::RawValue;
use std::{borrow::Cow, path::Path};

/// Largest file that is read, in bytes. NDJSON can be split at any line.
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

/// Contents of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parsed {
	/// Its Observations, in order.
	pub readings: Vec<Reading>,
	/// Resources of a Bundle that are not Observations (patients, devices, ...), which are left
	/// out.
	pub other_resources: usize,
}

/// Reads a file. Every error names the file and, where there is one, the line.
pub fn read_file(path: &Path) -> Result<Parsed> {
	parse_file(path, &load_file(path)?)
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
/// file.
pub fn parse_file(path: &Path, bytes: &[u8]) -> Result<Parsed> {
	parse(bytes, is_ndjson(path, bytes)).map_err(|e| bad(path, e.line, e.why))
}

fn bad(path: &Path, line: Option<usize>, why: String) -> Error {
	Error::BadInput { path: path.into(), line, why }
}

/// Returns whether each line is a resource, by the file's name, else by its first line.
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
	// serde_json's text ends with the place, which is reported separately here.
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
		// The slice lies within `bytes`, so its place gives the line.
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

/// A borrowed view of what is checked. Everything else is kept unchecked.
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
			// Another resource may have other types in the same fields: name it instead.
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
	// When it was made available, which is no earlier than when it was taken.
	match view.issued.as_deref() {
		Some(time) => day_range(time),
		None => input_error(
			None,
			"the Observation has neither an effective time nor `issued`, so that its day is not known",
		),
	}
}

#[cfg(test)]
mod tests;
