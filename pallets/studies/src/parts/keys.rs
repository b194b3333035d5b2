//! Recipient keys.

use crate::{
	ground::{clock, deposits},
	parts::holders,
	Config, Error, GranteeOf, RecipientKey, RecipientKeyOf, RecipientKeys, KEY_LIFETIME,
};
use epione_envelope::{keys::verify_possession, ProofError};
use epione_primitives::{KeyVersion, Point, ProofBytes};
use epione_support::deposits::release;
use frame_support::{
	ensure,
	traits::{Consideration, Get},
};
use sp_runtime::DispatchResult;

/// Checks the proof and makes `key` the holder's newest. The first takes a deposit from `payer`.
pub(crate) fn add<T: Config>(
	holder: &GranteeOf<T>,
	payer: &T::AccountId,
	version: KeyVersion,
	key: Point,
	proof: &ProofBytes,
) -> DispatchResult {
	let former = RecipientKeys::<T>::get(holder);
	let next = match &former {
		Some(former) => former.version.checked_add(1).ok_or(Error::<T>::Overflow)?,
		None => 0,
	};
	ensure!(version == next, Error::<T>::WrongKeyVersion);
	let chain_id = T::ChainId::get();
	verify_possession(&key, proof, &chain_id, &holders::as_bound::<T>(holder), version).map_err(
		|error| match error {
			ProofError::InvalidProof => Error::<T>::PossessionNotProven,
			ProofError::NonCanonicalScalar => Error::<T>::InvalidPossessionScalar,
			_ => Error::<T>::InvalidKey,
		},
	)?;
	let (payer, ticket) = match former {
		Some(former) => (former.payer, former.ticket),
		None => (payer.clone(), T::Consideration::new(payer, deposits::key_footprint::<T>())?),
	};
	let added_at = clock::now::<T>();
	RecipientKeys::<T>::insert(holder, RecipientKey { version, key, added_at, payer, ticket });
	Ok(())
}

/// The key to which a commitment made now is sealed.
pub(crate) fn usable<T: Config>(holder: &GranteeOf<T>) -> Result<RecipientKeyOf<T>, Error<T>> {
	let key = RecipientKeys::<T>::get(holder).ok_or(Error::<T>::KeyNotFound)?;
	let usable_until = key.added_at.saturating_add(KEY_LIFETIME);
	ensure!(clock::now::<T>() < usable_until, Error::<T>::KeyExpired);
	Ok(key)
}

/// Removes the key of a holder that is no more, and returns its deposit.
pub(crate) fn remove<T: Config>(holder: &GranteeOf<T>) {
	if let Some(key) = RecipientKeys::<T>::take(holder) {
		release(key.ticket, &key.payer);
	}
}
