//! Why the transaction pool refuses a transaction, as one byte.
//!
//! `ChargeOrFree` (`runtime/common`) answers `InvalidTransaction::Custom(code)`, which a node's RPC
//! shows as error 1010 with `Custom error: <code>`. A transaction so refused is in no block and
//! costs nothing. The runtime and the clients both take the codes and the words from here;
//! `docs/charge-or-free.md` prints them as a table.

/// Why a transaction was refused before it came into a block.
///
/// A pallet's own reason is the place of its error in the pallet's `Error` type. Those types are
/// append-only, so a code keeps its meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefusalCode {
	/// The signer is no delegate of that account, or not of the proxy type that was named.
	NotDelegate,
	/// The delegation is delayed, so the call must be announced first.
	DelegationDelayed,
	/// The proxy type of the delegation does not allow the call.
	NotAllowedByProxyType,
	/// The runtime takes no such call now (its call filter).
	Filtered,
	/// More wrappers around a refusal than are looked through.
	TooDeep,
	/// More refusals in one transaction than are free.
	TooMany,
	/// Each call of the batch is right by itself, but one fails after those before it.
	Conflict,
	/// A tip on a transaction whose fee somebody else pays.
	TipOnOthersMoney,
	/// An envelope inside a proxy or a batch, where it cannot be checked before it is seen.
	DeliverDirectly,
	/// What the study has not yet promised to somebody does not cover the fee.
	StudyCannotPay,
	/// There is no such delegation to remove.
	NoSuchDelegation,
	/// There is no such announcement to reject.
	NoSuchAnnouncement,
	/// The address of an account could not be looked up.
	UnknownAddress,
	/// A reason that has no code of its own.
	Unlisted,
	/// An error of `pallet-devices`, by its place.
	Devices(u8),
	/// An error of `pallet-consent`, by its place.
	Consent(u8),
	/// An error of `pallet-datasets`, by its place.
	Datasets(u8),
	/// An error of `pallet-studies`, by its place.
	Studies(u8),
}

/// First code of `pallet-devices`.
pub const DEVICES: u8 = 32;
/// First code of `pallet-consent`.
pub const CONSENT: u8 = 80;
/// First code of `pallet-datasets`.
pub const DATASETS: u8 = 128;
/// First code of `pallet-studies`; its codes go up to 255.
pub const STUDIES: u8 = 176;

impl RefusalCode {
	/// The reasons that are no pallet's error, in the order of their codes.
	pub const OWN: [Self; 14] = [
		Self::NotDelegate,
		Self::DelegationDelayed,
		Self::NotAllowedByProxyType,
		Self::Filtered,
		Self::TooDeep,
		Self::TooMany,
		Self::Conflict,
		Self::TipOnOthersMoney,
		Self::DeliverDirectly,
		Self::StudyCannotPay,
		Self::NoSuchDelegation,
		Self::NoSuchAnnouncement,
		Self::UnknownAddress,
		Self::Unlisted,
	];

	/// The byte in `InvalidTransaction::Custom`. A pallet's error whose place lies beyond the
	/// pallet's range is given as [`Self::Unlisted`].
	pub const fn code(self) -> u8 {
		const fn within(first: u8, place: u8, next: u16) -> u8 {
			let code = first as u16 + place as u16;
			if code < next {
				code as u8
			} else {
				RefusalCode::Unlisted.code()
			}
		}
		match self {
			Self::NotDelegate => 1,
			Self::DelegationDelayed => 2,
			Self::NotAllowedByProxyType => 3,
			Self::Filtered => 4,
			Self::TooDeep => 5,
			Self::TooMany => 6,
			Self::Conflict => 7,
			Self::TipOnOthersMoney => 8,
			Self::DeliverDirectly => 9,
			Self::StudyCannotPay => 10,
			Self::NoSuchDelegation => 11,
			Self::NoSuchAnnouncement => 12,
			Self::UnknownAddress => 13,
			Self::Unlisted => 31,
			Self::Devices(place) => within(DEVICES, place, CONSENT as u16),
			Self::Consent(place) => within(CONSENT, place, DATASETS as u16),
			Self::Datasets(place) => within(DATASETS, place, STUDIES as u16),
			Self::Studies(place) => within(STUDIES, place, 256),
		}
	}

	/// The reason behind a byte; `None` for bytes that stand for nothing.
	pub fn from_code(code: u8) -> Option<Self> {
		Some(match code {
			STUDIES..=u8::MAX => Self::Studies(code - STUDIES),
			DATASETS.. => Self::Datasets(code - DATASETS),
			CONSENT.. => Self::Consent(code - CONSENT),
			DEVICES.. => Self::Devices(code - DEVICES),
			_ => return Self::OWN.into_iter().find(|reason| reason.code() == code),
		})
	}

