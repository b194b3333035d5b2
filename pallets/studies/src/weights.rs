//! What the pallet's calls weigh. The measured weights live in the runtime; these stand in for tests.

use frame_support::weights::{constants::ParityDbWeight, Weight};

/// Weight of the pallet's calls.
pub trait WeightInfo {
	/// `create`.
	fn create() -> Weight;
	/// `add_key`, with a proof of possession.
	fn add_key() -> Weight;
	/// `approve`.
	fn approve() -> Weight;
	/// `fund`.
	fn fund() -> Weight;
	/// `commit`: the one that completes a cohort, with every kind of eligibility.
	fn commit() -> Weight;
	/// `deliver`, with the proof of its envelope.
	fn deliver() -> Weight;
	/// `lapse`.
	fn lapse() -> Weight;
	/// `settle`.
	fn settle() -> Weight;
	/// `close`.
	fn close() -> Weight;
	/// `finish`, of a study that ends at once.
	fn finish() -> Weight;
	/// `register_key`, with a proof of possession.
	fn register_key() -> Weight;
	/// `bid`.
	fn bid() -> Weight;
	/// `withdraw_bid`.
	fn withdraw_bid() -> Weight;
	/// `commit_share`.
	fn commit_share() -> Weight;
	/// `deliver_share`, with the proof of its envelope.
	fn deliver_share() -> Weight;
	/// `withdraw`, by a guardian.
	fn withdraw() -> Weight;
	/// `suspend_approval`.
	fn suspend_approval() -> Weight;
	/// `resume_approval`.
	fn resume_approval() -> Weight;
	/// `purge` of `n` records that all go.
	fn purge(n: u32) -> Weight;
	/// What every block costs: the live clock.
	fn tick() -> Weight;
	/// A look at the first line of the agenda.
	fn peek() -> Weight;
}

fn estimate(micros: u64, reads: u64, writes: u64) -> Weight {
	Weight::from_parts(micros.saturating_mul(1_000_000), 4_000)
		.saturating_add(ParityDbWeight::get().reads_writes(reads, writes))
}

/// Estimates, for tests only.
impl WeightInfo for () {
	fn create() -> Weight {
		estimate(80, 7, 6)
	}
	fn add_key() -> Weight {
		estimate(300, 6, 4)
	}
	fn approve() -> Weight {
		estimate(30, 4, 1)
	}
	fn fund() -> Weight {
		estimate(50, 4, 2)
	}
	fn commit() -> Weight {
		estimate(250, 42, 12)
	}
	fn deliver() -> Weight {
		estimate(820, 17, 11)
	}
	fn lapse() -> Weight {
		estimate(90, 12, 11)
	}
	fn settle() -> Weight {
		estimate(160, 13, 10)
	}
	fn close() -> Weight {
		estimate(30, 3, 1)
	}
	fn finish() -> Weight {
		estimate(120, 8, 8)
	}
	fn register_key() -> Weight {
		estimate(300, 5, 4)
	}
	fn bid() -> Weight {
		estimate(60, 8, 5)
	}
	fn withdraw_bid() -> Weight {
		estimate(50, 4, 4)
	}
	fn commit_share() -> Weight {
		estimate(120, 18, 9)
	}
	fn deliver_share() -> Weight {
		estimate(800, 12, 8)
	}
	fn withdraw() -> Weight {
		estimate(30, 4, 2)
	}
	fn suspend_approval() -> Weight {
		estimate(30, 4, 1)
	}
	fn resume_approval() -> Weight {
		estimate(30, 5, 1)
	}
	fn purge(n: u32) -> Weight {
		estimate(20, 2, 1).saturating_add(estimate(90, 14, 10).saturating_mul(n.into()))
	}
	fn tick() -> Weight {
		estimate(2, 2, 1)
	}
	fn peek() -> Weight {
		estimate(5, 2, 0)
	}
}
