//! Tips: always the signer's own money.

use super::free::{free_lane_total, refused};
use crate::{
	charge::{free_priority, FREE_PRIORITY, TURNS},
	mock::*,
};
use epione_primitives::RefusalCode;
use frame_support::assert_ok;
use sp_runtime::transaction_validity::InvalidTransaction;

#[test]
fn a_tipped_refusal_is_paid_by_its_signer() {
	run(|| {
		given_grant(ALICE, 7);
		let low = pool_tipped(ALICE, revoke(7), 1).unwrap();
		let high = pool_tipped(ALICE, revoke(7), 1_000_000).unwrap();
		assert!(low.priority > 0 && low.priority < high.priority);
		assert!(high.priority < FREE_PRIORITY);
		// It is a transaction like others: the nonce is all that it provides.
		assert_eq!(low.provides.len(), 1);

		let balance = Balances::free_balance(ALICE);
		assert_ok!(apply_tipped(ALICE, revoke(7), 5).unwrap());
		assert_eq!(consent::Grants::<Test>::get(7), None);
		assert_eq!(paid(), vec![(ALICE, balance - Balances::free_balance(ALICE))]);
		assert_eq!(free_lane_total(), 0);
	});
}

#[test]
fn a_tipped_batch_of_refusals_is_paid_by_its_signer() {
	run(|| {
		(0..3).for_each(|n| given_grant(ALICE, n));
		assert_ok!(apply_tipped(ALICE, batch((0..3).map(revoke).collect()), 5).unwrap());
		assert_eq!(paid().first().map(|(who, _)| *who), Some(ALICE));
		assert_eq!(free_lane_total(), 0);
	});
}

#[test]
fn a_refusal_is_free_if_its_signer_cannot_pay_the_tip() {
	run(|| {
		given_grant(POOR, 7);
		assert_eq!(pool_tipped(POOR, revoke(7), 5).unwrap().priority, free_priority(1) + TURNS);
		assert_ok!(apply_tipped(POOR, revoke(7), 5).unwrap());
		assert_eq!(consent::Grants::<Test>::get(7), None);
		assert!(paid().is_empty());
		assert_eq!(free_lane_total(), 1);
	});
}

#[test]
fn a_tip_buys_no_place_for_what_is_wrong() {
	run(|| {
		given_grant(ALICE, 7);
		let balance = Balances::free_balance(BOB);
		for grant in [7, 8] {
			assert!(pool_tipped(BOB, revoke(grant), 5).is_err());
			let reason = RefusalCode::Consent(u8::from(grant == 7));
			assert_eq!(apply_tipped(BOB, revoke(grant), 5), refused(reason));
		}
		assert_eq!(Balances::free_balance(BOB), balance);
	});
}

#[test]
fn what_a_full_lane_has_no_room_for_may_be_paid() {
	run(|| {
		for who in [ALICE, POOR] {
			let first = who as u32 * 100;
			(first..=first + PerAccount::get()).for_each(|grant| given_grant(who, grant));
			for grant in first..first + PerAccount::get() {
				assert_ok!(apply(who, revoke(grant)).unwrap());
			}
			let last = revoke(first + PerAccount::get());
			let waits = Err(InvalidTransaction::ExhaustsResources.into());
			assert_eq!(apply(who, last.clone()), waits);
			let tipped = apply_tipped(who, last, 1);
			if who == ALICE {
				assert_ok!(tipped.unwrap());
				assert_eq!(paid().len(), 1);
			} else {
				// Who cannot pay waits.
				assert_eq!(tipped, waits);
			}
		}
	});
}

#[test]
fn a_tip_on_a_sponsorships_money_is_refused() {
	run(|| {
		given_grant(MEMBER, 1);
		let reason = RefusalCode::TipOnOthersMoney;
		assert_eq!(pool_tipped(MEMBER, grant(2), 1), refused(reason));
		assert_eq!(apply_tipped(MEMBER, grant(2), 1), refused(reason));
		// A member with money of its own pays fee and tip.
		Balances::force_set_balance(RuntimeOrigin::root(), MEMBER, 1_000_000_000).unwrap();
		let left = Allowance::get();
		assert_ok!(apply_tipped(MEMBER, grant(2), 1).unwrap());
		assert_eq!(paid().first().map(|(who, _)| *who), Some(MEMBER));
		assert_eq!(Allowance::get(), left);
	});
}
