use super::*;
use crate::calendar::days_from_civil;

const HEART_RATE: &str = r#"{"resourceType":"Observation","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"8867-4"}]},"effectiveDateTime":"2026-11-20T08:30:00+01:00","valueQuantity":{"value":72,"unit":"beats/minute"}}"#;

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
fn ndjson_error_names_the_line() {
	for (bad, expected) in [
		("{\"resourceType\":\"Patient\"}", "\"Patient\"; only Observations"),
		("{\"resourceType\":\"Observation\",", "truncated"),
		("hello", "not JSON"),
	] {
		let text = format!("{HEART_RATE}\n{bad}\n{HEART_RATE}");
		let error = parse(text.as_bytes(), true).unwrap_err();
		assert_eq!(error.line, Some(2));
		assert!(error.why.contains(expected), "{}", error.why);
	}
}

#[test]
fn bundle_entries_are_raw_slices() {
	let spaced = with("\"status\":\"final\"", "\"status\":   \"final\"");
	let text = format!(
		"{{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"entry\":[\n{{\"resource\":{{\"resourceType\":\"Patient\",\"code\":7}}}},\n\
		 {{\"resource\":{spaced}}},{{\"fullUrl\":\"urn:x\",\"resource\":{HEART_RATE}}}]}}"
	);
	let parsed = parse(text.as_bytes(), false).unwrap();
	assert_eq!(parsed.other_resources, 1);
	assert_eq!(parsed.readings.len(), 2);
	assert_eq!(parsed.readings[0].bytes, spaced.as_bytes());
	assert_eq!(parsed.readings[1].bytes, HEART_RATE.as_bytes());
}

#[test]
fn bundle_error_names_the_line() {
	let broken = with("\"status\":\"final\"", "\"status\":\"done\"");
	let text = format!("{{\"resourceType\":\"Bundle\",\n\"entry\":[\n{{\"resource\":{HEART_RATE}}},\n{{\"resource\":{broken}}}]}}");
	let error = parse(text.as_bytes(), false).unwrap_err();
	assert_eq!(error.line, Some(4));
	assert!(error.why.contains("\"done\""));
	assert!(why(r#"{"resourceType":"Bundle","entry":[]}"#).contains("no Observation"));
	assert!(why(r#"{"resourceType":"Bundle"}"#).contains("no Observation"));
}

#[test]
fn what_is_not_an_observation_is_refused_with_its_reason() {
	for (text, expected) in [
		("", "empty"),
		(" \n ", "empty"),
		("{\"a\":1}", "no resourceType"),
		("[1,2]", "not as FHIR"),
		("\u{0}\u{1}", "not JSON"),
		("a,b\n1,2", "not JSON"),
		("{\"resourceType\":\"Observation\"", "truncated"),
		("{\"resourceType\":\"Patient\",\"status\":7}", "\"Patient\""),
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
fn files_are_told_apart_by_name_or_first_line() {
	let two = format!("{HEART_RATE}\n{HEART_RATE}\n");
	for (name, works) in [("a.ndjson", true), ("a.jsonl", true), ("a", true), ("a.json", false)] {
		assert_eq!(parse_file(Path::new(name), two.as_bytes()).is_ok(), works, "{name}");
	}
	let pretty = HEART_RATE.replace(',', ",\n");
	assert!(parse_file(Path::new("a"), pretty.as_bytes()).is_ok());
	let with_bom = format!("\u{feff}{HEART_RATE}");
	assert!(parse_file(Path::new("a.json"), with_bom.as_bytes()).is_ok());
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
