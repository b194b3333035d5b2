//! Contributions: promised, delivered, and paid or lapsed.

use super::*;
use epione_envelope::{
	envelope::{verify, Context},
	statements, ProofError,
};
use epione_primitives::{traits::Delegation, DatasetFacts, DatasetStatus, DeviceRefusal, Purpose};
use sp_runtime::{
	traits::{CheckedAdd, Saturating, Verify, Zero},
	AccountId32,
};

/// What a commitment will do. Made by the checks, carried out by the call.
pub struct CommitPlan<T: Config> {
	/// Study or account that receives the key.
	pub holder: GranteeOf<T>,
	/// The question to the decision function.
	pub request: AccessRequest<T::AccountId>,
	/// What it binds: in the study's pot, or of the bidder's hold.
	pub needed: BalanceOf<T>,
	pub(crate) study: Option<(StudyId, StudyOf<T>)>,
	pub(crate) former: Option<ContributionOf<T>>,
	pub(crate) participation: Participation<BalanceOf<T>>,
	pub(crate) facts: DatasetFacts<T::AccountId>,
	pub(crate) key: RecipientKeyOf<T>,
	pub(crate) price: BalanceOf<T>,
	pub(crate) delivery_fee: BalanceOf<T>,
	pub(crate) window: Moment,
}

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

impl<T: Config> Error<T> {
	/// The error that says what a denial says.
	pub fn from_denial(denial: Denial) -> Self {
		match denial {
			Denial::NoGrant => Self::GrantNotFound,
			Denial::OtherSubject => Self::GrantOfOtherSubject,
			Denial::OtherGrantee => Self::GrantForOtherGrantee,
			Denial::Revoked => Self::GrantRevoked,
			Denial::NotYetValid => Self::GrantNotYetValid,
			Denial::Expired => Self::GrantExpired,
			Denial::UsedUp => Self::GrantUsedUp,
			Denial::ActionNotGranted => Self::ReadingNotGranted,
			Denial::NoDataset => Self::DatasetNotFound,
			Denial::ModalityOutOfScope => Self::ModalityOutOfScope,
			Denial::DatasetOutOfScope => Self::DatasetOutOfScope,
			Denial::DaysOutOfScope => Self::DaysOutOfScope,
			Denial::Purpose(_) => Self::PurposeNotGranted,
			Denial::NoEthicsApproval => Self::EthicsApprovalDemanded,
			Denial::NotForProfitOnly => Self::NotForProfitDemanded,
			Denial::NonCommercialOnly => Self::NonCommercialDemanded,
			Denial::NotSpecificGrantee => Self::NotSpecificGrantee,
		}
	}

