//! Tests on a runtime made by [`mock_basics`](crate::mock_basics).

use crate::{clock, deposits, mock_basics, providers};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::traits::{Consideration, Footprint};
use scale_info::TypeInfo;
use sp_runtime::{AccountId32, DispatchError};

#[frame_support::runtime]
mod runtime {
	#[runtime::runtime]
	#[runtime::derive(
		RuntimeCall,
		RuntimeEvent,
		RuntimeError,
		RuntimeOrigin,
		RuntimeFreezeReason,
		RuntimeHoldReason,
		RuntimeSlashReason,
		RuntimeLockId,
		RuntimeTask,
		RuntimeViewFunction
	)]
	pub struct Test;

	#[runtime::pallet_index(0)]
	pub type System = frame_system;
	#[runtime::pallet_index(1)]
	pub type Timestamp = pallet_timestamp;
	#[runtime::pallet_index(2)]
	pub type Balances = pallet_balances;
}

mock_basics!(Test, existential_deposit: 10);

const ALICE: AccountId32 = AccountId32::new([1; 32]);
/// Owns nothing.
const PAUL: AccountId32 = AccountId32::new([5; 32]);

/// A deposit whose return can fail half-way.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
struct Ticket {
	fails: bool,
}

impl Consideration<AccountId32, Footprint> for Ticket {
	fn new(_: &AccountId32, _: Footprint) -> Result<Self, DispatchError> {
		Ok(Self { fails: false })
	}

	fn update(self, _: &AccountId32, _: Footprint) -> Result<Self, DispatchError> {
		Ok(self)
	}

	fn drop(self, who: &AccountId32) -> Result<(), DispatchError> {
		sp_io::storage::set(RETURNED, &who.encode());
		if self.fails {
			return Err(DispatchError::Other("after half of it"));
		}
		Ok(())
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn ensure_successful(_: &AccountId32, _: Footprint) {}
}

/// Where [`Ticket`] records whom it was returned to.
const RETURNED: &[u8] = b"returned";

fn execute(test: impl FnOnce()) {
	sp_io::TestExternalities::from(genesis([(ALICE, 1_000)])).execute_with(test);
}

#[test]
fn now_is_the_timestamp_in_milliseconds() {
	execute(|| {
		Timestamp::set_timestamp(1_800_000_000_123);
		assert_eq!(clock::now::<Timestamp>(), 1_800_000_000_123);
	});
}

#[test]
fn an_account_without_tokens_exists_while_it_has_a_reference() {
	execute(|| {
		providers::add::<Test>(&PAUL);
		providers::add::<Test>(&PAUL);
		providers::remove::<Test>(&PAUL);
		assert!(System::account_exists(&PAUL));
		providers::remove::<Test>(&PAUL);
		assert!(!System::account_exists(&PAUL));
	});
}

#[test]
fn a_reference_that_something_depends_on_stays() {
	execute(|| {
		providers::add::<Test>(&PAUL);
		assert!(System::inc_consumers(&PAUL).is_ok());
		providers::remove::<Test>(&PAUL);
		assert!(System::account_exists(&PAUL));
	});
}

#[test]
fn a_deposit_returns_to_its_payer() {
	execute(|| {
		deposits::release(Ticket { fails: false }, &ALICE);
		assert_eq!(sp_io::storage::get(RETURNED), Some(ALICE.encode().into()));
	});
}

#[test]
fn a_deposit_that_cannot_be_returned_stops_nobody_and_leaves_no_trace() {
	execute(|| {
		deposits::release(Ticket { fails: true }, &ALICE);
		assert_eq!(sp_io::storage::get(RETURNED), None);
	});
}
