//! What a fuzzer's process writes of what it did, for whoever adds several up.

use crate::tally::Tally;
use std::{
	env, fs,
	path::PathBuf,
	time::{Duration, Instant},
};

/// The folder for the reports of all processes; without it none is written.
const FOLDER: &str = "EPIONE_FUZZ_REPORTS";
/// From one report to the next: what is done after the last is not reported.
const PAUSE: Duration = Duration::from_secs(2);

/// The counts of one process, written every two seconds.
pub struct Report {
	tally: Tally,
	file: Option<PathBuf>,
	written: Instant,
}

impl Default for Report {
	fn default() -> Self {
		let name = format!("{}.txt", std::process::id());
		let file = env::var_os(FOLDER).map(|folder| PathBuf::from(folder).join(name));
		Self { tally: Tally::default(), file, written: Instant::now() }
	}
}

impl Report {
	/// Adds one run.
	pub fn add(&mut self, run: &Tally) {
		self.tally.add(run);
		if self.written.elapsed() < PAUSE {
			return;
		}
		self.written = Instant::now();
		let Some(file) = &self.file else { return };
		// Whoever reads it may do so at any time.
		let draft = file.with_extension("draft");
		let written = fs::write(&draft, self.tally.to_string());
		if let Err(error) = written.and_then(|()| fs::rename(&draft, file)) {
			eprintln!("no report in {}: {error}", file.display());
		}
	}
}
