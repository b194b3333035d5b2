//! The search for what is no longer served or needed, in bounded work.

use crate::{
	acts::removal,
	ground::{clock, deposits},
	parts::{access, holders, phase},
	Config, ContributionKey, Contributions, PurgeCursor, Status,
};
use alloc::vec::Vec;
use epione_primitives::{traits::Duties, Grantee};
use frame_support::{traits::Get, BoundedVec};

/// Looks at the next `limit` contributions after the cursor. Returns at how many it looked.
pub(crate) fn run<T: Config>(limit: u32) -> u32 {
	if limit == 0 {
		return 0;
	}
	let keys = match PurgeCursor::<T>::get() {
		Some(cursor) => Contributions::<T>::iter_keys_from(cursor.into_inner()),
		None => Contributions::<T>::iter_keys(),
	};
	// Read before anything is removed.
	let keys: Vec<ContributionKey<T>> = keys.take(limit as usize).collect();
	let seen = keys.len() as u32;
	let cursor = match keys.last() {
		Some(last) if seen == limit => {
			BoundedVec::try_from(Contributions::<T>::hashed_key_for(last.clone())).ok()
		},
		// The end: start again.
		_ => None,
	};
	PurgeCursor::<T>::set(cursor);
	for key in keys {
		look_at::<T>(key);
	}
	seen
}

fn look_at<T: Config>(key: ContributionKey<T>) {
	let Some(mut contribution) = Contributions::<T>::get(key.clone()) else { return };
	let holder = &key.0;
	let served = contribution.envelope && access::is_served::<T>(&key, &contribution);
	// The recipient had it and may not keep it. Below, the envelope goes, so this happens once.
	if contribution.envelope && !served {
		T::Duties::ended(contribution.grant);
	}
	if let Some(study) = holders::study_of::<T>(holder) {
		if study
			.finished_at
			.is_some_and(|at| clock::live_now::<T>() >= at.saturating_add(T::Retention::get()))
		{
			return removal::remove_record::<T>(key, contribution);
		}
		// Nobody needs the slot that the deposit was for any more.
		let over = study.finished_at.is_some() || phase::failed_cohort::<T>(&study);
		if over && contribution.due.is_none() && contribution.commit_deposit.is_some() {
			deposits::return_for_commitment::<T>(&key, &mut contribution);
			Contributions::<T>::insert(key.clone(), contribution.clone());
		}
	}
	if served {
		return;
	}
	// A share without its envelope is over once it is paid.
	let ended = matches!(contribution.status, Status::Settled | Status::Voided);
	if matches!(holder, Grantee::Account(_)) && ended {
		return removal::remove_record::<T>(key, contribution);
	}
	if !contribution.envelope {
		return;
	}
	contribution.envelope = false;
	Contributions::<T>::insert(key.clone(), contribution);
	removal::remove_envelope::<T>(&key);
}
