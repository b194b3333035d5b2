//! What always holds of the pallet's state. Each invariant has a name; the tests corrupt the state
//! on purpose and see it fire.
#![allow(clippy::arithmetic_side_effects)]

use crate::{
	pallet::{Config, HoldReason, MemberOf, Members, NextSponsorshipId, Pallet, Sponsorships},
	BalanceOf,
};
use alloc::{collections::BTreeMap, vec::Vec};
use codec::Encode;
use frame_support::{
	ensure,
	traits::fungible::{Inspect, InspectHold},
};
use sp_runtime::{
	traits::{Saturating, Zero},
	TryRuntimeError,
};

impl<T: Config> Pallet<T> {
	/// Checks all invariants.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		Self::pots_live()?;
		Self::holds_add_up()?;
		Self::members_add_up()?;
		Self::memberships_match()?;
		Self::providers_held()?;
		Self::sponsorships_are_numbered()
	}

	/// `PotsLive`: a pot has the existential deposit besides its budget and what it holds.
	fn pots_live() -> Result<(), TryRuntimeError> {
		for id in Sponsorships::<T>::iter_keys() {
			ensure!(
				T::Currency::balance(&Self::pot(id)) >= T::Currency::minimum_balance(),
				"PotsLive: a pot is below the existential deposit"
			);
		}
		Ok(())
	}

	/// `HoldsAddUp`: what is on hold in a pot is the deposits of members' items and of their
	/// records, so that the pot is existential deposit, budget and holds, and nothing else.
	fn holds_add_up() -> Result<(), TryRuntimeError> {
		for (id, sponsorship) in Sponsorships::<T>::iter() {
			let pot = Self::pot(id);
			let records = Members::<T>::iter_prefix_values(id)
				.fold(BalanceOf::<T>::zero(), |sum, one| sum.saturating_add(one.deposit));
			ensure!(
				T::Currency::balance_on_hold(&HoldReason::Membership.into(), &pot) == records,
				"HoldsAddUp: the deposits of records are not what is held for them"
			);
			ensure!(
				T::Currency::total_balance_on_hold(&pot)
					== records.saturating_add(sponsorship.held),
				"HoldsAddUp: the deposits of items are not what is held for them"
			);
		}
		Ok(())
	}

	/// `MembersAddUp`: a sponsorship counts its members, their records, and what is held for them.
	fn members_add_up() -> Result<(), TryRuntimeError> {
		for (id, sponsorship) in Sponsorships::<T>::iter() {
			let (mut members, mut records, mut held) = (0u32, 0u32, BalanceOf::<T>::zero());
			for membership in Members::<T>::iter_prefix_values(id) {
				records.saturating_accrue(1);
				members.saturating_accrue(membership.active.into());
				held.saturating_accrue(membership.held);
			}
			ensure!(
				(sponsorship.members, sponsorship.records) == (members, records),
				"MembersAddUp: a sponsorship miscounts its members"
			);
			ensure!(sponsorship.held == held, "MembersAddUp: the sum of what is held is wrong");
		}
		Ok(())
	}

	/// `MembershipsMatch`: an account is a member of the one sponsorship that has it as an active
	/// member, and a former member has no gateways.
	fn memberships_match() -> Result<(), TryRuntimeError> {
		let mut active = 0usize;
		for (id, member, membership) in Members::<T>::iter() {
			ensure!(
				Sponsorships::<T>::contains_key(id),
				"MembershipsMatch: a member of a sponsorship that is gone"
			);
			ensure!(
				membership.active == (MemberOf::<T>::get(&member) == Some(id)),
				"MembershipsMatch: a membership and its index differ"
			);
			ensure!(
				membership.active || membership.gateways.is_empty(),
				"MembershipsMatch: a former member has gateways"
			);
			ensure!(
				Self::ensure_gateways(&member, &membership.gateways).is_ok(),
				"MembershipsMatch: a gateway twice"
			);
			active.saturating_accrue(membership.active.into());
		}
		ensure!(
			MemberOf::<T>::iter().count() == active,
			"MembershipsMatch: an index without a membership"
		);
		Ok(())
	}

	/// `ProvidersHeld`: every member and every gateway has a provider reference for each membership
	/// in which it is one.
	fn providers_held() -> Result<(), TryRuntimeError> {
		let mut wanted = BTreeMap::<Vec<u8>, (T::AccountId, u32)>::new();
		for (_, member, membership) in Members::<T>::iter() {
			if !membership.active {
				continue;
			}
			for who in membership.gateways.into_iter().chain([member]) {
				let entry = wanted.entry(who.encode()).or_insert((who, 0));
				entry.1.saturating_accrue(1);
			}
		}
		for (who, count) in wanted.into_values() {
			ensure!(
				frame_system::Pallet::<T>::providers(&who) >= count,
				"ProvidersHeld: a member or gateway without its provider reference"
			);
		}
		Ok(())
	}

	/// `SponsorshipsAreNumbered`: every number in use is below the next one, and every set of terms
	/// is one that could be set.
	fn sponsorships_are_numbered() -> Result<(), TryRuntimeError> {
		let next = NextSponsorshipId::<T>::get();
		for (id, sponsorship) in Sponsorships::<T>::iter() {
			ensure!(id < next, "SponsorshipsAreNumbered: a number that was not given out");
			ensure!(
				sponsorship.terms.calls.is_valid() && sponsorship.terms.max_members > 0,
				"SponsorshipsAreNumbered: terms that cannot be"
			);
		}
		Ok(())
	}
}
