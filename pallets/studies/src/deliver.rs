//! Deliveries: the envelope, judged in full.

use super::*;
use epione_envelope::{
	envelope::{verify, Context},
	ProofError,
};
use sp_runtime::traits::{CheckedAdd, Saturating, Zero};

impl<T: Config> Pallet<T> {
	/// Everything that a delivery is judged by; the proof last, since it costs most.
	pub(crate) fn plan_deliver(
		who: &T::AccountId,
		holder: GranteeOf<T>,
		subject: &T::AccountId,
		dataset: &Digest,
		envelope: &EnvelopeBytes,
	) -> Result<DeliverPlan<T>, Error<T>> {
		Self::ensure_acts_for(who, subject)?;
		let contribution = Contributions::<T>::get((&holder, subject, dataset))
			.ok_or(Error::<T>::ContributionNotFound)?;
		match contribution.status {
			Status::Committed => {},
			Status::Lapsed => return Err(Error::<T>::DeliveryOverdue),
			Status::Voided if contribution.delivered_at.is_none() => {
				return Err(Error::<T>::Barred);
			},
			Status::Delivered | Status::Disputed | Status::Settled | Status::Voided => {
				return Err(Error::<T>::AlreadyDelivered);
			},
		}
		let participation = Participations::<T>::get(&holder, subject);
		ensure!(!participation.withdrawn, Error::<T>::Withdrawn);
		let barred = Self::is_barred(&holder, &participation, contribution.device.as_ref());
		ensure!(!barred, Error::<T>::Barred);
		let study = Self::study_of(&holder);
		let waits = contribution.gathering && study.as_ref().is_some_and(Self::gathers);
		ensure!(!waits, Error::<T>::CohortNotReached);
		let deliver_by = Self::lapses_at(study.as_ref(), &contribution).unwrap_or_default();
		ensure!(Self::live_now() < deliver_by, Error::<T>::DeliveryOverdue);
		let ContributionOf::<T> { purpose, grant, key_version, .. } = contribution;
		T::Access::confirm(&Self::request(&holder, subject, dataset, purpose, grant))
			.map_err(Error::<T>::from_denial)?;
		let facts = T::Datasets::facts(subject, dataset).ok_or(Error::<T>::DatasetNotFound)?;
		ensure!(Self::facts_hash(&facts) == contribution.facts, Error::<T>::DatasetChanged);
		let context = Context {
			chain_id: T::ChainId::get(),
			subject: *subject.as_ref(),
			digest: *dataset,
			holder: Self::holder_bytes(&holder),
			grant,
			key_version,
		};
		verify(envelope, &facts.key_commitment, &contribution.key, &context).map_err(|error| {
			match error {
				ProofError::InvalidC1 | ProofError::InvalidC2 => Error::<T>::InvalidEnvelopePoint,
				ProofError::NonCanonicalScalar => Error::<T>::InvalidEnvelopeScalar,
				_ => Error::<T>::InvalidEnvelopeProof,
			}
		})?;
		Ok(DeliverPlan { holder, subject: subject.clone(), dataset: *dataset, contribution })
	}

	/// Carries a delivery out: what was reserved is owed.
	pub(crate) fn enact_deliver(plan: DeliverPlan<T>, envelope: EnvelopeBytes) -> DispatchResult {
		let DeliverPlan { holder, subject, dataset, mut contribution } = plan;
		let (price, grant) = (contribution.price, contribution.grant);
		if let Grantee::Study(id) = &holder {
			let mut study = Studies::<T>::get(id).ok_or(Error::<T>::StudyNotFound)?;
			let released = price.saturating_add(contribution.delivery_fee);
			study.reserved.saturating_reduce(released);
			study.owed = study.owed.checked_add(&price).ok_or(Error::<T>::Overflow)?;
			Self::put_study(*id, study);
		}
		let now = Self::now();
		Participations::<T>::mutate(&holder, &subject, |participation| {
			participation.committed.saturating_dec();
			participation.delivered.saturating_inc();
			participation.pending.saturating_accrue(price - contribution.protocol_share);
			participation.last_key = Some(now);
		});
		let name = (holder, subject, dataset);
		if let Some(due) = contribution.due {
			Self::take_off_agenda(due, &name);
		}
		Self::return_commit_deposit(&name, &mut contribution);
		let window = if price.is_zero() { 0 } else { contribution.window };
		let settles_at = Self::live_now().saturating_add(window);
		contribution.status = Status::Delivered;
		contribution.delivery_fee = Zero::zero();
		contribution.delivered_at = Some(now);
		contribution.due = Some(settles_at);
		contribution.envelope = true;
		Self::put_on_agenda(settles_at, &name);
		Contributions::<T>::insert(name.clone(), contribution);
		Envelopes::<T>::insert(name.clone(), envelope);
		// A study asks for data, and so does who pays. What is shared unasked makes no debtor.
		let asked = matches!(name.0, Grantee::Study(_)) || !price.is_zero();
		T::Duties::delivered(grant, asked);
		let (holder, subject, dataset) = name.clone();
		Self::deposit_event(Event::Delivered {
			holder,
			subject,
			dataset,
			envelope,
			settles_at: Self::wall(settles_at),
		});
		// What costs nothing needs no window: nobody could claim anything back.
		if price.is_zero() {
			Self::do_settle(name)?;
		}
		Ok(())
	}
}
