//! Single refusals, sent directly or by a delegate's `proxy.proxy`.

use super::turns::validity;
use crate::{
	charge::{free_priority, FREE_PRIORITY, TURNS},
	charge_or_free::TAG_PREFIX,
	mock::*,
	ProxyType,
};
use codec::Encode;
use epione_primitives::RefusalCode;
use frame_support::{assert_ok, dispatch::GetDispatchInfo, weights::Weight};
use sp_runtime::transaction_validity::{InvalidTransaction, TransactionValidityError};

/// The pool's and the block's refusal of a transaction with this reason.
pub fn refused<T>(reason: RefusalCode) -> Result<T, TransactionValidityError> {
	Err(InvalidTransaction::Custom(reason.code()).into())
}

/// The tag of `signer`'s single refusal that ends `item`.
fn tag(signer: AccountId, item: impl Encode) -> Vec<u8> {
	(TAG_PREFIX, signer, 1u32, item.encode()).encode()
}

#[test]
fn revoke_without_a_token_works() {
	run(|| {
		given_grant(POOR, 7);
		assert_eq!(Balances::free_balance(POOR), 0);
		let valid = pool(POOR, revoke(7)).unwrap();
		assert_eq!(valid.priority, free_priority(1) + TURNS);
		assert!(valid.propagate);
		// The nonce's tag and the item's.
		assert!(valid.provides.contains(&tag(POOR, (POOR, 7u32))));
		assert_eq!(valid.provides.len(), 2);

		let issuance = Balances::total_issuance();
		assert_ok!(apply(POOR, revoke(7)).unwrap());
		assert_eq!(consent::Grants::<Test>::get(7), None);
		assert_eq!(Balances::total_issuance(), issuance);
	});
}

#[test]
fn revoke_with_tokens_costs_nothing_and_leaves_no_fee_event() {
	run(|| {
		given_grant(ALICE, 7);
		let balance = Balances::free_balance(ALICE);
		System::reset_events();
		assert_ok!(apply(ALICE, revoke(7)).unwrap());
		assert_eq!(Balances::free_balance(ALICE), balance);
		assert!(!System::events().iter().any(|record| matches!(
			record.event,
			RuntimeEvent::TransactionPayment(_) | RuntimeEvent::Balances(_)
		)));
	});
}

#[test]
fn an_account_without_provider_cannot_sign() {
	run(|| {
		given_grant(ALICE, 7);
		// `CheckNonce` speaks first: nothing of POOR's is live.
		assert_eq!(pool(POOR, revoke(7)), Err(InvalidTransaction::Payment.into()));
	});
}

#[test]
fn the_same_refusal_twice_is_refused_and_not_charged() {
	run(|| {
		given_grant(ALICE, 7);
		assert_ok!(apply(ALICE, revoke(7)).unwrap());
		let (balance, nonce) = (Balances::free_balance(ALICE), System::account(ALICE).nonce);
		let reason = RefusalCode::Consent(0);
		for call in [
			revoke(7),
			batch(vec![revoke(7)]),
			batch_all(vec![revoke(7)]),
			force_batch(vec![revoke(7), revoke(7)]),
			batch(vec![batch(vec![revoke(7)]), batch_all(vec![revoke(7)])]),
		] {
			assert_eq!(pool(ALICE, call.clone()), refused(reason));
			assert_eq!(apply(ALICE, call), refused(reason));
		}
		assert_eq!(Balances::free_balance(ALICE), balance);
		assert_eq!(System::account(ALICE).nonce, nonce);
		assert_eq!(free_lane_total(), 1);
	});
}

#[test]
fn two_of_the_same_by_one_signer_have_one_tag() {
	run(|| {
		given_grant(ALICE, 7);
		let direct = pool(ALICE, revoke(7)).unwrap().provides;
		assert_eq!(direct.iter().filter(|one| **one == tag(ALICE, (ALICE, 7u32))).count(), 1);
		assert_eq!(pool(ALICE, batch(vec![revoke(7)])).unwrap().provides, direct);
		// Its later transaction of the same is not let in while the first is in the pool, which
		// replaces only what has a lower priority in sum.
		let later = validity(ALICE, 1, revoke(7), 0);
		assert!(later.provides.contains(&tag(ALICE, (ALICE, 7u32))));
		assert!(later.priority < pool(ALICE, revoke(7)).unwrap().priority);
	});
}

