//! A runtime around the pallet, in which tests control what the other pallets' traits return.

use crate as pallet_studies;
use crate::*;
use epione_envelope::{
	envelope::{seal, Context},
	keys::{DataKey, Holder, RecipientSecret},
	rand_core::OsRng,
	statements,
};
use epione_primitives::{
	traits::{
		AccessDecision, ArbiterLookup, CredentialCheck, DatasetLookup, Delegation, DelegationCheck,
		DeviceCheck, Duties, GrantLine, GrantList, OnSettled,
	},
	AccessRequest, Actions, Attributes, BatchStatement, ChainId, Codec, DatasetFacts,
	DatasetStatus, Denial, DeviceRefusal, DeviceStanding, DuoPermission, Modalities, Modality,
	ModelId, Permit, Purpose, ResearchUse, Role, SignedUnder, DAY, SECOND,
};
use frame_support::{
	assert_ok, parameter_types,
	traits::{
		fungible::{HoldConsideration, InspectHold},
		ConstU128, ConstU64, LinearStoragePrice,
	},
	PalletId,
};
use sp_core::{sr25519, Pair};
use sp_runtime::{AccountId32, BuildStorage, MultiSignature};
use std::{
	cell::RefCell,
	collections::{BTreeMap, BTreeSet},
};

mod scenes;

pub use scenes::*;

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
	pub type System = frame_system;
	#[runtime::pallet_index(1)]
	pub type Timestamp = pallet_timestamp;
	#[runtime::pallet_index(2)]
	pub type Balances = pallet_balances;
	#[runtime::pallet_index(44)]
	pub type Studies = pallet_studies;
}

pub const ED: Balance = 10;

epione_support::mock_basics!(Test, existential_deposit: ED);

pub const CHAIN_ID: ChainId = [0xC1; 32];
pub const DEPOSIT: Balance = 20;
pub const MAX_GAP: Moment = 30 * SECOND;
pub const RETENTION: Moment = 30 * DAY;

parameter_types! {
	pub const StudiesPalletId: PalletId = PalletId(*b"epi/stdy");
	pub const StorageHold: RuntimeHoldReason = RuntimeHoldReason::Studies(HoldReason::StorageDeposit);
	pub const CommitHold: RuntimeHoldReason = RuntimeHoldReason::Studies(HoldReason::Commitment);
	pub static DeliverFee: Balance = 50;
	pub static ProtocolShare: Permill = Permill::from_percent(10);
	pub const TestChainId: ChainId = CHAIN_ID;
	pub const Protocol: AccountId = PROTOCOL;
}

type Price = LinearStoragePrice<ConstU128<100>, ConstU128<1>, Balance>;

impl pallet_studies::Config for Test {
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Consideration = HoldConsideration<AccountId, Balances, StorageHold, Price>;
	type CommitConsideration = HoldConsideration<AccountId, Balances, CommitHold, Price>;
	type Credentials = World;
	type Devices = World;
	type Datasets = World;
	type Access = World;
	type Grants = World;
	type Delegations = World;
	type Duties = World;
	type MaxOverdue = ConstU32<2>;
	type Disputes = World;
	type OnSettled = World;
	type ChainId = TestChainId;
	type Time = Timestamp;
	type PalletId = StudiesPalletId;
	type ProtocolShare = ProtocolShare;
	type ProtocolAccount = Protocol;
	type DeliverFee = DeliverFee;
	type ContributionDeposit = ConstU128<DEPOSIT>;
	type DeliveryPeriod = ConstU64<DAY>;
	type MaxGap = ConstU64<MAX_GAP>;
	type Retention = ConstU64<RETENTION>;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = MockClock;
}

