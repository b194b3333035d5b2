//! What sequences have covered, and what they must cover.

use std::collections::BTreeMap;

/// Steps that must have succeeded.
const DONE: &[&str] = &[
	"acknowledge",
	"add_key",
	"add_proxy",
	"advance",
	"anchor",
	"appeal, participant",
	"appeal, sponsor",
	"appoint",
	"approve",
	"bid",
	"claim",
	"claim reward",
	"claim reward for",
	"claim, bought",
	"clean",
	"clear credential",
	"close",
	"close, by anybody",
	"commit",
	"commit_share",
	"create",
	"decide",
	"decide_appeal",
	"deliver",
	"deliver_share",
	"dismiss",
	"dispute",
	"donate",
	"empty",
	"end",
	"evict",
	"evict, by anybody",
	"finish",
	"fund",
	"fund sponsorship",
	"give",
	"grant",
	"issue credential, arbiter",
	"issue credential, maker",
	"issue credential, sponsor",
	"issue credential, stranger",
	"join",
	"join, invited",
	"lapse",
	"leave",
	"narrow",
	"offer_transfer",
	"purge",
	"purge member",
	"recall_batch",
	"recall_firmware",
	"refund",
	"register_key",
	"remove_evidence_key",
	"report_firmware",
	"report_lost",
	"report_overdue",
	"resume",
	"retire",
	"revoke",
	"revoke credential, arbiter",
	"revoke credential, board",
	"revoke credential, maker",
	"revoke credential, sponsor",
	"revoke_all",
	"revoke_grantee",
	"set_evidence_key",
	"set_gateways",
	"set_split",
	"set_terms",
	"settle",
	"sponsor",
	"suspend",
	"sweep",
	"time: blocks",
	"time: days",
	"time: hours",
	"time: seconds",
	"time: standstill",
	"time: weeks",
	"tombstone",
	"withdraw",
	"withdraw_bid",
];

/// Outcomes that must have occurred: every end of a dispute, of a contribution, and of a study.
const ENDS: &[&str] = &[
	"contribution: committed",
	"contribution: delivered",
	"contribution: envelope removed",
	"contribution: forfeited",
	"contribution: lapsed, cohort failed",
	"contribution: lapsed, late",
	"contribution: lapsed, withdrawn",
	"contribution: removed",
	"contribution: settled",
	"contribution: voided, barred",
	"contribution: voided, lost",
	"dispute: appealed by the participant",
	"dispute: appealed by the sponsor",
	"dispute: arbiter silent",
	"dispute: decided",
	"dispute: decided by the second",
	"dispute: drawn",
	"dispute: nobody drawn",
	"dispute: redrawn",
	"duty: acknowledged",
	"duty: due",
	"duty: overdue",
	"end: cured",
	"end: nobody decided, participant paid",
	"end: participant wins",
	"end: participant's appeal, lost",
	"end: participant's appeal, panel silent",
	"end: participant's appeal, won",
	"end: sponsor wins",
	"end: the panel alone",
	"end: sponsor's appeal, lost",
	"end: sponsor's appeal, panel silent",
	"end: sponsor's appeal, won",
	"fee: the signer's",
	"fee: the sponsorship's",
	"fee: the study's",
	"reward: expired",
	"sale: paid",
	"sponsorship: ended",
	"sponsorship: removed",
	"study: cohort failed",
	"study: cohort reached",
	"study: ended after its records",
	"study: ended without a record",
	"study: finished",
	"time: standstill",
];

