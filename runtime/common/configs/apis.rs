//! The runtime APIs that both runtimes have, for the node and for clients.
//!
//! A runtime has one list of its APIs, so this is a macro: each runtime adds its own.

use crate::UncheckedExtrinsic;
use epione_runtime_common::charge::{Charge, Payer};
use frame_support::dispatch::GetDispatchInfo;
use sp_runtime::{generic::Preamble, traits::StaticLookup};

pub(crate) use crate::{
	configs::chain::SLOT_DURATION, presets, AccountId, Balance, Block, Executive, InherentDataExt,
	Runtime, RuntimeCall, RuntimeGenesisConfig, SessionKeys, System, TransactionPayment, VERSION,
};
pub(crate) use alloc::vec::Vec;
pub(crate) use frame_support::{
	genesis_builder_helper::{build_state, get_preset},
	view_functions::{ViewFunctionDispatchError, ViewFunctionId},
	weights::Weight,
};
pub(crate) use pallet_transaction_payment::{FeeDetails, RuntimeDispatchInfo};
pub(crate) use sp_consensus_aura::sr25519::AuthorityId as AuraId;
pub(crate) use sp_core::{crypto::KeyTypeId, OpaqueMetadata};
pub(crate) use sp_genesis_builder::PresetId;
pub(crate) use sp_inherents::{CheckInherentsResult, InherentData};
pub(crate) use sp_runtime::{
	traits::Block as BlockT,
	transaction_validity::{TransactionSource, TransactionValidity},
	ApplyExtrinsicResult, ExtrinsicInclusionMode,
};
pub(crate) use sp_session::OpaqueGeneratedSessionKeys;
pub(crate) use sp_version::RuntimeVersion;

/// What the signer of `xt` pays of its `fee`: nothing for a refusal that is free, and nothing where
/// a study or a sponsorship pays. For wallets, which ask before they sign.
pub fn signers_fee(xt: &UncheckedExtrinsic, len: u32, fee: Balance) -> Balance {
	let Preamble::Signed(address, _, extensions) = &xt.preamble else { return fee };
	// With the tip that the wallet asked about: a signer who tips pays.
	let payment = crate::extensions::payment(extensions);
	let Ok(who) = <Runtime as frame_system::Config>::Lookup::lookup(address.clone()) else {
		return fee;
	};
	let (charge, _) = payment.charge(&who, &xt.function, &xt.get_dispatch_info(), len as usize);
	match charge {
		Charge::Free(_) | Charge::Paid(Payer::Study { .. } | Payer::Sponsorship { .. }) => 0,
		Charge::Paid(Payer::Signer) | Charge::Refused(_) => fee,
	}
}

