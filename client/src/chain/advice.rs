//! What to do about a refusal, by the name of its reason.

/// What a person can do about each refusal; no entry where the reason says it itself.
const ADVICE: &[(&str, &str)] = &[
	// Consent.
	(
		"GrantNotFound",
		"`epione consent list` shows the grants; `epione consent grant study:N` makes one",
	),
	(
		"GrantOfOtherSubject",
		"name a grant of the dataset's own subject; `epione consent list` shows them",
	),
	("GrantForOtherGrantee", "name a grant for this study; `epione consent list` shows them"),
	(
		"GrantRevoked",
		"only the patient can consent again, with a new grant: `epione consent grant`",
	),
	("GrantNotYetValid", "wait until it begins; `epione receipt --all` says when"),
	("GrantExpired", "the patient consents again with a new grant: `epione consent grant`"),
	(
		"GrantEndsTooSoon",
		"the patient consents again for longer, beyond the study's cohort and a day to deliver: \
		 `epione consent grant --valid`",
	),
	("GrantUsedUp", "the patient consents again with more uses: `epione consent grant --uses`"),
	("ReadingNotGranted", "the patient consents with a grant for reading: `epione consent grant`"),
	(
		"ModalityOutOfScope",
		"the patient consents to this kind of data too: `epione consent grant --modality`",
	),
	(
		"DatasetOutOfScope",
		"the patient consents to this dataset too: `epione consent grant --dataset`",
	),
	("DaysOutOfScope", "the patient consents to these days too: `epione consent grant`"),
	(
		"PurposeNotGranted",
		"the patient consents to the study's own purpose: `epione consent grant study:N`",
	),
	(
		"EthicsApprovalDemanded",
		"the study needs an ethics board's approval: `epione study approve`",
	),
	("AlreadyRevoked", "nothing is left to do: nobody reads under it"),
	("AlreadyExpired", "nothing is left to do: nobody reads under it"),
	("NotSubject", "sign with the patient's account (--signer), or as its guardian"),
	("NotFound", "look at the number or address; the list command shows what there is"),
	("GranteeNotFound", "`epione study list` shows the studies"),
	// Studies.
	("StudyNotFound", "`epione study list` shows the studies"),
	("NotSponsor", "sign with the sponsor's account (--signer); `epione study show` names it"),
	(
		"NotSubjectOrGateway",
		"sign with the patient's account, or have the patient run `epione gateway allow`",
	),
	("AlreadyClosing", "run this again when the notice is over; `epione study show` says when"),
	("NotResearcher", "an accreditor issues the credential: `epione accredit`"),
	("NotEthicsBoard", "an accreditor issues the credential: `epione accredit`"),
	("NotManufacturer", "an accreditor issues the credential: `epione accredit`"),
	("OwnStudy", "another ethics board has to approve it"),
	("InvalidDisputeWindow", "give --dispute-window; a real network wants 3d to 14d"),
	("PriceTooLow", "give a higher --reward"),
	("BudgetTooLow", "give a higher --budget"),
	("WrongTermsHash", "`epione study show` prints the hash of the terms"),
	("NotApproved", "an ethics board approves it: `epione study approve`"),
	("ApprovalEnded", "another ethics board has to approve it: `epione study approve`"),
	("ApprovalSuspended", "ask the ethics board why; it alone can resume its approval"),
	("NotOpenYet", "wait until it opens; `epione study show` says when"),
	("StudyClosed", "it takes no more data; `epione study list` shows those that do"),
	("StudyFull", "it takes no more data; `epione study list` shows those that do"),
	("StudyStillOpen", "wait until its notice to close is over; `epione study show` says when"),
	("ParticipantCapReached", "nothing more of this patient is wanted"),
	("DeviceCapReached", "nothing more of this device is wanted"),
	("BudgetExhausted", "its sponsor can add to it: `epione study fund`"),
	("StudyCannotPay", "its sponsor can add to it: `epione study fund`"),
	(
		"FirstNotSettled",
		"wait until its dispute window is over; `epione gateway run` then goes on by itself",
	),
	(
		"DeviceFirstNotSettled",
		"wait until its dispute window is over; `epione gateway run` then goes on by itself",
	),
	("TooManyLapsed", "wait until a contribution of this patient is settled"),
	("KeyExpired", "its sponsor has to register a new recipient key"),
	("KeyNotFound", "its sponsor has to register a recipient key"),
	("ModalityNotWanted", "`epione study show` says what it wants"),
	("BatchTooSmall", "collect more readings into one batch; `epione study show` says how many"),
	("NoDeviceSignature", "ingest with --device, from a device that the patient claimed"),
	(
		"NoInvitation",
		"ask the sponsor for one (`epione study invite`) and give it with --invitation",
	),
	("InvitationExpired", "ask the sponsor for another (`epione study invite`)"),
	("InvalidInvitation", "ask the sponsor for another (`epione study invite`)"),
	("AlreadyContributed", "nothing is left to do"),
	("DatasetNotFound", "`epione dataset list` shows the patient's datasets"),
	("DatasetSuperseded", "contribute the dataset that took its place"),
	(
		"CohortNotReached",
		"wait until enough participants have committed; `epione study show` says how many",
	),
	("Withdrawn", "nothing more of this patient goes to this study"),
	("Barred", "nothing more of this patient, or of this device, goes to this study"),
	("DaysNotWanted", "`epione study show` says which days it wants"),
	("ModelNotWanted", "`epione study show` says which models of device it wants"),
	("InOtherStudy", "`epione study show` says which studies it excludes"),
	("WindowOver", "the contribution is paid; look at what comes well before its window ends"),
	// Duties to acknowledge.
	("NoDuty", "`epione study duties` shows what has to be acknowledged"),
	("NotOverdue", "`epione study duties` says until when there is time"),
	("AlreadyOverdue", "nothing is left to do: it is on record"),
	("AlreadyAcknowledged", "nothing is left to do: `epione study duties` shows what is"),
	("NotEnded", "what was granted may still be used; there is nothing to acknowledge"),
	("NotController", "sign with the account of the grantee, or of its study's sponsor (--signer)"),
	("TooManyOverdue", "destroy and acknowledge what patients ended: `epione study erase --due`"),
	// Disputes.
	("NoArbiters", "an accreditor of arbiters accredits one, who then runs `epione dispute key`"),
	("AlreadyDisputed", "`epione dispute list --study` shows the dispute over it"),
	("NotArbiter", "an accreditor of arbiters issues the credential: `epione accredit`"),
	("NotDrawn", "`epione dispute show` says who decides"),
	("WrongNumberOfVerdicts", "`epione dispute show` lists the contributions in their order"),
	("NotCurable", "say rejected or upheld"),
	("NothingDue", "`epione dispute show` says until when it waits"),
	// Sponsorships.
	("AlreadyMember", "leave the other sponsorship first, which is free: `epione sponsor leave`"),
	("NotMember", "`epione sponsor show --member` says who pays for an account"),
	("StatementExpired", "the member signs another joining: `epione sponsor consent`"),
	("StatementUsed", "the member signs another joining: `epione sponsor consent`"),
	("InvalidConsent", "the member signs another joining: `epione sponsor consent`"),
	("ExpiryTooFar", "the member signs one for at most seven days: `epione sponsor consent`"),
	("NotInvited", "the sponsor submits it, or signs it: `epione sponsor consent --as-sponsor`"),
	("StillRunning", "`epione sponsor end` ends it"),
	// The reward pool.
	("EpochNotOver", "`epione rewards show` says when it is over"),
	("NothingToClaim", "`epione rewards show` says what can be claimed"),
	// Devices and datasets.
	("DeviceSuspended", "its owner lets it sign again: `epione device resume`"),
	("DeviceLost", "its maker can give it a new key; data that it signed is not taken"),
	("DeviceRecalled", "data that it signed is not taken; ask its maker"),
	("NotOwner", "sign with the owner's account (--signer); `epione device status` names it"),
	("NotOffered", "its owner offers it first: `epione device transfer`"),
	("NotProvisioned", "use the file that came with this very device"),
	("ModelNotFound", "give the number that `epione device model` printed"),
	("NotMaker", "sign with the account of the model's maker (--signer)"),
	("FirmwareNotApproved", "give a firmware that the model lists"),
	("FirmwareRecalled", "give a firmware that is not recalled"),
	("BatchNotFound", "give the number that `epione device provision` printed"),
	("NotSubjectOrGuardian", "sign with the patient's account (--signer), or as its guardian"),
	("Tombstoned", "what was tombstoned cannot be anchored again; ingest the readings anew"),
	("NotAccreditor", "sign with an account that the council appointed"),
	("RoleNotAppointed", "this accreditor may not give this role; ask another"),
];

/// Returns the reason, followed by what to do about it.
pub(super) fn advised(text: String, name: &str) -> String {
	match ADVICE.iter().find(|(reason, _)| *reason == name) {
		Some((_, advice)) => format!("{text}: {advice}"),
		None => text,
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn every_reason_has_one_advice() {
		for (n, (name, advice)) in ADVICE.iter().enumerate() {
			assert!(!advice.is_empty());
			assert!(ADVICE[n + 1..].iter().all(|(other, _)| other != name), "{name} twice");
		}
	}
}
