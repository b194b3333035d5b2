//! What is paid, and by whom; and that a wallet sees nothing new.

use super::free::{free_lane_total, refused};
use crate::{
	charge::{Payer, FREE_PRIORITY},
	charge_or_free::Val,
	mock::*,
	ChargeOrFree, ProxyType,
};
use codec::{Decode, Encode};
use epione_primitives::RefusalCode;
use frame_support::{assert_ok, dispatch::GetDispatchInfo};
use scale_info::{meta_type, MetaType, TypeInfo};
use sp_runtime::{traits::TransactionExtension, transaction_validity::InvalidTransaction};

#[test]
fn ordinary_calls_are_paid_by_the_signer() {
	run(|| {
		let balance = Balances::free_balance(ALICE);
		assert_ok!(apply_tipped(ALICE, remark(), 5).unwrap());
		let fees = paid();
		assert_eq!(fees, vec![(ALICE, balance - Balances::free_balance(ALICE))]);
		assert!(fees[0].1 > 5);
		assert_eq!(pool(POOR, remark()), Err(InvalidTransaction::Payment.into()));
	});
}

#[test]
fn no_tip_buys_a_place_before_a_refusal() {
	run(|| {
		Balances::force_set_balance(RuntimeOrigin::root(), ALICE, u64::MAX / 2).unwrap();
		given_grant(POOR, 7);
		let tipped = pool_tipped(ALICE, remark(), u64::MAX / 4).unwrap().priority;
		assert_eq!(tipped, crate::charge::MAX_PAID_PRIORITY);
		assert!(pool(POOR, revoke(7)).unwrap().priority > tipped);
	});
}

#[test]
fn commit_and_deliver_are_paid_by_the_study() {
	run(|| {
		// Signed by somebody without tokens.
		given_grant(POOR, 1);
		for call in [commit(true), deliver(true)] {
			System::reset_events();
			let balance = Balances::free_balance(POT);
			let valid = pool(POOR, call.clone()).unwrap();
			assert!(valid.priority > 0 && valid.priority < FREE_PRIORITY);
			assert_ok!(apply(POOR, call).unwrap());
			assert_eq!(paid(), vec![(POT, balance - Balances::free_balance(POT))]);
		}
		assert_eq!(System::account(POOR).nonce, 2);
		assert_eq!(System::account(POT).nonce, 0);
	});
}

#[test]
fn commit_and_deliver_that_are_wrong_are_refused_and_cost_nobody_anything() {
	run(|| {
		let (pot, alice) = (Balances::free_balance(POT), Balances::free_balance(ALICE));
		for call in [commit(false), deliver(false)] {
			assert_eq!(pool(ALICE, call.clone()), refused(RefusalCode::Studies(7)));
			assert_eq!(apply(ALICE, call), refused(RefusalCode::Studies(7)));
		}
		assert_eq!((Balances::free_balance(POT), Balances::free_balance(ALICE)), (pot, alice));
	});
}

#[test]
fn no_tip_on_the_studys_money() {
	run(|| {
		let reason = RefusalCode::TipOnOthersMoney;
		assert_eq!(pool_tipped(ALICE, commit(true), 1), refused(reason));
		assert_eq!(apply_tipped(ALICE, deliver(true), 1), refused(reason));
		// What is wrong anyway says so.
		assert_eq!(pool_tipped(ALICE, commit(false), 1), refused(RefusalCode::Studies(7)));
	});
}

#[test]
fn an_empty_pot_pays_nothing_and_nobody_pays_in_its_place() {
	run(|| {
		let call: RuntimeCall = studies::Call::commit { pot: 77, valid: true }.into();
		assert_eq!(pool(ALICE, call.clone()), Err(InvalidTransaction::Payment.into()));
		assert_eq!(apply(ALICE, call), Err(InvalidTransaction::Payment.into()));
	});
}

#[test]
fn a_wrapped_commit_is_paid_by_the_signer() {
	run(|| {
		given_proxy(ALICE, BOB, ProxyType::Gateway, 0);
		for call in
			[batch(vec![commit(true)]), proxied(ALICE, commit(true)), batch(vec![commit(false)])]
		{
			System::reset_events();
			assert_ok!(apply(BOB, call).unwrap());
			assert_eq!(paid().first().map(|(who, _)| *who), Some(BOB));
		}
	});
}

#[test]
fn an_envelope_in_a_wrapper_is_refused() {
	run(|| {
		given_proxy(ALICE, BOB, ProxyType::Gateway, 0);
		for call in [
			proxied(ALICE, deliver(true)),
			batch(vec![deliver(true)]),
			batch_all(vec![remark(), deliver(true)]),
			force_batch(vec![batch(vec![revoke(1), proxied(ALICE, deliver(true))]), remark()]),
		] {
			assert_eq!(pool(BOB, call.clone()), refused(RefusalCode::DeliverDirectly));
			assert_eq!(apply(BOB, call), refused(RefusalCode::DeliverDirectly));
		}
	});
}

#[test]
fn the_weight_of_the_check_is_declared_and_paid_for() {
	run(|| {
		let info = |call| tx(ALICE, call, 0).get_dispatch_info();
		let ordinary = info(remark()).extension_weight;
		let deliver = info(deliver(true));
		assert_eq!(deliver.extension_weight, ordinary + deliver.call_weight);
	});
}

#[test]
fn what_nobody_signed_passes_through() {
	run(|| {
		use sp_runtime::{traits::TxBaseImplication, transaction_validity::TransactionSource};
		let extension = ChargeOrFree::<Test, Payment>::new(Payment::from(0));
		let call = revoke(7);
		let info = call.get_dispatch_info();
		// Whatever origin it has, it is the inner extension's to judge (here: charges nobody).
		for origin in [RuntimeOrigin::none(), RuntimeOrigin::root()] {
			let (valid, val, _) = extension
				.validate(
					origin.clone(),
					&call,
					&info,
					LEN,
					(),
					&TxBaseImplication(0),
					TransactionSource::External,
				)
				.unwrap();
			assert_eq!(valid, Default::default());
			assert!(matches!(val, Val::Paid(_, Payer::Signer)));
			assert_ok!(extension.clone().prepare(val, &origin, &call, &info, LEN).map(|_| ()));
		}
		assert_eq!(free_lane_total(), 0);
	});
}

#[test]
fn a_wallet_sees_the_inner_extension() {
	type Outer = ChargeOrFree<Test, Payment>;
	let inner = <Payment as TransactionExtension<RuntimeCall>>::metadata();
	let outer = <Outer as TransactionExtension<RuntimeCall>>::metadata();
	assert_eq!(outer.len(), 1);
	assert_eq!(outer[0].identifier, inner[0].identifier);
	assert_eq!(outer[0].identifier, "ChargeTransactionPayment");
	assert_eq!(<Outer as TransactionExtension<RuntimeCall>>::IDENTIFIER, inner[0].identifier);
	assert_eq!(outer[0].ty, inner[0].ty);
	assert_eq!(outer[0].implicit, inner[0].implicit);
	assert_eq!(meta_type::<Outer>(), MetaType::new::<Payment>());
	assert_eq!(Outer::type_info(), Payment::type_info());

	let inner = Payment::from(123_456);
	let encoded = inner.encode();
	assert_eq!(Outer::new(inner.clone()).encode(), encoded);
	assert_eq!(Outer::decode(&mut &encoded[..]), Ok(inner.into()));
}
