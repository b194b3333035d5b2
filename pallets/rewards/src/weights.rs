//! The weights that the pallet asks for. The measured ones live in the runtime.

use frame_support::weights::{constants::ParityDbWeight, Weight};

/// Weight of each call, and of what the hooks do.
pub trait WeightInfo {
	/// Weight of `claim`.
	fn claim() -> Weight;
	/// Weight of `claim_for`.
	fn claim_for() -> Weight;
	/// Weight of `donate`.
	fn donate() -> Weight;
	/// Weight of `set_split`.
	fn set_split() -> Weight;
	/// Weight of `clean` for `n` steps.
	fn clean(n: u32) -> Weight;
	/// Weight of a block in which no epoch ends.
	fn look_at_clock() -> Weight;
	/// Weight of ending an epoch.
	fn end_epoch() -> Weight;
	/// Weight of splitting the protocol's share of one settled contribution.
	fn settled() -> Weight;
}

fn estimate(micros: u64, reads: u64, writes: u64) -> Weight {
	Weight::from_parts(micros.saturating_mul(1_000_000), 4_000)
		.saturating_add(ParityDbWeight::get().reads_writes(reads, writes))
}

/// Estimates, for tests only.
impl WeightInfo for () {
	fn claim() -> Weight {
		estimate(60, 6, 5)
	}
	fn claim_for() -> Weight {
		estimate(65, 6, 5)
	}
	fn donate() -> Weight {
		estimate(50, 2, 2)
	}
	fn set_split() -> Weight {
		estimate(10, 0, 1)
	}
	fn clean(n: u32) -> Weight {
		estimate(10, 2, 1).saturating_add(estimate(5, 1, 1).saturating_mul(n.into()))
	}
	fn look_at_clock() -> Weight {
		estimate(5, 2, 0)
	}
	fn end_epoch() -> Weight {
		estimate(40, 6, 4)
	}
	fn settled() -> Weight {
		estimate(120, 7, 5)
	}
}
