//! How often each call was made, and with success.

use epione_runtime::RuntimeCall;
use frame_support::traits::GetCallMetadata;
use std::{collections::BTreeMap, fmt};

/// A call's pallet and name.
pub type Name = (&'static str, &'static str);

/// Sets the clock at the beginning of each block.
pub const CLOCK: Name = ("Timestamp", "set");

/// The name of a call.
pub fn name_of(call: &RuntimeCall) -> Name {
	let found = call.get_call_metadata();
	(found.pallet_name, found.function_name)
}

/// Every call of the runtime.
pub fn all_calls() -> Vec<Name> {
	RuntimeCall::get_module_names()
		.iter()
		.flat_map(|pallet| {
			RuntimeCall::get_call_names(pallet).iter().map(move |call| (*pallet, *call))
		})
		.collect()
}

/// What happened to calls of one name.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Count {
	/// Those that were made.
	pub made: u64,
	/// Those that did what they are for.
	pub succeeded: u64,
}

/// Counts of all calls.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tally(BTreeMap<Name, Count>);

impl Tally {
	/// Counts one call.
	pub fn note(&mut self, name: Name, succeeded: bool) {
		let count = self.0.entry(name).or_default();
		count.made += 1;
		count.succeeded += u64::from(succeeded);
	}

	/// Adds what another counted.
	pub fn add(&mut self, other: &Self) {
		for (name, more) in &other.0 {
			let count = self.0.entry(*name).or_default();
			count.made += more.made;
			count.succeeded += more.succeeded;
		}
	}

	/// Calls made, without the clock's inherents: each block has one.
	pub fn total(&self) -> u64 {
		self.0.iter().filter(|(name, _)| **name != CLOCK).map(|(_, count)| count.made).sum()
	}

	/// The calls of the runtime that never succeeded.
	pub fn without_success(&self) -> Vec<Name> {
		let succeeded = |name: &Name| self.0.get(name).is_some_and(|count| count.succeeded > 0);
		all_calls().into_iter().filter(|name| !succeeded(name)).collect()
	}
}

impl fmt::Display for Tally {
	/// A line for each call of the runtime: successes, calls, name.
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		for name in all_calls() {
			let Count { made, succeeded } = self.0.get(&name).copied().unwrap_or_default();
			writeln!(f, "{succeeded} {made} {}.{}", name.0, name.1)?;
		}
		Ok(())
	}
}
