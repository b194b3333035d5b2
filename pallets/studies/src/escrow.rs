//! Studies' pots and their ledger.
//!
//! A pot is an account, so that fees can be charged to it. Its balance beyond the existential deposit is
//! `owed + reserved + unallocated`; the first two are written down, the third is what is left.

use super::*;
use frame_support::traits::tokens::Preservation::{Expendable, Preserve};
use sp_runtime::traits::{AccountIdConversion, CheckedAdd, Saturating, Zero};

impl<T: Config> Pallet<T> {
	/// The account that holds a study's money.
	pub fn pot(study: StudyId) -> T::AccountId {
		T::PalletId::get().into_sub_account_truncating(study)
	}

	/// What of the study's pot is neither owed nor kept back.
	pub(crate) fn unallocated_of(id: StudyId, study: &StudyOf<T>) -> BalanceOf<T> {
		T::Currency::balance(&Self::pot(id))
			.saturating_sub(T::Currency::minimum_balance())
			.saturating_sub(study.owed)
			.saturating_sub(study.reserved)
	}

	/// What of the study's pot is neither owed nor kept back; nothing if there is no such study.
	pub fn unallocated(study: StudyId) -> BalanceOf<T> {
		Studies::<T>::get(study)
			.map_or_else(Zero::zero, |record| Self::unallocated_of(study, &record))
	}

	/// Whether the study's pot can pay `fee` for a commitment and still keep it: the fee is taken
	/// before the commitment is made, and a commitment that then fails would cost the sponsor for
	/// nothing.
	pub fn can_pay(study: StudyId, fee: BalanceOf<T>) -> bool {
		let Some(record) = Studies::<T>::get(study) else { return false };
		let Ok(cost) = Self::cost_of_one(&record.terms) else { return false };
		cost.checked_add(&fee).is_some_and(|sum| sum <= Self::unallocated_of(study, &record))
	}

	/// Whether the study's pot can pay `fee` for the delivery of a commitment: out of what the
	/// commitment kept back, and what is unallocated.
	pub fn can_pay_delivery(
		study: StudyId,
		subject: &T::AccountId,
		dataset: &Digest,
		fee: BalanceOf<T>,
	) -> bool {
		let Some(record) = Studies::<T>::get(study) else { return false };
		Contributions::<T>::get((Grantee::Study(study), subject, dataset)).is_some_and(
			|contribution| {
				let free = Self::unallocated_of(study, &record);
				contribution.status == Status::Committed
					&& fee <= free.saturating_add(contribution.delivery_fee)
			},
		)
	}

	/// Sets free what a commitment keeps back for the fee of its delivery. To be called just before
	/// the fee is withdrawn from the pot, so that the ledger holds even if the delivery then fails.
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

	/// What one contribution binds in the pot.
	pub(crate) fn cost_of_one(terms: &Terms<BalanceOf<T>>) -> Result<BalanceOf<T>, Error<T>> {
		terms
			.reward
			.checked_add(&T::DeliverFee::get())
			.and_then(|sum| sum.checked_add(&T::ContributionDeposit::get()))
			.ok_or(Error::<T>::Overflow)
	}

	/// The protocol's share of a price.
	pub(crate) fn protocol_share(price: BalanceOf<T>) -> BalanceOf<T> {
		T::ProtocolShare::get().mul_floor(price)
	}

	/// A price that can be paid even to an account that does not exist yet.
	pub(crate) fn ensure_price(price: BalanceOf<T>) -> Result<(), Error<T>> {
		let net = price.saturating_sub(Self::protocol_share(price));
		ensure!(!price.is_zero() && net >= T::Currency::minimum_balance(), Error::<T>::PriceTooLow);
		Ok(())
	}

	/// Checks a study's terms one by one.
	pub(crate) fn ensure_terms(terms: &Terms<BalanceOf<T>>) -> Result<(), Error<T>> {
		ensure!(terms.purpose.is_valid(), Error::<T>::InvalidPurpose);
		ensure!(terms.modalities.is_valid(), Error::<T>::InvalidModalities);
		ensure!(terms.min_depth <= epione_primitives::MAX_DEPTH, Error::<T>::InvalidDepth);
		Self::ensure_price(terms.reward)?;
		ensure!(
			terms.per_participant > 0 && terms.per_participant <= terms.max_contributions,
			Error::<T>::InvalidCaps
		);
		ensure!(
			terms.opens < terms.closes && Self::now() < terms.closes,
			Error::<T>::InvalidPeriod
		);
		ensure!(
			(MinDisputeWindow::<T>::get()..=MAX_DISPUTE_WINDOW).contains(&terms.dispute_window),
			Error::<T>::InvalidDisputeWindow
		);
		Self::ensure_selection(terms)
	}

