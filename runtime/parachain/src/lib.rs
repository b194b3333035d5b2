//! The Epione runtime for parachains: blocks by collators every six seconds, finality from the relay
//! chain. It is run by the SDK's `polkadot-omni-node`; docs/collators-guide.md.
//!
//! What it has beside the standalone runtime, and what it lacks, is all in this crate. What both have is
//! in `runtime/common`: the pallets' settings in `runtime/common/configs`, and the same index for the
//! same pallet.
//!
//! | | standalone | parachain |
//! |---|---|---|
//! | blocks | Aura, a validator every 2 s | Aura, a collator every 6 s, checked by the relay chain |
//! | finality | GRANDPA, reports of equivocation | the relay chain's |
//! | who produces | `validators`: chosen by the council | `collator-selection`: invulnerables, set by the council |
//! | limits of a block | time | time, and what a validator must be sent to check it |
//! | waiting (scheduler, proxies, recovery) | counts its own blocks | counts the relay chain's |
//! | other chains | none | the token to and from Asset Hub, nothing else ([`configs::xcm`]) |
#![cfg_attr(not(feature = "std"), no_std)]
// What the macros make has no documentation.
#![allow(missing_docs)]
// `#[frame_support::runtime]` expands deeply.
#![recursion_limit = "512"]
#![cfg_attr(substrate_runtime, deny(clippy::unwrap_used, clippy::indexing_slicing))]

#[cfg(feature = "std")]
include!(concat!(env!("OUT_DIR"), "/wasm_binary.rs"));

extern crate alloc;

pub mod apis;
#[cfg(feature = "runtime-benchmarks")]
mod benchmarks;
pub mod configs;
pub mod presets;
#[cfg(test)]
mod tests;
pub mod weights;

use alloc::{borrow::Cow, vec::Vec};
use sp_runtime::{generic, impl_opaque_keys, traits::BlakeTwo256, MultiAddress};
use sp_version::RuntimeVersion;

pub use configs::{Nonce, SLOT_DURATION};
pub use epione_runtime_common::{AccountId, Balance, BlockNumber, Hash, Signature};

impl_opaque_keys! {
	/// The key with which a collator signs its blocks.
	pub struct SessionKeys {
		/// Block production.
		pub aura: Aura,
	}
}

// A macro, for `runtime_version` takes nothing but a literal.
macro_rules! version {
	($spec:tt) => {
		/// The runtime's version.
		#[sp_version::runtime_version]
		pub const VERSION: RuntimeVersion = RuntimeVersion {
			spec_name: Cow::Borrowed("epione-parachain"),
			impl_name: Cow::Borrowed("epione-parachain"),
			authoring_version: 1,
			spec_version: $spec,
			impl_version: 1,
			apis: apis::RUNTIME_API_VERSIONS,
			transaction_version: 1,
			// 3: new code waits in `:pending_code` until the block that sets it is finished.
			system_version: 3,
		};
	};
}

#[cfg(not(feature = "rehearsal"))]
version!(1);
// The next version, for `runtime/rehearsal`.
#[cfg(feature = "rehearsal")]
version!(2);

/// How transactions name accounts.
pub type Address = MultiAddress<AccountId, ()>;
/// Headers.
pub type Header = generic::Header<BlockNumber, BlakeTwo256>;
/// Blocks.
pub type Block = generic::Block<Header, UncheckedExtrinsic>;
/// Blocks with their justifications.
pub type SignedBlock = generic::SignedBlock<Block>;

/// What a transaction carries beside its call: as on the standalone chain, and around it what gives
/// back the part of a declared weight that was not used, the size of the proof included.
pub type TxExtension = cumulus_pallet_weight_reclaim::StorageWeightReclaim<
	Runtime,
	(
		frame_system::AuthorizeCall<Runtime>,
		frame_system::CheckNonZeroSender<Runtime>,
		frame_system::CheckSpecVersion<Runtime>,
		frame_system::CheckTxVersion<Runtime>,
		frame_system::CheckGenesis<Runtime>,
		frame_system::CheckMortality<Runtime>,
		epione_runtime_common::CheckNonceInTurn<Runtime>,
		frame_system::CheckWeight<Runtime>,
		configs::Payment,
		frame_metadata_hash_extension::CheckMetadataHash<Runtime>,
	),
>;

/// Who pays, among the extensions.
pub(crate) fn payment(extensions: &TxExtension) -> &configs::Payment {
	&extensions.0 .8
}

