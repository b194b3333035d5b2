//! Arbiters by lot.
//!
//! The lot is the hash of one block: the one that comes `DrawDelay` blocks after the dispute was
//! opened. The block is fixed then, and its hash is not known yet. Whoever triggers the draw, and
//! when, does not change the lot. A chain keeps the hashes of its last `BlockHashCount` blocks
//! only. If nobody, the chain itself included, draws for that long, the lot is the hash of the
//! block that comes a whole multiple of `BlockHashCount` later. Of these blocks exactly one is kept
//! at any time, so there is nothing to choose from.
//!
//! The lot puts the candidates in order, each by hashes of nothing but the lot, the dispute, itself
//! and its accreditor; the first is drawn. So nobody's coming or going changes the order of the
//! others. Nobody can come either: a candidate has held its credential since the dispute was
//! opened, without a gap.
//!
//! The author of that block can try several blocks and publish the one that it likes. It cannot
//! make anybody an arbiter who is not one; the appeal is there for the rest.

use crate::{
	pallet::{Config, Error, EvidenceKeys, Exclusions, Pallet, Scans},
	types::{EvidenceKeyBytes, Exclusion, Scan, MAX_PICKS},
	DisputeOf, ExclusionOf, ItemOf,
};
use alloc::{collections::BTreeSet, vec::Vec};
use codec::Encode;
use epione_primitives::{
	traits::{ArbiterPool, CredentialCheck},
	DisputeId, Moment, Role,
};
use frame_support::{defensive, traits::Get, BoundedVec};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::traits::SaturatedConversion;

/// What a step of a draw found.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Drawn<AccountId> {
	/// There is more to look at.
	Unfinished,
	/// Nobody can be drawn.
	Nobody,
	/// An arbiter, and where it receives evidence.
	Arbiter(AccountId, EvidenceKeyBytes),
}

/// A place in the order of a draw, the lowest first: the accreditor's, then the candidate's among
/// those that the same one accredited. So it is of no use to accredit more.
type Place = ([u8; 32], [u8; 32]);

/// Somebody who can be drawn.
struct Candidate<AccountId> {
	place: Place,
	who: AccountId,
	key: EvidenceKeyBytes,
}

/// What decides a draw: the lot, and what was fixed before it was known.
struct Draw<'a, T: Config> {
	id: DisputeId,
	lot: T::Hash,
	opened_at: Moment,
	parties: BTreeSet<T::AccountId>,
	exclusion: ExclusionOf<T>,
	silent: Option<&'a T::AccountId>,
}

impl<T: Config> Draw<'_, T> {
	/// `who` as a candidate, if it is one.
	fn candidate(&self, who: T::AccountId) -> Option<Candidate<T::AccountId>> {
		let is_party = |one: &T::AccountId| self.parties.contains(one);
		if self.silent == Some(&who) || is_party(&who) || self.exclusion.names(&who) {
			return None;
		}
		let accreditor = T::Credentials::arbiter_since(&who, self.opened_at)?;
		if is_party(&accreditor) || self.exclusion.accreditors.contains(&accreditor) {
			return None;
		}
		let key = EvidenceKeys::<T>::get(&who)?.key;
		Some(Candidate { place: (self.rank(&accreditor), self.rank(&who)), who, key })
	}

	/// A number that the lot gives to an account.
	fn rank(&self, who: &T::AccountId) -> [u8; 32] {
		(self.lot, self.id, who).using_encoded(sp_io::hashing::blake2_256)
	}
}

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

	/// Takes a step of the dispute's draw by `lot`: looks at [`MAX_PICKS`] of the list at most,
	/// from its end, and takes those off that are void.
	///
	/// Whoever leaves the list, the last takes its number: downwards, as the draw goes. So between
	/// two steps nobody who is still to be looked at gets among those who were.
	pub(crate) fn draw(
		id: DisputeId,
		dispute: &DisputeOf<T>,
		lot: T::Hash,
		silent: Option<&T::AccountId>,
	) -> Drawn<T::AccountId> {
		let listed = T::Credentials::listed();
		let scan = Scans::<T>::take(id).unwrap_or(Scan { lot, left: listed, first: None });
		let parties = Self::parties(&dispute.sponsor, &dispute.items);
		let exclusion = Exclusions::<T>::get(id).unwrap_or_else(|| Self::exclusion(&parties));
		let (lot, opened_at) = (scan.lot, dispute.opened_at);
		let draw = Draw::<T> { id, lot, opened_at, parties, exclusion, silent };

		let mut left = scan.left.min(listed);
		let had_one = scan.first.is_some();
		let mut first = scan.first.and_then(|who| draw.candidate(who));
		if had_one && first.is_none() {
			// Who was first is no candidate any more, and who was second is not known.
			left = listed;
		}
		let mut void = Vec::new();
		for _ in 0..MAX_PICKS {
			let Some(number) = left.checked_sub(1) else { break };
			left = number;
			let Some(who) = T::Credentials::nth(number) else {
				defensive!("the list has no gaps");
				continue;
			};
			if !T::Credentials::holds(&who, Role::Arbiter) {
				void.push(who);
				continue;
			}
			let Some(found) = draw.candidate(who) else { continue };
			if first.as_ref().is_none_or(|first| found.place < first.place) {
				first = Some(found);
			}
		}
		// Only now: it changes the numbers.
		for who in void {
			T::Credentials::prune(&who);
		}
		if left > 0 {
			let first = first.map(|candidate| candidate.who);
			Scans::<T>::insert(id, Scan { lot, left, first });
			return Drawn::Unfinished;
		}
		first.map_or(Drawn::Nobody, |one| Drawn::Arbiter(one.who, one.key))
	}

	/// The sponsor and the subjects.
	pub(crate) fn parties(sponsor: &T::AccountId, items: &[ItemOf<T>]) -> BTreeSet<T::AccountId> {
		items
			.iter()
			.map(|item| item.subject.clone())
			.chain(core::iter::once(sponsor.clone()))
			.collect()
	}

	/// Who may not judge these parties: whoever accredited one of them, with a credential that is
	/// valid or not, as long as there is a record of it and for 28 days after. That is longer than
	/// a dispute can be opened after a delivery: who accredited a party then is among them.
	pub(crate) fn exclusion(parties: &BTreeSet<T::AccountId>) -> ExclusionOf<T> {
		let (courts, accreditors): (BTreeSet<_>, BTreeSet<_>) = parties
			.iter()
			.flat_map(T::Credentials::accreditors)
			.partition(|(role, _)| *role == Role::Arbiter);
		let accounts = |all: BTreeSet<(Role, T::AccountId)>| -> BTreeSet<T::AccountId> {
			all.into_iter().map(|(_, who)| who).collect()
		};
		let (courts, accreditors) = (accounts(courts), accounts(accreditors));
		Exclusion {
			accreditors: BoundedVec::truncate_from(accreditors.into_iter().collect()),
			courts: BoundedVec::truncate_from(courts.into_iter().collect()),
		}
	}
}
