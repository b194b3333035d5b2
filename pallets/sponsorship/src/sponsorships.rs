//! A sponsorship's beginning and end.

use crate::{
	pallet::{Config, Error, Event, NextSponsorshipId, Pallet, Sponsorships},
	types::Sponsorship,
	BalanceOf, SponsorshipOf, TermsOf, LOG_TARGET,
};
use epione_primitives::SponsorshipId;
use frame_support::{
	dispatch::DispatchResult,
	ensure,
	traits::{
		fungible::{Inspect, Mutate},
		tokens::Preservation::{Expendable, Preserve},
		Consideration, Footprint,
	},
};
use sp_runtime::traits::{CheckedAdd, Zero};

impl<T: Config> Pallet<T> {
	/// What a sponsorship takes in state.
	fn footprint() -> Footprint {
		Footprint::from_mel::<(SponsorshipId, SponsorshipOf<T>)>()
	}

	/// Whether a sponsorship may have these terms.
	pub(crate) fn ensure_terms(terms: &TermsOf<T>) -> Result<(), Error<T>> {
		ensure!(terms.calls.is_valid(), Error::<T>::InvalidCalls);
		ensure!(terms.max_members > 0, Error::<T>::NoMembers);
		ensure!(Self::now() < terms.valid_until, Error::<T>::InvalidPeriod);
		Ok(())
	}

	/// Sets a sponsorship up, with `budget` in its pot.
	pub(crate) fn do_create(
		sponsor: T::AccountId,
		terms: TermsOf<T>,
		budget: BalanceOf<T>,
	) -> DispatchResult {
		Self::ensure_terms(&terms)?;
		let id = NextSponsorshipId::<T>::get();
		NextSponsorshipId::<T>::put(id.checked_add(1).ok_or(Error::<T>::Overflow)?);
		let ticket = T::Consideration::new(&sponsor, Self::footprint())?;
		let filling =
			budget.checked_add(&T::Currency::minimum_balance()).ok_or(Error::<T>::Overflow)?;
		T::Currency::transfer(&sponsor, &Self::pot(id), filling, Preserve)?;
		let sponsorship = Sponsorship {
			sponsor: sponsor.clone(),
			terms: terms.clone(),
			ended: false,
			members: 0,
			records: 0,
			held: Zero::zero(),
			ticket,
		};
		Sponsorships::<T>::insert(id, sponsorship);
		Self::deposit_event(Event::Created { sponsorship: id, sponsor, terms, budget });
		Ok(())
	}

	/// Ends a sponsorship and pays its budget back, if the sponsor's account can take it.
	pub(crate) fn do_end(by: T::AccountId, id: SponsorshipId) -> DispatchResult {
		let mut found = Sponsorships::<T>::get(id).ok_or(Error::<T>::NotFound)?;
		ensure!(!found.ended, Error::<T>::Ended);
		ensure!(found.sponsor == by || !Self::pays(&found), Error::<T>::NotSponsor);
		found.ended = true;
		Self::deposit_event(Event::SponsorshipEnded { sponsorship: id, by });
		if let Err(error) = Self::pay_back(id, &found.sponsor) {
			// The sponsor's account cannot take it now. The end does not wait for that.
			log::warn!(target: LOG_TARGET, "refund of {id} put off: {error:?}");
		}
		Sponsorships::<T>::insert(id, found);
		Ok(())
	}

	/// Pays back what has come free; removes a sponsorship that has no records and holds nothing.
	pub(crate) fn do_refund(id: SponsorshipId) -> DispatchResult {
		let found = Sponsorships::<T>::get(id).ok_or(Error::<T>::NotFound)?;
		ensure!(found.ended, Error::<T>::StillRunning);
		if found.records > 0 || !found.held.is_zero() {
			ensure!(!Self::budget(id).is_zero(), Error::<T>::NothingToRefund);
			return Self::pay_back(id, &found.sponsor);
		}
		let pot = Self::pot(id);
		let amount = T::Currency::balance(&pot);
		T::Currency::transfer(&pot, &found.sponsor, amount, Expendable)?;
		Self::deposit_event(Event::Refunded { sponsorship: id, amount });
		found.ticket.drop(&found.sponsor)?;
		Sponsorships::<T>::remove(id);
		Self::deposit_event(Event::SponsorshipRemoved { sponsorship: id });
		Ok(())
	}

	/// Pays the budget to the sponsor.
	fn pay_back(id: SponsorshipId, sponsor: &T::AccountId) -> DispatchResult {
		let amount = Self::budget(id);
		if !amount.is_zero() {
			T::Currency::transfer(&Self::pot(id), sponsor, amount, Preserve)?;
			Self::deposit_event(Event::Refunded { sponsorship: id, amount });
		}
		Ok(())
	}
}