/// Refusals that must have occurred, each with the step that caused it.
const REFUSED: &[&str] = &[
	"acknowledge: NotController",
	"add_key: StudyClosed",
	"advance: NothingDue",
	"anchor: DeviceRecalled",
	"appeal, participant: NothingToAppeal",
	"appeal, participant: TooLate",
	"appeal, sponsor: NotDecided",
	"appeal, sponsor: NotParty",
	"appeal, sponsor: TooLate",
	"approve, wrongly: NotEthicsBoard",
	"claim reward: EpochNotOver",
	"claim: BatchRecalled",
	"claim: Invalid(Payment)",
	"close, by anybody: NotSponsor",
	"close: AlreadyClosing",
	"commit, wrongly: AlreadyContributed",
	"commit, wrongly: DatasetNotFound",
	"commit, wrongly: NotSubjectOrGateway",
	"commit: Barred",
	"commit: CannotPayDeposit",
	"commit: DeviceLost",
	"commit: DeviceRecalled",
	"commit: DeviceSuspended",
	"commit: FirstNotSettled",
	"commit: GrantEndsTooSoon",
	"commit: GrantUsedUp",
	"commit: InOtherStudy",
	"commit: NoDeviceSignature",
	"commit: NotOpenYet",
	"commit: NotResearcher",
	"commit: ParticipantCapReached",
	"commit: StudyClosed",
	"commit: StudyFull",
	"commit: TooManyLapsed",
	"commit: Withdrawn",
	"create: NotResearcher",
	"create: TooManyOverdue",
	"decide: AlreadyDecided",
	"decide: NotArbiter",
	"decide: NotDrawn",
	"decide: TooLate",
	"decide: WrongNumberOfVerdicts",
	"deliver, wrongly: AlreadyDelivered",
	"deliver, wrongly: InvalidEnvelopeProof",
	"deliver, wrongly: InvalidEnvelopeScalar",
	"deliver: CohortNotReached",
	"deliver: DeliveryOverdue",
	"deliver: GrantRevoked",
	"deliver: Withdrawn",
	"dispute: AlreadyDisputed",
	"dispute: NotSponsor",
	"dispute: WindowOver",
	"evict, by anybody: NotSponsor",
	"finish: NothingToRefund",
	"finish: StudyStillOpen",
	"fund: StudyClosed",
	"join again: AlreadyMember",
	"join again: StatementExpired",
	"join, wrongly: InvalidConsent",
	"join: BudgetExhausted",
	"join: TooManyMembers",
	"lapse: DeliveryStillOpen",
	"narrow: NothingNarrowed",
	"purge member: DepositsHeld",
	"purge member: StillMember",
	"refund: StillRunning",
	"report_overdue: NotOverdue",
	"revoke, wrongly: NotSubject",
	"set_split: AuthorPartOutOfBounds",
	"settle: WindowStillOpen",
	"withdraw: AlreadyWithdrawn",
	"withdraw: NothingToWithdraw",
];

/// Counters.
#[derive(Clone, Default)]
pub struct Seen {
	/// Steps that succeeded.
	pub done: BTreeMap<&'static str, u64>,
	/// Refusals, by message.
	pub refused: BTreeMap<String, u64>,
	/// Outcomes.
	pub ends: BTreeMap<&'static str, u64>,
}

impl Seen {
	pub fn done(&mut self, step: &'static str) {
		*self.done.entry(step).or_default() += 1;
	}

	pub fn refused(&mut self, step: &'static str, why: String) {
		*self.refused.entry(format!("{step}: {why}")).or_default() += 1;
	}

	pub fn saw(&mut self, what: &'static str) {
		*self.ends.entry(what).or_default() += 1;
	}

	pub fn add(&mut self, other: &Self) {
		for (key, count) in &other.done {
			*self.done.entry(key).or_default() += count;
		}
		for (key, count) in &other.refused {
			*self.refused.entry(key.clone()).or_default() += count;
		}
		for (key, count) in &other.ends {
			*self.ends.entry(key).or_default() += count;
		}
	}

	pub fn print(&self) {
		for (title, lines) in [
			("done", self.done.iter().map(|(k, n)| (k.to_string(), *n)).collect::<Vec<_>>()),
			("refused", self.refused.iter().map(|(k, n)| (k.clone(), *n)).collect()),
			("seen", self.ends.iter().map(|(k, n)| (k.to_string(), *n)).collect()),
		] {
			println!("{title}:");
			for (key, count) in lines {
				println!("{count:>10}  {key}");
			}
		}
	}

	/// Returns what must have been covered but was not.
	pub fn missing(&self) -> Vec<&'static str> {
		let done = DONE.iter().filter(|step| !self.done.contains_key(**step));
		let ends = ENDS.iter().filter(|end| !self.ends.contains_key(**end));
		let refused = REFUSED.iter().filter(|why| !self.refused.contains_key(**why));
		done.chain(ends).chain(refused).copied().collect()
	}
}
