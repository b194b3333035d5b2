//! What happens to a validator that misbehaved.

use crate::{Config, Error, Event, Pallet, LOG_TARGET};
use frame_support::{traits::Get, weights::Weight};
use pallet_session::historical;
use sp_runtime::Perbill;
use sp_staking::{
	offence::{OffenceDetails, OffenceSeverity, OnOffenceHandler},
	SessionIndex,
};

/// Disables offenders for the rest of the session, as far as the session pallet's strategy allows,
/// and takes them out of the set.
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
			match Self::take_out(&validator) {
				Ok(()) => Self::deposit_event(Event::OffenderRemoved { validator, session }),
				Err(Error::TooFew) => {
					log::error!(target: LOG_TARGET, "{validator:?} misbehaved and is indispensable");
					Self::deposit_event(Event::OffenderKept { validator, session });
				},
				Err(_) => {},
			}
		}
		let reported = offenders.len() as u64;
		T::DbWeight::get().reads_writes(reported.saturating_mul(3), reported.saturating_mul(2))
	}
}