	/// Numbers a study, takes its deposit, fills its pot.
	pub(crate) fn open_study(
		sponsor: T::AccountId,
		terms: Terms<BalanceOf<T>>,
		budget: BalanceOf<T>,
	) -> Result<StudyId, DispatchError> {
		let id = NextStudyId::<T>::get();
		NextStudyId::<T>::put(id.checked_add(1).ok_or(Error::<T>::Overflow)?);
		let ticket = T::Consideration::new(&sponsor, Self::study_footprint())?;
		let filling =
			budget.checked_add(&T::Currency::minimum_balance()).ok_or(Error::<T>::Overflow)?;
		T::Currency::transfer(&sponsor, &Self::pot(id), filling, Preserve)?;
		// Time in which the chain will stand still is not to run out.
		let gathering = terms.cohort.map(|cohort| Gathering {
			by: Self::live(cohort.by),
			committed: 0,
			latched_at: None,
		});
		let study = Study {
			sponsor,
			terms,
			approval: None,
			closing_at: None,
			refunding: false,
			finished_at: None,
			owed: Zero::zero(),
			reserved: Zero::zero(),
			accepted: 0,
			unsettled: 0,
			records: 0,
			gathering,
			ticket,
		};
		Studies::<T>::insert(id, study);
		Ok(id)
	}

	/// Whether the study takes no more commits.
	pub(crate) fn is_closed(study: &StudyOf<T>) -> bool {
		Self::now() >= study.terms.closes
			|| study.closing_at.is_some_and(|moment| Self::live_now() >= moment)
			|| Self::missed_cohort(study)
	}

	/// Gives notice, or closes at once what is over. Answers when, on the wall clock.
	pub(crate) fn do_close(who: &T::AccountId, id: StudyId) -> Result<Moment, DispatchError> {
		let mut study = Studies::<T>::get(id).ok_or(Error::<T>::StudyNotFound)?;
		let (now, live) = (Self::now(), Self::live_now());
		let over = now >= study.terms.closes || Self::missed_cohort(&study);
		ensure!(over || study.sponsor == *who, Error::<T>::NotSponsor);
		ensure!(study.closing_at.is_none(), Error::<T>::AlreadyClosing);
		let closing_at = if over { live } else { live.saturating_add(CLOSING_NOTICE) };
		study.closing_at = Some(closing_at);
		Studies::<T>::insert(id, study);
		Ok(Self::wall(closing_at))
	}

	/// Returns to the sponsor what is free, and from now on what comes free.
	pub(crate) fn do_finish(id: StudyId) -> DispatchResult {
		let Some(mut study) = Studies::<T>::get(id) else { return Self::sweep_ended(id) };
		ensure!(Self::is_closed(&study), Error::<T>::StudyStillOpen);
		let free = Self::unallocated_of(id, &study);
		ensure!(!study.refunding || !free.is_zero(), Error::<T>::NothingToRefund);
		study.refunding = true;
		Self::refund(id, &study);
		Self::put_study(id, study);
		Ok(())
	}

	/// Somebody sent money to the pot of a study that has ended: the sponsor gets it.
	fn sweep_ended(id: StudyId) -> DispatchResult {
		let ended = EndedStudies::<T>::get(id).ok_or(Error::<T>::StudyNotFound)?;
		let pot = Self::pot(id);
		let amount = T::Currency::balance(&pot);
		ensure!(!amount.is_zero(), Error::<T>::NothingToRefund);
		T::Currency::transfer(&pot, &ended.sponsor, amount, Expendable)?;
		Self::deposit_event(Event::StudyRefunded { study: id, amount });
		Ok(())
	}

	/// Pays what is unallocated to the sponsor. Never fails: what cannot be paid now stays in the pot.
	fn refund(id: StudyId, study: &StudyOf<T>) {
		let amount = Self::unallocated_of(id, study);
		if amount.is_zero() {
			return;
		}
		match T::Currency::transfer(&Self::pot(id), &study.sponsor, amount, Preserve) {
			Ok(_) => Self::deposit_event(Event::StudyRefunded { study: id, amount }),
			Err(error) => {
				log::warn!(target: LOG_TARGET, "refund of study {id} put off: {error:?}")
			},
		}
	}

	/// Stores a study after a change; finishes or ends it if nothing is left to wait for.
	pub(crate) fn put_study(id: StudyId, mut study: StudyOf<T>) {
		if study.refunding && study.unsettled == 0 {
			if study.finished_at.is_none() {
				study.finished_at = Some(Self::live_now());
				Self::deposit_event(Event::StudyFinished { study: id });
			}
			if study.records == 0 {
				return Self::end_study(id, study);
			}
			Self::refund(id, &study);
		}
		Studies::<T>::insert(id, study);
	}

