//! How requests and grants begin and end, and what may be done to them.

use super::*;
use frame_support::defensive;

/// Bytes of the records beside a grant that it may be the only one to need: its entries in
/// `GrantsOf` (84), `Open` (60), `Expiries` (44) and `Closed` (110), its round (44 + 13) and strand
/// (44 + 13) and the pointers to both (84, 133), and those of its duty.
const LIVE_INDEX_BYTES: usize = 84 + 60 + 44 + 110 + 57 + 57 + 84 + 133 + DUTY_INDEX_BYTES;
/// Of a stone that ended by date: all of that but `Expiries`, since it can still be revoked.
const EXPIRED_INDEX_BYTES: usize = LIVE_INDEX_BYTES - 44;
/// Of a stone that was revoked: `GrantsOf`, and those of its duty.
const REVOKED_INDEX_BYTES: usize = 84 + DUTY_INDEX_BYTES;
/// Of a duty: its entries in `DutiesOf` (84), `DutyAgenda` (44) and `Overdue` (84).
const DUTY_INDEX_BYTES: usize = 84 + 44 + 84;
/// Bytes of a full list of datasets.
const LIST_BYTES: usize = 1 + 32 * MAX_DATASETS as usize;
/// Bytes of a request's entries in `RequestsOf` (84), `Waiting` (132).
const REQUEST_INDEX_BYTES: usize = 84 + 132;

// What may be done.
impl<T: Config> Pallet<T> {
	/// The clock, in milliseconds since the epoch.
	pub fn now() -> Moment {
		T::Time::now().as_millis().try_into().unwrap_or(Moment::MAX)
	}

	pub(crate) fn ensure_subject(
		who: &T::AccountId,
		subject: &T::AccountId,
	) -> Result<(), Error<T>> {
		ensure!(
			T::Delegations::is_or_acts_for(who, subject, Delegation::Guardian),
			Error::<T>::NotSubject
		);
		Ok(())
	}

	pub(crate) fn ensure_controller(
		who: &T::AccountId,
		grantee: &GranteeOf<T>,
	) -> Result<(), Error<T>> {
		let controller = T::Grantees::controller(grantee).ok_or(Error::<T>::GranteeNotFound)?;
		ensure!(controller == *who, Error::<T>::NotController);
		Ok(())
	}

