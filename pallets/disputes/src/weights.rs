//! The weights that the pallet asks for. The measured ones live in the runtime.

use frame_support::weights::{constants::ParityDbWeight, Weight};

/// Weight of each call, and of what the hook does. `n` is a number of contributions.
pub trait WeightInfo {
	/// `open` of `n` contributions.
	fn open(n: u32) -> Weight;
	/// `decide` of `n` contributions.
	fn decide(n: u32) -> Weight;
	/// `appeal` in a dispute of `n` contributions.
	fn appeal(n: u32) -> Weight;
	/// `decide_appeal` of `n` contributions, which end.
	fn decide_appeal(n: u32) -> Weight;
	/// `advance` of a draw that looks at as many arbiters as it may.
	fn advance_draw() -> Weight;
	/// `advance` by which the dispute over `n` contributions ends.
	fn advance_end(n: u32) -> Weight;
	/// `set_evidence_key`.
	fn set_evidence_key() -> Weight;
	/// `remove_evidence_key`.
	fn remove_evidence_key() -> Weight;
	/// A look for what is due.
	fn peek() -> Weight;
}

fn estimate(micros: u64, reads: u64, writes: u64) -> Weight {
	Weight::from_parts(micros.saturating_mul(1_000_000), 4_000)
		.saturating_add(ParityDbWeight::get().reads_writes(reads, writes))
}

fn times(n: u32, each: Weight) -> Weight {
	each.saturating_mul(n.into())
}

/// Estimates, for tests only.
impl WeightInfo for () {
	fn open(n: u32) -> Weight {
		estimate(120, 8, 8).saturating_add(times(n, estimate(30, 5, 5)))
	}
	fn decide(n: u32) -> Weight {
		estimate(40, 6, 4).saturating_add(times(n, estimate(1, 0, 0)))
	}
	fn appeal(n: u32) -> Weight {
		estimate(70, 5, 3).saturating_add(times(n, estimate(1, 0, 0)))
	}
	fn decide_appeal(n: u32) -> Weight {
		estimate(80, 8, 8).saturating_add(times(n, estimate(200, 12, 12)))
	}
	fn advance_draw() -> Weight {
		// 17 parties with 6 roles each; 32 arbiters with credential, accreditor, key, pruning.
		estimate(900, 330, 140)
	}
	fn advance_end(n: u32) -> Weight {
		estimate(80, 8, 8).saturating_add(times(n, estimate(200, 12, 12)))
	}
	fn set_evidence_key() -> Weight {
		estimate(60, 5, 3)
	}
	fn remove_evidence_key() -> Weight {
		estimate(50, 3, 3)
	}
	fn peek() -> Weight {
		estimate(8, 4, 0)
	}
}
