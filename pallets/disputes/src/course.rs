//! How a dispute goes: opened, drawn, decided, appealed, ended.

use super::*;
use sp_runtime::traits::{Saturating, Zero};

/// Why nothing comes of an appeal, or how many verdicts it would touch.
type Appealable<T> = Result<u32, Error<T>>;

impl<T: Config> Pallet<T> {
	/// Milliseconds since the epoch.
	fn now() -> Moment {
		Moment::try_from(T::Time::now().as_millis()).unwrap_or(Moment::MAX)
	}

	/// The live clock's moment.
	pub(crate) fn live() -> Moment {
		T::Contributions::live_now()
	}

	/// The moment of the wall clock at which the live clock shows `live`, if the chain does not stand
	/// still from now on.
	pub(crate) fn wall(live: Moment) -> Moment {
		live.saturating_add(Self::now().saturating_sub(Self::live()))
	}

	/// What a dispute over so many contributions takes in state.
	pub fn footprint(count: u32) -> Footprint {
		let record = Footprint::from_mel::<(DisputeId, DisputeOf<T>)>();
		let items = Footprint::from_mel::<PerContribution<ItemOf<T>>>();
		let lines =
			Footprint::from_mel::<((StudyId, [u8; 4]), (T::AccountId, [u8; 4]), [u8; 12])>();
		let each = Footprint::from_mel::<(ItemOf<T>, (StudyId, T::AccountId, Digest, DisputeId))>();
		let size = record
			.size
			.saturating_sub(items.size)
			.saturating_add(lines.size)
			.saturating_add(each.size.saturating_mul(count.into()));
		Footprint { count: 1, size }
	}

	pub(crate) fn do_open(
		who: T::AccountId,
		study: StudyId,
		contributions: PerContribution<(T::AccountId, Digest)>,
		reason: Reason,
		evidence: SaltedDigest,
	) -> DispatchResult {
		let sponsor = T::Contributions::sponsor(study).ok_or(Error::<T>::StudyNotFound)?;
		ensure!(sponsor == who, Error::<T>::NotSponsor);
		ensure!(!contributions.is_empty(), Error::<T>::NoContributions);
		ensure!(T::Credentials::listed() > 0, Error::<T>::NoArbiters);

		let id = NextDisputeId::<T>::get();
		NextDisputeId::<T>::put(id.checked_add(1).ok_or(Error::<T>::Overflow)?);
		let count = contributions.len() as u32;
		let mut items = PerContribution::new();
		for ((subject, dataset), fee) in contributions.iter().zip(Self::fee_parts(count)?) {
			let name = (study, subject, dataset);
			ensure!(!Disputed::<T>::contains_key(name), Error::<T>::AlreadyDisputed);
			let stake = T::Contributions::freeze(study, subject, dataset).map_err(Into::into)?;
			Disputed::<T>::insert(name, id);
			let (subject, dataset, price) = (subject.clone(), *dataset, stake.price);
			items
				.try_push(Item { subject, dataset, price, fee, verdict: None, appeal: None })
				.map_err(|_| Error::<T>::Overflow)?;
		}
		let block = Self::draw_block()?;
		let dispute = Dispute {
			study,
			ticket: T::Consideration::new(&sponsor, Self::footprint(count))?,
			sponsor,
			reason,
			evidence,
			opened_at: Self::now(),
			compensation: T::Compensation::get(),
			items,
			stage: Stage::Drawing { block, again: false, silent: None },
		};
		let bond = dispute.bound();
		Self::hold(&dispute.sponsor, bond)?;
		OfStudy::<T>::insert(study, id.to_be_bytes(), ());
		Self::deposit_event(Event::DisputeOpened {
			dispute: id,
			study,
			sponsor: dispute.sponsor.clone(),
			contributions,
			reason,
			evidence,
			bond,
			draws_at: block,
		});
		Self::write_lines(id, &dispute.stage);
		Disputes::<T>::insert(id, dispute);
		Ok(())
	}

