//! What a sponsorship pays for, seen through proxies and batches.

use crate::{
	charge::{WhoPays, FREE_PRIORITY},
	free_lane::WeightInfo,
	mock::*,
	ProxyType,
};
use codec::Encode;
use epione_primitives::{CallKind, CallSet, RefusalCode};
use frame_support::{assert_ok, dispatch::GetDispatchInfo, weights::Weight};
use sp_runtime::transaction_validity::InvalidTransaction;

/// Who pays for `call` of `who`'s, which goes into a block.
fn payer(who: AccountId, call: RuntimeCall) -> AccountId {
	System::reset_events();
	// Whether it succeeds is another matter.
	let _ = apply(who, call).unwrap();
	let paid = paid();
	assert_eq!(paid.len(), 1);
	paid[0].0
}

/// `call` is not paid for by the sponsorship, and [`MEMBER`] cannot pay.
fn not_sponsored(call: RuntimeCall) {
	assert_eq!(pool(MEMBER, call.clone()), Err(InvalidTransaction::Payment.into()));
	assert_eq!(apply(MEMBER, call), Err(InvalidTransaction::Payment.into()));
}

#[test]
fn a_members_call_is_paid_by_the_sponsorship() {
	run(|| {
		given_grant(MEMBER, 1);
		let valid = pool(MEMBER, grant(2)).unwrap();
		assert!(valid.priority > 0 && valid.priority < FREE_PRIORITY);
		let (pot, left) = (Balances::free_balance(HOSPITAL), Allowance::get());
		assert_eq!(payer(MEMBER, grant(2)), HOSPITAL);
		let fee = pot - Balances::free_balance(HOSPITAL);
		assert_eq!(paid(), vec![(HOSPITAL, fee)]);
		// The allowance is counted down by the highest fee, before the refund.
		assert!(left - Allowance::get() >= fee && fee > 0);
		assert_eq!(System::account(MEMBER).nonce, 1);
		assert_eq!(System::account(HOSPITAL).nonce, 0);
	});
}

#[test]
fn a_call_beyond_the_set_or_of_somebody_else_is_paid_by_the_signer() {
	run(|| {
		given_grant(MEMBER, 1);
		not_sponsored(remark());
		not_sponsored(frame_system::Call::remark_with_event { remark: vec![] }.into());
		assert_eq!(payer(ALICE, grant(2)), ALICE);
		// The gateway's own calls are not the member's.
		assert_eq!(payer(BOB, grant(3)), BOB);
	});
}

#[test]
fn nothing_is_paid_beyond_the_allowance() {
	run(|| {
		given_grant(MEMBER, 1);
		let before = Allowance::get();
		assert_eq!(payer(MEMBER, grant(2)), HOSPITAL);
		let fee = before - Allowance::get();
		Allowance::set(fee);
		assert_eq!(payer(MEMBER, grant(3)), HOSPITAL);
		not_sponsored(grant(4));
		Allowance::set(fee - 1);
		not_sponsored(grant(4));
		assert_eq!(Allowance::get(), fee - 1);
	});
}

#[test]
fn a_gateways_proxy_is_paid_by_the_members_sponsorship_if_it_works() {
	run(|| {
		given_grant(MEMBER, 1);
		assert_eq!(payer(BOB, proxied(MEMBER, grant(2))), BOB);
		given_proxy(MEMBER, BOB, ProxyType::Gateway, 0);
		assert_eq!(payer(BOB, proxied(MEMBER, grant(2))), BOB);
		given_proxy(MEMBER, ALICE, ProxyType::Guardian, 0);
		assert_eq!(payer(ALICE, proxied(MEMBER, grant(2))), ALICE);
	});
	run(|| {
		given_grant(MEMBER, 1);
		given_proxy(MEMBER, BOB, ProxyType::Guardian, 1);
		assert_eq!(payer(BOB, proxied(MEMBER, grant(2))), BOB);
	});
	run(|| {
		given_grant(MEMBER, 1);
		given_proxy(MEMBER, BOB, ProxyType::Guardian, 0);
		assert_eq!(payer(BOB, proxied(MEMBER, grant(2))), HOSPITAL);
		assert_eq!(payer(BOB, batch(vec![proxied(MEMBER, grant(3))])), HOSPITAL);
		assert!(consent::Grants::<Test>::contains_key(3));
	});
}

#[test]
fn a_batch_is_paid_for_if_every_item_is() {
	run(|| {
		given_grant(MEMBER, 1);
		assert_eq!(payer(MEMBER, batch(vec![grant(2), grant(3)])), HOSPITAL);
		assert_eq!(payer(MEMBER, batch_all(vec![grant(4), revoke(2)])), HOSPITAL);
		assert_eq!(payer(MEMBER, force_batch(vec![batch(vec![grant(5)]), grant(6)])), HOSPITAL);
		not_sponsored(batch(vec![grant(7), remark()]));
		not_sponsored(batch(vec![remark(), batch_all(vec![grant(7)])]));
		not_sponsored(batch(vec![grant(7), commit(true)]));
		not_sponsored(batch(vec![]));
		not_sponsored(batch(vec![grant(7), batch(vec![])]));
		// Refusals among them are of a kind that must be allowed too.
		Allowed::set(CallSet::of(&[CallKind::Grant]));
		not_sponsored(batch(vec![grant(7), revoke(3)]));
	});
}

