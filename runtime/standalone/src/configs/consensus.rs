//! Who produces and finalises blocks.

use super::{
	chain::SLOT_DURATION,
	shared::{CouncilMajority, CouncilSupermajority, DAYS, HOURS, MINUTES},
};
use crate::{
	weights, AccountId, Aura, Balance, Balances, BlockNumber, Offences, Runtime, RuntimeEvent,
	Session, SessionKeys, Validators,
};
use epione_runtime_common::constants::currency::deposit;
use frame_support::{
	parameter_types,
	traits::{ConstBool, ConstU32, ConstU64},
};
use pallet_session::{disabling::UpToLimitDisablingStrategy, historical, PeriodicSessions};
use pallet_validators::NoFurtherIdentification;
use sp_consensus_aura::sr25519::AuthorityId as AuraId;
use sp_runtime::{
	traits::{ConvertInto, OpaqueKeys},
	KeyTypeId,
};

/// Most validators.
pub type MaxValidators = ConstU32<100>;

parameter_types! {
	/// Blocks in a session.
	pub const Period: BlockNumber = 10 * MINUTES;
	/// The block in which the first session ends.
	pub const Offset: BlockNumber = 0;
	/// Deposit for session keys.
	pub const KeyDeposit: Balance = deposit(1, 64);
	/// Sessions for which it can be proved who held a key: a week.
	pub const HistoryDepth: u32 = 7 * DAYS / (10 * MINUTES);
	/// Sessions that the set must stand for until a majority may replace another third: a week.
	pub const Term: u32 = HistoryDepth::get();
	/// The kind of key whose use is proved: GRANDPA's.
	pub const ProvedKey: KeyTypeId = sp_consensus_grandpa::KEY_TYPE;
	/// Blocks for which a report of equivocation stays in the pool.
	pub const ReportLongevity: u64 = HOURS as u64;
}

impl pallet_authorship::Config for Runtime {
	type FindAuthor = pallet_session::FindAccountFromAuthorIndex<Self, Aura>;
	type EventHandler = ();
}

impl pallet_session::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type ValidatorId = AccountId;
	type ValidatorIdOf = ConvertInto;
	type ShouldEndSession = PeriodicSessions<Period, Offset>;
	type NextSessionRotation = PeriodicSessions<Period, Offset>;
	type SessionManager = historical::NoteHistoricalRoot<Self, Validators>;
	type SessionHandler = <SessionKeys as OpaqueKeys>::KeyTypeIdProviders;
	type Keys = SessionKeys;
	// Fewer than a third of the set, or finality would stop.
	type DisablingStrategy = UpToLimitDisablingStrategy;
	type WeightInfo = weights::pallet_session::WeightInfo<Runtime>;
	type Currency = Balances;
	type KeyDeposit = KeyDeposit;
}

impl historical::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type FullIdentification = ();
	type FullIdentificationOf = NoFurtherIdentification;
}

impl pallet_aura::Config for Runtime {
	type AuthorityId = AuraId;
	type DisabledValidators = Session;
	type MaxAuthorities = MaxValidators;
	type AllowMultipleBlocksPerSlot = ConstBool<false>;
	type SlotDuration = ConstU64<SLOT_DURATION>;
}

impl pallet_grandpa::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = weights::pallet_grandpa::WeightInfo<Runtime>;
	type MaxAuthorities = MaxValidators;
	type MaxNominators = ConstU32<0>;
	type MaxSetIdSessionEntries = ConstU64<{ HistoryDepth::get() as u64 }>;
	type KeyOwnerProof = sp_session::MembershipProof;
	type EquivocationReportSystem =
		pallet_grandpa::EquivocationReportSystem<Self, Offences, Validators, ReportLongevity>;
}

impl pallet_offences::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type IdentificationTuple = historical::IdentificationTuple<Self>;
	type OnOffenceHandler = Validators;
}

impl pallet_validators::Config for Runtime {
	type CouncilOrigin = CouncilMajority;
	type SupermajorityOrigin = CouncilSupermajority;
	// GRANDPA bears one faulty validator of four, and none of three.
	type MinValidators = ConstU32<4>;
	type MaxValidators = MaxValidators;
	type HistoryDepth = HistoryDepth;
	type Term = Term;
	type ProvedKey = ProvedKey;
	type WeightInfo = weights::pallet_validators::WeightInfo<Runtime>;
}
