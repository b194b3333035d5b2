//! The invariants. Their names are in the README.
#![allow(clippy::arithmetic_side_effects)]

use crate::{
	types::{is_list, ordered_key, KeyDelivery, RoundId, StrandId},
	Closed, Config, CurrentRound, CurrentStrand, DutiesOf, DutyAgenda, Expiries, Grants, GrantsOf,
	NextGrant, NextRequest, Open, Overdue, Pallet, Requests, RequestsOf, Rounds, Strands, Waiting,
	LOG_TARGET,
};
use alloc::{
	collections::{BTreeMap, BTreeSet},
	format,
	string::String,
};
use epione_primitives::traits::GranteeLookup;
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
	/// Checks every invariant; the first that does not hold is named in the log and in the error.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		let checks: [(&'static str, fn() -> Result<(), String>); 9] = [
			("NumbersNeverReused", Self::numbers_never_reused),
			("ListsAreComplete", Self::lists_are_complete),
			("GrantsAreWellFormed", Self::grants_are_well_formed),
			("RemnantsHaveEnded", Self::remnants_have_ended),
			("OpenUntilMarked", Self::open_until_marked),
			("CountsMatch", Self::counts_match),
			("ClosedAreQueued", Self::closed_are_queued),
			("RequestsAreCounted", Self::requests_are_counted),
			("DutiesAreListed", Self::duties_are_listed),
		];
		for (name, check) in checks {
			if let Err(what) = check() {
				log::error!(target: LOG_TARGET, "{name}: {what}");
				return Err(TryRuntimeError::Other(name));
			}
		}
		Ok(())
	}

	fn numbers_never_reused() -> Result<(), String> {
		let (grant, request) = (NextGrant::<T>::get(), NextRequest::<T>::get());
		that(Grants::<T>::iter_keys().all(|id| id < grant), || format!("grant from {grant}"))?;
		that(Requests::<T>::iter_keys().all(|id| id < request), || {
			format!("request from {request}")
		})
	}

	/// `GrantsOf` and `RequestsOf` list exactly what exists.
	fn lists_are_complete() -> Result<(), String> {
		for (id, grant) in Grants::<T>::iter() {
			that(GrantsOf::<T>::contains_key(&grant.subject, id.to_be_bytes()), || {
				format!("grant {id} is not listed")
			})?;
		}
		for (id, request) in Requests::<T>::iter() {
			that(RequestsOf::<T>::contains_key(&request.subject, id.to_be_bytes()), || {
				format!("request {id} is not listed")
			})?;
		}
		that(GrantsOf::<T>::iter_keys().count() == Grants::<T>::iter_keys().count(), || {
			"a grant is listed that is none of that subject's".into()
		})?;
		that(RequestsOf::<T>::iter_keys().count() == Requests::<T>::iter_keys().count(), || {
			"a request is listed that is none of that subject's".into()
		})
	}

	fn grants_are_well_formed() -> Result<(), String> {
		for (id, grant) in Grants::<T>::iter() {
			let list_is_good = match (&grant.datasets, grant.revoked_at) {
				(None, _) => true,
				(Some(list), Some(_)) => list.is_empty(),
				(Some(list), None) => is_list(list),
			};
			that(
				grant.actions.is_valid()
					&& grant.modalities.is_valid()
					&& grant.purpose.is_valid()
					&& grant.days.is_none_or(|(first, last)| first <= last)
					&& list_is_good && grant.guardian.as_ref() != Some(&grant.subject),
				|| format!("grant {id}"),
			)?;
		}
		Ok(())
	}

	/// Only what was revoked or has expired is a remnant; a remnant has no document; what is marked
	/// as revoked is a remnant.
	fn remnants_have_ended() -> Result<(), String> {
		let now = Self::now();
		for (id, grant) in Grants::<T>::iter() {
			let ended = Self::ended_at(&grant, now).is_some();
			that(!grant.remnant || ended, || format!("grant {id} is a remnant and live"))?;
			that(grant.remnant != grant.document.is_some(), || format!("document of grant {id}"))?;
			that(grant.remnant || grant.revoked_at.is_none(), || {
				format!("grant {id} is no remnant")
			})?;
		}
		Ok(())
	}

	/// A grant is in `Open` until it is marked as revoked, and in `Expiries` until it is a remnant.
	fn open_until_marked() -> Result<(), String> {
		let (mut open, mut live) = (0, 0);
		for (id, grant) in Grants::<T>::iter() {
			let key = (grant.round, grant.strand, id.to_be_bytes());
			that(Open::<T>::contains_key(key) == grant.revoked_at.is_none(), || {
				format!("grant {id} in Open")
			})?;
			that(Expiries::<T>::contains_key(grant.expiry_key(id)) != grant.remnant, || {
				format!("grant {id} in Expiries")
			})?;
			open += usize::from(grant.revoked_at.is_none());
			live += usize::from(!grant.remnant);
		}
		that(Open::<T>::iter_keys().count() == open, || "more in Open than there are".into())?;
		that(Expiries::<T>::iter_keys().count() == live, || "more in Expiries than live".into())
	}

	/// Rounds and strands count their open grants, and exist only while there are any.
	fn counts_match() -> Result<(), String> {
		let mut strands = BTreeMap::<StrandId, (RoundId, u32)>::new();
		for (round, strand, _) in Open::<T>::iter_keys() {
			let found = strands.entry(strand).or_insert((round, 0));
			that(found.0 == round, || format!("strand {strand} in two rounds"))?;
			found.1 += 1;
		}
		let mut rounds = BTreeMap::<RoundId, u32>::new();
		for (strand, (round, open)) in &strands {
			let found = Strands::<T>::get(strand).ok_or(format!("no strand {strand}"))?;
			that(found.open == *open, || format!("strand {strand} counts {}", found.open))?;
			if found.closed_at.is_none() {
				*rounds.entry(*round).or_default() += open;
			}
		}
		for (round, open) in &rounds {
			let found = Rounds::<T>::get(round).ok_or(format!("no round {round}"))?;
			that(found.open == *open, || format!("round {round} counts {}", found.open))?;
		}
		that(Strands::<T>::iter_keys().count() == strands.len(), || "an empty strand".into())?;
		that(Rounds::<T>::iter_keys().count() == rounds.len(), || "an empty round".into())
	}

	/// What is closed is queued for the sweep; what is open is a subject's current round or strand.
	fn closed_are_queued() -> Result<(), String> {
		let mut queued = 0;
		let mut seen = BTreeSet::new();
		for grant in Grants::<T>::iter_values().filter(|grant| grant.revoked_at.is_none()) {
			let (subject, round, strand) = (&grant.subject, grant.round, grant.strand);
			if let Some(found) = Rounds::<T>::get(round).filter(|_| seen.insert((round, None))) {
				let closed = found.closed_at.is_some();
				let entry = Closed::<T>::contains_key(subject, (round, None::<StrandId>));
				let current = CurrentRound::<T>::get(subject) == Some(round);
				that(entry == closed && current != closed, || format!("round {round}"))?;
				queued += usize::from(closed);
			}
			if let Some(found) =
				Strands::<T>::get(strand).filter(|_| seen.insert((round, Some(strand))))
			{
				let closed = found.closed_at.is_some();
				let entry = Closed::<T>::contains_key(subject, (round, Some(strand)));
				let current = CurrentRound::<T>::get(subject) == Some(round)
					&& CurrentStrand::<T>::get(subject, &grant.grantee) == Some(strand);
				that(entry == closed, || format!("strand {strand} in the queue"))?;
				that(!(closed && current), || format!("strand {strand} is closed and current"))?;
				that(
					closed
						|| current || Rounds::<T>::get(round).is_none_or(|r| r.closed_at.is_some()),
					|| format!("strand {strand} is neither closed nor current"),
				)?;
				queued += usize::from(closed);
			}
		}
		that(Closed::<T>::iter_keys().count() == queued, || "queued but not closed".into())?;
		for (subject, round) in CurrentRound::<T>::iter() {
			that(Rounds::<T>::contains_key(round), || format!("{subject:?} has no round {round}"))?;
		}
		for (subject, _, strand) in CurrentStrand::<T>::iter() {
			that(Strands::<T>::contains_key(strand), || {
				format!("{subject:?} has no strand {strand}")
			})?;
		}
		Ok(())
	}

	/// A duty is listed with its controller; it waits for its deadline, or is overdue and counted
	/// as such; and only a grant under which a key was delivered has one.
	fn duties_are_listed() -> Result<(), String> {
		let (mut duties, mut waiting) = (0, 0);
		let mut overdue = BTreeMap::<T::AccountId, u32>::new();
		for (id, grant) in Grants::<T>::iter() {
			let Some(duty) = grant.duty else { continue };
			let controller = T::Grantees::controller(&grant.grantee)
				.ok_or(format!("nobody controls the grantee of grant {id}"))?;
			that(grant.delivery != KeyDelivery::Nothing, || {
				format!("no key was delivered under grant {id}")
			})?;
			that(DutiesOf::<T>::contains_key(&controller, id.to_be_bytes()), || {
				format!("the duty of grant {id} is not listed")
			})?;
			let key = ordered_key(duty.due, id);
			that(DutyAgenda::<T>::contains_key(key) != duty.overdue, || {
				format!("the duty of grant {id} on the agenda")
			})?;
			duties += 1;
			waiting += usize::from(!duty.overdue);
			if duty.overdue && duty.counts {
				*overdue.entry(controller).or_default() += 1;
			}
		}
		that(DutiesOf::<T>::iter_keys().count() == duties, || "listed without a duty".into())?;
		that(DutyAgenda::<T>::iter_keys().count() == waiting, || "waits without a duty".into())?;
		that(Overdue::<T>::iter().collect::<BTreeMap<_, _>>() == overdue, || {
			"overdue duties are miscounted".into()
		})
	}

	fn requests_are_counted() -> Result<(), String> {
		let mut waiting = BTreeMap::<(T::AccountId, T::AccountId), u32>::new();
		for request in Requests::<T>::iter_values() {
			*waiting.entry((request.requester, request.subject)).or_default() += 1;
		}
		for (requester, subject, count) in Waiting::<T>::iter() {
			that(waiting.remove(&(requester, subject)) == Some(count), || {
				format!("{count} counted")
			})?;
		}
		that(waiting.is_empty(), || "requests that are not counted".into())
	}
}

fn that(holds: bool, what: impl FnOnce() -> String) -> Result<(), String> {
	if holds {
		Ok(())
	} else {
		Err(what())
	}
}
