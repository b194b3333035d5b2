//! What connects the parachain with its relay chain.

use super::{chain::MAX_BLOCK, shared::RuntimeBlockWeights, xcm};
use crate::{
	weights, MessageQueue, ParachainInfo, ParachainSystem, Runtime, RuntimeEvent, XcmpQueue,
};
use cumulus_pallet_parachain_system::RelayNumberMonotonicallyIncreases;
use cumulus_primitives_core::{AggregateMessageOrigin, ParaId};
use frame_support::{
	parameter_types,
	traits::{ConstU32, EnqueueWithOrigin, QueueFootprint, QueuePausedQuery, TransformOrigin},
	weights::Weight,
};
use frame_system::EnsureRoot;
use pallet_message_queue::OnQueueChanged;
use sp_runtime::{traits::Convert, Perbill};

/// From one block of the relay chain to the next, in milliseconds.
pub const RELAY_SLOT_DURATION: u32 = 6_000;

/// Blocks in a slot: as many as the chain has cores. One until it grows; more is elastic scaling,
/// and this number is all that it needs, by an upgrade.
pub const BLOCKS_PER_SLOT: u32 = 1;

/// Blocks that may be produced before the relay chain has included the first of them: asynchronous
/// backing takes two, and one is being produced.
pub const UNINCLUDED_SEGMENT_CAPACITY: u32 = (3 + RELAY_PARENT_OFFSET) * BLOCKS_PER_SLOT;

/// How many blocks behind the relay chain's newest its parent is taken. At zero a message arrives
/// soonest; a network that forks often takes one.
pub const RELAY_PARENT_OFFSET: u32 = 0;

/// Who may produce when: as many blocks in each slot of the relay chain, and in that slot alone.
pub type ConsensusHook = cumulus_pallet_aura_ext::FixedVelocityConsensusHook<
	Runtime,
	RELAY_SLOT_DURATION,
	BLOCKS_PER_SLOT,
	UNINCLUDED_SEGMENT_CAPACITY,
>;

parameter_types! {
	/// Work kept free for messages from the relay chain.
	pub const ReservedDmpWeight: Weight = MAX_BLOCK.saturating_div(8);
	/// Work kept free for messages from other parachains.
	pub const ReservedXcmpWeight: Weight = MAX_BLOCK.saturating_div(8);
	/// Where the relay chain's messages are queued.
	pub const RelayOrigin: AggregateMessageOrigin = AggregateMessageOrigin::Parent;
	/// Work on messages at the beginning of a block.
	pub MessageQueueServiceWeight: Weight = Perbill::from_percent(20) * RuntimeBlockWeights::get().max_block;
}

impl cumulus_pallet_parachain_system::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type OnSystemEvent = ();
	type SelfParaId = ParachainInfo;
	type OutboundXcmpMessageSource = XcmpQueue;
	type DmpQueue = EnqueueWithOrigin<MessageQueue, RelayOrigin>;
	type ReservedDmpWeight = ReservedDmpWeight;
	type XcmpMessageHandler = XcmpQueue;
	type ReservedXcmpWeight = ReservedXcmpWeight;
	type CheckAssociatedRelayNumber = RelayNumberMonotonicallyIncreases;
	type WeightInfo = weights::cumulus_pallet_parachain_system::WeightInfo<Runtime>;
	type ConsensusHook = ConsensusHook;
	type RelayParentOffset = ConstU32<RELAY_PARENT_OFFSET>;
	// Not before the SDK says that it is ready.
	type SchedulingSignatureVerifier = ();
}

impl parachain_info::Config for Runtime {}

/// The queue of another parachain's messages.
pub struct Sibling;

impl Convert<ParaId, AggregateMessageOrigin> for Sibling {
	fn convert(id: ParaId) -> AggregateMessageOrigin {
		AggregateMessageOrigin::Sibling(id)
	}
}

// The XCMP queue knows only other parachains.
impl OnQueueChanged<AggregateMessageOrigin> for Sibling {
	fn on_queue_changed(origin: AggregateMessageOrigin, footprint: QueueFootprint) {
		if let AggregateMessageOrigin::Sibling(id) = origin {
			XcmpQueue::on_queue_changed(id, footprint);
		}
	}
}

impl QueuePausedQuery<AggregateMessageOrigin> for Sibling {
	fn is_paused(origin: &AggregateMessageOrigin) -> bool {
		matches!(origin, AggregateMessageOrigin::Sibling(id) if XcmpQueue::is_paused(id))
	}
}

impl pallet_message_queue::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = weights::pallet_message_queue::WeightInfo<Runtime>;
	#[cfg(not(feature = "runtime-benchmarks"))]
	type MessageProcessor =
		xcm_builder::ProcessXcmMessage<AggregateMessageOrigin, xcm::Executor, crate::RuntimeCall>;
	#[cfg(feature = "runtime-benchmarks")]
	type MessageProcessor =
		pallet_message_queue::mock_helpers::NoopMessageProcessor<AggregateMessageOrigin>;
	type Size = u32;
	type QueueChangeHandler = Sibling;
	type QueuePausedQuery = Sibling;
	type HeapSize = ConstU32<{ 103 * 1024 }>;
	type MaxStale = ConstU32<8>;
	type ServiceWeight = MessageQueueServiceWeight;
	type IdleMaxServiceWeight = MessageQueueServiceWeight;
}

impl cumulus_pallet_xcmp_queue::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type ChannelInfo = ParachainSystem;
	type VersionWrapper = crate::PolkadotXcm;
	type XcmpQueue = TransformOrigin<MessageQueue, AggregateMessageOrigin, ParaId, Sibling>;
	// The chain needs one channel, to Asset Hub; the rest is room for later.
	type MaxInboundSuspended = ConstU32<32>;
	type MaxActiveOutboundChannels = ConstU32<32>;
	// What most channels carry at most.
	type MaxPageSize = ConstU32<{ 103 * 1024 }>;
	type ControllerOrigin = EnsureRoot<crate::AccountId>;
	// No other chain is an origin here.
	type ControllerOriginConverter = ();
	type WeightInfo = weights::cumulus_pallet_xcmp_queue::WeightInfo<Runtime>;
	type PriceForSiblingDelivery = xcm::PriceForSibling;
}
