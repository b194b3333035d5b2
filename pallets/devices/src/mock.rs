//! A runtime of system, balances, timestamp and this pallet; credentials and delegations are lists.

use crate::{self as pallet_devices, *};
use epione_envelope::{merkle::Tree, statements};
use epione_primitives::{
	traits::{CredentialCheck, Delegation, DelegationCheck},
	Attributes, BatchStatement, KeyScheme, Modality, Role,
};
use epione_support::clock;
use frame_support::{
	parameter_types,
	traits::{
		fungible::{HoldConsideration, InspectHold},
		ConstU128, LinearStoragePrice,
	},
};
use sp_core::{ed25519, sr25519, Pair};
use sp_runtime::{AccountId32, BuildStorage};
use std::sync::LazyLock;

pub type AccountId = AccountId32;

#[frame_support::runtime]
mod runtime {
	#[runtime::runtime]
	#[runtime::derive(
		RuntimeCall,
		RuntimeEvent,
		RuntimeError,
		RuntimeOrigin,
		RuntimeFreezeReason,
		RuntimeHoldReason,
		RuntimeSlashReason,
		RuntimeLockId,
		RuntimeTask,
		RuntimeViewFunction
	)]
	pub struct Test;

	#[runtime::pallet_index(0)]
	pub type System = frame_system::Pallet<Test>;
	#[runtime::pallet_index(1)]
	pub type Timestamp = pallet_timestamp::Pallet<Test>;
	#[runtime::pallet_index(2)]
	pub type Balances = pallet_balances::Pallet<Test>;
	#[runtime::pallet_index(41)]
	pub type Devices = pallet_devices::Pallet<Test>;
}

epione_support::mock_basics!(Test, existential_deposit: 1);

parameter_types! {
	pub const ModelHold: RuntimeHoldReason = RuntimeHoldReason::Devices(HoldReason::Model);
	pub const BatchHold: RuntimeHoldReason = RuntimeHoldReason::Devices(HoldReason::Batch);
	pub const DeviceHold: RuntimeHoldReason = RuntimeHoldReason::Devices(HoldReason::Device);
	/// Who holds which role.
	pub static Held: Vec<(AccountId, Role)> = vec![
		(MAKER, Role::Manufacturer),
		(RIVAL, Role::Manufacturer),
		(NURSE, Role::CareProvider),
	];
	/// Delegate, subject, whether a guardian (else a gateway).
	pub static Delegates: Vec<(AccountId, AccountId, bool)> = vec![
		(GUARDIAN, ALICE, true),
		(GATEWAY, ALICE, false),
	];
}

/// The list [`Held`].
pub struct Roles;

