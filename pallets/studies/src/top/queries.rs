//! What the view functions return.

use crate::{
	ground::{clock, ledger},
	parts::{access, approval, cohort, holders, phase},
	BidInfo, BidInfoOf, Bids, CohortInfo, Config, ContributionInfo, ContributionInfoOf,
	ContributionKey, ContributionOf, Contributions, EndedStudies, Envelopes, GranteeOf,
	NextStudyId, Participations, Phase, ReceiptLine, ReceiptLineOf, RecipientKeyInfo,
	RecipientKeys, Status, Studies, StudyInfo, StudyInfoOf, StudyOf, KEY_LIFETIME, MAX_PAGE,
};
use alloc::vec::Vec;
use epione_primitives::{
	traits::{ArbiterLookup, DatasetLookup, GrantList},
	Digest, GrantId, Grantee, Moment, StudyId,
};
use frame_support::traits::Get;
use sp_runtime::traits::Zero;

pub(crate) fn study<T: Config>(id: StudyId) -> Option<StudyInfoOf<T>> {
	let holder = Grantee::Study(id);
	let Some(study) = Studies::<T>::get(id) else {
		let ended = EndedStudies::<T>::get(id)?;
		return Some(StudyInfo {
			study: id,
			sponsor: ended.sponsor,
			phase: Phase::Ended,
			terms: None,
			terms_hash: None,
			approval: ended.approval,
			key: None,
			pot: ledger::pot::<T>(id),
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
		phase: phase::of::<T>(&study, approval::ensure_counts::<T>(id, &study).is_ok()),
		terms_hash: Some(study.terms.hash()),
		key: recipient_key::<T>(&holder),
		pot: ledger::pot::<T>(id),
		unallocated: ledger::unallocated::<T>(id, &study),
		owed: study.owed,
		reserved: study.reserved,
		accepted: study.accepted,
		unsettled: study.unsettled,
		closing_at: study.closing_at.map(clock::to_wall::<T>),
		cohort: cohort_info::<T>(&study),
		sponsor: study.sponsor,
		terms: Some(study.terms),
		approval: study.approval,
	})
}

pub(crate) fn studies<T: Config>(after: Option<StudyId>, limit: u32) -> Vec<StudyInfoOf<T>> {
	let first = after.map_or(Some(0), |id| id.checked_add(1));
	let Some(first) = first else { return Vec::new() };
	let end = NextStudyId::<T>::get().min(first.saturating_add(limit.min(MAX_PAGE)));
	(first..end).filter_map(study::<T>).collect()
}

fn cohort_info<T: Config>(study: &StudyOf<T>) -> Option<CohortInfo> {
	let (cohort, gathering) = (study.terms.cohort?, study.gathering?);
	let deliver_by = |at: Moment| clock::to_wall::<T>(at.saturating_add(T::DeliveryPeriod::get()));
	Some(CohortInfo {
		min: cohort.min,
		committed: gathering.committed,
		deadline: clock::to_wall::<T>(gathering.deadline),
		deliver_by: gathering.completed_at.map(deliver_by),
	})
}

/// When a contribution lapses or is settled; while its study's cohort is not complete, when that
/// must be.
fn due<T: Config>(holder: &GranteeOf<T>, contribution: &ContributionOf<T>) -> Option<Moment> {
	if !(contribution.joined_before_completion && contribution.status == Status::Committed) {
		return contribution.due;
	}
	let study = holders::study_of::<T>(holder)?;
	let deadline = study.gathering.map(|gathering| gathering.deadline);
	cohort::lapses_at::<T>(Some(&study), contribution).or(deadline)
}

/// The arbiter that may read a contribution now.
fn arbiter<T: Config>(key: &ContributionKey<T>, status: Status) -> Option<T::AccountId> {
	let (holder, subject, dataset) = key;
	match holder {
		Grantee::Study(study) if status == Status::Disputed => {
			T::Disputes::arbiter(*study, subject, dataset)
		},
		_ => None,
	}
}

fn to_info<T: Config>(
	key: ContributionKey<T>,
	contribution: ContributionOf<T>,
) -> ContributionInfoOf<T> {
	let arbiter = arbiter::<T>(&key, contribution.status);
	let due = due::<T>(&key.0, &contribution);
	let served = contribution.envelope && access::is_served::<T>(&key, &contribution);
	let envelope = if served { Envelopes::<T>::get(key.clone()) } else { None };
	let (holder, subject, dataset) = key;
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
		facts_hash: contribution.facts_hash,
		pinned: contribution.pinned,
		price: contribution.price,
		protocol_share: contribution.protocol_share,
		committed_at: contribution.committed_at,
		delivered_at: contribution.delivered_at,
		due: due.map(clock::to_wall::<T>),
		envelope,
		arbiter,
	}
}

pub(crate) fn contribution<T: Config>(key: ContributionKey<T>) -> Option<ContributionInfoOf<T>> {
	let contribution = Contributions::<T>::get(key.clone())?;
	Some(to_info::<T>(key, contribution))
}

pub(crate) fn contributions<T: Config>(
	holder: GranteeOf<T>,
	after: Option<(T::AccountId, Digest)>,
	limit: u32,
) -> Vec<ContributionInfoOf<T>> {
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
			to_info::<T>((holder.clone(), subject, dataset), contribution)
		})
		.collect()
}

/// Each grant (who, what, until when), and with it the subject's participation (paid what) and the
/// arbiters that read too. The participation is the grantee's: two grants to one study show the
/// same sums.
pub(crate) fn receipt<T: Config>(
	subject: T::AccountId,
	cursor: Option<GrantId>,
	limit: u32,
) -> Vec<ReceiptLineOf<T>> {
	T::Grants::grants_of(&subject, cursor, limit.min(MAX_PAGE))
		.into_iter()
		.map(|grant| {
			let participation = Participations::<T>::try_get(&grant.grantee, &subject).ok();
			let disputed = participation.as_ref().map_or(0, |part| part.disputed);
			let arbiters = arbiters::<T>(&grant.grantee, &subject, grant.grant, disputed);
			ReceiptLine { grant, participation, arbiters }
		})
		.collect()
}

/// Who reads, besides the study, what was delivered under `grant` and is disputed. `disputed`: how
/// many of the subject's contributions are; the search ends once it has found so many.
fn arbiters<T: Config>(
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
			let key = (holder.clone(), subject.clone(), dataset);
			Some((dataset, arbiter::<T>(&key, contribution.status)?))
		})
		.collect()
}

pub(crate) fn recipient_key<T: Config>(holder: &GranteeOf<T>) -> Option<RecipientKeyInfo> {
	RecipientKeys::<T>::get(holder).map(|record| RecipientKeyInfo {
		version: record.version,
		key: record.key,
		added_at: record.added_at,
		usable_until: record.added_at.saturating_add(KEY_LIFETIME),
	})
}

pub(crate) fn bids<T: Config>(subject: T::AccountId, limit: u32) -> Vec<BidInfoOf<T>> {
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
