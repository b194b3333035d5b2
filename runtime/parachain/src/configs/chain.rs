//! This chain's clock, blocks and authors: what the shared configuration asks of a runtime.

use crate::{AccountId, Authorship, Runtime};
use cumulus_pallet_parachain_system::RelaychainDataProvider;
use cumulus_primitives_core::relay_chain::MAX_POV_SIZE;
use epione_runtime_common::constants::time::PARACHAIN_BLOCK;
use frame_support::{
	traits::Get,
	weights::{constants::WEIGHT_REF_TIME_PER_SECOND, Weight},
};
#[cfg(feature = "runtime-benchmarks")]
use {crate::BlockNumber, sp_runtime::traits::BlockNumberProvider};

/// The clock of whatever waits for a height: the relay chain's, which goes on while this chain has
/// no core, and goes no faster when it has several.
#[cfg(not(feature = "runtime-benchmarks"))]
pub type BlockNumbers = RelaychainDataProvider<Runtime>;

/// The same for benchmarks. Some of the SDK's advance this chain's own number, and expect that to
/// be the clock.
#[cfg(feature = "runtime-benchmarks")]
pub struct BlockNumbers;

#[cfg(feature = "runtime-benchmarks")]
impl BlockNumberProvider for BlockNumbers {
	type BlockNumber = BlockNumber;

	fn current_block_number() -> BlockNumber {
		// Both are read, so that nothing is measured as cheaper than it is.
		RelaychainDataProvider::<Runtime>::current_block_number().max(crate::System::block_number())
	}

	fn set_block_number(number: BlockNumber) {
		RelaychainDataProvider::<Runtime>::set_block_number(number);
	}
}

/// From one slot to the next, in milliseconds.
pub const SLOT_DURATION: u64 = PARACHAIN_BLOCK;

/// The most work in a block: the two seconds that the relay chain's validators spend on checking
/// it, and the bytes that they can be sent for that.
pub const MAX_BLOCK: Weight =
	Weight::from_parts(2 * WEIGHT_REF_TIME_PER_SECOND, MAX_POV_SIZE as u64);

/// The author of the block.
pub struct Author;

impl Get<Option<AccountId>> for Author {
	fn get() -> Option<AccountId> {
		Authorship::author()
	}
}