	/// Everything that is left goes to the sponsor; a stone stays.
	fn end_study(id: StudyId, study: StudyOf<T>) {
		Self::remove_key(&Grantee::Study(id));
		let Study { sponsor, approval, ticket, .. } = study;
		let pot = Self::pot(id);
		let amount = T::Currency::balance(&pot);
		let returned = match T::Currency::transfer(&pot, &sponsor, amount, Expendable) {
			Ok(returned) => returned,
			Err(error) => {
				// `finish` pays it once the sponsor's account can take it.
				log::warn!(target: LOG_TARGET, "last refund of study {id} put off: {error:?}");
				Zero::zero()
			},
		};
		match ticket.update(&sponsor, Self::ended_footprint()) {
			Ok(ticket) => {
				let ended_at = Self::now();
				EndedStudies::<T>::insert(id, EndedStudy { sponsor, approval, ended_at, ticket });
			},
			Err(error) => {
				defensive!("a smaller deposit needs no money", error);
			},
		}
		Studies::<T>::remove(id);
		Self::deposit_event(Event::StudyEnded { study: id, returned });
	}

	/// Pays a price: the participant its part, the protocol its share. Answers both.
	pub(crate) fn pay(
		holder: &GranteeOf<T>,
		subject: &T::AccountId,
		price: BalanceOf<T>,
		share: BalanceOf<T>,
	) -> Result<(BalanceOf<T>, BalanceOf<T>), DispatchError> {
		let net = price.saturating_sub(share);
		Self::pay_part(holder, subject, net)?;
		if share.is_zero() {
			return Ok((net, share));
		}
		if Self::pay_part(holder, &T::ProtocolAccount::get(), share).is_ok() {
			T::OnSettled::settled(subject, share);
			return Ok((net, share));
		}
		// The protocol's account is gone. Nobody waits for it.
		log::warn!(target: LOG_TARGET, "the protocol's account cannot take its share");
		Self::pay_part(holder, subject, share)?;
		Ok((price, Zero::zero()))
	}

	fn pay_part(holder: &GranteeOf<T>, to: &T::AccountId, amount: BalanceOf<T>) -> DispatchResult {
		if amount.is_zero() {
			return Ok(());
		}
		match holder {
			Grantee::Study(study) => {
				T::Currency::transfer(&Self::pot(*study), to, amount, Preserve).map(|_| ())
			},
			Grantee::Account(recipient) => Self::pay_from_hold(recipient, to, amount),
		}
	}

	/// Releases a deposit. Never fails: nobody's exit waits for a ticket.
	pub(crate) fn release_ticket(ticket: T::Consideration, payer: &T::AccountId) {
		if let Err(error) = ticket.drop(payer) {
			log::error!(target: LOG_TARGET, "a deposit could not be released: {error:?}");
		}
	}

	fn study_footprint() -> Footprint {
		Footprint::from_mel::<(StudyId, StudyOf<T>)>()
	}

	fn ended_footprint() -> Footprint {
		Footprint::from_mel::<(StudyId, EndedStudyOf<T>)>()
	}
}

impl<T: Config> epione_primitives::traits::GranteeLookup<T::AccountId> for Pallet<T> {
	fn controller(grantee: &GranteeOf<T>) -> Option<T::AccountId> {
		match grantee {
			Grantee::Account(account) => Some(account.clone()),
			Grantee::Study(id) => Studies::<T>::get(id)
				.map(|study| study.sponsor)
				.or_else(|| EndedStudies::<T>::get(id).map(|ended| ended.sponsor)),
		}
	}

	fn ethics_approved(grantee: &GranteeOf<T>) -> bool {
		match grantee {
			Grantee::Account(_) => false,
			Grantee::Study(id) => Studies::<T>::get(id)
				.map(|study| study.approval)
				.or_else(|| EndedStudies::<T>::get(id).map(|ended| ended.approval))
				.flatten()
				.is_some(),
		}
	}

	/// An ended study: it is looked for among the live ones first.
	#[cfg(feature = "runtime-benchmarks")]
	fn set_up(controller: &T::AccountId) -> GranteeOf<T> {
		let id = NextStudyId::<T>::mutate(|next| {
			let id = *next;
			next.saturating_inc();
			id
		});
		let (sponsor, ended_at) = (controller.clone(), Self::now());
		T::Consideration::ensure_successful(&sponsor, Self::ended_footprint());
		let ticket = T::Consideration::new(&sponsor, Self::ended_footprint())
			.expect("the deposit can be paid");
		let approval = Some(Approval { board: sponsor.clone(), at: ended_at });
		EndedStudies::<T>::insert(id, EndedStudy { sponsor, approval, ended_at, ticket });
		Grantee::Study(id)
	}
}
