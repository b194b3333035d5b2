//! The relay chain: what a collator reads from it, and how its validators check a block.

use crate::wasm;
use codec::{Decode, Encode};
use cumulus_primitives_core::{
	relay_chain::{
		executor_params::{DEFAULT_LOGICAL_STACK_MAX, DEFAULT_NATIVE_STACK_MAX},
		well_known_keys, HeadData, UpgradeGoAhead, UpgradeRestriction, MAX_POV_SIZE,
	},
	PersistedValidationData,
};
use cumulus_primitives_parachain_inherent::ParachainInherentData;
use cumulus_test_relay_sproof_builder::RelayStateSproofBuilder;
use epione_parachain_runtime::{configs::RELAY_PARENT_OFFSET, Header};
use polkadot_parachain_primitives::primitives::{ValidationParams, ValidationResult};
use sc_executor::{read_embedded_version, with_externalities_safe};
use sc_executor_wasmtime::{
	create_runtime, Config, DeterministicStackLimit, HeapAllocStrategy, InstantiationStrategy,
	RuntimeBlob, Semantics, WasmModule, WasmtimeRuntime,
};
use sp_consensus_aura::Slot;
use sp_core::traits::{ReadRuntimeVersion, ReadRuntimeVersionExt};
use sp_externalities::Externalities;
use sp_io::hashing::blake2_256;
use sp_state_machine::BasicExternalities;
use std::{
	collections::BTreeMap,
	panic::AssertUnwindSafe,
	sync::{Arc, Mutex},
	thread,
};

/// The parachain's id in the presets.
pub const PARA_ID: u32 = 2000;

/// A block of the relay chain on which a collator builds.
#[derive(Clone, Copy)]
pub struct RelayParent {
	pub number: u32,
	pub slot: Slot,
	/// The signal about the parachain's new code, if there is one.
	pub upgrade: Option<UpgradeGoAhead>,
	/// Whether it accepts no new code at present.
	pub restricted: bool,
}

impl RelayParent {
	/// The next relay block, one slot later.
	pub fn next(self) -> Self {
		Self { number: self.number + 1, slot: self.slot + 1, upgrade: None, restricted: false }
	}

	/// The data of a collator's inherent for this relay block, in whose state `included` is the
	/// newest block of the parachain; `parent` is the block to build on.
	pub fn inherent(self, included: &Header, parent: &Header) -> ParachainInherentData {
		let restriction = (
			well_known_keys::upgrade_restriction_signal(PARA_ID.into()),
			UpgradeRestriction::Present.encode(),
		);
		let state = RelayStateSproofBuilder {
			para_id: PARA_ID.into(),
			upgrade_go_ahead: self.upgrade,
			additional_key_values: self.restricted.then_some(restriction).into_iter().collect(),
			current_slot: self.slot,
			included_para_head: Some(HeadData(included.encode())),
			..Default::default()
		};
		let (root, proof, descendants) =
			state.into_state_root_proof_and_descendants(RELAY_PARENT_OFFSET.into());
		ParachainInherentData {
			validation_data: PersistedValidationData {
				parent_head: HeadData(parent.encode()),
				relay_parent_number: self.number,
				relay_parent_storage_root: root,
				max_pov_size: MAX_POV_SIZE,
			},
			relay_chain_state: proof,
			downward_messages: Vec::new(),
			horizontal_messages: Default::default(),
			// A collator passes them only if the runtime asks for them.
			relay_parent_descendants: if RELAY_PARENT_OFFSET == 0 {
				Vec::new()
			} else {
				descendants
			},
			collator_peer_id: None,
		}
	}
}

/// What a validator's host offers: no state, no clock, no network.
/// `polkadot-node-core-pvf-common` 29.0.0, `executor_interface.rs`.
type HostFunctions = (
	sp_io::misc::HostFunctions,
	sp_io::crypto::HostFunctions,
	sp_io::hashing::HostFunctions,
	sp_io::allocator::HostFunctions,
	sp_io::logging::HostFunctions,
	sp_io::trie::HostFunctions,
);

/// Memory for a validation: the 32 pages that every Wasm is assumed to have, and 2,048.
const HEAP: HeapAllocStrategy = HeapAllocStrategy::Dynamic { maximum_pages: Some(32 + 2_048) };

/// Compiled codes by hash, prepared as a validator prepares them.
static PREPARED: Mutex<BTreeMap<[u8; 32], Arc<WasmtimeRuntime>>> = Mutex::new(BTreeMap::new());

fn prepared(code: &[u8]) -> Arc<WasmtimeRuntime> {
	let mut prepared = PREPARED.lock().unwrap();
	prepared.entry(blake2_256(code)).or_insert_with(|| Arc::new(prepare(code))).clone()
}

/// The same file's `DEFAULT_CONFIG`, but compiled on more than one thread.
fn prepare(code: &[u8]) -> WasmtimeRuntime {
	let config = Config {
		// Missing functions trap when called.
		allow_missing_func_imports: true,
		cache_path: None,
		semantics: Semantics {
			heap_alloc_strategy: HEAP,
			instantiation_strategy: InstantiationStrategy::RecreateInstanceCopyOnWrite,
			deterministic_stack_limit: Some(DeterministicStackLimit {
				logical_max: DEFAULT_LOGICAL_STACK_MAX,
				native_stack_max: DEFAULT_NATIVE_STACK_MAX,
			}),
			canonicalize_nans: true,
			parallel_compilation: true,
			wasm_multi_value: false,
			wasm_bulk_memory: false,
			wasm_reference_types: false,
			wasm_simd: false,
		},
	};
	let blob = RuntimeBlob::uncompress_if_needed(code).unwrap();
	create_runtime::<HostFunctions>(blob, config).unwrap()
}

/// The only other input of a validator's host: the version that a code declares.
struct Versions;

impl ReadRuntimeVersion for Versions {
	fn read_runtime_version(
		&self,
		code: &[u8],
		_: &mut dyn Externalities,
	) -> Result<Vec<u8>, String> {
		let blob = RuntimeBlob::uncompress_if_needed(code).map_err(|why| why.to_string())?;
		let version = read_embedded_version(&blob).map_err(|why| why.to_string())?;
		Ok(version.ok_or("no version")?.encode())
	}
}

/// Validates a block as a validator does, or returns the Wasm's error.
pub fn validate(params: &ValidationParams) -> Result<ValidationResult, String> {
	validate_by(wasm(), params)
}

/// The same with this code as the parachain's.
pub fn validate_by(code: &[u8], params: &ValidationParams) -> Result<ValidationResult, String> {
	let prepared = prepared(code);
	let work = || {
		let mut nothing = BasicExternalities::new_empty();
		nothing.extensions().register(ReadRuntimeVersionExt::new(Versions));
		let (result, log) = crate::logs::during(|| {
			let mut instance = prepared.new_instance(HEAP).unwrap();
			let call = AssertUnwindSafe(|| instance.call("validate_block", &params.encode()));
			with_externalities_safe(&mut nothing, call).and_then(|answer| answer)
		});
		match result {
			Ok(answer) => Ok(ValidationResult::decode(&mut &answer[..]).unwrap()),
			Err(trap) => Err(format!("{}\n{trap}", log.join("\n"))),
		}
	};
	// A validator's thread has this much stack for the Wasm, and some for itself.
	let stack = DEFAULT_NATIVE_STACK_MAX as usize + (2 << 20);
	thread::scope(|scope| {
		let thread = thread::Builder::new().stack_size(stack).spawn_scoped(scope, work);
		thread.unwrap().join().unwrap()
	})
}
