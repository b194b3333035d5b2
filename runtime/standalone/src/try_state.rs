//! The invariants of this project's pallets, checked natively over whatever state is at hand: that
//! of a test, or of a block in a node's database (`epione-node check-state`).
//!
//! They are not in the Wasm: nothing on chain calls them.

use crate::{Migrations, Runtime, VERSION};
use frame_support::migrations::MultiStepMigrator;
use frame_system::LastRuntimeUpgrade;
use sp_io::{hashing::twox_128, storage::next_key};
use sp_runtime::TryRuntimeError;
use std::iter::successors;

/// The invariants of one pallet.
pub struct Invariants {
	/// The pallet's name on chain.
	pub pallet: &'static str,
	/// How many invariants have a name; `docs/security.md` lists them.
	pub count: usize,
	check: fn() -> Result<(), TryRuntimeError>,
}

impl Invariants {
	/// Checks them all, up to the first that is broken.
	///
	/// # Errors
	///
	/// Its name, in some pallets with a colon and what is wrong; others say that in the log.
	pub fn check(&self) -> Result<(), String> {
		(self.check)().map_err(|error| match error {
			TryRuntimeError::Other(name) => name.into(),
			other => format!("{other:?}"),
		})
	}

	/// How many keys the pallet has in the state.
	pub fn keys(&self) -> usize {
		let prefix = twox_128(self.pallet.as_bytes());
		successors(next_key(&prefix), |key: &Vec<u8>| next_key(key))
			.take_while(|key| key.starts_with(&prefix))
			.count()
	}
}

macro_rules! all {
	($($pallet:ident $count:literal,)*) => {
		[$(
			Invariants {
				pallet: stringify!($pallet),
				count: $count,
				check: crate::$pallet::do_try_state,
			}
		),*]
	};
}

/// All pallets of this project that store something.
pub static ALL: [Invariants; 10] = all! {
	Validators 7,
	FreeLane 1,
	Credentials 8,
	Devices 10,
	Consent 9,
	Datasets 5,
	Studies 20,
	Rewards 8,
	Sponsorship 6,
	Disputes 11,
};

/// Why the invariants of this code say nothing about the state at hand.
#[derive(Clone, Debug, PartialEq)]
pub enum Unreadable {
	/// It does not say which code wrote it.
	NoVersion,
	/// Other code wrote it.
	OtherCode {
		/// The code's `spec_name`.
		name: String,
		/// The code's `spec_version`.
		version: u32,
	},
	/// A migration of several blocks is at work: some of it has the old layout, some the new.
	Migrating,
}

/// Checks that the state at hand has the layout of this code.
///
/// `:code` does not tell: it is replaced a block before the code first runs, and migrates.
///
/// # Errors
///
/// Why it has not.
pub fn ensure_readable() -> Result<(), Unreadable> {
	let last = LastRuntimeUpgrade::<Runtime>::get().ok_or(Unreadable::NoVersion)?;
	let (name, version) = (last.spec_name.into_owned(), last.spec_version.0);
	if name != VERSION.spec_name || version != VERSION.spec_version {
		return Err(Unreadable::OtherCode { name, version });
	}
	if Migrations::ongoing() {
		return Err(Unreadable::Migrating);
	}
	Ok(())
}
