//! Refusals by turns: everybody's first before anybody's second.

use crate::{
	charge::{free_priority, FREE_PRIORITY, MAX_PAID_PRIORITY, MAX_REFUSALS, TURNS},
	mock::*,
	CheckNonceInTurn,
};
use codec::Encode;
use frame_support::dispatch::GetDispatchInfo;
use frame_system::CheckNonce;
use sp_runtime::{
	traits::{Applyable, TransactionExtension},
	transaction_validity::{TransactionPriority, TransactionSource},
};

/// Returns the pool's validity for it after `before_it` others of the signer's.
pub fn validity(who: AccountId, before_it: u32, call: RuntimeCall, tip: u64) -> Valid {
	let xt = tx_after(who, before_it, call, tip);
	let info = xt.get_dispatch_info();
	xt.validate::<Test>(TransactionSource::External, &info, LEN).unwrap()
}

fn priority(who: AccountId, before_it: u32, call: RuntimeCall, tip: u64) -> TransactionPriority {
	validity(who, before_it, call, tip).priority
}

#[test]
fn a_refusal_comes_after_everybody_elses_earlier_ones() {
	run(|| {
		(0..3).for_each(|grant| given_grant(ALICE, grant));
		given_grant(POOR, 9);
		let alices: Vec<_> = (0..3).map(|n| priority(ALICE, n, revoke(n), 0)).collect();
		assert_eq!(alices, [0, 1, 2].map(|before_it| free_priority(1) + TURNS - before_it));
		// Sent last, and before all of hers but the first.
		assert_eq!(priority(POOR, 0, revoke(9), 0), alices[0]);
	});
}

#[test]
fn the_latest_turn_is_before_whatever_is_paid() {
	run(|| {
		given_grant(ALICE, 1);
		Balances::force_set_balance(RuntimeOrigin::root(), BOB, u64::MAX / 2).unwrap();
		let last = priority(ALICE, u32::MAX, revoke(1), 0);
		assert_eq!(last, free_priority(1));
		let paid = priority(BOB, 0, remark(), u64::MAX / 4);
		assert_eq!(paid, MAX_PAID_PRIORITY);
		assert!(paid < last);
	});
}

#[test]
fn single_refusals_come_before_all_batches_and_small_batches_before_large_ones() {
	run(|| {
		(0..MAX_REFUSALS).for_each(|grant| given_grant(ALICE, grant));
		let of = |before_it, n| priority(ALICE, before_it, batch((0..n).map(revoke).collect()), 0);
		for count in 1..MAX_REFUSALS {
			// The last turn of the smaller, the first of the larger.
			assert!(of(u32::MAX, count) > of(0, count + 1), "{count}");
		}
		// A batch of one is a single refusal.
		assert_eq!(of(0, 1), priority(ALICE, 0, revoke(0), 0));
		assert_eq!(of(u32::MAX, MAX_REFUSALS), FREE_PRIORITY);
	});
}

#[test]
fn there_is_room_above_refusals_and_below_them() {
	run(|| {
		given_grant(POOR, 1);
		let first = priority(POOR, 0, revoke(1), 0);
		// As `pallet-grandpa` ranks a report of an equivocation.
		assert!(first < TransactionPriority::MAX / 4 * 3);
		// A tipped refusal has its turn's gain on top of what the tip buys.
		Balances::force_set_balance(RuntimeOrigin::root(), ALICE, u64::MAX / 2).unwrap();
		given_grant(ALICE, 2);
		let tipped = priority(ALICE, 0, revoke(2), u64::MAX / 4);
		assert_eq!(tipped, MAX_PAID_PRIORITY + TURNS);
		assert!(tipped < FREE_PRIORITY / 4 * 3);
	});
}

#[test]
fn what_is_paid_has_no_turns() {
	run(|| {
		assert_eq!(priority(ALICE, 0, remark(), 5), priority(ALICE, 7, remark(), 5));
	});
}

#[test]
fn wallets_see_the_nonce_that_they_know() {
	type Wrapped = CheckNonceInTurn<Test>;
	type Plain = CheckNonce<Test>;
	assert_eq!(<Wrapped as TransactionExtension<RuntimeCall>>::IDENTIFIER, "CheckNonce");
	assert_eq!(Wrapped::from(300).encode(), Plain::from(300).encode());
	assert_eq!(
		scale_info::meta_type::<Wrapped>().type_info(),
		scale_info::meta_type::<Plain>().type_info()
	);
}