impl CredentialCheck<AccountId> for Roles {
	fn attributes(who: &AccountId, role: Role) -> Option<Attributes> {
		Held::get().contains(&(who.clone(), role)).then_some(Attributes::NONE)
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn set_up(who: &AccountId, role: Role) {
		Held::mutate(|held| held.push((who.clone(), role)));
	}
}

/// The list [`Delegates`].
pub struct Proxies;

impl DelegationCheck<AccountId> for Proxies {
	fn acts_for(delegate: &AccountId, subject: &AccountId, kind: Delegation) -> bool {
		let guardian = kind == Delegation::Guardian;
		Delegates::get().contains(&(delegate.clone(), subject.clone(), guardian))
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn set_up(delegate: &AccountId, subject: &AccountId, kind: Delegation) -> bool {
		let guardian = kind == Delegation::Guardian;
		Delegates::mutate(|all| all.push((delegate.clone(), subject.clone(), guardian)));
		true
	}
}

type Price = LinearStoragePrice<ConstU128<10>, ConstU128<1>, Balance>;

impl Config for Test {
	type Credentials = Roles;
	type Delegations = Proxies;
	type Time = Timestamp;
	type ModelConsideration = HoldConsideration<AccountId, Balances, ModelHold, Price>;
	type BatchConsideration = HoldConsideration<AccountId, Balances, BatchHold, Price>;
	type DeviceConsideration = HoldConsideration<AccountId, Balances, DeviceHold, Price>;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = MockClock;
}

pub const ALICE: AccountId = AccountId::new([1; 32]);
pub const BOB: AccountId = AccountId::new([2; 32]);
pub const CAROL: AccountId = AccountId::new([3; 32]);
pub const MAKER: AccountId = AccountId::new([10; 32]);
/// Another manufacturer.
pub const RIVAL: AccountId = AccountId::new([11; 32]);
/// A care provider.
pub const NURSE: AccountId = AccountId::new([12; 32]);
/// Guardian of ALICE.
pub const GUARDIAN: AccountId = AccountId::new([13; 32]);
/// Gateway of ALICE.
pub const GATEWAY: AccountId = AccountId::new([14; 32]);
/// Has no funds.
pub const POOR: AccountId = AccountId::new([15; 32]);

/// The time at which tests begin.
pub const START: Moment = 1_700_000_000_000;
pub const FUNDS: Balance = 1_000_000;
pub const CHAIN: [u8; 32] = [0xc4; 32];

/// The initial firmware of model 0.
pub const FW1: Digest = [0xf1; 32];
/// A later firmware, not approved at first.
pub const FW2: Digest = [0xf2; 32];

/// Moves the clock.
pub fn at(now: Moment) {
	Timestamp::set_timestamp(now);
}

/// Returns what is held of `who`'s balance for devices.
pub fn held(who: &AccountId) -> Balance {
	held_for(HoldReason::Device, who)
}

/// Returns what is held of `who`'s balance for this reason.
pub fn held_for(reason: HoldReason, who: &AccountId) -> Balance {
	Balances::balance_on_hold(&reason.into(), who)
}

/// Returns the deposit for something of this footprint.
pub fn price(footprint: Footprint) -> Balance {
	10 + u128::from(footprint.size)
}

/// A device in the tests, with its signing key.
#[derive(Clone)]
pub enum Dev {
	Ed(Box<ed25519::Pair>),
	Sr(Box<sr25519::Pair>),
}

impl Dev {
	/// Device `n` with an ed25519 key.
	pub fn ed(n: u8) -> Self {
		Self::Ed(Box::new(ed25519::Pair::from_seed(&[n; 32])))
	}

	/// Device `n` with an sr25519 key.
	pub fn sr(n: u8) -> Self {
		Self::Sr(Box::new(sr25519::Pair::from_seed(&[n; 32])))
	}

	pub fn key(&self) -> DeviceKey {
		match self {
			Self::Ed(pair) => DeviceKey { scheme: KeyScheme::Ed25519, key: pair.public().0 },
			Self::Sr(pair) => DeviceKey { scheme: KeyScheme::Sr25519, key: pair.public().0 },
		}
	}

	pub fn id(&self) -> AccountId {
		AccountId::new(self.key().key)
	}

	pub fn sign(&self, message: &[u8]) -> [u8; 64] {
		match self {
			Self::Ed(pair) => pair.sign(message).0,
			Self::Sr(pair) => pair.sign(message).0,
		}
	}

	/// The device's signature over a claim, on chain `chain`.
	pub fn claim_on(
		&self,
		chain: &[u8; 32],
		owner: &AccountId,
		counter: u32,
		expiry: Moment,
	) -> [u8; 64] {
		self.sign(&statements::claim(chain, &self.key().key, owner.as_ref(), counter, expiry))
	}