pub const BOARD: AccountId = AccountId::new([2; 32]);
pub const ALICE: AccountId = AccountId::new([3; 32]);
pub const BOB: AccountId = AccountId::new([4; 32]);
pub const CHARLIE: AccountId = AccountId::new([5; 32]);
pub const GATEWAY: AccountId = AccountId::new([6; 32]);
/// Buys data and receives free shares.
pub const CLINICIAN: AccountId = AccountId::new([7; 32]);
pub const PROTOCOL: AccountId = AccountId::new([8; 32]);
/// Has nothing, and may do nothing.
pub const NOBODY: AccountId = AccountId::new([9; 32]);
pub const DEVICE: AccountId = AccountId::new([10; 32]);

pub fn sponsor_pair() -> sr25519::Pair {
	sr25519::Pair::from_seed(&[1; 32])
}

pub fn sponsor() -> AccountId {
	AccountId::new(sponsor_pair().public().0)
}

/// A grant as the test sets it.
#[derive(Clone)]
pub struct MockGrant {
	pub subject: AccountId,
	pub grantee: Grantee<AccountId>,
	pub purpose: Purpose,
	/// What `decide` returns.
	pub denial: Option<Denial>,
	/// What `confirm` returns.
	pub withdrawn: Option<Denial>,
	pub valid_until: Moment,
	pub uses: u32,
}

/// What the other pallets know.
#[derive(Default)]
pub struct World {
	credentials: BTreeSet<(AccountId, Role)>,
	datasets: BTreeMap<(AccountId, Digest), DatasetFacts<AccountId>>,
	grants: BTreeMap<GrantId, MockGrant>,
	refusals: BTreeMap<AccountId, DeviceRefusal>,
	models: BTreeMap<AccountId, ModelId>,
	gateways: BTreeSet<(AccountId, AccountId)>,
	guardians: BTreeSet<(AccountId, AccountId)>,
	/// Arbiters of disputed contributions, by dataset.
	pub arbiters: BTreeMap<Digest, AccountId>,
	/// What `Duties` was told: deliveries with whether they were requested, and ends, by grant.
	pub delivered: Vec<(GrantId, bool)>,
	pub ended: Vec<GrantId>,
	/// Overdue duties by controller.
	pub overdue: BTreeMap<AccountId, u32>,
	/// Protocol shares of which `OnSettled` was notified.
	pub shares: BTreeMap<AccountId, Balance>,
}

thread_local! {
	static WORLD: RefCell<World> = RefCell::new(World::default());
}

pub fn world<R>(f: impl FnOnce(&mut World) -> R) -> R {
	WORLD.with(|world| f(&mut world.borrow_mut()))
}

impl CredentialCheck<AccountId> for World {
	fn attributes(who: &AccountId, role: Role) -> Option<Attributes> {
		world(|w| w.credentials.contains(&(who.clone(), role))).then_some(Attributes::NONE)
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn set_up(who: &AccountId, role: Role) {
		credential(who.clone(), role);
	}
}

impl DeviceCheck<AccountId> for World {
	fn standing(_: &AccountId, _: &AccountId) -> Result<DeviceStanding, DeviceRefusal> {
		unimplemented!("studies do not ask")
	}

	fn verify_batch(
		_: &BatchStatement<AccountId>,
		_: &AccountId,
		_: &Digest,
		_: u8,
		_: Modality,
	) -> Result<DeviceStanding, DeviceRefusal> {
		unimplemented!("studies do not ask")
	}

	fn usable(signed: &SignedUnder<AccountId>) -> Result<(), DeviceRefusal> {
		world(|w| w.refusals.get(&signed.device).copied()).map_or(Ok(()), Err)
	}

	fn firmware(_: &AccountId) -> Option<Digest> {
		unimplemented!("studies do not ask")
	}

