//! Messages to and from other chains: closed, but for the token's way to Asset Hub and back.
//!
//! - Out: the token, from a signed account to Asset Hub. It stays here in Asset Hub's account, and
//!   Asset Hub issues a token that stands for it.
//! - Out: what the council sends with three quarters and a whitelisted call, to the relay chain or
//!   Asset Hub: opening a channel.
//! - In: Asset Hub paying the token out of that account, for a fee.
//! - In: responses to queries of this chain, and the query which version of XCM it speaks.
//!
//! Nothing else passes: no teleports, no foreign assets, no `Transact`. No other chain can call a
//! pallet of this one (docs/adr/0011-xcm-closed.md).

use super::shared::ProtocolAccount;
use crate::{
	weights, AccountId, AllPalletsWithSystem, Balance, Balances, ParachainInfo, ParachainSystem,
	PolkadotXcm, Runtime, RuntimeCall, RuntimeEvent, RuntimeOrigin, XcmpQueue,
};
use alloc::vec::Vec;
use core::marker::PhantomData;
use cumulus_primitives_utility::ParentAsUmp;
use epione_runtime_common::{
	constants::currency::{DEPOSIT_PER_BYTE, MILLI},
	fees::WeightToFee,
};
use frame_support::{
	parameter_types,
	traits::{tokens::imbalance::ResolveTo, ConstU32, Contains, Disabled, Equals, Nothing},
	weights::Weight,
};
use frame_system::{EnsureRoot, EnsureRootWithSuccess};
use polkadot_parachain_primitives::primitives::Sibling;
use polkadot_runtime_common::xcm_sender::ExponentialPrice;
use xcm::latest::prelude::*;
use xcm_builder::{
	AccountId32Aliases, AllowKnownQueryResponses, AllowSubscriptionsFrom,
	AllowTopLevelPaidExecutionFrom, DenyReserveTransferToRelayChain, DenyThenTry, EnsureXcmOrigin,
	FixedWeightBounds, FrameTransactionalProcessor, FungibleAdapter, IsConcrete,
	SendXcmFeeToAccount, SiblingParachainConvertsVia, SignedToAccountId32, TakeWeightCredit,
	TrailingSetTopicAsId, UsingComponents, WithUniqueTopic, XcmFeeManagerFromComponents,
};
use xcm_executor::XcmExecutor;

/// The parachain of the relay chain's assets, on every relay chain.
pub(crate) const ASSET_HUB: u32 = 1000;

parameter_types! {
	/// This chain.
	pub const HereLocation: Location = Location::here();
	/// Accounts are the same whichever network a message names.
	pub const AnyNetwork: Option<NetworkId> = None;
	/// Where this chain is.
	pub UniversalLocation: InteriorLocation = Parachain(ParachainInfo::parachain_id().into()).into();
	/// The token.
	pub TokenId: AssetId = AssetId(Location::here());
	/// The weight of an instruction: more than any that passes takes.
	pub InstructionWeight: Weight = Weight::from_parts(1_000_000_000, 64 * 1024);
	/// What sending a message costs at least.
	pub const BaseDeliveryFee: Balance = 3 * MILLI;
	/// What each of its bytes costs.
	pub const DeliveryByteFee: Balance = DEPOSIT_PER_BYTE / 10;
}

/// Most instructions in a message.
pub type MaxInstructions = ConstU32<100>;
/// Most assets that a message holds: there is one.
pub type MaxAssets = ConstU32<8>;

/// The account of a location: Asset Hub's holds the tokens that are represented there.
pub type LocationToAccountId =
	(SiblingParachainConvertsVia<Sibling, AccountId>, AccountId32Aliases<AnyNetwork, AccountId>);

/// The token, and nothing else. Nothing is teleported, so nothing is counted.
pub type AssetTransactor =
	FungibleAdapter<Balances, IsConcrete<HereLocation>, LocationToAccountId, AccountId, ()>;

/// What sending to the relay chain costs: more while its queue is long.
pub type PriceForParent =
	ExponentialPrice<TokenId, BaseDeliveryFee, DeliveryByteFee, ParachainSystem>;
/// What sending to another parachain costs: more while its queue is long.
pub type PriceForSibling = ExponentialPrice<TokenId, BaseDeliveryFee, DeliveryByteFee, XcmpQueue>;

/// How messages leave: to the relay chain and to Asset Hub. Whatever would be sent elsewhere finds
/// no way, whoever sends it and in whichever call.
pub type XcmRouter = WithUniqueTopic<(
	ParentAsUmp<ParachainSystem, PolkadotXcm, PriceForParent>,
	ToAssetHub<XcmpQueue>,
)>;

/// Of the siblings that a router reaches, Asset Hub alone.
pub struct ToAssetHub<Router>(PhantomData<Router>);

impl<Router: SendXcm> SendXcm for ToAssetHub<Router> {
	type Ticket = Router::Ticket;

	fn validate(
		destination: &mut Option<Location>,
		message: &mut Option<Xcm<()>>,
	) -> SendResult<Self::Ticket> {
		match destination {
			Some(location) if !AssetHub::contains(location) => Err(SendError::NotApplicable),
			_ => Router::validate(destination, message),
		}
	}

