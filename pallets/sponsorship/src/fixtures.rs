//! What benchmarks start from, those of other pallets too.
#![allow(clippy::arithmetic_side_effects)]

use crate::{
	pallet::{Config, HoldReason, MemberOf, Members, NextSponsorshipId, Pallet, Sponsorships},
	types::{Membership, Terms},
	BalanceOf, TermsOf,
};
use epione_primitives::{CallSet, Moment};
use epione_support::providers;
use frame_benchmarking::account;
use frame_support::traits::{
	fungible::{Mutate, MutateHold},
	Get,
};
use sp_runtime::traits::{Bounded, Zero};

/// More than anything costs.
fn plenty<T: Config>() -> BalanceOf<T> {
	BalanceOf::<T>::max_value() / 1_000_000u32.into()
}

/// Gives `who` plenty.
pub(crate) fn funded<T: Config>(who: T::AccountId) -> T::AccountId {
	T::Currency::set_balance(&who, plenty::<T>());
	who
}

/// Terms that pay everything.
pub(crate) fn terms<T: Config>() -> TermsOf<T> {
	Terms {
		calls: CallSet::ALL,
		daily_fees: plenty::<T>(),
		deposits: plenty::<T>(),
		max_members: u32::MAX,
		valid_until: Moment::MAX,
	}
}

/// What a sponsorship starts with.
pub(crate) fn budget<T: Config>() -> BalanceOf<T> {
	plenty::<T>() / 1_000u32.into()
}

/// Makes `who` a member of a sponsorship that pays everything, so that the benchmarks of other
/// pallets measure deposits that a sponsorship pays.
pub(crate) fn sponsor_everything<T: Config>(who: &T::AccountId) {
	if MemberOf::<T>::contains_key(who) {
		return;
	}
	let sponsor: T::AccountId = account("sponsor", 0, 0);
	let found = Sponsorships::<T>::iter().find(|(_, found)| found.sponsor == sponsor);
	let id = match found {
		Some((id, _)) => id,
		None => {
			let id = NextSponsorshipId::<T>::get();
			if Pallet::<T>::do_create(funded::<T>(sponsor), terms::<T>(), budget::<T>()).is_err() {
				return;
			}
			id
		},
	};
	// As `join` does, without its signatures.
	let deposit = T::MemberDeposit::get();
	let reason = HoldReason::Membership.into();
	if T::Currency::hold(&reason, &Pallet::<T>::pot(id), deposit).is_err() {
		return;
	}
	let membership = Membership {
		active: true,
		gateways: Default::default(),
		day: 0,
		spent: Zero::zero(),
		held: Zero::zero(),
		void_until: 0,
		deposit,
	};
	Members::<T>::insert(id, who, membership);
	MemberOf::<T>::insert(who, id);
	providers::add::<T>(who);
	Sponsorships::<T>::mutate(id, |found| {
		if let Some(found) = found {
			found.members = found.members.saturating_add(1);
			found.records = found.records.saturating_add(1);
		}
	});
}
