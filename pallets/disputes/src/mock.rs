//! A runtime of the pallet, credentials, and a ledger of studies as disputes see it.

use crate as pallet_disputes;
use crate::*;
use epione_primitives::{Attributes, Roles, SECOND};
use frame_support::{
	assert_ok, parameter_types,
	traits::{
		fungible::{HoldConsideration, InspectHold},
		ConstU128, ConstU32, ConstU64, LinearStoragePrice,
	},
};
use frame_system::EnsureRoot;
use sp_runtime::{AccountId32, BuildStorage};

pub mod ledger;

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
	#[runtime::pallet_index(40)]
	pub type Credentials = pallet_credentials;
	#[runtime::pallet_index(44)]
	pub type Ledger = ledger;
	#[runtime::pallet_index(47)]
	pub type Disputes = pallet_disputes;
}

/// How many block hashes the mock's chain keeps.
pub const HASHES: u64 = 20;
pub const ED: Balance = 10;
pub const BASE_FEE: Balance = 100;
pub const FEE: Balance = 20;
pub const COMPENSATION: Balance = 50;
pub const APPEAL_BOND: Balance = 40;
pub const DRAW_DELAY: u32 = 5;

epione_support::mock_basics!(Test, existential_deposit: ED, system: {
	type BlockHashCount = ConstU64<HASHES>;
});

parameter_types! {
	pub const CredentialHold: RuntimeHoldReason =
		RuntimeHoldReason::Credentials(pallet_credentials::HoldReason::Credential);
	pub const DisputeHold: RuntimeHoldReason =
		RuntimeHoldReason::Disputes(HoldReason::StorageDeposit);
}

type Deposit<Reason> = HoldConsideration<
	AccountId,
	Balances,
	Reason,
	LinearStoragePrice<ConstU128<10>, ConstU128<1>, Balance>,
>;

impl pallet_credentials::Config for Test {
	type CouncilOrigin = EnsureRoot<AccountId>;
	type Time = Timestamp;
	type CredentialConsideration = Deposit<CredentialHold>;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = MockClock;
}

impl ledger::Config for Test {}

impl Config for Test {
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Consideration = Deposit<DisputeHold>;
	type Credentials = Credentials;
	type Contributions = Ledger;
	type PanelOrigin = EnsureRoot<AccountId>;
	type Time = Timestamp;
	type LiveClock = Ledger;
	type BaseFee = ConstU128<BASE_FEE>;
	type FeePerContribution = ConstU128<FEE>;
	type Compensation = ConstU128<COMPENSATION>;
	type AppealBond = ConstU128<APPEAL_BOND>;
	type DrawDelay = ConstU32<DRAW_DELAY>;
	type WeightInfo = ();
}

/// Sponsor of [`STUDY`], a researcher accredited by [`ACC`].
pub const SPONSOR: AccountId = AccountId::new([1; 32]);
/// Subjects without a balance.
pub const ALICE: AccountId = AccountId::new([2; 32]);
pub const BOB: AccountId = AccountId::new([3; 32]);
/// Has funds and no part in any dispute.
pub const NOBODY: AccountId = AccountId::new([4; 32]);
/// Accredits researchers.
pub const ACC: AccountId = AccountId::new([10; 32]);
/// Accredits arbiters.
pub const COURT: AccountId = AccountId::new([11; 32]);
pub const STUDY: StudyId = 0;
pub const START: Moment = 1_700_000_000_000;
pub const RICH: Balance = 1_000_000;
/// Price of a contribution.
pub const PRICE: Balance = 500;
pub const WINDOW: Moment = 3 * DAY;
pub const DAY: Moment = epione_primitives::DAY;
pub const BAD: Verdict = Verdict::Upheld;
pub const GOOD: Verdict = Verdict::Rejected;

/// One of the four arbiters accredited by [`COURT`].
pub const fn judge(n: u8) -> AccountId {
	AccountId::new([100 + n; 32])
}

