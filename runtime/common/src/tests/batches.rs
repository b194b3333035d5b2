//! Batches: of refusals only, and mixed.

use super::free::{free_lane_total, refused};
use crate::{
	charge::{free_priority, FREE_PRIORITY, MAX_DEPTH, MAX_REFUSALS, TURNS},
	mock::*,
	ProxyType,
};
use epione_primitives::RefusalCode;
use frame_support::{assert_ok, dispatch::GetDispatchInfo};
use sp_runtime::transaction_validity::InvalidTransaction;

fn revoke_all() -> RuntimeCall {
	consent::Call::revoke_all {}.into()
}

#[test]
fn a_batch_of_refusals_is_free() {
	for wrap in [batch, batch_all, force_batch] {
		run(|| {
			let calls = |n| (0..n).map(revoke).collect::<Vec<_>>();
			(0..3).for_each(|grant| given_grant(POOR, grant));
			let valid = pool(POOR, wrap(calls(3))).unwrap();
			assert_eq!(valid.priority, free_priority(3) + TURNS);
			// One for each, and the nonce's.
			assert_eq!(valid.provides.len(), 4);
			assert_ok!(apply(POOR, wrap(calls(3))).unwrap());
			assert_eq!(consent::Grants::<Test>::iter().count(), 0);
			assert_eq!(free_lane_total(), 3);
		});
	}
}

#[test]
fn a_batch_with_one_wrong_refusal_is_refused() {
	run(|| {
		given_grant(ALICE, 1);
		given_grant(BOB, 2);
		for call in [
			batch(vec![revoke(1), revoke(2)]),
			force_batch(vec![revoke(2), revoke(1)]),
			batch_all(vec![revoke(1), batch(vec![revoke(2)])]),
		] {
			assert_eq!(pool(ALICE, call.clone()), refused(RefusalCode::Consent(1)));
			assert_eq!(apply(ALICE, call), refused(RefusalCode::Consent(1)));
		}
		assert_eq!(consent::Grants::<Test>::iter().count(), 2);
	});
}

#[test]
fn a_batch_whose_items_stand_in_each_others_way_is_refused() {
	run(|| {
		given_grant(ALICE, 1);
		// Each is right by itself; together, `batch_all` would change nothing, and could be sent
		// without end.
		for call in [
			batch_all(vec![revoke(1), revoke(1)]),
			batch_all(vec![revoke_all(), revoke(1)]),
			batch(vec![revoke(1), revoke_all()]),
		] {
			assert_eq!(pool(ALICE, call.clone()), refused(RefusalCode::Consent(0)));
			assert_eq!(apply(ALICE, call), refused(RefusalCode::Consent(0)));
		}
		assert!(consent::Grants::<Test>::contains_key(1));
		// The pool's attempt left no trace (`pool` compares the state's root), events included.
		assert_eq!(System::read_events_no_consensus().count(), 0);
	});
}

#[test]
fn a_batch_all_within_a_batch_all_is_refused() {
	run(|| {
		given_grant(ALICE, 1);
		given_proxy(ALICE, BOB, ProxyType::Any, 0);
		// `utility` would not dispatch it.
		assert_eq!(
			pool(ALICE, batch_all(vec![batch_all(vec![revoke(1)])])),
			refused(RefusalCode::Filtered)
		);
		assert_eq!(
			pool(ALICE, batch_all(vec![batch(vec![batch_all(vec![revoke(1)])])])),
			refused(RefusalCode::Filtered)
		);
		// A proxy in between starts anew.
		let call = batch_all(vec![proxied(ALICE, batch_all(vec![revoke(1)]))]);
		assert!(pool(BOB, call.clone()).is_ok());
		assert_ok!(apply(BOB, call).unwrap());
		assert!(!consent::Grants::<Test>::contains_key(1));
	});
}

#[test]
fn a_mixed_batch_is_paid_by_the_signer_valid_or_not() {
	run(|| {
		given_grant(ALICE, 1);
		given_grant(POOR, 2);
		for call in [
			batch(vec![revoke(1), remark()]),
			batch(vec![remark(), revoke(99)]),
			force_batch(vec![batch(vec![revoke(98)]), batch(vec![commit(true)])]),
			batch(vec![]),
			batch(vec![batch(vec![]), revoke(97)]),
		] {
			let balance = Balances::free_balance(ALICE);
			assert!(pool(ALICE, call.clone()).unwrap().priority < FREE_PRIORITY);
			assert_ok!(apply(ALICE, call).unwrap());
			assert!(Balances::free_balance(ALICE) < balance);
		}
		assert_eq!(free_lane_total(), 0);
		// Who has nothing cannot pay for it.
		assert_eq!(
			pool(POOR, batch(vec![revoke(2), remark()])),
			Err(InvalidTransaction::Payment.into())
		);
	});
}

#[test]
fn the_number_of_refusals_is_bounded() {
	run(|| {
		(0..=MAX_REFUSALS).for_each(|grant| given_grant(POOR, grant));
		let calls = |n| batch((0..n).map(revoke).collect());
		assert!(pool(POOR, calls(MAX_REFUSALS)).is_ok());
		assert_eq!(pool(POOR, calls(MAX_REFUSALS + 1)), refused(RefusalCode::TooMany));
		// In pieces, too.
		let halves = batch(vec![calls(9), batch((9..MAX_REFUSALS + 1).map(revoke).collect())]);
		assert_eq!(pool(POOR, halves), refused(RefusalCode::TooMany));
	});
}

#[test]
fn the_depth_is_bounded() {
	run(|| {
		given_grant(POOR, 1);
		let nest = |depth| (0..depth).fold(revoke(1), |call, _| batch(vec![call]));
		assert!(pool(POOR, nest(MAX_DEPTH)).is_ok());
		assert_eq!(pool(POOR, nest(MAX_DEPTH + 1)), refused(RefusalCode::TooDeep));
		// As deep as a transaction can be decoded, without recursion.
		assert_eq!(pool(POOR, nest(250)), refused(RefusalCode::TooDeep));
		let proxies = (0..200).fold(revoke(1), |call, _| proxied(POOR, call));
		assert_eq!(pool(POOR, proxies), refused(RefusalCode::TooDeep));
	});
}

#[test]
fn what_a_batch_declares_grows_with_what_is_checked() {
	run(|| {
		let weight = |call: RuntimeCall| tx(ALICE, call, 0).get_dispatch_info().extension_weight;
		let calls = |n: u32| batch((0..n).map(revoke).collect());
		let base = weight(calls(1)).ref_time();
		// Checked and tried: twice the calls' own weight.
		assert!(weight(calls(10)).ref_time() >= base + 2 * 10 * 2_000);
		assert!(weight(batch(vec![calls(1), calls(1)])).ref_time() > weight(calls(2)).ref_time());
		// Refused unseen, so nothing more is declared than for what is ordinary.
		let ordinary = weight(remark());
		assert_eq!(weight(calls(MAX_REFUSALS + 1)), ordinary);
		assert_eq!(weight(batch(vec![revoke(1), remark()])), ordinary);
	});
}
