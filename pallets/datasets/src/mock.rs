//! A runtime of this pallet, balances and a clock, with stand-ins for devices and delegations.

use crate::{self as pallet_datasets, *};
use codec::{Decode, Encode};
use epione_primitives::{
	traits::{Delegation, DelegationCheck, DeviceCheck},
	BatchStatement, ContentId, Day, DeviceRefusal, DeviceStanding, Digest, KeyScheme, Modality,
	ModelId, Point, RootsBy, SignedUnder, DAY,
};
use frame_support::{
	derive_impl, parameter_types,
	traits::{
		fungible::{HoldConsideration, InspectHold},
		Footprint, LinearStoragePrice,
	},
};
use sp_core::ConstU64;
use sp_io::TestExternalities;
use sp_runtime::{traits::IdentityLookup, AccountId32, BuildStorage};
use std::{cell::RefCell, collections::BTreeMap};

pub type Block = frame_system::mocking::MockBlock<Test>;

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
	#[runtime::pallet_index(43)]
	pub type Datasets = pallet_datasets::Pallet<Test>;
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = Block;
	type AccountId = AccountId32;
	type Lookup = IdentityLookup<AccountId32>;
	type AccountData = pallet_balances::AccountData<u128>;
}

/// Existential deposit.
pub const ED: u128 = 10;

parameter_types! {
	pub static ExistentialDepositRaised: bool = false;
	pub ExistentialDeposit: u128 = if ExistentialDepositRaised::get() { 1_000 * ED } else { ED };
	pub const Base: u128 = 100;
	pub const PerByte: u128 = 1;
	pub const DatasetHold: RuntimeHoldReason = RuntimeHoldReason::Datasets(HoldReason::Dataset);
	pub const WindowHold: RuntimeHoldReason =
		RuntimeHoldReason::Datasets(HoldReason::SequenceWindow);
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
	type Balance = u128;
	type ExistentialDeposit = ExistentialDeposit;
	type AccountStore = System;
}

#[derive_impl(pallet_timestamp::config_preludes::TestDefaultConfig)]
impl pallet_timestamp::Config for Test {
	type MinimumPeriod = ConstU64<1>;
}

type Price = LinearStoragePrice<Base, PerByte, u128>;

impl Config for Test {
	type Time = Timestamp;
	type Devices = MockDevices;
	type Delegations = MockDelegations;
	type DatasetConsideration = HoldConsideration<AccountId32, Balances, DatasetHold, Price>;
	type WindowConsideration = HoldConsideration<AccountId32, Balances, WindowHold, Price>;
	type WeightInfo = ();
}

thread_local! {
	/// Device: owner, current claim, and the refusal, if it is refused.
	static DEVICES: RefCell<BTreeMap<AccountId32, (AccountId32, u32, Option<DeviceRefusal>)>> =
		const { RefCell::new(BTreeMap::new()) };
	static DELEGATES: RefCell<Vec<(AccountId32, AccountId32, Delegation)>> =
		const { RefCell::new(Vec::new()) };
}

/// Sets `device`'s owner and claim.
pub fn own(device: &AccountId32, owner: &AccountId32, claim: u32) {
	DEVICES.with_borrow_mut(|all| all.insert(device.clone(), (owner.clone(), claim, None)));
}

/// Has `device` refused for this reason.
pub fn refuse(device: &AccountId32, refusal: DeviceRefusal) {
	DEVICES.with_borrow_mut(|all| all.get_mut(device).unwrap().2 = Some(refusal));
}

/// Lets `delegate` act for `subject`.
pub fn delegate(delegate: &AccountId32, subject: &AccountId32, kind: Delegation) {
	DELEGATES.with_borrow_mut(|all| all.push((delegate.clone(), subject.clone(), kind)));
}

/// Stands in for a signature, and depends on everything that a real one covers.
pub fn sign(
	device: &AccountId32,
	owner: &AccountId32,
	claim: u32,
	seq: u64,
	root: &Digest,
	depth: u8,
) -> [u8; 64] {
	sp_io::hashing::keccak_512(&(device, owner, claim, seq, root, depth).encode())
}

pub struct MockDevices;