	pub(crate) fn do_decide(
		who: T::AccountId,
		id: DisputeId,
		verdicts: PerContribution<Verdict>,
	) -> DispatchResult {
		let mut dispute = Disputes::<T>::get(id).ok_or(Error::<T>::DisputeNotFound)?;
		let (arbiter, due) = match &dispute.stage {
			Stage::Drawing { .. } => return Err(Error::<T>::NotDrawn.into()),
			Stage::Deciding { arbiter, due, .. } => (arbiter.clone(), *due),
			_ => return Err(Error::<T>::AlreadyDecided.into()),
		};
		ensure!(arbiter == who, Error::<T>::NotDrawn);
		ensure!(T::Credentials::holds(&who, Role::Arbiter), Error::<T>::NotArbiter);
		let live = Self::live();
		ensure!(live < due, Error::<T>::TooLate);
		ensure!(verdicts.len() == dispute.items.len(), Error::<T>::WrongNumberOfVerdicts);
		Self::ensure_curable(&dispute, &verdicts)?;

		for (item, verdict) in dispute.items.iter_mut().zip(&verdicts) {
			item.verdict = Some(*verdict);
		}
		let due = live.saturating_add(PeriodLengths::<T>::get().appeal);
		Self::deposit_event(Event::Decided {
			dispute: id,
			arbiter: arbiter.clone(),
			verdicts,
			appeals_until: Self::wall(due),
		});
		Self::enter(id, dispute, Stage::Decided { arbiter, due });
		Ok(())
	}

	fn ensure_curable(dispute: &DisputeOf<T>, verdicts: &[Verdict]) -> Result<(), Error<T>> {
		let cured = verdicts.contains(&Verdict::Cured);
		ensure!(!cured || dispute.reason == Reason::Unavailable, Error::<T>::NotCurable);
		Ok(())
	}

	/// Whether this verdict goes against `who` and was not appealed yet.
	fn is_appealable(sponsor: &T::AccountId, item: &ItemOf<T>, who: &T::AccountId) -> bool {
		let loser = match item.verdict {
			Some(Verdict::Upheld) => &item.subject,
			Some(Verdict::Rejected | Verdict::Cured) => sponsor,
			None => return false,
		};
		loser == who && item.appeal.is_none()
	}

	/// How many verdicts an appeal by `who` would touch; the same checks as in the call.
	fn plan_appeal(dispute: &DisputeOf<T>, who: &T::AccountId) -> Appealable<T> {
		let Stage::Decided { due, .. } = dispute.stage else {
			return Err(Error::<T>::NotDecided);
		};
		ensure!(Self::live() < due, Error::<T>::TooLate);
		ensure!(
			dispute.sponsor == *who || dispute.items.iter().any(|item| item.subject == *who),
			Error::<T>::NotParty
		);
		let touched = |item: &&ItemOf<T>| Self::is_appealable(&dispute.sponsor, item, who);
		let count = dispute.items.iter().filter(touched).count();
		ensure!(count > 0, Error::<T>::NothingToAppeal);
		Ok(count as u32)
	}

	/// Whether `who` may appeal, for a transaction pool that lets a subject's appeal in for nothing; `Ok`
	/// gives what it is about, so that the pool keeps only one of it. A sponsor's is not free.
	pub fn check_free_appeal(who: &T::AccountId, id: DisputeId) -> Result<Vec<u8>, Error<T>> {
		let dispute = Disputes::<T>::get(id).ok_or(Error::<T>::DisputeNotFound)?;
		ensure!(dispute.sponsor != *who, Error::<T>::NotParty);
		Self::plan_appeal(&dispute, who).map(|_| (who, id).encode())
	}

	/// Whether `who` opened the dispute.
	pub fn is_sponsor(who: &T::AccountId, id: DisputeId) -> bool {
		Disputes::<T>::get(id).is_some_and(|dispute| dispute.sponsor == *who)
	}

	/// Answers how many contributions the dispute has.
	pub(crate) fn do_appeal(
		who: T::AccountId,
		id: DisputeId,
		grounds: SaltedDigest,
	) -> Result<u32, DispatchError> {
		let mut dispute = Disputes::<T>::get(id).ok_or(Error::<T>::DisputeNotFound)?;
		let count = Self::plan_appeal(&dispute, &who)?;

		let before = dispute.bound();
		for item in dispute.items.iter_mut() {
			if Self::is_appealable(&dispute.sponsor, item, &who) {
				item.appeal = Some(match item.verdict {
					Some(Verdict::Upheld) => Appeal::Subject,
					_ => Appeal::Sponsor { bond: T::AppealBond::get(), lost: false },
				});
			}
		}
		let bond = dispute.bound().saturating_sub(before);
		if !bond.is_zero() {
			Self::hold(&who, bond)?;
		}
		let seen = dispute.items.len() as u32;
		Disputes::<T>::insert(id, dispute);
		Self::deposit_event(Event::Appealed { dispute: id, by: who, count, bond, grounds });
		Ok(seen)
	}

