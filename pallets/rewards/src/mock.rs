//! A runtime of system, balances, timestamp and this pallet. Payments are made as `pallet-studies`
//! makes them, with real balances.

use crate::{self as pallet_rewards, *};
use epione_primitives::traits::OnSettled;
use frame_support::{assert_ok, parameter_types};
use frame_system::EnsureRoot;
use sp_runtime::{AccountId32, BuildStorage, Permill};

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
	#[runtime::pallet_index(45)]
	pub type Rewards = pallet_rewards::Pallet<Test>;
}

epione_support::mock_basics!(Test, existential_deposit: ED);

/// The existential deposit.
pub const ED: Balance = 10;
/// The part of a price that goes to the protocol in [`trade`].
pub const SHARE: Permill = Permill::from_percent(5);
/// Epochs for which a reward can be claimed.
pub const CLAIMABLE: EpochIndex = 7;
/// The smallest share that is counted.
pub const LEAST: Balance = 8;

parameter_types! {
	pub static BlockAuthor: Option<AccountId> = Some(AUTHOR);
	pub const ProtocolAccount: AccountId = PROTOCOL;
	pub const RewardPalletId: PalletId = PalletId(*b"epi/rwrd");
	pub static ClaimEpochs: EpochIndex = CLAIMABLE;
	pub static LeastCounted: Balance = LEAST;
	pub static SplitBounds: Bounds = BOUNDS;
}

pub const BOUNDS: Bounds = Bounds {
	author: Range::percent(0, 30),
	pool: Range::percent(30, 80),
	treasury: Range::percent(10, 50),
};

impl Config for Test {
	type Currency = Balances;
	type ProtocolAccount = ProtocolAccount;
	type Author = BlockAuthor;
	type CouncilOrigin = EnsureRoot<AccountId>;
	type Time = Timestamp;
	type PalletId = RewardPalletId;
	type ClaimEpochs = ClaimEpochs;
	type LeastCounted = LeastCounted;
	type SplitBounds = SplitBounds;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = MockClock;
}

pub const ALICE: AccountId = AccountId::new([1; 32]);
pub const BOB: AccountId = AccountId::new([2; 32]);
/// Buys data.
pub const SPONSOR: AccountId = AccountId::new([10; 32]);
pub const AUTHOR: AccountId = AccountId::new([11; 32]);
pub const PROTOCOL: AccountId = AccountId::new([12; 32]);
/// Donates.
pub const DONOR: AccountId = AccountId::new([13; 32]);
/// Has no funds.
pub const NOBODY: AccountId = AccountId::new([14; 32]);

/// The initial balance of those with funds.
pub const FUNDS: Balance = 1_000_000_000;
/// The first day, in the middle of which tests begin.
pub const FIRST_DAY: Moment = 20_000;

/// Account number `n` of a crowd.
pub fn person(n: u32) -> AccountId {
	let mut bytes = [0xee; 32];
	bytes[..4].copy_from_slice(&n.to_be_bytes());
	AccountId::new(bytes)
}

/// Builds the state in which tests begin.
#[derive(Default)]
pub struct ExtBuilder {
	crowd: Vec<AccountId>,
}

impl ExtBuilder {
	/// Gives these accounts funds too.
	pub fn crowd(crowd: impl IntoIterator<Item = AccountId>) -> Self {
		Self { crowd: crowd.into_iter().collect() }
	}

	pub fn build(self) -> sp_io::TestExternalities {
		let named = [ALICE, BOB, SPONSOR, AUTHOR, DONOR].into_iter().chain(self.crowd);
		let mut storage = genesis(named.map(|who| (who, FUNDS)).chain([(PROTOCOL, ED)]));
		GenesisConfig::<Test>::default().assimilate_storage(&mut storage).unwrap();
		let mut ext: sp_io::TestExternalities = storage.into();
		ext.execute_with(|| {
			// The thread may have run another test before.
			BlockAuthor::set(Some(AUTHOR));
			System::set_block_number(1);
			Timestamp::set_timestamp(FIRST_DAY * DAY + DAY / 2);
			// Epoch 0 consists only of the chain's first block.
			Rewards::on_initialize(2);
			System::reset_events();
		});
		ext
	}

	/// Runs `test`, then checks the invariants.
	pub fn build_and_execute(self, test: impl FnOnce()) {
		self.build().execute_with(|| {
			test();
			Rewards::do_try_state().unwrap();
		});
	}
}

/// The protocol's share of `price`, without the author's part.
pub fn counted(price: Balance) -> Balance {
	let share = SHARE.mul_floor(price);
	share - CurrentSplit::<Test>::get().author.mul_ceil(share)
}

/// `buyer` pays `price` for a contribution of `seller`, as a settlement does: the escrow pays the
/// participant, then the protocol, then calls the pool.
pub fn trade(buyer: &AccountId, seller: &AccountId, price: Balance) {
	let share = SHARE.mul_floor(price);
	let to = |who, amount| {
		<Balances as Mutate<AccountId>>::transfer(buyer, who, amount, Preserve).unwrap()
	};
	to(seller, price - share);
	to(&PROTOCOL, share);
	Rewards::settled(seller, share);
}

/// Makes a block `ms` later.
pub fn after(ms: Moment) {
	Timestamp::set_timestamp(Timestamp::get() + ms);
	let block = System::block_number() + 1;
	System::set_block_number(block);
	Rewards::on_initialize(block);
}

/// Lets this many epochs end, with one block in each.
pub fn epochs(count: u32) {
	for _ in 0..count {
		after(DAY);
	}
}

/// The number of the current epoch.
pub fn epoch() -> EpochIndex {
	Current::<Test>::get().number
}

pub fn donate(amount: Balance) {
	assert_ok!(Rewards::donate(signed(DONOR), amount));
}

pub fn free(who: &AccountId) -> Balance {
	Balances::free_balance(who)
}

pub fn split(author: u32, pool: u32) -> Split {
	Split { author: Permill::from_percent(author), pool: Permill::from_percent(pool) }
}

/// The pallet's events.
pub fn events() -> Vec<Event<Test>> {
	System::events()
		.into_iter()
		.filter_map(|record| match record.event {
			RuntimeEvent::Rewards(event) => Some(event),
			_ => None,
		})
		.collect()
}

/// The pallet's last event.
pub fn last_event() -> Event<Test> {
	events().pop().unwrap()
}
