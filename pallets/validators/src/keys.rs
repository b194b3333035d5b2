//! Which keys validators used, session by session.
//!
//! `pallet-session`'s history is built from the keys that validators will use next, so it cannot
//! prove the keys of somebody who has just replaced them; and while the set stays, it repeats an
//! old root. Here the keys are noted as each session begins to use them.

use crate::{Config, Pallet, UsedKeys, UsedSince};
use alloc::{vec, vec::Vec};
use frame_support::{
	traits::{Get, KeyOwnerProofSystem},
	BoundedVec,
};
use pallet_session::historical;
use sp_runtime::{
	traits::{Convert, Hash, OpaqueKeys},
	KeyTypeId,
};
use sp_session::MembershipProof;
use sp_staking::SessionIndex;

impl<T: Config> Pallet<T> {
	/// Notes the keys of the session that begins. They are queued still.
	pub(crate) fn note_keys(session: SessionIndex) {
		let used: Vec<_> = pallet_session::QueuedKeys::<T>::get()
			.into_iter()
			.map(|(who, keys)| (who, Self::digest(keys.get_raw(T::ProvedKey::get()))))
			.collect();
		let used = BoundedVec::truncate_from(used);
		let before = session.checked_sub(1).and_then(UsedSince::<T>::get);
		let same = before.filter(|first| UsedKeys::<T>::get(first).as_ref() == Some(&used));
		let first = same.unwrap_or(session);
		if same.is_none() {
			UsedKeys::<T>::insert(first, used);
		}
		UsedSince::<T>::insert(session, first);
	}

	/// Forgets the keys of the sessions before `keep_from`: one, usually.
	pub(crate) fn forget_keys(keep_from: SessionIndex) {
		let kept = UsedSince::<T>::get(keep_from);
		let mut session = keep_from;
		while let Some(first) = session.checked_sub(1).and_then(UsedSince::<T>::take) {
			if kept != Some(first) {
				UsedKeys::<T>::remove(first);
			}
			session = session.saturating_sub(1);
		}
	}

	/// Proves who used `key` in `session`.
	pub fn prove_in<D: AsRef<[u8]>>(
		session: SessionIndex,
		key: (KeyTypeId, D),
	) -> Option<MembershipProof> {
		let Some(first) = UsedSince::<T>::get(session) else {
			// The session began before its keys were noted.
			let is_now = session == pallet_session::Pallet::<T>::current_index();
			return is_now.then(|| historical::Pallet::<T>::prove(key)).flatten();
		};
		let (_, validator_count) = Self::user(first, &key)?;
		Some(MembershipProof { session, trie_nodes: vec![], validator_count })
	}

	fn digest(key: &[u8]) -> T::Hash {
		<T as frame_system::Config>::Hashing::hash(key)
	}

	/// Who used `key` in the sessions from `first` on, and how many validators there were.
	fn user<D: AsRef<[u8]>>(
		first: SessionIndex,
		(kind, key): &(KeyTypeId, D),
	) -> Option<(T::AccountId, u32)> {
		if *kind != T::ProvedKey::get() {
			return None;
		}
		let used = UsedKeys::<T>::get(first)?;
		let count = used.len() as u32;
		let digest = Self::digest(key.as_ref());
		let (who, _) = used.into_iter().find(|(_, other)| *other == digest)?;
		Some((who, count))
	}
}

/// The proof names a session and its number of validators; the keys are in the state.
impl<T: Config, D: AsRef<[u8]>> KeyOwnerProofSystem<(KeyTypeId, D)> for Pallet<T> {
	type Proof = MembershipProof;
	type IdentificationTuple = historical::IdentificationTuple<T>;

	fn prove(key: (KeyTypeId, D)) -> Option<Self::Proof> {
		Self::prove_in(pallet_session::Pallet::<T>::current_index(), key)
	}

	fn check_proof(key: (KeyTypeId, D), proof: Self::Proof) -> Option<Self::IdentificationTuple> {
		// History has a root for the planned session, whose keys nobody has used.
		if proof.session > pallet_session::Pallet::<T>::current_index() {
			return None;
		}
		let Some(first) = UsedSince::<T>::get(proof.session) else {
			return historical::Pallet::<T>::check_proof(key, proof);
		};
		let (who, count) = Self::user(first, &key)?;
		if proof.validator_count != count || !proof.trie_nodes.is_empty() {
			return None;
		}
		let full = T::FullIdentificationOf::convert(who.clone())?;
		Some((who, full))
	}
}
