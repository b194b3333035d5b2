//! The Epione runtime for parachains: blocks by collators every six seconds, finality from the
//! relay chain. It is run by the SDK's `polkadot-omni-node`; docs/collators-guide.md.
//!
//! This crate has what differs from the standalone runtime. What both share is in `runtime/common`,
//! the pallets' settings in `runtime/common/configs`. The same pallet has the same index in both.
//!
//! | | standalone | parachain |
//! |---|---|---|
//! | blocks | Aura, a validator every 2 s | Aura, a collator every 6 s |
//! | who checks them | the other validators | the relay chain's validators |
//! | finality | GRANDPA, reports of equivocation | the relay chain's |
//! | who produces | `validators`, set by the council | invulnerables, set by the council |
//! | limits of a block | time | time, and what a validator must be sent to check it |
//! | waiting (scheduler, proxies, recovery) | counts its own blocks | counts the relay chain's |
//! | other chains | none | the token to and from Asset Hub, nothing else ([`configs::xcm`]) |
#![cfg_attr(not(feature = "std"), no_std)]
// What the macros generate has no documentation.
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
pub mod extensions;
pub mod presets;
#[cfg(test)]
mod tests;
pub mod weights;

use alloc::{borrow::Cow, vec::Vec};
use sp_runtime::{generic, impl_opaque_keys, traits::BlakeTwo256, MultiAddress};
use sp_version::RuntimeVersion;

pub use configs::{Nonce, SLOT_DURATION};
pub use epione_runtime_common::{AccountId, Balance, BlockNumber, Hash, Signature};
pub use extensions::TxExtension;

impl_opaque_keys! {
	/// The key with which a collator signs its blocks.
	pub struct SessionKeys {
		/// Block production.
		pub aura: Aura,
	}
}

// A macro, since `runtime_version` accepts literals only.
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
version!(2);
// The next version, for `runtime/rehearsal`.
#[cfg(feature = "rehearsal")]
version!(3);

/// How transactions name accounts.
pub type Address = MultiAddress<AccountId, ()>;
/// Headers.
pub type Header = generic::Header<BlockNumber, BlakeTwo256>;
/// Blocks.
pub type Block = generic::Block<Header, UncheckedExtrinsic>;
/// Blocks with their justifications.
pub type SignedBlock = generic::SignedBlock<Block>;

/// Transactions and inherents.
pub type UncheckedExtrinsic =
	generic::UncheckedExtrinsic<Address, RuntimeCall, Signature, TxExtension>;
/// What is signed.
pub type SignedPayload = generic::SignedPayload<RuntimeCall, TxExtension>;

/// Executes blocks.
pub type Executive = frame_executive::Executive<
	Runtime,
	Block,
	frame_system::ChainContext<Runtime>,
	Runtime,
	AllPalletsWithSystem,
>;

// An index never changes: every encoded call, event and error contains it. A pallet that the
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
	#[runtime::pallet_index(48)]
	pub type Safeguards = pallet_safeguards;
}

cumulus_pallet_parachain_system::register_validate_block! {
	Runtime = Runtime,
	BlockExecutor = cumulus_pallet_aura_ext::BlockExecutor::<Runtime, Executive>,
}
