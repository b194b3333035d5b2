//! An envelope is refused inside any other call, whatever that call is.

use super::*;
use crate::configs::shared::carriers::assert_envelopes_are_refused_inside;

/// A call that is added to the chain and carries calls fails here until the pool sees into it.
#[test]
fn every_call_that_carries_calls_is_seen_into() {
	on_development(|| {
		assert_envelopes_are_refused_inside(&[
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
		]);
	});
}
