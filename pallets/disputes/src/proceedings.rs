//! How a dispute goes on when its time has come: drawn, drawn again, sent to the panel, ended.

use crate::{
	draw::Drawn,
	pallet::{Config, Disputes, Error, Event, Exclusions, OfStudy, Pallet, PeriodLengths},
	types::{Stage, Verdict, MAX_ADVANCED_PER_BLOCK, MAX_CONTRIBUTIONS, RETRY},
	weights::WeightInfo,
	DisputeOf, ItemOf, LOG_TARGET,
};
use alloc::vec::Vec;
use epione_primitives::{traits::LiveClock, DisputeId, Moment, Role};
use epione_support::deposits;
use frame_support::{
	ensure,
	storage::with_storage_layer,
	traits::Get,
	weights::{Weight, WeightMeter},
};
use sp_runtime::DispatchError;

/// Proof of a credential, or of the former accreditors, as measured, and more than the proof of an
/// exclusion with 238 accounts.
const PROOF_OF_CREDENTIAL: u64 = 3_200;
const PROOF_OF_EXCLUSION: u64 = 10_800;

impl<T: Config> Pallet<T> {
	/// `open` of this many contributions. Not in the benchmarks' figures yet: who accredited each
	/// party, for each role and formerly, and the record of it.
	pub(crate) fn open_weight(count: u32) -> Weight {
		let looked_up = (Role::ALL.len() as u64).saturating_add(1);
		let reads = looked_up.saturating_mul(u64::from(count).saturating_add(1));
		T::WeightInfo::open(count)
			.saturating_add(T::DbWeight::get().reads_writes(reads, 1))
			.saturating_add(Weight::from_parts(0, PROOF_OF_CREDENTIAL.saturating_mul(reads)))
	}

	/// A dispute over this many contributions ends. Not in the benchmarks' figures yet: its
	/// exclusion goes.
	pub(crate) fn end_weight(count: u32) -> Weight {
		T::WeightInfo::advance_end(count).saturating_add(T::DbWeight::get().writes(1))
	}

	/// `decide_appeal` of this many contributions. As with [`Self::end_weight`].
	pub(crate) fn decide_appeal_weight(count: u32) -> Weight {
		T::WeightInfo::decide_appeal(count).saturating_add(T::DbWeight::get().writes(1))
	}

