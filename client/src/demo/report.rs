//! The demo's report: a step at a time for people, one object for machines.

use crate::{chain::Included, error::Error, output::Output, words::show_amount};
use serde_json::{json, Value as Json};
use std::{io::Write, time::Instant};

/// Names of the steps.
pub const STEPS: [&str; 10] = [
	"credentials",
	"model and provisioning",
	"claim and gateway",
	"batch, encrypt, store, anchor",
	"study",
	"consent",
	"commit and deliver",
	"fetch and verify",
	"revoke and tombstone",
	"payment and audit",
];

/// Names of the chapters that follow the steps.
pub const CHAPTERS: [&str; 2] = ["patient-with-nothing", "bad-study"];

/// The steps and chapters so far.
pub struct Report {
	output: Output,
	/// Number of chapters to play.
	wanted: usize,
	steps: Vec<Json>,
	chapters: Vec<Json>,
	/// The chapter being played, once the steps are over.
	chapter: Option<&'static str>,
	transactions: Vec<Json>,
	notes: Vec<String>,
	started: Instant,
}

impl Report {
	/// Returns an empty report on the ten steps and `wanted` chapters.
	pub fn new(output: Output, wanted: usize) -> Self {
		Self {
			output,
			wanted,
			steps: Vec::new(),
			chapters: Vec::new(),
			chapter: None,
			transactions: Vec::new(),
			notes: Vec::new(),
			started: Instant::now(),
		}
	}

	fn current(&self) -> usize {
		self.steps.len()
	}

	/// Prints what the next step is about to do.
	pub fn begin(&mut self) {
		if let Some(name) = STEPS.get(self.current()) {
			self.say(&format!("\n{:>2}. {name}", self.current() + 1));
		}
	}

	/// Reports something that happened or held in this step.
	pub fn note(&mut self, text: impl Into<String>) {
		let text = text.into();
		self.say(&format!("    {text}"));
		self.notes.push(text);
	}

	/// Reports a transaction of this step.
	pub fn transaction(&mut self, who: &str, included: &Included) {
		let fee = match included.fee() {
			Ok(Some((payer, fee))) => format!("fee {} paid by {payer}", show_amount(fee)),
			Ok(None) => "no fee".into(),
			Err(error) => format!("fee unknown: {error}"),
		};
		self.say(&format!(
			"    {} signed by {who} {}\n        block {} final as {}, {fee}",
			included.call, included.signer, included.block, included.block_hash
		));
		self.transactions.push(json!({
			"call": included.call, "who": who, "signer": included.signer, "hash": included.hash,
			"block": included.block, "block_hash": included.block_hash, "fee": fee,
		}));
	}

	/// Reports a transaction of the gateway, of which only the block is known.
	pub fn in_block(&mut self, call: &str, who: &str, block: u32, hash: &[u8; 32]) {
		let hash = format!("0x{}", hex::encode(hash));
		self.say(&format!("    {call} signed by {who}\n        block {block} final as {hash}"));
		self.transactions
			.push(json!({ "call": call, "who": who, "block": block, "block_hash": hash }));
	}

	/// Records that the step held.
	pub fn done(&mut self) {
		let step = self.current();
		self.push(json!({ "ok": true, "name": STEPS.get(step).copied().unwrap_or("") }));
	}

	/// Prints which chapter begins.
	pub fn chapter(&mut self, name: &'static str) {
		self.chapter = Some(name);
		self.say(&format!("\nChapter: {name}"));
	}

	/// Records that the chapter held.
	pub fn chapter_done(&mut self) {
		if let Some(name) = self.chapter.take() {
			self.push_chapter(json!({ "name": name, "ok": true }));
		}
	}

	fn push_chapter(&mut self, mut chapter: Json) {
		chapter["transactions"] = Json::Array(std::mem::take(&mut self.transactions));
		chapter["notes"] = json!(std::mem::take(&mut self.notes));
		self.chapters.push(chapter);
	}

	/// Records that the step or chapter, and with it the demo, failed.
	pub fn failed(&mut self, error: &Error) {
		if let Some(name) = self.chapter.take() {
			self.say(&format!("    FAILED: {error}"));
			self.push_chapter(json!({ "name": name, "ok": false, "error": error.to_string() }));
			return;
		}
		let step = self.current();
		self.say(&format!("    FAILED: {error}"));
		self.push(json!({
			"ok": false, "name": STEPS.get(step).copied().unwrap_or("end"), "error": error.to_string(),
		}));
	}

	fn push(&mut self, mut step: Json) {
		step["step"] = json!(self.steps.len() + 1);
		step["transactions"] = Json::Array(std::mem::take(&mut self.transactions));
		step["notes"] = json!(std::mem::take(&mut self.notes));
		self.steps.push(step);
	}

	/// Returns whether all steps hold, and whether all chapters that are played hold too.
	fn held(&self) -> (bool, bool) {
		let all = |items: &[Json], count: usize| {
			items.len() == count && items.iter().all(|item| item["ok"] == true)
		};
		let steps = all(&self.steps, STEPS.len());
		(steps, steps && all(&self.chapters, self.wanted))
	}

	/// Prints the end of the report.
	pub fn finish(&self) {
		let (steps, ok) = self.held();
		let seconds = self.started.elapsed().as_secs_f64();
		let json = json!({
			"steps": self.steps, "chapters": self.chapters, "ok": ok, "seconds": seconds,
		});
		self.output.result(json, || match self.chapters.last() {
			None if ok => format!("\nAll ten steps hold ({seconds:.0} s)."),
			_ if ok => format!("\nAll ten steps and both chapters hold ({seconds:.0} s)."),
			Some(chapter) if steps => format!("\nThe demo failed in chapter {}.", chapter["name"]),
			_ => format!("\nThe demo failed at step {}.", self.steps.len()),
		});
	}

	fn say(&self, text: &str) {
		if !self.output.json {
			// A closed pipe is not an error.
			let _ = writeln!(std::io::stdout(), "{text}");
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn report(chapters: &[bool]) -> Report {
		report_of(CHAPTERS.len(), chapters)
	}

	fn report_of(wanted: usize, chapters: &[bool]) -> Report {
		let mut report = Report::new(Output { json: true, quiet: true }, wanted);
		for _ in STEPS {
			report.begin();
			report.done();
		}
		for (name, ok) in CHAPTERS.iter().zip(chapters) {
			report.chapter(name);
			report.note("something held");
			match ok {
				true => report.chapter_done(),
				false => report.failed(&Error::Verification("it did not".into())),
			}
		}
		report
	}

	#[test]
	fn the_demo_holds_only_with_all_steps_and_chapters() {
		assert_eq!(report(&[true, true]).held(), (true, true));
		for chapters in [&[][..], &[true], &[true, false], &[false, true]] {
			assert_eq!(report(chapters).held(), (true, false), "{chapters:?}");
		}
		assert_eq!(report_of(0, &[]).held(), (true, true));
		let mut early = Report::new(Output { json: true, quiet: true }, 0);
		early.failed(&Error::Verification("it did not".into()));
		assert_eq!(early.held(), (false, false));
	}

	#[test]
	fn what_failed_in_a_chapter_is_no_step() {
		let report = report(&[true, false]);
		assert_eq!((report.steps.len(), report.chapters.len()), (STEPS.len(), 2));
		assert_eq!(report.chapters[1]["name"], "bad-study");
		assert_eq!(report.chapters[1]["notes"][0], "something held");
	}
}
