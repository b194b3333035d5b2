//! The weights that the pallet asks for. The measured ones live in the runtime.

use frame_support::weights::Weight;

/// Weight of each call.
pub trait WeightInfo {
	/// Weight of `remove_delegate`.
	fn remove_delegate() -> Weight;
	/// Weight of `remove_delegates`.
	fn remove_delegates() -> Weight;
	/// Weight of `reject_announcement`.
	fn reject_announcement() -> Weight;
	/// Weight of `cancel_attempt`.
	fn cancel_attempt() -> Weight;
	/// Weight of `slash_attempt`.
	fn slash_attempt() -> Weight;
	/// Weight of `revoke_inheritor`.
	fn revoke_inheritor() -> Weight;
}

/// For tests: roughly right, measured nowhere.
impl WeightInfo for () {
	fn remove_delegate() -> Weight {
		Weight::from_parts(60_000_000, 3_900)
	}
	fn remove_delegates() -> Weight {
		Weight::from_parts(40_000_000, 3_900)
	}
	fn reject_announcement() -> Weight {
		Weight::from_parts(40_000_000, 4_100)
	}
	fn cancel_attempt() -> Weight {
		Weight::from_parts(100_000_000, 9_200)
	}
	fn slash_attempt() -> Weight {
		Weight::from_parts(100_000_000, 6_200)
	}
	fn revoke_inheritor() -> Weight {
		Weight::from_parts(50_000_000, 4_000)
	}
}