	/// The most that moving on a dispute over this many contributions may take. Not in the
	/// benchmarks' figures yet: the exclusion, and a draw that is not at its end.
	pub(crate) fn advance_weight(count: u32) -> Weight {
		T::WeightInfo::advance_draw()
			.saturating_add(T::DbWeight::get().reads_writes(2, 1))
			.saturating_add(Weight::from_parts(0, PROOF_OF_EXCLUSION))
			.saturating_add(Self::end_weight(count))
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
				// Off the lists, so that it does not hold up the others. `advance` can still do it.
				log::error!(target: LOG_TARGET, "dispute {id} is due, but not done: {error:?}");
				Self::remove_first_line(id);
				most
			});
			meter.consume(used.min(most));
		}
	}

	/// Moves a dispute on, if it is time. Returns the weight that this took.
	pub(crate) fn do_advance(id: DisputeId) -> Result<Weight, DispatchError> {
		let dispute = Disputes::<T>::get(id).ok_or(Error::<T>::DisputeNotFound)?;
		let count = dispute.items.len() as u32;
		let used = Self::end_weight(count);
		if let Some(due) = dispute.stage.due() {
			ensure!(due <= T::LiveClock::live_now(), Error::<T>::NothingDue);
		}
		match dispute.stage.clone() {
			Stage::Drawing { block, again, silent } => {
				let lot = Self::lot(block).ok_or(Error::<T>::NothingDue)?;
				Self::do_draw(id, dispute, lot, again, silent);
				return Ok(Self::advance_weight(count));
			},
			Stage::Deciding { arbiter, again, .. } => {
				Self::deposit_event(Event::ArbiterSilent { dispute: id, arbiter: arbiter.clone() });
				Self::draw_again_or_call_panel(id, dispute, again, arbiter);
			},
			Stage::Decided { arbiter, .. } => {
				Self::end(id, dispute, Some(arbiter), |item| item.appeal.is_none());
			},
			Stage::Appealed { arbiter, .. } => Self::end(id, dispute, Some(arbiter), |_| true),
			Stage::Ending { arbiter, .. } => Self::end(id, dispute, arbiter, |_| true),
			Stage::Panel { .. } => Self::end(id, dispute, None, |_| true),
		}
		Ok(used)
	}

	/// Takes a step of the draw by `lot`; the last one appoints the arbiter.
	fn do_draw(
		id: DisputeId,
		dispute: DisputeOf<T>,
		lot: T::Hash,
		again: bool,
		silent: Option<T::AccountId>,
	) {
		let (arbiter, key) = match Self::draw(id, &dispute, lot, silent.as_ref()) {
			Drawn::Unfinished => return,
			Drawn::Nobody => {
				Self::deposit_event(Event::NobodyDrawn { dispute: id });
				return Self::call_panel(id, dispute);
			},
			Drawn::Arbiter(arbiter, key) => (arbiter, key),
		};
		let due = T::LiveClock::live_now().saturating_add(PeriodLengths::<T>::get().decide);
		let decides_by = T::LiveClock::wall(due);
		Self::deposit_event(Event::ArbiterDrawn {
			dispute: id,
			arbiter: arbiter.clone(),
			key,
			decides_by,
		});
		Self::enter(id, dispute, Stage::Deciding { arbiter, key, due, again });
	}

	/// An arbiter stayed silent: orders another draw the first time, calls the panel the second
	/// time.
	fn draw_again_or_call_panel(
		id: DisputeId,
		dispute: DisputeOf<T>,
		again: bool,
		silent: T::AccountId,
	) {
		match Self::draw_block() {
			Ok(block) if !again => {
				Self::deposit_event(Event::DrawnAgain { dispute: id, draws_at: block });
				let silent = Some(silent);
				Self::enter(id, dispute, Stage::Drawing { block, again: true, silent });
			},
			_ => Self::call_panel(id, dispute),
		}
	}

	/// No arbiter decided, nor will one: the panel decides all of it.
	fn call_panel(id: DisputeId, dispute: DisputeOf<T>) {
		let due = Self::panel_due(id);
		Self::enter(id, dispute, Stage::Panel { due });
	}

	/// Announces the panel's decision. Returns when its time is over.
	fn panel_due(id: DisputeId) -> Moment {
		let due = T::LiveClock::live_now().saturating_add(PeriodLengths::<T>::get().panel);
		let decides_by = T::LiveClock::wall(due);
		Self::deposit_event(Event::PanelCalled { dispute: id, decides_by });
		due
	}

	/// Ends the dispute over the contributions that `which` selects. If others are left, the panel
	/// is called; if a payment did not go through, it is tried again later.
	pub(crate) fn end(
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
		let to_panel = dispute.items.iter().any(|item| item.appeal.is_some() && !which(item));
		let stage = match arbiter {
			Some(arbiter) if to_panel => Stage::Appealed { arbiter, due: Self::panel_due(id) },
			arbiter => {
				let due = T::LiveClock::live_now().saturating_add(RETRY);
				Self::deposit_event(Event::PutOff { dispute: id, at: T::LiveClock::wall(due) });
				Stage::Ending { arbiter, due }
			},
		};
		Self::enter(id, dispute, stage);
	}

	/// Removes a dispute that has no contributions left.
	fn close(id: DisputeId, dispute: DisputeOf<T>) {
		Self::remove_lines(id, &dispute.stage);
		OfStudy::<T>::remove(dispute.study, id.to_be_bytes());
		Exclusions::<T>::remove(id);
		Disputes::<T>::remove(id);
		deposits::release(dispute.ticket, &dispute.sponsor);
		Self::deposit_event(Event::DisputeEnded { dispute: id });
	}
}
