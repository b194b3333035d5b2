//! A subject ends its part in a study; and the reference that lets it do so without owning anything.

use super::*;
use epione_primitives::traits::Delegation;
use sp_runtime::traits::Saturating;

impl<T: Config> Pallet<T> {
	/// Whether `who` may `withdraw(study, subject)` now, without changing anything: asked by the
	/// transaction pool and by the call. Answers what names the refusal: the encoded subject and item.
	pub fn check_withdraw(
		who: &T::AccountId,
		study: StudyId,
		subject: &T::AccountId,
	) -> Result<Vec<u8>, Error<T>> {
		ensure!(
			T::Delegations::is_or_acts_for(who, subject, Delegation::Guardian),
			Error::<T>::NotSubjectOrGuardian
		);
		let record = Studies::<T>::get(study).ok_or(Error::<T>::StudyNotFound)?;
		let participation = Participations::<T>::try_get(Grantee::Study(study), subject)
			.map_err(|()| Error::<T>::NothingToWithdraw)?;
		ensure!(!participation.withdrawn, Error::<T>::AlreadyWithdrawn);
		// Nothing can be committed to, or waits in, a finished study.
		ensure!(record.finished_at.is_none(), Error::<T>::NothingToWithdraw);
		Ok((subject, study).encode())
	}

	/// Constant work: what is committed ends when somebody, or the agenda, looks at it.
	pub(crate) fn end_participation(study: StudyId, subject: &T::AccountId) {
		let committed =
			Participations::<T>::mutate(Grantee::Study(study), subject, |participation| {
				participation.withdrawn = true;
				participation.committed
			});
		// Whoever has left makes no cohort complete.
		Studies::<T>::mutate(study, |record| {
			if let Some(gathering) = record.as_mut().and_then(|record| record.gathering.as_mut()) {
				if gathering.latched_at.is_none() {
					gathering.committed.saturating_reduce(committed);
				}
			}
		});
	}

	/// Counts a new record of a participation. The first one gives the subject a provider reference, so
	/// that it can sign a refusal even if it owns nothing.
	pub(crate) fn count_record(
		subject: &T::AccountId,
		participation: &mut Participation<BalanceOf<T>>,
	) {
		if participation.records == 0 {
			frame_system::Pallet::<T>::inc_providers(subject);
		}
		participation.records.saturating_inc();
	}

	/// Counts a record that is gone. With the last one go participation and reference.
	pub(crate) fn uncount_record(holder: &GranteeOf<T>, subject: &T::AccountId) {
		let gone = Participations::<T>::mutate_exists(holder, subject, |slot| {
			let Some(participation) = slot else { return false };
			participation.records.saturating_dec();
			let gone = participation.records == 0;
			if gone {
				*slot = None;
			}
			gone
		});
		if gone {
			if let Err(error) = frame_system::Pallet::<T>::dec_providers(subject) {
				log::warn!(target: LOG_TARGET, "a provider reference stays: {error:?}");
			}
		}
	}
}
