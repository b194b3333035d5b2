//! The weights that the pallet asks for. The measured ones live in the runtime.

use frame_support::weights::Weight;

/// Weight of each call.
pub trait WeightInfo {
	/// Weight of `set` with `n` validators.
	fn set(n: u32) -> Weight;
	/// Weight of `add`.
	fn add() -> Weight;
	/// Weight of `remove`.
	fn remove() -> Weight;
}

/// For tests: roughly right, measured nowhere.
impl WeightInfo for () {
	fn set(n: u32) -> Weight {
		Weight::from_parts(15_000_000, 4_700)
			.saturating_add(Weight::from_parts(6_000_000, 2_600).saturating_mul(n.into()))
	}
	fn add() -> Weight {
		Weight::from_parts(25_000_000, 4_700)
	}
	fn remove() -> Weight {
		Weight::from_parts(20_000_000, 4_700)
	}
}