/// Transactions and inherents.
pub type UncheckedExtrinsic =
	generic::UncheckedExtrinsic<Address, RuntimeCall, Signature, TxExtension>;
/// What a signature is over.
pub type SignedPayload = generic::SignedPayload<RuntimeCall, TxExtension>;

/// Executes blocks.
pub type Executive = frame_executive::Executive<
	Runtime,
	Block,
	frame_system::ChainContext<Runtime>,
	Runtime,
	AllPalletsWithSystem,
>;

// An index once given is for ever: it stands in every encoded call, event and error. A pallet that the
// standalone runtime has too has the same index there.
#[frame_support::runtime]
mod runtime {
	/// The runtime.
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
	pub struct Runtime;

	#[runtime::pallet_index(0)]
	pub type System = frame_system;
	#[runtime::pallet_index(13)]
	pub type ParachainSystem = cumulus_pallet_parachain_system;
	#[runtime::pallet_index(1)]
	pub type Timestamp = pallet_timestamp;
	#[runtime::pallet_index(14)]
	pub type ParachainInfo = parachain_info;
	#[runtime::pallet_index(31)]
	pub type WeightReclaim = cumulus_pallet_weight_reclaim;
	#[runtime::pallet_index(2)]
	pub type Balances = pallet_balances;
	#[runtime::pallet_index(3)]
	pub type TransactionPayment = pallet_transaction_payment;

	// Consensus.
	#[runtime::pallet_index(4)]
	pub type Authorship = pallet_authorship;
	#[runtime::pallet_index(12)]
	pub type CollatorSelection = pallet_collator_selection;
	#[runtime::pallet_index(5)]
	pub type Session = pallet_session;
	#[runtime::pallet_index(6)]
	pub type Aura = pallet_aura;
	#[runtime::pallet_index(11)]
	pub type AuraExt = cumulus_pallet_aura_ext;

	// Other chains.
	#[runtime::pallet_index(26)]
	pub type XcmpQueue = cumulus_pallet_xcmp_queue;
	#[runtime::pallet_index(27)]
	pub type PolkadotXcm = pallet_xcm;
	#[runtime::pallet_index(28)]
	pub type CumulusXcm = cumulus_pallet_xcm;
	#[runtime::pallet_index(29)]
	pub type MessageQueue = pallet_message_queue;

	// What accounts can do.
	#[runtime::pallet_index(15)]
	pub type Proxy = pallet_proxy;
	#[runtime::pallet_index(16)]
	pub type Multisig = pallet_multisig;
	#[runtime::pallet_index(17)]
	pub type Utility = pallet_utility;
	#[runtime::pallet_index(18)]
	pub type Recovery = pallet_recovery;

	// Governance.
	#[runtime::pallet_index(19)]
	pub type Preimage = pallet_preimage;
	#[runtime::pallet_index(20)]
	pub type Scheduler = pallet_scheduler;
	#[runtime::pallet_index(21)]
	pub type Council = pallet_collective<Instance1>;
	#[runtime::pallet_index(22)]
	pub type CouncilMembership = pallet_membership<Instance1>;
	#[runtime::pallet_index(23)]
	pub type Whitelist = pallet_whitelist;
	#[runtime::pallet_index(24)]
	pub type Migrations = pallet_migrations;
	#[runtime::pallet_index(25)]
	pub type Sudo = pallet_sudo;

	// Epione.
	#[runtime::pallet_index(30)]
	pub type FreeLane = epione_runtime_common::free_lane;
	#[runtime::pallet_index(40)]
	pub type Credentials = pallet_credentials;
	#[runtime::pallet_index(41)]
	pub type Devices = pallet_devices;
	#[runtime::pallet_index(42)]
	pub type Consent = pallet_consent;
	#[runtime::pallet_index(43)]
	pub type Datasets = pallet_datasets;
	#[runtime::pallet_index(44)]
	pub type Studies = pallet_studies;
	#[runtime::pallet_index(45)]
	pub type Rewards = pallet_rewards;
	#[runtime::pallet_index(46)]
	pub type Sponsorship = pallet_sponsorship;
	#[runtime::pallet_index(47)]
	pub type Disputes = pallet_disputes;
}

cumulus_pallet_parachain_system::register_validate_block! {
	Runtime = Runtime,
	BlockExecutor = cumulus_pallet_aura_ext::BlockExecutor::<Runtime, Executive>,
}
