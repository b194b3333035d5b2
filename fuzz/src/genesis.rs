//! The state from which every run starts: a development chain with five validators, on which
//! everybody has what it needs to begin.

use crate::{
	chain::{self, Origin, Outcome},
	guide::{self, FIRMWARE},
	input::Input,
	people::{self, *},
	world::{Step, World},
};
use epione_primitives::{Role, Roles, MINUTE, SECOND};
use epione_runtime::{
	configs::ProtocolAccount, Balance, BalancesConfig, CouncilMembershipConfig, CredentialsConfig,
	DevicesConfig, DisputesConfig, RewardsConfig, RuntimeCall, RuntimeGenesisConfig, SessionConfig,
	StudiesConfig, SudoConfig, ValidatorsConfig,
};
use epione_runtime_common::constants::currency::{EPI, EXISTENTIAL_DEPOSIT};
use frame_support::traits::BuildGenesisConfig;
use sp_core::storage::Storage;
use sp_state_machine::BasicExternalities;
use std::sync::LazyLock;

/// What everybody has who is not poor.
const WEALTH: Balance = 1_000_000 * EPI;
/// Batches of devices that are provisioned at first.
const BATCHES: usize = 3;

/// The state in the second block.
pub static GENESIS: LazyLock<Storage> = LazyLock::new(|| {
	let mut storage = Storage::default();
	BasicExternalities::execute_with_storage(&mut storage, || {
		config().build();
		chain::begin_block(chain::START);
		furnish();
	});
	storage
});

/// The periods of a development chain, so that minutes get as far as weeks do elsewhere.
fn config() -> RuntimeGenesisConfig {
	let rich = (0..PEOPLE).filter(|n| !POOR.contains(n)).map(|n| (id(n), WEALTH));
	let protocol = (ProtocolAccount::get(), EXISTENTIAL_DEPOSIT);
	let mut council = ids(&COUNCIL);
	council.sort();
	RuntimeGenesisConfig {
		balances: BalancesConfig {
			balances: rich.chain([protocol]).collect(),
			..Default::default()
		},
		session: SessionConfig {
			keys: VALIDATORS.iter().map(|n| (id(*n), id(*n), session_keys(*n, 0))).collect(),
			..Default::default()
		},
		council_membership: CouncilMembershipConfig {
			members: council.try_into().expect("the council is small enough"),
			..Default::default()
		},
		sudo: SudoConfig { key: Some(id(COUNCIL[0])) },
		devices: DevicesConfig { chain_id: chain::chain_id(), ..Default::default() },
		credentials: CredentialsConfig {
			accreditors: vec![
				(id(ACCREDITOR), Roles::ALL),
				(id(ACCREDITOR_OF_ARBITERS), Roles::of(&[Role::Arbiter])),
			],
			..Default::default()
		},
		validators: ValidatorsConfig { fewest: Some(1), ..Default::default() },
		studies: StudiesConfig { min_dispute_window: 2 * SECOND, ..Default::default() },
		rewards: RewardsConfig { epoch_length: MINUTE, ..Default::default() },
		disputes: DisputesConfig {
			decide_period: MINUTE,
			appeal_period: MINUTE,
			panel_period: MINUTE,
			..Default::default()
		},
		..Default::default()
	}
}

fn must(who: usize, call: impl Into<RuntimeCall>) {
	let call = call.into();
	let outcome = chain::apply(&Origin::Signed(people::id(who)), call.clone(), 0);
	assert_eq!(outcome, Outcome::Done, "person {who}: {call:?}");
}

/// Does what a guide says, once.
fn follow(name: &str) {
	let (mut world, mut input) = (World::default(), Input::new(&[]));
	let step = guide::guide(name).and_then(|guide| guide(&mut world, &mut input));
	if let Some(Step::Call(origin, call)) = step {
		let outcome = chain::apply(&origin, call, 0);
		assert_eq!(outcome, Outcome::Done, "{name} cannot begin");
	}
}

/// Credentials, evidence keys, devices.
fn furnish() {
	let roles = SPONSORS
		.map(|n| (n, Role::Researcher))
		.into_iter()
		.chain([(BOARD, Role::EthicsBoard), (MAKER, Role::Manufacturer)])
		.chain([(HOSPITAL, Role::CareProvider)]);
	for (holder, role) in roles {
		must(ACCREDITOR, guide::issue(id(holder), role));
	}
	for arbiter in ARBITERS {
		must(ACCREDITOR_OF_ARBITERS, guide::issue(id(arbiter), Role::Arbiter));
		let key = [arbiter as u8; 32];
		must(arbiter, pallet_disputes::Call::set_evidence_key { key });
	}
	follow("Devices.register_model");
	for keys in (0..BATCHES).map_while(|_| guide::next_batch()) {
		must(MAKER, pallet_devices::Call::provision_list { model: 0, keys, firmware: FIRMWARE });
	}
	follow("Studies.create");
	follow("Sponsorship.create");
}
