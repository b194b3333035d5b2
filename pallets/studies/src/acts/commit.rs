//! Commitments: everything that is checked and pinned before any key is shown.
//!
//! What refuses a commitment to a study: `plan`, with the checks of `parts/eligibility.rs`; then
//! the grant, which `pallet-consent` judges (`judge` in its `decision.rs`), and at last whether the
//! grant lasts long enough (`ensure_outlived_by`). For one to an account, `plan` in `shares.rs`.

use crate::{
	ground::{agenda, clock, deposits, ledger},
	parts::{access, approval, bids, cohort, eligibility, keys, participants, phase},
	BalanceOf, Config, Contribution, ContributionOf, Contributions, Deposit, DeviceUses, Error,
	Event, GranteeOf, Invitation, Pallet, Participation, Participations, Pinned, RecipientKeyOf,
	Status, Studies, StudyOf, WeightInfo,
};
use epione_primitives::{
	traits::{AccessDecision, CredentialCheck},
	AccessRequest, DatasetFacts, Digest, GrantId, Grantee, Moment, Permit, Role, StudyId,
};
use frame_support::{
	ensure,
	traits::{Consideration, Get},
	weights::Weight,
};
use sp_runtime::{traits::Saturating, DispatchError, DispatchResult};

/// What a commitment will do. Made by the checks, carried out by the call.
pub struct CommitPlan<T: Config> {
	/// Study or account that receives the key.
	pub holder: GranteeOf<T>,
	/// The question to the decision function.
	pub request: AccessRequest<T::AccountId>,
	/// What it binds: in the study's pot, or of the bidder's hold.
	pub needed: BalanceOf<T>,
	pub(crate) study: Option<(StudyId, StudyOf<T>)>,
	/// The lapsed commitment of the same dataset.
	pub(crate) former: Option<ContributionOf<T>>,
	pub(crate) participation: Participation<BalanceOf<T>>,
	pub(crate) facts: DatasetFacts<T::AccountId>,
	pub(crate) recipient_key: RecipientKeyOf<T>,
	pub(crate) price: BalanceOf<T>,
	pub(crate) delivery_fee: BalanceOf<T>,
	/// Dispute window.
	pub(crate) window: Moment,
}

/// What `commit` weighs. The benchmark's data has no device: one is looked up five times, with what
/// it signed under, and its use is counted. Three reads more tell whether the study's approval
/// counts.
pub(crate) fn weight<T: Config>() -> Weight {
	T::WeightInfo::commit().saturating_add(T::DbWeight::get().reads_writes(11, 1))
}

/// Everything that `commit` checks but the grant. The grant is checked next, with the plan's
/// `request`: by `ensure_granted` in the pool, by `carry_out` in a block.
pub(crate) fn plan<T: Config>(
	who: &T::AccountId,
	id: StudyId,
	subject: &T::AccountId,
	dataset: &Digest,
	grant: GrantId,
	invitation: Option<&Invitation>,
) -> Result<CommitPlan<T>, Error<T>> {
	access::ensure_gateway::<T>(who, subject)?;
	let study = Studies::<T>::get(id).ok_or(Error::<T>::StudyNotFound)?;
	ensure_takes_commits::<T>(id, &study)?;
	let holder = Grantee::Study(id);
	let recipient_key = keys::usable::<T>(&holder)?;

	let facts = eligibility::sound_facts::<T>(subject, dataset)?;
	let device = facts.device.as_ref();
	let terms = &study.terms;
	eligibility::ensure_wanted::<T>(terms, subject, &facts)?;
	let mut participation = Participations::<T>::get(&holder, subject);
	eligibility::ensure_admitted::<T>(
		(id, &study),
		subject,
		&mut participation,
		device,
		invitation,
	)?;
	let former = Contributions::<T>::get((&holder, subject, dataset));
	eligibility::ensure_room::<T>((id, &study), former.as_ref(), &participation, device)?;

	// The protocol's share may have risen since the study was created.
	ledger::ensure_price::<T>(terms.reward)?;
	let needed = ledger::cost_of_one::<T>(terms, former.is_none())?;
	ensure!(needed <= ledger::unallocated::<T>(id, &study), Error::<T>::BudgetExhausted);
	// In the pool already, so that the sponsor pays for no commitment that fails for this.
	let has_deposit = former.as_ref().is_some_and(|former| former.commit_deposit.is_some());
	if terms.cohort.is_some() && !has_deposit {
		ensure!(deposits::can_pay_for_commitment::<T>(subject), Error::<T>::CannotPayDeposit);
	}

	Ok(CommitPlan {
		request: access::request::<T>(&holder, subject, dataset, terms.purpose, grant),
		price: terms.reward,
		window: terms.dispute_window,
		study: Some((id, study)),
		holder,
		needed,
		former,
		participation,
		facts,
		recipient_key,
		delivery_fee: T::DeliverFee::get(),
	})
}

