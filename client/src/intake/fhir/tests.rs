use super::*;
use crate::calendar::days_from_civil;
use epione_primitives::Day;

const HEART_RATE: &str = r#"{"resourceType":"Observation","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"8867-4"}]},"effectiveDateTime":"2026-11-20T08:30:00+01:00","valueQuantity":{"value":72,"unit":"beats/minute"}}"#;

fn parse(text: &[u8], ndjson: bool) -> Result<Parsed, InputError> {
	super::parse(text, ndjson, &Rules::default())
}

fn why(text: &str) -> String {
	parse(text.as_bytes(), false).unwrap_err().why
}

fn with(from: &str, to: &str) -> String {
	assert!(HEART_RATE.contains(from));
	HEART_RATE.replace(from, to)
}

#[test]
fn one_line_is_kept_byte_for_byte() {
	// White space inside a line is kept too, as is the order of keys and the writing of numbers.
	let text = with("\"value\":72", "\"value\":  72.00e0");
	let parsed = parse(text.as_bytes(), false).unwrap();
	assert_eq!(parsed.readings[0].bytes, text.as_bytes());
	let day = days_from_civil(2026, 11, 20) as Day;
	assert_eq!((parsed.readings[0].first_day, parsed.readings[0].last_day), (day, day));
}

#[test]
fn several_lines_become_one_with_the_same_tokens() {
	let text = "{\n  \"resourceType\" : \"Observation\",\r\n\t\"status\":\"final\", \"code\":{\"text\":\"a \\\" { b\\\\\"},\n\
		\"effectiveDateTime\":\"2026-11-20\", \"valueQuantity\":{\"value\":1.50}\n}\n";
	let parsed = parse(text.as_bytes(), false).unwrap();
	assert_eq!(
		String::from_utf8(parsed.readings[0].bytes.clone()).unwrap(),
		r#"{"resourceType":"Observation","status":"final","code":{"text":"a \" { b\\"},"effectiveDateTime":"2026-11-20","valueQuantity":{"value":1.50}}"#
	);
}

#[test]
fn ndjson_takes_every_line() {
	let text = format!("{HEART_RATE}\n\n{HEART_RATE}\r\n{HEART_RATE}");
	let parsed = parse(text.as_bytes(), true).unwrap();
	assert_eq!(parsed.readings.len(), 3);
	assert!(parsed.readings.iter().all(|r| r.bytes == HEART_RATE.as_bytes()));
}

#[test]
fn a_bad_line_is_set_aside_and_named() {
	for (bad, expected) in [
		(&b"{\"resourceType\":\"Observation\","[..], "truncated"),
		(b"hello", "not JSON"),
		(b"{\"a\":1}", "no resourceType"),
		(
			b"{\"resourceType\":\"Observation\",\"unit\":\"\xb0C\"}",
			"byte 0xB0); the file seems to be Latin-1",
		),
		(b"{\"resourceType\":\"Observation\",\"note\":\"\\ud83d\"}", "lone surrogate"),
	] {
		let text = [HEART_RATE.as_bytes(), bad, HEART_RATE.as_bytes()].join(&b'\n');
		let parsed = parse(&text, true).unwrap();
		assert_eq!(parsed.readings.len(), 2);
		assert_eq!((parsed.set_aside.len(), parsed.set_aside[0].line), (1, Some(2)));
		assert!(parsed.set_aside[0].why.contains(expected), "{}", parsed.set_aside[0].why);
	}
	// The first line does not decide how the others are read.
	let text = format!("hello\n{HEART_RATE}\n{HEART_RATE}");
	assert_eq!(parse(text.as_bytes(), true).unwrap().readings.len(), 2);
	let text = format!("{HEART_RATE}\n{{\"resourceType\":\"Patient\"}}\n{HEART_RATE}");
	let parsed = parse(text.as_bytes(), true).unwrap();
	assert_eq!((parsed.readings.len(), parsed.others["Patient"]), (2, 1));
}

