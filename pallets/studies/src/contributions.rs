//! Contributions: what the transaction pool asks, and what commit, deliver and settle share.

use super::*;
use epione_primitives::{traits::Delegation, DatasetFacts, DeviceRefusal, Purpose};

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

	pub(crate) fn from_refusal(refusal: DeviceRefusal) -> Self {
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

	/// What of its dataset a contribution keeps a copy of.
	pub(crate) fn pin(facts: &DatasetFacts<T::AccountId>) -> Pinned {
		let DatasetFacts { codec, key_commitment, root, depth, .. } = facts;
		Pinned { codec: *codec, key_commitment: *key_commitment, root: *root, depth: *depth }
	}

	/// The study, where the holder is one.
	pub(crate) fn study_of(holder: &GranteeOf<T>) -> Option<StudyOf<T>> {
		match holder {
			Grantee::Study(id) => Studies::<T>::get(id),
			Grantee::Account(_) => None,
		}
	}

	/// Whether the subject, or the device, lost a dispute in this study.
	pub(crate) fn is_barred(
		holder: &GranteeOf<T>,
		participation: &Participation<BalanceOf<T>>,
		device: Option<&T::AccountId>,
	) -> bool {
		let device_barred = || match (holder, device) {
			(Grantee::Study(id), Some(device)) => DeviceUses::<T>::get(id, device).barred,
			_ => false,
		};
		participation.barred || device_barred()
	}
}