impl<T: Config> CommitPlan<T> {
	/// Whether its grant allows the commitment now. For the pool.
	pub(crate) fn ensure_granted(&self) -> Result<(), Error<T>> {
		let permit = T::Access::decide(&self.request).map_err(Error::<T>::from_denial)?;
		self.ensure_outlived_by(&permit)
	}

	/// The same, in a block: counts one use of the grant.
	fn take_use(&self) -> Result<(), Error<T>> {
		let permit = T::Access::take(&self.request).map_err(Error::<T>::from_denial)?;
		self.ensure_outlived_by(&permit)
	}

	/// The grant must last until the commitment can no longer be delivered, the gathering of a
	/// cohort included: an end by date ends everything, so it should not come in between. On the
	/// wall clock, as people read it. A later standstill can move the delivery beyond it all the
	/// same; then the commitment lapses, and nobody is at fault.
	fn ensure_outlived_by(&self, permit: &Permit) -> Result<(), Error<T>> {
		let gathering = self.study.as_ref().filter(|(_, study)| study.is_gathering());
		let begins = match gathering.and_then(|(_, study)| study.gathering) {
			Some(gathering) => clock::to_wall::<T>(gathering.deadline),
			None => clock::now::<T>(),
		};
		let needed = begins.saturating_add(T::DeliveryPeriod::get());
		ensure!(needed <= permit.valid_until, Error::<T>::GrantEndsTooSoon);
		Ok(())
	}
}

/// The wall clock's moment until which a commitment's grant was to last when it was made, as far as
/// the records tell: see `CommitPlan::ensure_outlived_by`. A grant that ends earlier was narrowed
/// since.
pub(crate) fn promised_until<T: Config>(
	study: Option<&StudyOf<T>>,
	contribution: &ContributionOf<T>,
) -> Moment {
	let cohort = study.and_then(|study| study.terms.cohort);
	// The cohort's deadline as its terms say it: a standstill since the study began moved it back.
	let begins = cohort
		.filter(|_| contribution.joined_before_completion)
		.map_or(contribution.committed_at, |cohort| cohort.deadline.max(contribution.committed_at));
	begins.saturating_add(T::DeliveryPeriod::get())
}

/// Approved, open, and its sponsor accredited.
fn ensure_takes_commits<T: Config>(id: StudyId, study: &StudyOf<T>) -> Result<(), Error<T>> {
	approval::ensure_counts::<T>(id, study)?;
	ensure!(clock::now::<T>() >= study.terms.opens, Error::<T>::NotOpenYet);
	ensure!(!phase::is_closed::<T>(study), Error::<T>::StudyClosed);
	ensure!(T::Credentials::holds(&study.sponsor, Role::Researcher), Error::<T>::NotResearcher);
	Ok(())
}

/// Where a commitment stands in time, on the live clock.
struct Timing {
	/// When the agenda looks at it.
	due: Moment,
	/// Until when it can be delivered; while its cohort is incomplete, until when that must be
	/// complete.
	deliver_by: Moment,
	joined_before_completion: bool,
}

