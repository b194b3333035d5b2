//! What the pool asks, and which room the calls have.

use crate::{mock::*, *};
use frame_support::dispatch::{DispatchClass, GetDispatchInfo};
use std::collections::BTreeSet;

#[test]
fn all_calls_are_operational() {
	let calls: [Call<Test>; 6] = [
		Call::remove_delegate { delegate: BOB, proxy_type: ANY },
		Call::remove_delegates {},
		Call::reject_announcement { delegate: BOB, call_hash: hash(1) },
		Call::cancel_attempt { friend_group: 0 },
		Call::slash_attempt { friend_group: 0 },
		Call::revoke_inheritor {},
	];
	for call in calls {
		assert_eq!(call.get_dispatch_info().class, DispatchClass::Operational, "{call:?}");
	}
}

/// The pool keeps one of two refusals of the same item.
#[test]
fn each_item_has_a_tag_of_its_own() {
	run(|| {
		let items = [
			Safeguards::check_remove_delegate(&ALICE, &BOB, &ANY),
			Safeguards::check_remove_delegate(&ALICE, &BOB, &GATEWAY),
			Safeguards::check_remove_delegate(&ALICE, &CHARLIE, &GATEWAY),
			Safeguards::check_remove_delegate(&CHARLIE, &BOB, &GATEWAY),
			Safeguards::check_remove_delegates(&ALICE),
			Safeguards::check_remove_delegates(&CHARLIE),
			Safeguards::check_reject_announcement(&ALICE, &BOB, &hash(1)),
			Safeguards::check_reject_announcement(&CHARLIE, &BOB, &hash(2)),
			Safeguards::check_end_attempt(&ALICE, 0),
			Safeguards::check_end_attempt(&ALICE, 1),
			Safeguards::check_end_attempt(&CHARLIE, 0),
			Safeguards::check_revoke_inheritor(&ALICE),
			Safeguards::check_revoke_inheritor(&CHARLIE),
		];
		let count = items.len();
		let tags: BTreeSet<Vec<u8>> =
			items.into_iter().map(|item| item.expect("there is such an item")).collect();
		assert_eq!(tags.len(), count);
	});
}