#[test]
fn a_batch_for_several_is_paid_by_the_signer() {
	run(|| {
		given_grant(MEMBER, 1);
		given_proxy(MEMBER, BOB, ProxyType::Guardian, 0);
		assert_eq!(payer(BOB, batch(vec![proxied(MEMBER, grant(2)), grant(3)])), BOB);
		assert_eq!(payer(BOB, batch(vec![grant(4), proxied(MEMBER, grant(5))])), BOB);
	});
}

#[test]
fn what_is_larger_than_is_looked_through_is_paid_by_the_signer() {
	run(|| {
		given_grant(MEMBER, 1);
		let grants = |count: u32| batch((100..100 + count).map(grant).collect());
		assert_eq!(payer(MEMBER, grants(16)), HOSPITAL);
		not_sponsored(grants(17));
		let nested = |depth: u32, call| (0..depth).fold(call, |call, _| batch(vec![call]));
		assert_eq!(payer(MEMBER, nested(4, grant(2))), HOSPITAL);
		not_sponsored(nested(5, grant(3)));
	});
}

#[test]
fn a_refusal_that_is_no_longer_free_is_paid_by_the_sponsorship() {
	run(|| {
		given_grant(MEMBER, 1);
		assert_ok!(apply(MEMBER, narrow(1)).unwrap());
		assert!(paid().is_empty());
		assert_eq!(payer(MEMBER, narrow(1)), HOSPITAL);
		Allowed::set(CallSet::of(&[CallKind::Grant]));
		not_sponsored(narrow(1));
		// What is free stays free.
		System::reset_events();
		assert_ok!(apply(MEMBER, revoke(1)).unwrap());
		assert!(paid().is_empty());
	});
}

#[test]
fn a_study_pays_before_a_sponsorship() {
	run(|| {
		given_grant(MEMBER, 1);
		Allowed::set(CallSet::ALL);
		assert_eq!(payer(MEMBER, commit(true)), POT);
		// Where the study does not, because the commit cannot be checked, the sponsorship may.
		assert_eq!(payer(MEMBER, batch(vec![commit(true)])), HOSPITAL);
	});
}

#[test]
fn a_call_that_fails_is_paid_for_all_the_same() {
	run(|| {
		given_grant(MEMBER, 1);
		Allowed::set(CallSet::ALL);
		System::reset_events();
		let left = Allowance::get();
		assert_ok!(apply(MEMBER, batch(vec![commit(false)])).unwrap());
		assert_eq!(paid().first().map(|(who, _)| *who), Some(HOSPITAL));
		assert!(Allowance::get() < left);
	});
}

#[test]
fn what_the_call_filter_stops_is_not_paid_for() {
	run(|| {
		given_grant(MEMBER, 1);
		Paused::set(true);
		not_sponsored(batch(vec![grant(2), revoke(1)]));
		assert_eq!(payer(MEMBER, batch(vec![grant(2)])), HOSPITAL);
	});
}

#[test]
fn the_weight_of_the_lookup_is_declared() {
	run(|| {
		let weight = |call| tx(MEMBER, call, 0).get_dispatch_info().extension_weight;
		let sponsor = Weight::from_parts(50_000, 0);
		let look = <() as WeightInfo>::look_through();
		assert_eq!(weight(grant(1)), weight(remark()) + sponsor + look * 2);
		assert_eq!(weight(batch(vec![grant(1), grant(2)])), weight(grant(1)) + look);
		assert_eq!(weight(batch(vec![grant(1), remark()])), weight(remark()));
	});
}

#[test]
fn wallets_are_told_who_pays() {
	run(|| {
		given_grant(MEMBER, 1);
		given_proxy(MEMBER, BOB, ProxyType::Guardian, 0);
		let asked = |who, call: RuntimeCall| FreeLane::payer(who, call.encode());
		assert_eq!(asked(MEMBER, grant(2)), WhoPays::Sponsorship(7));
		assert_eq!(asked(BOB, proxied(MEMBER, grant(2))), WhoPays::Sponsorship(7));
		assert_eq!(asked(MEMBER, remark()), WhoPays::Signer);
		assert_eq!(asked(MEMBER, revoke(1)), WhoPays::Free);
		assert_eq!(asked(MEMBER, commit(true)), WhoPays::Study(3));
		assert_eq!(asked(MEMBER, revoke(9)), WhoPays::Refused(RefusalCode::Consent(0).code()));
		let mut bytes = remark().encode();
		bytes.push(0);
		assert_eq!(FreeLane::payer(MEMBER, bytes), WhoPays::Undecodable);
		assert_eq!(FreeLane::payer(MEMBER, vec![]), WhoPays::Undecodable);
		// A call that is nested more deeply than a transaction can be.
		let deep = (0..300).fold(remark(), |call, _| batch(vec![call]));
		assert_eq!(asked(MEMBER, deep), WhoPays::Undecodable);
	});
}
