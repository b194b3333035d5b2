//! Commitments: everything that is checked and pinned before any key is shown.

use super::*;
use epione_envelope::statements;
use epione_primitives::{DatasetFacts, DatasetStatus};
use sp_runtime::{
	traits::{CheckedAdd, Saturating, Verify, Zero},
	AccountId32,
};

impl<T: Config> Pallet<T> {
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
		Self::ensure_eligible(terms, subject, &facts)?;
		let mut participation = Participations::<T>::get(&holder, subject);
		ensure!(!participation.withdrawn, Error::<T>::Withdrawn);
		ensure!(!participation.barred, Error::<T>::Barred);
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
		let taken = Self::taken(&participation);
		ensure!(taken < terms.per_participant, Error::<T>::ParticipantCapReached);
		ensure!(
			participation.lapsed < participation.settled.saturating_add(MAX_LAPSES),
			Error::<T>::TooManyLapsed
		);
		ensure!(participation.settled > 0 || taken == 0, Error::<T>::FirstNotSettled);
		if let Some(device) = &facts.device {
			let uses = DeviceUses::<T>::get(id, device);
			ensure!(!uses.barred, Error::<T>::Barred);
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
		// In the pool already, so that the sponsor pays for no commitment that fails for this.
		let has_deposit = former.as_ref().is_some_and(|former| former.commit_deposit.is_some());
		if terms.cohort.is_some() && !has_deposit {
			ensure!(Self::can_pay_deposit(subject), Error::<T>::CannotPayDeposit);
		}

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
		let (deposit, mut commit_deposit) = match (former, &study) {
			(Some(former), _) => (former.deposit, former.commit_deposit),
			(None, Some(_)) => (Deposit::Escrow(T::ContributionDeposit::get()), None),
			(None, None) => {
				let ticket = T::Consideration::new(&subject, Self::share_footprint())?;
				(Deposit::Subject(ticket), None)
			},
		};
		let live = Self::live_now();
		let mut due = live.saturating_add(T::DeliveryPeriod::get());
		let (mut gathering, mut deliver_by) = (false, due);
		if let Some((id, mut study)) = study {
			study.reserved = study.reserved.checked_add(&needed).ok_or(Error::<T>::Overflow)?;
			study.accepted.saturating_inc();
			study.unsettled.saturating_inc();
			if is_new {
				study.records.saturating_inc();
			}
			if study.terms.cohort.is_some() && commit_deposit.is_none() {
				commit_deposit = Some(Self::take_commit_deposit(&subject)?);
			}
			if let Some(by) = study.gathering.map(|gathering| gathering.by) {
				gathering = Self::gather(id, &mut study);
				if gathering {
					due = Self::first_look(by);
				}
			}
			let waits = gathering && Self::gathers(&study);
			deliver_by = study.gathering.filter(|_| waits).map_or(due, |gathering| gathering.by);
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
			Self::count_record(&subject, &mut participation);
		}
		Participations::<T>::insert(&holder, &subject, participation);

		let (facts_hash, protocol_share) = (Self::facts_hash(&facts), Self::protocol_share(price));
		let contribution = Contribution {
			status: Status::Committed,
			grant,
			purpose,
			key_version: key.version,
			key: key.key,
			facts: facts_hash,
			pinned: Some(Self::pin(&facts)),
			device: facts.device,
			price,
			protocol_share,
			window,
			delivery_fee,
			committed_at: Self::now(),
			delivered_at: None,
			gathering,
			due: Some(due),
			envelope: false,
			deposit,
			commit_deposit,
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
			deliver_by: Self::wall(deliver_by),
		});
		Ok(())
	}
}
