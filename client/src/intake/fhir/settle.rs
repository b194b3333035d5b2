//! Which of the readings of a file are taken: by whom they are about, their date, and whether a
//! later one corrects them.

use super::types::{Parsed, Reading, Reason, Rules, SetAside};
use crate::calendar::{civil_from_days, days_from_civil};
use epione_primitives::Day;
use serde_json::Value as Json;
use std::collections::{BTreeSet, HashMap};

/// Days on which the clocks of devices begin that lost their power: the epochs of Unix, DOS, GPS,
/// and what makers of meters and watches set.
const FIRST_DAYS: [(i64, i64, i64); 6] =
	[(1970, 1, 1), (1980, 1, 1), (1980, 1, 6), (1999, 12, 31), (2000, 1, 1), (2001, 1, 1)];

/// So many days after its beginning a clock that nobody set is still recognised.
const RUNS_ON: i64 = 60;
const TWO_YEARS: i64 = 730;

/// Sets aside what is not to be taken.
pub(super) fn settle(mut parsed: Parsed, text: &[u8], rules: &Rules) -> Parsed {
	let about = std::mem::take(&mut parsed.about);
	let readings = std::mem::take(&mut parsed.readings);
	let subjects: BTreeSet<&str> = about.iter().filter_map(|a| a.subject.as_deref()).collect();
	let replaced = replaced(&readings, about.iter().map(|a| a.corrects));
	let line = |offset: usize| text[..offset].iter().filter(|b| **b == b'\n').count() + 1;
	let newest = readings.iter().map(|reading| reading.first_day).max().unwrap_or(0);
	let mut aside = Vec::new();
	for (number, (reading, about)) in readings.into_iter().zip(&about).enumerate() {
		let refused = wrong_subject(about.subject.as_deref(), &subjects, rules)
			.map(|why| (Reason::Subject, why))
			.or_else(|| wrong_date(&reading, newest, rules).map(|why| (Reason::Date, why)))
			.or_else(|| {
				let by = replaced.get(&number)?;
				Some((Reason::Replaced, format!("reading {} of the file corrects it", by + 1)))
			});
		match refused {
			None => parsed.readings.push(reading),
			Some((reason, why)) => {
				aside.push(SetAside { line: Some(line(about.offset)), reason, why });
			},
		}
	}
	parsed.set_aside.extend(aside);
	parsed.set_aside.sort_by_key(|one| one.line);
	parsed
}

fn wrong_subject(subject: Option<&str>, all: &BTreeSet<&str>, rules: &Rules) -> Option<String> {
	if rules.subjects.is_empty() {
		// Nobody said whose data this is.
		return (all.len() > 1).then(|| {
			let names: Vec<&str> = all.iter().take(4).copied().collect();
			format!(
				"whose is it? The file is about {} people ({}): name yours (subject_references in \
				 config.toml, --subject-reference of `epione convert`)",
				all.len(),
				names.join(", ")
			)
		});
	}
	let subject = subject?;
	(!rules.subjects.iter().any(|known| known == subject))
		.then(|| format!("it is about {subject}, not about {}", rules.subjects.join(" or ")))
}

fn wrong_date(reading: &Reading, newest: Day, rules: &Rules) -> Option<String> {
	let show = |day: Day| {
		let (year, month, day) = civil_from_days(i64::from(day));
		format!("{year:04}-{month:02}-{day:02}")
	};
	if rules.today.is_some_and(|today| reading.first_day > today.saturating_add(1)) {
		return Some(format!(
			"it lies in the future ({}); set the clock of the device right",
			show(reading.first_day)
		));
	}
	// A whole year that begins on such a day is a date that somebody wrote.
	if reading.first_day != reading.last_day {
		return None;
	}
	let day = i64::from(reading.first_day);
	let never_set = FIRST_DAYS.into_iter().any(|(year, month, first)| {
		let since = day - days_from_civil(year, month, first);
		// Such a clock goes on; what it says is told from old data by the others of the file.
		since == 0 || (1..=RUNS_ON).contains(&since) && i64::from(newest) - day > TWO_YEARS
	});
	never_set.then(|| {
		format!(
			"its date, {}, is where a clock begins that was never set; set the clock of the device \
			 right",
			show(reading.first_day)
		)
	})
}

/// Returns which readings a later one of the file corrects, and which one that is.
fn replaced(readings: &[Reading], corrects: impl Iterator<Item = bool>) -> HashMap<usize, usize> {
	let corrections: Vec<usize> =
		corrects.enumerate().filter_map(|(number, corrects)| corrects.then_some(number)).collect();
	let mut replaced = HashMap::new();
	if corrections.is_empty() {
		return replaced;
	}
	let mut last: HashMap<String, usize> = HashMap::new();
	for (number, reading) in readings.iter().enumerate() {
		let is_correction = corrections.binary_search(&number).is_ok();
		for name in names(&reading.bytes) {
			if let Some(earlier) = last.insert(name, number).filter(|_| is_correction) {
				if earlier != number {
					replaced.insert(earlier, number);
				}
			}
		}
	}
	replaced
}

/// What two versions of the same reading have in common: an identifier, or code, time and device.
fn names(record: &[u8]) -> Vec<String> {
	let Ok(json) = serde_json::from_slice::<Json>(record) else { return Vec::new() };
	let text = |value: &Json| value.as_str().unwrap_or_default().to_owned();
	let identifiers = json["identifier"].as_array().map(Vec::as_slice).unwrap_or_default();
	let mut names: Vec<String> = identifiers
		.iter()
		.filter(|identifier| identifier["value"].is_string())
		.map(|identifier| format!("{}|{}", text(&identifier["system"]), text(&identifier["value"])))
		.collect();
	if names.is_empty() {
		let codings = json["code"]["coding"].as_array().map(Vec::as_slice).unwrap_or_default();
		let codes: Vec<String> = codings
			.iter()
			.map(|c| format!("{}|{}", text(&c["system"]), text(&c["code"])))
			.collect();
		let time = ["effectiveDateTime", "effectiveInstant", "effectivePeriod", "effectiveTiming"]
			.map(|field| json[field].to_string());
		names.push(format!(
			"{} {} {}",
			codes.join(" "),
			time.join(" "),
			text(&json["device"]["reference"])
		));
	}
	names
}
