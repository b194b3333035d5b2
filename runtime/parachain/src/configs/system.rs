//! System and timestamp configuration.

use super::shared::{
	BlockHashCount, FirstNonce, Nonce, RuntimeBlockLength, RuntimeBlockWeights, SS58Prefix, Version,
};
use crate::{
	weights, AccountId, Aura, Balance, Block, Hash, Migrations, PalletInfo, Runtime, RuntimeCall,
	RuntimeEvent, RuntimeOrigin, RuntimeTask,
};
use cumulus_pallet_parachain_system::ParachainSetCode;
use epione_runtime_common::{ForgetDelegates, NoPureAccounts};
use frame_support::{
	derive_impl,
	traits::{ConstU32, ConstU64},
	weights::constants::ParityDbWeight,
};

#[derive_impl(frame_system::config_preludes::ParaChainDefaultConfig)]
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
