//! From text to Observations: one resource, a Bundle, a list, or a resource per line.
//!
//! Each resource is taken or set aside by itself; what cannot be taken does not spoil its
//! neighbours.

use super::{
	input::{compact, input_error, InputError},
	observation::{empty_if_null, Status, View},
	text::{foreign, foreign_json, lone_surrogate, not_utf8},
	types::{About, Parsed, Reading, Reason, SetAside},
};
use serde::Deserialize;
use serde_json::value::RawValue;
use std::{borrow::Cow, collections::HashMap};

/// Bundles may contain Bundles, this deep.
const MAX_DEPTH: u32 = 8;

/// Reads all resources of a text. `lines`: the file's name says that each line is one.
pub(super) fn parse(text: &[u8], lines: bool) -> Result<Parsed, InputError> {
	let trimmed = text.trim_ascii();
	if trimmed.is_empty() {
		return input_error(None, "the file is empty; expected FHIR R4 Observations as JSON");
	}
	if let Some(why) = foreign(trimmed) {
		return input_error(None, why);
	}
	let mut reader = Reader { text, parsed: Parsed::default() };
	match serde_json::from_slice::<&RawValue>(trimmed) {
		Ok(whole) => reader.whole(whole.get().as_bytes())?,
		Err(_) if lines || has_lines(trimmed) => reader.lines(),
		Err(error) => {
			return Err(not_utf8(text).unwrap_or_else(|| moved(json_error(error), text, trimmed)))
		},
	}
	Ok(reader.parsed)
}

/// Returns whether the text seems to have a resource per line: the first line is one, or most are.
fn has_lines(text: &[u8]) -> bool {
	let mut lines = text.split(|b| *b == b'\n').map(<[u8]>::trim_ascii).filter(|l| !l.is_empty());
	let is_object = |line: &[u8]| line.starts_with(b"{") && line.ends_with(b"}");
	let (objects, others): (Vec<_>, Vec<_>) = lines.by_ref().partition(|line| is_object(line));
	objects.len() + others.len() > 1
		&& objects.len() >= others.len()
		&& objects.iter().any(|line| serde_json::from_slice::<&RawValue>(line).is_ok())
}

/// An error's line, counted within `part`, as the line of `text`.
fn moved(error: InputError, text: &[u8], part: &[u8]) -> InputError {
	let before = line_of(text, part);
	InputError { line: Some(before + error.line.unwrap_or(1) - 1), why: error.why }
}

/// Returns the line of `text` on which `part`, a piece of it, begins.
fn line_of(text: &[u8], part: &[u8]) -> usize {
	let offset = (part.as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
	text[..offset.min(text.len())].iter().filter(|b| **b == b'\n').count() + 1
}

#[derive(Deserialize)]
struct Head<'a> {
	#[serde(rename = "resourceType", borrow)]
	resource_type: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
struct Bundle<'a> {
	#[serde(rename = "type", borrow)]
	kind: Option<Cow<'a, str>>,
	#[serde(borrow, default, deserialize_with = "empty_if_null")]
	entry: Vec<Entry<'a>>,
	#[serde(borrow, default, deserialize_with = "empty_if_null")]
	link: Vec<Link<'a>>,
}

#[derive(Deserialize)]
struct Link<'a> {
	#[serde(borrow)]
	relation: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
struct Entry<'a> {
	#[serde(borrow, rename = "fullUrl")]
	full_url: Option<Cow<'a, str>>,
	#[serde(borrow)]
	resource: Option<&'a RawValue>,
	#[serde(borrow)]
	request: Option<Request<'a>>,
}

#[derive(Deserialize)]
struct Request<'a> {
	#[serde(borrow)]
	method: Option<Cow<'a, str>>,
}

/// What tells versions of a resource apart.
#[derive(Deserialize)]
struct Version<'a> {
	#[serde(borrow)]
	id: Option<Cow<'a, str>>,
	#[serde(borrow)]
	meta: Option<Meta<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Meta<'a> {
	#[serde(borrow)]
	version_id: Option<Cow<'a, str>>,
	#[serde(borrow)]
	last_updated: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
struct Contained<'a> {
	#[serde(borrow, default, deserialize_with = "empty_if_null")]
	contained: Vec<&'a RawValue>,
}

struct Reader<'a> {
	text: &'a [u8],
	parsed: Parsed,
}