impl DeviceCheck<AccountId32> for MockDevices {
	fn standing(
		device: &AccountId32,
		owner: &AccountId32,
	) -> Result<DeviceStanding, DeviceRefusal> {
		let known = DEVICES.with_borrow(|all| all.get(device).cloned());
		let (owned_by, claim, refusal) = known.ok_or(DeviceRefusal::Unknown)?;
		match refusal {
			Some(refusal) => Err(refusal),
			None if owned_by != *owner => Err(DeviceRefusal::NotOwner),
			None => Ok(DeviceStanding {
				claim,
				model: 0,
				batch: 0,
				scheme: KeyScheme::Ed25519,
				firmware: FIRMWARE,
				roots_by: RootsBy::Device,
			}),
		}
	}

	fn verify_batch(
		statement: &BatchStatement<AccountId32>,
		owner: &AccountId32,
		root: &Digest,
		depth: u8,
		modality: Modality,
	) -> Result<DeviceStanding, DeviceRefusal> {
		let BatchStatement { device, claim, seq, signature } = statement;
		let standing = Self::standing(device, owner)?;
		if *claim != standing.claim {
			return Err(DeviceRefusal::WrongClaim);
		}
		if modality == Modality::Genomic {
			return Err(DeviceRefusal::WrongModality);
		}
		if *signature != sign(device, owner, *claim, *seq, root, depth) {
			return Err(DeviceRefusal::BadSignature);
		}
		Ok(standing)
	}

	fn usable(_: &SignedUnder<AccountId32>) -> Result<(), DeviceRefusal> {
		Ok(())
	}

	fn firmware(device: &AccountId32) -> Option<Digest> {
		DEVICES.with_borrow(|all| all.contains_key(device)).then_some(FIRMWARE)
	}

