//! What several calls check first: the time, who signs, whether terms are well formed.

use crate::{
	types::{GranteeOf, Malformed, TermsOf},
	Config, Error, Pallet,
};
use epione_primitives::{
	traits::{Delegation, DelegationCheck, GranteeLookup},
	Moment,
};
use epione_support::clock;
use frame_support::ensure;

impl<T: Config> Pallet<T> {
	/// The wall clock, in milliseconds since the epoch.
	pub(crate) fn now() -> Moment {
		clock::now::<T::Time>()
	}

	/// `who` is `subject`, or its guardian.
	pub(crate) fn ensure_subject(
		who: &T::AccountId,
		subject: &T::AccountId,
	) -> Result<(), Error<T>> {
		ensure!(
			T::Delegations::is_or_acts_for(who, subject, Delegation::Guardian),
			Error::<T>::NotSubject
		);
		Ok(())
	}

	/// `who` is the controller of `grantee`.
	pub(crate) fn ensure_controller(
		who: &T::AccountId,
		grantee: &GranteeOf<T>,
	) -> Result<(), Error<T>> {
		let controller = T::Grantees::controller(grantee).ok_or(Error::<T>::GranteeNotFound)?;
		ensure!(controller == *who, Error::<T>::NotController);
		Ok(())
	}

	/// `terms` are well formed, and not over at `now`.
	pub(crate) fn ensure_well_formed(terms: &TermsOf<T>, now: Moment) -> Result<(), Error<T>> {
		terms.check(now).map_err(|malformed| match malformed {
			Malformed::Actions => Error::<T>::InvalidActions,
			Malformed::Modalities => Error::<T>::InvalidModalities,
			Malformed::Datasets => Error::<T>::InvalidDatasets,
			Malformed::Days => Error::<T>::InvalidDays,
			Malformed::Purpose => Error::<T>::InvalidPurpose,
			Malformed::Period => Error::<T>::InvalidPeriod,
			Malformed::Uses => Error::<T>::InvalidUses,
		})
	}
}
