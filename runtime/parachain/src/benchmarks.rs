//! The benchmarks that measure the weights.

mod xcm;

use crate::{
	configs::shared::session_benchmarks::{Config as SessionKeysAndProof, Pallet as SessionBench},
	AllPalletsWithSystem, Balances, CollatorSelection, Consent, Council, CouncilMembership,
	Credentials, Datasets, Devices, Disputes, FreeLane, MessageQueue, Migrations, Multisig,
	ParachainSystem, Preimage, Proxy, Recovery, Rewards, Runtime, Safeguards, Scheduler,
	SessionKeys, Sponsorship, Studies, Sudo, System, Timestamp, TransactionPayment, Utility,
	WeightReclaim, Whitelist, XcmpQueue,
};
use alloc::{string::String, vec::Vec};
use frame_benchmarking::{
	baseline::Pallet as Baseline, define_benchmarks, BenchmarkBatch, BenchmarkConfig, BenchmarkList,
};
use frame_support::traits::{StorageInfo, StorageInfoTrait, WhitelistedStorageKeys};
use frame_system_benchmarking::{extensions::Pallet as SystemExtensions, Pallet as SystemBench};
use pallet_xcm::benchmarking::Pallet as XcmBench;

define_benchmarks!(
	[frame_benchmarking, Baseline::<Runtime>]
	[frame_system, SystemBench::<Runtime>]
	[frame_system_extensions, SystemExtensions::<Runtime>]
	[cumulus_pallet_parachain_system, ParachainSystem]
	[pallet_timestamp, Timestamp]
	[cumulus_pallet_weight_reclaim, WeightReclaim]
	[pallet_balances, Balances]
	[pallet_transaction_payment, TransactionPayment]
	[pallet_collator_selection, CollatorSelection]
	[pallet_session, SessionBench::<Runtime>]
	[cumulus_pallet_xcmp_queue, XcmpQueue]
	[pallet_xcm, XcmBench::<Runtime>]
	[pallet_message_queue, MessageQueue]
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

impl frame_system_benchmarking::Config for Runtime {
	fn setup_set_code_requirements(
		code: &Vec<u8>,
	) -> Result<(), frame_benchmarking::BenchmarkError> {
		ParachainSystem::initialize_for_set_code_benchmark(code.len() as u32);
		Ok(())
	}

	fn verify_set_code() {
		System::assert_last_event(
			cumulus_pallet_parachain_system::Event::<Runtime>::ValidationFunctionStored.into(),
		);
	}
}
impl frame_benchmarking::baseline::Config for Runtime {}
impl pallet_transaction_payment::BenchmarkConfig for Runtime {}

impl cumulus_pallet_session_benchmarking::Config for Runtime {
	fn generate_session_keys_and_proof(owner: Self::AccountId) -> (SessionKeys, Vec<u8>) {
		Self::keys_and_proof(&owner)
	}
}

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
