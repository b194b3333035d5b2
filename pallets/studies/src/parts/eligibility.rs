//! Which data, and whose, a study takes. `plan` in `acts/commit.rs` asks; the grant is judged
//! elsewhere.

use crate::{
	ground::clock, BalanceOf, Config, ContributionOf, DeviceUses, Eligibility, Error, Invitation,
	Participation, Participations, Status, StudyOf, Terms, MAX_LAPSES,
};
use epione_envelope::statements;
use epione_primitives::{
	traits::{DatasetLookup, DeviceCheck},
	DatasetFacts, DatasetStatus, Digest, Grantee, StudyId,
};
use frame_support::{ensure, traits::Get};
use sp_runtime::{traits::Verify, AccountId32};

/// The facts of a dataset that may be committed: it is current, and its device was sound.
pub(crate) fn sound_facts<T: Config>(
	subject: &T::AccountId,
	dataset: &Digest,
) -> Result<DatasetFacts<T::AccountId>, Error<T>> {
	let facts = T::Datasets::facts(subject, dataset).ok_or(Error::<T>::DatasetNotFound)?;
	ensure!(facts.status == DatasetStatus::Active, Error::<T>::DatasetSuperseded);
	if let Some(signed) = T::Datasets::signed_under(subject, dataset) {
		T::Devices::usable(&signed).map_err(Error::<T>::from_refusal)?;
	}
	Ok(facts)
}

/// The dataset, and its subject, are what the study asks for.
pub(crate) fn ensure_wanted<T: Config>(
	terms: &Terms<BalanceOf<T>>,
	subject: &T::AccountId,
	facts: &DatasetFacts<T::AccountId>,
) -> Result<(), Error<T>> {
	ensure!(terms.modalities.contains(facts.modality), Error::<T>::ModalityNotWanted);
	ensure!(facts.depth >= terms.min_depth, Error::<T>::BatchTooSmall);
	let Eligibility { collected, models, not_in } = &terms.eligibility;
	if let Some((first, last)) = collected {
		let within = *first <= facts.first_day && facts.last_day <= *last;
		ensure!(within, Error::<T>::DaysNotWanted);
	}
	if !models.is_empty() {
		let model = facts.device.as_ref().and_then(T::Devices::model);
		let wanted = model.is_some_and(|model| models.contains(&model));
		ensure!(wanted, Error::<T>::ModelNotWanted);
	}
	for study in not_in {
		let part = Participations::<T>::get(Grantee::Study(*study), subject);
		ensure!(part.counted() == 0, Error::<T>::InOtherStudy);
	}
	Ok(())
}

/// The subject may take part: it has neither withdrawn nor lost a dispute, and a device signed its
/// data or the sponsor invited it. The participation remembers the invitation.
pub(crate) fn ensure_admitted<T: Config>(
	(id, study): (StudyId, &StudyOf<T>),
	subject: &T::AccountId,
	participation: &mut Participation<BalanceOf<T>>,
	device: Option<&T::AccountId>,
	invitation: Option<&Invitation>,
) -> Result<(), Error<T>> {
	ensure!(!participation.withdrawn, Error::<T>::Withdrawn);
	ensure!(!participation.barred, Error::<T>::Barred);
	if study.terms.device_signed {
		ensure!(device.is_some(), Error::<T>::NoDeviceSignature);
	} else if !participation.invited {
		let invitation = invitation.ok_or(Error::<T>::NoInvitation)?;
		ensure_invited::<T>(id, &study.sponsor, subject, invitation)?;
		participation.invited = true;
	}
	Ok(())
}

fn ensure_invited<T: Config>(
	study: StudyId,
	sponsor: &T::AccountId,
	subject: &T::AccountId,
	invitation: &Invitation,
) -> Result<(), Error<T>> {
	ensure!(clock::now::<T>() < invitation.expiry, Error::<T>::InvitationExpired);
	let statement =
		statements::invitation(&T::ChainId::get(), study, subject.as_ref(), invitation.expiry);
	let sponsor = AccountId32::new(*sponsor.as_ref());
	// Wallets wrap what they sign.
	let signed = invitation.signature.verify(&statement[..], &sponsor)
		|| invitation.signature.verify(&statements::wrapped(&statement)[..], &sponsor);
	ensure!(signed, Error::<T>::InvalidInvitation);
	Ok(())
}

/// There is room for this contribution: it was not made before, no cap is reached, and the first of
/// this subject and of this device is settled before the next. A device over whose data a dispute
/// was lost is new for good.
pub(crate) fn ensure_room<T: Config>(
	(id, study): (StudyId, &StudyOf<T>),
	former: Option<&ContributionOf<T>>,
	participation: &Participation<BalanceOf<T>>,
	device: Option<&T::AccountId>,
) -> Result<(), Error<T>> {
	if let Some(former) = former {
		ensure!(former.status == Status::Lapsed, Error::<T>::AlreadyContributed);
	}
	let terms = &study.terms;
	ensure!(study.accepted < terms.max_contributions, Error::<T>::StudyFull);
	let counted = participation.counted();
	ensure!(counted < terms.per_participant, Error::<T>::ParticipantCapReached);
	ensure!(
		participation.lapsed < participation.settled.saturating_add(MAX_LAPSES),
		Error::<T>::TooManyLapsed
	);
	ensure!(participation.settled > 0 || counted == 0, Error::<T>::FirstNotSettled);
	if let Some(device) = device {
		let uses = DeviceUses::<T>::get(id, device);
		// Moved to another account it is the same device: a cap by account alone bounds nothing.
		ensure!(uses.counted() < terms.per_participant, Error::<T>::DeviceCapReached);
		// One at a time from a device that is new, or whose data was found bad: even whoever owns
		// it next loses no more than time.
		let is_trusted = uses.settled > 0 && !uses.lost_dispute;
		ensure!(is_trusted || uses.unsettled == 0, Error::<T>::DeviceFirstNotSettled);
	}
	Ok(())
}
