//! Who produces blocks.

use super::{
	chain::SLOT_DURATION,
	cumulus::BLOCKS_PER_SLOT,
	shared::{CouncilMajority, MINUTES},
};
use crate::{
	weights, AccountId, Aura, Balance, Balances, BlockNumber, CollatorSelection, Runtime,
	RuntimeEvent, Session, SessionKeys,
};
use alloc::vec::Vec;
use epione_runtime_common::constants::currency::deposit;
use frame_support::{
	parameter_types,
	traits::{ConstBool, ConstU32, ConstU64},
	PalletId,
};
use pallet_collator_selection::IdentityCollator;
use pallet_session::{PeriodicSessions, SessionManager};
use sp_consensus_aura::sr25519::AuthorityId as AuraId;
use sp_runtime::traits::OpaqueKeys;
use sp_staking::SessionIndex;

/// Most collators that the council sets.
const MAX_INVULNERABLES: u32 = 50;
/// Most candidates besides them. None is elected until the council says how many shall be.
const MAX_CANDIDATES: u32 = 50;

parameter_types! {
	/// Blocks in a session.
	pub const Period: BlockNumber = 10 * MINUTES;
	/// The block in which the first session ends.
	pub const Offset: BlockNumber = 0;
	/// Deposit for session keys.
	pub const KeyDeposit: Balance = deposit(1, 32);
	/// From which the account is derived that the pallet pays authors from. It stays empty: fees
	/// reach the author at once.
	pub const PotId: PalletId = PalletId(*b"epi/coll");
}

impl pallet_authorship::Config for Runtime {
	type FindAuthor = pallet_session::FindAccountFromAuthorIndex<Self, Aura>;
	// Counts who is at work: a candidate that produces nothing is removed.
	type EventHandler = CollatorSelection;
}

/// The collators that `collator-selection` names for a session; for the first two, those of
/// genesis.
///
/// `collator-selection` cannot be asked at genesis: pallets build theirs in the order of their
/// indices, and Session's, which is the standalone runtime's, is the lower one. Session then takes
/// everybody whose keys genesis has, and `presets::check` ensures that those are the invulnerables.
pub struct Collators;

impl SessionManager<AccountId> for Collators {
	fn new_session(index: SessionIndex) -> Option<Vec<AccountId>> {
		CollatorSelection::new_session(index)
	}

	fn new_session_genesis(_: SessionIndex) -> Option<Vec<AccountId>> {
		None
	}

	fn start_session(index: SessionIndex) {
		CollatorSelection::start_session(index);
	}

	fn end_session(index: SessionIndex) {
		CollatorSelection::end_session(index);
	}
}

impl pallet_session::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type ValidatorId = AccountId;
	type ValidatorIdOf = IdentityCollator;
	type ShouldEndSession = PeriodicSessions<Period, Offset>;
	type NextSessionRotation = PeriodicSessions<Period, Offset>;
	type SessionManager = Collators;
	type SessionHandler = <SessionKeys as OpaqueKeys>::KeyTypeIdProviders;
	type Keys = SessionKeys;
	// A collator can withhold blocks and nothing else: the relay chain's validators check them.
	type DisablingStrategy = ();
	type WeightInfo = weights::pallet_session::WeightInfo<Runtime>;
	type Currency = Balances;
	type KeyDeposit = KeyDeposit;
}

impl pallet_aura::Config for Runtime {
	type AuthorityId = AuraId;
	type DisabledValidators = Session;
	type MaxAuthorities = ConstU32<{ MAX_INVULNERABLES + MAX_CANDIDATES }>;
	type AllowMultipleBlocksPerSlot = ConstBool<{ BLOCKS_PER_SLOT > 1 }>;
	type SlotDuration = ConstU64<SLOT_DURATION>;
}

impl cumulus_pallet_aura_ext::Config for Runtime {}

impl pallet_collator_selection::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type Currency = Balances;
	type UpdateOrigin = CouncilMajority;
	type PotId = PotId;
	type MaxCandidates = ConstU32<MAX_CANDIDATES>;
	type MinEligibleCollators = ConstU32<1>;
	type MaxInvulnerables = ConstU32<MAX_INVULNERABLES>;
	type KickThreshold = Period;
	type ValidatorId = AccountId;
	type ValidatorIdOf = IdentityCollator;
	type ValidatorRegistration = Session;
	type WeightInfo = weights::pallet_collator_selection::WeightInfo<Runtime>;
}
