//! What other pallets ask: does somebody hold a credential, and who can be drawn as an arbiter.

use crate::{
	ArbiterAt, ArbiterCount, ArbiterIndex, Config, CredentialStatus, Event, Holders, Pallet,
};
use alloc::vec::Vec;
use epione_primitives::{
	traits::{ArbiterPool, CredentialCheck},
	Attributes, Moment, Role,
};

impl<T: Config> CredentialCheck<T::AccountId> for Pallet<T> {
	fn attributes(who: &T::AccountId, role: Role) -> Option<Attributes> {
		Holders::<T>::get(who, role)
			.filter(|c| Self::status(c) == CredentialStatus::Valid)
			.map(|c| c.attributes)
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn set_up(who: &T::AccountId, role: Role) {
		let accreditor = frame_benchmarking::account("accreditor", 0, 0);
		Self::set_up_credential(who, role, &accreditor, Moment::MAX);
	}
}

impl<T: Config> ArbiterPool<T::AccountId> for Pallet<T> {
	fn listed() -> u32 {
		ArbiterCount::<T>::get()
	}

	fn nth(index: u32) -> Option<T::AccountId> {
		ArbiterAt::<T>::get(index)
	}

	fn prune(who: &T::AccountId) {
		let holds = <Self as CredentialCheck<T::AccountId>>::holds(who, Role::Arbiter);
		if !holds && ArbiterIndex::<T>::contains_key(who) {
			Self::unlist_if_arbiter(who, Role::Arbiter);
			Self::deposit_event(Event::Unlisted { holder: who.clone() });
		}
	}

	fn arbiter_since(who: &T::AccountId, since: Moment) -> Option<T::AccountId> {
		Holders::<T>::get(who, Role::Arbiter)
			.filter(|c| c.issued_at <= since && Self::status(c) == CredentialStatus::Valid)
			.map(|c| c.accreditor)
	}

	fn accreditors(who: &T::AccountId) -> Vec<(Role, T::AccountId)> {
		Self::accreditors_of(who)
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn set_up(who: &T::AccountId, accreditor: Option<&T::AccountId>) {
		let somebody = frame_benchmarking::account("accreditor", 0, 0);
		let until = if accreditor.is_some() { Moment::MAX } else { 0 };
		Self::set_up_credential(who, Role::Arbiter, accreditor.unwrap_or(&somebody), until);
	}
}
