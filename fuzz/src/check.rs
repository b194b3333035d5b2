//! What must hold of the whole state, after whatever was done.

use crate::chain::forget_events;
use epione_runtime::{try_state, Balance, Runtime, RuntimeEvent, System};

/// Every invariant of every pallet of this project.
pub fn invariants() {
	for pallet in &try_state::ALL {
		assert_eq!(pallet.check(), Ok(()), "{}", pallet.pallet);
	}
}

fn issuance() -> Balance {
	pallet_balances::TotalIssuance::<Runtime>::get()
}

/// The money there is, as it is counted from step to step.
pub struct Money {
	issued: Balance,
	/// What Root added to the issuance, or took from it, without an account's money.
	adjusted: i128,
}

impl Money {
	/// Begins with what there is now.
	pub fn count() -> Self {
		Self { issued: issuance(), adjusted: 0 }
	}

	/// After one call, or one block: nobody but Root makes money. Takes the events.
	pub fn check_step(&mut self) {
		let mut by_root = false;
		for record in System::read_events_no_consensus() {
			match record.event {
				RuntimeEvent::Balances(pallet_balances::Event::TotalIssuanceForced {
					old,
					new,
				}) => {
					by_root = true;
					self.adjusted += new as i128 - old as i128;
				},
				RuntimeEvent::Balances(pallet_balances::Event::BalanceSet { .. }) => by_root = true,
				_ => {},
			}
		}
		forget_events();
		let issued = issuance();
		assert!(by_root || issued <= self.issued, "{} became {issued}", self.issued);
		self.issued = issued;
	}

	/// What accounts have is what was issued.
	pub fn check_sum(&self) {
		let sum = frame_system::Account::<Runtime>::iter_values()
			.map(|account| account.data.free + account.data.reserved)
			.sum::<Balance>();
		assert_eq!(sum as i128 + self.adjusted, self.issued as i128, "accounts and the issuance");
	}
}
