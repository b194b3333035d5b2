//! The arbiter's decision.

use crate::{
	pallet::{Config, Disputes, Error, Event, Pallet, PeriodLengths},
	types::{PerContribution, Reason, Stage, Verdict},
	DisputeOf,
};
use epione_primitives::{
	traits::{CredentialCheck, LiveClock},
	DisputeId, Role,
};
use frame_support::{dispatch::DispatchResult, ensure};

impl<T: Config> Pallet<T> {
	/// Only what was unavailable can be cured.
	pub(crate) fn ensure_curable(
		dispute: &DisputeOf<T>,
		verdicts: &[Verdict],
	) -> Result<(), Error<T>> {
		let cured = verdicts.contains(&Verdict::Cured);
		ensure!(!cured || dispute.reason == Reason::Unavailable, Error::<T>::NotCurable);
		Ok(())
	}

	/// Writes the arbiter's verdicts down, and lets the time for appeals begin.
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
		let live = T::LiveClock::live_now();
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
			appeals_until: T::LiveClock::wall(due),
		});
		Self::enter(id, dispute, Stage::Decided { arbiter, due });
		Ok(())
	}
}
