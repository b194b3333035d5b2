//! What sequences have seen, and what they must see.

use std::collections::BTreeMap;

/// Counters.
#[derive(Clone, Default)]
pub struct Seen {
	/// Steps that succeeded.
	pub done: BTreeMap<&'static str, u64>,
	/// Refusals, by what was said.
	pub refused: BTreeMap<String, u64>,
	/// What came of it.
	pub ends: BTreeMap<&'static str, u64>,
}

impl Seen {
	pub fn done(&mut self, step: &'static str) {
		*self.done.entry(step).or_default() += 1;
	}

	pub fn refused(&mut self, step: &'static str, why: String) {
		*self.refused.entry(format!("{step}: {why}")).or_default() += 1;
	}

	pub fn saw(&mut self, what: &'static str) {
		*self.ends.entry(what).or_default() += 1;
	}

	pub fn add(&mut self, other: &Self) {
		for (key, count) in &other.done {
			*self.done.entry(key).or_default() += count;
		}
		for (key, count) in &other.refused {
			*self.refused.entry(key.clone()).or_default() += count;
		}
		for (key, count) in &other.ends {
			*self.ends.entry(key).or_default() += count;
		}
	}

	pub fn print(&self) {
		for (title, lines) in [
			("done", self.done.iter().map(|(k, n)| (k.to_string(), *n)).collect::<Vec<_>>()),
			("refused", self.refused.iter().map(|(k, n)| (k.clone(), *n)).collect()),
			("seen", self.ends.iter().map(|(k, n)| (k.to_string(), *n)).collect()),
		] {
			println!("{title}:");
			for (key, count) in lines {
				println!("{count:>10}  {key}");
			}
		}
	}
}
