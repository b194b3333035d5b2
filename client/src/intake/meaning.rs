//! When two records are the same reading: by what was observed, of what, when and by what device,
//! not by their bytes. A second export has other ids, `meta`, order and names of devices.

use super::fhir::seconds;
use serde_json::{Map, Value as Json};

/// The fields that make a reading what it is, besides `value[x]` and the time.
const FIELDS: [&str; 8] = [
	"code",
	"component",
	"dataAbsentReason",
	"bodySite",
	"method",
	"hasMember",
	"derivedFrom",
	"specimen",
];

/// Returns the same bytes for the same reading, others for any other; `None` if the record is no
/// JSON object.
pub fn meaning(record: &[u8]) -> Option<Vec<u8>> {
	let Json::Object(record) = serde_json::from_slice(record).ok()? else { return None };
	let mut picked = Map::new();
	for (name, value) in &record {
		let effective = name.starts_with("effective");
		let known = FIELDS.contains(&name.as_str()) || name.starts_with("value") || effective;
		if known && !value.is_null() {
			picked.insert(name.clone(), plain(value, effective));
		}
	}
	if !picked.keys().any(|name| name.starts_with("effective")) {
		picked.extend(record.get("issued").map(|time| ("issued".to_owned(), plain(time, true))));
	}
	// A display names a device, or the program's address of it; a reference or identifier is it.
	let device = record.get("device").unwrap_or(&Json::Null);
	let device = [&device["reference"], &device["identifier"]["value"]]
		.into_iter()
		.find(|name| name.is_string());
	picked.extend(device.map(|name| ("device".to_owned(), name.clone())));
	Some(Json::Object(picked).to_string().into_bytes())
}

/// Takes out what may differ between two exports. `time`: texts are times.
fn plain(value: &Json, time: bool) -> Json {
	match value {
		Json::Array(all) => Json::Array(all.iter().map(|one| plain(one, time)).collect()),
		Json::Object(fields) => {
			let has_codes = fields.get("coding").is_some_and(|c| c.get(0).is_some());
			let left_out = |name: &str| {
				matches!(name, "id" | "extension" | "display" | "userSelected" | "version")
					|| (name == "text" && has_codes)
					// The code says the same, in one way only.
					|| (name == "unit" && fields.contains_key("code"))
			};
			Json::Object(
				fields
					.iter()
					.filter(|(name, value)| !left_out(name) && !value.is_null())
					.map(|(name, value)| (name.clone(), plain(value, time)))
					.collect(),
			)
		},
		// 60 and 60.0 are the same.
		Json::Number(number) => number.as_f64().map_or(value.clone(), |n| format!("{n}").into()),
		Json::String(text) if time => match seconds(text) {
			Some(second) => {
				let fraction: String = text
					.split_once('.')
					.map(|(_, rest)| rest.chars().take_while(char::is_ascii_digit).collect())
					.unwrap_or_default();
				format!("{second}.{}", fraction.trim_end_matches('0')).into()
			},
			None => value.clone(),
		},
		other => other.clone(),
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	const READING: &str = r#"{"resourceType":"Observation","id":"a","meta":{"versionId":"1"},"status":"final","code":{"coding":[{"system":"http://loinc.org","code":"8867-4","display":"Heart rate"}],"text":"pulse"},"effectiveDateTime":"2026-11-20T08:30:00+01:00","valueQuantity":{"value":72,"unit":"beats/minute","code":"/min"},"device":{"display":"<0xb0f577c00>"}}"#;

	#[test]
	fn another_export_is_the_same_reading() {
		let same = [
			(r#""id":"a","meta":{"versionId":"1"},"#, ""),
			("\"final\"", "\"amended\""),
			("Heart rate", "Puls"),
			("pulse", "Puls"),
			("beats/minute", "bpm"),
			("2026-11-20T08:30:00+01:00", "2026-11-20T07:30:00Z"),
			("2026-11-20T08:30:00+01:00", "2026-11-20T08:30:00.000+01:00"),
			("72", "72.0"),
			("0xb0f577c00", "0x1"),
		];
		for (from, to) in same {
			let other = READING.replace(from, to);
			assert_ne!(other, READING, "{from}");
			assert_eq!(meaning(other.as_bytes()), meaning(READING.as_bytes()), "{from} {to}");
		}
	}

	#[test]
	fn another_reading_is_not() {
		let others = [
			("8867-4", "8867-5"),
			("08:30:00", "08:30:01"),
			("08:30:00", "08:30:00.25"),
			("72", "73"),
			("\"/min\"", "\"/h\""),
			(r#""device":{"display":"<0xb0f577c00>"}"#, r#""device":{"reference":"Device/1"}"#),
			(r#""device":{"display":"<0xb0f577c00>"}"#, r#""device":{"identifier":{"value":"1"}}"#),
			("\"status\"", r#""bodySite":{"coding":[{"code":"1"}]},"status""#),
		];
		let mut seen = vec![meaning(READING.as_bytes()).unwrap()];
		for (from, to) in others {
			let other = meaning(READING.replace(from, to).as_bytes()).unwrap();
			assert!(!seen.contains(&other), "{from} {to}");
			seen.push(other);
		}
		assert_eq!(meaning(b"[]"), None);
	}
}
