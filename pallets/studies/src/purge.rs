//! Removal of what is no longer served or needed, in bounded work.

use super::*;
use sp_runtime::traits::{Saturating, Zero};

impl<T: Config> Pallet<T> {
	/// Goes on with the search in idle time.
	pub(crate) fn run_purge(meter: &mut WeightMeter) {
		let base = T::WeightInfo::purge(0);
		if meter.try_consume(base).is_err() {
			return;
		}
		let each = T::WeightInfo::purge(1).saturating_sub(base);
		let most = meter
			.remaining()
			.checked_div_per_component(&each)
			.map_or(MAX_PURGED_PER_BLOCK, |most| most.min(MAX_PURGED_PER_BLOCK.into()) as u32);
		let seen = Self::do_purge(most);
		meter.consume(each.saturating_mul(seen.into()));
	}

	/// Looks at the next contributions after the cursor; answers at how many.
	pub(crate) fn do_purge(limit: u32) -> u32 {
		if limit == 0 {
			return 0;
		}
		let keys = match PurgeCursor::<T>::get() {
			Some(cursor) => Contributions::<T>::iter_keys_from(cursor.into_inner()),
			None => Contributions::<T>::iter_keys(),
		};
		// Read before anything is removed.
		let names: Vec<ContributionKey<T>> = keys.take(limit as usize).collect();
		let seen = names.len() as u32;
		let cursor = match names.last() {
			Some(last) if seen == limit => {
				BoundedVec::try_from(Contributions::<T>::hashed_key_for(last.clone())).ok()
			},
			// The end: start again.
			_ => None,
		};
		PurgeCursor::<T>::set(cursor);
		for name in names {
			Self::purge_one(name);
		}
		seen
	}

	fn purge_one(name: ContributionKey<T>) {
		let Some(mut contribution) = Contributions::<T>::get(name.clone()) else { return };
		let (holder, subject, dataset) = &name;
		let served =
			contribution.envelope && Self::is_served(holder, subject, dataset, &contribution);
		// The recipient had it and may not keep it. Below, the envelope goes, so this is told once.
		if contribution.envelope && !served {
			T::Duties::ended(contribution.grant);
		}
		if let Some(study) = Self::study_of(holder) {
			if study
				.finished_at
				.is_some_and(|at| Self::live_now() >= at.saturating_add(T::Retention::get()))
			{
				return Self::remove_record(name.clone(), contribution);
			}
			// The slot that the deposit was for is nobody's any more.
			let over = study.finished_at.is_some() || Self::failed_cohort(&study);
			if over && contribution.due.is_none() && contribution.commit_deposit.is_some() {
				Self::return_commit_deposit(&name, &mut contribution);
				Contributions::<T>::insert(name.clone(), contribution.clone());
			}
		}
		if served {
			return;
		}
		// A share without its envelope is over once it is paid.
		let ended = matches!(contribution.status, Status::Settled | Status::Voided);
		if matches!(holder, Grantee::Account(_)) && ended {
			return Self::remove_record(name.clone(), contribution);
		}
		if !contribution.envelope {
			return;
		}
		contribution.envelope = false;
		Contributions::<T>::insert(name.clone(), contribution);
		Self::remove_envelope(&name);
	}

	/// Whether the subject lets the envelope be served: grant and dataset still stand.
	pub(crate) fn is_served(
		holder: &GranteeOf<T>,
		subject: &T::AccountId,
		dataset: &Digest,
		contribution: &ContributionOf<T>,
	) -> bool {
		let ContributionOf::<T> { purpose, grant, .. } = contribution;
		T::Access::confirm(&Self::request(holder, subject, dataset, *purpose, *grant)).is_ok()
			&& T::Datasets::facts(subject, dataset).is_some()
	}

	fn remove_envelope(name: &ContributionKey<T>) {
		if Envelopes::<T>::take(name.clone()).is_some() {
			let (holder, subject, dataset) = name.clone();
			Self::deposit_event(Event::EnvelopeRemoved { holder, subject, dataset });
		}
	}

	/// Removes a contribution that has ended with all that counts it; its deposits go back. Ends the
	/// study if it was its last.
	pub(crate) fn remove_record(name: ContributionKey<T>, mut contribution: ContributionOf<T>) {
		Self::remove_envelope(&name);
		Contributions::<T>::remove(name.clone());
		Self::return_commit_deposit(&name, &mut contribution);
		let (holder, subject, dataset) = name;
		Self::deposit_event(Event::ContributionRemoved {
			holder: holder.clone(),
			subject: subject.clone(),
			dataset,
		});
		if let (Grantee::Study(id), Some(device)) = (&holder, contribution.device) {
			DeviceUses::<T>::mutate_exists(id, device, |slot| {
				if let Some(uses) = slot {
					uses.records.saturating_dec();
					if uses.records == 0 {
						*slot = None;
					}
				}
			});
		}
		let returned = match contribution.deposit {
			Deposit::Escrow(amount) => amount,
			Deposit::Subject(ticket) => {
				Self::release_ticket(ticket, &subject);
				Zero::zero()
			},
		};
		// After the tickets, which need the subject's account.
		Self::uncount_record(&holder, &subject);
		let Grantee::Study(id) = holder else { return };
		let Some(mut study) = Studies::<T>::get(id) else {
			defensive!("a study outlives its records");
			return;
		};
		study.reserved.saturating_reduce(returned);
		study.records.saturating_dec();
		Self::put_study(id, study);
	}
}
