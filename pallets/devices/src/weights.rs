//! The weights that the pallet asks for. The measured ones live in the runtime.

use frame_support::weights::Weight;

/// Weight of each call.
pub trait WeightInfo {
	/// Weight of `register_model`.
	fn register_model() -> Weight;
	/// Weight of `approve_firmware`.
	fn approve_firmware() -> Weight;
	/// Weight of `provision`.
	fn provision() -> Weight;
	/// Weight of `provision_list` with `n` keys.
	fn provision_list(n: u32) -> Weight;
	/// Weight of `claim` of a device that was never claimed.
	fn claim_first() -> Weight;
	/// Weight of `claim` of a device that was offered.
	fn claim_transfer() -> Weight;
	/// Weight of `offer_transfer`.
	fn offer_transfer() -> Weight;
	/// Weight of `cancel_transfer`.
	fn cancel_transfer() -> Weight;
	/// Weight of `suspend`.
	fn suspend() -> Weight;
	/// Weight of `resume`.
	fn resume() -> Weight;
	/// Weight of `report_lost`.
	fn report_lost() -> Weight;
	/// Weight of `retire`.
	fn retire() -> Weight;
	/// Weight of `rekey`.
	fn rekey() -> Weight;
	/// Weight of `report_firmware`.
	fn report_firmware() -> Weight;
	/// Weight of `recall_firmware`.
	fn recall_firmware() -> Weight;
	/// Weight of `recall_batch`.
	fn recall_batch() -> Weight;
	/// Weight of `log_maintenance`.
	fn log_maintenance() -> Weight;
}

/// For tests: roughly right, measured nowhere.
impl WeightInfo for () {
	fn register_model() -> Weight {
		Weight::from_parts(40_000_000, 7_300)
	}
	fn approve_firmware() -> Weight {
		Weight::from_parts(40_000_000, 7_300)
	}
	fn provision() -> Weight {
		Weight::from_parts(40_000_000, 7_300)
	}
	fn provision_list(n: u32) -> Weight {
		Weight::from_parts(60_000_000, 7_300)
			.saturating_add(Weight::from_parts(2_000_000, 0).saturating_mul(n.into()))
	}
	fn claim_first() -> Weight {
		Weight::from_parts(180_000_000, 7_300)
	}
	fn claim_transfer() -> Weight {
		Weight::from_parts(200_000_000, 7_300)
	}
	fn offer_transfer() -> Weight {
		Weight::from_parts(40_000_000, 7_300)
	}
	fn cancel_transfer() -> Weight {
		Weight::from_parts(40_000_000, 7_300)
	}
	fn suspend() -> Weight {
		Weight::from_parts(40_000_000, 7_300)
	}
	fn resume() -> Weight {
		Weight::from_parts(40_000_000, 7_300)
	}
	fn report_lost() -> Weight {
		Weight::from_parts(40_000_000, 7_300)
	}
	fn retire() -> Weight {
		Weight::from_parts(90_000_000, 7_300)
	}
	fn rekey() -> Weight {
		Weight::from_parts(200_000_000, 7_300)
	}
	fn report_firmware() -> Weight {
		Weight::from_parts(40_000_000, 7_300)
	}
	fn recall_firmware() -> Weight {
		Weight::from_parts(40_000_000, 7_300)
	}
	fn recall_batch() -> Weight {
		Weight::from_parts(40_000_000, 7_300)
	}
	fn log_maintenance() -> Weight {
		Weight::from_parts(40_000_000, 7_300)
	}
}
