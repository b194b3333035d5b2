//! Refusals by turns: everybody's first before anybody's second.

use crate::{
	charge::{FREE_PRIORITY, MAX_PAID_PRIORITY, TURNS},
	mock::*,
	CheckNonceInTurn,
};
use codec::Encode;
use frame_system::CheckNonce;
use sp_runtime::{
	traits::{Applyable, TransactionExtension},
	transaction_validity::{TransactionPriority, TransactionSource},
};

fn priority(who: AccountId, before_it: u32, call: RuntimeCall, tip: u64) -> TransactionPriority {
	use frame_support::dispatch::GetDispatchInfo;
	let xt = tx_after(who, before_it, call, tip);
	let info = xt.get_dispatch_info();
	xt.validate::<Test>(TransactionSource::External, &info, LEN).unwrap().priority
}

#[test]
fn a_refusal_comes_after_everybody_elses_earlier_ones() {
	run(|| {
		(0..3).for_each(|grant| given_grant(ALICE, grant));
		given_grant(POOR, 9);
		let alices: Vec<_> = (0..3).map(|n| priority(ALICE, n, revoke(n), 0)).collect();
		assert_eq!(
			alices,
			[FREE_PRIORITY + TURNS, FREE_PRIORITY + TURNS - 1, FREE_PRIORITY + TURNS - 2]
		);
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
		assert_eq!(last, FREE_PRIORITY);
		let paid = priority(BOB, 0, remark(), u64::MAX / 4);
		assert_eq!(paid, MAX_PAID_PRIORITY);
		assert!(paid < last);
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
