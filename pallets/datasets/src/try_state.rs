//! The invariants of the pallet's state. Each has a name, and a test that corrupts the state to see
//! it fire.
#![allow(clippy::arithmetic_side_effects)]

use crate::{types::DatasetState, Config, Entries, Pallet, Windows};
use alloc::collections::{BTreeMap, BTreeSet};
use codec::Encode;
use epione_envelope::point;
use epione_primitives::{is_padme, MAX_DEPTH};
use frame_support::ensure;
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
	/// Checks all invariants.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		Self::well_formed()?;
		Self::chains()?;
		Self::no_sequence_twice()?;
		Self::windows()?;
		Self::providers()
	}

	/// `WellFormed`: every live record would pass the checks of `anchor` that need no clock.
	fn well_formed() -> Result<(), TryRuntimeError> {
		for (_, _, entry) in Entries::<T>::iter() {
			let Some(record) = entry.state.record() else { continue };
			ensure!(
				record.depth <= MAX_DEPTH
					&& record.first_day <= record.last_day
					&& record.size > 0
					&& is_padme(record.size)
					&& point::is_valid_point(&record.key_commitment),
				"WellFormed: a record that anchor refuses"
			);
		}
		Ok(())
	}

	/// `Chains`: a dataset that a live record supersedes was of the same subject and is no longer
	/// active, and no two live records supersede the same one.
	fn chains() -> Result<(), TryRuntimeError> {
		let mut superseded = BTreeSet::new();
		for (subject, _, entry) in Entries::<T>::iter() {
			let Some(former) = entry.state.record().and_then(|record| record.supersedes) else {
				continue;
			};
			let state = Entries::<T>::get(&subject, former).map(|entry| entry.state);
			ensure!(
				matches!(state, Some(DatasetState::Superseded(_) | DatasetState::Tombstone)),
				"Chains: a superseded dataset is active or missing"
			);
			ensure!(
				superseded.insert((subject.encode(), former)),
				"Chains: a dataset is superseded twice"
			);
		}
		Ok(())
	}

	/// `NoSequenceTwice`: no two live records are based on the same statement of a device.
	fn no_sequence_twice() -> Result<(), TryRuntimeError> {
		let mut seen = BTreeSet::new();
		for (_, _, entry) in Entries::<T>::iter() {
			if let Some(source) = entry.state.record().and_then(|record| record.source.as_ref()) {
				let statement = (&source.device, source.claim, source.seq).encode();
				ensure!(seen.insert(statement), "NoSequenceTwice: a number counts twice");
			}
		}
		Ok(())
	}

	/// `Windows`: each window has seen its highest number, and the number of every live record
	/// under its claim; no record is under a later claim than its device's window. Only a device
	/// out of use has records and no window.
	fn windows() -> Result<(), TryRuntimeError> {
		for (_, entry) in Windows::<T>::iter() {
			ensure!(entry.window.seen & 1 == 1, "Windows: the highest number is not seen");
		}
		for (subject, _, entry) in Entries::<T>::iter() {
			let Some(source) = entry.state.record().and_then(|record| record.source.as_ref())
			else {
				continue;
			};
			let known = match Windows::<T>::get(&source.device).map(|entry| entry.window) {
				Some(window) => {
					source.claim < window.claim
						|| (source.claim == window.claim && window.may_have_seen(source.seq))
				},
				None => Self::is_out_of_use(&source.device, &subject),
			};
			ensure!(known, "Windows: a record's number is not seen");
		}
		Ok(())
	}

	/// `Providers`: each live dataset holds a provider reference on its subject.
	fn providers() -> Result<(), TryRuntimeError> {
		let mut live = BTreeMap::<_, (T::AccountId, u32)>::new();
		for (subject, _, entry) in Entries::<T>::iter() {
			if entry.state.record().is_some() {
				let item = live.entry(subject.encode()).or_insert((subject, 0));
				item.1 = item.1.saturating_add(1);
			}
		}
		for (subject, count) in live.into_values() {
			ensure!(
				frame_system::Pallet::<T>::providers(&subject) >= count,
				"Providers: fewer references than live datasets"
			);
		}
		Ok(())
	}
}
