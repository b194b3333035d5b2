//! The benchmarks that measure the weights.

mod grandpa;

use self::grandpa::Pallet as GrandpaBench;
use crate::{
	configs::shared::session_benchmarks::Pallet as SessionBench, AllPalletsWithSystem, Balances,
	Consent, Council, CouncilMembership, Credentials, Datasets, Devices, Disputes, FreeLane,
	Migrations, Multisig, Preimage, Proxy, Recovery, Rewards, Runtime, Safeguards, Scheduler,
	Sponsorship, Studies, Sudo, Timestamp, TransactionPayment, Utility, Validators, Whitelist,
};
use alloc::{string::String, vec::Vec};
use frame_benchmarking::{
	baseline::Pallet as Baseline, define_benchmarks, BenchmarkBatch, BenchmarkConfig, BenchmarkList,
};
use frame_support::traits::{StorageInfo, StorageInfoTrait, WhitelistedStorageKeys};
use frame_system_benchmarking::{extensions::Pallet as SystemExtensions, Pallet as SystemBench};

define_benchmarks!(
	[frame_benchmarking, Baseline::<Runtime>]
	[frame_system, SystemBench::<Runtime>]
	[frame_system_extensions, SystemExtensions::<Runtime>]
	[pallet_timestamp, Timestamp]
	[pallet_balances, Balances]
	[pallet_transaction_payment, TransactionPayment]
	[pallet_grandpa, GrandpaBench::<Runtime>]
	[pallet_session, SessionBench::<Runtime>]
	[pallet_validators, Validators]
	[pallet_proxy, Proxy]
	[pallet_multisig, Multisig]
	[pallet_utility, Utility]
	[pallet_recovery, Recovery]
	[pallet_preimage, Preimage]
	[pallet_scheduler, Scheduler]
	[pallet_collective, Council]
	[pallet_membership, CouncilMembership]
	[pallet_whitelist, Whitelist]
	[pallet_migrations, Migrations]
	[pallet_sudo, Sudo]
	[epione_runtime_common::free_lane, FreeLane]
	[pallet_credentials, Credentials]
	[pallet_devices, Devices]
	[pallet_consent, Consent]
	[pallet_datasets, Datasets]
	[pallet_studies, Studies]
	[pallet_rewards, Rewards]
	[pallet_sponsorship, Sponsorship]
	[pallet_disputes, Disputes]
	[pallet_safeguards, Safeguards]
);

impl frame_system_benchmarking::Config for Runtime {}
impl frame_benchmarking::baseline::Config for Runtime {}
impl pallet_transaction_payment::BenchmarkConfig for Runtime {}

/// Lists what can be measured.
pub fn metadata(extra: bool) -> (Vec<BenchmarkList>, Vec<StorageInfo>) {
	let mut list = Vec::new();
	list_benchmarks!(list, extra);
	(list, AllPalletsWithSystem::storage_info())
}

/// Runs a benchmark.
pub fn dispatch(config: BenchmarkConfig) -> Result<Vec<BenchmarkBatch>, String> {
	let whitelist = AllPalletsWithSystem::whitelisted_storage_keys();
	let mut batches = Vec::new();
	let params = (&config, &whitelist);
	add_benchmarks!(params, batches);
	Ok(batches)
}
