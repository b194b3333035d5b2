//! Arbiters by lot.
//!
//! The lot is the hash of one block: the one that comes `DrawDelay` blocks after the dispute was
//! opened. The block is fixed then, and its hash is not known yet. Whoever triggers the draw, and
//! when, does not change the lot. A chain keeps the hashes of its last `BlockHashCount` blocks
//! only. If nobody, the chain itself included, draws for that long, the lot is the hash of the
//! block that comes a whole multiple of `BlockHashCount` later. Of these blocks exactly one is kept
//! at any time, so there is nothing to choose from.
//!
//! The author of that block can try several blocks and publish the one that it likes. It cannot
//! make anybody an arbiter who is not one; the appeal is there for the rest.

use crate::{
	pallet::{Config, Error, EvidenceKeys, Pallet},
	types::{EvidenceKeyBytes, MAX_PICKS},
	DisputeOf,
};
use alloc::{
	collections::{BTreeMap, BTreeSet},
	vec::Vec,
};
use codec::Encode;
use epione_primitives::{
	traits::{ArbiterPool, CredentialCheck},
	DisputeId, Role,
};
use frame_support::{defensive, traits::Get};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::traits::SaturatedConversion;

impl<T: Config> Pallet<T> {
	/// This block's number.
	pub(crate) fn block() -> u32 {
		frame_system::Pallet::<T>::block_number().saturated_into()
	}

	/// The block whose hash decides a draw that is ordered now.
	pub(crate) fn draw_block() -> Result<u32, Error<T>> {
		Self::block().checked_add(T::DrawDelay::get()).ok_or(Error::<T>::Overflow)
	}

	/// The block whose hash counts now for a draw by `block`; `None` while `block` has not ended.
	pub(crate) fn lot_block(block: u32) -> Option<u32> {
		let newest = Self::block().checked_sub(1)?;
		let late = newest.checked_sub(block)?;
		let kept: u32 = T::BlockHashCount::get().saturated_into();
		let skipped = late.checked_div(kept)?.checked_mul(kept)?;
		block.checked_add(skipped)
	}

	/// The hash that counts now for a draw by `block`.
	pub(crate) fn lot(block: u32) -> Option<T::Hash> {
		let block = Self::lot_block(block)?;
		let hash = frame_system::Pallet::<T>::block_hash(BlockNumberFor::<T>::from(block));
		(hash != T::Hash::default()).then_some(hash)
	}

	/// Draws an arbiter for the dispute from the list, whatever the list's order: everyone who may
	/// decide it has the same chance. Looks at [`MAX_PICKS`] entries at most; those that it finds
	/// void leave the list.
	pub(crate) fn pick(
		id: DisputeId,
		dispute: &DisputeOf<T>,
		lot: T::Hash,
		silent: Option<&T::AccountId>,
	) -> Option<(T::AccountId, EvidenceKeyBytes)> {
		let parties = Self::parties(dispute);
		let accreditors = Self::accreditors(&parties);
		let listed = T::Credentials::listed();
		// The first picks of a shuffle of all numbers below `listed`; what was moved, and nothing
		// else.
		let mut moved = BTreeMap::<u32, u32>::new();
		let mut void = Vec::new();
		let mut found = None;
		for step in 0..listed.min(MAX_PICKS) {
			let rest = listed.saturating_sub(step);
			let at = step.saturating_add(Self::number_below(rest, (lot, id, step)));
			let picked = moved.get(&at).copied().unwrap_or(at);
			let here = moved.get(&step).copied().unwrap_or(step);
			moved.insert(at, here);
			let Some(who) = T::Credentials::nth(picked) else {
				defensive!("the list has no gaps");
				continue;
			};
			if !T::Credentials::holds(&who, Role::Arbiter) {
				void.push(who);
				continue;
			}
			if silent == Some(&who) || Self::is_associated(&who, &parties, &accreditors) {
				continue;
			}
			if let Some(record) = EvidenceKeys::<T>::get(&who) {
				found = Some((who, record.key));
				break;
			}
		}
		// Only now: it changes the numbers.
		for who in void {
			T::Credentials::prune(&who);
		}
		found
	}

	/// The sponsor and the subjects.
	pub(crate) fn parties(dispute: &DisputeOf<T>) -> BTreeSet<T::AccountId> {
		dispute
			.items
			.iter()
			.map(|item| item.subject.clone())
			.chain(core::iter::once(dispute.sponsor.clone()))
			.collect()
	}

	/// Everybody who accredited a party, for whatever role.
	fn accreditors(parties: &BTreeSet<T::AccountId>) -> BTreeSet<T::AccountId> {
		parties
			.iter()
			.flat_map(|party| {
				Role::ALL.into_iter().filter_map(|role| T::Credentials::accreditor(party, role))
			})
			.collect()
	}

	/// Whether `who` may not judge these parties: it is one of them or accredited one of them, or
	/// owes its own credential to one of them or to somebody who accredited one of them.
	fn is_associated(
		who: &T::AccountId,
		parties: &BTreeSet<T::AccountId>,
		accreditors: &BTreeSet<T::AccountId>,
	) -> bool {
		let close = |one: &T::AccountId| parties.contains(one) || accreditors.contains(one);
		close(who) || T::Credentials::accreditor(who, Role::Arbiter).as_ref().is_none_or(close)
	}

	/// A number below `bound`, by the hash of `of`. The bias is below 2^-96.
	fn number_below(bound: u32, of: impl Encode) -> u32 {
		let hash = of.using_encoded(sp_io::hashing::blake2_256);
		let number = hash.first_chunk().map_or(0, |bytes| u128::from_le_bytes(*bytes));
		number.checked_rem(u128::from(bound)).map_or(0, |rest| rest as u32)
	}
}