#[test]
fn bundle_entries_are_raw_slices() {
	let spaced = with("\"status\":\"final\"", "\"status\":   \"final\"");
	let text = format!(
		"{{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"entry\":[\n{{\"resource\":{{\"resourceType\":\"Patient\",\"code\":7}}}},\n\
		 {{\"resource\":{spaced}}},{{\"fullUrl\":\"urn:x\",\"resource\":{HEART_RATE}}}]}}"
	);
	let parsed = parse(text.as_bytes(), false).unwrap();
	assert_eq!(parsed.other_resources(), 1);
	assert_eq!(parsed.readings.len(), 2);
	assert_eq!(parsed.readings[0].bytes, spaced.as_bytes());
	assert_eq!(parsed.readings[1].bytes, HEART_RATE.as_bytes());
}

#[test]
fn a_bad_entry_of_a_bundle_is_set_aside_and_named() {
	let broken = with("\"status\":\"final\"", "\"status\":\"done\"");
	let text = format!("{{\"resourceType\":\"Bundle\",\n\"entry\":[\n{{\"resource\":{HEART_RATE}}},\n{{\"resource\":{broken}}}]}}");
	let parsed = parse(text.as_bytes(), false).unwrap();
	assert_eq!(parsed.readings.len(), 1);
	assert_eq!(parsed.set_aside[0].line, Some(4));
	assert!(parsed.set_aside[0].why.contains("\"done\""));
	for empty in
		[r#"{"resourceType":"Bundle","entry":[]}"#, r#"{"resourceType":"Bundle","entry":null}"#]
	{
		assert_eq!(parse(empty.as_bytes(), false).unwrap(), Parsed::default());
	}
}

#[test]
fn bundles_within_bundles_contained_resources_and_pages() {
	let inner = format!(r#"{{"resourceType":"Bundle","entry":[{{"resource":{HEART_RATE}}}]}}"#);
	let report = format!(
		r#"{{"resourceType":"DiagnosticReport","contained":[{HEART_RATE},{{"resourceType":"Patient"}}]}}"#
	);
	let text = format!(
		r#"{{"resourceType":"Bundle","type":"searchset","link":[{{"relation":"next","url":"urn:2"}}],"entry":[{{"resource":{inner}}},{{"resource":{report}}}]}}"#
	);
	let parsed = parse(text.as_bytes(), false).unwrap();
	assert_eq!((parsed.readings.len(), parsed.others["DiagnosticReport"]), (2, 1));
	assert!(parsed.notes[0].contains("more follow"), "{:?}", parsed.notes);
	// A Bundle that contains itself, as it were, does not go on for ever.
	let mut deep = inner;
	for _ in 0..40 {
		deep = format!(r#"{{"resourceType":"Bundle","entry":[{{"resource":{deep}}}]}}"#);
	}
	let parsed = parse(deep.as_bytes(), false).unwrap();
	assert_eq!((parsed.readings.len(), parsed.set_aside.len()), (0, 1));
}

#[test]
fn a_history_gives_its_newest() {
	let version = |id: &str, number: u32, value: u32| {
		with("\"value\":72", &format!("\"value\":{value}")).replacen(
			'{',
			&format!(r#"{{"id":"{id}","meta":{{"versionId":"{number}"}},"#),
			1,
		)
	};
	let text = format!(
		r#"{{"resourceType":"Bundle","type":"history","entry":[{{"fullUrl":"urn:x/c","request":{{"method":"DELETE"}}}},{{"resource":{}}},{{"resource":{}}},{{"resource":{}}},{{"resource":{}}}]}}"#,
		version("b", 1, 60),
		version("a", 3, 73),
		version("a", 4, 74),
		version("c", 1, 99),
	);
	let parsed = parse(text.as_bytes(), false).unwrap();
	let all: Vec<String> =
		parsed.readings.iter().map(|r| String::from_utf8(r.bytes.clone()).unwrap()).collect();
	assert_eq!(all, [version("b", 1, 60), version("a", 4, 74)]);
	assert!(parsed.notes[0].contains("2 older"), "{:?}", parsed.notes);
}

#[test]
fn the_same_readings_however_they_are_packed() {
	use std::io::Write;
	let two = format!("{HEART_RATE}\n{HEART_RATE}\n");
	let list = format!("[{HEART_RATE},\n {HEART_RATE}]");
	let wide: Vec<u8> =
		std::iter::once(0xfeff).chain(list.encode_utf16()).flat_map(u16::to_le_bytes).collect();
	let big: Vec<u8> = list.encode_utf16().flat_map(u16::to_be_bytes).collect();
	let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
	packed.write_all(two.as_bytes()).unwrap();
	let packed = packed.finish().unwrap();
	for text in [two.as_bytes(), list.as_bytes(), &wide, &big, &packed] {
		let parsed = parse(text, false).unwrap();
		assert!(parsed.readings.iter().all(|r| r.bytes == HEART_RATE.as_bytes()));
		assert_eq!((parsed.readings.len(), parsed.set_aside.len()), (2, 0));
	}
	assert!(parse(&packed[..packed.len() - 9], false).unwrap_err().why.contains("damaged"));
}

#[test]
fn other_formats_are_named() {
	for (text, expected) in [
		("<?xml version=\"1.0\"?>\n<HealthData locale=\"en\">", "Apple Health"),
		("<Observation xmlns=\"http://hl7.org/fhir\">", "FHIR as XML"),
		("<ClinicalDocument xmlns=\"urn:hl7-org:v3\">", "C-CDA"),
		("Glucose Data,Generated on,x\nDevice,Serial Number,y", "LibreView"),
		("Index,Timestamp (YYYY-MM-DDThh:mm:ss),Event Type\n1,2,3", "Dexcom"),
		("MSH|^~\\&|A", "HL7 v2"),
		("a;b;c\n1;2;3", "table"),
		(r#"[{"_id":"x","type":"sgv","sgv":100,"dateString":"2026"}]"#, "Nightscout"),
		(r#"{"data":[{"resourceType":"Observation"}]}"#, "what wraps them"),
	] {
		let why = why(text);
		assert!(why.contains(expected), "{text}: {why}");
	}
	let dstu2 = with("\"status\"", "\"category\":{\"coding\":[]},\"status\"");
	assert!(why(&dstu2).contains("DSTU2"), "{}", why(&dstu2));
}

#[test]
fn what_is_no_reading_is_left_out_with_its_status() {
	for status in ["entered-in-error", "cancelled", "registered"] {
		// Such a one may lack what a reading has.
		let text = format!(
			"{HEART_RATE}\n{}",
			with("final", status)
				.replace(r#","valueQuantity":{"value":72,"unit":"beats/minute"}"#, "")
		);
		let parsed = parse(text.as_bytes(), true).unwrap();
		assert_eq!((parsed.readings.len(), parsed.set_aside.len()), (1, 1));
		assert_eq!(parsed.set_aside[0].reason, Reason::NotAReading);
		assert!(parsed.set_aside[0].why.contains(status));
	}
}

#[test]
fn a_correction_replaces_what_it_corrects() {
	let corrected = with("final", "corrected").replace("72", "71");
	let other = with("08:30", "08:31");
	let text = [HEART_RATE, &other, &corrected].join("\n");
	let parsed = parse(text.as_bytes(), true).unwrap();
	let bytes: Vec<_> = parsed.readings.iter().map(|r| r.bytes.clone()).collect();
	assert_eq!(bytes, [other.into_bytes(), corrected.into_bytes()]);
	assert_eq!((parsed.set_aside[0].line, parsed.set_aside[0].reason), (Some(1), Reason::Replaced));
}

#[test]
fn dates_that_cannot_be_right_are_set_aside_alone() {
	let today = days_from_civil(2026, 11, 20) as Day;
	let rules = Rules { today: Some(today), ..Rules::default() };
	for (date, taken) in [
		("2026-11-20", true),
		// A clock that is ahead, and any day of a year or month that has begun.
		("2026-11-21", true),
		("2026", true),
		("2026-11", true),
		("2026-11-22", false),
		("2027", false),
		("2000-01-01", false),
		("2000-01-01T00:03:00Z", false),
		("2000", true),
		("1970-01-01", false),
		("1958-05-05", false),
		("2000-02-05T10:00:00Z", false),
		("2000-03-05", true),
	] {
		let one = with("2026-11-20T08:30:00+01:00", date);
		let text = format!("{HEART_RATE}\n{one}");
		let parsed = super::parse(text.as_bytes(), true, &rules).unwrap();
		assert_eq!(parsed.readings.len() == 2, taken, "{date}: {:?}", parsed.set_aside);
		assert_eq!(parsed.readings[0].bytes, HEART_RATE.as_bytes());
	}
	// Old data among its like is old data.
	let old = with("2026-11-20T08:30:00+01:00", "2000-02-05");
	assert_eq!(parse(old.as_bytes(), true).unwrap().readings.len(), 1);
}

#[test]
fn of_two_people_in_a_file_nobody_is_taken_unless_one_is_named() {
	let about = |who: &str| with("\"status\"", &format!("\"subject\":{who},\"status\""));
	let text = [
		about(r#"{"reference":"Patient/1"}"#),
		about(r#"{"reference":"https://example.org/fhir/Patient/1/_history/2"}"#),
		about(r#"{"identifier":{"value":"2"}}"#),
		HEART_RATE.to_owned(),
	]
	.join("\n");
	let parsed = parse(text.as_bytes(), true).unwrap();
	assert_eq!((parsed.readings.len(), parsed.set_aside.len()), (0, 4));
	assert!(parsed.set_aside.iter().all(|one| one.reason == Reason::Subject));
	assert!(parsed.refusal().unwrap().why.contains("2 people (2, Patient/1)"));
	let rules = Rules { subjects: vec!["Patient/1".into()], ..Rules::default() };
	let parsed = super::parse(text.as_bytes(), true, &rules).unwrap();
	assert_eq!((parsed.readings.len(), parsed.set_aside.len()), (3, 1));
	assert_eq!(parsed.set_aside[0].line, Some(3));
}

#[test]
fn samples_may_end_on_a_later_day() {
	let text = with(
		r#""valueQuantity":{"value":72,"unit":"beats/minute"}"#,
		r#""valueSampledData":{"origin":{"value":0},"period":60000,"dimensions":1,"data":"1 2 3 4 5 6"}"#,
	)
	.replace("08:30:00+01:00", "23:55:00Z");
	let day = days_from_civil(2026, 11, 20) as Day;
	let last = |text: &str| parse(text.as_bytes(), false).unwrap().readings[0].last_day;
	assert_eq!((last(&text), last(&text.replace("1 2 3", "2 3"))), (day + 1, day));
}

#[test]
fn what_is_not_an_observation_is_refused_with_its_reason() {
	for (text, expected) in [
		("", "empty"),
		(" \n ", "empty"),
		("{\"a\":1}", "no resourceType"),
		("[1,2]", "no resourceType"),
		("\u{0}\u{1}", "not JSON"),
		("a,b\n1,2", "not JSON"),
		("{\"resourceType\":\"Observation\"", "truncated"),
		("{\"resourceType\":\"Observation\",\"status\":7}", "not as FHIR"),
		("{\"resourceType\":\"Observation\"}", "no status"),
	] {
		let why = why(text);
		assert!(why.contains(expected), "{text:?}: {why}");
	}
	for (text, expected) in [
		(with("final", "finished"), "no status of an Observation"),
		(with(r#""coding":[{"system":"http://loinc.org","code":"8867-4"}]"#, ""), "no code"),
		(with(r#","valueQuantity":{"value":72,"unit":"beats/minute"}"#, ""), "observes nothing"),
		(with("\"value\":72", "\"value\":\"72\""), "not as FHIR"),
		(with("effectiveDateTime", "effectiveSomething"), "day is not known"),
		(with("2026-11-20T08:30:00+01:00", "yesterday"), "no FHIR dateTime"),
		(with("2026-11-20T", "1926-11-20T"), "1970 to 2148"),
		(format!("{HEART_RATE}}}"), "not JSON"),
	] {
		let why = why(&text);
		assert!(why.contains(expected), "{text}: {why}");
	}
}

#[test]
fn sampled_data_is_checked() {
	let sampled = |inner: &str| {
		with(
			r#""valueQuantity":{"value":72,"unit":"beats/minute"}"#,
			&format!("\"component\":[{{\"code\":{{\"text\":\"lead I\"}},\"valueSampledData\":{{{inner}}}}}]"),
		)
	};
	let good = r#""origin":{"value":2048},"period":10,"dimensions":2,"data":"1 -2 3.5 E""#;
	assert_eq!(parse(sampled(good).as_bytes(), false).unwrap().readings.len(), 1);
	assert!(why(&sampled(&good.replace("E", "E 7"))).contains("5 samples"));
	assert!(why(&sampled(&good.replace("E", "x"))).contains("\"x\""));
	for sample in ["nan", "NaN", "inf", "-inf", "0x1"] {
		assert!(why(&sampled(&good.replace("3.5", sample))).contains("no sample"), "{sample}");
	}
	assert!(why(&sampled(&good.replace("1 -2 3.5 E", ""))).contains("without data"));
	assert!(why(&sampled(&good.replace("\"period\":10", "\"interval\":10"))).contains("R5"));
	assert!(why(&sampled(&good.replace("\"period\":10,", ""))).contains("needs origin"));
	assert!(why(&sampled(&good.replace("10", "0"))).contains("above 0"));
	assert!(why(&sampled(good).replace("{\"text\":\"lead I\"}", "{}")).contains("component 1"));
}

#[test]
fn days_are_utc_and_cover_what_is_meant() {
	let day = |y, m, d| days_from_civil(y, m, d) as Day;
	for (text, first, last) in [
		("1970-01-01", day(1970, 1, 1), day(1970, 1, 1)),
		("2026-11-20T00:30:00+01:00", day(2026, 11, 19), day(2026, 11, 19)),
		("2026-11-20T23:30:00.123-01:00", day(2026, 11, 21), day(2026, 11, 21)),
		("2026-12-31T23:59:60Z", day(2026, 12, 31), day(2026, 12, 31)),
		("2024-02", day(2024, 2, 1), day(2024, 2, 29)),
		("2026", day(2026, 1, 1), day(2026, 12, 31)),
	] {
		assert_eq!(day_range(text), Ok((first, last)), "{text}");
	}
	for text in [
		"",
		"2026-13",
		"2026-02-29",
		"2026-11-20T",
		"2026-11-20T08:30",
		"2026-11-20T08:30:00",
		"2026-11-20T24:00:00Z",
		"2026-11-20T08:30:00.Z",
		"2026-11-20T08:30:00+15:00",
		"2026/11/20",
		"20261120",
		"2026-11-20 08:30:00Z",
		"1969-12-31",
		"2150",
		"9999-01-01",
		"\u{661}970",
	] {
		assert!(day_range(text).is_err(), "{text}");
	}
}

#[test]
fn periods_and_timings_span_days() {
	let span = |effective: &str| {
		let text = with("\"effectiveDateTime\":\"2026-11-20T08:30:00+01:00\"", effective);
		parse(text.as_bytes(), false).map(|p| (p.readings[0].first_day, p.readings[0].last_day))
	};
	let day = |d| days_from_civil(2026, 11, d) as Day;
	assert_eq!(
		span(r#""effectivePeriod":{"start":"2026-11-20","end":"2026-11-22"}"#),
		Ok((day(20), day(22)))
	);
	assert_eq!(span(r#""effectivePeriod":{"start":"2026-11-20"}"#), Ok((day(20), day(20))));
	assert_eq!(span(r#""effectivePeriod":{"end":"2026-11-22"}"#), Ok((day(22), day(22))));
	assert!(span(r#""effectivePeriod":{"start":"2026-11-22","end":"2026-11-20"}"#).is_err());
	assert_eq!(
		span(r#""effectiveTiming":{"event":["2026-11-21","2026-11-20"]}"#),
		Ok((day(20), day(21)))
	);
	assert_eq!(span(r#""effectiveInstant":"2026-11-20T00:00:00Z""#), Ok((day(20), day(20))));
	assert_eq!(span(r#""issued":"2026-11-20T00:00:00Z""#), Ok((day(20), day(20))));
	assert!(span(r#""effectivePeriod":{}"#).is_err());
}

#[test]
fn files_are_told_apart_by_what_is_in_them() {
	let two = format!("{HEART_RATE}\n{HEART_RATE}\n");
	for name in ["a.ndjson", "a.jsonl", "a", "a.json", "A.NDJSON"] {
		let parsed = parse_file(Path::new(name), two.as_bytes(), &Rules::default()).unwrap();
		assert_eq!(parsed.readings.len(), 2, "{name}");
	}
	let pretty = HEART_RATE.replace(',', ",\n");
	let with_bom = format!("\u{feff}{HEART_RATE}");
	for text in [pretty, with_bom] {
		for name in ["a", "a.json", "a.ndjson"] {
			let parsed = parse_file(Path::new(name), text.as_bytes(), &Rules::default()).unwrap();
			assert_eq!(parsed.readings.len(), 1, "{name}");
		}
	}
	// Nothing to take, and something wrong: an error that counts.
	let bad = "{\"a\":1}\n{\"a\":2}\n";
	let error = parse_file(Path::new("a.ndjson"), bad.as_bytes(), &Rules::default()).unwrap_err();
	assert!(
		error.to_string().contains("line 1: JSON, but") && error.to_string().contains("1 more")
	);
}

#[test]
fn an_oversized_file_is_refused_unread() {
	let dir = tempfile::tempdir().unwrap();
	let path = dir.path().join("big.ndjson");
	// A sparse file: 100 MiB that take no room.
	std::fs::File::create(&path).unwrap().set_len(100 << 20).unwrap();
	let error = read_file(&path).unwrap_err().to_string();
	assert!(error.contains("big.ndjson") && error.contains("104857600"), "{error}");
	assert!(read_file(dir.path()).unwrap_err().to_string().contains("not a file"));
	assert!(matches!(read_file(&dir.path().join("none")), Err(Error::Io { .. })));
}

#[test]
fn the_committed_examples_are_read() {
	let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/fhir-r4-examples");
	let mut count = 0;
	for entry in std::fs::read_dir(dir).unwrap() {
		let path = entry.unwrap().path();
		if path.extension().is_some_and(|e| e == "json") {
			let parsed = read_file(&path).unwrap();
			let original: serde_json::Value =
				serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
			let record = &parsed.readings[0].bytes;
			assert_eq!(serde_json::from_slice::<serde_json::Value>(record).unwrap(), original);
			assert!(!record.contains(&b'\n'));
			count += 1;
		}
	}
	assert_eq!(count, 10);
}

/// All 64 that HL7 publishes, if they are present: 61 are read. The other three have no time at all
/// (`bmd`, `decimal`, `example-genetics-brcapat`) and are refused for that.
#[test]
fn all_published_examples_are_read_or_refused_for_a_reason() {
	let Some(dir) = std::env::var_os("EPIONE_FHIR_EXAMPLES") else { return };
	let (mut read, mut refused) = (0, Vec::new());
	for entry in std::fs::read_dir(dir).unwrap() {
		let path = entry.unwrap().path();
		let name = path.file_name().unwrap().to_str().unwrap().to_owned();
		if name.starts_with("Observation-") {
			match read_file(&path) {
				Ok(_) => read += 1,
				Err(e) => refused.push((name, e.to_string())),
			}
		}
	}
	println!("{read} read, refused: {refused:#?}");
	assert_eq!((read, refused.len()), (61, 3));
}
