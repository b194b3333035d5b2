//! What happens to a validator that misbehaved.

use crate::{chosen::Sorted, Chosen, Config, Event, Offenders, Pallet, LOG_TARGET};
use alloc::vec::Vec;
use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};
use pallet_session::historical;
use sp_runtime::Perbill;
use sp_staking::{
	offence::{OffenceDetails, OffenceSeverity, OnOffenceHandler},
	SessionIndex,
};

/// Room for every offender: the chosen ones, those in office and those planned may all be others.
pub struct MaxOffenders<T>(PhantomData<T>);

impl<T: Config> Get<u32> for MaxOffenders<T> {
	fn get() -> u32 {
		T::MaxValidators::get().saturating_mul(3)
	}
}

impl<T: Config> Pallet<T> {
	/// The validators of this session and of the planned one.
	pub(crate) fn in_office() -> Vec<T::AccountId> {
		let planned = pallet_session::QueuedKeys::<T>::get().into_iter().map(|(who, _)| who);
		pallet_session::Validators::<T>::get().into_iter().chain(planned).collect()
	}

	/// Remembers an offender for as long as it is chosen or in office. Returns whether it was not
	/// known as one.
	fn remember(who: &T::AccountId, session: SessionIndex) -> bool {
		let here = Chosen::<T>::get().binary_search(who).is_ok() || Self::in_office().contains(who);
		here && Offenders::<T>::mutate(|offenders| {
			let known = offenders.iter().any(|(other, _)| other == who);
			if !known && offenders.try_push((who.clone(), session)).is_err() {
				log::error!(target: LOG_TARGET, "too many offenders to remember {who:?}");
			}
			!known
		})
	}

	/// Takes offenders out of the chosen set while more than `least` are in it.
	fn remove_offenders(least: usize) {
		let offenders = Offenders::<T>::get();
		if offenders.is_empty() {
			return;
		}
		Chosen::<T>::mutate(|chosen| {
			for (validator, session) in offenders {
				let Ok(place) = chosen.binary_search(&validator) else { continue };
				if chosen.len() > least {
					chosen.remove(place);
					Self::deposit_event(Event::OffenderRemoved { validator, session });
				}
			}
		});
	}

	/// Forgets offenders who are neither chosen nor in office.
	fn forget_offenders() {
		if Offenders::<T>::get().is_empty() {
			return;
		}
		let (chosen, office) = (Chosen::<T>::get(), Self::in_office());
		Offenders::<T>::mutate(|offenders| {
			offenders.retain(|(who, _)| chosen.binary_search(who).is_ok() || office.contains(who))
		});
	}

	/// What follows for offenders from a change of the chosen set, which was `old`.
	///
	/// Those who come back do so by the council's decision. Of the others as many go as can without
	/// making the set smaller than it should be, or was.
	pub(crate) fn offenders_after(old: &Sorted<T>) {
		if Offenders::<T>::get().is_empty() {
			return;
		}
		let chosen = Chosen::<T>::get();
		Offenders::<T>::mutate(|offenders| {
			offenders.retain(|(who, _)| {
				old.binary_search(who).is_ok() || chosen.binary_search(who).is_err()
			})
		});
		Self::remove_offenders(Self::fewest().min(old.len()));
		Self::forget_offenders();
	}

	/// Disables offenders in the session that begins: a change of keys has enabled everybody.
	pub(crate) fn silence_offenders() {
		Self::forget_offenders();
		for (who, _) in Offenders::<T>::get() {
			pallet_session::Pallet::<T>::report_offence(who, OffenceSeverity::max_severity());
		}
	}
}

/// Disables offenders, as far as the session pallet's strategy allows, and takes them out of the
/// set unless it would be too small without them.
impl<T: Config> OnOffenceHandler<T::AccountId, historical::IdentificationTuple<T>, Weight>
	for Pallet<T>
{
	fn on_offence(
		offenders: &[OffenceDetails<T::AccountId, historical::IdentificationTuple<T>>],
		slash_fraction: &[Perbill],
		session: SessionIndex,
	) -> Weight {
		// The list also holds whoever was reported before for the same offence, so somebody may be
		// out already.
		for (details, fraction) in offenders.iter().zip(slash_fraction) {
			let (validator, _) = details.offender.clone();
			pallet_session::Pallet::<T>::report_offence(
				validator.clone(),
				OffenceSeverity(*fraction),
			);
			let is_new = Self::remember(&validator, session);
			Self::remove_offenders(Self::fewest());
			if is_new && Chosen::<T>::get().binary_search(&validator).is_ok() {
				log::error!(target: LOG_TARGET, "{validator:?} misbehaved and is indispensable");
				Self::deposit_event(Event::OffenderKept { validator, session });
			}
		}
		Self::forget_offenders();
		let reported = offenders.len() as u64;
		T::DbWeight::get().reads_writes(reported.saturating_mul(6), reported.saturating_mul(3))
	}
}
