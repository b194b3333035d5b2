//! What always holds of the pallet's state. Each invariant has a name; the tests corrupt the state
//! on purpose and see it fire.
#![allow(clippy::arithmetic_side_effects)]

use crate::{
	pallet::{
		Agenda, Config, Disputed, Disputes, Draws, EvidenceKeys, Exclusions, HoldReason,
		NextDisputeId, OfArbiter, OfStudy, Pallet, PeriodLengths, Scans,
	},
	types::{Periods, Reason, Stage, Verdict, MAX_PERIOD},
	BalanceOf, ItemOf,
};
use alloc::collections::{BTreeMap, BTreeSet};
use frame_support::{ensure, traits::fungible::InspectHold};
use sp_runtime::{
	traits::{Saturating, Zero},
	TryRuntimeError,
};

impl<T: Config> Pallet<T> {
	/// Checks all invariants.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		Self::disputes_are_numbered()?;
		Self::disputes_are_sound()?;
		Self::contributions_are_indexed()?;
		Self::studies_are_indexed()?;
		Self::arbiters_are_indexed()?;
		Self::lines_are_complete()?;
		Self::bonds_add_up()?;
		Self::periods_are_bounded()?;
		Self::evidence_keys_are_sound()?;
		Self::exclusions_belong_to_disputes()?;
		Self::scans_belong_to_draws()
	}

	/// `DisputesAreNumbered`: no dispute has a number that was not given out.
	fn disputes_are_numbered() -> Result<(), TryRuntimeError> {
		let next = NextDisputeId::<T>::get();
		ensure!(
			Disputes::<T>::iter_keys().all(|id| id < next),
			"DisputesAreNumbered: a number was not given out"
		);
		Ok(())
	}

	/// `DisputesAreSound`: a dispute has contributions; they have verdicts exactly when an arbiter
	/// decided, or the panel instead; what is cured was unavailable; appeals follow decisions; the
	/// arbiter is no party.
	fn disputes_are_sound() -> Result<(), TryRuntimeError> {
		for dispute in Disputes::<T>::iter_values() {
			let decided = match &dispute.stage {
				Stage::Drawing { .. } | Stage::Deciding { .. } | Stage::Panel { .. } => false,
				Stage::Decided { .. } | Stage::Appealed { .. } => true,
				// Without an arbiter the panel decided all of it, or nobody.
				Stage::Ending { arbiter, .. } => {
					arbiter.is_some() || dispute.items.iter().any(|item| item.verdict.is_some())
				},
			};
			let sound = |item: &ItemOf<T>| {
				item.verdict.is_some() == decided
					&& (item.verdict != Some(Verdict::Cured)
						|| dispute.reason == Reason::Unavailable)
					&& (item.appeal.is_none() || decided)
			};
			let parties = Self::parties(&dispute.sponsor, &dispute.items);
			ensure!(
				!dispute.items.is_empty()
					&& dispute.items.iter().all(sound)
					&& dispute.stage.arbiter().is_none_or(|one| !parties.contains(one)),
				"DisputesAreSound: a dispute is not as its stage has it"
			);
		}
		Ok(())
	}

	/// `ContributionsAreIndexed`: a contribution is disputed exactly when a dispute names it, and
	/// one dispute only.
	fn contributions_are_indexed() -> Result<(), TryRuntimeError> {
		let mut named = BTreeSet::new();
		for (id, dispute) in Disputes::<T>::iter() {
			for item in &dispute.items {
				let name = (dispute.study, item.subject.clone(), item.dataset);
				ensure!(
					Disputed::<T>::get(name.clone()) == Some(id) && named.insert(name),
					"ContributionsAreIndexed: a contribution does not lead to its dispute"
				);
			}
		}
		ensure!(
			Disputed::<T>::iter_keys().count() == named.len(),
			"ContributionsAreIndexed: a contribution leads to no dispute"
		);
		Ok(())
	}

	/// `StudiesAreIndexed`: every dispute is listed under its study, and nothing else.
	fn studies_are_indexed() -> Result<(), TryRuntimeError> {
		let mut count = 0;
		for (id, dispute) in Disputes::<T>::iter() {
			count += 1;
			ensure!(
				OfStudy::<T>::contains_key(dispute.study, id.to_be_bytes()),
				"StudiesAreIndexed: a dispute is not listed"
			);
		}
		ensure!(
			OfStudy::<T>::iter_keys().count() == count,
			"StudiesAreIndexed: a line leads to no dispute"
		);
		Ok(())
	}

	/// `ArbitersAreIndexed`: every dispute that has an arbiter is listed under it, and nothing
	/// else.
	fn arbiters_are_indexed() -> Result<(), TryRuntimeError> {
		let mut count = 0;
		for (id, dispute) in Disputes::<T>::iter() {
			let Some(arbiter) = dispute.stage.arbiter() else { continue };
			count += 1;
			ensure!(
				OfArbiter::<T>::contains_key(arbiter, id.to_be_bytes()),
				"ArbitersAreIndexed: a dispute is not listed"
			);
		}
		ensure!(
			OfArbiter::<T>::iter_keys().count() == count,
			"ArbitersAreIndexed: a line leads to no dispute"
		);
		Ok(())
	}

	/// `LinesAreComplete`: every dispute waits for a draw or a deadline, and is listed there;
	/// nothing else is.
	fn lines_are_complete() -> Result<(), TryRuntimeError> {
		let (mut draws, mut deadlines) = (0, 0);
		for (id, dispute) in Disputes::<T>::iter() {
			let listed = match (dispute.stage.draws_at(), dispute.stage.due()) {
				(Some(block), None) => {
					draws += 1;
					Draws::<T>::contains_key(block.to_be_bytes(), id)
				},
				(None, Some(due)) => {
					deadlines += 1;
					Agenda::<T>::contains_key(due.to_be_bytes(), id)
				},
				_ => false,
			};
			ensure!(listed, "LinesAreComplete: a dispute waits for nothing");
		}
		ensure!(
			Draws::<T>::iter_keys().count() == draws
				&& Agenda::<T>::iter_keys().count() == deadlines,
			"LinesAreComplete: a line leads to no dispute"
		);
		Ok(())
	}

	/// `BondsAddUp`: what is on hold in an account is what its disputes bind, to the last unit.
	fn bonds_add_up() -> Result<(), TryRuntimeError> {
		let mut bound = BTreeMap::<T::AccountId, BalanceOf<T>>::new();
		for dispute in Disputes::<T>::iter_values() {
			bound
				.entry(dispute.sponsor.clone())
				.or_insert_with(Zero::zero)
				.saturating_accrue(dispute.bound());
		}
		for account in frame_system::Account::<T>::iter_keys() {
			let held = T::Currency::balance_on_hold(&HoldReason::Bond.into(), &account);
			ensure!(
				held == bound.remove(&account).unwrap_or_else(Zero::zero),
				"BondsAddUp: a hold differs from what the disputes bind"
			);
		}
		ensure!(bound.values().all(Zero::is_zero), "BondsAddUp: a sponsor has no account");
		Ok(())
	}

	/// `PeriodsAreBounded`: each period is 1 ms to 30 days.
	fn periods_are_bounded() -> Result<(), TryRuntimeError> {
		let Periods { decide, appeal, panel } = PeriodLengths::<T>::get();
		ensure!(
			[decide, appeal, panel].iter().all(|one| (1..=MAX_PERIOD).contains(one)),
			"PeriodsAreBounded: a period is too short or too long"
		);
		Ok(())
	}

	/// `EvidenceKeysAreSound`: no evidence key is all zeros.
	fn evidence_keys_are_sound() -> Result<(), TryRuntimeError> {
		ensure!(
			EvidenceKeys::<T>::iter_values().all(|record| record.key != [0; 32]),
			"EvidenceKeysAreSound: evidence cannot be encrypted to a key"
		);
		Ok(())
	}

	/// `ExclusionsBelongToDisputes`: every exclusion is a live dispute's, whose arbiter it does not
	/// name.
	fn exclusions_belong_to_disputes() -> Result<(), TryRuntimeError> {
		for (id, exclusion) in Exclusions::<T>::iter() {
			let sound = Disputes::<T>::get(id).is_some_and(|dispute| {
				dispute.stage.arbiter().is_none_or(|one| !exclusion.names(one))
			});
			ensure!(sound, "ExclusionsBelongToDisputes: an arbiter, or no dispute, is excluded");
		}
		Ok(())
	}

	/// `ScansBelongToDraws`: a draw that is not at its end has something to look at, and its
	/// dispute waits for it.
	fn scans_belong_to_draws() -> Result<(), TryRuntimeError> {
		for (id, scan) in Scans::<T>::iter() {
			let drawn = Disputes::<T>::get(id).and_then(|dispute| dispute.stage.draws_at());
			ensure!(
				scan.left > 0 && drawn.is_some_and(|block| block < Self::block()),
				"ScansBelongToDraws: a draw goes on for nobody"
			);
		}
		Ok(())
	}
}
