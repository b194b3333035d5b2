//! Time passes.

use super::super::{play::Play, shadow::Shadow};
use epione_primitives::{DAY, HOUR, SECOND};

/// A few blocks: enough for a draw.
pub fn blocks(play: &mut Play, _: &Shadow) -> bool {
	let idle = play.rng.chance(80);
	for _ in 0..7 {
		play.next_block(idle);
	}
	play.seen.done("time: blocks");
	true
}

pub fn seconds(play: &mut Play, _: &Shadow) -> bool {
	let time = (play.rng.below(100) as u64 + 2) * SECOND;
	pass(play, time, "time: seconds")
}

pub fn hours(play: &mut Play, _: &Shadow) -> bool {
	let time = (play.rng.below(30) as u64 + 1) * HOUR;
	pass(play, time, "time: hours")
}

pub fn days(play: &mut Play, _: &Shadow) -> bool {
	let time = (play.rng.below(7) as u64 + 1) * DAY;
	pass(play, time, "time: days")
}

pub fn weeks(play: &mut Play, _: &Shadow) -> bool {
	let time = (play.rng.below(5) as u64 + 1) * 7 * DAY;
	pass(play, time, "time: weeks")
}

fn pass(play: &mut Play, time: u64, what: &'static str) -> bool {
	let idle = play.rng.chance(70);
	play.run_for(time, idle);
	play.seen.done(what);
	true
}

/// From a minute to three weeks without a block.
pub fn standstill(play: &mut Play, _: &Shadow) -> bool {
	let most = if play.rng.chance(50) { HOUR } else { 21 * DAY };
	let time = play.rng.next() % most + 40 * SECOND;
	play.stand_still(time);
	play.seen.done("time: standstill");
	true
}
