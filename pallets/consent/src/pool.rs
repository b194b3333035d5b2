//! What the transaction pool asks before it admits a free call.
//!
//! Each check is what its call begins with, so the two never disagree. `Ok` returns what the
//! refusal is about, encoded: the pool keeps only one call with the same tag.

use crate::{
	types::{GranteeOf, Narrowing},
	Config, Error, Grants, Pallet, FREE_NARROWINGS,
};
use alloc::vec::Vec;
use codec::Encode;
use epione_primitives::{GrantId, RequestId};

impl<T: Config> Pallet<T> {
	/// Whether `who` may `deny(request)` now.
	pub fn check_deny(who: &T::AccountId, request: RequestId) -> Result<Vec<u8>, Error<T>> {
		let found = Self::deniable(who, request)?;
		Ok(Self::tag(&found.subject, 2, request))
	}

	/// Whether `who` may `narrow(grant, change)` now. Costs a fee if [`Self::free_narrowings`] is
	/// 0.
	pub fn check_narrow(
		who: &T::AccountId,
		grant: GrantId,
		change: &Narrowing,
	) -> Result<Vec<u8>, Error<T>> {
		let (old, _) = Self::narrowable(who, grant, change)?;
		// One at a time: two changes that each fit the grant need not fit together.
		Ok(Self::tag(&old.subject, 4, grant))
	}

	/// How many times `grant` can be narrowed free of charge from now on.
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

	/// Subject, call index and item, which identify a refusal.
	fn tag(subject: &T::AccountId, call: u8, item: impl Encode) -> Vec<u8> {
		(subject, call, item).encode()
	}
}