	/// Answers how many contributions it looked at: those whose payment is tried again are among them.
	pub(crate) fn do_decide_appeal(
		id: DisputeId,
		verdicts: PerContribution<Verdict>,
	) -> Result<u32, DispatchError> {
		let mut dispute = Disputes::<T>::get(id).ok_or(Error::<T>::DisputeNotFound)?;
		let Stage::Appealed { arbiter, due } = dispute.stage.clone() else {
			return Err(Error::<T>::NotAppealed.into());
		};
		ensure!(Self::live() < due, Error::<T>::TooLate);
		let appealed = dispute.items.iter().filter(|item| item.appeal.is_some()).count();
		ensure!(verdicts.len() == appealed, Error::<T>::WrongNumberOfVerdicts);
		Self::ensure_curable(&dispute, &verdicts)?;

		let items = dispute.items.iter_mut().filter(|item| item.appeal.is_some());
		for (item, verdict) in items.zip(&verdicts) {
			item.verdict = Some(*verdict);
			if let Some(Appeal::Sponsor { lost, .. }) = &mut item.appeal {
				*lost = *verdict != Verdict::Upheld;
			}
		}
		Self::deposit_event(Event::AppealDecided { dispute: id, verdicts });
		let seen = dispute.items.len() as u32;
		Self::end(id, dispute, Some(arbiter), |_| true);
		Ok(seen)
	}

	/// What moving a dispute of so many contributions on may take at most.
	pub(crate) fn advance_weight(count: u32) -> Weight {
		T::WeightInfo::advance_draw().saturating_add(T::WeightInfo::advance_end(count))
	}

	/// Moves a dispute on, if it is time. Answers what that took.
	pub(crate) fn do_advance(id: DisputeId) -> Result<Weight, DispatchError> {
		let dispute = Disputes::<T>::get(id).ok_or(Error::<T>::DisputeNotFound)?;
		let count = dispute.items.len() as u32;
		let used = T::WeightInfo::advance_end(count);
		if let Some(due) = dispute.stage.due() {
			ensure!(due <= Self::live(), Error::<T>::NothingDue);
		}
		match dispute.stage.clone() {
			Stage::Drawing { block, again, silent } => {
				let lot = Self::lot(block).ok_or(Error::<T>::NothingDue)?;
				Self::do_draw(id, dispute, lot, again, silent);
				return Ok(Self::advance_weight(count));
			},
			Stage::Deciding { arbiter, again, .. } => {
				Self::deposit_event(Event::ArbiterSilent { dispute: id, arbiter: arbiter.clone() });
				Self::draw_again_or_end(id, dispute, again, Some(arbiter));
			},
			Stage::Decided { arbiter, .. } => {
				Self::end(id, dispute, Some(arbiter), |item| item.appeal.is_none());
			},
			Stage::Appealed { arbiter, .. } => Self::end(id, dispute, Some(arbiter), |_| true),
			Stage::Ending { arbiter, .. } => Self::end(id, dispute, arbiter, |_| true),
		}
		Ok(used)
	}

	fn do_draw(
		id: DisputeId,
		dispute: DisputeOf<T>,
		lot: T::Hash,
		again: bool,
		silent: Option<T::AccountId>,
	) {
		let Some((arbiter, key)) = Self::pick(id, &dispute, lot, silent.as_ref()) else {
			Self::deposit_event(Event::NobodyDrawn { dispute: id });
			return Self::draw_again_or_end(id, dispute, again, silent);
		};
		let due = Self::live().saturating_add(PeriodLengths::<T>::get().decide);
		let decides_by = Self::wall(due);
		Self::deposit_event(Event::ArbiterDrawn {
			dispute: id,
			arbiter: arbiter.clone(),
			key,
			decides_by,
		});
		Self::enter(id, dispute, Stage::Deciding { arbiter, key, due, again });
	}

	/// Nobody decided: another draw the first time; the second time the participants are paid.
	fn draw_again_or_end(
		id: DisputeId,
		dispute: DisputeOf<T>,
		again: bool,
		silent: Option<T::AccountId>,
	) {
		match Self::draw_block() {
			Ok(block) if !again => {
				Self::deposit_event(Event::DrawnAgain { dispute: id, draws_at: block });
				Self::enter(id, dispute, Stage::Drawing { block, again: true, silent });
			},
			_ => Self::end(id, dispute, None, |_| true),
		}
	}

