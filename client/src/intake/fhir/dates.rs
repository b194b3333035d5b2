//! Dates as FHIR writes them.

use super::input::{input_error, InputError};
use crate::calendar::{days_from_civil, days_in_month};
use epione_primitives::Day;

/// Returns the first and the last day (UTC) that a FHIR `dateTime` can mean: `YYYY`, `YYYY-MM`,
/// `YYYY-MM-DD` or a time with its offset.
pub fn day_range(text: &str) -> Result<(Day, Day), InputError> {
	match parse_days(text.as_bytes()) {
		Some((first, last)) => match (Day::try_from(first), Day::try_from(last)) {
			(Ok(first), Ok(last)) => Ok((first, last)),
			_ => input_error(
				None,
				format!("{text:?} is outside the years that are taken (1970 to 2148)"),
			),
		},
		None => input_error(
			None,
			format!("{text:?} is no FHIR dateTime (such as 2026-11-20T08:30:00+01:00)"),
		),
	}
}

/// Returns the seconds since the epoch of a `dateTime` that has a time; `None` for others.
pub(crate) fn seconds(text: &str) -> Option<i64> {
	match parse(text.as_bytes())? {
		Meant::Days(..) => None,
		Meant::Second(second) => Some(second),
	}
}

/// What a `dateTime` means.
enum Meant {
	/// Any time of these days.
	Days(i64, i64),
	/// This second.
	Second(i64),
}

fn parse_days(text: &[u8]) -> Option<(i64, i64)> {
	parse(text).map(|meant| match meant {
		Meant::Days(first, last) => (first, last),
		Meant::Second(second) => (second.div_euclid(86_400), second.div_euclid(86_400)),
	})
}

fn parse(text: &[u8]) -> Option<Meant> {
	let number = |from: usize, len: usize| -> Option<i64> {
		text.get(from..from + len)?
			.iter()
			.try_fold(0, |n, b| b.is_ascii_digit().then(|| n * 10 + i64::from(b - b'0')))
	};
	let is = |at: usize, byte: u8| text.get(at) == Some(&byte);
	let year = number(0, 4)?;
	if text.len() == 4 {
		return Some(Meant::Days(days_from_civil(year, 1, 1), days_from_civil(year, 12, 31)));
	}
	let month = number(5, 2).filter(|m| is(4, b'-') && (1..=12).contains(m))?;
	if text.len() == 7 {
		let last = days_in_month(year, month);
		return Some(Meant::Days(
			days_from_civil(year, month, 1),
			days_from_civil(year, month, last),
		));
	}
	let day =
		number(8, 2).filter(|d| is(7, b'-') && (1..=days_in_month(year, month)).contains(d))?;
	let date = days_from_civil(year, month, day);
	if text.len() == 10 {
		return Some(Meant::Days(date, date));
	}
	let in_range = |n: Option<i64>, max: i64| n.filter(|n| (0..=max).contains(n));
	let hour = in_range(number(11, 2), 23).filter(|_| is(10, b'T') && is(13, b':'))?;
	let minute = in_range(number(14, 2), 59).filter(|_| is(16, b':'))?;
	// 60: a leap second.
	let second = in_range(number(17, 2), 60)?;
	let mut at = 19;
	if is(at, b'.') {
		at += 1;
		let digits = text[at..].iter().take_while(|b| b.is_ascii_digit()).count();
		at += digits;
		(digits > 0).then_some(())?;
	}
	let offset = match text.get(at..)? {
		b"Z" => 0,
		[sign @ (b'+' | b'-'), _, _, b':', _, _] => {
			let minutes = in_range(number(at + 1, 2), 14)? * 60 + in_range(number(at + 4, 2), 59)?;
			if *sign == b'-' {
				-minutes
			} else {
				minutes
			}
		},
		_ => return None,
	};
	let seconds = date * 86_400 + (hour * 60 + minute - offset) * 60 + second.min(59);
	Some(Meant::Second(seconds))
}
