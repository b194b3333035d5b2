//! What the view functions return, and a subject's grants for other pallets.

use crate::{
	types::{DutyLine, GrantInfo, GrantOf, TermsOf},
	Config, DutiesOf, Grants, GrantsOf, Pallet, Requests, RequestsOf, MAX_LINES,
};
use alloc::vec::Vec;
use epione_primitives::{
	traits::{Duty, GrantLine, GrantList},
	GrantId, RequestId,
};

impl<T: Config> Pallet<T> {
	/// See the view function `grant_info`.
	pub(crate) fn info_of(grant: GrantId) -> Option<GrantInfo<T::AccountId>> {
		let found = Grants::<T>::get(grant)?;
		let line = Self::line(grant, &found);
		Some(GrantInfo {
			subject: found.subject,
			guardian: found.guardian,
			line,
			document: found.document,
			narrowed: found.narrowed,
		})
	}

	/// See the view function `grants_of`.
	pub(crate) fn grant_lines(
		subject: &T::AccountId,
		after: Option<GrantId>,
		limit: u32,
	) -> Vec<GrantLine<T::AccountId>> {
		let keys = match after {
			Some(id) => GrantsOf::<T>::iter_key_prefix_from(
				subject,
				GrantsOf::<T>::hashed_key_for(subject, id.to_be_bytes()),
			),
			None => GrantsOf::<T>::iter_key_prefix(subject),
		};
		keys.take(limit.min(MAX_LINES) as usize)
			.map(GrantId::from_be_bytes)
			.filter_map(|id| Grants::<T>::get(id).map(|grant| Self::line(id, &grant)))
			.collect()
	}

	/// See the view functions `requests_of` and `requests_after`.
	pub(crate) fn request_lines(
		subject: &T::AccountId,
		after: Option<RequestId>,
		limit: u32,
	) -> Vec<(RequestId, T::AccountId, TermsOf<T>)> {
		let keys = match after {
			Some(id) => RequestsOf::<T>::iter_key_prefix_from(
				subject,
				RequestsOf::<T>::hashed_key_for(subject, id.to_be_bytes()),
			),
			None => RequestsOf::<T>::iter_key_prefix(subject),
		};
		keys.take(limit.min(MAX_LINES) as usize)
			.map(RequestId::from_be_bytes)
			.filter_map(|id| Requests::<T>::get(id).map(|r| (id, r.requester, r.terms)))
			.collect()
	}

	/// See the view function `duties_of`.
	pub(crate) fn duty_lines(
		controller: &T::AccountId,
		after: Option<GrantId>,
		limit: u32,
	) -> Vec<DutyLine<T::AccountId>> {
		let keys = match after {
			Some(id) => DutiesOf::<T>::iter_key_prefix_from(
				controller,
				DutiesOf::<T>::hashed_key_for(controller, id.to_be_bytes()),
			),
			None => DutiesOf::<T>::iter_key_prefix(controller),
		};
		keys.take(limit.min(MAX_LINES) as usize)
			.map(GrantId::from_be_bytes)
			.filter_map(|id| {
				let grant = Grants::<T>::get(id)?;
				let Duty { since, due, overdue, counts } = Self::shown_duty(&grant)?;
				let GrantOf::<T> { subject, grantee, .. } = grant;
				Some(DutyLine { grant: id, subject, grantee, since, due, overdue, counts })
			})
			.collect()
	}

	/// A grant as the receipt shows it.
	fn line(id: GrantId, grant: &GrantOf<T>) -> GrantLine<T::AccountId> {
		grant.line(id, Self::revoked_at(grant), Self::shown_duty(grant))
	}
}

impl<T: Config> GrantList<T::AccountId> for Pallet<T> {
	fn grants_of(
		subject: &T::AccountId,
		after: Option<GrantId>,
		limit: u32,
	) -> Vec<GrantLine<T::AccountId>> {
		Self::grant_lines(subject, after, limit)
	}
}
