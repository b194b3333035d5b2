//! The weights that the calls need. The runtime brings measured ones (`frame-omni-bencher`).

use frame_support::weights::{constants::ParityDbWeight, Weight};

/// One weight per call.
pub trait WeightInfo {
	/// `request`.
	fn request() -> Weight;
	/// `withdraw_request`.
	fn withdraw_request() -> Weight;
	/// `deny`.
	fn deny() -> Weight;
	/// `grant`, upon a request.
	fn grant() -> Weight;
	/// `narrow`.
	fn narrow() -> Weight;
	/// `revoke`.
	fn revoke() -> Weight;
	/// `revoke_grantee`.
	fn revoke_grantee() -> Weight;
	/// `revoke_all`.
	fn revoke_all() -> Weight;
	/// `acknowledge`.
	fn acknowledge() -> Weight;
	/// `sweep` of `n` grants.
	fn sweep(n: u32) -> Weight;
	/// `report_overdue`.
	fn report_overdue() -> Weight;
	/// `on_idle` that finds nothing to do.
	fn on_idle_empty() -> Weight;
}

/// For mocks: estimates, never measured. A runtime uses generated weights.
impl WeightInfo for () {
	fn request() -> Weight {
		estimate(40, 7, 6)
	}
	fn withdraw_request() -> Weight {
		estimate(35, 4, 6)
	}
	fn deny() -> Weight {
		estimate(35, 5, 6)
	}
	fn grant() -> Weight {
		estimate(80, 14, 18)
	}
	fn narrow() -> Weight {
		estimate(25, 4, 3)
	}
	fn revoke() -> Weight {
		estimate(60, 9, 11)
	}
	fn revoke_grantee() -> Weight {
		estimate(30, 6, 5)
	}
	fn revoke_all() -> Weight {
		estimate(25, 3, 3)
	}
	fn acknowledge() -> Weight {
		estimate(30, 6, 4)
	}
	fn sweep(n: u32) -> Weight {
		estimate(10, 2, 0).saturating_add(estimate(60, 12, 11).saturating_mul(n.into()))
	}
	fn report_overdue() -> Weight {
		estimate(25, 4, 3)
	}
	fn on_idle_empty() -> Weight {
		estimate(12, 4, 0)
	}
}

fn estimate(micros: u64, reads: u64, writes: u64) -> Weight {
	let db = ParityDbWeight::get();
	Weight::from_parts(micros.saturating_mul(1_000_000), reads.saturating_mul(4_000))
		.saturating_add(db.reads(reads))
		.saturating_add(db.writes(writes))
}