	/// The device's statement of a batch for `owner`.
	pub fn batch(
		&self,
		owner: &AccountId,
		claim: u32,
		seq: u64,
		root: &Digest,
		depth: u8,
	) -> BatchStatement<AccountId> {
		let key = self.key().key;
		let message = statements::batch(&CHAIN, &key, owner.as_ref(), claim, seq, root, depth);
		BatchStatement { device: self.id(), claim, seq, signature: self.sign(&message) }
	}
}

/// The devices of batch 0, both schemes.
pub fn fleet() -> &'static [Dev] {
	&FLEET
}

// Deriving keys takes most of the time in an unoptimised build.
static FLEET: LazyLock<Vec<Dev>> =
	LazyLock::new(|| vec![Dev::ed(101), Dev::sr(102), Dev::ed(103), Dev::sr(104), Dev::ed(105)]);
static TREE: LazyLock<Tree> = LazyLock::new(|| tree(&FLEET));

/// The tree over these devices' keys.
pub fn tree(devices: &[Dev]) -> Tree {
	Tree::new(devices.iter().map(|d| d.key().leaf()).collect()).unwrap()
}

/// Returns the proof that device number `index` of [`fleet`] is in batch `batch`.
pub fn provenance(batch: BatchId, index: u32) -> Provenance {
	let path = TREE.path(index.into()).unwrap();
	Provenance { batch, proof: InclusionProof { index, path: path.try_into().unwrap() } }
}

/// MAKER registers model 0 (HomeMonitor and Wearable) with [`FW1`].
pub fn register() {
	Devices::register_model(
		signed(MAKER),
		[0xd1; 32],
		Modalities::of(&[Modality::HomeMonitor, Modality::Wearable]),
		RootsBy::Device,
		FW1,
	)
	.unwrap();
}

/// MAKER provisions [`fleet`] as a batch of `model`.
pub fn provision(model: ModelId) {
	let devices = fleet();
	let root = TREE.root();
	Devices::provision(signed(MAKER), model, root, devices.len() as u32, FW1).unwrap();
}

/// Device number `index` of [`fleet`].
pub fn dev(index: u32) -> Dev {
	fleet()[index as usize].clone()
}

/// `owner` claims device number `index`, for the first time.
pub fn claim_first(owner: AccountId, index: u32) -> DispatchResult {
	let device = dev(index);
	let expiry = clock::now::<Timestamp>() + 1;
	let signature = device.claim_on(&CHAIN, &owner, 1, expiry);
	let provenance = Some(provenance(0, index));
	Devices::claim(signed(owner), device.key(), provenance, 1, expiry, signature)
}

/// `owner` claims an offered device under `counter`.
pub fn claim_offered(owner: AccountId, device: &Dev, counter: u32) -> DispatchResult {
	let expiry = clock::now::<Timestamp>() + 1;
	let signature = device.claim_on(&CHAIN, &owner, counter, expiry);
	Devices::claim(signed(owner), device.key(), None, counter, expiry, signature)
}

/// Model 0, batch 0, and its device number 0 is ALICE's.
pub fn with_device() {
	register();
	provision(0);
	claim_first(ALICE, 0).unwrap();
}

/// Builds the state, runs a test in it, and checks the invariants.
pub struct ExtBuilder {
	pub chain_id: [u8; 32],
}

impl Default for ExtBuilder {
	fn default() -> Self {
		Self { chain_id: CHAIN }
	}
}

impl ExtBuilder {
	pub fn build(self) -> sp_io::TestExternalities {
		let mut storage = genesis(
			[ALICE, BOB, CAROL, MAKER, RIVAL, NURSE, GUARDIAN, GATEWAY].map(|who| (who, FUNDS)),
		);
		GenesisConfig::<Test> { chain_id: self.chain_id, ..Default::default() }
			.assimilate_storage(&mut storage)
			.unwrap();
		let mut ext: sp_io::TestExternalities = storage.into();
		ext.register_extension(sp_keystore::KeystoreExt::new(
			sp_keystore::testing::MemoryKeystore::new(),
		));
		ext.execute_with(|| {
			System::set_block_number(1);
			at(START);
		});
		ext
	}

	pub fn build_and_execute(self, test: impl FnOnce()) {
		self.build().execute_with(|| {
			test();
			Devices::do_try_state().unwrap();
		});
	}
}