	fn from_refusal(refusal: DeviceRefusal) -> Self {
		match refusal {
			DeviceRefusal::Suspended => Self::DeviceSuspended,
			DeviceRefusal::Lost => Self::DeviceLost,
			DeviceRefusal::Recalled => Self::DeviceRecalled,
			_ => Self::DeviceNotUsable,
		}
	}
}

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
		let plan = Self::plan_commit(who, study, subject, dataset, grant, invitation.as_ref())?;
		T::Access::decide(&plan.request).map_err(Error::<T>::from_denial)?;
		Ok(plan)
	}

	/// Whether `deliver` would work now: checked in full, the proof included, so that no envelope that
	/// would be refused is ever in a block or passed on by the pool.
	pub fn check_deliver(
		who: &T::AccountId,
		study: StudyId,
		subject: &T::AccountId,
		dataset: &Digest,
		envelope: &EnvelopeBytes,
	) -> Result<DeliverPlan<T>, Error<T>> {
		Self::plan_deliver(who, Grantee::Study(study), subject, dataset, envelope)
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
		let plan = Self::plan_share(who, recipient, subject, dataset, grant, price)?;
		T::Access::decide(&plan.request).map_err(Error::<T>::from_denial)?;
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
		Self::plan_deliver(who, Grantee::Account(recipient.clone()), subject, dataset, envelope)
	}

	pub(crate) fn ensure_acts_for(
		who: &T::AccountId,
		subject: &T::AccountId,
	) -> Result<(), Error<T>> {
		ensure!(
			T::Delegations::is_or_acts_for(who, subject, Delegation::Gateway),
			Error::<T>::NotSubjectOrGateway
		);
		Ok(())
	}

	pub(crate) fn request(
		holder: &GranteeOf<T>,
		subject: &T::AccountId,
		dataset: &Digest,
		purpose: Purpose,
		grant: GrantId,
	) -> AccessRequest<T::AccountId> {
		AccessRequest {
			grantee: holder.clone(),
			subject: subject.clone(),
			dataset: *dataset,
			action: Action::Read,
			purpose,
			grant,
		}
	}

	/// Digest of what a commitment pins of its dataset. A record with this subject and digest never
	/// changes, so it can be looked up; the pin shows that it did not.
	pub(crate) fn facts_hash(facts: &DatasetFacts<T::AccountId>) -> Digest {
		let DatasetFacts { codec, key_commitment, root, depth, device, .. } = facts;
		sp_io::hashing::sha2_256(&(codec, key_commitment, root, depth, device).encode())
	}

	/// Everything that `commit` checks but the grant.
	pub(crate) fn plan_commit(
		who: &T::AccountId,
		id: StudyId,
		subject: &T::AccountId,
		dataset: &Digest,
		grant: GrantId,
		invitation: Option<&Invitation>,
	) -> Result<CommitPlan<T>, Error<T>> {
		Self::ensure_acts_for(who, subject)?;
		let study = Studies::<T>::get(id).ok_or(Error::<T>::StudyNotFound)?;
		Self::ensure_takes_commits(&study)?;
		let holder = Grantee::Study(id);
		let key = Self::usable_key(&holder)?;

		let facts = Self::sound_facts(subject, dataset)?;
		let terms = &study.terms;
		ensure!(terms.modalities.contains(facts.modality), Error::<T>::ModalityNotWanted);
		ensure!(facts.depth >= terms.min_depth, Error::<T>::BatchTooSmall);
		let mut participation = Participations::<T>::get(&holder, subject);
		if terms.device_signed {
			ensure!(facts.device.is_some(), Error::<T>::NoDeviceSignature);
		} else if !participation.invited {
			let invitation = invitation.ok_or(Error::<T>::NoInvitation)?;
			Self::ensure_invited(id, &study.sponsor, subject, invitation)?;
			participation.invited = true;
		}

		let former = Contributions::<T>::get((&holder, subject, dataset));
		if let Some(former) = &former {
			ensure!(former.status == Status::Lapsed, Error::<T>::AlreadyContributed);
		}
		ensure!(study.accepted < terms.max_contributions, Error::<T>::StudyFull);
		let taken = participation
			.committed
			.saturating_add(participation.delivered)
			.saturating_add(participation.settled);
		ensure!(taken < terms.per_participant, Error::<T>::ParticipantCapReached);
		ensure!(
			participation.lapsed < participation.settled.saturating_add(MAX_LAPSES),
			Error::<T>::TooManyLapsed
		);
		ensure!(participation.settled > 0 || taken == 0, Error::<T>::FirstNotSettled);
		if let Some(device) = &facts.device {
			let uses = DeviceUses::<T>::get(id, device);
			ensure!(uses.settled > 0 || uses.unsettled == 0, Error::<T>::DeviceFirstNotSettled);
		}

		// The protocol's share may have risen since the study was created.
		Self::ensure_price(terms.reward)?;
		let delivery_fee = T::DeliverFee::get();
		// A lapsed record has its deposit still.
		let deposit = if former.is_some() { Zero::zero() } else { T::ContributionDeposit::get() };
		let needed = terms
			.reward
			.checked_add(&delivery_fee)
			.and_then(|sum| sum.checked_add(&deposit))
			.ok_or(Error::<T>::Overflow)?;
		ensure!(needed <= Self::unallocated_of(id, &study), Error::<T>::BudgetExhausted);

		Ok(CommitPlan {
			request: Self::request(&holder, subject, dataset, terms.purpose, grant),
			price: terms.reward,
			window: terms.dispute_window,
			study: Some((id, study)),
			holder,
			needed,
			former,
			participation,
			facts,
			key,
			delivery_fee,
		})
	}

	/// Approved, open, and its sponsor accredited.
	fn ensure_takes_commits(study: &StudyOf<T>) -> Result<(), Error<T>> {
		ensure!(study.approval.is_some(), Error::<T>::NotApproved);
		ensure!(Self::now() >= study.terms.opens, Error::<T>::NotOpenYet);
		ensure!(!Self::is_closed(study), Error::<T>::StudyClosed);
		ensure!(T::Credentials::holds(&study.sponsor, Role::Researcher), Error::<T>::NotResearcher);
		Ok(())
	}

	/// What is known about a dataset that may be promised: current, and its device sound.
	pub(crate) fn sound_facts(
		subject: &T::AccountId,
		dataset: &Digest,
	) -> Result<DatasetFacts<T::AccountId>, Error<T>> {
		let facts = T::Datasets::facts(subject, dataset).ok_or(Error::<T>::DatasetNotFound)?;
		ensure!(facts.status == DatasetStatus::Active, Error::<T>::DatasetSuperseded);
		if let Some(device) = &facts.device {
			T::Devices::usable(device).map_err(Error::<T>::from_refusal)?;
		}
		Ok(facts)
	}

	fn ensure_invited(
		study: StudyId,
		sponsor: &T::AccountId,
		subject: &T::AccountId,
		invitation: &Invitation,
	) -> Result<(), Error<T>> {
		ensure!(Self::now() < invitation.expiry, Error::<T>::InvitationExpired);
		let statement =
			statements::invitation(&T::ChainId::get(), study, subject.as_ref(), invitation.expiry);
		let sponsor = AccountId32::new(*sponsor.as_ref());
		// Wallets wrap what they sign.
		let signed = invitation.signature.verify(&statement[..], &sponsor)
			|| invitation.signature.verify(&statements::wrapped(&statement)[..], &sponsor);
		ensure!(signed, Error::<T>::InvalidInvitation);
		Ok(())
	}

	/// Carries a commitment out. Its grant has been taken.
	pub(crate) fn enact_commit(plan: CommitPlan<T>) -> DispatchResult {
		let CommitPlan {
			holder,
			request: AccessRequest { subject, dataset, purpose, grant, .. },
			needed,
			study,
			former,
			mut participation,
			facts,
			key,
			price,
			delivery_fee,
			window,
		} = plan;
		let is_new = former.is_none();
		let deposit = match (former, &study) {
			(Some(former), _) => former.deposit,
			(None, Some(_)) => Deposit::Escrow(T::ContributionDeposit::get()),
			(None, None) => {
				Deposit::Subject(T::Consideration::new(&subject, Self::share_footprint())?)
			},
		};
		if let Some((id, mut study)) = study {
			study.reserved = study.reserved.checked_add(&needed).ok_or(Error::<T>::Overflow)?;
			study.accepted.saturating_inc();
			study.unsettled.saturating_inc();
			if is_new {
				study.records.saturating_inc();
			}
			Studies::<T>::insert(id, study);
			if let Some(device) = &facts.device {
				DeviceUses::<T>::mutate(id, device, |uses| {
					uses.unsettled.saturating_inc();
					if is_new {
						uses.records.saturating_inc();
					}
				});
			}
		} else {
			Self::take_up_bid(&holder, &subject, &dataset, price);
		}
		participation.committed.saturating_inc();
		if is_new {
			participation.records.saturating_inc();
		}
		Participations::<T>::insert(&holder, &subject, participation);
		frame_system::Pallet::<T>::inc_providers(&subject);

		let due = Self::live_now().saturating_add(T::DeliveryPeriod::get());
		let (facts_hash, protocol_share) = (Self::facts_hash(&facts), Self::protocol_share(price));
		let contribution = Contribution {
			status: Status::Committed,
			grant,
			purpose,
			key_version: key.version,
			key: key.key,
			facts: facts_hash,
			device: facts.device,
			price,
			protocol_share,
			window,
			delivery_fee,
			committed_at: Self::now(),
			delivered_at: None,
			due: Some(due),
			envelope: false,
			deposit,
		};
		let name = (holder, subject, dataset);
		Self::put_on_agenda(due, &name);
		Contributions::<T>::insert(name.clone(), contribution);
		let (holder, subject, dataset) = name;
		Self::deposit_event(Event::Committed {
			holder,
			subject,
			dataset,
			grant,
			key_version: key.version,
			facts: facts_hash,
			price,
			protocol_share,
			deliver_by: Self::wall(due),
		});
		Ok(())
	}

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
			Status::Delivered | Status::Settled => return Err(Error::<T>::AlreadyDelivered),
		}
		let deliver_by = contribution.due.unwrap_or_default();
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
		let price = contribution.price;
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
		if let Some(deliver_by) = contribution.due {
			Self::take_off_agenda(deliver_by, &name);
		}
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

	/// Ends a commitment that was not kept.
	pub(crate) fn do_lapse(name: ContributionKey<T>) -> DispatchResult {
		let mut contribution =
			Contributions::<T>::get(name.clone()).ok_or(Error::<T>::ContributionNotFound)?;
		ensure!(contribution.status == Status::Committed, Error::<T>::NotCommitted);
		let deliver_by = contribution.due.take().unwrap_or_default();
		ensure!(Self::live_now() >= deliver_by, Error::<T>::DeliveryStillOpen);
		Self::take_off_agenda(deliver_by, &name);
		let (holder, subject, dataset) = &name;
		Self::deposit_event(Event::Lapsed {
			holder: holder.clone(),
			subject: subject.clone(),
			dataset: *dataset,
		});
		Self::release_subject(subject);
		match holder {
			Grantee::Study(id) => {
				let device = contribution.device.clone();
				let mut study = Studies::<T>::get(id).ok_or(Error::<T>::StudyNotFound)?;
				let freed = contribution.price.saturating_add(contribution.delivery_fee);
				study.reserved.saturating_reduce(freed);
				study.accepted.saturating_dec();
				study.unsettled.saturating_dec();
				Participations::<T>::mutate(holder, subject, |participation| {
					participation.committed.saturating_dec();
					participation.lapsed.saturating_inc();
				});
				if let Some(device) = device {
					DeviceUses::<T>::mutate(id, device, |uses| uses.unsettled.saturating_dec());
				}
				contribution.status = Status::Lapsed;
				contribution.delivery_fee = Zero::zero();
				Contributions::<T>::insert(name.clone(), contribution);
				Self::put_study(*id, study);
			},
			Grantee::Account(recipient) => {
				Participations::<T>::mutate(holder, subject, |participation| {
					participation.committed.saturating_dec();
					participation.lapsed.saturating_inc();
				});
				Self::release_hold(recipient, contribution.price);
				Self::remove_record(name.clone(), contribution);
			},
		}
		Ok(())
	}

	/// Pays for a delivered contribution.
	pub(crate) fn do_settle(name: ContributionKey<T>) -> DispatchResult {
		let mut contribution =
			Contributions::<T>::get(name.clone()).ok_or(Error::<T>::ContributionNotFound)?;
		ensure!(contribution.status == Status::Delivered, Error::<T>::NotDelivered);
		let settles_at = contribution.due.take().unwrap_or_default();
		ensure!(Self::live_now() >= settles_at, Error::<T>::WindowStillOpen);
		Self::take_off_agenda(settles_at, &name);
		let (holder, subject, dataset) = &name;
		let (price, share) = (contribution.price, contribution.protocol_share);
		let (paid, protocol_share) = Self::pay(holder, subject, price, share)?;
		Participations::<T>::mutate(holder, subject, |participation| {
			participation.delivered.saturating_dec();
			participation.settled.saturating_inc();
			participation.pending.saturating_reduce(price.saturating_sub(share));
			participation.paid.saturating_accrue(paid);
		});
		Self::deposit_event(Event::Settled {
			holder: holder.clone(),
			subject: subject.clone(),
			dataset: *dataset,
			paid,
			protocol_share,
		});
		Self::release_subject(subject);
		let device = contribution.device.clone();
		contribution.status = Status::Settled;
		Contributions::<T>::insert(name.clone(), contribution);
		if let Grantee::Study(id) = holder {
			if let Some(device) = device {
				DeviceUses::<T>::mutate(id, device, |uses| {
					uses.unsettled.saturating_dec();
					uses.settled.saturating_inc();
				});
			}
			let mut study = Studies::<T>::get(id).ok_or(Error::<T>::StudyNotFound)?;
			study.owed.saturating_reduce(price);
			study.unsettled.saturating_dec();
			Self::put_study(*id, study);
		}
		Ok(())
	}

	/// The subject has one unsettled contribution fewer.
	fn release_subject(subject: &T::AccountId) {
		if let Err(error) = frame_system::Pallet::<T>::dec_providers(subject) {
			log::warn!(target: LOG_TARGET, "a provider reference stays: {error:?}");
		}
	}

	fn put_on_agenda(due: Moment, name: &ContributionKey<T>) {
		Agenda::<T>::insert(due.to_be_bytes(), name, ());
	}

	fn take_off_agenda(due: Moment, name: &ContributionKey<T>) {
		Agenda::<T>::remove(due.to_be_bytes(), name);
	}

	/// Settles and lapses what is due, as far as the weight goes.
	pub(crate) fn run_agenda(meter: &mut WeightMeter) {
		let each = T::WeightInfo::settle().max(T::WeightInfo::lapse());
		let live = Self::live_now();
		while meter.try_consume(T::WeightInfo::peek()).is_ok() {
			let Some((due, name)) = Agenda::<T>::iter_keys().next() else { break };
			let due = Moment::from_be_bytes(due);
			if due > live || meter.try_consume(each).is_err() {
				break;
			}
			let status = Contributions::<T>::get(name.clone()).map(|record| record.status);
			let done = frame_support::storage::with_storage_layer(|| match status {
				Some(Status::Committed) => Self::do_lapse(name.clone()),
				_ => Self::do_settle(name.clone()),
			});
			if let Err(error) = done {
				// Off the agenda, so that it does not hold up the others. `settle` and `lapse` work still.
				log::error!(target: LOG_TARGET, "due, but not done: {error:?}");
				Self::take_off_agenda(due, &name);
			}
		}
	}
}
