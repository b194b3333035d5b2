//! The counts: what is over them waits.

use super::free::free_lane_total;
use crate::{charge::MAX_REFUSALS, mock::*};
use frame_support::{
	assert_ok,
	dispatch::{DispatchClass, GetDispatchInfo},
	traits::Hooks,
	weights::Weight,
};
use sp_runtime::{
	transaction_validity::{InvalidTransaction, TransactionValidityError},
	DispatchError, Perbill,
};

/// A weight of which the lane's counts are exhausted first.
const LIGHT: Weight = Weight::from_parts(1, 1);

fn waits<T>() -> Result<T, TransactionValidityError> {
	Err(InvalidTransaction::ExhaustsResources.into())
}

#[test]
fn an_accounts_surplus_waits_for_the_next_block() {
	run(|| {
		(0..=PerAccount::get()).for_each(|grant| given_grant(POOR, grant));
		let last = PerAccount::get();
		for grant in 0..last {
			assert_ok!(apply(POOR, revoke(grant)).unwrap());
		}
		let nonce = System::account(POOR).nonce;
		assert_eq!(apply(POOR, revoke(last)), waits());
		assert_eq!(System::account(POOR).nonce, nonce);
		// Somebody else's goes in.
		given_grant(ALICE, 99);
		assert_ok!(apply(ALICE, revoke(99)).unwrap());

		next_block();
		assert_eq!(free_lane_total(), 0);
		assert_ok!(apply(POOR, revoke(last)).unwrap());
	});
}

#[test]
fn a_batch_that_does_not_fit_waits_as_a_whole() {
	run(|| {
		(0..30).for_each(|grant| given_grant(POOR, grant));
		assert_ok!(apply(POOR, batch((0..16).map(revoke).collect())).unwrap());
		assert_eq!(apply(POOR, batch((16..21).map(revoke).collect())), waits());
		assert_eq!(free_lane_total(), 16);
		assert_ok!(apply(POOR, batch((16..20).map(revoke).collect())).unwrap());
		assert_eq!(free_lane_total(), PerAccount::get());
	});
}

#[test]
fn more_accounts_than_a_block_has_places_for_wait() {
	run(|| {
		let accounts = 100..100 + u64::from(MaxAccounts::get()) + 1;
		for who in accounts.clone() {
			given_grant(who, who as u32);
		}
		let last = accounts.end - 1;
		for who in accounts.start..last {
			assert_ok!(apply(who, revoke(who as u32)).unwrap());
		}
		assert_eq!(apply(last, revoke(last as u32)), waits());
		// What is paid for is not in the lane.
		assert_ok!(apply(ALICE, remark()).unwrap());
		assert_eq!(free_lane_total(), MaxAccounts::get());

		next_block();
		assert_ok!(apply(last, revoke(last as u32)).unwrap());
	});
}

#[test]
fn many_refusals_of_few_accounts_do_not_hold_up_one_of_another() {
	run(|| {
		// Each takes its first, and then all of what is shared.
		let greedy = 100..100 + u64::from(PerBlock::get() / (PerAccount::get() - 1)) + 1;
		for who in greedy.clone() {
			assert!(FreeLane::take(&who, 1, LIGHT));
		}
		for who in greedy.clone().skip(1) {
			assert!(FreeLane::take(&who, PerAccount::get() - 1, LIGHT));
		}
		let left = PerBlock::get() % (PerAccount::get() - 1);
		assert!(FreeLane::take(&greedy.start, left, LIGHT));
		given_grant(POOR, 1);
		given_grant(greedy.start, 2);
		assert_eq!(apply(greedy.start, revoke(2)), waits());
		assert_ok!(apply(POOR, revoke(1)).unwrap());
		// The second one of an honest account shares with the others.
		given_grant(POOR, 3);
		assert_eq!(apply(POOR, revoke(3)), waits());
		next_block();
		assert_ok!(apply(POOR, revoke(3)).unwrap());
	});
}

#[test]
fn a_batch_has_no_place_of_its_own() {
	run(|| {
		// Batches fill what is shared: each account's first counts as well.
		PerBlock::set(2 * MAX_REFUSALS);
		for who in [100, 101] {
			assert!(FreeLane::take(&who, MAX_REFUSALS, LIGHT));
		}
		assert!(!FreeLane::take(&102, 2, LIGHT));
		// A single one has.
		assert!(FreeLane::take(&102, 1, LIGHT));
		assert!(!FreeLane::take(&102, 1, LIGHT));
	});
}

/// The weight that a transaction takes up in a block.
fn weight(call: RuntimeCall) -> Weight {
	let info = tx(ALICE, call, 0).get_dispatch_info();
	let limits: frame_system::limits::BlockWeights = Default::default();
	info.total_weight()
		.saturating_add(limits.get(DispatchClass::Operational).base_extrinsic)
		.saturating_add_proof_size(LEN as u64)
}

/// Makes the lane as large as this.
fn lane_of(weight: Weight) {
	let block = frame_system::limits::BlockWeights::default().max_block;
	LaneShare::set(Perbill::from_rational(weight.ref_time(), block.ref_time()));
}

#[test]
fn the_lane_is_bounded_by_weight() {
	run(|| {
		lane_of(weight(revoke(0)) * 7 / 2);
		let accounts = 100..104;
		accounts.clone().for_each(|who| given_grant(who, who as u32));
		for who in 100..103 {
			assert_ok!(apply(who, revoke(who as u32)).unwrap());
		}
		assert_eq!(apply(103, revoke(103)), waits());
		assert_eq!(free_lane_total(), 3);
		// What is paid for goes in, and so does the same refusal when it is paid for.
		assert_ok!(apply(ALICE, remark()).unwrap());
		given_grant(ALICE, 1);
		assert_eq!(apply(ALICE, revoke(1)), waits());
		assert_ok!(apply_tipped(ALICE, revoke(1), 1).unwrap());

		next_block();
		assert_ok!(apply(103, revoke(103)).unwrap());
	});
}

