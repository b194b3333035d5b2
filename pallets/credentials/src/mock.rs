//! A runtime of system, balances, timestamp and this pallet.

use crate::{self as pallet_credentials, *};
use epione_primitives::traits::{ArbiterPool, CredentialCheck};
use frame_support::{
	parameter_types,
	traits::{
		fungible::{HoldConsideration, InspectHold},
		ConstU128, LinearStoragePrice,
	},
};
use frame_system::EnsureRoot;
use sp_runtime::{AccountId32, BuildStorage};

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
	#[runtime::pallet_index(40)]
	pub type Credentials = pallet_credentials::Pallet<Test>;
}

epione_support::mock_basics!(Test, existential_deposit: 1);

parameter_types! {
	pub const CredentialHold: RuntimeHoldReason =
		RuntimeHoldReason::Credentials(HoldReason::Credential);
}

impl Config for Test {
	type CouncilOrigin = EnsureRoot<AccountId>;
	type Time = Timestamp;
	type CredentialConsideration = HoldConsideration<
		AccountId,
		Balances,
		CredentialHold,
		LinearStoragePrice<ConstU128<10>, ConstU128<1>, Balance>,
	>;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = MockClock;
}

pub const ALICE: AccountId = AccountId::new([1; 32]);
pub const BOB: AccountId = AccountId::new([2; 32]);
/// An accreditor for manufacturers and researchers, once appointed.
pub const ACC: AccountId = AccountId::new([10; 32]);
/// Another accreditor.
pub const OTHER: AccountId = AccountId::new([11; 32]);
/// Has no funds.
pub const POOR: AccountId = AccountId::new([12; 32]);

/// The time at which tests begin.
pub const START: Moment = 1_000_000;
pub const FUNDS: Balance = 1_000_000;

/// Moves the clock.
pub fn at(now: Moment) {
	Timestamp::set_timestamp(now);
}

/// Returns what is held of `who`'s balance.
pub fn held(who: &AccountId) -> Balance {
	Balances::balance_on_hold(&HoldReason::Credential.into(), who)
}

/// Returns the deposit for one credential, other than an arbiter's.
pub fn deposit() -> Balance {
	deposit_for(Role::Manufacturer)
}

/// Returns what is left of a deposit while a former accreditor is known.
pub fn former_deposit() -> Balance {
	10 + u128::from(Credentials::former_footprint().size)
}

/// Returns the deposit for one credential for `role`.
pub fn deposit_for(role: Role) -> Balance {
	10 + u128::from(Credentials::footprint(role).size)
}

/// Returns the listed arbiters, in the order of their numbers.
pub fn arbiters() -> Vec<AccountId> {
	(0..Credentials::listed()).map(|n| Credentials::nth(n).unwrap()).collect()
}

/// Appoints [`ACC`] for manufacturers and researchers.
pub fn appoint_acc() {
	Credentials::appoint(
		RuntimeOrigin::root(),
		ACC,
		Roles::of(&[Role::Manufacturer, Role::Researcher]),
	)
	.unwrap();
}

/// [`ACC`] issues a credential to `holder` that is valid until [`START`] + 1000.
pub fn issue(holder: AccountId, role: Role) {
	Credentials::issue(
		signed(ACC),
		holder,
		role,
		START + 1_000,
		Attributes::NOT_FOR_PROFIT,
		[7; 32],
	)
	.unwrap();
}

pub fn holds(who: &AccountId, role: Role) -> bool {
	<Credentials as CredentialCheck<AccountId>>::holds(who, role)
}

/// Builds the state, runs a test in it, and checks the invariants.
#[derive(Default)]
pub struct ExtBuilder {
	pub accreditors: Vec<(AccountId, Roles)>,
	pub credentials: Vec<(AccountId, Role, Moment, Attributes, AccountId)>,
}

impl ExtBuilder {
	pub fn build(self) -> sp_io::TestExternalities {
		let mut storage = genesis([ALICE, BOB, ACC, OTHER].map(|who| (who, FUNDS)));
		GenesisConfig::<Test> { accreditors: self.accreditors, credentials: self.credentials }
			.assimilate_storage(&mut storage)
			.unwrap();
		let mut ext: sp_io::TestExternalities = storage.into();
		ext.execute_with(|| {
			System::set_block_number(1);
			at(START);
		});
		ext
	}

	pub fn build_and_execute(self, test: impl FnOnce()) {
		self.build().execute_with(|| {
			test();
			Credentials::do_try_state().unwrap();
		});
	}
}
