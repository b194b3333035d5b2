//! What the pallet's calls weigh. The measured weights live in the runtime; these stand in for
//! tests.

use frame_support::weights::{constants::ParityDbWeight, Weight};

/// Weight of the pallet's calls.
pub trait WeightInfo {
	/// `anchor` of `p` datasets without a device and `s` that devices signed.
	fn anchor(p: u32, s: u32) -> Weight;
	/// `tombstone`.
	fn tombstone() -> Weight;
	/// `release_window`.
	fn release_window() -> Weight;
}

/// Estimates, for tests only.
impl WeightInfo for () {
	fn anchor(p: u32, s: u32) -> Weight {
		let (p, s) = (u64::from(p), u64::from(s));
		Weight::from_parts(20_000_000, 3_000)
			.saturating_add(Weight::from_parts(40_000_000, 5_500).saturating_mul(p))
			.saturating_add(Weight::from_parts(150_000_000, 16_000).saturating_mul(s))
			.saturating_add(ParityDbWeight::get().reads_writes(4, 2))
			.saturating_add(ParityDbWeight::get().reads_writes(2, 2).saturating_mul(p))
			.saturating_add(ParityDbWeight::get().reads_writes(7, 3).saturating_mul(s))
	}

	fn tombstone() -> Weight {
		Weight::from_parts(40_000_000, 6_000)
			.saturating_add(ParityDbWeight::get().reads_writes(4, 3))
	}

	fn release_window() -> Weight {
		Weight::from_parts(40_000_000, 6_000)
			.saturating_add(ParityDbWeight::get().reads_writes(5, 3))
	}
}