pub fn root() -> RuntimeOrigin {
	RuntimeOrigin::root()
}

/// Ends this block, with a hash that depends on its number, and begins the next, two seconds later.
pub fn next_block() {
	let number = System::block_number();
	let hash = sp_io::hashing::blake2_256(&number.to_be_bytes());
	frame_system::BlockHash::<Test>::insert(
		number,
		<Test as frame_system::Config>::Hash::from(hash),
	);
	if number > HASHES + 1 {
		frame_system::BlockHash::<Test>::remove(number - HASHES - 1);
	}
	System::set_block_number(number + 1);
	pass(2 * SECOND);
}

pub fn blocks(count: u32) {
	for _ in 0..count {
		next_block();
	}
}

/// Lets time pass while the chain runs.
pub fn pass(time: Moment) {
	Timestamp::set_timestamp(pallet_timestamp::Now::<Test>::get() + time);
}

/// Lets time pass while the chain stands still.
pub fn stall(time: Moment) {
	pass(time);
	ledger::Standstill::<Test>::mutate(|sum| *sum += time);
}

pub fn idle() {
	Disputes::on_idle(System::block_number(), Weight::MAX);
}

pub fn free(who: &AccountId) -> Balance {
	Balances::free_balance(who)
}

/// All of `who`'s money, held or not.
pub fn wealth(who: &AccountId) -> Balance {
	Balances::total_balance(who)
}

pub fn bond(who: &AccountId) -> Balance {
	Balances::balance_on_hold(&HoldReason::Bond.into(), who)
}

pub fn deposits(who: &AccountId) -> Balance {
	Balances::balance_on_hold(&HoldReason::StorageDeposit.into(), who)
}

/// The bond for a dispute over this many contributions.
pub fn bond_of(count: u128) -> Balance {
	BASE_FEE + count * (FEE + COMPENSATION)
}

pub fn dataset(n: u8) -> Digest {
	[n; 32]
}

/// `subject` delivers its dataset `n` to [`STUDY`].
pub fn delivered(subject: AccountId, n: u8) -> (AccountId, Digest) {
	delivered_for(subject, n, PRICE)
}

pub fn delivered_for(subject: AccountId, n: u8, price: Balance) -> (AccountId, Digest) {
	assert_ok!(Ledger::deliver(STUDY, &subject, &dataset(n), price, WINDOW));
	(subject, dataset(n))
}

pub fn state_of(name: &(AccountId, Digest)) -> ledger::State {
	let record = ledger::Records::<Test>::get((STUDY, name.0.clone(), name.1));
	record.expect("delivered").state
}

pub fn list<T>(items: impl IntoIterator<Item = T>) -> PerContribution<T> {
	items.into_iter().collect::<Vec<_>>().try_into().ok().expect("not too many")
}

pub fn open(
	contributions: impl IntoIterator<Item = (AccountId, Digest)>,
	reason: Reason,
) -> sp_runtime::DispatchResult {
	Disputes::open(signed(SPONSOR), STUDY, list(contributions), reason, [9; 32])
}

/// Opens a dispute and draws an arbiter. Returns the dispute's number and the arbiter.
pub fn drawn(
	contributions: impl IntoIterator<Item = (AccountId, Digest)>,
	reason: Reason,
) -> (DisputeId, AccountId) {
	let id = NextDisputeId::<Test>::get();
	assert_ok!(open(contributions, reason));
	blocks(DRAW_DELAY + 1);
	assert_ok!(Disputes::advance(signed(NOBODY), id));
	(id, arbiter_of(id).expect("an arbiter was drawn"))
}

pub fn decide(
	id: DisputeId,
	verdicts: impl IntoIterator<Item = Verdict>,
) -> sp_runtime::DispatchResult {
	let arbiter = arbiter_of(id).expect("an arbiter was drawn");
	Disputes::decide(signed(arbiter), id, list(verdicts))
}

pub fn advance(id: DisputeId) -> sp_runtime::DispatchResult {
	Disputes::advance(signed(NOBODY), id).map(|_| ()).map_err(|error| error.error)
}

