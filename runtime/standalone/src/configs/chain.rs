//! This chain's clock, blocks and authors: what the shared configuration asks of a runtime.

use crate::{AccountId, Authorship, System};
use epione_runtime_common::constants::time::STANDALONE_BLOCK;
use frame_support::{
	traits::Get,
	weights::{constants::WEIGHT_REF_TIME_PER_MILLIS, Weight},
};

/// The clock of whatever waits for a height: this chain's own.
pub type BlockNumbers = System;

/// From one block to the next, in milliseconds.
pub const SLOT_DURATION: u64 = STANDALONE_BLOCK;

/// The most work in a block: a quarter of the slot, so that every node has imported it before the
/// next author begins.
pub const MAX_BLOCK: Weight = Weight::from_parts(500 * WEIGHT_REF_TIME_PER_MILLIS, u64::MAX);

/// The author of the block.
pub struct Author;

impl Get<Option<AccountId>> for Author {
	fn get() -> Option<AccountId> {
		Authorship::author()
	}
}
