//! System, timestamp, balances, migrations.

use crate::{
	weights, AccountId, Aura, Balance, Block, BlockNumber, Hash, Migrations, PalletInfo, Runtime,
	RuntimeCall, RuntimeEvent, RuntimeFreezeReason, RuntimeHoldReason, RuntimeOrigin, RuntimeTask,
	System, VERSION,
};
use epione_runtime_common::constants::{currency::EXISTENTIAL_DEPOSIT, time::STANDALONE_BLOCK};
use frame_support::{
	derive_impl,
	dispatch::DispatchClass,
	migrations::ForceUnstuckOnFailedMigration,
	parameter_types,
	traits::{ConstU32, ConstU64, Get, VariantCountOf},
	weights::{
		constants::{
			BlockExecutionWeight, ExtrinsicBaseWeight, ParityDbWeight, WEIGHT_REF_TIME_PER_MILLIS,
		},
		Weight,
	},
};
use frame_system::limits::{BlockLength, BlockWeights};
use sp_runtime::{type_with_default::TypeWithDefault, Perbill};
use sp_version::RuntimeVersion;

/// From one block to the next, in milliseconds.
pub const SLOT_DURATION: u64 = STANDALONE_BLOCK;
/// Blocks in a minute.
pub const MINUTES: BlockNumber = (60_000 / SLOT_DURATION) as BlockNumber;
/// Blocks in an hour.
pub const HOURS: BlockNumber = MINUTES * 60;
/// Blocks in a day.
pub const DAYS: BlockNumber = HOURS * 24;

/// Share of a block that ordinary transactions may fill. The rest is for refusals and the council.
const NORMAL_RATIO: Perbill = Perbill::from_percent(75);
/// Share of a block that `on_initialize` is reckoned to take on average.
const INITIALIZATION_RATIO: Perbill = Perbill::from_percent(5);
/// Work in a block: a quarter of the slot, so that every node has imported it before the next author
/// begins.
const MAX_BLOCK: Weight = Weight::from_parts(500 * WEIGHT_REF_TIME_PER_MILLIS, u64::MAX);
/// Bytes in a block.
const MAX_BLOCK_LENGTH: u32 = 5 * 1024 * 1024;

parameter_types! {
	/// The version in force.
	pub const Version: RuntimeVersion = VERSION;
	/// An hour and some: the longest a mortal transaction can live.
	pub const BlockHashCount: BlockNumber = 4096;
	/// The generic prefix of addresses: every wallet shows it.
	pub const SS58Prefix: u16 = 42;

	/// How much work fits into a block, by class.
	pub RuntimeBlockWeights: BlockWeights = BlockWeights::builder()
		.base_block(BlockExecutionWeight::get())
		.for_class(DispatchClass::all(), |weights| {
			weights.base_extrinsic = ExtrinsicBaseWeight::get();
		})
		.for_class(DispatchClass::Normal, |weights| {
			weights.max_total = Some(NORMAL_RATIO * MAX_BLOCK);
		})
		.for_class(DispatchClass::Operational, |weights| {
			weights.max_total = Some(MAX_BLOCK);
			// Even in a block that something mandatory has filled, refusals go in.
			weights.reserved = Some(MAX_BLOCK - NORMAL_RATIO * MAX_BLOCK);
		})
		.avg_block_initialization(INITIALIZATION_RATIO)
		.build_or_panic();

	/// How many bytes fit into a block, by class.
	pub RuntimeBlockLength: BlockLength = BlockLength::builder()
		.max_length(MAX_BLOCK_LENGTH)
		.modify_max_length_for_class(DispatchClass::Normal, |length| {
			*length = NORMAL_RATIO * MAX_BLOCK_LENGTH;
		})
		.build();
}

/// How many transactions an account has signed, counted from where no account ever was: see
/// [`FirstNonce`].
pub type Nonce = TypeWithDefault<u32, FirstNonce>;

/// Where an account's nonces begin: beyond every nonce that was ever used by an account that is gone.
///
/// An account that is emptied disappears with its nonce, and one that is funded again begins anew. If it
/// began at zero, everybody could replay what it signed before: a consent, after its revocation. So it
/// begins at [`NONCES_PER_BLOCK`] times the height, which an account passes only if it signs more than
/// so many transactions in each block of its life; and where one did and then disappeared, at
/// [`NonceFloor`].
///
/// The highest nonce is reached after 17 years of two-second blocks. By then a larger type is needed.
#[derive(Debug)]
pub struct FirstNonce;

/// See [`FirstNonce`].
pub const NONCES_PER_BLOCK: u32 = 16;

/// The lowest nonce that no account ever used that is gone, if that is above the height's share.
#[frame_support::storage_alias(verbatim)]
pub type NonceFloor = StorageValue<EpioneNonces, u32, frame_support::pallet_prelude::ValueQuery>;

impl FirstNonce {
	fn of_height() -> u32 {
		System::block_number().saturating_mul(NONCES_PER_BLOCK)
	}
}

impl Get<u32> for FirstNonce {
	fn get() -> u32 {
		Self::of_height().max(NonceFloor::get())
	}
}

impl frame_support::traits::OnKilledAccount<AccountId> for FirstNonce {
	fn on_killed_account(who: &AccountId) {
		// The account is still there while this is called.
		let used = *System::account_nonce(who);
		if used > Self::get() {
			NonceFloor::put(used);
		}
	}
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

parameter_types! {
	/// What an account must hold to exist on its balance alone.
	pub const ExistentialDeposit: Balance = EXISTENTIAL_DEPOSIT;
}

impl pallet_balances::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeHoldReason = RuntimeHoldReason;
	type RuntimeFreezeReason = RuntimeFreezeReason;
	type Balance = Balance;
	type DustRemoval = ();
	type ExistentialDeposit = ExistentialDeposit;
	type AccountStore = System;
	type ReserveIdentifier = [u8; 8];
	type FreezeIdentifier = RuntimeFreezeReason;
	type MaxLocks = ConstU32<8>;
	type MaxReserves = ConstU32<8>;
	type MaxFreezes = VariantCountOf<RuntimeFreezeReason>;
	type DoneSlashHandler = ();
	type WeightInfo = weights::pallet_balances::WeightInfo<Runtime>;
}

parameter_types! {
	/// Work that a migration may do in a block.
	pub MaxMigrationWeight: Weight = Perbill::from_percent(80) * MAX_BLOCK;
}

impl pallet_migrations::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	/// Migrations that take several blocks. None yet.
	#[cfg(not(feature = "runtime-benchmarks"))]
	type Migrations = ();
	#[cfg(feature = "runtime-benchmarks")]
	type Migrations = pallet_migrations::mock_helpers::MockedMigrations;
	type CursorMaxLen = ConstU32<65_536>;
	type IdentifierMaxLen = ConstU32<256>;
	type MigrationStatusHandler = ();
	// While a migration runs nobody can revoke. One that fails must not make that last for ever.
	type FailedMigrationHandler = ForceUnstuckOnFailedMigration;
	type MaxServiceWeight = MaxMigrationWeight;
	type WeightInfo = weights::pallet_migrations::WeightInfo<Runtime>;
}