	pub(crate) fn ensure_well_formed(terms: &TermsOf<T>, now: Moment) -> Result<(), Error<T>> {
		terms.check(now).map_err(|malformed| match malformed {
			Malformed::Actions => Error::<T>::InvalidActions,
			Malformed::Modalities => Error::<T>::InvalidModalities,
			Malformed::Datasets => Error::<T>::InvalidDatasets,
			Malformed::Days => Error::<T>::InvalidDays,
			Malformed::Purpose => Error::<T>::InvalidPurpose,
			Malformed::Period => Error::<T>::InvalidPeriod,
			Malformed::Uses => Error::<T>::InvalidUses,
		})
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

	pub(crate) fn deniable(
		who: &T::AccountId,
		request: RequestId,
	) -> Result<RequestOf<T>, Error<T>> {
		let found = Requests::<T>::get(request).ok_or(Error::<T>::RequestNotFound)?;
		Self::ensure_subject(who, &found.subject)?;
		Ok(found)
	}

	pub(crate) fn revocable(who: &T::AccountId, grant: GrantId) -> Result<GrantOf<T>, Error<T>> {
		let found = Grants::<T>::get(grant).ok_or(Error::<T>::NotFound)?;
		Self::ensure_subject(who, &found.subject)?;
		ensure!(Self::revoked_at(&found).is_none(), Error::<T>::AlreadyRevoked);
		Ok(found)
	}

	/// The grant as it is, and as it is to be.
	pub(crate) fn narrowable(
		who: &T::AccountId,
		grant: GrantId,
		change: &Narrowing,
	) -> Result<(GrantOf<T>, GrantOf<T>), Error<T>> {
		let old = Self::revocable(who, grant)?;
		let now = Self::now();
		ensure!(!old.is_expired(now), Error::<T>::AlreadyExpired);
		let mut new = old.narrow(change, now).ok_or(Error::<T>::NotNarrower)?;
		ensure!(old != new, Error::<T>::NothingNarrowed);
		new.narrowed = old.narrowed.saturating_add(1);
		Ok((old, new))
	}

	/// The strand that `revoke_grantee` closes.
	pub(crate) fn closable_strand(
		who: &T::AccountId,
		subject: &T::AccountId,
		grantee: &GranteeOf<T>,
	) -> Result<(RoundId, StrandId), Error<T>> {
		Self::ensure_subject(who, subject)?;
		let round = CurrentRound::<T>::get(subject).ok_or(Error::<T>::NothingToRevoke)?;
		let strand = Self::current_strand(subject, grantee, round);
		Ok((round, strand.ok_or(Error::<T>::NothingToRevoke)?))
	}

	/// The round that `revoke_all` closes.
	pub(crate) fn closable_round(
		who: &T::AccountId,
		subject: &T::AccountId,
	) -> Result<RoundId, Error<T>> {
		Self::ensure_subject(who, subject)?;
		CurrentRound::<T>::get(subject).ok_or(Error::<T>::NothingToRevoke)
	}

	pub(crate) fn acknowledgeable(
		who: &T::AccountId,
		grant: GrantId,
	) -> Result<GrantOf<T>, Error<T>> {
		let found = Grants::<T>::get(grant).ok_or(Error::<T>::NotFound)?;
		ensure!(
			T::Grantees::controller(&found.grantee).as_ref() == Some(who),
			Error::<T>::NotController
		);
		if found.duty.is_none() {
			ensure!(Self::ended_at(&found, Self::now()).is_some(), Error::<T>::NotEnded);
			let confirmed = found.acknowledged_at.is_some() && found.handed == Handed::Nothing;
			ensure!(!confirmed, Error::<T>::AlreadyAcknowledged);
		}
		Ok(found)
	}
}

// The same questions for the transaction pool: `Ok` gives what the refusal is about, encoded, so
// that the pool keeps only one of it.
impl<T: Config> Pallet<T> {
	fn tag(subject: &T::AccountId, call: u8, item: impl Encode) -> Vec<u8> {
		(subject, call, item).encode()
	}

	/// Whether `who` may `deny(request)` now.
	pub fn check_deny(who: &T::AccountId, request: RequestId) -> Result<Vec<u8>, Error<T>> {
		let found = Self::deniable(who, request)?;
		Ok(Self::tag(&found.subject, 2, request))
	}

	/// Whether `who` may `narrow(grant, change)` now. Costs a fee if [`Self::free_narrowings`] is 0.
	pub fn check_narrow(
		who: &T::AccountId,
		grant: GrantId,
		change: &Narrowing,
	) -> Result<Vec<u8>, Error<T>> {
		let (old, _) = Self::narrowable(who, grant, change)?;
		// One at a time: two that are both less than the grant need not go well together.
		Ok(Self::tag(&old.subject, 4, grant))
	}

	/// How often `grant` can still be narrowed at no fee.
	pub fn free_narrowings(grant: GrantId) -> u8 {
		Grants::<T>::get(grant).map_or(0, |found| FREE_NARROWINGS.saturating_sub(found.narrowed))
	}

	/// Whether `who` may `revoke(grant)` now.
	pub fn check_revoke(who: &T::AccountId, grant: GrantId) -> Result<Vec<u8>, Error<T>> {
		let found = Self::revocable(who, grant)?;
		Ok(Self::tag(&found.subject, 5, grant))
	}

	/// Whether `who` may `revoke_grantee(subject, grantee)` now.
	pub fn check_revoke_grantee(
		who: &T::AccountId,
		subject: &T::AccountId,
		grantee: &GranteeOf<T>,
	) -> Result<Vec<u8>, Error<T>> {
		let (_, strand) = Self::closable_strand(who, subject, grantee)?;
		Ok(Self::tag(subject, 6, strand))
	}

	/// Whether `who` may `revoke_all(subject)` now.
	pub fn check_revoke_all(
		who: &T::AccountId,
		subject: &T::AccountId,
	) -> Result<Vec<u8>, Error<T>> {
		let round = Self::closable_round(who, subject)?;
		Ok(Self::tag(subject, 7, round))
	}

