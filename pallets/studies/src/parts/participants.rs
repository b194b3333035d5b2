//! Subjects' and devices' parts in a study.

use crate::{BalanceOf, Config, DeviceUses, GranteeOf, Participation, Participations};
use epione_primitives::StudyId;
use epione_support::providers;
use sp_runtime::traits::Saturating;

/// Counts a new record of a participation. The first one gives the subject a provider reference, so
/// that it can sign a refusal even if it owns nothing.
pub(crate) fn add_record<T: Config>(
	subject: &T::AccountId,
	participation: &mut Participation<BalanceOf<T>>,
) {
	if participation.records == 0 {
		providers::add::<T>(subject);
	}
	participation.records.saturating_inc();
}

/// Counts a record that is gone. With the last one go participation and reference.
pub(crate) fn remove_record<T: Config>(holder: &GranteeOf<T>, subject: &T::AccountId) {
	let gone = Participations::<T>::mutate_exists(holder, subject, |slot| {
		let Some(participation) = slot else { return false };
		participation.records.saturating_dec();
		let gone = participation.records == 0;
		if gone {
			*slot = None;
		}
		gone
	});
	if gone {
		providers::remove::<T>(subject);
	}
}

/// Counts a record of a device's data that is gone. With the last one goes the device's part.
pub(crate) fn remove_device_record<T: Config>(study: StudyId, device: T::AccountId) {
	DeviceUses::<T>::mutate_exists(study, device, |slot| {
		if let Some(uses) = slot {
			uses.records.saturating_dec();
			if uses.records == 0 {
				*slot = None;
			}
		}
	});
}
