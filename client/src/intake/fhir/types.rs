//! What a file of readings holds, and what was made of it.

use super::input::InputError;
use epione_primitives::Day;
use std::collections::BTreeMap;

/// Largest file that is read, in bytes, packed or not. NDJSON can be split at any line.
pub const MAX_FILE: u64 = 64 << 20;
/// Largest single record, in bytes (an hour of one ECG lead at 250 Hz is about 5 MB).
pub const MAX_RECORD: usize = 8 << 20;

/// One Observation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
	/// The record: one line of JSON.
	pub bytes: Vec<u8>,
	/// Day (UTC) on which it was taken, or on which its period begins.
	pub first_day: Day,
	/// Day (UTC) on which its period ends.
	pub last_day: Day,
}

impl AsRef<[u8]> for Reading {
	fn as_ref(&self) -> &[u8] {
		&self.bytes
	}
}

/// Why a resource was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
	/// It cannot be read, or is not as FHIR R4 has it.
	Bad,
	/// It says itself that it is no reading: entered in error, cancelled, only registered.
	NotAReading,
	/// A correction in the same file replaces it.
	Replaced,
	/// Its date cannot be right.
	Date,
	/// It is about somebody else, or nobody knows whom.
	Subject,
}

/// A resource that was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetAside {
	/// Line of the file, counted from 1, on which it begins or on which the fault is.
	pub line: Option<usize>,
	/// Why, as a kind.
	pub reason: Reason,
	/// Why, in words, and what to do.
	pub why: String,
}

/// Contents of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parsed {
	/// Its Observations, in order.
	pub readings: Vec<Reading>,
	/// What was not taken.
	pub set_aside: Vec<SetAside>,
	/// How many resources of other types there were, by type; they are left out.
	pub others: BTreeMap<String, usize>,
	/// What else its reader should know.
	pub notes: Vec<String>,
	/// Of each reading what is needed to settle whether it is taken; empty after that.
	pub(super) about: Vec<About>,
}

/// What is known of a reading besides its record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct About {
	/// Where it begins, in bytes.
	pub offset: usize,
	pub subject: Option<String>,
	/// Whether it corrects another one.
	pub corrects: bool,
}

impl Parsed {
	/// Returns how many resources of other types were left out.
	pub fn other_resources(&self) -> usize {
		self.others.values().sum()
	}

	/// Returns what a file that has no reading to give is refused for: the first of what cannot be
	/// taken.
	pub(super) fn refusal(&self) -> Option<InputError> {
		let bad = |one: &&SetAside| !matches!(one.reason, Reason::NotAReading | Reason::Replaced);
		let first = self.set_aside.iter().find(bad).filter(|_| self.readings.is_empty())?;
		let more = self.set_aside.iter().filter(bad).count() - 1;
		let more = if more > 0 { format!(" (and {more} more like it)") } else { String::new() };
		Some(InputError { line: first.line, why: format!("{}{more}", first.why) })
	}
}

/// What a reading has to satisfy besides being one.
#[derive(Clone, Debug, Default)]
pub struct Rules {
	/// Today, by the chain's clock; what is dated two days later or more is set aside. `None`: not
	/// checked.
	pub today: Option<Day>,
	/// References (`Patient/1`) or identifiers of the subject. None: a file may be about anybody,
	/// but about one only.
	pub subjects: Vec<String>,
}