	/// Whether `who` may `acknowledge(grant)` now.
	pub fn check_acknowledge(who: &T::AccountId, grant: GrantId) -> Result<Vec<u8>, Error<T>> {
		let found = Self::acknowledgeable(who, grant)?;
		Ok(Self::tag(&found.subject, 8, grant))
	}
}

// How things begin and end.
impl<T: Config> Pallet<T> {
	/// What a live grant takes at most, so that narrowing never needs a greater deposit.
	pub(crate) fn footprint_of_live() -> Footprint {
		Footprint::from_parts(1, GrantOf::<T>::max_encoded_len().saturating_add(LIVE_INDEX_BYTES))
	}

	/// What a stone takes at most.
	pub(crate) fn footprint_of_stone(grant: &GrantOf<T>) -> Footprint {
		let listed = grant.datasets.as_ref().is_some_and(|list| !list.is_empty());
		let indexes = match grant.revoked_at {
			Some(_) => REVOKED_INDEX_BYTES,
			None => EXPIRED_INDEX_BYTES,
		};
		let list = if listed { 0 } else { LIST_BYTES };
		let record = GrantOf::<T>::max_encoded_len().saturating_sub(list);
		Footprint::from_parts(1, record.saturating_add(indexes))
	}

	/// What a request takes at most.
	pub(crate) fn footprint_of_request() -> Footprint {
		let record = RequestOf::<T>::max_encoded_len();
		Footprint::from_parts(1, record.saturating_add(REQUEST_INDEX_BYTES))
	}

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
		Self::hold_on(&subject);
		Requests::<T>::insert(id, Request { requester, subject, terms, ticket });
		Ok(id)
	}

	/// Never fails: it is part of saying no.
	pub(crate) fn remove_request(id: RequestId, request: RequestOf<T>) {
		let Request { requester, subject, ticket, .. } = request;
		Requests::<T>::remove(id);
		RequestsOf::<T>::remove(&subject, id.to_be_bytes());
		Waiting::<T>::mutate_exists(&requester, &subject, |waiting| {
			*waiting = waiting.and_then(|n| n.checked_sub(1)).filter(|n| *n > 0);
		});
		if let Err(error) = ticket.drop(&requester) {
			log::warn!(target: LOG, "deposit of request {id} was not released: {error:?}");
		}
		Self::let_go(&subject);
	}

	/// A grant of `subject`, signed and paid by `by`.
	pub(crate) fn add_grant(
		by: &T::AccountId,
		subject: T::AccountId,
		terms: TermsOf<T>,
	) -> Result<GrantId, DispatchError> {
		let id = NextGrant::<T>::get();
		let next = id.checked_add(1).ok_or(Error::<T>::TooManyGrants)?;
		let ticket = T::GrantConsideration::new(by, Self::footprint_of_live())?;

		NextGrant::<T>::put(next);
		let (round, strand) = Self::join(&subject, &terms.grantee, id);
		let grant = GrantOf::<T> {
			guardian: (*by != subject).then(|| by.clone()),
			subject,
			grantee: terms.grantee,
			actions: terms.actions,
			modalities: terms.modalities,
			datasets: terms.datasets,
			days: terms.days,
			purpose: terms.purpose,
			valid_from: terms.valid_from,
			valid_until: terms.valid_until,
			uses_left: terms.uses,
			document: Some(terms.document),
			narrowed: 0,
			round,
			strand,
			revoked_at: None,
			stone: false,
			handed: Handed::Nothing,
			duty: None,
			acknowledged_at: None,
			ticket,
		};
		GrantsOf::<T>::insert(&grant.subject, id.to_be_bytes(), ());
		Expiries::<T>::insert(grant.expiry_key(id), ());
		Self::hold_on(&grant.subject);
		Grants::<T>::insert(id, grant);
		Ok(id)
	}

