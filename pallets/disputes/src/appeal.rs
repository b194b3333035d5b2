//! Appeals, and the panel's decision.

use crate::{
	pallet::{Config, Disputes, Error, Event, Pallet},
	types::{Appeal, PerContribution, Stage, Verdict},
	DisputeOf, ItemOf,
};
use alloc::vec::Vec;
use codec::Encode;
use epione_primitives::{traits::LiveClock, DisputeId, SaltedDigest};
use frame_support::{ensure, traits::Get};
use sp_runtime::{
	traits::{Saturating, Zero},
	DispatchError,
};

impl<T: Config> Pallet<T> {
	/// Whether this verdict goes against `who` and was not appealed yet.
	fn is_appealable(sponsor: &T::AccountId, item: &ItemOf<T>, who: &T::AccountId) -> bool {
		let loser = match item.verdict {
			Some(Verdict::Upheld) => &item.subject,
			Some(Verdict::Rejected | Verdict::Cured) => sponsor,
			None => return false,
		};
		loser == who && item.appeal.is_none()
	}

	/// Returns how many verdicts an appeal by `who` would touch; at least one. The same checks as
	/// in the call.
	fn plan_appeal(dispute: &DisputeOf<T>, who: &T::AccountId) -> Result<u32, Error<T>> {
		let Stage::Decided { due, .. } = dispute.stage else {
			return Err(Error::<T>::NotDecided);
		};
		ensure!(T::LiveClock::live_now() < due, Error::<T>::TooLate);
		ensure!(
			dispute.sponsor == *who || dispute.items.iter().any(|item| item.subject == *who),
			Error::<T>::NotParty
		);
		let touched = |item: &&ItemOf<T>| Self::is_appealable(&dispute.sponsor, item, who);
		let count = dispute.items.iter().filter(touched).count();
		ensure!(count > 0, Error::<T>::NothingToAppeal);
		Ok(count as u32)
	}

	/// Whether `who` may appeal without a fee, for the transaction pool: a subject may, a sponsor
	/// may not. `Ok` returns what the appeal is about, so that the pool keeps only one for it.
	pub fn check_free_appeal(who: &T::AccountId, id: DisputeId) -> Result<Vec<u8>, Error<T>> {
		let dispute = Disputes::<T>::get(id).ok_or(Error::<T>::DisputeNotFound)?;
		ensure!(dispute.sponsor != *who, Error::<T>::NotParty);
		Self::plan_appeal(&dispute, who).map(|_| (who, id).encode())
	}

	/// Whether `who` opened the dispute.
	pub fn is_sponsor(who: &T::AccountId, id: DisputeId) -> bool {
		Disputes::<T>::get(id).is_some_and(|dispute| dispute.sponsor == *who)
	}

	/// Marks every verdict against `who` as appealed. Returns how many contributions the dispute
	/// has.
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

	/// Writes the panel's verdicts down and ends the dispute. Returns how many contributions it
	/// looked at, those whose payment is tried again included.
	pub(crate) fn do_decide_appeal(
		id: DisputeId,
		verdicts: PerContribution<Verdict>,
	) -> Result<u32, DispatchError> {
		let mut dispute = Disputes::<T>::get(id).ok_or(Error::<T>::DisputeNotFound)?;
		let (arbiter, due) = match dispute.stage.clone() {
			Stage::Appealed { arbiter, due } => (Some(arbiter), due),
			Stage::Panel { due } => (None, due),
			_ => return Err(Error::<T>::NotAppealed.into()),
		};
		ensure!(T::LiveClock::live_now() < due, Error::<T>::TooLate);
		let count = dispute.items.iter().filter(|item| item.is_the_panels()).count();
		ensure!(verdicts.len() == count, Error::<T>::WrongNumberOfVerdicts);
		Self::ensure_curable(&dispute, &verdicts)?;

		let items = dispute.items.iter_mut().filter(|item| item.is_the_panels());
		for (item, verdict) in items.zip(&verdicts) {
			item.verdict = Some(*verdict);
			if let Some(Appeal::Sponsor { lost, .. }) = &mut item.appeal {
				*lost = *verdict != Verdict::Upheld;
			}
		}
		Self::deposit_event(Event::AppealDecided { dispute: id, verdicts });
		let seen = dispute.items.len() as u32;
		Self::end(id, dispute, arbiter, |_| true);
		Ok(seen)
	}
}
