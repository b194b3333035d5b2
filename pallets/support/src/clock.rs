//! The wall clock.

use epione_primitives::Moment;
use frame_support::traits::UnixTime;

/// Returns the present block's time in milliseconds since the epoch, at most `Moment::MAX`.
pub fn now<Clock: UnixTime>() -> Moment {
	Moment::try_from(Clock::now().as_millis()).unwrap_or(Moment::MAX)
}
