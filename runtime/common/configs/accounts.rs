//! What accounts can do besides signing: delegates, several keys, batches, recovery.

use super::payment::ProtocolAccount;
use crate::{
	configs::chain::BlockNumbers, weights, AccountId, Balance, Balances, OriginCaller, Runtime,
	RuntimeCall, RuntimeEvent, RuntimeHoldReason,
};
use epione_runtime_common::{
	constants::currency::{deposit, DEPOSIT_PER_BYTE, EPI},
	ProxyType, SdkSafeguards,
};
use frame_support::{
	parameter_types,
	traits::{
		fungible::HoldConsideration, tokens::imbalance::ResolveTo, ConstU128, ConstU32,
		LinearStoragePrice,
	},
};
use pallet_recovery::HoldReason as RecoveryHold;
use sp_runtime::traits::BlakeTwo256;

/// No deposit for delegates: a patient without tokens can make its gateway one. At most eight for
/// each account that exists, and gone with it: `proxy_deposit` in `runtime/common` says why. (One
/// of the SDK's benchmarks wants deposits.)
#[cfg(not(feature = "runtime-benchmarks"))]
pub type DelegatesCurrency = epione_runtime_common::NoDeposit<Runtime, Balances>;
/// The token.
#[cfg(feature = "runtime-benchmarks")]
pub type DelegatesCurrency = Balances;

/// What is asked of [`DelegatesCurrency`] for an account's first entry, which takes nothing.
pub type FirstEntry = ConstU128<1>;
/// What is asked for each further entry.
pub type FurtherEntry = ConstU128<0>;

impl pallet_proxy::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type Currency = DelegatesCurrency;
	type ProxyType = ProxyType;
	type ProxyDepositBase = FirstEntry;
	type ProxyDepositFactor = FurtherEntry;
	type MaxProxies = ConstU32<8>;
	type WeightInfo = weights::pallet_proxy::WeightInfo<Runtime>;
	type MaxPending = ConstU32<8>;
	type CallHasher = BlakeTwo256;
	type AnnouncementDepositBase = FirstEntry;
	type AnnouncementDepositFactor = FurtherEntry;
	type BlockNumberProvider = BlockNumbers;
}

parameter_types! {
	/// Deposit for a pending multisig call: one item with a map key of 64 bytes, a depositor, a
	/// time.
	pub const MultisigDepositBase: Balance = deposit(1, 120);
	/// Deposit for each approval.
	pub const MultisigDepositFactor: Balance = deposit(0, 32);
}

impl pallet_multisig::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type Currency = Balances;
	type DepositBase = MultisigDepositBase;
	type DepositFactor = MultisigDepositFactor;
	type MaxSignatories = ConstU32<32>;
	type WeightInfo = weights::pallet_multisig::WeightInfo<Runtime>;
	type BlockNumberProvider = BlockNumbers;
}

impl pallet_utility::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type PalletsOrigin = OriginCaller;
	type WeightInfo = weights::pallet_utility::WeightInfo<Runtime>;
}

parameter_types! {
	/// Deposit for an item that belongs to recovery.
	pub const RecoveryBase: Balance = deposit(1, 48);
	/// Deposit for a byte of it.
	pub const RecoveryByte: Balance = DEPOSIT_PER_BYTE;
	/// What somebody who tries to recover an account puts at stake: lost if the owner objects.
	pub const RecoverySecurity: Balance = 10 * EPI;
	/// Hold for the groups of friends.
	pub const FriendGroupsHold: RuntimeHoldReason = RuntimeHoldReason::Recovery(RecoveryHold::FriendGroupsStorage);
	/// Hold for an attempt.
	pub const AttemptHold: RuntimeHoldReason = RuntimeHoldReason::Recovery(RecoveryHold::AttemptStorage);
	/// Hold for the inheritor.
	pub const InheritorHold: RuntimeHoldReason = RuntimeHoldReason::Recovery(RecoveryHold::InheritorStorage);
}

type RecoveryConsideration<Reason> = HoldConsideration<
	AccountId,
	Balances,
	Reason,
	LinearStoragePrice<RecoveryBase, RecoveryByte, Balance>,
>;

impl pallet_recovery::Config for Runtime {
	type RuntimeCall = RuntimeCall;
	type RuntimeHoldReason = RuntimeHoldReason;
	type BlockNumberProvider = BlockNumbers;
	type Currency = Balances;
	type FriendGroupsConsideration = RecoveryConsideration<FriendGroupsHold>;
	type AttemptConsideration = RecoveryConsideration<AttemptHold>;
	type InheritorConsideration = RecoveryConsideration<InheritorHold>;
	type SecurityDeposit = RecoverySecurity;
	type Slash = ResolveTo<ProtocolAccount, Balances>;
	type MaxFriendsPerConfig = ConstU32<16>;
	type WeightInfo = weights::pallet_recovery::WeightInfo<Runtime>;
}

impl pallet_safeguards::Config for Runtime {
	type ProxyType = ProxyType;
	type Delegates = SdkSafeguards<Runtime>;
	type Recovery = SdkSafeguards<Runtime>;
	type WeightInfo = weights::pallet_safeguards::WeightInfo<Runtime>;
}
