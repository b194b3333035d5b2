//! What the pallet's calls weigh. The measured weights live in the runtime; these stand in for tests.

use frame_support::weights::{constants::ParityDbWeight, Weight};

/// Weight of the pallet's calls, and of what the transaction extension asks of it.
pub trait WeightInfo {
	/// `create`.
	fn create() -> Weight;
	/// `fund`.
	fn fund() -> Weight;
	/// `set_terms`.
	fn set_terms() -> Weight;
	/// `join`, with an invitation and four gateways, both signatures wrapped.
	fn join() -> Weight;
	/// `set_gateways`, four for four others.
	fn set_gateways() -> Weight;
	/// `leave`, with four gateways.
	fn leave() -> Weight;
	/// `evict`, with four gateways.
	fn evict() -> Weight;
	/// `end`.
	fn end() -> Weight;
	/// `refund` that removes the sponsorship.
	fn refund() -> Weight;
	/// `purge`.
	fn purge() -> Weight;
	/// Finding out who pays.
	fn payer() -> Weight;
	/// Counting a fee.
	fn charge() -> Weight;
}

fn estimate(micros: u64, reads: u64, writes: u64) -> Weight {
	Weight::from_parts(micros.saturating_mul(1_000_000), 4_000)
		.saturating_add(ParityDbWeight::get().reads_writes(reads, writes))
}

/// Estimates, for tests only.
impl WeightInfo for () {
	fn create() -> Weight {
		estimate(70, 4, 6)
	}
	fn fund() -> Weight {
		estimate(50, 4, 2)
	}
	fn set_terms() -> Weight {
		estimate(15, 2, 1)
	}
	fn join() -> Weight {
		estimate(300, 12, 11)
	}
	fn set_gateways() -> Weight {
		estimate(50, 10, 9)
	}
	fn leave() -> Weight {
		estimate(40, 9, 8)
	}
	fn evict() -> Weight {
		estimate(40, 10, 8)
	}
	fn end() -> Weight {
		estimate(60, 5, 3)
	}
	fn refund() -> Weight {
		estimate(90, 6, 5)
	}
	fn purge() -> Weight {
		estimate(40, 5, 4)
	}
	fn payer() -> Weight {
		estimate(15, 5, 0)
	}
	fn charge() -> Weight {
		estimate(10, 2, 1)
	}
}