	/// Puts a narrowed grant in the place of the old one.
	pub(crate) fn replace(id: GrantId, old: GrantOf<T>, new: GrantOf<T>) {
		if old.valid_until != new.valid_until {
			Expiries::<T>::remove(old.expiry_key(id));
			Expiries::<T>::insert(new.expiry_key(id), ());
		}
		Grants::<T>::insert(id, new);
	}

	/// Marks a grant as revoked and makes it a stone, if it was none. Never fails.
	pub(crate) fn mark_revoked(id: GrantId, mut grant: GrantOf<T>, at: Moment) {
		Self::leave(&grant, id);
		grant.revoked_at = Some(at);
		grant.datasets = grant.datasets.map(|_| Default::default());
		Self::oblige(id, &mut grant);
		Self::petrify(id, grant);
	}

	/// Takes from a grant what its stone does not need.
	fn petrify(id: GrantId, mut grant: GrantOf<T>) {
		let was_live = !grant.stone;
		if was_live {
			Expiries::<T>::remove(grant.expiry_key(id));
		}
		grant.stone = true;
		grant.document = None;
		// The old ticket stays if this fails: a refusal must not, for money's sake.
		match grant.ticket.clone().update(grant.payer(), Self::footprint_of_stone(&grant)) {
			Ok(ticket) => grant.ticket = ticket,
			Err(error) => {
				log::warn!(target: LOG, "deposit of grant {id} was not released: {error:?}")
			},
		}
		if was_live {
			Self::let_go(&grant.subject);
		}
		Grants::<T>::insert(id, grant);
	}

	/// Turns one ended grant to stone: one that `subject`, or anybody, revoked together with others,
	/// else the one that is over for longest. Says whether there was one.
	pub(crate) fn sweep_next(subject: Option<&T::AccountId>, now: Moment) -> bool {
		let closed = match subject {
			Some(who) => Closed::<T>::iter_key_prefix(who).next().map(|key| (who.clone(), key)),
			None => Closed::<T>::iter_keys().next(),
		};
		if let Some((who, (round, strand))) = closed {
			let id = match strand {
				Some(strand) => Open::<T>::iter_key_prefix((round, strand)).next(),
				None => Open::<T>::iter_key_prefix((round,)).next().map(|(_, id)| id),
			}
			.map(GrantId::from_be_bytes);
			let found = id.and_then(|id| Grants::<T>::get(id).map(|grant| (id, grant)));
			let Some((id, grant)) = found else {
				defensive!("a closed round or strand has open grants");
				Closed::<T>::remove(&who, (round, strand));
				return true;
			};
			let at = Self::revoked_at(&grant).unwrap_or(now);
			Self::mark_revoked(id, grant, at);
			Self::deposit_event(Event::Swept { grant: id, subject: who, revoked_at: Some(at) });
			return true;
		}

		let Some(key) = Expiries::<T>::iter_keys().next() else { return false };
		let [u0, u1, u2, u3, u4, u5, u6, u7, id @ ..] = key;
		if Moment::from_be_bytes([u0, u1, u2, u3, u4, u5, u6, u7]) > now {
			return false;
		}
		let id = GrantId::from_be_bytes(id);
		match Grants::<T>::get(id) {
			Some(grant) => {
				let subject = grant.subject.clone();
				match Self::revoked_at(&grant) {
					// Of somebody else's closed round; marked here so that nothing comes twice.
					Some(at) => {
						Self::mark_revoked(id, grant, at);
						Self::deposit_event(Event::Swept {
							grant: id,
							subject,
							revoked_at: Some(at),
						});
					},
					None => {
						Self::petrify(id, grant);
						Self::deposit_event(Event::Swept { grant: id, subject, revoked_at: None });
					},
				}
			},
			None => {
				defensive!("only grants expire");
				Expiries::<T>::remove(key);
			},
		}
		true
	}

	/// While something of `subject`'s is live it can sign refusals, tokens or not.
	fn hold_on(subject: &T::AccountId) {
		frame_system::Pallet::<T>::inc_providers(subject);
	}

	fn let_go(subject: &T::AccountId) {
		// Fails while a stone's deposit is all that the account has; then it goes on existing.
		if let Err(error) = frame_system::Pallet::<T>::dec_providers(subject) {
			log::debug!(target: LOG, "a provider reference stays: {error:?}");
		}
	}
}

