//! One sequence: who is honest, what has been done, and how honest parties react.

use super::{
	books::Books,
	chain::{self, Outcome},
	coverage::Seen,
	draws::Opening,
	rng::Rng,
	shadow::{Name, Shadow},
	world::{is_poor, Person, DEVICES, PATIENTS, SPONSORS},
	Balance,
};
use crate::{AccountId, Runtime, RuntimeCall, SLOT_DURATION};
use epione_primitives::{Digest, DisputeId, GrantId, Moment, SponsorshipId, StudyId};
use pallet_disputes::{DisputeOf, Reason, Stage, Verdict};
use pallet_studies::Status;
use std::{
	cell::RefCell,
	collections::{BTreeMap, BTreeSet},
};

/// How the council decides appeals.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Panel {
	Honest,
	Silent,
	/// Decides only sometimes, and by chance.
	Corrupt,
}

/// Who keeps to the rules.
#[derive(Clone, Debug)]
pub struct Honesty {
	sponsors: [bool; SPONSORS],
	patients: [bool; PATIENTS],
	arbiters: bool,
	pub panel: Panel,
}

thread_local! {
	/// The steps so far, for whoever has to understand a failure.
	pub static LOG: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

pub struct Play {
	pub rng: Rng,
	pub honesty: Honesty,
	pub books: Books,
	pub seen: Seen,
	/// Datasets with bad content.
	pub bad: BTreeSet<Digest>,
	/// Bad data that an honest sponsor has to pay for all the same, because nobody decided.
	pub excused: BTreeSet<(StudyId, Digest)>,
	/// Who has lost a dispute, in which study.
	pub lost: BTreeSet<(StudyId, AccountId)>,
	/// What counts for the draw of each dispute.
	pub openings: BTreeMap<DisputeId, Opening>,
	/// Bad data that an honest sponsor has just paid for.
	pub suspects: Vec<(StudyId, Digest)>,
	/// The next sequence number of each device.
	pub sequence: [u64; DEVICES],
	/// Datasets that each patient has anchored so far.
	pub anchored: [usize; PATIENTS],
	/// The last joining, to be tried again: the member, the call, and whether it was used.
	pub joining: Option<(Person, RuntimeCall, bool)>,
	/// The account on whose behalf the present call is made.
	pub sake: Option<AccountId>,
	/// Fees by sponsorship, member and day.
	pub spent: BTreeMap<(SponsorshipId, AccountId, Moment), Balance>,
	/// The most that each sponsorship ever allowed to be held for a member.
	pub most_deposits: BTreeMap<SponsorshipId, Balance>,
	/// Deadlines of duties.
	pub duties: BTreeMap<GrantId, Moment>,
	/// Whether many patients take part, instead of mostly one.
	pub crowd: bool,
	/// The patient who mostly takes part.
	pub favourite: usize,
	/// Whether a dispute advanced in this block.
	pub moved: bool,
	/// Whether the council is deciding an appeal.
	pub panel_sits: bool,
	pub calls: u64,
	/// Whether to check everything after every call.
	pub every_call: bool,
}

impl Play {
	pub fn new(seed: u64) -> Self {
		let mut rng = Rng::new(seed);
		let honesty = Honesty {
			sponsors: std::array::from_fn(|_| rng.chance(50)),
			patients: std::array::from_fn(|_| rng.chance(50)),
			arbiters: rng.chance(50),
			panel: *rng.pick(&[Panel::Honest, Panel::Silent, Panel::Corrupt]).unwrap(),
		};
		let (crowd, favourite) = (rng.chance(30), rng.below(PATIENTS));
		LOG.with_borrow_mut(|log| {
			log.clear();
			log.push(format!("{honesty:?}"));
		});
		Self {
			rng,
			honesty,
			books: Books::open(),
			seen: Seen::default(),
			bad: BTreeSet::new(),
			excused: BTreeSet::new(),
			lost: BTreeSet::new(),
			openings: BTreeMap::new(),
			suspects: Vec::new(),
			sequence: [0; DEVICES],
			anchored: [0; PATIENTS],
			joining: None,
			sake: None,
			spent: BTreeMap::new(),
			most_deposits: BTreeMap::new(),
			duties: BTreeMap::new(),
			crowd,
			favourite,
			moved: false,
			panel_sits: false,
			calls: 0,
			every_call: false,
		}
	}

	pub fn is_honest(&self, who: Person) -> bool {
		match who {
			Person::Sponsor(n) => self.honesty.sponsors[n],
			Person::Patient(n) => self.honesty.patients[n],
			Person::Arbiter(_) => self.honesty.arbiters,
			_ => true,
		}
	}

	/// Returns whether an honest party wins a dispute that it should win, which is so if the last
	/// to decide is honest. An honest loser appeals; if the panel stays silent, the arbiter's
	/// verdict stands. (Where there is none, the participant is paid: see `excused`.)
	pub fn justice(&self) -> bool {
		match self.honesty.panel {
			Panel::Honest => true,
			Panel::Silent => self.honesty.arbiters,
			Panel::Corrupt => false,
		}
	}

	pub fn is_bad(&self, dataset: &Digest) -> bool {
		self.bad.contains(dataset)
	}

	pub fn saw(&mut self, what: &'static str) {
		self.seen.saw(what);
	}

	fn log(&self, line: String) {
		LOG.with_borrow_mut(|log| log.push(line));
	}

	/// Makes a call, and checks its effects.
	pub fn call(
		&mut self,
		step: &'static str,
		who: Person,
		call: impl Into<RuntimeCall>,
	) -> Outcome {
		let before = Shadow::take();
		let outcome = chain::apply(&who.id(), call.into());
		self.conclude(step, &format!("{who:?}"), outcome, &before)
	}

	/// Dispatches a call by the council.
	pub fn council(&mut self, step: &'static str, call: impl Into<RuntimeCall>) -> Outcome {
		let before = Shadow::take();
		let outcome = chain::council(call.into());
		self.conclude(step, "the council", outcome, &before)
	}

	fn conclude(
		&mut self,
		step: &'static str,
		who: &str,
		outcome: Outcome,
		before: &Shadow,
	) -> Outcome {
		self.log(format!("{step} by {who}: {}", outcome.name()));
		match &outcome {
			Outcome::Done => self.seen.done(step),
			other => self.seen.refused(step, other.name()),
		}
		self.judge(before);
		outcome
	}

	/// Returns who signs for a patient: itself or, if it owns nothing, sometimes its gateway.
	pub fn hand_of(&mut self, p: usize) -> Person {
		let patient = Person::Patient(p);
		self.sake = Some(patient.id());
		if is_poor(patient) && self.rng.chance(50) {
			Person::Gateway
		} else {
			patient
		}
	}

	/// The patient as its own signer.
	pub fn patient(&mut self, p: usize) -> Person {
		self.sake = Some(Person::Patient(p).id());
		Person::Patient(p)
	}

	/// Moves on to the next block.
	pub fn next_block(&mut self, idle: bool) {
		let at = chain::now() + SLOT_DURATION;
		self.block_at(at, idle);
		self.react();
	}

	fn block_at(&mut self, at: Moment, idle: bool) {
		let before = Shadow::take();
		chain::end_block(idle);
		self.judge(&before);
		let before = Shadow::take();
		chain::begin_block(at, &mut self.rng);
		self.judge(&before);
	}

	/// Lets time pass on a running chain. With idle time it does what is due when it is due;
	/// without, because its blocks are full, it does nothing by itself.
	pub fn run_for(&mut self, time: Moment, idle: bool) {
		self.react();
		let until = (chain::now() + time) / SLOT_DURATION * SLOT_DURATION;
		self.log(format!("{time} ms pass, idle time {idle}"));
		while chain::now() < until {
			self.moved = false;
			let before = Shadow::take();
			chain::end_block(idle);
			self.judge(&before);
			let soon = chain::now() + SLOT_DURATION;
			// If somebody is to decide now or within a few blocks, the next block is not skipped.
			let draws = pallet_disputes::Draws::<Runtime>::iter_keys().next().is_some();
			let next = match idle {
				true if self.moved || draws => soon,
				true => chain::next_due().unwrap_or(until).clamp(soon, until.max(soon)),
				false => until,
			};
			let next = next.div_ceil(SLOT_DURATION) * SLOT_DURATION;
			chain::skip_blocks(next);
			let before = Shadow::take();
			chain::begin_block(next, &mut self.rng);
			self.judge(&before);
			self.react();
		}
	}

	/// Lets time pass without blocks.
	pub fn stand_still(&mut self, time: Moment) {
		self.react();
		let at = (chain::now() + time) / SLOT_DURATION * SLOT_DURATION;
		self.log(format!("the chain stands still for {time} ms"));
		self.block_at(at, true);
		self.react();
	}

	/// The reactions of honest parties: sponsors dispute bad data, acknowledge, and appeal;
	/// participants appeal; arbiters and the panel decide.
	pub fn react(&mut self) {
		for _ in 0..4 {
			let view = Shadow::take();
			let mut acted = self.dispute_bad_data(&view);
			for (id, dispute) in &view.disputes {
				acted |= self.react_to(*id, dispute);
			}
			if !acted {
				break;
			}
		}
		self.acknowledge_honestly();
	}

	fn dispute_bad_data(&mut self, view: &Shadow) -> bool {
		let live = chain::live();
		let mut acted = false;
		for (name @ (study, subject, dataset), one) in &view.contributions {
			let Some(record) = view.studies.get(study) else { continue };
			let sponsor = Person::of(&record.sponsor).unwrap();
			let open = one.status == Status::Delivered && one.due.is_some_and(|due| live < due);
			let excused = self.excused.contains(&(*study, *dataset));
			if !open || !self.is_bad(dataset) || !self.is_honest(sponsor) || excused {
				continue;
			}
			let reason =
				if self.rng.chance(50) { Reason::Unavailable } else { Reason::Undecryptable };
			let outcome = self.dispute(sponsor, *study, vec![(subject.clone(), *dataset)], reason);
			if outcome != Outcome::Done {
				// The participant is barred and will not be paid anyway.
				assert_eq!(outcome.name(), "Barred", "{name:?} cannot be disputed");
				self.excused.insert((*study, *dataset));
			}
			acted = true;
		}
		acted
	}

	/// Opens a dispute.
	pub fn dispute(
		&mut self,
		sponsor: Person,
		study: StudyId,
		contributions: Vec<(AccountId, Digest)>,
		reason: Reason,
	) -> Outcome {
		let contributions = contributions.try_into().unwrap();
		let call =
			pallet_disputes::Call::open { study, contributions, reason, evidence: [0xE7; 32] };
		self.call("dispute", sponsor, call)
	}

	fn react_to(&mut self, id: DisputeId, dispute: &DisputeOf<Runtime>) -> bool {
		match &dispute.stage {
			Stage::Deciding { arbiter, .. } => {
				let arbiter = Person::of(arbiter).unwrap();
				if !self.is_honest(arbiter) {
					return false;
				}
				let mut verdicts = self.truth(dispute, |_| true);
				let mut cured = Vec::new();
				for (verdict, item) in verdicts.iter_mut().zip(&dispute.items) {
					// The participant serves late what it had withheld.
					let curable = dispute.reason == Reason::Unavailable
						&& *verdict == Verdict::Upheld
						// Otherwise another dispute over the same data would be judged by what came
						// later.
						&& pallet_disputes::Disputed::<Runtime>::iter_keys()
							.filter(|(_, _, dataset)| *dataset == item.dataset)
							.count() == 1;
					if curable && self.rng.chance(30) {
						cured.push(item.dataset);
						*verdict = Verdict::Cured;
					}
				}
				let decided = self.decide(id, arbiter, verdicts) == Outcome::Done;
				if decided {
					cured.iter().for_each(|dataset| {
						self.bad.remove(dataset);
					});
				}
				decided
			},
			Stage::Decided { due, .. } if chain::live() < *due => self.appeal_honestly(id, dispute),
			Stage::Appealed { due, .. } | Stage::Panel { due }
				if self.honesty.panel == Panel::Honest && chain::live() < *due =>
			{
				let verdicts = self.truth(dispute, |item| item.is_the_panels());
				self.panel(id, verdicts);
				true
			},
			_ => false,
		}
	}

	/// The verdicts of an honest judge.
	pub fn truth(
		&self,
		dispute: &DisputeOf<Runtime>,
		which: impl Fn(&pallet_disputes::ItemOf<Runtime>) -> bool,
	) -> Vec<Verdict> {
		dispute
			.items
			.iter()
			.filter(|item| which(item))
			.map(|item| match self.is_bad(&item.dataset) {
				true => Verdict::Upheld,
				false => Verdict::Rejected,
			})
			.collect()
	}

	pub fn decide(&mut self, dispute: DisputeId, who: Person, verdicts: Vec<Verdict>) -> Outcome {
		let verdicts = verdicts.try_into().unwrap();
		self.call("decide", who, pallet_disputes::Call::decide { dispute, verdicts })
	}

	pub fn panel(&mut self, dispute: DisputeId, verdicts: Vec<Verdict>) -> Outcome {
		let verdicts = verdicts.try_into().unwrap();
		self.panel_sits = true;
		let call = pallet_disputes::Call::decide_appeal { dispute, verdicts };
		let outcome = self.council("decide_appeal", call);
		self.panel_sits = false;
		outcome
	}

	fn appeal_honestly(&mut self, id: DisputeId, dispute: &DisputeOf<Runtime>) -> bool {
		let mut wronged = BTreeSet::new();
		for item in dispute.items.iter().filter(|item| item.appeal.is_none()) {
			let bad = self.is_bad(&item.dataset);
			let loser = match item.verdict {
				Some(Verdict::Upheld) if !bad => &item.subject,
				Some(Verdict::Rejected | Verdict::Cured) if bad => &dispute.sponsor,
				_ => continue,
			};
			let loser = Person::of(loser).unwrap();
			if self.is_honest(loser) {
				wronged.insert(loser);
			}
		}
		for loser in &wronged {
			let outcome = self.appeal(id, *loser);
			assert_eq!(outcome, Outcome::Done, "an honest party cannot appeal");
		}
		!wronged.is_empty()
	}

	pub fn appeal(&mut self, dispute: DisputeId, who: Person) -> Outcome {
		self.sake = Some(who.id());
		let call = pallet_disputes::Call::appeal { dispute, grounds: [0xAB; 32] };
		let step = if matches!(who, Person::Sponsor(_)) {
			"appeal, sponsor"
		} else {
			"appeal, participant"
		};
		self.call(step, who, call)
	}

	fn acknowledge_honestly(&mut self) {
		let buyers = (0..SPONSORS).map(Person::Sponsor).chain([Person::Hospital]);
		for sponsor in buyers {
			if !self.is_honest(sponsor) {
				continue;
			}
			for grant in duties_of(sponsor) {
				let outcome = self.acknowledge(grant, sponsor);
				assert_eq!(outcome, Outcome::Done, "a duty that cannot be confirmed");
			}
		}
	}

	pub fn acknowledge(&mut self, grant: GrantId, who: Person) -> Outcome {
		self.call("acknowledge", who, pallet_consent::Call::acknowledge { grant })
	}

	/// Contributions as disputes name them.
	pub fn named(names: &[&Name]) -> Vec<(AccountId, Digest)> {
		names.iter().map(|(_, subject, dataset)| (subject.clone(), *dataset)).collect()
	}
}

/// Grants under which somebody has something to confirm.
pub fn duties_of(who: Person) -> Vec<GrantId> {
	pallet_consent::DutiesOf::<Runtime>::iter_key_prefix(who.id())
		.map(GrantId::from_be_bytes)
		.collect()
}
