//! A runtime of system, balances, session with history, and this pallet.

use crate::{self as pallet_validators, *};
use frame_support::{
	derive_impl, ord_parameter_types, parameter_types,
	traits::{ConstU64, EitherOfDiverse},
};
use frame_system::{EnsureRoot, EnsureSignedBy};
use pallet_session::{disabling::UpToLimitDisablingStrategy, PeriodicSessions, TestSessionHandler};
use sp_runtime::{
	key_types::DUMMY, testing::UintAuthorityId, traits::ConvertInto, BuildStorage, Perbill,
};
use sp_staking::offence::{OffenceDetails, OnOffenceHandler};

pub type AccountId = u64;

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
	#[runtime::pallet_index(2)]
	pub type Balances = pallet_balances::Pallet<Test>;
	#[runtime::pallet_index(5)]
	pub type Session = pallet_session::Pallet<Test>;
	#[runtime::pallet_index(8)]
	pub type Historical = pallet_session::historical::Pallet<Test>;
	#[runtime::pallet_index(10)]
	pub type Validators = pallet_validators::Pallet<Test>;
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = frame_system::mocking::MockBlock<Test>;
	type AccountData = pallet_balances::AccountData<u64>;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
	type AccountStore = System;
}

/// Blocks in a session.
pub const PERIOD: u64 = 10;

impl pallet_session::Config for Test {
	type RuntimeEvent = RuntimeEvent;
	type ValidatorId = AccountId;
	type ValidatorIdOf = ConvertInto;
	type ShouldEndSession = PeriodicSessions<ConstU64<PERIOD>, ConstU64<0>>;
	type NextSessionRotation = PeriodicSessions<ConstU64<PERIOD>, ConstU64<0>>;
	type SessionManager = historical::NoteHistoricalRoot<Test, Validators>;
	type SessionHandler = TestSessionHandler;
	type Keys = UintAuthorityId;
	type DisablingStrategy = UpToLimitDisablingStrategy;
	type WeightInfo = ();
	type Currency = Balances;
	type KeyDeposit = ConstU64<0>;
}

impl historical::Config for Test {
	type RuntimeEvent = RuntimeEvent;
	type FullIdentification = ();
	type FullIdentificationOf = NoFurtherIdentification;
}

parameter_types! {
	pub static MinValidators: u32 = 1;
}

parameter_types! {
	pub const ProvedKey: KeyTypeId = DUMMY;
}

/// Signs for more than half of the council; Root is three quarters of it.
pub const MAJORITY: AccountId = 100;

ord_parameter_types! {
	pub const Majority: AccountId = MAJORITY;
}

impl Config for Test {
	type CouncilOrigin =
		EitherOfDiverse<EnsureRoot<AccountId>, EnsureSignedBy<Majority, AccountId>>;
	type SupermajorityOrigin = EnsureRoot<AccountId>;
	type MinValidators = MinValidators;
	type MaxValidators = ConstU32<5>;
	type HistoryDepth = ConstU32<3>;
	type Term = ConstU32<4>;
	type ProvedKey = ProvedKey;
	type WeightInfo = ();
}

pub const ALICE: AccountId = 1;
pub const BOB: AccountId = 2;
pub const CHARLIE: AccountId = 3;
pub const DAVE: AccountId = 4;
pub const EVE: AccountId = 5;
pub const FERDIE: AccountId = 6;

/// Builds the state; these accounts have keys at genesis, and so validate.
pub struct ExtBuilder {
	validators: Vec<AccountId>,
}

impl Default for ExtBuilder {
	fn default() -> Self {
		Self { validators: vec![CHARLIE, ALICE, BOB, DAVE] }
	}
}

impl ExtBuilder {
	pub fn validators(validators: &[AccountId]) -> Self {
		Self { validators: validators.to_vec() }
	}

	pub fn build(self) -> sp_io::TestExternalities {
		let keys = |who: &AccountId| (*who, *who, UintAuthorityId(*who));
		let storage = RuntimeGenesisConfig {
			session: pallet_session::GenesisConfig {
				keys: self.validators.iter().map(keys).collect(),
				..Default::default()
			},
			..Default::default()
		}
		.build_storage()
		.unwrap();
		let mut ext = sp_io::TestExternalities::new(storage);
		ext.execute_with(|| System::set_block_number(1));
		ext
	}

	/// Runs `test`, then checks the invariants.
	pub fn build_and_execute(self, test: impl FnOnce()) {
		self.build().execute_with(|| {
			test();
			Validators::do_try_state().unwrap();
		})
	}
}

/// `who` has an account and session keys.
pub fn with_keys(who: AccountId) {
	System::inc_providers(&who);
	set_key(who, who);
}

/// `who` replaces its key.
pub fn set_key(who: AccountId, key: u64) {
	// The mock's keys take any proof.
	Session::set_keys(RuntimeOrigin::signed(who), UintAuthorityId(key), vec![]).unwrap();
}

/// Ends `count` sessions.
pub fn sessions(count: u32) {
	for _ in 0..count {
		let end = (System::block_number() / PERIOD + 1) * PERIOD;
		System::run_to_block::<AllPalletsWithSystem>(end);
	}
}

/// The pallet's last event.
pub fn last_event() -> Event<Test> {
	System::events()
		.into_iter()
		.rev()
		.find_map(|record| match record.event {
			RuntimeEvent::Validators(event) => Some(event),
			_ => None,
		})
		.unwrap()
}

/// Reports that `offenders` misbehaved in this session.
pub fn offence(offenders: &[AccountId]) {
	let details: Vec<_> = offenders
		.iter()
		.map(|who| OffenceDetails { offender: (*who, ()), reporters: vec![] })
		.collect();
	let fractions = vec![Perbill::from_percent(10); details.len()];
	Validators::on_offence(&details, &fractions, Session::current_index());
}
