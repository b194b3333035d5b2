//! An ethics board's approval, and whether it counts now.

use crate::{
	ground::clock, parts::phase, Approval, Config, Error, Studies, StudyOf, SuspendedApprovals,
};
use epione_primitives::{traits::CredentialCheck, Digest, Role, StudyId};
use frame_support::ensure;

/// Whether the board that gave an approval is one now. What a board says ends with it.
pub(crate) fn board_holds<T: Config>(approval: &Approval<T::AccountId>) -> bool {
	T::Credentials::holds(&approval.board, Role::EthicsBoard)
}

/// The study has an approval that counts now.
pub(crate) fn ensure_counts<T: Config>(id: StudyId, study: &StudyOf<T>) -> Result<(), Error<T>> {
	let approval = study.approval.as_ref().ok_or(Error::<T>::NotApproved)?;
	ensure!(board_holds::<T>(approval), Error::<T>::ApprovalEnded);
	ensure!(!SuspendedApprovals::<T>::contains_key(id), Error::<T>::ApprovalSuspended);
	Ok(())
}

/// Approves a study, in place of an approval whose board is none any more.
///
/// A suspended approval is replaced only then: no sponsor looks for a board that is less strict.
pub(crate) fn give<T: Config>(
	board: &T::AccountId,
	id: StudyId,
	terms_hash: Digest,
) -> Result<(), Error<T>> {
	let mut study = Studies::<T>::get(id).ok_or(Error::<T>::StudyNotFound)?;
	ensure!(T::Credentials::holds(board, Role::EthicsBoard), Error::<T>::NotEthicsBoard);
	ensure!(study.sponsor != *board, Error::<T>::OwnStudy);
	let former = study.approval.as_ref();
	ensure!(!former.is_some_and(board_holds::<T>), Error::<T>::AlreadyApproved);
	ensure!(!phase::is_closed::<T>(&study), Error::<T>::StudyClosed);
	ensure!(study.terms.hash() == terms_hash, Error::<T>::WrongTermsHash);
	study.approval = Some(Approval { board: board.clone(), at: clock::now::<T>() });
	Studies::<T>::insert(id, study);
	SuspendedApprovals::<T>::remove(id);
	Ok(())
}

/// Suspends `board`'s approval. A limit: it needs no credential.
pub(crate) fn suspend<T: Config>(board: &T::AccountId, id: StudyId) -> Result<(), Error<T>> {
	let study = approved_by::<T>(board, id)?;
	ensure!(!SuspendedApprovals::<T>::contains_key(id), Error::<T>::AlreadySuspended);
	ensure!(!phase::is_closed::<T>(&study), Error::<T>::StudyClosed);
	SuspendedApprovals::<T>::insert(id, clock::now::<T>());
	Ok(())
}

/// Ends a suspension.
pub(crate) fn resume<T: Config>(board: &T::AccountId, id: StudyId) -> Result<(), Error<T>> {
	approved_by::<T>(board, id)?;
	ensure!(T::Credentials::holds(board, Role::EthicsBoard), Error::<T>::NotEthicsBoard);
	ensure!(SuspendedApprovals::<T>::take(id).is_some(), Error::<T>::NotSuspended);
	Ok(())
}

/// The study, if its approval is `board`'s.
fn approved_by<T: Config>(board: &T::AccountId, id: StudyId) -> Result<StudyOf<T>, Error<T>> {
	let study = Studies::<T>::get(id).ok_or(Error::<T>::StudyNotFound)?;
	let approval = study.approval.as_ref().ok_or(Error::<T>::NotApproved)?;
	ensure!(approval.board == *board, Error::<T>::NotApprovingBoard);
	Ok(study)
}