/// Takes a use of the grant and carries the commitment out.
pub(crate) fn carry_out<T: Config>(plan: CommitPlan<T>) -> DispatchResult {
	plan.take_use()?;
	let CommitPlan {
		holder,
		request: AccessRequest { subject, dataset, purpose, grant, .. },
		needed,
		study,
		former,
		mut participation,
		facts,
		recipient_key,
		price,
		delivery_fee,
		window,
	} = plan;
	let is_new = former.is_none();
	let (deposit, mut commit_deposit) = match (former, &study) {
		(Some(former), _) => (former.deposit, former.commit_deposit),
		(None, Some(_)) => (Deposit::Escrow(T::ContributionDeposit::get()), None),
		(None, None) => {
			let footprint = deposits::contribution_footprint::<T>();
			(Deposit::Subject(T::Consideration::new(&subject, footprint)?), None)
		},
	};
	let timing = match study {
		Some((id, study)) => {
			if study.terms.cohort.is_some() && commit_deposit.is_none() {
				commit_deposit = Some(deposits::take_for_commitment::<T>(&subject)?);
			}
			if let Some(device) = &facts.device {
				DeviceUses::<T>::mutate(id, device, |uses| uses.count_commitment(is_new));
			}
			bind_in_study::<T>(id, study, needed, is_new)?
		},
		None => {
			bids::take_up::<T>(&holder, &subject, &dataset, price);
			without_cohort::<T>()
		},
	};
	participation.committed.saturating_inc();
	if is_new {
		participants::add_record::<T>(&subject, &mut participation);
	}
	Participations::<T>::insert(&holder, &subject, participation);

	let pinned = Pinned::of(&facts);
	let facts_hash = pinned.hash(&facts.device);
	let protocol_share = ledger::protocol_share::<T>(price);
	let key = (holder, subject, dataset);
	agenda::insert::<T>(timing.due, &key);
	Contributions::<T>::insert(
		key.clone(),
		Contribution {
			status: Status::Committed,
			grant,
			purpose,
			key_version: recipient_key.version,
			key: recipient_key.key,
			facts_hash,
			pinned: Some(pinned),
			device: facts.device,
			price,
			protocol_share,
			window,
			delivery_fee,
			committed_at: clock::now::<T>(),
			delivered_at: None,
			joined_before_completion: timing.joined_before_completion,
			due: Some(timing.due),
			envelope: false,
			deposit,
			commit_deposit,
		},
	);
	let (holder, subject, dataset) = key;
	Pallet::<T>::deposit_event(Event::Committed {
		holder,
		subject,
		dataset,
		grant,
		key_version: recipient_key.version,
		facts: facts_hash,
		price,
		protocol_share,
		deliver_by: clock::to_wall::<T>(timing.deliver_by),
	});
	Ok(())
}

/// The time of a commitment that waits for no cohort.
fn without_cohort<T: Config>() -> Timing {
	let due = clock::live_now::<T>().saturating_add(T::DeliveryPeriod::get());
	Timing { due, deliver_by: due, joined_before_completion: false }
}

/// Counts a commitment in its study, and in the cohort if the study needs one. Stores the study.
fn bind_in_study<T: Config>(
	id: StudyId,
	mut study: StudyOf<T>,
	needed: BalanceOf<T>,
	is_new: bool,
) -> Result<Timing, DispatchError> {
	study.count_commitment(needed, is_new).ok_or(Error::<T>::Overflow)?;
	let mut timing = without_cohort::<T>();
	if let Some(deadline) = study.gathering.map(|gathering| gathering.deadline) {
		if cohort::join::<T>(id, &mut study) {
			timing.joined_before_completion = true;
			timing.due = cohort::first_look::<T>(deadline);
			timing.deliver_by = if study.is_gathering() { deadline } else { timing.due };
		}
	}
	Studies::<T>::insert(id, study);
	Ok(timing)
}
