//! Weights of the free lane and of the extension around it.
//!
//! The figures of `()` are guesses for tests; a runtime measures its own.

use frame_support::weights::{constants::RocksDbWeight, Weight};

/// What [`ChargeOrFree`](crate::ChargeOrFree) does besides the checks of the pallets.
pub trait WeightInfo {
	/// Deciding about an ordinary call (`ChargePolicy::decide`): what every transaction bears.
	fn classify() -> Weight;
	/// Counting refusals, and removing the counters at the end of the block.
	fn take() -> Weight;
	/// Looking through one proxy or batch (reads the account's proxies).
	fn look_through() -> Weight;
	/// Removing the total at the end of a block.
	fn on_finalize() -> Weight;
}

impl WeightInfo for () {
	fn classify() -> Weight {
		Weight::from_parts(1_000_000, 0)
	}
	fn take() -> Weight {
		Weight::from_parts(10_000_000, 0).saturating_add(RocksDbWeight::get().reads_writes(2, 4))
	}
	fn look_through() -> Weight {
		Weight::from_parts(5_000_000, 4706).saturating_add(RocksDbWeight::get().reads(1))
	}
	fn on_finalize() -> Weight {
		Weight::from_parts(2_000_000, 0).saturating_add(RocksDbWeight::get().reads_writes(1, 1))
	}
}