pub fn appeal(who: AccountId, id: DisputeId) -> sp_runtime::DispatchResult {
	Disputes::appeal(signed(who), id, [8; 32]).map(|_| ()).map_err(|error| error.error)
}

pub fn arbiter_of(id: DisputeId) -> Option<AccountId> {
	Disputes::dispute(id).and_then(|info| info.arbiter)
}

pub fn phase_of(id: DisputeId) -> Option<Phase> {
	Disputes::dispute(id).map(|info| info.phase)
}

/// Makes `who` an arbiter accredited by `accreditor`, with an evidence key.
pub fn arbiter(who: AccountId, accreditor: AccountId) {
	accredit(who.clone(), Role::Arbiter, accreditor);
	assert_ok!(Disputes::set_evidence_key(signed(who), [5; 32]));
}

pub fn accredit(who: AccountId, role: Role, accreditor: AccountId) {
	let until = START + 10_000 * DAY;
	let origin = signed(accreditor);
	assert_ok!(Credentials::issue(origin, who, role, until, Attributes::NONE, [7; 32]));
}

pub fn events() -> Vec<Event<Test>> {
	System::events()
		.into_iter()
		.filter_map(|record| match record.event {
			RuntimeEvent::Disputes(event) => Some(event),
			_ => None,
		})
		.collect()
}

pub fn last_event() -> Event<Test> {
	events().pop().expect("an event")
}

/// Builds the state in which tests begin.
pub struct ExtBuilder {
	/// How many arbiters there are.
	pub judges: u8,
	pub periods: Periods,
}

impl Default for ExtBuilder {
	fn default() -> Self {
		Self { judges: 4, periods: DEFAULT_PERIODS }
	}
}

impl ExtBuilder {
	pub fn build(self) -> sp_io::TestExternalities {
		let rich = [SPONSOR, NOBODY, ACC, COURT].into_iter().chain((0..4).map(judge));
		let mut storage = genesis(rich.map(|who| (who, RICH)).chain([(Ledger::pot(STUDY), ED)]));
		pallet_disputes::GenesisConfig::<Test> {
			decide_period: self.periods.decide,
			appeal_period: self.periods.appeal,
			panel_period: self.periods.panel,
			..Default::default()
		}
		.assimilate_storage(&mut storage)
		.unwrap();
		let mut ext: sp_io::TestExternalities = storage.into();
		ext.execute_with(|| {
			System::set_block_number(1);
			Timestamp::set_timestamp(START);
			for accreditor in [ACC, COURT] {
				assert_ok!(Credentials::appoint(root(), accreditor, Roles::ALL));
			}
			accredit(SPONSOR, Role::Researcher, ACC);
			for n in 0..self.judges {
				arbiter(judge(n), COURT);
			}
			ledger::Sponsors::<Test>::insert(STUDY, SPONSOR);
		});
		ext
	}

	pub fn build_and_execute(self, test: impl FnOnce()) {
		self.build().execute_with(|| {
			let issuance = Balances::total_issuance();
			test();
			check();
			assert_eq!(Balances::total_issuance(), issuance, "money is neither made nor lost");
		});
	}
}

/// Checks everything that must hold at any time.
pub fn check() {
	Disputes::do_try_state().expect("invariants of disputes");
	assert!(free(&Ledger::pot(STUDY)) >= Ledger::owed(STUDY), "the pot covers what it owes");
	// What a study keeps frozen is in a dispute, and vice versa.
	let frozen = ledger::Records::<Test>::iter()
		.filter(|(_, record)| record.state == ledger::State::Frozen)
		.map(|(name, _)| assert!(Disputed::<Test>::contains_key(name)))
		.count();
	assert_eq!(frozen, Disputed::<Test>::iter_keys().count());
}

/// Runs a test in the usual state, and checks what must hold.
pub fn run(test: impl FnOnce()) {
	ExtBuilder::default().build_and_execute(test);
}