	fn model(device: &AccountId) -> Option<ModelId> {
		world(|w| w.models.get(device).copied())
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn set_up(_: &AccountId, _: u64, _: &Digest, _: u8, _: Modality) -> BatchStatement<AccountId> {
		unimplemented!("studies do not ask")
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn set_up_end(_: &AccountId) {
		unimplemented!("studies do not ask")
	}
}

impl DatasetLookup<AccountId> for World {
	fn facts(subject: &AccountId, digest: &Digest) -> Option<DatasetFacts<AccountId>> {
		world(|w| w.datasets.get(&(subject.clone(), *digest)).cloned())
	}

	fn signed_under(subject: &AccountId, digest: &Digest) -> Option<SignedUnder<AccountId>> {
		Self::facts(subject, digest)?.device.map(|device| SignedUnder {
			device,
			claim: 1,
			firmware: [0; 32],
		})
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn set_up(subject: &AccountId, digest: Digest, key_commitment: Point) {
		anchor(subject.clone(), digest, |facts| {
			facts.key_commitment = key_commitment;
			facts.device = Some(DEVICE);
		});
	}
}

impl AccessDecision<AccountId> for World {
	fn decide(request: &AccessRequest<AccountId>) -> Result<Permit, Denial> {
		let grant = world(|w| w.grants.get(&request.grant).cloned()).ok_or(Denial::NoGrant)?;
		if let Some(denial) = grant.withdrawn.or(grant.denial) {
			return Err(denial);
		}
		let grantee = grant.grantee;
		match () {
			_ if grant.subject != request.subject => Err(Denial::OtherSubject),
			_ if grantee != request.grantee => Err(Denial::OtherGrantee),
			_ if grant.purpose != request.purpose => {
				Err(Denial::Purpose(epione_primitives::PurposeMismatch::Kind))
			},
			_ if grant.valid_until <= now() => Err(Denial::Expired),
			_ => Ok(Permit { grant: request.grant, valid_until: grant.valid_until }),
		}
	}

	fn take(request: &AccessRequest<AccountId>) -> Result<Permit, Denial> {
		let permit = Self::decide(request)?;
		world(|w| w.grants.get_mut(&request.grant).map(|grant| grant.uses += 1));
		Ok(permit)
	}

	fn confirm(request: &AccessRequest<AccountId>) -> Result<(), Denial> {
		let grant = world(|w| w.grants.get(&request.grant).cloned()).ok_or(Denial::NoGrant)?;
		if let Some(denial) = grant.withdrawn {
			return Err(denial);
		}
		if grant.valid_until <= now() {
			return Err(Denial::Expired);
		}
		if Self::facts(&request.subject, &request.dataset).is_none() {
			return Err(Denial::NoDataset);
		}
		assert_eq!(
			(grant.subject, grant.grantee, grant.purpose),
			(request.subject.clone(), request.grantee.clone(), request.purpose),
			"what was taken is confirmed"
		);
		Ok(())
	}

	fn ended_by_date(grant: GrantId) -> Option<Moment> {
		let grant = world(|w| w.grants.get(&grant).cloned())?;
		let over = grant.withdrawn.is_none() && grant.valid_until <= now();
		over.then_some(grant.valid_until)
	}

	fn give_back(grant: GrantId) {
		world(|w| w.grants.get_mut(&grant).map(|grant| grant.uses -= 1));
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn set_up(subject: &AccountId, grantee: Grantee<AccountId>, purpose: Purpose) -> GrantId {
		grant_for(subject.clone(), grantee, purpose)
	}
}

impl Duties<AccountId> for World {
	fn delivered(grant: GrantId, asked: bool) {
		world(|w| w.delivered.push((grant, asked)));
	}

	fn ended(grant: GrantId) {
		world(|w| w.ended.push(grant));
	}

	fn overdue(controller: &AccountId) -> u32 {
		world(|w| w.overdue.get(controller).copied().unwrap_or_default())
	}
}

impl GrantList<AccountId> for World {
	fn grants_of(
		subject: &AccountId,
		after: Option<GrantId>,
		limit: u32,
	) -> Vec<GrantLine<AccountId>> {
		world(|w| {
			w.grants
				.iter()
				.filter(|(id, grant)| {
					grant.subject == *subject && after.is_none_or(|after| **id > after)
				})
				.take(limit as usize)
				.map(|(id, grant)| GrantLine {
					grant: *id,
					grantee: grant.grantee.clone(),
					actions: Actions::READ,
					modalities: Modalities::ALL,
					datasets: None,
					days: None,
					purpose: grant.purpose,
					valid_from: 0,
					valid_until: grant.valid_until,
					uses_left: None,
					revoked_at: None,
					acknowledged_at: None,
					duty: None,
				})
				.collect()
		})
	}
}

impl DelegationCheck<AccountId> for World {
	fn acts_for(delegate: &AccountId, subject: &AccountId, kind: Delegation) -> bool {
		let pair = (delegate.clone(), subject.clone());
		world(|w| match kind {
			Delegation::Gateway => w.gateways.contains(&pair),
			Delegation::Guardian => w.guardians.contains(&pair),
		})
	}
}

impl ArbiterLookup<AccountId> for World {
	fn arbiter(_: StudyId, _: &AccountId, dataset: &Digest) -> Option<AccountId> {
		world(|w| w.arbiters.get(dataset).cloned())
	}
}

impl OnSettled<AccountId, Balance> for World {
	fn settled(subject: &AccountId, share: Balance) {
		world(|w| *w.shares.entry(subject.clone()).or_default() += share);
	}
}

// What other pallets would do.

pub fn credential(who: AccountId, role: Role) {
	world(|w| w.credentials.insert((who, role)));
}

pub fn credential_ends(who: AccountId, role: Role) {
	world(|w| w.credentials.remove(&(who, role)));
}

pub fn data_key(dataset: Digest) -> DataKey {
	let mut secret = [0; 32];
	secret[..16].copy_from_slice(&dataset[..16]);
	DataKey::from_bytes(&secret).unwrap()
}

pub fn anchor(
	subject: AccountId,
	digest: Digest,
	change: impl FnOnce(&mut DatasetFacts<AccountId>),
) {
	let mut facts = DatasetFacts {
		codec: Codec::Raw,
		key_commitment: data_key(digest).commitment(),
		root: [0xAA; 32],
		depth: 9,
		device: None,
		modality: Modality::Wearable,
		first_day: 20_000,
		last_day: 20_001,
		status: DatasetStatus::Active,
	};
	change(&mut facts);
	world(|w| w.datasets.insert((subject, digest), facts));
}

/// Dataset number `n` of `subject`, signed by a device used for it alone.
pub fn dataset(subject: AccountId, n: u8) -> Digest {
	let mut device: [u8; 32] = subject.clone().into();
	device[31] = 0xDE;
	dataset_of(subject, n, device.into())
}

pub fn change_dataset(
	subject: AccountId,
	digest: Digest,
	change: impl FnOnce(&mut DatasetFacts<AccountId>),
) {
	world(|w| change(w.datasets.get_mut(&(subject, digest)).unwrap()));
}

pub fn grant_for(subject: AccountId, grantee: Grantee<AccountId>, purpose: Purpose) -> GrantId {
	world(|w| {
		let id = w.grants.len() as u32 + 1;
		w.grants.insert(
			id,
			MockGrant {
				subject,
				grantee,
				purpose,
				denial: None,
				withdrawn: None,
				valid_until: Moment::MAX,
				uses: 0,
			},
		);
		id
	})
}

pub fn grant(subject: AccountId, study: StudyId) -> GrantId {
	grant_for(subject, Grantee::Study(study), purpose())
}

/// From now on `decide` returns `denial`; `confirm` does not.
pub fn deny(grant: GrantId, denial: Denial) {
	world(|w| w.grants.get_mut(&grant).unwrap().denial = Some(denial));
}

/// The subject ends or narrows the grant.
pub fn withdraw(grant: GrantId, denial: Denial) {
	world(|w| w.grants.get_mut(&grant).unwrap().withdrawn = Some(denial));
}

/// The grant ends at this moment.
pub fn ends_at(grant: GrantId, moment: Moment) {
	world(|w| w.grants.get_mut(&grant).unwrap().valid_until = moment);
}

pub fn world_has_grant(grant: GrantId) -> bool {
	world(|w| w.grants.contains_key(&grant))
}

pub fn uses(grant: GrantId) -> u32 {
	world(|w| w.grants[&grant].uses)
}

pub fn refuse_device(device: AccountId, refusal: DeviceRefusal) {
	world(|w| w.refusals.insert(device, refusal));
}

pub fn device_recovers(device: &AccountId) {
	world(|w| w.refusals.remove(device));
}

pub fn set_model(device: AccountId, model: ModelId) {
	world(|w| w.models.insert(device, model));
}

pub fn make_guardian(guardian: AccountId, subject: AccountId) {
	world(|w| w.guardians.insert((guardian, subject)));
}

pub fn make_gateway(gateway: AccountId, subject: AccountId) {
	world(|w| w.gateways.insert((gateway, subject)));
}

pub const START: Moment = 1_800_000_000_000;

pub fn now() -> Moment {
	Timestamp::get()
}

fn set_now(moment: Moment) {
	Timestamp::set_timestamp(moment);
}

/// Lets time pass, with blocks at the usual rate. No hook runs.
pub fn pass(milliseconds: Moment) {
	set_now(now() + milliseconds);
	Clock::<Test>::mutate(|clock| clock.last = Some(now()));
}

/// Makes a block, timestamped `milliseconds` after the last, in which `inside` is run.
pub fn block_after<R>(milliseconds: Moment, inside: impl FnOnce() -> R) -> R {
	let number = System::block_number() + 1;
	System::set_block_number(number);
	Studies::on_initialize(number);
	set_now(now() + milliseconds);
	let result = inside();
	Studies::on_idle(number, Weight::MAX);
	Studies::on_finalize(number);
	result
}

/// An empty block.
pub fn block(milliseconds: Moment) {
	block_after(milliseconds, || ());
}

/// Builds the world, runs a test in it, and checks the invariants afterwards.
pub struct ExtBuilder {
	min_dispute_window: Moment,
}

impl Default for ExtBuilder {
	fn default() -> Self {
		Self { min_dispute_window: DEFAULT_MIN_DISPUTE_WINDOW }
	}
}

pub const RICH: Balance = 1_000_000;

impl ExtBuilder {
	pub fn min_dispute_window(mut self, window: Moment) -> Self {
		self.min_dispute_window = window;
		self
	}

	pub fn build(self) -> sp_io::TestExternalities {
		let mut storage = genesis([
			(sponsor(), RICH),
			(BOARD, RICH),
			(ALICE, 5_000),
			(BOB, 5_000),
			(CLINICIAN, RICH),
			(PROTOCOL, ED),
		]);
		pallet_studies::GenesisConfig::<Test> {
			min_dispute_window: self.min_dispute_window,
			..Default::default()
		}
		.assimilate_storage(&mut storage)
		.unwrap();
		world(|w| *w = World::default());
		DeliverFee::set(50);
		ProtocolShare::set(Permill::from_percent(10));
		credential(sponsor(), Role::Researcher);
		credential(BOARD, Role::EthicsBoard);
		make_gateway(GATEWAY, ALICE);
		let mut ext: sp_io::TestExternalities = storage.into();
		ext.register_extension(sp_keystore::KeystoreExt::new(
			sp_keystore::testing::MemoryKeystore::new(),
		));
		ext.execute_with(|| {
			System::set_block_number(1);
			set_now(START);
			Clock::<Test>::mutate(|clock| clock.last = Some(START));
		});
		ext
	}

	pub fn build_and_execute(self, test: impl FnOnce()) {
		self.build().execute_with(|| {
			let issuance = Balances::total_issuance();
			test();
			Studies::do_try_state().expect("invariants hold after the test");
			check_holds();
			assert_eq!(Balances::total_issuance(), issuance, "money is neither made nor lost");
		});
	}
}

/// Runs a test in the usual world.
pub fn run(test: impl FnOnce()) {
	ExtBuilder::default().build_and_execute(test);
}
