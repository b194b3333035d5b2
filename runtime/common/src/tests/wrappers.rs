//! Calls that are not looked through: they are ordinary, but no envelope passes in them.

use super::free::refused;
use crate::mock::*;
use epione_primitives::RefusalCode;
use frame_support::assert_ok;

fn derivative(call: RuntimeCall) -> RuntimeCall {
	pallet_utility::Call::as_derivative { index: 0, call: Box::new(call) }.into()
}

fn if_else(main: RuntimeCall, fallback: RuntimeCall) -> RuntimeCall {
	pallet_utility::Call::if_else { main: Box::new(main), fallback: Box::new(fallback) }.into()
}

#[test]
fn an_envelope_in_a_call_that_is_not_looked_through_is_refused() {
	run(|| {
		for call in [
			derivative(deliver(true)),
			derivative(deliver(false)),
			if_else(deliver(false), remark()),
			if_else(remark(), deliver(false)),
			derivative(if_else(remark(), derivative(deliver(false)))),
			derivative(batch(vec![remark(), deliver(false)])),
			batch(vec![remark(), derivative(deliver(false))]),
			batch_all(vec![revoke(1), proxied(ALICE, if_else(remark(), deliver(false)))]),
		] {
			assert_eq!(pool(BOB, call.clone()), refused(RefusalCode::DeliverDirectly));
			assert_eq!(apply(BOB, call), refused(RefusalCode::DeliverDirectly));
		}
	});
}

#[test]
fn what_is_not_looked_through_is_paid_by_the_signer() {
	run(|| {
		given_grant(ALICE, 7);
		given_grant(ALICE, 8);
		for call in [
			derivative(remark()),
			if_else(revoke(7), revoke(8)),
			batch(vec![if_else(revoke(8), remark())]),
		] {
			System::reset_events();
			assert_ok!(apply(ALICE, call).unwrap());
			assert_eq!(paid().first().map(|(who, _)| *who), Some(ALICE));
		}
	});
}
