//! `epione convert` on files that people have: what is taken, what is left out, and what is said.
//!
//! `cases/` holds the files; each stands for its kind.

#![allow(clippy::unwrap_used)] // in tests, a panic is a failure

use serde_json::Value as Json;
use std::{path::PathBuf, process::Command};

struct Ran {
	code: i32,
	records: Vec<String>,
	said: String,
}

/// Runs the command as of 2026-11-30.
fn convert(arguments: &[&str]) -> Ran {
	let cases = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
	let out = Command::new(env!("CARGO_BIN_EXE_epione"))
		// It needs neither home nor node.
		.env("EPIONE_HOME", "/nowhere")
		.env("EPIONE_URL", "ws://127.0.0.1:1")
		.current_dir(cases)
		.args(["convert", "--today", "2026-11-30"])
		.args(arguments)
		.output()
		.unwrap();
	Ran {
		code: out.status.code().unwrap(),
		records: String::from_utf8(out.stdout).unwrap().lines().map(str::to_owned).collect(),
		said: String::from_utf8(out.stderr).unwrap(),
	}
}

/// A file, how many readings are taken of it, the exit code, and what is said.
type Case = (&'static str, usize, i32, &'static [&'static str]);

const CASES: [Case; 23] = [
	("a01-good-beside-it.ndjson", 5, 0, &["5 readings"]),
	(
		"a01-latin1-unit.ndjson",
		3,
		0,
		&["line 4 set aside: not UTF-8 (byte 0xB0); the file seems to be Latin-1"],
	),
	("a01-lone-surrogate.ndjson", 0, 4, &["line 1", "surrogate"]),
	(
		"a02-synthea-bulk",
		6,
		0,
		&["1 AllergyIntolerance", "1 Encounter", "1 Patient", "1 Parameters"],
	),
	(
		"a02-synthea-bundles",
		1,
		0,
		&["1 Organization", "1 Practitioner", "1958-04-13", "1970 to 2148"],
	),
	("a03-year-only.json", 1, 0, &["1 reading"]),
	("a03-year-only-with-good.ndjson", 4, 0, &["4 readings"]),
	("a04-ndjson-named.json", 3, 0, &["3 readings"]),
	("a04-null-component.json", 1, 0, &["1 reading"]),
	("a04-top-level-array.json", 3, 0, &["3 readings"]),
	("a04-utf16-powershell.json", 1, 0, &["1 reading"]),
	("a05-sampled-nan.json", 0, 4, &["\"nan\" is no sample"]),
	("a05-sampled-no-data.json", 0, 4, &["without data"]),
	("a05-sampled-r5-interval.json", 0, 4, &["R5", "interval"]),
	("a06-cancelled-without-value.json", 1, 0, &["status is cancelled"]),
	("a06-entered-in-error.ndjson", 2, 0, &["line 3 set aside: its status is entered-in-error"]),
	("f03-default-clock.ndjson", 40, 0, &["2000-01-01", "clock"]),
	("f04-one-future.ndjson", 40, 0, &["lies in the future (2027-11-20)"]),
	("f05-stick", 16, 0, &["reading.fhir: it looks like JSON"]),
	("f06-dstu2-clinical-record.json", 0, 4, &["DSTU2"]),
	("f07-two-users.ndjson", 0, 4, &["whose is it?", "Patient/user1, Patient/user2"]),
	("f08-apple-export.xml", 0, 4, &["Apple Health"]),
	("f08-nightscout-entries.json", 0, 4, &["Nightscout"]),
];

#[test]
fn each_case_comes_out_right() {
	for (path, taken, code, words) in CASES {
		let ran = convert(&[path]);
		assert_eq!((ran.records.len(), ran.code), (taken, code), "{path}: {}", ran.said);
		for word in words {
			assert!(ran.said.contains(word), "{path}: nothing of {word:?} in {}", ran.said);
		}
		for record in &ran.records {
			let json: Json = serde_json::from_str(record).unwrap();
			assert_eq!(json["resourceType"], "Observation");
			// The least that serves.
			for field in ["id", "subject", "device", "note", "text", "meta"] {
				assert_eq!(json[field], Json::Null, "{record}");
			}
		}
	}
}

#[test]
fn nothing_that_identifies_reaches_a_study() {
	let least = convert(&["a07-identifying.ndjson"]);
	let full = convert(&["--profile", "full", "a07-identifying.ndjson"]);
	assert_eq!((least.records.len(), full.records.len()), (4, 4), "{}", least.said);
	for word in ["Ada", "555-0100", "1980", "MRN", "Bea", "Street", "Patient"] {
		assert!(full.records[0].contains(word), "{word}");
		assert!(!least.records[0].contains(word), "{word}: {}", least.records[0]);
	}
}

#[test]
fn two_exports_of_the_same_readings_are_taken_once() {
	let ran = convert(&["f02-export-monday.ndjson", "f02-export-tuesday.ndjson"]);
	assert_eq!((ran.records.len(), ran.code), (10, 0), "{}", ran.said);
	assert!(ran.said.contains("10 readings were there before"), "{}", ran.said);
}

#[test]
fn a_person_is_named_and_a_bad_file_stops_nothing() {
	let ran = convert(&["--subject-reference", "Patient/user1", "f07-two-users.ndjson"]);
	assert_eq!((ran.records.len(), ran.code), (5, 0), "{}", ran.said);
	assert!(ran.said.contains("it is about Patient/user2"), "{}", ran.said);
	let ran = convert(&["f08-libreview.csv", "a04-null-component.json", "a05-sampled-nan.json"]);
	assert_eq!((ran.records.len(), ran.code), (1, 4));
	assert!(ran.said.contains("LibreView") && ran.said.contains("no sample"), "{}", ran.said);
	let ran = convert(&["--json", "f04-one-future.ndjson"]);
	let json: Json = serde_json::from_str(&ran.records.concat()).unwrap();
	let file = &json["files"][0];
	assert_eq!(file["records"].as_array().map(Vec::len), Some(40));
	assert_eq!(file["set_aside"][0]["reason"], "date");
	assert_eq!(convert(&["nowhere.json"]).code, 1);
}
