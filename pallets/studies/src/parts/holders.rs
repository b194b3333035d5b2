//! Holders of keys: a study, or an account.

#[cfg(feature = "runtime-benchmarks")]
use crate::{
	ground::{clock, deposits},
	Approval, EndedStudy, NextStudyId,
};
use crate::{parts::approval, Config, EndedStudies, GranteeOf, Pallet, Studies, StudyOf};
use epione_envelope::keys::Holder;
use epione_primitives::{traits::GranteeLookup, Grantee};
#[cfg(feature = "runtime-benchmarks")]
use frame_support::traits::Consideration;

/// The study, where the holder is one.
pub(crate) fn study_of<T: Config>(holder: &GranteeOf<T>) -> Option<StudyOf<T>> {
	match holder {
		Grantee::Study(id) => Studies::<T>::get(id),
		Grantee::Account(_) => None,
	}
}

/// The holder as statements bind it.
pub(crate) fn as_bound<T: Config>(holder: &GranteeOf<T>) -> Holder {
	match holder {
		Grantee::Account(account) => Holder::Account(*account.as_ref()),
		Grantee::Study(study) => Holder::Study(*study),
	}
}

impl<T: Config> GranteeLookup<T::AccountId> for Pallet<T> {
	fn controller(grantee: &GranteeOf<T>) -> Option<T::AccountId> {
		match grantee {
			Grantee::Account(account) => Some(account.clone()),
			Grantee::Study(id) => Studies::<T>::get(id)
				.map(|study| study.sponsor)
				.or_else(|| EndedStudies::<T>::get(id).map(|ended| ended.sponsor)),
		}
	}

	fn ethics_approved(grantee: &GranteeOf<T>) -> bool {
		match grantee {
			Grantee::Account(_) => false,
			Grantee::Study(id) => match Studies::<T>::get(id) {
				Some(study) => approval::ensure_counts::<T>(*id, &study).is_ok(),
				None => EndedStudies::<T>::get(id)
					.and_then(|ended| ended.approval)
					.is_some_and(|approval| approval::board_holds::<T>(&approval)),
			},
		}
	}

	/// An ended study: the live ones are searched first.
	#[cfg(feature = "runtime-benchmarks")]
	fn set_up(controller: &T::AccountId) -> GranteeOf<T> {
		let id = NextStudyId::<T>::mutate(|next| {
			let id = *next;
			*next = next.saturating_add(1);
			id
		});
		let (sponsor, ended_at) = (controller.clone(), clock::now::<T>());
		let footprint = deposits::ended_footprint::<T>();
		T::Consideration::ensure_successful(&sponsor, footprint);
		let ticket = T::Consideration::new(&sponsor, footprint).expect("the deposit can be paid");
		let approval = Some(Approval { board: sponsor.clone(), at: ended_at });
		EndedStudies::<T>::insert(id, EndedStudy { sponsor, approval, ended_at, ticket });
		Grantee::Study(id)
	}
}