// Rounds and strands.
impl<T: Config> Pallet<T> {
	/// The strand of `round` that `subject`'s next grant to `grantee` goes into, if there is one.
	fn current_strand(
		subject: &T::AccountId,
		grantee: &GranteeOf<T>,
		round: RoundId,
	) -> Option<StrandId> {
		// A strand of an earlier round, which the sweep has not removed yet, has a lower number than
		// this round's first grant.
		CurrentStrand::<T>::get(subject, grantee).filter(|strand| *strand >= round)
	}

	/// Finds or makes the round and strand of a new grant.
	fn join(subject: &T::AccountId, grantee: &GranteeOf<T>, id: GrantId) -> (RoundId, StrandId) {
		let round = CurrentRound::<T>::get(subject).unwrap_or_else(|| {
			CurrentRound::<T>::insert(subject, id);
			id
		});
		let strand = Self::current_strand(subject, grantee, round).unwrap_or_else(|| {
			CurrentStrand::<T>::insert(subject, grantee, id);
			id
		});
		Rounds::<T>::mutate(round, |found| {
			let found = found.get_or_insert_default();
			found.open = found.open.saturating_add(1);
		});
		Strands::<T>::mutate(strand, |found| {
			let found = found.get_or_insert_default();
			found.open = found.open.saturating_add(1);
		});
		Open::<T>::insert((round, strand, id.to_be_bytes()), ());
		(round, strand)
	}

	/// Takes a grant out of its strand and round; removes these with their last one.
	fn leave(grant: &GrantOf<T>, id: GrantId) {
		let GrantOf::<T> { subject, grantee, round, strand, .. } = grant;
		Open::<T>::remove((round, strand, id.to_be_bytes()));

		let Some(mut found) = Strands::<T>::get(strand) else {
			defensive!("an open grant has a strand");
			return;
		};
		found.open = found.open.saturating_sub(1);
		let closed = found.closed_at.is_some();
		if found.open > 0 {
			Strands::<T>::insert(strand, found);
		} else {
			Strands::<T>::remove(strand);
			if CurrentStrand::<T>::get(subject, grantee) == Some(*strand) {
				CurrentStrand::<T>::remove(subject, grantee);
			}
			if closed {
				Closed::<T>::remove(subject, (round, Some(*strand)));
			}
		}
		// A closed strand was taken out of its round as a whole.
		if !closed {
			Self::take_from_round(subject, *round, 1);
		}
	}

	fn take_from_round(subject: &T::AccountId, round: RoundId, grants: u32) {
		let Some(mut found) = Rounds::<T>::get(round) else {
			defensive!("an open strand has a round");
			return;
		};
		found.open = found.open.saturating_sub(grants);
		if found.open > 0 {
			Rounds::<T>::insert(round, found);
			return;
		}
		Rounds::<T>::remove(round);
		match found.closed_at {
			Some(_) => Closed::<T>::remove(subject, (round, None::<StrandId>)),
			None => CurrentRound::<T>::remove(subject),
		}
	}

	pub(crate) fn close_strand(
		subject: &T::AccountId,
		grantee: &GranteeOf<T>,
		(round, strand): (RoundId, StrandId),
		now: Moment,
	) {
		CurrentStrand::<T>::remove(subject, grantee);
		let Some(mut found) = Strands::<T>::get(strand) else {
			defensive!("the current strand exists");
			return;
		};
		found.closed_at = Some(now);
		Self::take_from_round(subject, round, found.open);
		Strands::<T>::insert(strand, found);
		Closed::<T>::insert(subject, (round, Some(strand)), ());
	}

	pub(crate) fn close_round(subject: &T::AccountId, round: RoundId, now: Moment) {
		CurrentRound::<T>::remove(subject);
		let Some(mut found) = Rounds::<T>::get(round) else {
			defensive!("the current round exists");
			return;
		};
		found.closed_at = Some(now);
		Rounds::<T>::insert(round, found);
		Closed::<T>::insert(subject, (round, None::<StrandId>), ());
	}
}
