//! Devices' windows of sequence numbers: each number is accepted once.

use crate::{
	types::{SequenceWindow, WindowEntry},
	Config, Error, Pallet, Windows,
};
use epione_primitives::BatchStatement;
use epione_support::deposits;
use frame_support::{dispatch::DispatchResult, traits::Consideration};

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
}
