//! A mock runtime around the pallet.

use crate as pallet_sponsorship;
use crate::*;
use epione_envelope::statements;
use epione_primitives::CallKind;
use frame_support::{
	assert_ok, parameter_types,
	traits::{
		fungible::{HoldConsideration, InspectHold},
		ConstU128, LinearStoragePrice,
	},
};
use sp_core::{ed25519, sr25519, Pair};
use sp_runtime::AccountId32;

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
	#[runtime::pallet_index(46)]
	pub type Sponsorship = pallet_sponsorship;
}

epione_support::mock_basics!(Test, existential_deposit: ED);

pub const ED: Balance = 10;
pub const CHAIN_ID: ChainId = [0xC1; 32];
/// The deposit for a member's record.
pub const RECORD: Balance = 30;

parameter_types! {
	pub const SponsorshipPalletId: PalletId = PalletId(*b"epi/spon");
	pub const TestChainId: ChainId = CHAIN_ID;
	pub const Hold: RuntimeHoldReason = RuntimeHoldReason::Sponsorship(HoldReason::Sponsorship);
	pub const Anchors: CallKind = CallKind::Anchor;
}

/// One unit per item and one per byte.
type Price = LinearStoragePrice<ConstU128<100>, ConstU128<1>, Balance>;

impl pallet_sponsorship::Config for Test {
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Consideration = HoldConsideration<AccountId, Balances, Hold, Price>;
	type MemberDeposit = ConstU128<RECORD>;
	type ChainId = TestChainId;
	type Time = Timestamp;
	type PalletId = SponsorshipPalletId;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = MockClock;
}

/// What a pallet that anchors would hold for an item.
pub type Ticket = SponsoredConsideration<Test, Hold, Anchors, Price>;

/// An item that costs `amount`, at least 100.
pub fn item(amount: u64) -> Footprint {
	Footprint { count: 1, size: amount - 100 }
}

pub const START: Moment = 1_800_000_000_000;
/// What the hospital starts with.
pub const RICH: Balance = 1_000_000;
pub const BUDGET: Balance = 10_000;
/// What a member may spend in a day.
pub const DAILY: Balance = 500;
/// What may be held for a member.
pub const DEPOSITS: Balance = 1_000;

/// The account that sets up sponsorships.
pub fn hospital_pair() -> sr25519::Pair {
	sr25519::Pair::from_seed(&[1; 32])
}

pub fn hospital() -> AccountId {
	AccountId::new(hospital_pair().public().0)
}

/// Patient number `n`, without tokens.
pub fn patient_pair(n: u8) -> sr25519::Pair {
	sr25519::Pair::from_seed(&[100 + n; 32])
}

pub fn patient(n: u8) -> AccountId {
	AccountId::new(patient_pair(n).public().0)
}

/// A patient whose wallet has an ed25519 key.
pub fn other_scheme() -> (ed25519::Pair, AccountId) {
	let pair = ed25519::Pair::from_seed(&[77; 32]);
	(pair, AccountId::new(pair.public().0))
}

pub const GATEWAY: AccountId = AccountId::new([6; 32]);
pub const HUB: AccountId = AccountId::new([7; 32]);
/// Has tokens and no part in any sponsorship.
pub const STRANGER: AccountId = AccountId::new([9; 32]);

pub fn now() -> Moment {
	Timestamp::get()
}

pub fn set_now(moment: Moment) {
	pallet_timestamp::Now::<Test>::put(moment);
}

pub fn pass(milliseconds: Moment) {
	set_now(now() + milliseconds);
}

pub fn terms() -> TermsOf<Test> {
	Terms {
		calls: CallSet::of(&[CallKind::Anchor, CallKind::Grant, CallKind::ClaimDevice]),
		daily_fees: DAILY,
		deposits: DEPOSITS,
		max_members: 3,
		valid_until: START + 365 * DAY,
	}
}