#[test]
fn a_batch_takes_up_what_it_weighs() {
	run(|| {
		let large = || batch((0..MAX_REFUSALS).map(revoke).collect());
		lane_of(weight(large()) + weight(revoke(0)) * 11 / 10);
		(0..MAX_REFUSALS).for_each(|grant| given_grant(POOR, grant));
		given_grant(ALICE, 100);
		given_grant(ALICE, 101);
		assert_ok!(apply(POOR, large()).unwrap());
		// Sixteen refusals, one transaction: a second does not fit, a single one still does.
		assert_eq!(apply(ALICE, batch((100..116).map(revoke).collect())), waits());
		assert_ok!(apply(ALICE, revoke(100)).unwrap());
	});
}

#[test]
fn the_pool_takes_what_a_block_has_no_room_for() {
	run(|| {
		lane_of(weight(revoke(0)) * 3 / 2);
		given_grant(POOR, 1);
		given_grant(ALICE, 2);
		assert_ok!(apply(POOR, revoke(1)).unwrap());
		assert_eq!(apply(ALICE, revoke(2)), waits());
		// The pool works on the state between blocks.
		next_block();
		assert!(pool(ALICE, revoke(2)).is_ok());
	});
}

#[test]
fn mandatory_work_makes_the_lane_smaller_but_never_less_than_half_of_what_is_reserved() {
	run(|| {
		let limits = frame_system::limits::BlockWeights::default();
		let reserved = limits.get(DispatchClass::Operational).reserved.unwrap();
		let half = |weight: Weight| Perbill::from_percent(50) * weight;
		assert_eq!(FreeLane::limit(), half(limits.max_block));
		let third = limits.max_block / 3;
		System::register_extra_weight_unchecked(third, DispatchClass::Mandatory);
		assert_eq!(FreeLane::limit(), half(limits.max_block - third));
		// What was paid for leaves it as it is.
		System::register_extra_weight_unchecked(third, DispatchClass::Normal);
		assert_eq!(FreeLane::limit(), half(limits.max_block - third));
		System::register_extra_weight_unchecked(limits.max_block, DispatchClass::Mandatory);
		assert_eq!(FreeLane::limit(), half(reserved));
		assert_ne!(reserved, Weight::zero());
	});
}

#[test]
fn the_counters_are_gone_between_blocks() {
	run(|| {
		let before = root();
		for who in 100..110 {
			assert!(FreeLane::take(&who, 2, LIGHT));
		}
		assert_eq!(free_lane_total(), 20);
		FreeLane::on_finalize(1);
		assert_eq!(root(), before);
		// So the pool, which works on the state between blocks, refuses nothing for want of room.
		assert!(FreeLane::has_room(&100, PerAccount::get(), FreeLane::limit()));
	});
}

#[test]
fn taking_too_much_counts_nothing() {
	run(|| {
		assert!(!FreeLane::take(&ALICE, PerAccount::get() + 1, LIGHT));
		assert!(!FreeLane::take(&ALICE, u32::MAX, LIGHT));
		assert!(!FreeLane::take(&ALICE, 1, Weight::MAX));
		assert_eq!(free_lane_total(), 0);
	});
}

/// The invariant `counters_agree` fires.
#[test]
fn corrupted_counters_are_noticed() {
	run(|| {
		use crate::free_lane::{Accounts, Surplus, Taken, Used};
		let wrong = || match FreeLane::do_try_state() {
			Err(DispatchError::Other(what)) => what.starts_with("counters_agree: "),
			_ => false,
		};
		Taken::<Test>::insert(ALICE, 1);
		assert!(wrong());
		Accounts::<Test>::put(1);
		assert_ok!(FreeLane::do_try_state());
		Surplus::<Test>::put(2);
		assert!(wrong());
		Surplus::<Test>::kill();
		Used::<Test>::put(Weight::MAX);
		assert!(wrong());
		Used::<Test>::put(LIGHT);
		assert_ok!(FreeLane::do_try_state());
		Taken::<Test>::insert(ALICE, PerAccount::get() + 1);
		assert!(wrong());
		Taken::<Test>::insert(ALICE, 0);
		assert!(wrong());
		Taken::<Test>::insert(ALICE, 1);
		MaxAccounts::set(0);
		assert!(wrong());
		MaxAccounts::set(1);
		Taken::<Test>::insert(ALICE, PerAccount::get());
		// More than one of them is nowhere counted.
		Surplus::<Test>::put(PerAccount::get() - 2);
		assert!(wrong());
		Surplus::<Test>::put(PerAccount::get() - 1);
		assert_ok!(FreeLane::do_try_state());
		PerBlock::set(1);
		assert!(wrong());
		Taken::<Test>::remove(ALICE);
		Accounts::<Test>::kill();
		Surplus::<Test>::kill();
		// The weight of nothing.
		assert!(wrong());
		Used::<Test>::kill();
	});
}

#[test]
fn bounds_that_cannot_work_are_noticed() {
	PerBlock::set(PerAccount::get() - 1);
	assert!(std::panic::catch_unwind(<FreeLane as Hooks<u64>>::integrity_test).is_err());
	PerBlock::set(PerAccount::get());
	LaneShare::set(Perbill::zero());
	assert!(std::panic::catch_unwind(<FreeLane as Hooks<u64>>::integrity_test).is_err());
	LaneShare::set(Perbill::from_percent(50));
	<FreeLane as Hooks<u64>>::integrity_test();
}
