//! What the view functions answer.

use super::*;
use epione_primitives::traits::GranteeLookup;
use sp_runtime::traits::Zero;

impl<T: Config> Pallet<T> {
	fn phase(study: &StudyOf<T>) -> Phase {
		if study.finished_at.is_some() {
			Phase::Finished
		} else if Self::is_closed(study) {
			Phase::Closed
		} else if study.closing_at.is_some() {
			Phase::Closing
		} else if study.approval.is_none() {
			Phase::Proposed
		} else if Self::now() < study.terms.opens {
			Phase::Approved
		} else {
			Phase::Open
		}
	}

	pub(crate) fn study_info(id: StudyId) -> Option<StudyInfo<T::AccountId, BalanceOf<T>>> {
		let holder = Grantee::Study(id);
		let Some(study) = Studies::<T>::get(id) else {
			let sponsor = Self::controller(&holder)?;
			return Some(StudyInfo {
				study: id,
				sponsor,
				phase: Phase::Ended,
				terms: None,
				terms_hash: None,
				approval: EndedStudies::<T>::get(id).and_then(|ended| ended.approval),
				key: None,
				pot: Self::pot(id),
				owed: Zero::zero(),
				reserved: Zero::zero(),
				unallocated: Zero::zero(),
				accepted: 0,
				unsettled: 0,
				closing_at: None,
				cohort: None,
			});
		};
		Some(StudyInfo {
			study: id,
			phase: Self::phase(&study),
			terms_hash: Some(study.terms.hash()),
			key: Self::key_info(&holder),
			pot: Self::pot(id),
			unallocated: Self::unallocated_of(id, &study),
			owed: study.owed,
			reserved: study.reserved,
			accepted: study.accepted,
			unsettled: study.unsettled,
			closing_at: study.closing_at.map(Self::wall),
			cohort: Self::cohort_info(&study),
			sponsor: study.sponsor,
			terms: Some(study.terms),
			approval: study.approval,
		})
	}

	pub(crate) fn study_page(
		after: Option<StudyId>,
		limit: u32,
	) -> Vec<StudyInfo<T::AccountId, BalanceOf<T>>> {
		let first = after.map_or(Some(0), |id| id.checked_add(1));
		let Some(first) = first else { return Vec::new() };
		let end = NextStudyId::<T>::get().min(first.saturating_add(limit.min(MAX_PAGE)));
		(first..end).filter_map(Self::study_info).collect()
	}

	fn cohort_info(study: &StudyOf<T>) -> Option<CohortInfo> {
		let (cohort, gathering) = (study.terms.cohort?, study.gathering?);
		let deliver_by = |at: Moment| Self::wall(at.saturating_add(T::DeliveryPeriod::get()));
		Some(CohortInfo {
			min: cohort.min,
			committed: gathering.committed,
			by: Self::wall(gathering.by),
			deliver_by: gathering.latched_at.map(deliver_by),
		})
	}

	/// When a contribution lapses or is settled; of one whose study's cohort gathers, when that must be
	/// complete.
	fn due(holder: &GranteeOf<T>, contribution: &ContributionOf<T>) -> Option<Moment> {
		if !(contribution.gathering && contribution.status == Status::Committed) {
			return contribution.due;
		}
		let study = Self::study_of(holder)?;
		let by = study.gathering.map(|gathering| gathering.by);
		Self::lapses_at(Some(&study), contribution).or(by)
	}

	/// The arbiter that may read a contribution now.
	fn arbiter(name: &ContributionKey<T>, status: Status) -> Option<T::AccountId> {
		match &name.0 {
			Grantee::Study(study) if status == Status::Disputed => {
				T::Disputes::arbiter(*study, &name.1, &name.2)
			},
			_ => None,
		}
	}

