//! Why the transaction pool refuses a transaction, as one byte.
//!
//! `ChargeOrFree` (`runtime/common`) returns `InvalidTransaction::Custom(code)`, which a node's RPC
//! shows as error 1010 with `Custom error: <code>`. A transaction so refused is in no block and
//! costs nothing. The runtime and the Rust clients take the codes and the words from here. For
//! everybody else they are printed into `docs/refusals.json`, and from there into the table of
//! `docs/charge-or-free.md`; `just refusals` does both.

mod words;

pub use words::{CONSENT_ERRORS, DATASETS_ERRORS, DEVICES_ERRORS, DISPUTES_ERRORS, STUDIES_ERRORS};

/// Why a transaction was refused before it came into a block.
///
/// A pallet's own reason is the index of its error in the pallet's `Error` type. Those types are
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
	/// More wrappers around a refusal than the pool looks through.
	TooDeep,
	/// More refusals in one transaction than are free.
	TooMany,
	/// Each call of the batch is right by itself, but one fails after those before it.
	Conflict,
	/// A tip on a transaction whose fee somebody else pays.
	TipOnOthersMoney,
	/// An envelope inside another call, where it cannot be checked before it is seen.
	DeliverDirectly,
	/// The study's unallocated budget does not cover the fee.
	StudyCannotPay,
	/// There is no such delegation to remove.
	NoSuchDelegation,
	/// There is no such announcement to reject.
	NoSuchAnnouncement,
	/// The address of an account could not be looked up.
	UnknownAddress,
	/// The signer belongs to no sponsorship that it could leave.
	NotMember,
	/// No friend group of that number attempts to recover the signer's account.
	NoSuchAttempt,
	/// Nobody has inherited the signer's account.
	NoInheritor,
	/// A reason that has no code of its own.
	Unlisted,
	/// An error of `pallet-devices`, by its index.
	Devices(u8),
	/// An error of `pallet-consent`, by its index.
	Consent(u8),
	/// An error of `pallet-datasets`, by its index.
	Datasets(u8),
	/// An error of `pallet-studies`, by its index.
	Studies(u8),
	/// An error of `pallet-disputes`, by its index.
	Disputes(u8),
}

/// First code of `pallet-devices`.
pub const DEVICES: u8 = 20;
/// First code of `pallet-consent`.
pub const CONSENT: u8 = 60;
/// First code of `pallet-datasets`.
pub const DATASETS: u8 = 93;
/// First code of `pallet-studies`.
pub const STUDIES: u8 = 124;
/// First code of `pallet-disputes`; its codes go up to 255.
pub const DISPUTES: u8 = 230;

impl RefusalCode {
	/// The reasons that are no pallet's error, in the order of their codes.
	pub const OWN: [Self; 17] = [
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
		Self::NotMember,
		Self::NoSuchAttempt,
		Self::NoInheritor,
		Self::Unlisted,
	];

	/// The byte in `InvalidTransaction::Custom`. A pallet's error whose index lies beyond the
	/// pallet's range becomes [`Self::Unlisted`].
	pub const fn code(self) -> u8 {
		const fn within(first: u8, index: u8, next: u16) -> u8 {
			let code = first as u16 + index as u16;
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
			Self::NotMember => 14,
			Self::NoSuchAttempt => 15,
			Self::NoInheritor => 16,
			Self::Unlisted => 19,
			Self::Devices(index) => within(DEVICES, index, CONSENT as u16),
			Self::Consent(index) => within(CONSENT, index, DATASETS as u16),
			Self::Datasets(index) => within(DATASETS, index, STUDIES as u16),
			Self::Studies(index) => within(STUDIES, index, DISPUTES as u16),
			Self::Disputes(index) => within(DISPUTES, index, 256),
		}
	}

	/// The reason behind a byte; `None` for bytes without a meaning.
	pub fn from_code(code: u8) -> Option<Self> {
		Some(match code {
			DISPUTES..=u8::MAX => Self::Disputes(code - DISPUTES),
			STUDIES.. => Self::Studies(code - STUDIES),
			DATASETS.. => Self::Datasets(code - DATASETS),
			CONSENT.. => Self::Consent(code - CONSENT),
			DEVICES.. => Self::Devices(code - DEVICES),
			_ => return Self::OWN.into_iter().find(|reason| reason.code() == code),
		})
	}

	/// The pallet whose error it is, by its name in the metadata, and the error's index there.
	pub const fn pallet_error(self) -> Option<(&'static str, u8)> {
		match self {
			Self::Devices(index) => Some(("Devices", index)),
			Self::Consent(index) => Some(("Consent", index)),
			Self::Datasets(index) => Some(("Datasets", index)),
			Self::Studies(index) => Some(("Studies", index)),
			Self::Disputes(index) => Some(("Disputes", index)),
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
		let listed = |table: &[(&'static str, &'static str)], index: u8| {
			table.get(usize::from(index)).copied().unwrap_or(UNKNOWN)
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
				"an envelope may not travel inside another call; the subject or its gateway sends deliver directly",
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
			Self::NotMember => ("NotMember", "the signer is a member of no sponsorship"),
			Self::NoSuchAttempt => (
				"NoSuchAttempt",
				"no friend group of that number attempts to recover the signer's account",
			),
			Self::NoInheritor => ("NoInheritor", "nobody has inherited the signer's account"),
			Self::Unlisted => {
				("Unlisted", "refused by a pallet for a reason without a code of its own")
			},
			Self::Devices(index) => listed(DEVICES_ERRORS, index),
			Self::Consent(index) => listed(CONSENT_ERRORS, index),
			Self::Datasets(index) => listed(DATASETS_ERRORS, index),
			Self::Studies(index) => listed(STUDIES_ERRORS, index),
			Self::Disputes(index) => listed(DISPUTES_ERRORS, index),
		}
	}
}

impl core::fmt::Display for RefusalCode {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		f.write_str(self.text())
	}
}

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
	fn an_index_beyond_the_range_of_its_pallet_is_unlisted() {
		let unlisted = RefusalCode::Unlisted.code();
		assert_eq!(RefusalCode::Devices(39).code(), CONSENT - 1);
		assert_eq!(RefusalCode::Devices(40).code(), unlisted);
		assert_eq!(RefusalCode::Consent(33).code(), unlisted);
		assert_eq!(RefusalCode::Datasets(31).code(), unlisted);
		assert_eq!(RefusalCode::Studies(105).code(), DISPUTES - 1);
		assert_eq!(RefusalCode::Studies(106).code(), unlisted);
		assert_eq!(RefusalCode::Disputes(25).code(), 255);
		assert_eq!(RefusalCode::Disputes(26).code(), unlisted);
		assert_eq!(RefusalCode::Disputes(255).code(), unlisted);
	}
}
