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
	/// The signer belongs to no sponsorship that it could leave.
	NotMember,
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
	/// An error of `pallet-disputes`, by its place.
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
	pub const OWN: [Self; 15] = [
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
			Self::NotMember => 14,
			Self::Unlisted => 19,
			Self::Devices(place) => within(DEVICES, place, CONSENT as u16),
			Self::Consent(place) => within(CONSENT, place, DATASETS as u16),
			Self::Datasets(place) => within(DATASETS, place, STUDIES as u16),
			Self::Studies(place) => within(STUDIES, place, DISPUTES as u16),
			Self::Disputes(place) => within(DISPUTES, place, 256),
		}
	}

	/// The reason behind a byte; `None` for bytes that stand for nothing.
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

	/// The pallet whose error it is, by its name in the metadata, and the error's place there.
	pub const fn pallet_error(self) -> Option<(&'static str, u8)> {
		match self {
			Self::Devices(place) => Some(("Devices", place)),
			Self::Consent(place) => Some(("Consent", place)),
			Self::Datasets(place) => Some(("Datasets", place)),
			Self::Studies(place) => Some(("Studies", place)),
			Self::Disputes(place) => Some(("Disputes", place)),
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
			Self::NotMember => ("NotMember", "the signer is a member of no sponsorship"),
			Self::Unlisted => {
				("Unlisted", "refused by a pallet for a reason without a code of its own")
			},
			Self::Devices(place) => listed(DEVICES_ERRORS, place),
			Self::Consent(place) => listed(CONSENT_ERRORS, place),
			Self::Datasets(place) => listed(DATASETS_ERRORS, place),
			Self::Studies(place) => listed(STUDIES_ERRORS, place),
			Self::Disputes(place) => listed(DISPUTES_ERRORS, place),
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
pub const DEVICES_ERRORS: &[(&str, &str)] = &[
	("NotManufacturer", "The caller holds no credential as a manufacturer."),
	("NotMaker", "The model is another manufacturer's."),
	("InvalidModalities", "The set of modalities is empty or has bits that stand for nothing."),
	("NumbersExhausted", "All numbers for models or batches were given out."),
	("ModelNotFound", "There is no such model."),
	("FirmwareAlreadyExists", "The model already lists this firmware, approved or recalled."),
	("TooManyFirmware", "The model has 64 firmware digests. Register a new model."),
	("FirmwareNotApproved", "The model does not list this firmware."),
	("FirmwareRecalled", "The firmware was recalled."),
	("EmptyBatch", "A batch has at least one device."),
	("BatchNotFound", "There is no such batch."),
	("BatchRecalled", "The batch was recalled."),
	("AlreadyRecalled", "It was recalled before."),
	("ClaimExpired", "The claim's time is over. Have the device sign a new one."),
	("ExpiryTooFar", "The claim is valid longer than a day. Have the device sign a shorter one."),
	("WrongCounter", "The claim counter is not the device's next: 1 for a new device."),
	(
		"ProvenanceMissing",
		"A device that was never claimed needs its batch and its inclusion proof.",
	),
	("NotProvisioned", "The proof does not show that the key is in the batch."),
	("WrongScheme", "The device's key has the other signature scheme."),
	("BadSignature", "The signature is not the device's over this claim."),
	("NotOffered", "The device's owner did not offer it to the caller."),
	("NotFound", "No device with this key has an owner."),
	("NotOwner", "The caller does not own the device."),
	("DeviceSuspended", "The device is suspended."),
	("DeviceLost", "The device was reported lost."),
	("DeviceRetired", "The device was retired or replaced. Its key is never used again."),
	("OfferToSelf", "The device cannot be offered to its owner."),
	("NoOffer", "There is no offer to take back."),
	("AlreadySuspended", "The device already is suspended."),
	("AlreadyLost", "The device already was reported lost."),
	("NotSuspended", "The device is not suspended."),
	("NotLost", "The device was not reported lost."),
	("AlreadyClaimed", "The new key already is a device in use."),
	("OtherModel", "The new key is of another model."),
	("NotOwnerOrGateway", "The caller is neither the owner nor a gateway of the owner."),
	("NotOwnerOrCareProvider", "The caller is neither the owner nor a credentialed care provider."),
	(
		"ChainIdNotSet",
		"The chain's genesis set no chain id, so that no signature can be bound to this chain.",
	),
];
/// The same of `pallet-consent`.
pub const CONSENT_ERRORS: &[(&str, &str)] = &[
	("NotFound", "There is no such grant."),
	("RequestNotFound", "There is no such request."),
	("NotSubject", "The signer is neither the subject nor its guardian."),
	("NotRequester", "The signer is not the one who made the request."),
	("NotController", "The signer is neither the grantee's account nor its study's sponsor."),
	("GranteeNotFound", "There is no such study."),
	("InvalidActions", "No action, or one that does not exist."),
	("InvalidModalities", "No modality, or one that does not exist."),
	("InvalidDatasets", "An empty list of datasets, or one named twice."),
	("InvalidDays", "The last day lies before the first."),
	(
		"InvalidPurpose",
		"An unknown modifier, or a date without its modifier or the other way round.",
	),
	("InvalidPeriod", "The end does not lie after the start and in the future."),
	("InvalidUses", "A grant for no use at all."),
	("TooManyRequests", "The requester has too many requests waiting for this subject."),
	("OtherSubject", "The request asks somebody else."),
	("BeyondRequest", "The terms give more than the request asks for."),
	("NotNarrower", "The change asks for more than the grant gives, or is not well formed."),
	("NothingNarrowed", "The change takes nothing away."),
	("AlreadyRevoked", "The grant was revoked before."),
	("AlreadyExpired", "The grant has ended by date."),
	("NothingToRevoke", "No grant is left to revoke."),
	("NotEnded", "The grant is neither revoked nor over."),
	("AlreadyAcknowledged", "The end was confirmed before."),
	("NothingToSweep", "No grant that has ended waits."),
	("TooManyGrants", "All numbers are used up."),
	("NoDuty", "Nothing is to be confirmed under this grant."),
	("NotOverdue", "The time to confirm is not over."),
	("AlreadyOverdue", "It was marked as overdue before."),
];
/// The same of `pallet-datasets`.
pub const DATASETS_ERRORS: &[(&str, &str)] = &[
	("NotSubjectOrGateway", "Neither the subject nor an account that it made its gateway."),
	("NotSubjectOrGuardian", "Neither the subject nor an account that is its guardian."),
	("NoItems", "The call names no dataset."),
	("CidVersion", "The content identifier is not a CIDv1. Convert a CIDv0 to version 1 first."),
	("CidCodec", "The content identifier's codec is neither raw (0x55) nor dag-pb (0x70)."),
	("CidIdentityHash", "An identity CID contains the content itself and must not go on chain."),
	("CidHash", "The content identifier's hash is not SHA-256 of 32 bytes."),
	(
		"InvalidKeyCommitment",
		"The key commitment is not the canonical encoding of a ristretto255 element, or it is the identity.",
	),
	("DepthTooLarge", "A tree deeper than 16 (65,536 records)."),
	("DaysReversed", "The first day lies after the last."),
	("DaysInFuture", "The last day lies after tomorrow (UTC)."),
	("SizeNotPadded", "The size is zero or not a Padme bucket: an exact size would tell too much."),
	("AlreadyExists", "The subject has a dataset with this digest."),
	("Tombstoned", "The dataset was tombstoned; its digest can never be used again."),
	("NotFound", "The subject has no dataset with this digest."),
	("SupersededNotFound", "The subject has no dataset with the digest that is to be superseded."),
	(
		"SupersededNotActive",
		"The dataset that is to be superseded was superseded before, or tombstoned.",
	),
	("DeviceUnknown", "No such device was ever claimed."),
	("DeviceNotOwned", "The device belongs to somebody else."),
	("DeviceSuspended", "The device's owner suspended it."),
	("DeviceLost", "The device was reported lost."),
	("DeviceRecalled", "The device's firmware or batch was recalled by its maker."),
	("DeviceRetired", "The device was retired or replaced."),
	("DeviceWrongClaim", "The device's statement is not under its current claim."),
	(
		"DeviceBadSignature",
		"The signature is not the device's over this root, depth, owner, claim and number.",
	),
	("DeviceWrongModality", "The device's model does not produce this modality."),
	("SequenceReplayed", "A batch with this sequence number was anchored before."),
	("SequenceTooOld", "The sequence number is 64 or more behind the highest that was anchored."),
];
/// The same of `pallet-studies`.
pub const STUDIES_ERRORS: &[(&str, &str)] = &[
	("StudyNotFound", "There is no such study, or it has ended."),
	("ContributionNotFound", "There is no such contribution."),
	("KeyNotFound", "The holder has no recipient key."),
	("BidNotFound", "There is no such bid."),
	("NotSponsor", "The signer is not the study's sponsor."),
	("NotSubjectOrGateway", "The signer is neither the subject nor its gateway."),
	("NotResearcher", "The study's sponsor holds no researcher's credential now."),
	("NotEthicsBoard", "The signer holds no ethics board's credential now."),
	("OwnStudy", "A sponsor cannot approve its own study."),
	(
		"InvalidPurpose",
		"The purpose has an unknown modifier, or a date without its modifier or the reverse.",
	),
	("InvalidModalities", "The set of modalities is empty or has unknown ones."),
	("InvalidDepth", "A batch is at most 16 levels deep."),
	("PriceTooLow", "Less the protocol's share, the price is below the existential deposit."),
	("InvalidCaps", "A cap is zero, or a participant's cap is above the study's."),
	("InvalidPeriod", "The study closes before it opens, or has closed already."),
	(
		"InvalidDisputeWindow",
		"The dispute window is shorter than the least or longer than 14 days.",
	),
	(
		"BudgetTooLow",
		"The budget does not cover one contribution with its delivery fee and deposit.",
	),
	("WrongKeyVersion", "The version is not the next one for this holder."),
	("InvalidKey", "The key is not the canonical encoding of a point, or is the identity."),
	(
		"InvalidPossessionScalar",
		"A scalar of the proof of possession is not below the group order.",
	),
	(
		"PossessionNotProven",
		"The proof of possession does not hold for this key, holder, version and chain.",
	),
	("AlreadyApproved", "The study was approved already."),
	("WrongTermsHash", "The hash is not that of the study's terms."),
	("NotApproved", "No ethics board has approved the study."),
	("NotOpenYet", "The study is not open yet."),
	("StudyClosed", "The study takes no more commits."),
	("StudyStillOpen", "The study takes commits still."),
	("AlreadyClosing", "Notice was given already."),
	("NothingToRefund", "There is nothing to refund."),
	("KeyExpired", "The newest recipient key is older than 90 days."),
	("DatasetSuperseded", "A later dataset took this one's place."),
	("ModalityNotWanted", "The study does not want this kind of data."),
	("BatchTooSmall", "The batch is smaller than the study wants."),
	("NoDeviceSignature", "The study wants batches that a device signed."),
	("NoInvitation", "Without a device's signature the sponsor must invite the subject."),
	("InvitationExpired", "The invitation has expired."),
	(
		"InvalidInvitation",
		"The invitation was not signed by the sponsor for this study, subject and chain.",
	),
	("DeviceSuspended", "The device that signed the batch is suspended."),
	("DeviceLost", "The device that signed the batch is lost."),
	("DeviceRecalled", "The device that signed the batch is recalled."),
	("DeviceNotUsable", "The device that signed the batch is not to be used for another reason."),
	("AlreadyContributed", "This dataset was contributed already."),
	("StudyFull", "The study has all the contributions that it takes."),
	(
		"ParticipantCapReached",
		"The subject has made all the contributions that the study takes of one participant.",
	),
	("TooManyLapsed", "The subject let too many commitments lapse."),
	("FirstNotSettled", "The subject's first contribution to the study is not settled yet."),
	(
		"DeviceFirstNotSettled",
		"The first contribution of this device's data to the study is not settled yet.",
	),
	("BudgetExhausted", "What the study has left does not cover another contribution."),
	("GrantNotFound", "There is no such grant."),
	("GrantOfOtherSubject", "The grant is another subject's."),
	("GrantForOtherGrantee", "The grant is for somebody else."),
	("GrantRevoked", "The subject revoked the grant."),
	("GrantNotYetValid", "The grant is not valid yet."),
	("GrantExpired", "The grant has ended."),
	("GrantUsedUp", "The grant's uses are spent."),
	("ReadingNotGranted", "The grant does not allow reading."),
	("DatasetNotFound", "The subject has no such dataset, or tombstoned it."),
	("ModalityOutOfScope", "The grant does not cover this modality."),
	("DatasetOutOfScope", "The grant names datasets, and this is not among them."),
	("DaysOutOfScope", "The grant covers other days of collection."),
	("PurposeNotGranted", "The purpose does not lie within the granted one."),
	("EthicsApprovalDemanded", "The grant demands an ethics approval."),
	("NotForProfitDemanded", "The grant demands a not-for-profit organisation."),
	("NonCommercialDemanded", "The grant demands non-commercial use."),
	("NotSpecificGrantee", "The grant is for one user, project or institution."),
	("AlreadyDelivered", "The contribution was delivered already."),
	("DeliveryOverdue", "The time to deliver is over."),
	("DatasetChanged", "The dataset is not the one that was committed."),
	(
		"InvalidEnvelopePoint",
		"A point of the envelope is not canonically encoded, or is the identity.",
	),
	("InvalidEnvelopeScalar", "A scalar of the envelope is not below the group order."),
	(
		"InvalidEnvelopeProof",
		"The envelope's proof does not hold for this dataset, recipient key, grant, holder and chain.",
	),
	("NotCommitted", "The contribution is not a commitment that waits for delivery."),
	("DeliveryStillOpen", "The time to deliver is not over."),
	("NotDelivered", "The contribution is not delivered, or settled already."),
	("WindowStillOpen", "The dispute window is not over."),
	("OwnData", "Nobody bids for, or shares with itself, its own data."),
	("AlreadyBid", "The account bids for this dataset already."),
	("InvalidExpiry", "The bid ends in the past, or in more than 90 days."),
	("BidExpired", "The bid has expired."),
	("WrongPrice", "The price is not that of the bid."),
	("LimitTooHigh", "At most 100 at once."),
	("Overflow", "No number is left for another study, or an amount is too great."),
	("NotSubjectOrGuardian", "The signer is neither the subject nor its guardian."),
	("NothingToWithdraw", "The subject has no part in the study that could be ended."),
	("AlreadyWithdrawn", "The subject has withdrawn from the study before."),
	("Withdrawn", "The subject has withdrawn from the study."),
	("Barred", "The subject, or the device, lost a dispute in this study."),
	("CohortNotReached", "The study waits for more participants before it takes any key."),
	("DaysNotWanted", "The data was collected on other days than the study wants."),
	("ModelNotWanted", "The data comes from a device of a model that the study does not want."),
	("InOtherStudy", "The subject takes part in a study that this one excludes."),
	(
		"CannotPayDeposit",
		"The subject cannot pay the deposit that a study with a cohort asks for a commitment.",
	),
	(
		"InvalidCohort",
		"A cohort is two participants or more, each with a device's signature, at most as many as the study takes contributions, and complete within 90 days of the study's opening and before it closes.",
	),
	(
		"InvalidEligibility",
		"The days wanted end before they begin, models are wanted without a device's signature, or a study is excluded that does not exist.",
	),
	("WindowOver", "The dispute window is over."),
	("NotDisputed", "The contribution is not disputed."),
	(
		"TooManyOverdue",
		"The signer let too many acknowledgements become overdue. It destroys what ended and confirms it.",
	),
];
/// The same of `pallet-disputes`.
pub const DISPUTES_ERRORS: &[(&str, &str)] = &[
	("DisputeNotFound", "There is no such dispute, or it has ended."),
	("StudyNotFound", "There is no such study."),
	("NotSponsor", "The signer is not the study's sponsor."),
	("NoContributions", "No contribution is named."),
	("AlreadyDisputed", "The contribution is disputed already, or named twice."),
	("NoArbiters", "No arbiter is accredited at all."),
	("NotArbiter", "The signer holds no arbiter's credential now."),
	("NotDrawn", "Another arbiter decides this dispute, or nobody yet."),
	("AlreadyDecided", "The dispute is past the arbiter's decision."),
	("TooLate", "The time for this is over."),
	(
		"WrongNumberOfVerdicts",
		"There must be one verdict for each contribution (of an appeal: each appealed one), in order.",
	),
	("NotCurable", "Only what was unavailable can be cured."),
	("NotDecided", "There is no decision to appeal now."),
	("NotParty", "The signer is neither the sponsor nor a subject of what is disputed."),
	("NothingToAppeal", "No verdict went against the signer that is not appealed already."),
	("NotAppealed", "Nothing waits for the panel."),
	("NothingDue", "Neither a deadline nor a draw is due."),
	("InvalidKey", "This is no public key."),
	("KeyNotFound", "The signer has no evidence key."),
	("Overflow", "A number is too large."),
];

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