	fn to_info(
		name: ContributionKey<T>,
		contribution: ContributionOf<T>,
	) -> ContributionInfo<T::AccountId, BalanceOf<T>> {
		let arbiter = Self::arbiter(&name, contribution.status);
		let (holder, subject, dataset) = name;
		let due = Self::due(&holder, &contribution);
		let served =
			contribution.envelope && Self::is_served(&holder, &subject, &dataset, &contribution);
		let envelope =
			if served { Envelopes::<T>::get((&holder, &subject, &dataset)) } else { None };
		ContributionInfo {
			facts: T::Datasets::facts(&subject, &dataset),
			holder,
			subject,
			dataset,
			status: contribution.status,
			grant: contribution.grant,
			purpose: contribution.purpose,
			key_version: contribution.key_version,
			key: contribution.key,
			facts_hash: contribution.facts,
			pinned: contribution.pinned,
			price: contribution.price,
			protocol_share: contribution.protocol_share,
			committed_at: contribution.committed_at,
			delivered_at: contribution.delivered_at,
			due: due.map(Self::wall),
			envelope,
			arbiter,
		}
	}

	pub(crate) fn contribution_info(
		name: ContributionKey<T>,
	) -> Option<ContributionInfo<T::AccountId, BalanceOf<T>>> {
		let contribution = Contributions::<T>::get(name.clone())?;
		Some(Self::to_info(name, contribution))
	}

	pub(crate) fn contribution_page(
		holder: GranteeOf<T>,
		after: Option<(T::AccountId, Digest)>,
		limit: u32,
	) -> Vec<ContributionInfo<T::AccountId, BalanceOf<T>>> {
		let prefix = (holder.clone(),);
		let items = match after {
			Some((subject, dataset)) => {
				let from = Contributions::<T>::hashed_key_for((holder.clone(), subject, dataset));
				Contributions::<T>::iter_prefix_from(prefix, from)
			},
			None => Contributions::<T>::iter_prefix(prefix),
		};
		items
			.take(limit.min(MAX_PAGE) as usize)
			.map(|((subject, dataset), contribution)| {
				Self::to_info((holder.clone(), subject, dataset), contribution)
			})
			.collect()
	}

	pub(crate) fn receipt_page(
		subject: T::AccountId,
		cursor: Option<GrantId>,
		limit: u32,
	) -> Vec<ReceiptLine<T::AccountId, BalanceOf<T>>> {
		T::Grants::grants_of(&subject, cursor, limit.min(MAX_PAGE))
			.into_iter()
			.map(|grant| {
				let participation = Participations::<T>::try_get(&grant.grantee, &subject).ok();
				let disputed = participation.as_ref().map_or(0, |part| part.disputed);
				let arbiters = Self::arbiters(&grant.grantee, &subject, grant.grant, disputed);
				ReceiptLine { grant, participation, arbiters }
			})
			.collect()
	}

	/// Who reads, beside the study, what was delivered under `grant` and is disputed. Looks no further
	/// than it must to find all that is, and at nothing where nothing is.
	fn arbiters(
		holder: &GranteeOf<T>,
		subject: &T::AccountId,
		grant: GrantId,
		disputed: u32,
	) -> Vec<(Digest, T::AccountId)> {
		if disputed == 0 {
			return Vec::new();
		}
		Contributions::<T>::iter_prefix((holder, subject))
			.filter(|(_, contribution)| contribution.status == Status::Disputed)
			.take(disputed as usize)
			.filter(|(_, contribution)| contribution.grant == grant)
			.filter_map(|(dataset, contribution)| {
				let name = (holder.clone(), subject.clone(), dataset);
				Some((dataset, Self::arbiter(&name, contribution.status)?))
			})
			.collect()
	}

	pub(crate) fn key_info(holder: &GranteeOf<T>) -> Option<RecipientKeyInfo> {
		RecipientKeys::<T>::get(holder).map(|record| RecipientKeyInfo {
			version: record.version,
			key: record.key,
			added_at: record.added_at,
			usable_until: record.added_at.saturating_add(KEY_LIFETIME),
		})
	}

	pub(crate) fn bid_page(
		subject: T::AccountId,
		limit: u32,
	) -> Vec<BidInfo<T::AccountId, BalanceOf<T>>> {
		Bids::<T>::iter_prefix((subject,))
			.take(limit.min(MAX_PAGE) as usize)
			.map(|((dataset, recipient), bid)| BidInfo {
				recipient,
				dataset,
				price: bid.price,
				expires: bid.expires,
			})
			.collect()
	}
}
