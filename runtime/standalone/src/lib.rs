//! The standalone Epione runtime: blocks by Aura every two seconds, finality by GRANDPA.
//!
//! | module | holds |
//! |---|---|
//! | [`configs`] | what each pallet is set to, and why |
//! | [`extensions`] | what transactions carry besides their call |
//! | [`apis`] | the runtime APIs for the node and for clients |
//! | [`presets`] | genesis of the development chain, the local network, the consortium's template |
//! | [`try_state`] | the pallets' invariants, natively |
//! | [`weights`] | the measured weight of each call |
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
#[cfg(feature = "std")]
pub mod try_state;
pub mod weights;

use alloc::{borrow::Cow, vec::Vec};
use sp_runtime::{generic, impl_opaque_keys, traits::BlakeTwo256, MultiAddress};
use sp_version::RuntimeVersion;

pub use configs::{Nonce, SLOT_DURATION};
pub use epione_runtime_common::{AccountId, Balance, BlockNumber, Hash, Signature};
pub use extensions::TxExtension;

/// What the node needs to know about blocks: it does not look into extrinsics, and so follows
/// upgrades of the runtime that change them.
pub mod opaque {
	use super::*;

	pub use sp_runtime::OpaqueExtrinsic as UncheckedExtrinsic;

	/// Headers.
	pub type Header = generic::Header<BlockNumber, BlakeTwo256>;
	/// Blocks of opaque extrinsics.
	pub type Block = generic::Block<Header, UncheckedExtrinsic>;
}

impl_opaque_keys! {
	/// The keys with which a validator's node signs.
	pub struct SessionKeys {
		/// Block production.
		pub aura: Aura,
		/// Finality.
		pub grandpa: Grandpa,
	}
}

// A macro, since `runtime_version` accepts literals only.
macro_rules! version {
	($spec:tt) => {
		/// The runtime's version.
		#[sp_version::runtime_version]
		pub const VERSION: RuntimeVersion = RuntimeVersion {
			spec_name: Cow::Borrowed("epione"),
			impl_name: Cow::Borrowed("epione"),
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

// An index never changes: every encoded call, event and error contains it. The parachain's
// runtime has the same index for the same pallet.
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
	#[runtime::pallet_index(1)]
	pub type Timestamp = pallet_timestamp;
	#[runtime::pallet_index(2)]
	pub type Balances = pallet_balances;
	#[runtime::pallet_index(3)]
	pub type TransactionPayment = pallet_transaction_payment;

	// Consensus.
	#[runtime::pallet_index(4)]
	pub type Authorship = pallet_authorship;
	#[runtime::pallet_index(5)]
	pub type Session = pallet_session;
	#[runtime::pallet_index(6)]
	pub type Aura = pallet_aura;
	#[runtime::pallet_index(7)]
	pub type Grandpa = pallet_grandpa;
	#[runtime::pallet_index(8)]
	pub type Historical = pallet_session::historical;
	#[runtime::pallet_index(9)]
	pub type Offences = pallet_offences;
	#[runtime::pallet_index(10)]
	pub type Validators = pallet_validators;

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

impl<C> frame_system::offchain::CreateTransactionBase<C> for Runtime
where
	RuntimeCall: From<C>,
{
	type Extrinsic = UncheckedExtrinsic;
	type RuntimeCall = RuntimeCall;
}

// Reports of equivocation are unsigned: only the node that found one submits it, and only a block's
// author includes it.
impl<C> frame_system::offchain::CreateBare<C> for Runtime
where
	RuntimeCall: From<C>,
{
	fn create_bare(call: RuntimeCall) -> UncheckedExtrinsic {
		UncheckedExtrinsic::new_bare(call)
	}
}
