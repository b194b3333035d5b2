//! The frame of it: this chain's blocks and its clock.

use super::{FirstNonce, Nonce, RuntimeBlockLength, RuntimeBlockWeights};
use crate::{
	weights, AccountId, Aura, Balance, Block, BlockNumber, Hash, Migrations, PalletInfo, Runtime,
	RuntimeCall, RuntimeEvent, RuntimeOrigin, RuntimeTask, System, VERSION,
};
use epione_runtime_common::constants::time::STANDALONE_BLOCK;
use frame_support::{
	derive_impl, parameter_types,
	traits::{ConstU32, ConstU64},
	weights::{
		constants::{ParityDbWeight, WEIGHT_REF_TIME_PER_MILLIS},
		Weight,
	},
};
use sp_version::RuntimeVersion;

/// The clock of what waits for a height: this chain's own.
pub type BlockNumbers = System;

/// From one block to the next, in milliseconds.
pub const SLOT_DURATION: u64 = STANDALONE_BLOCK;

/// Work in a block: a quarter of the slot, so that every node has imported it before the next author
/// begins.
pub const MAX_BLOCK: Weight = Weight::from_parts(500 * WEIGHT_REF_TIME_PER_MILLIS, u64::MAX);

parameter_types! {
	/// The version in force.
	pub const Version: RuntimeVersion = VERSION;
	/// An hour and some: the longest a mortal transaction can live.
	pub const BlockHashCount: BlockNumber = 4096;
	/// The generic prefix of addresses: every wallet shows it.
	pub const SS58Prefix: u16 = 42;
}

#[derive_impl(frame_system::config_preludes::SolochainDefaultConfig)]
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
	type MultiBlockMigrator = Migrations;
	type SystemWeightInfo = weights::frame_system::WeightInfo<Runtime>;
	type ExtensionsWeightInfo = weights::frame_system_extensions::WeightInfo<Runtime>;
}

impl pallet_timestamp::Config for Runtime {
	type Moment = u64;
	type OnTimestampSet = Aura;
	type MinimumPeriod = ConstU64<{ SLOT_DURATION / 2 }>;
	type WeightInfo = weights::pallet_timestamp::WeightInfo<Runtime>;
}
