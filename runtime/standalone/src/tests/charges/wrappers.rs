//! An envelope is refused inside any other call, whatever that call is.

use super::fixture::*;
use crate::{
	configs::shared::carriers::{assert_envelopes_are_refused_inside, carriers},
	RuntimeCall,
};
use epione_primitives::{Grantee, RefusalCode};
use frame_support::assert_ok;

/// All calls that carry calls.
const CARRIERS: &[&str] = &[
	"Proxy.proxy",
	"Proxy.proxy_announced",
	"Multisig.as_multi_threshold_1",
	"Multisig.as_multi",
	"Utility.batch",
	"Utility.as_derivative",
	"Utility.batch_all",
	"Utility.dispatch_as",
	"Utility.force_batch",
	"Utility.with_weight",
	"Utility.if_else",
	"Utility.dispatch_as_fallible",
	"Recovery.control_inherited_account",
	"Scheduler.schedule",
	"Scheduler.schedule_named",
	"Scheduler.schedule_after",
	"Scheduler.schedule_named_after",
	"Council.execute",
	"Council.propose",
	"Whitelist.dispatch_whitelisted_call_with_preimage",
	"Sudo.sudo",
	"Sudo.sudo_unchecked_weight",
	"Sudo.sudo_as",
];

/// A call that is added to the chain and carries calls fails here until the pool sees into it.
#[test]
fn every_call_that_carries_calls_is_seen_into() {
	run(|| assert_envelopes_are_refused_inside(CARRIERS));
}

/// A gateway that wraps a wrong envelope, so that everybody sees it although it is refused.
#[test]
fn deliver_with_a_bad_envelope_inside_any_call_fails() {
	run(|| {
		let study = study(10 * cost());
		let digest = dataset(1);
		let grant = grant(Grantee::Study(study));
		assert_ok!(apply(&GATEWAY, commit(study, digest, grant)).unwrap());
		let mut wrong = envelope(study, 1, grant);
		wrong[64] ^= 1;
		let bad = deliver(study, digest, wrong);
		let all = carriers(&bad);
		// `if_else` has two places.
		assert_eq!(all.len(), CARRIERS.len() + 1);
		for (name, call) in all {
			for call in [call.clone(), deep(call)] {
				let direct = refused(RefusalCode::DeliverDirectly);
				assert_eq!(pool(&GATEWAY, call.clone()), direct, "{name}");
				assert_eq!(apply(&GATEWAY, call), refused(RefusalCode::DeliverDirectly), "{name}");
			}
		}
		// Nothing of it is on the way of the right one.
		let right = deliver(study, digest, envelope(study, 1, grant));
		assert_ok!(apply(&GATEWAY, right).unwrap());
	});
}

/// `call` inside calls that are looked through and calls that are not.
fn deep(call: RuntimeCall) -> RuntimeCall {
	let derivative = pallet_utility::Call::as_derivative { index: 1, call: Box::new(call) };
	let calls: Vec<RuntimeCall> =
		vec![frame_system::Call::remark { remark: vec![] }.into(), derivative.into()];
	let batch = pallet_utility::Call::batch { calls };
	pallet_proxy::Call::proxy {
		real: ALICE.into(),
		force_proxy_type: None,
		call: Box::new(RuntimeCall::from(batch)),
	}
	.into()
}