	/// The pallet whose error it is, by its name in the metadata, and the error's place there.
	pub const fn pallet_error(self) -> Option<(&'static str, u8)> {
		match self {
			Self::Devices(place) => Some(("Devices", place)),
			Self::Consent(place) => Some(("Consent", place)),
			Self::Datasets(place) => Some(("Datasets", place)),
			Self::Studies(place) => Some(("Studies", place)),
			_ => None,
		}
	}

	/// The name of the reason: the error's name in the metadata, where it is a pallet's.
	pub fn name(self) -> &'static str {
		self.entry().0
	}

	/// What was wrong, for people.
	pub fn text(self) -> &'static str {
		self.entry().1
	}

	fn entry(self) -> (&'static str, &'static str) {
		const UNKNOWN: (&str, &str) =
			("Unknown", "a reason that this version does not know; update the client");
		let listed = |table: &[(&'static str, &'static str)], place: u8| {
			table.get(usize::from(place)).copied().unwrap_or(UNKNOWN)
		};
		match self {
			Self::NotDelegate => (
				"NotDelegate",
				"the signer is not a delegate of that account, or not of the proxy type that was named",
			),
			Self::DelegationDelayed => (
				"DelegationDelayed",
				"the delegation is delayed: announce the call and wait, or use one without delay",
			),
			Self::NotAllowedByProxyType => (
				"NotAllowedByProxyType",
				"the type of the delegation does not allow this call; see the table of proxy types",
			),
			Self::Filtered => ("Filtered", "the chain takes no such call at the moment"),
			Self::TooDeep => (
				"TooDeep",
				"a refusal wrapped in more than four proxies and batches; send it less deeply nested",
			),
			Self::TooMany => (
				"TooMany",
				"more than sixteen refusals in one transaction; split it, or use the calls that end many at once",
			),
			Self::Conflict => (
				"Conflict",
				"a call of the batch has nothing left to do after those before it; leave it out",
			),
			Self::TipOnOthersMoney => (
				"TipOnOthersMoney",
				"somebody else pays the fee of this transaction, so it may not carry a tip; set the tip to 0",
			),
			Self::DeliverDirectly => (
				"DeliverDirectly",
				"an envelope may not travel inside a proxy or a batch; the subject or its gateway sends deliver directly",
			),
			Self::StudyCannotPay => (
				"StudyCannotPay",
				"the study's free budget does not cover this transaction's fee; the sponsor must fund it",
			),
			Self::NoSuchDelegation => {
				("NoSuchDelegation", "there is no such delegation (check delegate, type and delay)")
			},
			Self::NoSuchAnnouncement => {
				("NoSuchAnnouncement", "the delegate has announced no such call")
			},
			Self::UnknownAddress => ("UnknownAddress", "no account stands behind that address"),
			Self::Unlisted => {
				("Unlisted", "refused by a pallet for a reason without a code of its own")
			},
			Self::Devices(place) => listed(DEVICES_ERRORS, place),
			Self::Consent(place) => listed(CONSENT_ERRORS, place),
			Self::Datasets(place) => listed(DATASETS_ERRORS, place),
			Self::Studies(place) => listed(STUDIES_ERRORS, place),
		}
	}
}

impl core::fmt::Display for RefusalCode {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		f.write_str(self.text())
	}
}

/// The errors of `pallet-devices`: name and words, in the order of the pallet's `Error` type (a
/// test in `runtime/common` compares them).
pub const DEVICES_ERRORS: &[(&str, &str)] = &[];
/// The same of `pallet-consent`.
pub const CONSENT_ERRORS: &[(&str, &str)] = &[];
/// The same of `pallet-datasets`.
pub const DATASETS_ERRORS: &[(&str, &str)] = &[];
/// The same of `pallet-studies`.
pub const STUDIES_ERRORS: &[(&str, &str)] = &[];

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn codes_and_reasons_are_one_to_one() {
		for reason in RefusalCode::OWN {
			assert_eq!(RefusalCode::from_code(reason.code()), Some(reason));
			assert!(reason.code() < DEVICES && reason.code() > 0);
			assert_ne!(reason.text(), "");
		}
		for code in DEVICES..=u8::MAX {
			let reason = RefusalCode::from_code(code).map(RefusalCode::code);
			assert_eq!(reason, Some(code));
		}
		assert_eq!(RefusalCode::from_code(0), None);
		assert_eq!(RefusalCode::from_code(DEVICES - 2), None);
	}

	#[test]
	fn a_place_beyond_the_range_of_its_pallet_is_unlisted() {
		let unlisted = RefusalCode::Unlisted.code();
		assert_eq!(RefusalCode::Devices(47).code(), CONSENT - 1);
		assert_eq!(RefusalCode::Devices(48).code(), unlisted);
		assert_eq!(RefusalCode::Consent(48).code(), unlisted);
		assert_eq!(RefusalCode::Datasets(48).code(), unlisted);
		assert_eq!(RefusalCode::Studies(79).code(), 255);
		assert_eq!(RefusalCode::Studies(80).code(), unlisted);
		assert_eq!(RefusalCode::Studies(255).code(), unlisted);
	}
}
