//! What a run keeps besides the chain's state, and what it can do next.

use crate::{chain::Origin, people, tally::Tally};
use epione_primitives::{Moment, DAY};
use epione_runtime::{AccountId, BlockNumber, Runtime, RuntimeCall, SLOT_DURATION};
use sp_core::H256;
use sp_runtime::traits::{BlakeTwo256, Hash};

/// Most blocks that pass at once: two months of them.
const MOST_BLOCKS: u64 = 60 * DAY / SLOT_DURATION;

/// What a run keeps.
#[derive(Default)]
pub struct World {
	/// What became of the calls so far.
	pub tally: Tally,
	counter: u64,
}

impl World {
	/// A number that was not used in this run yet.
	pub fn fresh(&mut self) -> u64 {
		self.counter += 1;
		self.counter
	}
}

/// What is done next.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
	/// A call.
	Call(Origin, RuntimeCall),
	/// So many blocks pass, all of them full: nothing is done in idle time.
	Pass(BlockNumber),
	/// So many blocks pass; in the first and the last there is idle time.
	Rest(BlockNumber),
}

/// Finds what has to be done next for a call to succeed: the call itself or, where something is
/// missing before it, that. Nothing if there is no way to it now.
pub type Guide = fn(&mut World, &mut crate::input::Input) -> Option<Step>;

/// A transaction of this account.
pub fn by(who: &AccountId, call: impl Into<RuntimeCall>) -> Option<Step> {
	Some(Step::Call(Origin::Signed(who.clone()), call.into()))
}

/// A transaction of this person.
pub fn person(n: usize, call: impl Into<RuntimeCall>) -> Option<Step> {
	by(&people::id(n), call)
}

/// A call by the council.
pub fn council(call: impl Into<RuntimeCall>) -> Option<Step> {
	Some(Step::Call(Origin::Council, call.into()))
}

/// A call by Root.
pub fn root(call: impl Into<RuntimeCall>) -> Option<Step> {
	Some(Step::Call(Origin::Root, call.into()))
}

/// A call that changes nothing.
pub fn remark(n: u8) -> RuntimeCall {
	frame_system::Call::<Runtime>::remark { remark: vec![n] }.into()
}

/// The hash by which pallets name a call.
pub fn hash_of(call: &RuntimeCall) -> H256 {
	BlakeTwo256::hash_of(call)
}

/// Full blocks until this moment of the clock that stands still with the chain.
pub fn until_live(due: Moment) -> Option<Step> {
	let live = pallet_studies::Pallet::<Runtime>::live_moment();
	let blocks = due.saturating_sub(live) / SLOT_DURATION + 1;
	Some(Step::Pass(blocks.min(MOST_BLOCKS) as BlockNumber))
}

/// The guide of this name in a table.
pub fn find(table: &[(&str, Guide)], name: &str) -> Option<Guide> {
	table.iter().find(|(known, _)| *known == name).map(|(_, guide)| *guide)
}
