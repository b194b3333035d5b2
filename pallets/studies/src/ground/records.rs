//! What a single record knows of itself: counting, without storage, clocks or money.

use crate::{Contribution, DeviceUse, Participation, Pinned, Study, Terms};
use codec::Encode;
use epione_primitives::{DatasetFacts, Digest, Moment};
use frame_support::traits::tokens::Balance;
use sp_runtime::traits::{Saturating, Zero};

impl<B: Encode> Terms<B> {
	/// What an ethics board approves: the SHA-256 of the SCALE encoding.
	pub fn hash(&self) -> Digest {
		sp_io::hashing::sha2_256(&self.encode())
	}
}

impl<AccountId, B: Balance, Ticket> Study<AccountId, B, Ticket> {
	/// Whether the study needs a cohort that is not complete: no key may be delivered yet.
	pub fn is_gathering(&self) -> bool {
		self.gathering.is_some_and(|gathering| gathering.completed_at.is_none())
	}

	/// Counts a commitment and keeps back what it needs; `None` if that is too much to add up.
	pub(crate) fn count_commitment(&mut self, needed: B, is_new: bool) -> Option<()> {
		self.reserved = self.reserved.checked_add(&needed)?;
		self.accepted.saturating_inc();
		self.unsettled.saturating_inc();
		if is_new {
			self.records.saturating_inc();
		}
		Some(())
	}

	/// A delivery: what was kept back for price and fee is free, the price is owed. `None` if that
	/// is too much to add up.
	pub(crate) fn count_delivery(&mut self, price: B, delivery_fee: B) -> Option<()> {
		self.reserved.saturating_reduce(price.saturating_add(delivery_fee));
		self.owed = self.owed.checked_add(&price)?;
		Some(())
	}

	/// A commitment ended without a delivery: `freed` is no longer kept back. In an incomplete
	/// cohort its subject no longer counts; whoever has withdrawn was not counted any more.
	pub(crate) fn count_lapse(&mut self, freed: B, withdrawn: bool) {
		self.reserved.saturating_reduce(freed);
		self.accepted.saturating_dec();
		self.unsettled.saturating_dec();
		if !withdrawn {
			self.leave_cohort(1);
		}
	}

	/// Takes commitments out of a cohort that is not complete.
	pub(crate) fn leave_cohort(&mut self, commitments: u32) {
		if let Some(gathering) = self.gathering.as_mut() {
			if gathering.completed_at.is_none() {
				gathering.committed.saturating_reduce(commitments);
			}
		}
	}

	/// A delivered contribution ended, paid or not: its price is no longer owed.
	pub(crate) fn count_outcome(&mut self, price: B, was_paid: bool) {
		self.owed.saturating_reduce(price);
		self.unsettled.saturating_dec();
		if !was_paid {
			self.accepted.saturating_dec();
		}
	}

	/// A record left the state: its deposit is free.
	pub(crate) fn count_removal(&mut self, deposit: B) {
		self.reserved.saturating_reduce(deposit);
		self.records.saturating_dec();
	}
}

impl<AccountId, B: Balance, Ticket, CommitTicket> Contribution<AccountId, B, Ticket, CommitTicket> {
	/// What the participant gets of the price.
	pub(crate) fn net(&self) -> B {
		self.price.saturating_sub(self.protocol_share)
	}
}

impl Pinned {
	/// What a contribution keeps a copy of.
	pub(crate) fn of<AccountId>(facts: &DatasetFacts<AccountId>) -> Self {
		let DatasetFacts { codec, key_commitment, root, depth, .. } = facts;
		Self { codec: *codec, key_commitment: *key_commitment, root: *root, depth: *depth }
	}

	/// SHA-256 of the SCALE encoding of `(codec, D, root, depth, device)`. A dataset's record never
	/// changes, so it can be looked up; this hash shows that it did not.
	pub(crate) fn hash<AccountId: Encode>(&self, device: &Option<AccountId>) -> Digest {
		let Self { codec, key_commitment, root, depth } = self;
		sp_io::hashing::sha2_256(&(codec, key_commitment, root, depth, device).encode())
	}
}

impl<B: Balance> Participation<B> {
	/// Contributions that count against the participant's cap.
	pub(crate) fn counted(&self) -> u32 {
		self.committed.saturating_add(self.delivered).saturating_add(self.settled)
	}

	/// A key was delivered; `net` will be paid.
	pub(crate) fn count_delivery(&mut self, net: B, now: Moment) {
		self.committed.saturating_dec();
		self.delivered.saturating_inc();
		self.pending.saturating_accrue(net);
		self.last_key = Some(now);
	}

	/// A delivered contribution ended. `paid`: so much was paid; `None`: its price went back.
	pub(crate) fn count_outcome(&mut self, net: B, was_disputed: bool, paid: Option<B>) {
		self.delivered.saturating_dec();
		if was_disputed {
			self.disputed.saturating_dec();
		}
		if paid.is_some() {
			self.settled.saturating_inc();
		}
		self.pending.saturating_reduce(net);
		self.paid.saturating_accrue(paid.unwrap_or_else(Zero::zero));
	}
}

impl DeviceUse {
	/// Contributions of its data that count for the cap.
	pub(crate) fn counted(&self) -> u32 {
		self.unsettled.saturating_add(self.settled)
	}

	/// Data of the device was committed.
	pub(crate) fn count_commitment(&mut self, is_new: bool) {
		self.unsettled.saturating_inc();
		if is_new {
			self.records.saturating_inc();
		}
	}

	/// A contribution of the device's data ended, paid or not.
	pub(crate) fn count_outcome(&mut self, was_paid: bool) {
		self.unsettled.saturating_dec();
		if was_paid {
			self.settled.saturating_inc();
		}
	}
}
