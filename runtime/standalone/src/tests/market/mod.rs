//! The market as a whole: random sequences of acts of sponsors, participants, arbiters, hospitals
//! and bystanders, on the real runtime. In each, some keep to the rules and some do not.
//!
//! After every call and block the books balance and escrows and holds are as they must be; at the
//! end of a sequence a bystander and the clock return all money. More in `docs/testing.md`.
//!
//! `EPIONE_SEQUENCES` sets how many, `EPIONE_SEED` the first seed, `EPIONE_THREADS` the number of
//! threads; `EPIONE_SEQUENCE=<seed>` plays a single one and prints its steps.

mod books;
mod chain;
mod check;
mod coverage;
mod draws;
mod holds;
mod play;
mod rng;
mod shadow;
mod steps;
mod winddown;
mod world;

use coverage::Seen;
use play::{Play, LOG};
use sp_state_machine::BasicExternalities;
use std::{
	panic::{catch_unwind, AssertUnwindSafe},
	str::FromStr,
	time::Instant,
};

type Balance = crate::Balance;

/// Sequences by default.
const SEQUENCES: u64 = 2_000;

/// Random steps after the beginning, at least.
const LEAST_STEPS: usize = 8;
/// Additional random steps, at most.
const MORE_STEPS: usize = 22;

fn setting<T: FromStr>(name: &str) -> Option<T> {
	std::env::var(name).ok()?.parse().ok()
}

/// Plays one sequence to its end; returns what it covered, or what went wrong.
fn play(seed: u64) -> Result<Seen, String> {
	let run = || {
		let mut ext = BasicExternalities::new(world::GENESIS.clone());
		ext.execute_with(|| {
			chain::take_events();
			let mut play = Play::new(seed);
			play.every_call = setting::<u64>("EPIONE_SEQUENCE").is_some()
				|| setting::<u64>("EPIONE_EVERY_CALL").is_some();
			steps::prelude(&mut play);
			for _ in 0..LEAST_STEPS + play.rng.below(MORE_STEPS) {
				steps::one(&mut play);
			}
			winddown::wind_down(&mut play);
			play.seen
		})
	};
	catch_unwind(AssertUnwindSafe(run)).map_err(|cause| {
		let said = cause
			.downcast_ref::<String>()
			.cloned()
			.or_else(|| cause.downcast_ref::<&str>().map(|said| said.to_string()))
			.unwrap_or_default();
		let steps = LOG.with_borrow(|log| log.join("\n  "));
		format!("EPIONE_SEQUENCE={seed}: {said}\n  {steps}")
	})
}

/// Plays sequences `from..to` on this thread, until one fails.
fn play_all(from: u64, to: u64) -> Result<Seen, String> {
	let mut seen = Seen::default();
	for seed in from..to {
		seen.add(&play(seed)?);
	}
	Ok(seen)
}

#[test]
fn sequences() {
	if let Some(seed) = setting("EPIONE_SEQUENCE") {
		let result = play(seed);
		LOG.with_borrow(|log| println!("{}", log.join("\n")));
		result.unwrap();
		return;
	}
	let count: u64 = setting("EPIONE_SEQUENCES").unwrap_or(SEQUENCES);
	let first: u64 = setting("EPIONE_SEED").unwrap_or(0);
	let threads: u64 = setting("EPIONE_THREADS").unwrap_or(1).max(1);
	let begun = Instant::now();
	let results: Vec<_> = std::thread::scope(|scope| {
		let part = |n: u64| first + count * n / threads;
		let running: Vec<_> =
			(0..threads).map(|n| scope.spawn(move || play_all(part(n), part(n + 1)))).collect();
		running.into_iter().map(|one| one.join().unwrap()).collect()
	});
	let mut seen = Seen::default();
	for result in results {
		match result {
			Ok(part) => seen.add(&part),
			Err(failure) => panic!("{failure}"),
		}
	}
	seen.print();
	if count >= SEQUENCES {
		assert_eq!(seen.missing(), Vec::<&str>::new(), "never seen");
	}
	println!("{count} sequences from seed {first} in {:?}", begun.elapsed());
}