/// The hospital sets up a sponsorship; returns its number.
pub fn create() -> SponsorshipId {
	create_with(terms(), BUDGET)
}

pub fn create_with(terms: TermsOf<Test>, budget: Balance) -> SponsorshipId {
	let id = NextSponsorshipId::<Test>::get();
	assert_ok!(Sponsorship::create(signed(hospital()), terms, budget));
	id
}

pub fn gateways(list: &[AccountId]) -> GatewaysOf<Test> {
	list.to_vec().try_into().unwrap()
}

/// The bytes that both sides sign.
pub fn statement(
	id: SponsorshipId,
	member: &AccountId,
	gateways: &[AccountId],
	expiry: Moment,
) -> Vec<u8> {
	let gateways = gateways.iter().map(AsRef::as_ref);
	statements::sponsorship_join(&CHAIN_ID, id, member.as_ref(), gateways, expiry)
}

pub fn sign(pair: &sr25519::Pair, bytes: &[u8]) -> MultiSignature {
	MultiSignature::Sr25519(pair.sign(bytes))
}

/// Patient `n` signs with these gateways; the hospital submits.
pub fn try_join(id: SponsorshipId, n: u8, through: &[AccountId], expiry: Moment) -> DispatchResult {
	let member = patient(n);
	let consent = sign(&patient_pair(n), &statement(id, &member, through, expiry));
	Sponsorship::join(signed(hospital()), id, member, gateways(through), expiry, consent, None)
}

pub fn join(id: SponsorshipId, n: u8, through: &[AccountId]) -> AccountId {
	assert_ok!(try_join(id, n, through, now() + DAY));
	patient(n)
}

/// Does what the transaction extension does for a transaction that costs `fee`: withdraws it from
/// the sponsorship that pays, and returns whether one did.
pub fn pay(member: &AccountId, signer: &AccountId, calls: &[CallKind], fee: Balance) -> bool {
	let Some(id) = Sponsorship::payer(member, signer, CallSet::of(calls), fee) else {
		return false;
	};
	Sponsorship::charge(member, fee);
	let pot = Sponsorship::pot(id);
	<Balances as Mutate<_>>::burn_from(
		&pot,
		fee,
		Preserve,
		Precision::Exact,
		frame_support::traits::tokens::Fortitude::Polite,
	)
	.expect("whoever is said to pay can pay");
	true
}

pub fn record(id: SponsorshipId) -> SponsorshipOf<Test> {
	Sponsorships::<Test>::get(id).unwrap()
}

pub fn membership(id: SponsorshipId, who: &AccountId) -> MembershipOf<Test> {
	Members::<Test>::get(id, who).unwrap()
}

pub fn held_in_pot(id: SponsorshipId) -> Balance {
	Balances::total_balance_on_hold(&Sponsorship::pot(id))
}

/// All of the hospital's money, held or not.
pub fn hospitals() -> Balance {
	Balances::free_balance(hospital()) + Balances::total_balance_on_hold(&hospital())
}

pub fn exists(who: &AccountId) -> bool {
	System::account_exists(who)
}

pub fn last_event() -> RuntimeEvent {
	System::events().pop().unwrap().event
}

/// Runs a test, then checks the invariants.
pub fn run(test: impl FnOnce()) {
	new_test_ext().execute_with(|| {
		test();
		Sponsorship::do_try_state().unwrap();
	});
}

/// The state in which tests begin.
pub fn new_test_ext() -> sp_io::TestExternalities {
	let mut ext = sp_io::TestExternalities::new(genesis([(hospital(), RICH), (STRANGER, RICH)]));
	#[cfg(feature = "runtime-benchmarks")]
	ext.register_extension(sp_keystore::KeystoreExt::new(
		sp_keystore::testing::MemoryKeystore::new(),
	));
	ext.execute_with(|| {
		System::set_block_number(1);
		set_now(START);
	});
	ext
}
