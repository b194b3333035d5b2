//! Who holds whose refusal out of the pool: by the pool's own rule, nobody.

use super::turns::validity;
use crate::{
	charge::{free_priority, MAX_REFUSALS},
	mock::*,
	ProxyType,
};
use frame_support::assert_ok;

/// What the pool holds, in the order of arrival.
#[derive(Default)]
struct Pool(Vec<Valid>);

impl Pool {
	/// The rule of `sc-transaction-pool` (`replace_previous` in `graph/ready.rs`): what provides a
	/// tag that others provide replaces them if it has a higher priority than all of them together,
	/// and is not let in otherwise.
	fn import(&mut self, new: Valid) -> bool {
		let collides = |old: &Valid| old.provides.iter().any(|tag| new.provides.contains(tag));
		let sum = self
			.0
			.iter()
			.filter(|old| collides(old))
			.fold(0u64, |sum, old| sum.saturating_add(old.priority));
		if self.0.iter().any(collides) && sum >= new.priority {
			return false;
		}
		self.0.retain(|old| !collides(old));
		self.0.push(new);
		true
	}
}

#[test]
fn a_delegates_batch_does_not_keep_the_subjects_own_refusal_out() {
	run(|| {
		given_grant(ALICE, 7);
		given_grant(POOR, 8);
		given_proxy(ALICE, BOB, ProxyType::Guardian, 0);
		given_proxy(POOR, BOB, ProxyType::Guardian, 0);
		let mut entered = Pool::default();
		// Its second ingredient can be taken away from it by an accomplice.
		let spoilt = batch(vec![proxied(ALICE, revoke(7)), proxied(POOR, revoke(8))]);
		assert!(entered.import(pool(BOB, spoilt.clone()).unwrap()));
		assert!(entered.import(pool(ALICE, revoke(7)).unwrap()));
		// It goes in before the batch, which by then is invalid.
		assert!(entered.0[1].priority > entered.0[0].priority);
		assert_ok!(apply(POOR, revoke(8)).unwrap());
		assert!(apply(BOB, spoilt).is_err());
		assert_ok!(apply(ALICE, revoke(7)).unwrap());
	});
}

#[test]
fn delegates_single_refusals_do_not_keep_the_subjects_batch_out() {
	run(|| {
		(0..MAX_REFUSALS).for_each(|grant| given_grant(ALICE, grant));
		let mut entered = Pool::default();
		let delegates = 100..108;
		for delegate in delegates.clone() {
			Balances::force_set_balance(RuntimeOrigin::root(), delegate, 1_000).unwrap();
			given_proxy(ALICE, delegate, ProxyType::Guardian, 0);
			for (before_it, grant) in (0..MAX_REFUSALS).enumerate() {
				let one = validity(delegate, before_it as u32, revoke(grant), 0);
				assert!(entered.import(one));
			}
		}
		let all = || batch((0..MAX_REFUSALS).map(revoke).collect());
		assert!(entered.import(pool(ALICE, all()).unwrap()));
		// Nor are the delegates' own replaced by it, or by each other's.
		assert_eq!(entered.0.len(), delegates.count() * MAX_REFUSALS as usize + 1);
		assert_ok!(apply(ALICE, all()).unwrap());
	});
}

#[test]
fn a_signers_same_refusal_enters_once() {
	run(|| {
		given_grant(ALICE, 7);
		given_grant(ALICE, 8);
		let mut entered = Pool::default();
		assert!(entered.import(pool(ALICE, revoke(7)).unwrap()));
		for before_it in [0, 1, 2, u32::MAX] {
			assert!(!entered.import(validity(ALICE, before_it, revoke(7), 0)));
		}
		// So nobody fills the pool with one thing to end.
		assert_eq!(entered.0.len(), 1);
	});
}

/// A later transaction of a signer's has a higher priority if it has fewer refusals, and needs the
/// nonce of the earlier one: it must not replace it.
#[test]
fn a_signers_single_refusal_does_not_replace_its_batch() {
	run(|| {
		given_grant(ALICE, 7);
		given_grant(ALICE, 8);
		let mut entered = Pool::default();
		assert!(entered.import(pool(ALICE, batch(vec![revoke(7), revoke(8)])).unwrap()));
		let single = validity(ALICE, 1, revoke(7), 0);
		assert!(single.priority > free_priority(2));
		assert!(entered.import(single));
		assert_eq!(entered.0.len(), 2);
		// With the same nonce it does: then only one of them can be included.
		let mut entered = Pool::default();
		assert!(entered.import(pool(ALICE, batch(vec![revoke(7), revoke(8)])).unwrap()));
		assert!(entered.import(pool(ALICE, revoke(7)).unwrap()));
		assert_eq!(entered.0.len(), 1);
	});
}
