//! A runtime of this pallet, with stand-ins for the neighbouring pallets that tests can change.

use crate::{self as pallet_consent, *};
use codec::Decode;
use epione_primitives::{
	traits::{
		CredentialCheck, DatasetLookup, Delegation, DelegationCheck, GranteeLookup, LiveClock,
	},
	AccessRequest, Action, Actions, Attributes, Codec, DatasetFacts, DatasetStatus, Day, Denial,
	Digest, DuoPermission, GrantId, Grantee, Modalities, Modality, Moment, Purpose, ResearchUse,
	Role, SignedUnder, StudyId, HOUR,
};
use frame_support::{
	parameter_types,
	traits::{
		fungible::{HoldConsideration, InspectHold},
		Footprint, LinearStoragePrice,
	},
};
use sp_runtime::{traits::Zero, AccountId32};
use std::{
	cell::RefCell,
	collections::{BTreeMap, BTreeSet},
};

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
	#[runtime::pallet_index(42)]
	pub type Consent = pallet_consent;
}

epione_support::mock_basics!(Test, existential_deposit: 10);

parameter_types! {
	pub const GrantReason: RuntimeHoldReason = RuntimeHoldReason::Consent(HoldReason::Grant);
	pub const RequestReason: RuntimeHoldReason = RuntimeHoldReason::Consent(HoldReason::Request);
	pub const Base: Balance = 20;
	pub const PerByte: Balance = 1;
	pub const AckPeriod: Moment = ACK;
	pub const MaxRequests: u32 = 4;
}

type Price = LinearStoragePrice<Base, PerByte, Balance>;

impl Config for Test {
	type Time = Timestamp;
	type GrantConsideration = HoldConsideration<AccountId32, Balances, GrantReason, Price>;
	type RequestConsideration = HoldConsideration<AccountId32, Balances, RequestReason, Price>;
	type Credentials = World;
	type Datasets = World;
	type Grantees = World;
	type Delegations = World;
	type LiveClock = World;
	type AckPeriod = AckPeriod;
	type MaxRequests = MaxRequests;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = MockClock;
}

pub const ALICE: AccountId32 = AccountId32::new([1; 32]);
pub const BOB: AccountId32 = AccountId32::new([2; 32]);
pub const CHARLIE: AccountId32 = AccountId32::new([3; 32]);
/// Guardian of Alice.
pub const GRETA: AccountId32 = AccountId32::new([4; 32]);
/// Owns nothing.
pub const PAUL: AccountId32 = AccountId32::new([5; 32]);
/// Sponsor of [`STUDY`].
pub const SPONSOR: AccountId32 = AccountId32::new([6; 32]);
pub const STUDY: StudyId = 7;
/// A dataset of Alice's: Wearable, collected on days 100 to 110.
pub const DATASET: Digest = [0xda; 32];
pub const ACK: Moment = 14 * 24 * HOUR;
/// The time at which tests begin.
pub const START: Moment = 1_800_000_000_000;
pub const FUNDS: Balance = 1_000_000;

/// The neighbouring pallets' state.
#[derive(Default)]
pub struct World {
	pub credentials: BTreeMap<AccountId32, Attributes>,
	pub datasets: BTreeMap<(AccountId32, Digest), (Modality, Day, Day)>,
	pub studies: BTreeMap<StudyId, (AccountId32, bool)>,
	pub guardians: BTreeSet<(AccountId32, AccountId32)>,
	/// For how long the chain has stood still.
	pub standstill: Moment,
}

thread_local! {
	static WORLD: RefCell<World> = RefCell::new(World::default());
}

/// Reads or changes the neighbours.
pub fn world<R>(f: impl FnOnce(&mut World) -> R) -> R {
	WORLD.with(|world| f(&mut world.borrow_mut()))
}

impl CredentialCheck<AccountId32> for World {
	fn attributes(who: &AccountId32, role: Role) -> Option<Attributes> {
		if role != Role::Researcher {
			return None;
		}
		world(|w| w.credentials.get(who).copied())
	}
	#[cfg(feature = "runtime-benchmarks")]
	fn set_up(who: &AccountId32, _: Role) {
		world(|w| w.credentials.insert(who.clone(), Attributes(3)));
	}
}

impl DatasetLookup<AccountId32> for World {
	fn signed_under(_: &AccountId32, _: &Digest) -> Option<SignedUnder<AccountId32>> {
		unimplemented!("consent does not ask")
	}

	fn facts(subject: &AccountId32, digest: &Digest) -> Option<DatasetFacts<AccountId32>> {
		let (modality, first_day, last_day) =
			world(|w| w.datasets.get(&(subject.clone(), *digest)).copied())?;
		Some(DatasetFacts {
			codec: Codec::Raw,
			key_commitment: [0; 32],
			root: [0; 32],
			depth: 4,
			device: None,
			modality,
			first_day,
			last_day,
			status: DatasetStatus::Active,
		})
	}
	#[cfg(feature = "runtime-benchmarks")]
	fn set_up(_: &AccountId32, _: Digest, _: epione_primitives::Point) {}
}

impl GranteeLookup<AccountId32> for World {
	fn controller(grantee: &Grantee<AccountId32>) -> Option<AccountId32> {
		match grantee {
			Grantee::Account(who) => Some(who.clone()),
			Grantee::Study(id) => world(|w| w.studies.get(id).map(|(sponsor, _)| sponsor.clone())),
		}
	}
	fn ethics_approved(grantee: &Grantee<AccountId32>) -> bool {
		match grantee {
			Grantee::Account(_) => false,
			Grantee::Study(id) => world(|w| w.studies.get(id).is_some_and(|(_, ok)| *ok)),
		}
	}
}

