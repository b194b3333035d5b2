//! The consortium's council, and its only way to Root.
//!
//! Root is reached in one way: a majority of the council whitelists a call by its hash
//! (`whitelist.whitelist_call`), and three quarters of it dispatch it
//! (`whitelist.dispatch_whitelisted_call`). No other origin of this runtime becomes Root: the
//! scheduler takes tasks from Root alone, and sudo has a key on the development chain only
//! (`presets` ensures that).

use super::limits::{RuntimeBlockWeights, DAYS};
use crate::{
	configs::chain::BlockNumbers, weights, AccountId, Balance, Balances, BlockNumber, Council,
	OriginCaller, Preimage, Runtime, RuntimeCall, RuntimeEvent, RuntimeHoldReason, RuntimeOrigin,
};
use epione_runtime_common::constants::currency::{deposit, DEPOSIT_PER_BYTE};
use frame_support::{
	parameter_types,
	traits::{
		fungible::HoldConsideration, ConstU32, EitherOf, EqualPrivilegeOnly, LinearStoragePrice,
	},
	weights::Weight,
};
use frame_system::EnsureRoot;
use pallet_collective::{EnsureProportionAtLeast, EnsureProportionMoreThan};
use sp_runtime::Perbill;

/// The instance of the collective and of its membership.
pub type CouncilInstance = pallet_collective::Instance1;

/// More than half of the council.
pub type HalfOfCouncil = EnsureProportionMoreThan<AccountId, CouncilInstance, 1, 2>;
/// At least three quarters of the council.
pub type ThreeQuartersOfCouncil = EnsureProportionAtLeast<AccountId, CouncilInstance, 3, 4>;
/// What the council decides by majority. Root may do it too, to repair things.
pub type CouncilMajority = EitherOf<EnsureRoot<AccountId>, HalfOfCouncil>;
/// Who changes the council.
pub type CouncilSupermajority = EitherOf<EnsureRoot<AccountId>, ThreeQuartersOfCouncil>;

/// Most members of the council.
pub type MaxMembers = ConstU32<50>;

parameter_types! {
	/// Blocks in which a motion can be voted on.
	pub const MotionDuration: BlockNumber = 3 * DAYS;
	/// Most work in a motion.
	pub MaxProposalWeight: Weight = Perbill::from_percent(50) * RuntimeBlockWeights::get().max_block;
	/// Blocks after which a dispatch that waits for its whitelisting is forgotten.
	pub const DeferredDispatchExpiration: BlockNumber = 7 * DAYS;
	/// Most work of scheduled tasks in a block.
	pub MaxScheduledWeight: Weight = Perbill::from_percent(50) * RuntimeBlockWeights::get().max_block;
	/// Deposit for a preimage, besides its bytes.
	pub const PreimageBase: Balance = deposit(2, 64);
	/// Deposit for a byte of a preimage.
	pub const PreimageByte: Balance = DEPOSIT_PER_BYTE;
	/// The hold for preimages.
	pub const PreimageHold: RuntimeHoldReason = RuntimeHoldReason::Preimage(pallet_preimage::HoldReason::Preimage);
}

impl pallet_collective::Config<CouncilInstance> for Runtime {
	type RuntimeOrigin = RuntimeOrigin;
	type Proposal = RuntimeCall;
	type RuntimeEvent = RuntimeEvent;
	type MotionDuration = MotionDuration;
	type MaxProposals = ConstU32<64>;
	type MaxMembers = MaxMembers;
	// Whoever does not vote does not agree. (The SDK's benchmark of a close counts on the prime's
	// vote.)
	#[cfg(not(feature = "runtime-benchmarks"))]
	type DefaultVote = NoDefaultVote;
	#[cfg(feature = "runtime-benchmarks")]
	type DefaultVote = pallet_collective::PrimeDefaultVote;
	type WeightInfo = weights::pallet_collective::WeightInfo<Runtime>;
	// The membership pallet sets the members.
	type SetMembersOrigin = EnsureRoot<AccountId>;
	type MaxProposalWeight = MaxProposalWeight;
	type DisapproveOrigin = EnsureRoot<AccountId>;
	type KillOrigin = EnsureRoot<AccountId>;
	type Consideration = ();
}

impl pallet_membership::Config<CouncilInstance> for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type AddOrigin = CouncilSupermajority;
	type RemoveOrigin = CouncilSupermajority;
	type SwapOrigin = CouncilSupermajority;
	type ResetOrigin = CouncilSupermajority;
	type PrimeOrigin = CouncilSupermajority;
	type MembershipInitialized = Council;
	type MembershipChanged = Council;
	type MaxMembers = MaxMembers;
	type WeightInfo = weights::pallet_membership::WeightInfo<Runtime>;
}

impl pallet_whitelist::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	#[cfg(not(feature = "runtime-benchmarks"))]
	type WhitelistOrigin = HalfOfCouncil;
	// The SDK's benchmarks whitelist with the origin that dispatches.
	#[cfg(feature = "runtime-benchmarks")]
	type WhitelistOrigin = ThreeQuartersOfCouncil;
	type DispatchWhitelistedOrigin = ThreeQuartersOfCouncil;
	type Preimages = Preimage;
	type DeferredDispatchExpiration = DeferredDispatchExpiration;
	type BlockNumberProvider = BlockNumbers;
	type WeightInfo = weights::pallet_whitelist::WeightInfo<Runtime>;
}

impl pallet_preimage::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = weights::pallet_preimage::WeightInfo<Runtime>;
	type Currency = Balances;
	type ManagerOrigin = EnsureRoot<AccountId>;
	type Consideration = HoldConsideration<
		AccountId,
		Balances,
		PreimageHold,
		LinearStoragePrice<PreimageBase, PreimageByte, Balance>,
	>;
}

impl pallet_scheduler::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeOrigin = RuntimeOrigin;
	type PalletsOrigin = OriginCaller;
	type RuntimeCall = RuntimeCall;
	type MaximumWeight = MaxScheduledWeight;
	type ScheduleOrigin = EnsureRoot<AccountId>;
	type OriginPrivilegeCmp = EqualPrivilegeOnly;
	type MaxScheduledPerBlock = ConstU32<50>;
	type WeightInfo = weights::pallet_scheduler::WeightInfo<Runtime>;
	type Preimages = Preimage;
	type BlockNumberProvider = BlockNumbers;
}

impl pallet_sudo::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type WeightInfo = weights::pallet_sudo::WeightInfo<Runtime>;
}

/// Whoever does not vote has not agreed: a motion needs real votes.
#[cfg_attr(feature = "runtime-benchmarks", allow(dead_code))]
pub struct NoDefaultVote;

impl pallet_collective::DefaultVote for NoDefaultVote {
	fn default_vote(
		_prime: Option<bool>,
		_yes: pallet_collective::MemberCount,
		_no: pallet_collective::MemberCount,
		_members: pallet_collective::MemberCount,
	) -> bool {
		false
	}
}
