//! The wall clock and the live clock.
//!
//! Deadlines that protect somebody (time to deliver, dispute window, closing notice) run on the *live
//! clock*: the wall clock less all time for which the chain stood still. Between two blocks it advances
//! by at most `MaxGap`, so a chain that stalled for weeks takes nothing away from anybody.

use super::*;
use epione_primitives::traits::LiveClock as Live;

impl<T: Config> Pallet<T> {
	/// Milliseconds since the epoch.
	pub(crate) fn now() -> Moment {
		Moment::try_from(T::Time::now().as_millis()).unwrap_or(Moment::MAX)
	}

	/// The part of the time since the last block that does not count.
	fn gap(clock: &LiveClock, now: Moment) -> Moment {
		let Some(last) = clock.last else { return 0 };
		now.saturating_sub(last).saturating_sub(T::MaxGap::get())
	}

	/// All time that does not count, the gap before the present block included.
	fn standstill() -> Moment {
		let clock = Clock::<T>::get();
		clock.standstill.saturating_add(Self::gap(&clock, Self::now()))
	}

	/// The live clock's moment.
	pub(crate) fn live_now() -> Moment {
		Self::now().saturating_sub(Self::standstill())
	}

	/// The moment of the wall clock at which the live clock shows `live`, if the chain does not stand
	/// still from now on.
	pub(crate) fn wall(live: Moment) -> Moment {
		live.saturating_add(Self::standstill())
	}

	/// The moment of the live clock when the wall clock will show `wall`, if the chain does not stand
	/// still from now on.
	pub(crate) fn live(wall: Moment) -> Moment {
		wall.saturating_sub(Self::standstill())
	}

	/// Writes down the finished block's timestamp and the gap before it.
	pub(crate) fn tick() {
		let now = Self::now();
		let milliseconds = Clock::<T>::mutate(|clock| {
			let gap = Self::gap(clock, now);
			clock.standstill = clock.standstill.saturating_add(gap);
			clock.last = Some(now);
			gap
		});
		if milliseconds > 0 {
			Self::deposit_event(Event::StoodStill { milliseconds });
		}
	}
}

impl<T: Config> Live for Pallet<T> {
	fn live_now() -> Moment {
		Self::live_moment()
	}

	fn wall(live: Moment) -> Moment {
		live.saturating_add(Self::standstill())
	}
}
