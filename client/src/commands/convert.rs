//! `epione convert`: what intake would take of a file, without node, home or passphrase.

use crate::{
	calendar::now_ms,
	error::{Error, Result},
	intake::{
		fhir::{self, Parsed, Reason, Rules},
		files::expand,
		ingest::{left_out, set_aside},
		meaning::meaning,
		minimise::{minimise, PROFILE},
	},
	output::Output,
};
use clap::{Args, ValueEnum};
use epione_primitives::{Day, DAY};
use serde_json::json;
use std::{
	collections::HashSet,
	io::{Read, Write},
	path::{Path, PathBuf},
};

/// How much of a resource is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Profile {
	/// The least that serves a study: no names, identifiers, notes, free text.
	Minimised,
	/// Everything, as it was received.
	Full,
}

/// Print the Observations of files as NDJSON, and on standard error what was left out and why.
#[derive(Args, Debug)]
pub struct Convert {
	/// Files or folders; `-` reads standard input.
	#[arg(required = true)]
	paths: Vec<PathBuf>,
	/// How much of each resource.
	#[arg(long, value_enum, default_value = "minimised")]
	profile: Profile,
	/// How the files name the person (`Patient/1`, or an identifier); what is about others is set
	/// aside. May be given several times.
	#[arg(long = "subject-reference")]
	subjects: Vec<String>,
	/// Today (2026-11-20); what is dated later is set aside. By this machine's clock if left out.
	#[arg(long, value_parser = parse_day)]
	today: Option<Day>,
}

fn parse_day(text: &str) -> std::result::Result<Day, String> {
	match fhir::day_range(text) {
		Ok((first, last)) if first == last => Ok(first),
		_ => Err("a day is written 2026-11-20".into()),
	}
}

/// What became of one file.
struct Converted {
	records: Vec<Vec<u8>>,
	/// Lines, and why they were left out.
	left_out: Vec<(Option<usize>, String)>,
	parsed: Parsed,
}

impl Convert {
	/// Runs the command.
	pub fn run(&self, output: &Output) -> Result<()> {
		let rules = Rules {
			today: self.today.or((now_ms() / DAY).try_into().ok()),
			subjects: self.subjects.clone(),
		};
		let mut seen = HashSet::new();
		let mut reports = Vec::new();
		let mut refused = Vec::new();
		let (stdin, named): (Vec<_>, Vec<_>) =
			self.paths.iter().cloned().partition(|path| path == Path::new("-"));
		let (mut paths, skipped) = expand(&named)?;
		paths.extend(stdin);
		for one in skipped {
			output.notice(&format!("{}: {}", one.path.display(), one.why));
		}
		for path in &paths {
			match self.read(path, &rules, &mut seen) {
				Ok(converted) => {
					if !output.json {
						print(&converted.records)?;
					}
					for line in report(path, &converted) {
						output.notice(&line);
					}
					reports.push(in_json(path, &converted));
				},
				// One bad file does not keep the others from being read.
				Err(error) => {
					output.notice(&format!("error: {error}"));
					reports.push(json!({ "file": path, "error": error.to_json()["error"] }));
					refused.push(error);
				},
			}
		}
		if output.json {
			let ok = refused.is_empty();
			output.result(
				json!({ "ok": ok, "profile": self.profile_name(), "files": reports }),
				String::new,
			);
		}
		match refused.into_iter().next() {
			// It was said above, with the others.
			Some(error) => Err(Error::Said(Box::new(error))),
			None => Ok(()),
		}
	}

	fn profile_name(&self) -> &'static str {
		match self.profile {
			Profile::Minimised => PROFILE,
			Profile::Full => "full",
		}
	}

	/// Reads a file; `seen` holds the readings of those before.
	fn read(&self, path: &Path, rules: &Rules, seen: &mut HashSet<Vec<u8>>) -> Result<Converted> {
		let bytes = if path == Path::new("-") {
			let mut bytes = Vec::new();
			let most = fhir::MAX_FILE + 1;
			std::io::stdin().take(most).read_to_end(&mut bytes).map_err(Error::io("read", path))?;
			if bytes.len() as u64 == most {
				return Err(Error::BadInput {
					path: path.into(),
					line: None,
					why: format!("more than {} bytes; split it", fhir::MAX_FILE),
				});
			}
			bytes
		} else {
			fhir::load_file(path)?
		};
		let mut parsed = fhir::parse_file(path, &bytes, rules)?;
		let mut left_out: Vec<_> =
			parsed.set_aside.iter().map(|one| (one.line, set_aside(one))).collect();
		let readings = std::mem::take(&mut parsed.readings);
		let mut records = Vec::with_capacity(readings.len());
		let mut again = 0;
		for (number, reading) in readings.into_iter().enumerate() {
			if meaning(&reading.bytes).is_some_and(|meaning| !seen.insert(meaning)) {
				again += 1;
				continue;
			}
			match self.profile {
				Profile::Full => records.push(reading.bytes),
				Profile::Minimised => match minimise(&reading.bytes) {
					Ok(record) => records.push(record),
					Err(unfit) => {
						let why = format!("reading {} left out: {}", number + 1, unfit.why());
						left_out.push((None, why));
					},
				},
			}
		}
		if again > 0 {
			parsed.notes.push(format!("{again} readings were there before, and are taken once"));
		}
		Ok(Converted { records, left_out, parsed })
	}
}

fn print(records: &[Vec<u8>]) -> Result<()> {
	let mut out = std::io::stdout().lock();
	for record in records {
		let written = out.write_all(record).and_then(|()| out.write_all(b"\n"));
		match written {
			// A closed pipe is not an error.
			Err(e) if e.kind() == std::io::ErrorKind::BrokenPipe => return Ok(()),
			other => other.map_err(Error::io("write", "standard output"))?,
		}
	}
	out.flush().map_err(Error::io("write", "standard output"))
}

fn report(path: &Path, converted: &Converted) -> Vec<String> {
	let name = path.display();
	let count = converted.records.len();
	let readings = if count == 1 { "reading" } else { "readings" };
	let mut lines = vec![format!("{name}: {count} {readings}")];
	let others = left_out(&converted.parsed.others);
	let notes = converted.parsed.notes.iter().cloned();
	let aside = converted.left_out.iter().map(|(_, why)| why.clone());
	lines
		.extend(others.into_iter().chain(notes).chain(aside).map(|text| format!("{name}: {text}")));
	lines
}

fn in_json(path: &Path, converted: &Converted) -> serde_json::Value {
	// As texts: a reader of JSON may write numbers otherwise.
	let records: Vec<_> =
		converted.records.iter().map(|record| String::from_utf8_lossy(record)).collect();
	let reason = |one: &fhir::SetAside| match one.reason {
		Reason::Bad => "bad",
		Reason::NotAReading => "not_a_reading",
		Reason::Replaced => "replaced",
		Reason::Date => "date",
		Reason::Subject => "subject",
	};
	let aside: Vec<_> = converted
		.parsed
		.set_aside
		.iter()
		.map(|one| json!({ "line": one.line, "reason": reason(one), "why": one.why }))
		.collect();
	let unfit: Vec<&String> =
		converted.left_out[aside.len()..].iter().map(|(_, why)| why).collect();
	json!({
		"file": path,
		"records": records,
		"set_aside": aside,
		"unfit": unfit,
		"others": converted.parsed.others,
		"notes": converted.parsed.notes,
	})
}
