//! System and timestamp configuration.

use super::{
	chain::SLOT_DURATION,
	shared::{
		BlockHashCount, FirstNonce, Nonce, RuntimeBlockLength, RuntimeBlockWeights, SS58Prefix,
		Version,
	},
};
use crate::{
	weights, AccountId, Aura, Balance, Block, Hash, Migrations, PalletInfo, Runtime, RuntimeCall,
	RuntimeEvent, RuntimeOrigin, RuntimeTask,
};
use epione_runtime_common::{ForgetDelegates, NoPureAccounts};
use frame_support::{
	derive_impl,
	traits::{ConstU32, ConstU64},
	weights::constants::ParityDbWeight,
};

#[derive_impl(frame_system::config_preludes::SolochainDefaultConfig)]
impl frame_system::Config for Runtime {
	type BaseCallFilter = NoPureAccounts<Runtime>;
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
	type OnKilledAccount = (FirstNonce, ForgetDelegates<Runtime>);
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
