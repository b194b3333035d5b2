//! Days, dates and this machine's clock.

use epione_primitives::Moment;

/// Returns the days since 1970-01-01 of a date of the Gregorian calendar (H. Hinnant,
/// *chrono-compatible low-level date algorithms*, `days_from_civil`).
pub fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
	let y = if month <= 2 { year - 1 } else { year };
	let era = y.div_euclid(400);
	let yoe = y.rem_euclid(400);
	let doy = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
	let doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
	era * 146_097 + doe - 719_468
}

/// The inverse of [`days_from_civil`]: year, month, day.
pub fn civil_from_days(days: i64) -> (i64, i64, i64) {
	let z = days + 719_468;
	let era = z.div_euclid(146_097);
	let doe = z.rem_euclid(146_097);
	let yoe = (doe - doe / 1_460 + doe / 36_524 - doe / 146_096) / 365;
	let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	let mp = (5 * doy + 2) / 153;
	let day = doy - (153 * mp + 2) / 5 + 1;
	let month = if mp < 10 { mp + 3 } else { mp - 9 };
	(yoe + era * 400 + i64::from(month <= 2), month, day)
}

/// Returns the number of days in a month.
pub fn days_in_month(year: i64, month: i64) -> i64 {
	match month {
		4 | 6 | 9 | 11 => 30,
		2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
		2 => 28,
		_ => 31,
	}
}

/// Formats a time, in milliseconds since the epoch, as `2026-11-20T08:30:00Z`.
pub fn date_time(ms: Moment) -> String {
	let seconds = (ms / 1_000) as i64;
	let (year, month, day) = civil_from_days(seconds.div_euclid(86_400));
	let s = seconds.rem_euclid(86_400);
	format!("{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}Z", s / 3_600, s / 60 % 60, s % 60)
}

/// Returns milliseconds since the epoch by this machine's clock: for notes in the journal only.
pub fn now_ms() -> Moment {
	std::time::SystemTime::now()
		.duration_since(std::time::UNIX_EPOCH)
		.map_or(0, |d| d.as_millis() as Moment)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn dates_and_days_are_each_others_inverse() {
		assert_eq!(days_from_civil(2000, 3, 1), 11_017);
		for days in (0..65_536).step_by(13) {
			let (y, m, d) = civil_from_days(days);
			assert_eq!(days_from_civil(y, m, d), days);
		}
	}
}
