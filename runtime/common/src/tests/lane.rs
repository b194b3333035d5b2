//! The counts: what is over them waits.

use super::free::free_lane_total;
use crate::mock::*;
use frame_support::{assert_ok, traits::Hooks};
use sp_runtime::transaction_validity::{InvalidTransaction, TransactionValidityError};

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
			assert!(FreeLane::take(&who, 1));
		}
		for who in greedy.clone().skip(1) {
			assert!(FreeLane::take(&who, PerAccount::get() - 1));
		}
		let left = PerBlock::get() % (PerAccount::get() - 1);
		assert!(FreeLane::take(&greedy.start, left));
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
fn the_counters_are_gone_between_blocks() {
	run(|| {
		let before = root();
		for who in 100..110 {
			assert!(FreeLane::take(&who, 2));
		}
		assert_eq!(free_lane_total(), 20);
		FreeLane::on_finalize(1);
		assert_eq!(root(), before);
		// So the pool, which works on the state between blocks, refuses nothing for want of room.
		assert!(FreeLane::has_room(&100, PerAccount::get()));
	});
}

#[test]
fn taking_too_much_counts_nothing() {
	run(|| {
		assert!(!FreeLane::take(&ALICE, PerAccount::get() + 1));
		assert!(!FreeLane::take(&ALICE, u32::MAX));
		assert_eq!(free_lane_total(), 0);
	});
}

#[test]
fn corrupted_counters_are_noticed() {
	run(|| {
		use crate::free_lane::{Accounts, Surplus, Taken};
		let wrong = || FreeLane::do_try_state().is_err();
		Taken::<Test>::insert(ALICE, 1);
		assert!(wrong());
		Accounts::<Test>::put(1);
		assert_ok!(FreeLane::do_try_state());
		Surplus::<Test>::put(1);
		assert!(wrong());
		Surplus::<Test>::kill();
		Taken::<Test>::insert(ALICE, PerAccount::get() + 1);
		assert!(wrong());
		Taken::<Test>::insert(ALICE, 0);
		assert!(wrong());
		Taken::<Test>::insert(ALICE, 1);
		MaxAccounts::set(0);
		assert!(wrong());
		MaxAccounts::set(1);
		Taken::<Test>::insert(ALICE, PerAccount::get());
		Surplus::<Test>::put(2);
		assert_ok!(FreeLane::do_try_state());
		PerBlock::set(1);
		assert!(wrong());
		Taken::<Test>::remove(ALICE);
		Accounts::<Test>::kill();
		Surplus::<Test>::kill();
	});
}

#[test]
fn bounds_that_cannot_work_are_noticed() {
	PerBlock::set(PerAccount::get() - 1);
	assert!(std::panic::catch_unwind(<FreeLane as Hooks<u64>>::integrity_test).is_err());
	PerBlock::set(PerAccount::get());
	<FreeLane as Hooks<u64>>::integrity_test();
}