/// Implements the APIs that both runtimes have, and those that are passed in.
macro_rules! impl_apis {
	($($own:tt)*) => {
		sp_api::impl_runtime_apis! {
			impl sp_api::Core<Block> for Runtime {
				fn version() -> RuntimeVersion {
					VERSION
				}

				fn execute_block(block: <Block as BlockT>::LazyBlock) {
					Executive::execute_block(block);
				}

				fn initialize_block(header: &<Block as BlockT>::Header) -> ExtrinsicInclusionMode {
					Executive::initialize_block(header)
				}
			}

			impl sp_api::Metadata<Block> for Runtime {
				fn metadata() -> OpaqueMetadata {
					OpaqueMetadata::new(Runtime::metadata().into())
				}

				fn metadata_at_version(version: u32) -> Option<OpaqueMetadata> {
					Runtime::metadata_at_version(version)
				}

				fn metadata_versions() -> Vec<u32> {
					Runtime::metadata_versions()
				}
			}

			impl frame_support::view_functions::runtime_api::RuntimeViewFunction<Block> for Runtime {
				fn execute_view_function(
					id: ViewFunctionId,
					input: Vec<u8>,
				) -> Result<Vec<u8>, ViewFunctionDispatchError> {
					Runtime::execute_view_function(id, input)
				}
			}

			impl sp_block_builder::BlockBuilder<Block> for Runtime {
				fn apply_extrinsic(extrinsic: <Block as BlockT>::Extrinsic) -> ApplyExtrinsicResult {
					Executive::apply_extrinsic(extrinsic)
				}

				fn finalize_block() -> <Block as BlockT>::Header {
					Executive::finalize_block()
				}

				fn inherent_extrinsics(data: InherentData) -> Vec<<Block as BlockT>::Extrinsic> {
					data.create_extrinsics()
				}

				fn check_inherents(
					block: <Block as BlockT>::LazyBlock,
					data: InherentData,
				) -> CheckInherentsResult {
					data.check_extrinsics(&block)
				}
			}

			impl sp_transaction_pool::runtime_api::TaggedTransactionQueue<Block> for Runtime {
				fn validate_transaction(
					source: TransactionSource,
					tx: <Block as BlockT>::Extrinsic,
					block_hash: <Block as BlockT>::Hash,
				) -> TransactionValidity {
					Executive::validate_transaction(source, tx, block_hash)
				}
			}

			impl sp_offchain::OffchainWorkerApi<Block> for Runtime {
				fn offchain_worker(header: &<Block as BlockT>::Header) {
					Executive::offchain_worker(header)
				}
			}

			impl sp_session::SessionKeys<Block> for Runtime {
				fn generate_session_keys(
					owner: Vec<u8>,
					seed: Option<Vec<u8>>,
				) -> OpaqueGeneratedSessionKeys {
					SessionKeys::generate(&owner, seed).into()
				}

				fn decode_session_keys(encoded: Vec<u8>) -> Option<Vec<(Vec<u8>, KeyTypeId)>> {
					SessionKeys::decode_into_raw_public_keys(&encoded)
				}
			}

			impl sp_consensus_aura::AuraApi<Block, AuraId> for Runtime {
				fn slot_duration() -> sp_consensus_aura::SlotDuration {
					sp_consensus_aura::SlotDuration::from_millis(SLOT_DURATION)
				}

				fn authorities() -> Vec<AuraId> {
					pallet_aura::Authorities::<Runtime>::get().into_inner()
				}
			}

			impl frame_system_rpc_runtime_api::AccountNonceApi<Block, AccountId, u32> for Runtime {
				fn account_nonce(account: AccountId) -> u32 {
					*System::account_nonce(account)
				}
			}

			impl pallet_transaction_payment_rpc_runtime_api::TransactionPaymentApi<Block, Balance> for Runtime {
				fn query_info(uxt: <Block as BlockT>::Extrinsic, len: u32) -> RuntimeDispatchInfo<Balance> {
					let info = TransactionPayment::query_info(uxt.clone(), len);
					let partial_fee = crate::configs::shared::apis::signers_fee(&uxt, len, info.partial_fee);
					RuntimeDispatchInfo { partial_fee, ..info }
				}

				fn query_fee_details(uxt: <Block as BlockT>::Extrinsic, len: u32) -> FeeDetails<Balance> {
					TransactionPayment::query_fee_details(uxt, len)
				}

				fn query_weight_to_fee(weight: Weight) -> Balance {
					TransactionPayment::weight_to_fee(weight)
				}

				fn query_length_to_fee(length: u32) -> Balance {
					TransactionPayment::length_to_fee(length)
				}
			}

			impl pallet_transaction_payment_rpc_runtime_api::TransactionPaymentCallApi<Block, Balance, RuntimeCall>
				for Runtime
			{
				fn query_call_info(call: RuntimeCall, len: u32) -> RuntimeDispatchInfo<Balance> {
					TransactionPayment::query_call_info(call, len)
				}

				fn query_call_fee_details(call: RuntimeCall, len: u32) -> FeeDetails<Balance> {
					TransactionPayment::query_call_fee_details(call, len)
				}

				fn query_weight_to_fee(weight: Weight) -> Balance {
					TransactionPayment::weight_to_fee(weight)
				}

				fn query_length_to_fee(length: u32) -> Balance {
					TransactionPayment::length_to_fee(length)
				}
			}

			impl sp_genesis_builder::GenesisBuilder<Block> for Runtime {
				fn build_state(config: Vec<u8>) -> sp_genesis_builder::Result {
					presets::check(&config)?;
					build_state::<RuntimeGenesisConfig>(config)
				}

				fn get_preset(id: &Option<PresetId>) -> Option<Vec<u8>> {
					get_preset::<RuntimeGenesisConfig>(id, presets::get)
				}

				fn preset_names() -> Vec<PresetId> {
					presets::names()
				}
			}

			#[cfg(feature = "runtime-benchmarks")]
			impl frame_benchmarking::Benchmark<Block> for Runtime {
				fn benchmark_metadata(
					extra: bool,
				) -> (Vec<frame_benchmarking::BenchmarkList>, Vec<frame_support::traits::StorageInfo>) {
					crate::benchmarks::metadata(extra)
				}

				fn dispatch_benchmark(
					config: frame_benchmarking::BenchmarkConfig,
				) -> Result<Vec<frame_benchmarking::BenchmarkBatch>, alloc::string::String> {
					crate::benchmarks::dispatch(config)
				}
			}

			// Panics are right here: this runs only in the hands of whoever tries an upgrade, and
			// must show where it failed.
			#[cfg(feature = "try-runtime")]
			impl frame_try_runtime::TryRuntime<Block> for Runtime {
				fn on_runtime_upgrade(checks: frame_try_runtime::UpgradeCheckSelect) -> (Weight, Weight) {
					let weight = Executive::try_runtime_upgrade(checks).expect("the upgrade's checks hold");
					(weight, crate::configs::shared::RuntimeBlockWeights::get().max_block)
				}

				fn execute_block(
					block: <Block as BlockT>::LazyBlock,
					state_root_check: bool,
					signature_check: bool,
					select: frame_try_runtime::TryStateSelect,
				) -> Weight {
					Executive::try_execute_block(block, state_root_check, signature_check, select)
						.expect("the block executes")
				}
			}

			$($own)*
		}
	};
}

pub(crate) use impl_apis;