impl LiveClock for World {
	fn live_now() -> Moment {
		Consent::now() - world(|w| w.standstill)
	}
	fn wall(live: Moment) -> Moment {
		live.saturating_add(world(|w| w.standstill))
	}
}

impl DelegationCheck<AccountId32> for World {
	fn acts_for(delegate: &AccountId32, subject: &AccountId32, kind: Delegation) -> bool {
		kind == Delegation::Guardian
			&& world(|w| w.guardians.contains(&(delegate.clone(), subject.clone())))
	}
	#[cfg(feature = "runtime-benchmarks")]
	fn set_up(delegate: &AccountId32, subject: &AccountId32, _: Delegation) -> bool {
		world(|w| w.guardians.insert((delegate.clone(), subject.clone())));
		true
	}
}

/// The state in which most tests begin.
pub fn new_test_ext() -> sp_io::TestExternalities {
	world(|w| {
		*w = World::default();
		w.datasets.insert((ALICE, DATASET), (Modality::Wearable, 100, 110));
		w.studies.insert(STUDY, (SPONSOR, false));
		w.guardians.insert((GRETA, ALICE));
	});
	let accounts = [ALICE, BOB, CHARLIE, GRETA, SPONSOR];
	let mut ext = sp_io::TestExternalities::from(genesis(accounts.map(|who| (who, FUNDS))));
	ext.execute_with(|| {
		System::set_block_number(1);
		Timestamp::set_timestamp(START);
	});
	ext
}

/// Runs a test and then checks every invariant.
pub struct ExtBuilder;

impl ExtBuilder {
	pub fn build_and_execute(test: impl FnOnce()) {
		new_test_ext().execute_with(|| {
			test();
			check_all();
		});
	}
}

/// Checks the pallet's invariants, and that holds equal tickets.
pub fn check_all() {
	Consent::do_try_state().expect("the invariants hold");
	check_holds();
}

/// The amount held, which is what a ticket of `HoldConsideration` encodes.
fn amount(ticket: impl codec::Encode) -> Balance {
	Balance::decode(&mut &ticket.encode()[..]).expect("a balance")
}

/// For each payer the holds are the sum of the tickets.
pub fn check_holds() {
	let mut owed = BTreeMap::<(AccountId32, bool), Balance>::new();
	for grant in Grants::<Test>::iter_values() {
		*owed.entry((grant.payer().clone(), true)).or_default() += amount(&grant.ticket);
	}
	for request in Requests::<Test>::iter_values() {
		*owed.entry((request.requester, false)).or_default() += amount(&request.ticket);
	}
	for who in frame_system::Account::<Test>::iter_keys() {
		for (is_grant, reason) in [(true, GrantReason::get()), (false, RequestReason::get())] {
			let expected = owed.remove(&(who.clone(), is_grant)).unwrap_or_default();
			assert_eq!(Balances::balance_on_hold(&reason, &who), expected, "{who} {reason:?}");
		}
	}
	assert!(owed.values().all(Zero::is_zero), "deposits of accounts that are gone: {owed:?}");
}

pub fn held(who: &AccountId32) -> Balance {
	Balances::balance_on_hold(&GrantReason::get(), who)
}

pub fn held_for_requests(who: &AccountId32) -> Balance {
	Balances::balance_on_hold(&RequestReason::get(), who)
}

pub fn price(footprint: Footprint) -> Balance {
	use sp_runtime::traits::Convert;
	Price::convert(footprint)
}

pub fn pass(time: Moment) {
	Timestamp::set_timestamp(Consent::now() + time);
}

/// Health research without modifiers.
pub fn research() -> Purpose {
	Purpose::Research(ResearchUse::plain(DuoPermission::HealthResearch))
}

/// Read Wearable data for health research, from now on for 1000 hours.
pub fn terms(grantee: Grantee<AccountId32>) -> TermsOf<Test> {
	Terms {
		grantee,
		actions: Actions::READ,
		modalities: Modalities::of(&[Modality::Wearable, Modality::Implant]),
		datasets: None,
		days: None,
		purpose: research(),
		valid_from: Consent::now(),
		valid_until: Consent::now() + 1000 * HOUR,
		uses: None,
		document: [9; 32],
	}
}

pub fn to(who: AccountId32) -> Grantee<AccountId32> {
	Grantee::Account(who)
}

/// Alice grants; returns the grant's number.
pub fn alice_grants(terms: TermsOf<Test>) -> GrantId {
	let id = NextGrant::<Test>::get();
	frame_support::assert_ok!(Consent::grant(signed(ALICE), ALICE, terms, None));
	id
}

/// The request that [`terms`] permit.
pub fn asks(grantee: Grantee<AccountId32>, grant: GrantId) -> AccessRequestOf<Test> {
	AccessRequest {
		grantee,
		subject: ALICE,
		dataset: DATASET,
		action: Action::Read,
		purpose: research(),
		grant,
	}
}

/// The decision on Bob's request for what [`terms`] permit.
pub fn bob_may(grant: GrantId) -> Result<(), Denial> {
	Consent::decide(asks(to(BOB), grant)).map(|_| ())
}

pub fn list(digests: &[u8]) -> Datasets {
	digests.iter().map(|d| [*d; 32]).collect::<Vec<_>>().try_into().expect("at most 16")
}
