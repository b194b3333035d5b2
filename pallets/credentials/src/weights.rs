//! The weights that the pallet asks for. The measured ones live in the runtime.

use frame_support::weights::Weight;

/// Weight of each call.
pub trait WeightInfo {
	/// Weight of `appoint`.
	fn appoint() -> Weight;
	/// Weight of `dismiss`.
	fn dismiss() -> Weight;
	/// Weight of `issue`.
	fn issue() -> Weight;
	/// Weight of `renew`.
	fn renew() -> Weight;
	/// Weight of `revoke`.
	fn revoke() -> Weight;
	/// Weight of `clear`.
	fn clear() -> Weight;
}

/// For tests: roughly right, measured nowhere.
impl WeightInfo for () {
	fn appoint() -> Weight {
		Weight::from_parts(15_000_000, 3_600)
	}
	fn dismiss() -> Weight {
		Weight::from_parts(13_000_000, 3_600)
	}
	fn issue() -> Weight {
		Weight::from_parts(70_000_000, 7_300)
	}
	fn renew() -> Weight {
		Weight::from_parts(25_000_000, 7_300)
	}
	fn revoke() -> Weight {
		Weight::from_parts(25_000_000, 7_300)
	}
	fn clear() -> Weight {
		Weight::from_parts(60_000_000, 7_300)
	}
}
