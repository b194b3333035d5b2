//! Recipient keys.

use super::*;
use epione_envelope::{
	keys::{verify_possession, Holder},
	ProofError,
};

impl<T: Config> Pallet<T> {
	/// The holder as statements bind it.
	pub(crate) fn holder_bytes(holder: &GranteeOf<T>) -> Holder {
		match holder {
			Grantee::Account(account) => Holder::Account(*account.as_ref()),
			Grantee::Study(study) => Holder::Study(*study),
		}
	}

	/// Checks the proof and makes `key` the holder's newest. The first takes a deposit from `payer`.
	pub(crate) fn put_key(
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
		verify_possession(&key, proof, &chain_id, &Self::holder_bytes(holder), version).map_err(
			|error| match error {
				ProofError::InvalidProof => Error::<T>::PossessionNotProven,
				ProofError::NonCanonicalScalar => Error::<T>::InvalidPossessionScalar,
				_ => Error::<T>::InvalidKey,
			},
		)?;
		let (payer, ticket) = match former {
			Some(former) => (former.payer, former.ticket),
			None => (payer.clone(), T::Consideration::new(payer, Self::key_footprint())?),
		};
		let added_at = Self::now();
		RecipientKeys::<T>::insert(holder, RecipientKey { version, key, added_at, payer, ticket });
		Ok(())
	}

	/// The key to which a commitment made now is sealed.
	pub(crate) fn usable_key(holder: &GranteeOf<T>) -> Result<RecipientKeyOf<T>, Error<T>> {
		let key = RecipientKeys::<T>::get(holder).ok_or(Error::<T>::KeyNotFound)?;
		let usable_until = key.added_at.saturating_add(KEY_LIFETIME);
		ensure!(Self::now() < usable_until, Error::<T>::KeyExpired);
		Ok(key)
	}

	/// Removes the key of a holder that is no more, and returns its deposit.
	pub(crate) fn remove_key(holder: &GranteeOf<T>) {
		if let Some(key) = RecipientKeys::<T>::take(holder) {
			Self::release_ticket(key.ticket, &key.payer);
		}
	}

	fn key_footprint() -> Footprint {
		Footprint::from_mel::<(GranteeOf<T>, RecipientKeyOf<T>)>()
	}
}
