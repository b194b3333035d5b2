//! Device identifiers of the FDA's Unique Device Identification system.
//!
//! On chain a model's identifier appears only as a salted digest (docs/design.md, rule 1). The
//! client checks it, shows it, and keeps the salt.

use std::{fmt, str::FromStr};

/// Organisation that issued a device identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Agency {
	/// GS1: the identifier is a GTIN-14.
	Gs1,
	/// HIBCC.
	Hibcc,
	/// ICCBBA.
	Iccbba,
	/// IFA.
	Ifa,
}

/// A device identifier (UDI-DI): issuing agency and number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceIdentifier {
	agency: Agency,
	number: String,
}

/// Why a text is not a device identifier.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UdiError {
	/// It has no agency in front.
	#[error(
		"'{0}' names no issuing agency: write GS1:, HIBCC:, ICCBBA: or IFA: in front of the number"
	)]
	NoAgency(String),
	/// The number does not have 14 digits.
	#[error("'{0}' is no GTIN-14: it has 14 digits (put zeros in front of a GTIN-12 or GTIN-13)")]
	NotFourteenDigits(String),
	/// The check digit does not fit.
	#[error("the check digit of {number} is {found}, but the digits before it give {expected}: is a digit mistyped?")]
	CheckDigit {
		/// The number.
		number: String,
		/// Its last digit.
		found: u32,
		/// The check digit that would fit.
		expected: u32,
	},
	/// Empty, too long, or with characters that no agency uses.
	#[error("'{0}' is no device identifier: 1 to 40 letters, digits and + $ / . -")]
	Characters(String),
}

impl Agency {
	const ALL: [(Self, &'static str); 4] =
		[(Self::Gs1, "GS1"), (Self::Hibcc, "HIBCC"), (Self::Iccbba, "ICCBBA"), (Self::Ifa, "IFA")];

	fn name(self) -> &'static str {
		match self {
			Self::Gs1 => "GS1",
			Self::Hibcc => "HIBCC",
			Self::Iccbba => "ICCBBA",
			Self::Ifa => "IFA",
		}
	}
}

/// Returns the mod-10 check digit of the first 13 digits of a GTIN-14: weights 3, 1, 3, ... from
/// the left (GS1 General Specifications, section 7.9).
fn check_digit(digits: &[u32]) -> u32 {
	let sum: u32 =
		digits.iter().take(13).enumerate().map(|(i, d)| if i % 2 == 0 { 3 * d } else { *d }).sum();
	(10 - sum % 10) % 10
}

impl FromStr for DeviceIdentifier {
	type Err = UdiError;

	fn from_str(text: &str) -> Result<Self, UdiError> {
		let (prefix, number) =
			text.split_once(':').ok_or_else(|| UdiError::NoAgency(text.to_owned()))?;
		let (agency, _) = Agency::ALL
			.into_iter()
			.find(|(_, name)| name.eq_ignore_ascii_case(prefix))
			.ok_or_else(|| UdiError::NoAgency(text.to_owned()))?;
		if agency == Agency::Gs1 {
			let digits: Option<Vec<u32>> = number.chars().map(|c| c.to_digit(10)).collect();
			let digits = digits
				.filter(|d| d.len() == 14)
				.ok_or_else(|| UdiError::NotFourteenDigits(number.to_owned()))?;
			let expected = check_digit(&digits);
			if digits[13] != expected {
				return Err(UdiError::CheckDigit {
					number: number.to_owned(),
					found: digits[13],
					expected,
				});
			}
		} else if number.is_empty()
			|| number.len() > 40
			|| !number.chars().all(|c| c.is_ascii_alphanumeric() || "+$/.-".contains(c))
		{
			return Err(UdiError::Characters(number.to_owned()));
		}
		Ok(Self { agency, number: number.to_owned() })
	}
}

impl fmt::Display for DeviceIdentifier {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		write!(f, "{}:{}", self.agency.name(), self.number)
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	/// GTINs printed in the GS1 General Specifications and on GS1's check digit page.
	#[test]
	fn published_numbers_pass_and_a_mistyped_digit_does_not() {
		for text in ["GS1:00614141007349", "GS1:10614141543219", "gs1:09506000134352"] {
			let parsed: DeviceIdentifier = text.parse().expect(text);
			assert_eq!(parsed.to_string(), text.to_uppercase());
		}
		assert_eq!(
			"GS1:10614141543218".parse::<DeviceIdentifier>(),
			Err(UdiError::CheckDigit { number: "10614141543218".into(), found: 8, expected: 9 })
		);
	}

	#[test]
	fn other_texts_are_refused_with_their_reason() {
		assert!(matches!("10614141543219".parse::<DeviceIdentifier>(), Err(UdiError::NoAgency(_))));
		assert!(matches!("XYZ:1".parse::<DeviceIdentifier>(), Err(UdiError::NoAgency(_))));
		for text in ["GS1:1061414154321", "GS1:106141415432199", "GS1:1061414154321x"] {
			assert!(
				matches!(text.parse::<DeviceIdentifier>(), Err(UdiError::NotFourteenDigits(_))),
				"{text}"
			);
		}
		assert!(matches!("HIBCC:".parse::<DeviceIdentifier>(), Err(UdiError::Characters(_))));
		assert!("HIBCC:+H123PARTNO1234567890120".parse::<DeviceIdentifier>().is_ok());
	}
}
