//! Where results go: text and progress for people, one JSON object for machines.

use crate::error::Error;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::Value as Json;
use std::{
	io::{IsTerminal, Write},
	sync::Mutex,
};

/// Who pays for the transactions signed since the last result. Collected because with `--json` the
/// whole output is one object.
static PAYERS: Mutex<Vec<Json>> = Mutex::new(Vec::new());

/// How results are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Output {
	/// One JSON object on standard output, nothing else.
	pub json: bool,
	/// No progress bars and no notices.
	pub quiet: bool,
}

impl Output {
	/// Prints the result of a command: `{"ok":true,...}` or the text.
	pub fn result(&self, json: Json, text: impl FnOnce() -> String) {
		let line = match (self.json, json) {
			(true, Json::Object(mut fields)) => {
				fields.entry("ok").or_insert(Json::Bool(true));
				let payers = std::mem::take(&mut *payers());
				if !payers.is_empty() {
					fields.insert("payers".into(), Json::Array(payers));
				}
				Json::Object(fields).to_string()
			},
			(true, other) => other.to_string(),
			(false, _) => text(),
		};
		// A closed pipe is not an error.
		let _ = writeln!(std::io::stdout(), "{line}");
	}

	/// Prints a remark for people, on standard error.
	pub fn notice(&self, text: &str) {
		if !self.quiet && !self.json {
			let _ = writeln!(std::io::stderr(), "{text}");
		}
	}

	/// Announces who pays for what is about to be signed: on standard error, or as an item of
	/// `payers` in the result.
	pub fn announce(&self, json: Json, text: &str) {
		if self.json {
			payers().push(json);
		} else {
			self.notice(text);
		}
	}

	/// Prints an error: `{"ok":false,"error":{...}}` on standard output, or the text on standard
	/// error.
	pub fn error(&self, error: &Error) {
		if self.json {
			let _ = writeln!(std::io::stdout(), "{}", error.to_json());
		} else {
			let _ = writeln!(std::io::stderr(), "error: {error}");
		}
	}

	/// Returns a progress bar over `len` steps (bytes, if `bytes`), on standard error if that is a
	/// terminal.
	pub fn progress(&self, len: u64, bytes: bool, message: &'static str) -> ProgressBar {
		if self.hidden() {
			return ProgressBar::hidden();
		}
		let template = if bytes {
			"{msg:24} [{bar:32}] {bytes}/{total_bytes} {bytes_per_sec}"
		} else {
			"{msg:24} [{bar:32}] {human_pos}/{human_len} {per_sec}"
		};
		let style = ProgressStyle::with_template(template)
			.unwrap_or_else(|_| ProgressStyle::default_bar())
			.progress_chars("=> ");
		ProgressBar::with_draw_target(Some(len), ProgressDrawTarget::stderr())
			.with_style(style)
			.with_message(message)
	}

	/// Returns a spinner for work of unknown length.
	pub fn spinner(&self, message: impl Into<String>) -> ProgressBar {
		if self.hidden() {
			return ProgressBar::hidden();
		}
		let bar = ProgressBar::new_spinner().with_message(message.into());
		bar.enable_steady_tick(std::time::Duration::from_millis(120));
		bar
	}

	fn hidden(&self) -> bool {
		self.json || self.quiet || !std::io::stderr().is_terminal()
	}
}

fn payers() -> std::sync::MutexGuard<'static, Vec<Json>> {
	PAYERS.lock().unwrap_or_else(|e| e.into_inner())
}

/// Formats a table for people: columns as wide as their widest cell, numbers to the right.
pub fn table(header: &[&str], rows: &[Vec<String>]) -> String {
	let width = |column: usize| {
		rows.iter()
			.filter_map(|r| r.get(column))
			.map(|c| c.chars().count())
			.chain(header.get(column).map(|h| h.chars().count()))
			.max()
			.unwrap_or(0)
	};
	let widths: Vec<usize> = (0..header.len()).map(width).collect();
	let numeric: Vec<bool> = (0..header.len())
		.map(|column| {
			!rows.is_empty()
				&& rows.iter().filter_map(|r| r.get(column)).all(|c| {
					c.starts_with(|c: char| c.is_ascii_digit())
						&& c.chars().all(|c| c.is_ascii_digit() || ".,".contains(c))
				})
		})
		.collect();
	let line = |cells: Vec<&str>| {
		let cells: Vec<String> = cells
			.iter()
			.enumerate()
			.map(|(i, cell)| match numeric.get(i) {
				Some(true) => format!("{cell:>width$}", width = widths[i]),
				_ => format!("{cell:<width$}", width = widths.get(i).copied().unwrap_or(0)),
			})
			.collect();
		cells.join("  ").trim_end().to_owned()
	};
	let mut lines = vec![line(header.to_vec())];
	lines.extend(rows.iter().map(|r| line(r.iter().map(String::as_str).collect())));
	lines.join("\n")
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn tables_line_up() {
		let rows =
			[vec!["1".to_owned(), "sealed".to_owned()], vec!["10,000".to_owned(), "x".to_owned()]];
		assert_eq!(table(&["batch", "state"], &rows), " batch  state\n     1  sealed\n10,000  x");
		assert_eq!(table(&["a"], &[]), "a");
	}

	#[test]
	fn errors_for_machines_have_kind_and_text() {
		let json = Error::Usage("no".into()).to_json();
		assert_eq!(json["ok"], false);
		assert_eq!(json["error"]["kind"], "usage");
		assert_eq!(json["error"]["message"], "no");
	}
}
