//! What fits into a block, and how many blocks a day has. Each runtime defines the most work and
//! the time of a block itself: `MAX_BLOCK`, `SLOT_DURATION`.

use crate::{
	configs::chain::{MAX_BLOCK, SLOT_DURATION},
	BlockNumber,
};
use frame_support::{
	dispatch::DispatchClass,
	parameter_types,
	weights::constants::{BlockExecutionWeight, ExtrinsicBaseWeight},
};
use frame_system::limits::{BlockLength, BlockWeights};
use sp_runtime::Perbill;

/// Blocks in a minute.
pub const MINUTES: BlockNumber = (60_000 / SLOT_DURATION) as BlockNumber;
/// Blocks in an hour.
pub const HOURS: BlockNumber = MINUTES * 60;
/// Blocks in a day.
pub const DAYS: BlockNumber = HOURS * 24;

/// Share of a block that ordinary transactions may fill. The rest is for refusals and the council.
const NORMAL_RATIO: Perbill = Perbill::from_percent(75);
/// Share of a block that `on_initialize` is assumed to take on average.
const INITIALIZATION_RATIO: Perbill = Perbill::from_percent(5);
/// Bytes in a block.
const MAX_BLOCK_LENGTH: u32 = 5 * 1024 * 1024;

parameter_types! {
	/// How much work fits into a block, by class.
	pub RuntimeBlockWeights: BlockWeights = BlockWeights::builder()
		.base_block(BlockExecutionWeight::get())
		.for_class(DispatchClass::all(), |weights| {
			weights.base_extrinsic = ExtrinsicBaseWeight::get();
		})
		.for_class(DispatchClass::Normal, |weights| {
			weights.max_total = Some(NORMAL_RATIO * MAX_BLOCK);
		})
		.for_class(DispatchClass::Operational, |weights| {
			weights.max_total = Some(MAX_BLOCK);
			// Refusals go in even into a block that mandatory work has filled.
			weights.reserved = Some(MAX_BLOCK - NORMAL_RATIO * MAX_BLOCK);
		})
		.avg_block_initialization(INITIALIZATION_RATIO)
		.build_or_panic();

	/// How many bytes fit into a block, by class.
	pub RuntimeBlockLength: BlockLength = BlockLength::builder()
		.max_length(MAX_BLOCK_LENGTH)
		.modify_max_length_for_class(DispatchClass::Normal, |length| {
			*length = NORMAL_RATIO * MAX_BLOCK_LENGTH;
		})
		.build();
}
