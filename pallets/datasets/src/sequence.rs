//! Devices' windows of sequence numbers: each number is accepted once.

use crate::{
	types::{SequenceWindow, WindowEntry},
	Config, Error, Pallet, Windows,
};
use epione_primitives::{traits::DeviceCheck, BatchStatement, DeviceRefusal};
use epione_support::deposits;
use frame_support::{dispatch::DispatchResult, ensure, traits::Consideration};

impl<T: Config> Pallet<T> {
	/// Marks the statement's sequence number as used, under the current claim.
	pub(crate) fn use_sequence_number(
		subject: &T::AccountId,
		statement: &BatchStatement<T::AccountId>,
	) -> DispatchResult {
		let BatchStatement { device, claim, seq, .. } = statement;
		let former = Windows::<T>::get(device);
		let window = match &former {
			Some(entry) => entry.window.accept(*claim, *seq).map_err(Error::<T>::from)?,
			None => SequenceWindow::first(*claim, *seq),
		};
		let entry = match former {
			Some(entry) if entry.window.claim == *claim => WindowEntry { window, ..entry },
			former => {
				if let Some(WindowEntry { payer, ticket, .. }) = former {
					// Never fails: a former owner's account must not stop the present one.
					deposits::release(ticket, &payer);
				}
				let ticket = T::WindowConsideration::new(subject, Self::window_footprint())?;
				WindowEntry { window, payer: subject.clone(), ticket }
			},
		};
		Windows::<T>::insert(device, entry);
		Ok(())
	}

	/// Removes the window of a device that never signs again, and returns who paid for it: its
	/// numbers need no memory, since a key that went out of use is never claimed again.
	pub(crate) fn do_release_window(device: &T::AccountId) -> Result<T::AccountId, Error<T>> {
		let WindowEntry { payer, ticket, .. } =
			Windows::<T>::get(device).ok_or(Error::<T>::WindowNotFound)?;
		ensure!(Self::is_out_of_use(device, &payer), Error::<T>::DeviceInUse);
		Windows::<T>::remove(device);
		deposits::release(ticket, &payer);
		Ok(payer)
	}

	/// Whether a device was retired or replaced, whoever owned it.
	pub(crate) fn is_out_of_use(device: &T::AccountId, owner: &T::AccountId) -> bool {
		matches!(T::Devices::standing(device, owner), Err(DeviceRefusal::Retired))
	}
}