	fn deliver(ticket: Self::Ticket) -> Result<XcmHash, SendError> {
		Router::deliver(ticket)
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn ensure_successful_delivery(location: Option<Location>) {
		Router::ensure_successful_delivery(location)
	}
}

/// Asset Hub itself, not what speaks from within it.
pub struct AssetHub;

impl Contains<Location> for AssetHub {
	fn contains(location: &Location) -> bool {
		matches!(location.unpack(), (1, [Parachain(ASSET_HUB)]))
	}
}

/// The token alone, moved by whoever sends it.
pub struct OnlyToken;

impl Contains<(Location, Vec<Asset>)> for OnlyToken {
	fn contains((_, assets): &(Location, Vec<Asset>)) -> bool {
		assets.iter().all(|asset| asset.id == TokenId::get())
	}
}

/// What is let in.
pub type Barrier = TrailingSetTopicAsId<
	DenyThenTry<
		DenyReserveTransferToRelayChain,
		(
			// Messages that this chain sends itself.
			TakeWeightCredit,
			AllowKnownQueryResponses<PolkadotXcm>,
			AllowTopLevelPaidExecutionFrom<AssetHub>,
			// Asset Hub asks which version of XCM is spoken here.
			AllowSubscriptionsFrom<AssetHub>,
		),
	>,
>;

/// How messages are weighed.
pub type Weigher = FixedWeightBounds<InstructionWeight, RuntimeCall, MaxInstructions>;

/// How messages are executed.
pub struct XcmConfig;

impl xcm_executor::Config for XcmConfig {
	type RuntimeCall = RuntimeCall;
	type XcmSender = XcmRouter;
	type XcmEventEmitter = PolkadotXcm;
	type AssetTransactor = AssetTransactor;
	// No location becomes an origin: `Transact` finds none.
	type OriginConverter = ();
	// This chain is the reserve of its token, and takes no other's.
	type IsReserve = ();
	type IsTeleporter = ();
	type Aliasers = Nothing;
	type UniversalLocation = UniversalLocation;
	type Barrier = Barrier;
	type Weigher = Weigher;
	type Trader = UsingComponents<
		WeightToFee,
		HereLocation,
		AccountId,
		Balances,
		ResolveTo<ProtocolAccount, Balances>,
	>;
	type ResponseHandler = PolkadotXcm;
	type AssetTrap = PolkadotXcm;
	type AssetLocker = ();
	type AssetExchanger = ();
	type SubscriptionService = PolkadotXcm;
	type PalletInstancesInfo = AllPalletsWithSystem;
	type MaxAssetsIntoHolding = MaxAssets;
	// Nobody pays for what Root sends.
	type FeeManager = XcmFeeManagerFromComponents<
		Equals<HereLocation>,
		SendXcmFeeToAccount<AssetTransactor, ProtocolAccount>,
	>;
	type MessageExporter = ();
	type UniversalAliases = Nothing;
	type CallDispatcher = RuntimeCall;
	type SafeCallFilter = Nothing;
	type TransactionalProcessor = FrameTransactionalProcessor;
	type HrmpNewChannelOpenRequestHandler = ();
	type HrmpChannelAcceptedHandler = ();
	type HrmpChannelClosingHandler = ();
	type XcmRecorder = PolkadotXcm;
}

/// Executes messages.
pub type Executor = XcmExecutor<XcmConfig>;

/// A signed account is the origin of its messages.
pub type SignedToLocation = SignedToAccountId32<RuntimeOrigin, AccountId, AnyNetwork>;

impl pallet_xcm::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type Currency = Balances;
	type CurrencyMatcher = ();
	// Authorised aliases have no use here.
	type AuthorizedAliasConsideration = Disabled;
	// Only the council's whitelisted calls send messages of their own making.
	type SendXcmOrigin = EnsureRootWithSuccess<AccountId, HereLocation>;
	type XcmRouter = XcmRouter;
	type ExecuteXcmOrigin = EnsureXcmOrigin<RuntimeOrigin, SignedToLocation>;
	type XcmExecuteFilter = Nothing;
	type XcmExecutor = Executor;
	type XcmTeleportFilter = Nothing;
	type XcmReserveTransferFilter = OnlyToken;
	type Weigher = Weigher;
	type UniversalLocation = UniversalLocation;
	type RuntimeOrigin = RuntimeOrigin;
	type RuntimeCall = RuntimeCall;
	const VERSION_DISCOVERY_QUEUE_SIZE: u32 = 16;
	type AdvertisedXcmVersion = pallet_xcm::CurrentXcmVersion;
	type AdminOrigin = EnsureRoot<AccountId>;
	type TrustedLockers = ();
	type SovereignAccountOf = LocationToAccountId;
	type MaxLockers = ConstU32<0>;
	type MaxRemoteLockConsumers = ConstU32<0>;
	type RemoteLockConsumerIdentifier = ();
	type WeightInfo = weights::pallet_xcm::WeightInfo<Runtime>;
}

impl cumulus_pallet_xcm::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type XcmExecutor = Executor;
}
