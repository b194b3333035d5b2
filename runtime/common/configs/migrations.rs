//! Upgrades that take several blocks.

use super::limits::RuntimeBlockWeights;
use crate::{weights, Runtime, RuntimeEvent};
use frame_support::{
	migrations::ForceUnstuckOnFailedMigration, parameter_types, traits::ConstU32, weights::Weight,
};
use sp_runtime::Perbill;

parameter_types! {
	/// Work that a migration may do in a block.
	pub MaxMigrationWeight: Weight = Perbill::from_percent(80) * RuntimeBlockWeights::get().max_block;
}

impl pallet_migrations::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	/// Migrations that take several blocks, the oldest first. Each knows whether it is to be done.
	#[cfg(not(any(feature = "rehearsal", feature = "runtime-benchmarks")))]
	type Migrations = (pallet_datasets::migrations::PinFirmware<Runtime>,);
	#[cfg(all(feature = "rehearsal", not(feature = "runtime-benchmarks")))]
	type Migrations = epione_runtime_common::rehearsal::CountDatasets<Runtime, MaxMigrationWeight>;
	#[cfg(feature = "runtime-benchmarks")]
	type Migrations = pallet_migrations::mock_helpers::MockedMigrations;
	type CursorMaxLen = ConstU32<65_536>;
	type IdentifierMaxLen = ConstU32<256>;
	type MigrationStatusHandler = ();
	// While a migration runs nobody can revoke. One that fails must not prolong that indefinitely.
	type FailedMigrationHandler = ForceUnstuckOnFailedMigration;
	type MaxServiceWeight = MaxMigrationWeight;
	type WeightInfo = weights::pallet_migrations::WeightInfo<Runtime>;
}
