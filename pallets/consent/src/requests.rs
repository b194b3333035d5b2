//! Requests for consent: from their making until they are withdrawn, denied or granted.

use crate::{
	types::{Request, RequestOf, TermsOf},
	Config, Error, NextRequest, Pallet, Requests, RequestsOf, Waiting,
};
use codec::MaxEncodedLen;
use epione_primitives::{Moment, RequestId};
use epione_support::{deposits, providers};
use frame_support::{
	ensure,
	traits::{Consideration, Footprint, Get},
};
use sp_runtime::DispatchError;

/// Bytes of a request's entries in `RequestsOf` (84) and `Waiting` (132).
const REQUEST_INDEX_BYTES: usize = 84 + 132;

impl<T: Config> Pallet<T> {
	/// The most that a request takes in state.
	pub(crate) fn footprint_of_request() -> Footprint {
		let record = RequestOf::<T>::max_encoded_len();
		Footprint::from_parts(1, record.saturating_add(REQUEST_INDEX_BYTES))
	}

	/// Stores a request, with its deposit. While it waits, `subject` can sign without tokens.
	pub(crate) fn add_request(
		requester: T::AccountId,
		subject: T::AccountId,
		terms: TermsOf<T>,
	) -> Result<RequestId, DispatchError> {
		let waiting = Waiting::<T>::get(&requester, &subject);
		ensure!(waiting < T::MaxRequests::get(), Error::<T>::TooManyRequests);
		let id = NextRequest::<T>::get();
		let next = id.checked_add(1).ok_or(Error::<T>::TooManyRequests)?;
		let ticket = T::RequestConsideration::new(&requester, Self::footprint_of_request())?;

		NextRequest::<T>::put(next);
		Waiting::<T>::insert(&requester, &subject, waiting.saturating_add(1));
		RequestsOf::<T>::insert(&subject, id.to_be_bytes(), ());
		providers::add::<T>(&subject);
		Requests::<T>::insert(id, Request { requester, subject, terms, ticket });
		Ok(id)
	}

	/// The request that `who` may deny.
	pub(crate) fn deniable(
		who: &T::AccountId,
		request: RequestId,
	) -> Result<RequestOf<T>, Error<T>> {
		let found = Requests::<T>::get(request).ok_or(Error::<T>::RequestNotFound)?;
		Self::ensure_subject(who, &found.subject)?;
		Ok(found)
	}

	/// The request that a grant of `terms` by `subject` answers.
	pub(crate) fn answerable(
		request: Option<RequestId>,
		subject: &T::AccountId,
		terms: &TermsOf<T>,
		now: Moment,
	) -> Result<Option<(RequestId, RequestOf<T>)>, Error<T>> {
		let Some(id) = request else { return Ok(None) };
		let found = Requests::<T>::get(id).ok_or(Error::<T>::RequestNotFound)?;
		ensure!(found.subject == *subject, Error::<T>::OtherSubject);
		ensure!(terms.within(&found.terms, now), Error::<T>::BeyondRequest);
		Ok(Some((id, found)))
	}

	/// Removes a request and returns its deposit. Never fails: it is part of saying no.
	pub(crate) fn remove_request(id: RequestId, request: RequestOf<T>) {
		let Request { requester, subject, ticket, .. } = request;
		Requests::<T>::remove(id);
		RequestsOf::<T>::remove(&subject, id.to_be_bytes());
		Waiting::<T>::mutate_exists(&requester, &subject, |waiting| {
			*waiting = waiting.and_then(|n| n.checked_sub(1)).filter(|n| *n > 0);
		});
		deposits::release(ticket, &requester);
		providers::remove::<T>(&subject);
	}
}
