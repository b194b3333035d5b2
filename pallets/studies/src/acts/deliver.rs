//! Deliveries: the envelope, judged in full.

use crate::{
	acts::{ending, outcome},
	ground::{agenda, clock, deposits},
	parts::{access, cohort, holders},
	Config, ContributionOf, Contributions, Envelopes, Error, Event, GranteeOf, Pallet,
	Participations, Pinned, Status, Studies,
};
use epione_envelope::{
	envelope::{verify, Context},
	ProofError,
};
use epione_primitives::{
	traits::{AccessDecision, DatasetLookup, Duties},
	Digest, EnvelopeBytes, Grantee,
};
use frame_support::{ensure, traits::Get};
use sp_runtime::{traits::Zero, DispatchResult};

/// What a delivery will do. Made by the checks, carried out by the call.
pub struct DeliverPlan<T: Config> {
	/// Study or account that receives the key.
	pub holder: GranteeOf<T>,
	/// Whose data.
	pub subject: T::AccountId,
	/// Which dataset.
	pub dataset: Digest,
	pub(crate) contribution: ContributionOf<T>,
}

/// Everything that a delivery is judged by; the proof last, since it costs most.
pub(crate) fn plan<T: Config>(
	who: &T::AccountId,
	holder: GranteeOf<T>,
	subject: &T::AccountId,
	dataset: &Digest,
	envelope: &EnvelopeBytes,
) -> Result<DeliverPlan<T>, Error<T>> {
	access::ensure_gateway::<T>(who, subject)?;
	let contribution = Contributions::<T>::get((&holder, subject, dataset))
		.ok_or(Error::<T>::ContributionNotFound)?;
	ensure_waits_for_key::<T>(&holder, subject, &contribution)?;
	let ContributionOf::<T> { purpose, grant, key_version, .. } = contribution;
	T::Access::confirm(&access::request::<T>(&holder, subject, dataset, purpose, grant))
		.map_err(Error::<T>::from_denial)?;
	let facts = T::Datasets::facts(subject, dataset).ok_or(Error::<T>::DatasetNotFound)?;
	let unchanged = Pinned::of(&facts).hash(&facts.device) == contribution.facts_hash;
	ensure!(unchanged, Error::<T>::DatasetChanged);
	let context = Context {
		chain_id: T::ChainId::get(),
		subject: *subject.as_ref(),
		digest: *dataset,
		holder: holders::as_bound::<T>(&holder),
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

/// A commitment that can be delivered now, as far as its study and the clock are concerned.
fn ensure_waits_for_key<T: Config>(
	holder: &GranteeOf<T>,
	subject: &T::AccountId,
	contribution: &ContributionOf<T>,
) -> Result<(), Error<T>> {
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
	let participation = Participations::<T>::get(holder, subject);
	ensure!(!participation.withdrawn, Error::<T>::Withdrawn);
	ensure!(!participation.barred, Error::<T>::Barred);
	let study = holders::study_of::<T>(holder);
	let waits = contribution.joined_before_completion
		&& study.as_ref().is_some_and(|study| study.is_gathering());
	ensure!(!waits, Error::<T>::CohortNotReached);
	let deliver_by = cohort::lapses_at::<T>(study.as_ref(), contribution).unwrap_or_default();
	ensure!(clock::live_now::<T>() < deliver_by, Error::<T>::DeliveryOverdue);
	Ok(())
}

/// Carries a delivery out: what was reserved is owed.
pub(crate) fn carry_out<T: Config>(
	plan: DeliverPlan<T>,
	envelope: EnvelopeBytes,
) -> DispatchResult {
	let DeliverPlan { holder, subject, dataset, mut contribution } = plan;
	let (price, grant) = (contribution.price, contribution.grant);
	if let Grantee::Study(id) = &holder {
		let mut study = Studies::<T>::get(id).ok_or(Error::<T>::StudyNotFound)?;
		study.count_delivery(price, contribution.delivery_fee).ok_or(Error::<T>::Overflow)?;
		ending::store::<T>(*id, study);
	}
	let now = clock::now::<T>();
	Participations::<T>::mutate(&holder, &subject, |participation| {
		participation.count_delivery(contribution.net(), now)
	});
	let key = (holder, subject, dataset);
	if let Some(due) = contribution.due {
		agenda::remove::<T>(due, &key);
	}
	deposits::return_for_commitment::<T>(&key, &mut contribution);
	let window = if price.is_zero() { 0 } else { contribution.window };
	let settles_at = clock::live_now::<T>().saturating_add(window);
	contribution.status = Status::Delivered;
	contribution.delivery_fee = Zero::zero();
	contribution.delivered_at = Some(now);
	contribution.due = Some(settles_at);
	contribution.envelope = true;
	agenda::insert::<T>(settles_at, &key);
	Contributions::<T>::insert(key.clone(), contribution);
	Envelopes::<T>::insert(key.clone(), envelope);
	// A study asks for data, and so does a buyer. Unsolicited shares create no duty.
	let asked = matches!(key.0, Grantee::Study(_)) || !price.is_zero();
	T::Duties::delivered(grant, asked);
	let (holder, subject, dataset) = key.clone();
	Pallet::<T>::deposit_event(Event::Delivered {
		holder,
		subject,
		dataset,
		envelope,
		settles_at: clock::to_wall::<T>(settles_at),
	});
	// What costs nothing needs no window: nobody could claim anything back.
	if price.is_zero() {
		outcome::settle::<T>(key)?;
	}
	Ok(())
}