#[test]
fn somebody_elses_is_refused_and_not_charged() {
	run(|| {
		given_grant(ALICE, 7);
		let balance = Balances::free_balance(BOB);
		for call in [revoke(7), batch(vec![revoke(7)]), proxied(ALICE, revoke(7))] {
			assert!(matches!(
				pool(BOB, call.clone()),
				Err(TransactionValidityError::Invalid(InvalidTransaction::Custom(_)))
			));
			assert!(apply(BOB, call).is_err());
		}
		assert_eq!(pool(BOB, revoke(7)), refused(RefusalCode::Consent(1)));
		assert_eq!(Balances::free_balance(BOB), balance);
		assert!(consent::Grants::<Test>::contains_key(7));
	});
}

#[test]
fn a_race_within_a_block_is_refused_in_the_block() {
	run(|| {
		given_grant(ALICE, 7);
		given_proxy(ALICE, BOB, ProxyType::Guardian, 0);
		// Both were valid in the pool; the first one in ends it.
		assert!(pool(ALICE, revoke(7)).is_ok() && pool(BOB, revoke(7)).is_ok());
		assert_ok!(apply(BOB, revoke(7)).unwrap());
		assert_eq!(apply(ALICE, revoke(7)), refused(RefusalCode::Consent(0)));
	});
}

#[test]
fn a_refusal_that_the_call_filter_stops_is_refused() {
	run(|| {
		given_grant(ALICE, 7);
		Paused::set(true);
		for call in [revoke(7), batch(vec![revoke(7)]), batch_all(vec![revoke(7), revoke(7)])] {
			assert_eq!(pool(ALICE, call), refused(RefusalCode::Filtered));
		}
		assert_eq!(pool(ALICE, deliver(true)), refused(RefusalCode::Filtered));
	});
}

#[test]
fn what_is_no_longer_free_is_paid_by_the_signer() {
	run(|| {
		given_grant(ALICE, 7);
		let narrow = || -> RuntimeCall { consent::Call::narrow { grant: 7 }.into() };
		let balance = Balances::free_balance(ALICE);
		assert_ok!(apply(ALICE, narrow()).unwrap());
		assert_eq!(Balances::free_balance(ALICE), balance);
		// The second costs, also next to a free one, and is not counted in the lane.
		assert!(pool(ALICE, narrow()).unwrap().priority < FREE_PRIORITY);
		assert_ok!(apply(ALICE, narrow()).unwrap());
		let after = Balances::free_balance(ALICE);
		assert!(after < balance);
		assert_ok!(apply(ALICE, batch(vec![narrow(), revoke(7)])).unwrap());
		assert!(Balances::free_balance(ALICE) < after);
		assert_eq!(free_lane_total(), 1);
	});
}

#[test]
fn a_free_transaction_gives_back_the_weight_of_the_charge() {
	run(|| {
		given_grant(ALICE, 7);
		let info = tx(ALICE, revoke(7), 0).get_dispatch_info();
		assert_eq!(info.class, frame_support::dispatch::DispatchClass::Operational);
		// The check is a part of what the extension declares.
		let ordinary = tx(ALICE, remark(), 0).get_dispatch_info().extension_weight;
		assert!(info.extension_weight.ref_time() >= ordinary.ref_time() + 2_000);

		let charge = <() as pallet_transaction_payment::WeightInfo>::charge_transaction_payment();
		assert_ne!(charge, Weight::zero());
		let xt = tx(ALICE, revoke(7), 0);
		let post = sp_runtime::traits::Applyable::apply::<Test>(xt, &info, LEN).unwrap().unwrap();
		assert_eq!(post.actual_weight, Some(info.total_weight() - charge));
	});
}

/// Free refusals counted in this block.
pub fn free_lane_total() -> u32 {
	crate::free_lane::Taken::<Test>::iter_values().sum()
}
