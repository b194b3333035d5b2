//! Genesis states, built by the Wasm itself, as in a chain specification.

use crate::wasm;
use codec::{Decode, Encode};
use epione_parachain_runtime::{AccountId, Runtime};
use epione_primitives::{DuoPermission, Grantee, Purpose, ResearchUse};
use pallet_studies::{Contribution, ContributionOf, Contributions, Deposit, Status};
use sc_executor::WasmExecutor;
use serde_json::Value;
use sp_core::{
	storage::{well_known_keys::CODE, Storage},
	traits::{CallContext, CodeExecutor, RuntimeCode, WrappedRuntimeCode},
};
use sp_genesis_builder::DEV_RUNTIME_PRESET;
use sp_io::hashing::{blake2_256, twox_128};
use sp_state_machine::BasicExternalities;
use std::sync::LazyLock;

/// With the host functions of a collator's node: `cumulus_client_service::ParachainHostFunctions`.
pub type Executor = WasmExecutor<(
	cumulus_primitives_proof_size_hostfunction::storage_proof_size::HostFunctions,
	sp_io::SubstrateHostFunctions,
)>;

/// Shared by all tests: it caches the compiled Wasm.
pub static EXECUTOR: LazyLock<Executor> = LazyLock::new(|| Executor::builder().build());

static DEVELOPMENT: LazyLock<Storage> = LazyLock::new(|| development_of(wasm()));

/// The genesis of a development chain.
pub fn development() -> Storage {
	DEVELOPMENT.clone()
}

/// The same with other code.
pub fn development_of(code: &[u8]) -> Storage {
	let mut genesis = preset(code, None);
	sc_chain_spec::json_merge(&mut genesis, preset(code, Some(DEV_RUNTIME_PRESET)));
	let mut state = BasicExternalities::new_empty();
	let built = call(code, &mut state, "GenesisBuilder_build_state", &genesis.to_string());
	sp_genesis_builder::Result::decode(&mut &built[..]).unwrap().unwrap();
	let mut storage = state.into_storages();
	storage.top.insert(CODE.to_vec(), code.to_vec());
	storage
}

/// The runtime's default genesis, or that with a preset's changes.
fn preset(code: &[u8], name: Option<&str>) -> Value {
	let mut nothing = BasicExternalities::new_empty();
	let found = call(code, &mut nothing, "GenesisBuilder_get_preset", &name);
	let found = Option::<Vec<u8>>::decode(&mut &found[..]).unwrap().unwrap();
	serde_json::from_slice(&found).unwrap()
}

fn call(
	code: &[u8],
	state: &mut BasicExternalities,
	function: &str,
	argument: &impl Encode,
) -> Vec<u8> {
	let code = RuntimeCode {
		code_fetcher: &WrappedRuntimeCode(code.into()),
		heap_pages: None,
		hash: blake2_256(code).to_vec(),
	};
	let argument = argument.encode();
	EXECUTOR.call(state, &code, function, &argument, CallContext::Offchain).0.unwrap()
}

/// Maps that grow with the number of people, devices and data, with the approximate length of their
/// values. Maps that hooks walk over are excluded.
const MAPS: [(&str, &str, usize); 14] = [
	("System", "Account", 80),
	("Balances", "Holds", 70),
	("Proxy", "Proxies", 55),
	("Devices", "Owned", 170),
	("Datasets", "Entries", 210),
	("Datasets", "Windows", 60),
	("Consent", "Grants", 200),
	("Consent", "GrantsOf", 0),
	("Consent", "CurrentRound", 4),
	("Consent", "CurrentStrand", 4),
	("Consent", "Open", 0),
	("Studies", "Envelopes", 160),
	("Studies", "Participations", 110),
	("Studies", "DeviceUses", 4),
];

/// The genesis of a chain that has long been in use: these maps have this many additional entries,
/// and the first study as many contributions.
pub fn grown(entries: u32) -> Storage {
	let mut genesis = development();
	for (pallet, map, size) in MAPS {
		let prefix = [twox_128(pallet.as_bytes()), twox_128(map.as_bytes())].concat();
		for n in 0..entries {
			// Spread over the map, as hashed keys are. Nobody reads the value.
			let key = [&prefix[..], &blake2_256(&(map, n).encode())].concat();
			genesis.top.insert(key, vec![7; size]);
		}
	}
	// The chain walks over these in idle time.
	let value = old_contribution().encode();
	for n in 0..entries {
		let (subject, dataset) = (AccountId::new(blake2_256(&n.encode())), [7; 32]);
		let key = (Grantee::Study(0), subject, dataset);
		genesis.top.insert(Contributions::<Runtime>::hashed_key_for(key), value.clone());
	}
	genesis
}

/// A contribution that is paid and no longer served.
fn old_contribution() -> ContributionOf<Runtime> {
	Contribution {
		status: Status::Settled,
		grant: 7,
		purpose: Purpose::Research(ResearchUse::plain(DuoPermission::HealthResearch)),
		key_version: 0,
		key: [7; 32],
		facts_hash: [7; 32],
		pinned: None,
		device: Some(AccountId::new([7; 32])),
		price: 0,
		protocol_share: 0,
		window: 0,
		delivery_fee: 0,
		committed_at: 0,
		delivered_at: Some(0),
		joined_before_completion: false,
		due: None,
		envelope: false,
		deposit: Deposit::Escrow(0),
		commit_deposit: None,
	}
}
