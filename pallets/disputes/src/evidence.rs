//! Where arbiters receive evidence.

use crate::{
	pallet::{Config, Error, EvidenceKeys, Pallet},
	types::{EvidenceKey, EvidenceKeyBytes},
};
use frame_support::{
	dispatch::DispatchResult,
	ensure,
	traits::{Consideration, Footprint},
};

/// The X25519 points of small order but 0, 1 and their likes: both have order 8.
const ORDER_8: [EvidenceKeyBytes; 2] = [
	[
		0xe0, 0xeb, 0x7a, 0x7c, 0x3b, 0x41, 0xb8, 0xae, 0x16, 0x56, 0xe3, 0xfa, 0xf1, 0x9f, 0xc4,
		0x6a, 0xda, 0x09, 0x8d, 0xeb, 0x9c, 0x32, 0xb1, 0xfd, 0x86, 0x62, 0x05, 0x16, 0x5f, 0x49,
		0xb8, 0x00,
	],
	[
		0x5f, 0x9c, 0x95, 0xbc, 0xa3, 0x50, 0x8c, 0x24, 0xb1, 0xd0, 0xb1, 0x55, 0x9c, 0x83, 0xef,
		0x5b, 0x04, 0x44, 0x5c, 0xc4, 0x58, 0x1c, 0x8e, 0x86, 0xd8, 0x22, 0x4e, 0xdd, 0xd0, 0x9f,
		0x11, 0x57,
	],
];

/// Whether a key is a point of small order, to which age refuses to encrypt. X25519 leaves the
/// highest bit out, and takes numbers from the prime 2^255 - 19 on modulo it.
fn is_small_order(mut key: EvidenceKeyBytes) -> bool {
	let [first, middle @ .., last] = &mut key;
	*last &= 0x7f;
	// 0 and 1; then -1, and the prime and one more, which stand for 0 and 1.
	let low = *first <= 1 && *last == 0 && middle.iter().all(|byte| *byte == 0);
	let high =
		(0xec..=0xee).contains(first) && *last == 0x7f && middle.iter().all(|byte| *byte == 0xff);
	low || high || ORDER_8.contains(&key)
}

impl<T: Config> Pallet<T> {
	/// What an evidence key takes in state.
	pub fn key_footprint() -> Footprint {
		Footprint::from_mel::<(T::AccountId, EvidenceKey<T::Consideration>)>()
	}

	/// Stores an evidence key; the first takes a deposit.
	pub(crate) fn put_evidence_key(
		arbiter: &T::AccountId,
		key: EvidenceKeyBytes,
	) -> DispatchResult {
		ensure!(!is_small_order(key), Error::<T>::InvalidKey);
		let ticket = match EvidenceKeys::<T>::take(arbiter) {
			Some(old) => old.ticket,
			None => T::Consideration::new(arbiter, Self::key_footprint())?,
		};
		EvidenceKeys::<T>::insert(arbiter, EvidenceKey { key, ticket });
		Ok(())
	}
}
