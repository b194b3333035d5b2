//! The steps of the sequences. Each looks for something to do and does it, or returns that there is
//! nothing; a refused call counts as done, and changes nothing.

mod data;
mod devices;
mod disputes;
mod sponsorships;
mod studies;
mod time;

pub use data::{datasets_of, grants_of};

use super::{play::Play, shadow::Shadow};

/// Does something of its kind, if possible; returns whether it did.
type Step = fn(&mut Play, &Shadow) -> bool;

/// Every step, and its relative frequency.
const STEPS: &[(usize, Step)] = &[
	// What was begun is finished most of the time: nothing else gets far into a study's life.
	(150, studies::carry_on),
	(25, studies::create),
	(8, studies::deliver_wrongly),
	(8, studies::commit_wrongly),
	(8, studies::fund),
	(10, studies::close),
	(10, studies::finish),
	(12, studies::settle),
	(8, studies::lapse),
	(6, studies::purge),
	(8, studies::renew_key),
	(10, studies::withdraw),
	(90, disputes::open),
	(40, disputes::decide),
	(40, disputes::appeal),
	(40, disputes::panel),
	(20, disputes::advance),
	(6, disputes::meddle),
	(10, disputes::reroll),
	(10, disputes::evidence_key),
	(14, disputes::accredit),
	(5, disputes::dismiss),
	(6, devices::claim),
	(6, data::grant),
	(8, data::narrow),
	(10, data::revoke),
	(5, data::revoke_more),
	(10, data::tombstone),
	(8, devices::trouble),
	(4, devices::sell),
	(3, devices::report_firmware),
	(3, devices::recall),
	(8, data::acknowledge),
	(6, data::report_overdue),
	(3, data::sweep),
	(4, data::empty_account),
	(30, data::bid),
	(6, data::neglect),
	(8, sponsorships::create),
	(12, sponsorships::join),
	(4, sponsorships::join_wrongly),
	(4, sponsorships::fund),
	(4, sponsorships::set_terms),
	(4, sponsorships::leave),
	(4, sponsorships::evict),
	(3, sponsorships::end),
	(3, sponsorships::refund),
	(3, sponsorships::purge),
	(4, sponsorships::set_gateways),
	(4, sponsorships::donate),
	(10, sponsorships::claim_reward),
	(3, sponsorships::set_split),
	(50, time::blocks),
	(20, time::seconds),
	(20, time::hours),
	(30, time::days),
	(13, time::weeks),
	(10, time::standstill),
];

/// The steps that bring a dispute to its end.
const FOLLOW_UPS: &[Step] = &[
	disputes::decide,
	disputes::decide,
	disputes::appeal,
	disputes::appeal,
	disputes::panel,
	disputes::panel,
	disputes::meddle,
	disputes::reroll,
	time::blocks,
	time::days,
];

/// Plays one step, out of those for which there is something to do.
pub fn one(play: &mut Play) {
	let view = Shadow::take();
	play.sake = None;
	if !view.disputes.is_empty() && play.rng.chance(50) {
		let step = FOLLOW_UPS[play.rng.below(FOLLOW_UPS.len())];
		if step(play, &view) {
			play.react();
			return;
		}
	}
	let all: usize = STEPS.iter().map(|(often, _)| often).sum();
	for _ in 0..12 {
		let mut at = play.rng.below(all);
		let found = STEPS.iter().find(|(often, _)| {
			let found = at < *often;
			at = at.saturating_sub(*often);
			found
		});
		play.sake = None;
		if found.is_some_and(|(_, step)| step(play, &view)) {
			break;
		}
	}
	play.react();
}

/// The beginning of every sequence: a sponsorship, members, devices, a study or two; each most of
/// the time.
pub fn prelude(play: &mut Play) {
	let begin = |play: &mut Play, percent, step: Step| {
		if play.rng.chance(percent) {
			step(play, &Shadow::take());
		}
	};
	begin(play, 90, sponsorships::create);
	for _ in 0..3 {
		begin(play, 80, sponsorships::join);
	}
	begin(play, 95, studies::create);
	begin(play, 30, studies::create);
	begin(play, 30, sponsorships::donate);
	play.next_block(true);
	for _ in 0..if play.crowd { 44 } else { 26 } {
		begin(play, 90, studies::carry_on);
	}
	play.next_block(true);
}
