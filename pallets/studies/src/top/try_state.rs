//! What always holds of the pallet's state. Each invariant has a name; the tests corrupt the state
//! on purpose and see it fire.
#![allow(clippy::arithmetic_side_effects)]

use crate::{
	ground::ledger, parts::holders, Agenda, BalanceOf, Bids, Clock, Config, ContributionOf,
	Contributions, Deposit, DeviceUse, DeviceUses, EndedStudies, Envelopes, HoldReason,
	MinDisputeWindow, NextStudyId, Pallet, Participation, Participations, PurgeCursor,
	RecipientKeys, Status, Studies, SuspendedApprovals, MAX_DISPUTE_WINDOW,
};
use alloc::{collections::BTreeMap, vec::Vec};
use codec::Encode;
use epione_envelope::point::is_valid_point;
use epione_primitives::{Grantee, StudyId};
use frame_support::{
	ensure,
	storage::StoragePrefixedMap,
	traits::fungible::{Inspect, InspectHold},
};
use sp_runtime::{
	traits::{Saturating, Zero},
	TryRuntimeError,
};

impl<T: Config> Pallet<T> {
	/// Checks all invariants.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		Self::pots_cover()?;
		Self::ledgers_add_up()?;
		Self::counts_add_up()?;
		Self::participations_add_up()?;
		Self::devices_add_up()?;
		Self::first_settles_first()?;
		Self::agenda_is_complete()?;
		Self::envelopes_match()?;
		Self::holds_add_up()?;
		Self::deposits_match()?;
		Self::cohorts_add_up()?;
		Self::pins_match()?;
		Self::parts_are_provided_for()?;
		Self::keys_are_sound()?;
		Self::studies_are_numbered()?;
		Self::phases_are_sound()?;
		Self::suspensions_are_sound()?;
		Self::clock_is_sound()?;
		Self::window_is_bounded()?;
		Self::cursor_is_a_key()
	}

	fn of_study(id: StudyId) -> impl Iterator<Item = ContributionOf<T>> {
		Contributions::<T>::iter_prefix((Grantee::Study(id),)).map(|(_, contribution)| contribution)
	}

	/// `PotsCover`: a pot holds the existential deposit, what is owed, and what is reserved.
	fn pots_cover() -> Result<(), TryRuntimeError> {
		for (id, study) in Studies::<T>::iter() {
			let bound = T::Currency::minimum_balance()
				.saturating_add(study.owed)
				.saturating_add(study.reserved);
			ensure!(
				T::Currency::balance(&ledger::pot::<T>(id)) >= bound,
				"PotsCover: a pot holds less than it owes and keeps back"
			);
		}
		Ok(())
	}

	/// `LedgersAddUp`: owed is the price of what is delivered or disputed; reserved are prices and
	/// delivery fees of what is committed, and the deposits of all records.
	fn ledgers_add_up() -> Result<(), TryRuntimeError> {
		for (id, study) in Studies::<T>::iter() {
			let (mut owed, mut reserved) = (BalanceOf::<T>::zero(), BalanceOf::<T>::zero());
			for contribution in Self::of_study(id) {
				match contribution.status {
					Status::Delivered | Status::Disputed => {
						owed.saturating_accrue(contribution.price)
					},
					Status::Committed => reserved.saturating_accrue(
						contribution.price.saturating_add(contribution.delivery_fee),
					),
					_ => {},
				}
				if let Deposit::Escrow(amount) = contribution.deposit {
					reserved.saturating_accrue(amount);
				}
			}
			ensure!(
				study.owed == owed && study.reserved == reserved,
				"LedgersAddUp: a ledger differs from its contributions"
			);
		}
		Ok(())
	}

	/// `CountsAddUp`: a study's counts are those of its contributions.
	fn counts_add_up() -> Result<(), TryRuntimeError> {
		for (id, study) in Studies::<T>::iter() {
			let all: Vec<Status> = Self::of_study(id).map(|one| one.status).collect();
			let count = |wanted: &[Status]| {
				all.iter().filter(|status| wanted.contains(status)).count() as u32
			};
			let unsettled = count(&[Status::Committed, Status::Delivered, Status::Disputed]);
			ensure!(
				study.records == all.len() as u32
					&& study.unsettled == unsettled
					// After the records of a finished study are removed, `accepted` remains.
					&& (study.accepted == unsettled + count(&[Status::Settled])
						|| study.finished_at.is_some()),
				"CountsAddUp: a study miscounts its contributions"
			);
			ensure!(
				study.accepted <= study.terms.max_contributions,
				"CountsAddUp: more contributions than the terms allow"
			);
		}
		Ok(())
	}

	/// `ParticipationsAddUp`: a participation counts its contributions, and exists only while there
	/// are any.
	fn participations_add_up() -> Result<(), TryRuntimeError> {
		let mut counted: BTreeMap<Vec<u8>, Participation<BalanceOf<T>>> = BTreeMap::new();
		for ((holder, subject, _), contribution) in Contributions::<T>::iter() {
			let entry = counted.entry((holder, subject).encode()).or_default();
			entry.records += 1;
			match contribution.status {
				Status::Committed => entry.committed += 1,
				Status::Delivered | Status::Disputed => {
					entry.delivered += 1;
					entry.disputed += u32::from(contribution.status == Status::Disputed);
					entry.pending.saturating_accrue(
						contribution.price.saturating_sub(contribution.protocol_share),
					);
				},
				Status::Settled => entry.settled += 1,
				Status::Lapsed | Status::Voided => {},
			}
		}
		for (holder, subject, participation) in Participations::<T>::iter() {
			let entry = counted.remove(&(&holder, &subject).encode()).unwrap_or_default();
			ensure!(
				participation.records > 0
					&& participation.records == entry.records
					&& participation.committed == entry.committed
					&& participation.delivered == entry.delivered
					&& participation.disputed == entry.disputed
					&& participation.pending == entry.pending
					&& participation.settled >= entry.settled,
				"ParticipationsAddUp: a participation miscounts its contributions"
			);
			if let Grantee::Study(id) = holder {
				let cap = Studies::<T>::get(id).map_or(0, |study| study.terms.per_participant);
				ensure!(
					entry.committed + entry.delivered + entry.settled <= cap,
					"ParticipationsAddUp: more contributions than the terms allow a participant"
				);
			}
		}
		ensure!(counted.is_empty(), "ParticipationsAddUp: contributions without a participation");
		Ok(())
	}

	/// `DevicesAddUp`: a device's use in a study counts its contributions.
	fn devices_add_up() -> Result<(), TryRuntimeError> {
		let mut counted: BTreeMap<Vec<u8>, DeviceUse> = BTreeMap::new();
		for ((holder, _, _), contribution) in Contributions::<T>::iter() {
			let (Grantee::Study(id), Some(device)) = (holder, contribution.device) else {
				continue;
			};
			let entry = counted.entry((id, device).encode()).or_default();
			entry.records += 1;
			match contribution.status {
				Status::Committed | Status::Delivered | Status::Disputed => entry.unsettled += 1,
				Status::Settled => entry.settled += 1,
				Status::Lapsed | Status::Voided => {},
			}
		}
		for (id, device, uses) in DeviceUses::<T>::iter() {
			let entry = counted.remove(&(id, device).encode()).unwrap_or_default();
			ensure!(
				uses.records > 0
					&& uses.records == entry.records
					&& uses.unsettled == entry.unsettled
					&& uses.settled >= entry.settled,
				"DevicesAddUp: a device's use is miscounted"
			);
		}
		ensure!(counted.is_empty(), "DevicesAddUp: contributions of a device without a count");
		Ok(())
	}

	/// `FirstSettlesFirst`: a subject without a settled contribution in a study has at most one
	/// unsettled contribution.
	fn first_settles_first() -> Result<(), TryRuntimeError> {
		for (holder, _, participation) in Participations::<T>::iter() {
			ensure!(
				matches!(holder, Grantee::Account(_))
					|| participation.settled > 0
					|| participation.committed + participation.delivered <= 1,
				"FirstSettlesFirst: a newcomer has several unsettled contributions"
			);
		}
		for (_, _, uses) in DeviceUses::<T>::iter() {
			ensure!(
				uses.settled > 0 || uses.unsettled <= 1,
				"FirstSettlesFirst: a new device has several unsettled contributions"
			);
		}
		Ok(())
	}

	/// `AgendaIsComplete`: whatever has a deadline is on the agenda exactly once, and nothing else
	/// is.
	fn agenda_is_complete() -> Result<(), TryRuntimeError> {
		let mut waiting = 0;
		for (key, contribution) in Contributions::<T>::iter() {
			let waits = matches!(contribution.status, Status::Committed | Status::Delivered);
			ensure!(
				waits == contribution.due.is_some(),
				"AgendaIsComplete: a deadline where there is none, or none where there is one"
			);
			if let Some(due) = contribution.due {
				waiting += 1;
				ensure!(
					Agenda::<T>::contains_key(due.to_be_bytes(), key),
					"AgendaIsComplete: a deadline is missing"
				);
			}
		}
		ensure!(
			Agenda::<T>::iter_keys().count() == waiting,
			"AgendaIsComplete: a deadline of nothing"
		);
		Ok(())
	}

	/// `EnvelopesMatch`: an envelope exists exactly where a delivered contribution says so.
	fn envelopes_match() -> Result<(), TryRuntimeError> {
		let mut there = 0;
		for (key, contribution) in Contributions::<T>::iter() {
			ensure!(
				contribution.envelope == Envelopes::<T>::contains_key(key),
				"EnvelopesMatch: an envelope is missing, or too many"
			);
			ensure!(
				!contribution.envelope
					|| !matches!(contribution.status, Status::Committed | Status::Lapsed),
				"EnvelopesMatch: an envelope of what was not delivered"
			);
			there += usize::from(contribution.envelope);
		}
		ensure!(
			Envelopes::<T>::iter_keys().count() == there,
			"EnvelopesMatch: an envelope of nothing"
		);
		Ok(())
	}

	/// `HoldsAddUp`: bidders have on hold the price of their bids and unsettled sales.
	fn holds_add_up() -> Result<(), TryRuntimeError> {
		let mut held: BTreeMap<Vec<u8>, (T::AccountId, BalanceOf<T>)> = BTreeMap::new();
		let mut add = |who: T::AccountId, price: BalanceOf<T>| {
			let entry = held.entry(who.encode()).or_insert_with(|| (who, Zero::zero()));
			entry.1.saturating_accrue(price);
		};
		for ((_, _, recipient), bid) in Bids::<T>::iter() {
			add(recipient, bid.price);
		}
		for ((holder, _, _), contribution) in Contributions::<T>::iter() {
			let Grantee::Account(recipient) = holder else { continue };
			if contribution.due.is_some() {
				add(recipient, contribution.price);
			}
		}
		for (who, amount) in held.into_values() {
			ensure!(
				T::Currency::balance_on_hold(&HoldReason::Bid.into(), &who) == amount,
				"HoldsAddUp: a hold differs from bids and sales"
			);
		}
		Ok(())
	}

	/// `DepositsMatch`: studies pay for their contributions, subjects for their shares; and
	/// subjects for commitments to studies with a cohort, until they deliver.
	fn deposits_match() -> Result<(), TryRuntimeError> {
		for ((holder, _, _), contribution) in Contributions::<T>::iter() {
			ensure!(
				matches!(holder, Grantee::Study(_))
					== matches!(contribution.deposit, Deposit::Escrow(_)),
				"DepositsMatch: the wrong one paid for a record"
			);
			let cohort =
				holders::study_of::<T>(&holder).is_some_and(|study| study.terms.cohort.is_some());
			let slot = match contribution.status {
				Status::Committed => contribution.commit_deposit.is_some() == cohort,
				// Something dropped may keep its deposit until the study is over.
				_ if contribution.delivered_at.is_none() => {
					cohort || contribution.commit_deposit.is_none()
				},
				_ => contribution.commit_deposit.is_none(),
			};
			ensure!(
				slot,
				"DepositsMatch: a commitment's deposit that should not be, or is missing"
			);
		}
		Ok(())
	}

	/// `CohortsAddUp`: an incomplete cohort counts those who have committed and not withdrawn,
	/// nobody has delivered to it, and it is smaller than its minimum.
	fn cohorts_add_up() -> Result<(), TryRuntimeError> {
		for (id, study) in Studies::<T>::iter() {
			ensure!(
				study.terms.cohort.is_some() == study.gathering.is_some(),
				"CohortsAddUp: a cohort that nobody asked for, or none where one was"
			);
			let (Some(cohort), Some(gathering)) = (study.terms.cohort, study.gathering) else {
				continue;
			};
			if gathering.completed_at.is_some() {
				continue;
			}
			let holder = Grantee::Study(id);
			let counted = Contributions::<T>::iter_prefix((&holder,))
				.filter(|((subject, _), one)| {
					one.status == Status::Committed
						&& !Participations::<T>::get(&holder, subject).withdrawn
				})
				.count() as u32;
			ensure!(
				gathering.committed == counted && counted < cohort.min,
				"CohortsAddUp: a cohort is miscounted"
			);
			ensure!(
				Self::of_study(id).all(|one| one.delivered_at.is_none()),
				"CohortsAddUp: a key for an incomplete cohort"
			);
		}
		Ok(())
	}

	/// `PinsMatch`: what is waiting to be delivered or settled has a copy of its dataset's facts,
	/// with the pinned digest; nothing else has.
	fn pins_match() -> Result<(), TryRuntimeError> {
		for contribution in Contributions::<T>::iter_values() {
			let waits = matches!(
				contribution.status,
				Status::Committed | Status::Delivered | Status::Disputed
			);
			ensure!(
				waits == contribution.pinned.is_some(),
				"PinsMatch: a copy that is missing, or should be gone"
			);
			if let Some(pinned) = &contribution.pinned {
				ensure!(
					pinned.hash(&contribution.device) == contribution.facts_hash,
					"PinsMatch: a copy differs from its digest"
				);
			}
		}
		Ok(())
	}

	/// `PartsAreProvidedFor`: a subject has a provider reference for each study that it takes part
	/// in, and for each recipient that it has shares with.
	fn parts_are_provided_for() -> Result<(), TryRuntimeError> {
		let mut parts: BTreeMap<Vec<u8>, (T::AccountId, u32)> = BTreeMap::new();
		for (_, subject, _) in Participations::<T>::iter() {
			parts.entry(subject.encode()).or_insert((subject, 0)).1 += 1;
		}
		for (subject, count) in parts.into_values() {
			ensure!(
				frame_system::Pallet::<T>::providers(&subject) >= count,
				"PartsAreProvidedFor: a subject could not sign its refusal"
			);
		}
		Ok(())
	}

	/// `KeysAreSound`: recipient keys are valid points, and belong to accounts or to studies that
	/// have not ended.
	fn keys_are_sound() -> Result<(), TryRuntimeError> {
		for (holder, key) in RecipientKeys::<T>::iter() {
			ensure!(is_valid_point(&key.key), "KeysAreSound: a key is no valid point");
			if let Grantee::Study(id) = holder {
				ensure!(Studies::<T>::contains_key(id), "KeysAreSound: a key of no study");
			}
		}
		for ((holder, _, _), _) in Contributions::<T>::iter() {
			ensure!(
				RecipientKeys::<T>::contains_key(holder),
				"KeysAreSound: a contribution to a holder without a key"
			);
		}
		Ok(())
	}

	/// `StudiesAreNumbered`: each number given out belongs either to a study or to an ended one,
	/// never both.
	fn studies_are_numbered() -> Result<(), TryRuntimeError> {
		let next = NextStudyId::<T>::get();
		for id in 0..next {
			ensure!(
				Studies::<T>::contains_key(id) != EndedStudies::<T>::contains_key(id),
				"StudiesAreNumbered: a number of no study, or of two"
			);
		}
		let all = Studies::<T>::iter_keys().count() + EndedStudies::<T>::iter_keys().count();
		ensure!(all == next as usize, "StudiesAreNumbered: a study without a number");
		Ok(())
	}

	/// `PhasesAreSound`: contributions are to approved studies; a finished study has nothing
	/// pending.
	fn phases_are_sound() -> Result<(), TryRuntimeError> {
		for (_, study) in Studies::<T>::iter() {
			ensure!(
				study.records == 0 || study.approval.is_some(),
				"PhasesAreSound: contributions to a study that nobody approved"
			);
			ensure!(
				study.finished_at.is_some() == (study.refunding && study.unsettled == 0),
				"PhasesAreSound: finished too early or too late"
			);
		}
		for ((holder, _, _), _) in Contributions::<T>::iter() {
			if let Grantee::Study(id) = holder {
				ensure!(
					Studies::<T>::contains_key(id),
					"PhasesAreSound: a contribution to no study"
				);
			}
		}
		Ok(())
	}

	/// `SuspensionsAreSound`: what is suspended is the approval of a study that is not finished.
	fn suspensions_are_sound() -> Result<(), TryRuntimeError> {
		for id in SuspendedApprovals::<T>::iter_keys() {
			ensure!(
				Studies::<T>::get(id)
					.is_some_and(|study| study.approval.is_some() && !study.refunding),
				"SuspensionsAreSound: a suspension of no approval"
			);
		}
		Ok(())
	}

	/// `ClockIsSound`: the total standstill is no longer than the time so far.
	fn clock_is_sound() -> Result<(), TryRuntimeError> {
		let clock = Clock::<T>::get();
		ensure!(
			clock.standstill <= clock.last.unwrap_or_default(),
			"ClockIsSound: more standstill than time"
		);
		Ok(())
	}

	/// `WindowIsBounded`: the shortest dispute window is one that a study may have.
	fn window_is_bounded() -> Result<(), TryRuntimeError> {
		ensure!(
			MinDisputeWindow::<T>::get() <= MAX_DISPUTE_WINDOW,
			"WindowIsBounded: no study could have such a dispute window"
		);
		Ok(())
	}

	/// `CursorIsAKey`: the search for removable records continues among the contributions.
	fn cursor_is_a_key() -> Result<(), TryRuntimeError> {
		let all = <Contributions<T> as StoragePrefixedMap<ContributionOf<T>>>::final_prefix();
		ensure!(
			PurgeCursor::<T>::get().is_none_or(|cursor| cursor.starts_with(&all)),
			"CursorIsAKey: the search continues outside of the contributions"
		);
		Ok(())
	}
}
