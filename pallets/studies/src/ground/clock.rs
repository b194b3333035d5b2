//! The wall clock and the live clock.
//!
//! Deadlines that protect somebody (time to deliver, dispute window, closing notice) run on the
//! *live clock*: the wall clock less all time for which the chain stood still. Between two blocks
//! it advances by at most `MaxGap`, so a chain that stalled for weeks takes nothing away from
//! anybody.

use crate::{Clock, Config, Event, LiveClock, Pallet};
use epione_primitives::{traits, Moment};
use frame_support::traits::Get;

impl LiveClock {
	/// The part of the time since the last finished block that does not count.
	fn gap(&self, now: Moment, max_gap: Moment) -> Moment {
		let Some(last) = self.last else { return 0 };
		now.saturating_sub(last).saturating_sub(max_gap)
	}

	/// All time that does not count, the gap before the present block included.
	fn standstill_at(&self, now: Moment, max_gap: Moment) -> Moment {
		self.standstill.saturating_add(self.gap(now, max_gap))
	}

	/// Records the timestamp of a finished block. Returns the gap before it.
	fn advance(&mut self, now: Moment, max_gap: Moment) -> Moment {
		let gap = self.gap(now, max_gap);
		self.standstill = self.standstill.saturating_add(gap);
		self.last = Some(now);
		gap
	}
}

/// Milliseconds since the epoch.
pub(crate) fn now<T: Config>() -> Moment {
	epione_support::clock::now::<T::Time>()
}

fn standstill<T: Config>() -> Moment {
	Clock::<T>::get().standstill_at(now::<T>(), T::MaxGap::get())
}

/// The live clock's moment.
pub(crate) fn live_now<T: Config>() -> Moment {
	now::<T>().saturating_sub(standstill::<T>())
}

/// The wall clock's moment at which the live clock shows `live`, if the chain does not stand still
/// from now on.
pub(crate) fn to_wall<T: Config>(live: Moment) -> Moment {
	live.saturating_add(standstill::<T>())
}

/// The live clock's moment at which the wall clock shows `wall`, if the chain does not stand still
/// from now on.
pub(crate) fn to_live<T: Config>(wall: Moment) -> Moment {
	wall.saturating_sub(standstill::<T>())
}

/// Records the finished block's timestamp and the gap before it.
pub(crate) fn tick<T: Config>() {
	let now = now::<T>();
	let milliseconds = Clock::<T>::mutate(|clock| clock.advance(now, T::MaxGap::get()));
	if milliseconds > 0 {
		Pallet::<T>::deposit_event(Event::StoodStill { milliseconds });
	}
}

impl<T: Config> traits::LiveClock for Pallet<T> {
	fn live_now() -> Moment {
		live_now::<T>()
	}

	fn wall(live: Moment) -> Moment {
		to_wall::<T>(live)
	}
}