	/// Ends the dispute over the contributions that `which` names. If others are left, the panel is called;
	/// if a payment did not go through, it is tried again later.
	fn end(
		id: DisputeId,
		mut dispute: DisputeOf<T>,
		arbiter: Option<T::AccountId>,
		which: impl Fn(&ItemOf<T>) -> bool,
	) {
		let mut ended = Vec::new();
		// Good data first: voiding takes the rest of a subject's contributions with it.
		for upheld in [false, true] {
			for item in dispute.items.iter() {
				if (item.verdict == Some(Verdict::Upheld)) != upheld || !which(item) {
					continue;
				}
				let done =
					with_storage_layer(|| Self::end_item(id, &dispute, item, arbiter.as_ref()));
				match done {
					Ok(()) => ended.push((item.subject.clone(), item.dataset)),
					Err(error) => {
						log::error!(target: LOG_TARGET, "dispute {id} put off: {error:?}")
					},
				}
			}
		}
		dispute.items.retain(|item| !ended.contains(&(item.subject.clone(), item.dataset)));
		if dispute.items.is_empty() {
			return Self::close(id, dispute);
		}
		let live = Self::live();
		let to_panel = dispute.items.iter().any(|item| item.appeal.is_some() && !which(item));
		let stage = match arbiter {
			Some(arbiter) if to_panel => {
				let due = live.saturating_add(PeriodLengths::<T>::get().panel);
				let decides_by = Self::wall(due);
				Self::deposit_event(Event::PanelCalled { dispute: id, decides_by });
				Stage::Appealed { arbiter, due }
			},
			arbiter => {
				let due = live.saturating_add(RETRY);
				Self::deposit_event(Event::PutOff { dispute: id, at: Self::wall(due) });
				Stage::Ending { arbiter, due }
			},
		};
		Self::enter(id, dispute, stage);
	}

	/// Removes a dispute of which nothing is left.
	fn close(id: DisputeId, dispute: DisputeOf<T>) {
		Self::erase_lines(id, &dispute.stage);
		OfStudy::<T>::remove(dispute.study, id.to_be_bytes());
		Disputes::<T>::remove(id);
		Self::drop_ticket(dispute.ticket, &dispute.sponsor);
		Self::deposit_event(Event::DisputeEnded { dispute: id });
	}

	/// Stores the dispute in its next stage.
	pub(crate) fn enter(id: DisputeId, mut dispute: DisputeOf<T>, stage: StageOf<T>) {
		Self::erase_lines(id, &dispute.stage);
		Self::write_lines(id, &stage);
		dispute.stage = stage;
		Disputes::<T>::insert(id, dispute);
	}

	fn write_lines(id: DisputeId, stage: &StageOf<T>) {
		if let Some(block) = stage.draws_at() {
			Draws::<T>::insert(block.to_be_bytes(), id, ());
		}
		if let Some(due) = stage.due() {
			Agenda::<T>::insert(due.to_be_bytes(), id, ());
		}
		if let Some(arbiter) = stage.arbiter() {
			OfArbiter::<T>::insert(arbiter, id.to_be_bytes(), ());
		}
	}

	fn erase_lines(id: DisputeId, stage: &StageOf<T>) {
		if let Some(block) = stage.draws_at() {
			Draws::<T>::remove(block.to_be_bytes(), id);
		}
		if let Some(due) = stage.due() {
			Agenda::<T>::remove(due.to_be_bytes(), id);
		}
		if let Some(arbiter) = stage.arbiter() {
			OfArbiter::<T>::remove(arbiter, id.to_be_bytes());
		}
	}

	/// Does what is due, as far as the weight goes.
	pub(crate) fn run_agenda(meter: &mut WeightMeter) {
		let most = Self::advance_weight(MAX_CONTRIBUTIONS);
		for _ in 0..MAX_ADVANCED_PER_BLOCK {
			if !meter.can_consume(T::WeightInfo::peek().saturating_add(most)) {
				break;
			}
			meter.consume(T::WeightInfo::peek());
			let Some(id) = Self::next_due() else { break };
			let used = with_storage_layer(|| Self::do_advance(id)).unwrap_or_else(|error| {
				// Off the lists, so that it does not hold up the others. `advance` works still.
				log::error!(target: LOG_TARGET, "dispute {id} is due, but not done: {error:?}");
				Self::drop_first_line(id);
				most
			});
			meter.consume(used.min(most));
		}
	}

	/// The dispute whose draw or deadline comes first, if it has come.
	pub(crate) fn next_due() -> Option<DisputeId> {
		let draw = Draws::<T>::iter_keys()
			.next()
			.filter(|(block, _)| Self::lot_block(u32::from_be_bytes(*block)).is_some());
		let deadline = || {
			Agenda::<T>::iter_keys()
				.next()
				.filter(|(due, _)| Moment::from_be_bytes(*due) <= Self::live())
		};
		draw.map(|(_, id)| id).or_else(|| deadline().map(|(_, id)| id))
	}

	/// Takes a line off that leads to nothing.
	fn drop_first_line(id: DisputeId) {
		if let Some((block, _)) = Draws::<T>::iter_keys().next().filter(|(_, one)| *one == id) {
			Draws::<T>::remove(block, id);
		} else if let Some((due, _)) = Agenda::<T>::iter_keys().next().filter(|(_, one)| *one == id)
		{
			Agenda::<T>::remove(due, id);
		}
	}
}