impl Reader<'_> {
	/// One value: a resource, or a list of them.
	fn whole(&mut self, raw: &[u8]) -> Result<(), InputError> {
		if !raw.starts_with(b"[") {
			return self.resource(raw, 0).map_err(|e| moved(e, self.text, raw));
		}
		let list: Vec<&RawValue> =
			serde_json::from_slice(raw).map_err(|e| moved(json_error(e), self.text, raw))?;
		let no_resource = |one: &&RawValue| {
			serde_json::from_str::<Head>(one.get())
				.map_or(true, |head| head.resource_type.is_none())
		};
		if list.iter().all(no_resource) {
			return input_error(None, foreign_json(raw));
		}
		for one in list {
			self.take(one.get().as_bytes(), 0);
		}
		Ok(())
	}

	fn lines(&mut self) {
		let text = self.text;
		for line in text.split(|b| *b == b'\n').map(<[u8]>::trim_ascii) {
			if !line.is_empty() {
				self.take(line, 0);
			}
		}
	}

	/// Takes a resource, or sets it aside.
	fn take(&mut self, raw: &[u8], depth: u32) {
		if let Err(error) = self.resource(raw, depth) {
			self.set_aside(raw, Reason::Bad, error);
		}
	}

	fn set_aside(&mut self, raw: &[u8], reason: Reason, error: InputError) {
		let error = moved(error, self.text, raw);
		self.parsed.set_aside.push(SetAside { line: error.line, reason, why: error.why });
	}

	fn resource(&mut self, raw: &[u8], depth: u32) -> Result<(), InputError> {
		if let Some(error) = not_utf8(raw).or_else(|| lone_surrogate(raw)) {
			return Err(error);
		}
		// Most resources are Observations, so a first look is a whole one.
		let error = match serde_json::from_slice::<View>(raw) {
			Ok(view) if view.resource_type.as_deref() == Some("Observation") => {
				return self.observation(&view, raw);
			},
			Ok(_) => None,
			Err(error) => Some(error),
		};
		let head: Head = serde_json::from_slice(raw).map_err(json_error)?;
		match (head.resource_type.as_deref(), error) {
			(Some("Observation"), Some(_)) => Err(explained(raw)),
			(Some("Bundle"), _) if depth >= MAX_DEPTH => {
				input_error(None, format!("more than {MAX_DEPTH} Bundles within each other"))
			},
			(Some("Bundle"), _) => self.bundle(raw, depth),
			(Some(other), _) => {
				*self.parsed.others.entry(other.to_owned()).or_default() += 1;
				self.contained(raw, depth);
				Ok(())
			},
			(None, _) => input_error(None, foreign_json(raw)),
		}
	}

	fn observation(&mut self, view: &View, raw: &[u8]) -> Result<(), InputError> {
		let status = view.status()?;
		if status == Status::NotAReading {
			let why = format!("its status is {}: it is no reading", view.status_text());
			self.set_aside(raw, Reason::NotAReading, InputError { line: None, why });
			return Ok(());
		}
		self.parsed.readings.push(reading(view, raw)?);
		self.parsed.about.push(About {
			offset: (raw.as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize),
			subject: view.subject.as_ref().and_then(|subject| subject.name()),
			corrects: status == Status::Correction,
		});
		Ok(())
	}

	/// Observations may be within a DiagnosticReport or the like.
	fn contained(&mut self, raw: &[u8], depth: u32) {
		let Ok(Contained { contained }) = serde_json::from_slice(raw) else { return };
		for one in contained.into_iter().filter(|_| depth < MAX_DEPTH) {
			let is_observation = serde_json::from_str::<Head>(one.get())
				.is_ok_and(|head| head.resource_type.as_deref() == Some("Observation"));
			if is_observation {
				self.take(one.get().as_bytes(), depth + 1);
			}
		}
	}

	fn bundle(&mut self, raw: &[u8], depth: u32) -> Result<(), InputError> {
		let bundle: Bundle = serde_json::from_slice(raw).map_err(json_error)?;
		let kind = bundle.kind.as_deref().unwrap_or_default();
		if bundle.link.iter().any(|link| link.relation.as_deref() == Some("next")) {
			self.parsed.notes.push(format!(
				"this is one page of a {}: it says that more follow; give all of them",
				if kind.is_empty() { "Bundle" } else { kind }
			));
		}
		let entries: Vec<&[u8]> = if kind == "history" {
			let (newest, older) = newest(&bundle.entry);
			if older > 0 {
				self.parsed.notes.push(format!("{older} older versions of a history left out"));
			}
			newest
		} else {
			bundle.entry.iter().filter_map(|e| e.resource).map(|r| r.get().as_bytes()).collect()
		};
		for entry in entries {
			self.take(entry, depth + 1);
		}
		Ok(())
	}
}

fn reading(view: &View, raw: &[u8]) -> Result<Reading, InputError> {
	let (first_day, last_day) = view.check(raw.len())?;
	let several_lines = raw.iter().any(|b| matches!(b, b'\n' | b'\r'));
	let bytes = if several_lines { compact(raw) } else { raw.to_vec() };
	Ok(Reading { bytes, first_day, last_day })
}

