//! The frame of it: this chain's blocks and its clock.

use super::{FirstNonce, Nonce, RuntimeBlockLength, RuntimeBlockWeights};
use crate::{
	weights, AccountId, Aura, Balance, Block, BlockNumber, Hash, Migrations, PalletInfo, Runtime,
	RuntimeCall, RuntimeEvent, RuntimeOrigin, RuntimeTask, VERSION,
};
use cumulus_pallet_parachain_system::{ParachainSetCode, RelaychainDataProvider};
use cumulus_primitives_core::relay_chain::MAX_POV_SIZE;
use epione_runtime_common::constants::time::PARACHAIN_BLOCK;
use frame_support::{
	derive_impl, parameter_types,
	traits::{ConstU32, ConstU64},
	weights::{
		constants::{ParityDbWeight, WEIGHT_REF_TIME_PER_SECOND},
		Weight,
	},
};
#[cfg(feature = "runtime-benchmarks")]
use sp_runtime::traits::BlockNumberProvider;
use sp_version::RuntimeVersion;

/// The clock of what waits for a height: the relay chain's, which goes on while this chain has no core,
/// and goes no faster when it has several.
#[cfg(not(feature = "runtime-benchmarks"))]
pub type BlockNumbers = RelaychainDataProvider<Runtime>;

/// The same for benchmarks. Some of the SDK's move this chain's own number on, and expect that to be the clock.
#[cfg(feature = "runtime-benchmarks")]
pub struct BlockNumbers;

#[cfg(feature = "runtime-benchmarks")]
impl BlockNumberProvider for BlockNumbers {
	type BlockNumber = BlockNumber;

	fn current_block_number() -> BlockNumber {
		// Both are read, so that nothing is measured as cheaper than it is.
		RelaychainDataProvider::<Runtime>::current_block_number().max(crate::System::block_number())
	}

	fn set_block_number(number: BlockNumber) {
		RelaychainDataProvider::<Runtime>::set_block_number(number);
	}
}

/// From one slot to the next, in milliseconds.
pub const SLOT_DURATION: u64 = PARACHAIN_BLOCK;

/// Work in a block: the two seconds that the relay chain's validators spend on checking it, and the
/// bytes that they can be sent for that.
pub const MAX_BLOCK: Weight =
	Weight::from_parts(2 * WEIGHT_REF_TIME_PER_SECOND, MAX_POV_SIZE as u64);

parameter_types! {
	/// The version in force.
	pub const Version: RuntimeVersion = VERSION;
	/// Almost seven hours: the longest a mortal transaction can live.
	pub const BlockHashCount: BlockNumber = 4096;
	/// The generic prefix of addresses: every wallet shows it.
	pub const SS58Prefix: u16 = 42;
}

#[derive_impl(frame_system::config_preludes::ParaChainDefaultConfig)]
impl frame_system::Config for Runtime {
	type Block = Block;
	type BlockWeights = RuntimeBlockWeights;
	type BlockLength = RuntimeBlockLength;
	type AccountId = AccountId;
	type Nonce = Nonce;
	type Hash = Hash;
	type BlockHashCount = BlockHashCount;
	type DbWeight = ParityDbWeight;
	type Version = Version;
	type AccountData = pallet_balances::AccountData<Balance>;
	type SS58Prefix = SS58Prefix;
	type MaxConsumers = ConstU32<64>;
	type OnKilledAccount = FirstNonce;
	// The relay chain says when new code takes effect.
	type OnSetCode = ParachainSetCode<Self>;
	type MultiBlockMigrator = Migrations;
	type SystemWeightInfo = weights::frame_system::WeightInfo<Runtime>;
	type ExtensionsWeightInfo = weights::frame_system_extensions::WeightInfo<Runtime>;
}

impl pallet_timestamp::Config for Runtime {
	type Moment = u64;
	type OnTimestampSet = Aura;
	// With several cores, several blocks have the time of one slot.
	type MinimumPeriod = ConstU64<0>;
	type WeightInfo = weights::pallet_timestamp::WeightInfo<Runtime>;
}

impl cumulus_pallet_weight_reclaim::Config for Runtime {
	type WeightInfo = weights::cumulus_pallet_weight_reclaim::WeightInfo<Runtime>;
}
