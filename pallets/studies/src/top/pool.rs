//! What the runtime asks before a call: whether it would work, and whether the pot can pay its fee.
//! `EpioneRules` (`runtime/common/src/policy.rs`) asks when the pool validates a transaction, and
//! again when a block applies it.

use crate::{
	acts::{commit, deliver, shares, withdrawal},
	ground::ledger,
	BalanceOf, CommitPlan, Config, Contributions, DeliverPlan, Error, Invitation, Pallet, Status,
	Studies,
};
use alloc::vec::Vec;
use codec::Encode;
use epione_primitives::{Digest, EnvelopeBytes, GrantId, Grantee, StudyId};
use sp_runtime::traits::{CheckedAdd, Saturating, Zero};

impl<T: Config> Pallet<T> {
	/// Whether `commit` would work now, and what it would bind. For the transaction pool.
	pub fn check_commit(
		who: &T::AccountId,
		study: StudyId,
		subject: &T::AccountId,
		dataset: &Digest,
		grant: GrantId,
		invitation: &Option<Invitation>,
	) -> Result<CommitPlan<T>, Error<T>> {
		let plan = commit::plan::<T>(who, study, subject, dataset, grant, invitation.as_ref())?;
		plan.ensure_granted()?;
		Ok(plan)
	}

	/// Whether `deliver` would work now: checked in full, the proof included, so that no envelope
	/// that would be refused is ever in a block or passed on by the pool.
	pub fn check_deliver(
		who: &T::AccountId,
		study: StudyId,
		subject: &T::AccountId,
		dataset: &Digest,
		envelope: &EnvelopeBytes,
	) -> Result<DeliverPlan<T>, Error<T>> {
		deliver::plan(who, Grantee::Study(study), subject, dataset, envelope)
	}

	/// Whether `commit_share` would work now. For the transaction pool.
	pub fn check_commit_share(
		who: &T::AccountId,
		recipient: &T::AccountId,
		subject: &T::AccountId,
		dataset: &Digest,
		grant: GrantId,
		price: BalanceOf<T>,
	) -> Result<CommitPlan<T>, Error<T>> {
		let plan = shares::plan::<T>(who, recipient, subject, dataset, grant, price)?;
		plan.ensure_granted()?;
		Ok(plan)
	}

	/// Whether `deliver_share` would work now: checked in full, as [`Self::check_deliver`].
	pub fn check_deliver_share(
		who: &T::AccountId,
		recipient: &T::AccountId,
		subject: &T::AccountId,
		dataset: &Digest,
		envelope: &EnvelopeBytes,
	) -> Result<DeliverPlan<T>, Error<T>> {
		deliver::plan(who, Grantee::Account(recipient.clone()), subject, dataset, envelope)
	}

	/// Whether `who` may `withdraw(study, subject)` now. Returns what names the refusal: the
	/// encoded subject and study.
	pub fn check_withdraw(
		who: &T::AccountId,
		study: StudyId,
		subject: &T::AccountId,
	) -> Result<Vec<u8>, Error<T>> {
		withdrawal::check::<T>(who, study, subject)?;
		Ok((subject, study).encode())
	}

	/// The account that holds a study's money.
	pub fn pot(study: StudyId) -> T::AccountId {
		ledger::pot::<T>(study)
	}

	/// The pot's unallocated balance: neither owed nor kept back; zero if there is no such study.
	pub fn unallocated(study: StudyId) -> BalanceOf<T> {
		Studies::<T>::get(study)
			.map_or_else(Zero::zero, |record| ledger::unallocated::<T>(study, &record))
	}

	/// Whether the study's pot can pay `fee` for a commitment and the commitment too: the fee is
	/// taken before the commitment is made, and if that then failed, the sponsor would have paid
	/// for nothing.
	pub fn can_pay(study: StudyId, fee: BalanceOf<T>) -> bool {
		let Some(record) = Studies::<T>::get(study) else { return false };
		let Ok(cost) = ledger::cost_of_one::<T>(&record.terms, true) else { return false };
		cost.checked_add(&fee).is_some_and(|sum| sum <= ledger::unallocated::<T>(study, &record))
	}

	/// Whether the study's pot can pay `fee` for the delivery of a commitment: out of what the
	/// commitment kept back, and the unallocated balance.
	pub fn can_pay_delivery(
		study: StudyId,
		subject: &T::AccountId,
		dataset: &Digest,
		fee: BalanceOf<T>,
	) -> bool {
		let Some(record) = Studies::<T>::get(study) else { return false };
		Contributions::<T>::get((Grantee::Study(study), subject, dataset)).is_some_and(
			|contribution| {
				let free = ledger::unallocated::<T>(study, &record);
				contribution.status == Status::Committed
					&& fee <= free.saturating_add(contribution.delivery_fee)
			},
		)
	}

	/// Frees what a commitment keeps back for the fee of its delivery. To be called just before the
	/// fee is withdrawn from the pot, so that the ledger holds even if the delivery then fails.
	/// Does nothing the second time.
	pub fn release_delivery_fee(study: StudyId, subject: &T::AccountId, dataset: &Digest) {
		Contributions::<T>::mutate((Grantee::Study(study), subject, dataset), |contribution| {
			let Some(contribution) = contribution else { return };
			let fee = core::mem::take(&mut contribution.delivery_fee);
			if !fee.is_zero() {
				Studies::<T>::mutate(study, |record| {
					if let Some(record) = record {
						record.reserved.saturating_reduce(fee);
					}
				});
			}
		});
	}
}