	fn model(device: &AccountId32) -> Option<ModelId> {
		DEVICES.with_borrow(|all| all.contains_key(device)).then_some(0)
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn set_up(
		owner: &AccountId32,
		seq: u64,
		root: &Digest,
		depth: u8,
		_: Modality,
	) -> BatchStatement<AccountId32> {
		let device = AccountId32::new(sp_io::hashing::blake2_256(&(owner, seq).encode()));
		own(&device, owner, 1);
		let signature = sign(&device, owner, 1, seq, root, depth);
		BatchStatement { device, claim: 1, seq, signature }
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn set_up_end(device: &AccountId32) {
		refuse(device, DeviceRefusal::Retired);
	}
}

pub struct MockDelegations;

impl DelegationCheck<AccountId32> for MockDelegations {
	fn acts_for(delegate: &AccountId32, subject: &AccountId32, kind: Delegation) -> bool {
		DELEGATES.with_borrow(|all| {
			all.iter().any(|(d, s, k)| d == delegate && s == subject && *k == kind)
		})
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn set_up(who: &AccountId32, subject: &AccountId32, kind: Delegation) -> bool {
		delegate(who, subject, kind);
		true
	}
}

pub const ALICE: AccountId32 = AccountId32::new([1; 32]);
pub const BOB: AccountId32 = AccountId32::new([2; 32]);
/// ALICE's gateway.
pub const GATEWAY: AccountId32 = AccountId32::new([3; 32]);
/// ALICE's guardian.
pub const GUARDIAN: AccountId32 = AccountId32::new([4; 32]);
/// ALICE's device, claim 1.
pub const METER: AccountId32 = AccountId32::new([5; 32]);
/// Every device's firmware.
pub const FIRMWARE: Digest = [6; 32];

/// The initial balance of ALICE and BOB.
pub const FUNDS: u128 = 1_000_000;
/// The current day on the clock.
pub const TODAY: Day = 20_000;

/// The generator of ristretto255 (RFC 9496, A.1).
pub const POINT: Point = [
	0xe2, 0xf2, 0xae, 0x0a, 0x6a, 0xbc, 0x4e, 0x71, 0xa8, 0x84, 0xa9, 0x61, 0xc5, 0x00, 0x51, 0x5f,
	0x58, 0xe3, 0x0b, 0x6a, 0xa5, 0x82, 0xdd, 0x8d, 0xb6, 0xa6, 0x59, 0x45, 0xe0, 0x8d, 0x2d, 0x76,
];

/// A raw CID whose digest is `n` in every byte.
pub fn cid(n: u8) -> [u8; 36] {
	ContentId { codec: epione_primitives::Codec::Raw, digest: [n; 32] }.to_bytes()
}

/// A dataset without a device whose digest is `n` in every byte.
pub fn plain(n: u8) -> AnchorOf<Test> {
	Anchor {
		cid: cid(n),
		key_commitment: POINT,
		root: [n; 32],
		depth: 9,
		modality: Modality::HomeMonitor,
		first_day: TODAY - 1,
		last_day: TODAY,
		size: 104,
		device: None,
		supersedes: None,
	}
}

/// The same, signed by METER for ALICE under claim 1.
pub fn signed(n: u8, seq: u64) -> AnchorOf<Test> {
	signed_by(plain(n), &METER, &ALICE, 1, seq)
}

/// `item`, signed by `device` for `owner`.
pub fn signed_by(
	item: AnchorOf<Test>,
	device: &AccountId32,
	owner: &AccountId32,
	claim: u32,
	seq: u64,
) -> AnchorOf<Test> {
	let signature = sign(device, owner, claim, seq, &item.root, item.depth);
	let statement = BatchStatement { device: device.clone(), claim, seq, signature };
	Anchor { device: Some(statement), ..item }
}

/// Anchors for ALICE.
pub fn anchor(items: Vec<AnchorOf<Test>>) -> sp_runtime::DispatchResult {
	Datasets::anchor(RuntimeOrigin::signed(ALICE), ALICE, items.try_into().unwrap())
}

/// Tombstones ALICE's dataset whose digest is `n` in every byte.
pub fn tombstone(n: u8) -> sp_runtime::DispatchResult {
	Datasets::tombstone(RuntimeOrigin::signed(ALICE), ALICE, [n; 32])
}

/// Status of ALICE's dataset whose digest is `n` in every byte.
pub fn status(n: u8) -> Option<epione_primitives::DatasetStatus> {
	Datasets::dataset(ALICE, [n; 32]).map(|state| state.status())
}

pub fn price(footprint: Footprint) -> u128 {
	Base::get() + PerByte::get() * u128::from(footprint.size)
}

pub fn held(who: &AccountId32) -> (u128, u128) {
	(
		Balances::balance_on_hold(&DatasetHold::get(), who),
		Balances::balance_on_hold(&WindowHold::get(), who),
	)
}

pub fn state_root() -> Vec<u8> {
	sp_io::storage::root(sp_runtime::StateVersion::V1)
}

pub fn set_day(day: Day) {
	pallet_timestamp::Now::<Test>::put(u64::from(day) * DAY + DAY / 2);
}

/// Holds equal tickets: no deposit is forgotten, none returns twice.
fn deposits_add_up() {
	let amount = |ticket: Vec<u8>| u128::decode(&mut &ticket[..]).unwrap();
	let mut expected = BTreeMap::<AccountId32, (u128, u128)>::new();
	for (subject, _, entry) in Entries::<Test>::iter() {
		expected.entry(subject).or_default().0 += amount(entry.ticket.encode());
	}
	for (_, entry) in Windows::<Test>::iter() {
		expected.entry(entry.payer).or_default().1 += amount(entry.ticket.encode());
	}
	for who in frame_system::Account::<Test>::iter_keys() {
		let (datasets, windows) = expected.remove(&who).unwrap_or_default();
		assert_eq!(held(&who), (datasets, windows), "held by {who:?}");
	}
	assert!(expected.is_empty(), "deposits of accounts that are gone");
}

#[derive(Default)]
pub struct ExtBuilder;

impl ExtBuilder {
	pub fn build(self) -> TestExternalities {
		DEVICES.with_borrow_mut(|all| all.clear());
		DELEGATES.with_borrow_mut(|all| all.clear());
		ExistentialDepositRaised::set(false);
		let mut storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
		pallet_balances::GenesisConfig::<Test> {
			balances: [ALICE, BOB, GATEWAY, GUARDIAN].map(|who| (who, FUNDS)).to_vec(),
			..Default::default()
		}
		.assimilate_storage(&mut storage)
		.unwrap();
		let mut ext = TestExternalities::from(storage);
		ext.execute_with(|| {
			System::set_block_number(1);
			set_day(TODAY);
			own(&METER, &ALICE, 1);
			delegate(&GATEWAY, &ALICE, Delegation::Gateway);
			delegate(&GUARDIAN, &ALICE, Delegation::Guardian);
		});
		ext
	}

	/// Runs the test, then checks every invariant.
	pub fn build_and_execute(self, test: impl FnOnce()) {
		self.build().execute_with(|| {
			test();
			Datasets::do_try_state().unwrap();
			deposits_add_up();
		});
	}
}

#[cfg(feature = "runtime-benchmarks")]
pub fn new_test_ext() -> TestExternalities {
	ExtBuilder.build()
}
