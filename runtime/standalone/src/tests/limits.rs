//! How much fits into a block.

use super::*;
use crate::configs::{RuntimeBlockLength, RuntimeBlockWeights};
use frame_support::{dispatch::DispatchClass, weights::constants::WEIGHT_REF_TIME_PER_MILLIS};

#[test]
fn block_takes_half_a_second_of_two() {
	let weights = RuntimeBlockWeights::get();
	assert_eq!(weights.max_block.ref_time(), 500 * WEIGHT_REF_TIME_PER_MILLIS);
	assert_eq!(SLOT_DURATION, 2_000);
	let normal = weights.get(DispatchClass::Normal);
	assert_eq!(normal.max_total.unwrap().ref_time(), 375 * WEIGHT_REF_TIME_PER_MILLIS);
	let operational = weights.get(DispatchClass::Operational);
	assert_eq!(operational.max_total.unwrap(), weights.max_block);
	assert_eq!(operational.reserved.unwrap().ref_time(), 125 * WEIGHT_REF_TIME_PER_MILLIS);
	assert!(
		RuntimeBlockLength::get().max.get(DispatchClass::Normal)
			< RuntimeBlockLength::get().max.get(DispatchClass::Operational)
	);
}

/// A new session counts as a whole block's work, and a refusal must be included all the same.
#[test]
fn a_full_block_has_room_for_operational_calls_alone() {
	on_development(|| {
		System::register_extra_weight_unchecked(
			RuntimeBlockWeights::get().max_block,
			DispatchClass::Mandatory,
		);
		let ordinary = apply(Sr25519Keyring::Ferdie, frame_system::Call::remark { remark: vec![] });
		assert_eq!(
			ordinary,
			Err(sp_runtime::transaction_validity::InvalidTransaction::ExhaustsResources.into())
		);
		let operational = pallet_sudo::Call::sudo {
			call: Box::new(frame_system::Call::set_heap_pages { pages: 64 }.into()),
		};
		assert!(apply(Sr25519Keyring::Alice, operational).is_ok());
	});
}

/// DbWeight is ParityDB's.
#[test]
fn database_is_paritydb() {
	use frame_support::weights::{constants::ParityDbWeight, RuntimeDbWeight};
	let used: RuntimeDbWeight = value::<<Runtime as frame_system::Config>::DbWeight, _>();
	let expected: RuntimeDbWeight = ParityDbWeight::get();
	assert_eq!((used.read, used.write), (expected.read, expected.write));
}

/// A migration leaves room for the rest of its block.
#[test]
fn migrations_leave_room() {
	let most = crate::configs::MaxMigrationWeight::get();
	assert!(most.all_lt(RuntimeBlockWeights::get().max_block));
}
