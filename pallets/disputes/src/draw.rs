//! Arbiters by lot.
//!
//! The lot is the hash of one block, fixed when the dispute is opened and not known then: the one that comes
//! `DrawDelay` blocks later. Whoever triggers the draw, and when, does not change it. A chain keeps the
//! hashes of its last `BlockHashCount` blocks only; should nobody, the chain itself included, draw for so
//! long, the lot is the hash of the block that comes a whole multiple of `BlockHashCount` later. Of these
//! there is exactly one among the kept ones at any time, so there is nothing to choose from.
//!
//! The author of that block can try several blocks and publish the one that it likes. It cannot make an
//! arbiter of somebody who is none; the appeal is there for the rest.

use super::*;
use alloc::collections::{BTreeMap, BTreeSet};
use codec::Encode;
use sp_runtime::traits::SaturatedConversion;

impl<T: Config> Pallet<T> {
	/// This block's number.
	pub(crate) fn block() -> u32 {
		frame_system::Pallet::<T>::block_number().saturated_into()
	}

	/// The block by whose hash a draw goes that is ordered now.
	pub(crate) fn draw_block() -> Result<u32, Error<T>> {
		Self::block().checked_add(T::DrawDelay::get()).ok_or(Error::<T>::Overflow)
	}

	/// The block whose hash counts now for a draw by `block`; none if that has not ended.
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

	/// Draws an arbiter for the dispute from the list, without regard to the order of the list: every one
	/// who may decide it has the same chance. Looks at [`MAX_PICKS`] at most; what it finds void leaves the
	/// list.
	pub(crate) fn pick(
		id: DisputeId,
		dispute: &DisputeOf<T>,
		lot: T::Hash,
		silent: Option<&T::AccountId>,
	) -> Option<(T::AccountId, EvidenceKeyBytes)> {
		let parties = Self::parties(dispute);
		let accreditors = Self::accreditors(&parties);
		let listed = T::Credentials::listed();
		// The first picks of a shuffle of all numbers below `listed`; what was moved, and nothing else.
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

	/// Sponsor and subjects.
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

	/// Whether `who` may not judge these parties: it is one of them or accredited one of them, or owes its
	/// own credential to one of them or to somebody who accredited one of them.
	fn is_associated(
		who: &T::AccountId,
		parties: &BTreeSet<T::AccountId>,
		accreditors: &BTreeSet<T::AccountId>,
	) -> bool {
		let close = |one: &T::AccountId| parties.contains(one) || accreditors.contains(one);
		close(who) || T::Credentials::accreditor(who, Role::Arbiter).as_ref().is_none_or(close)
	}

	/// A number from 0 to `bound`, not included, by the hash of `of`. The bias is below 2^-96.
	fn number_below(bound: u32, of: impl Encode) -> u32 {
		let hash = of.using_encoded(sp_io::hashing::blake2_256);
		let number = hash.first_chunk().map_or(0, |bytes| u128::from_le_bytes(*bytes));
		number.checked_rem(u128::from(bound)).map_or(0, |rest| rest as u32)
	}

	/// Stores an evidence key; the first takes a deposit.
	pub(crate) fn put_evidence_key(
		arbiter: &T::AccountId,
		key: EvidenceKeyBytes,
	) -> DispatchResult {
		// Of the points of small order only the most likely mistake: age refuses to encrypt to any.
		ensure!(key != [0; 32], Error::<T>::InvalidKey);
		let ticket = match EvidenceKeys::<T>::take(arbiter) {
			Some(old) => old.ticket,
			None => T::Consideration::new(arbiter, Self::key_footprint())?,
		};
		EvidenceKeys::<T>::insert(arbiter, EvidenceKey { key, ticket });
		Ok(())
	}

	/// What an evidence key takes in state.
	pub fn key_footprint() -> Footprint {
		Footprint::from_mel::<(T::AccountId, EvidenceKey<T::Consideration>)>()
	}
}