/// Reads one Observation, whatever its status.
pub(super) fn one(raw: &[u8]) -> Result<Reading, InputError> {
	if let Some(error) = not_utf8(raw) {
		return Err(error);
	}
	match serde_json::from_slice::<View>(raw) {
		Ok(view) if view.resource_type.as_deref() == Some("Observation") => {
			view.status()?;
			reading(&view, raw)
		},
		Ok(view) => match view.resource_type.as_deref() {
			Some(other) => input_error(None, format!("a {other:?}; only Observations are taken")),
			None => input_error(None, foreign_json(raw)),
		},
		Err(_) => Err(explained(raw)),
	}
}

/// Returns the newest version of each resource of a history, none of what was deleted, and how many
/// versions that leaves out.
fn newest<'a>(entries: &[Entry<'a>]) -> (Vec<&'a [u8]>, usize) {
	/// By number or, failing that, time; what comes first is newer, as FHIR orders a history.
	type Rank = (u64, String);
	let mut best: HashMap<String, (Rank, usize)> = HashMap::new();
	for (number, entry) in entries.iter().enumerate() {
		let version: Option<Version> =
			entry.resource.and_then(|raw| serde_json::from_str(raw.get()).ok());
		let id = version.as_ref().and_then(|v| v.id.as_deref());
		let name = id.map(str::to_owned).or_else(|| {
			entry.full_url.as_deref().and_then(|url| url.rsplit('/').next()).map(str::to_owned)
		});
		let name = name.unwrap_or_else(|| format!("#{number}"));
		let deleted = entry.request.as_ref().is_some_and(|r| r.method.as_deref() == Some("DELETE"));
		let meta = version.as_ref().and_then(|v| v.meta.as_ref());
		let rank = match meta {
			// A deletion carries no version: it is the newest if it comes first.
			None if deleted => (u64::MAX, String::new()),
			_ => (
				meta.and_then(|m| m.version_id.as_deref()?.parse().ok()).unwrap_or(0),
				meta.and_then(|m| m.last_updated.as_deref()).unwrap_or_default().to_owned(),
			),
		};
		match best.get(&name) {
			Some((known, _)) if *known >= rank => {},
			// A deletion that is older than what is there already.
			Some(_) if deleted => {},
			_ => {
				best.insert(name, (rank, number));
			},
		}
	}
	let mut numbers: Vec<usize> = best.into_values().map(|(_, number)| number).collect();
	numbers.sort_unstable();
	let kept: Vec<&[u8]> = numbers
		.into_iter()
		.filter_map(|number| entries[number].resource)
		.map(|raw| raw.get().as_bytes())
		.collect();
	let versions = entries.iter().filter(|entry| entry.resource.is_some()).count();
	let older = versions - kept.len();
	(kept, older)
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
		serde_json::error::Category::Data => format!("not as FHIR R4 has it: {}", plain(text)),
		_ => format!("not JSON: {text} (column {})", e.column()),
	};
	InputError { line, why }
}

/// Returns what is wrong with an Observation, with the field's name.
fn explained(raw: &[u8]) -> InputError {
	// In DSTU2 fields have other types, so its first difference may be anywhere.
	if let Ok(serde_json::Value::Object(fields)) = serde_json::from_slice(raw) {
		let old = fields.get("category").is_some_and(serde_json::Value::is_object);
		if old || fields.contains_key("comments") {
			let why =
				"an Observation of DSTU2 (by its category or comments); only FHIR R4 is taken";
			return InputError { line: None, why: why.into() };
		}
	}
	let mut from = serde_json::Deserializer::from_slice(raw);
	match serde_path_to_error::deserialize::<_, View>(&mut from) {
		Ok(_) => InputError { line: None, why: "not as FHIR R4 has it".into() },
		Err(error) => {
			let path = error.path().to_string();
			let inner = error.into_inner();
			let is_data = inner.is_data();
			let InputError { line, why } = json_error(inner);
			let why = match why.strip_prefix("not as FHIR R4 has it: ") {
				Some(rest) if is_data => format!("not as FHIR R4 has it: {path} is {rest}"),
				_ => why,
			};
			InputError { line, why }
		},
	}
}

/// The parser's text, in words of people who know JSON.
fn plain(text: &str) -> String {
	let Some((found, expected)) =
		text.strip_prefix("invalid type: ").and_then(|text| text.split_once(", expected "))
	else {
		return text.to_owned();
	};
	let found = match found {
		"map" => "an object".into(),
		"sequence" => "a list".into(),
		"null" => "null".into(),
		other => other.replace("floating point", "the number").replace("integer", "the number"),
	};
	let expected = match expected {
		"f64" => "a number",
		"i32" | "u32" => "a whole number",
		"a sequence" => "a list",
		"a boolean" => "true or false",
		"a string" | "a borrowed string" | "str" => "a text",
		other if other.starts_with("struct ") => "an object",
		other => other,
	};
	format!("{found}, where it has {expected}")
}
