//! The list from which arbiters are drawn.

use super::*;

const CHARLIE: AccountId = AccountId::new([3; 32]);
const ROLE: Role = Role::Arbiter;

/// ALICE, BOB and CHARLIE are arbiters until START + 1000.
fn with_arbiters(test: impl FnOnce()) {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Credentials::appoint(root(), ACC, Roles::ALL));
		for who in [ALICE, BOB, CHARLIE] {
			issue(who, ROLE);
		}
		assert_eq!(arbiters(), [ALICE, BOB, CHARLIE]);
		test();
	});
}

#[test]
fn only_arbiters_are_listed() {
	with_arbiters(|| {
		issue(OTHER, Role::Researcher);
		issue(ALICE, Role::Clinician);
		assert_eq!(arbiters(), [ALICE, BOB, CHARLIE]);
		assert_eq!(Credentials::nth(3), None);
	});
}

#[test]
fn arbiters_of_the_genesis_are_listed() {
	ExtBuilder {
		accreditors: vec![(ACC, Roles::ALL)],
		credentials: vec![
			(ALICE, Role::Researcher, START + 10, Attributes::NONE, ACC),
			(BOB, ROLE, START + 10, Attributes::NONE, ACC),
		],
	}
	.build_and_execute(|| assert_eq!(arbiters(), [BOB]));
}

#[test]
fn revoked_arbiters_leave_the_list() {
	with_arbiters(|| {
		let reason = RevocationReason::Misconduct;
		assert_ok!(Credentials::revoke(signed(ACC), ALICE, ROLE, reason));
		assert_eq!(arbiters(), [CHARLIE, BOB]);
		assert_ok!(Credentials::clear(signed(BOB), ALICE, ROLE));
		assert_eq!(arbiters(), [CHARLIE, BOB]);
		issue(ALICE, ROLE);
		assert_eq!(arbiters(), [CHARLIE, BOB, ALICE]);
	});
}

#[test]
fn cleared_arbiters_leave_the_list() {
	with_arbiters(|| {
		at(START + 1_000);
		assert_ok!(Credentials::clear(signed(BOB), CHARLIE, ROLE));
		assert_eq!(arbiters(), [ALICE, BOB]);
	});
}

#[test]
fn an_accreditor_leaves_and_its_arbiters_are_pruned_one_by_one() {
	with_arbiters(|| {
		assert_ok!(Credentials::dismiss(root(), ACC));
		assert_eq!(arbiters(), [ALICE, BOB, CHARLIE]);
		Credentials::prune(&BOB);
		assert_eq!(arbiters(), [ALICE, CHARLIE]);
		Credentials::prune(&BOB);
		assert_eq!(arbiters(), [ALICE, CHARLIE]);
	});
}

#[test]
fn prune_leaves_who_is_an_arbiter() {
	with_arbiters(|| {
		at(START + 999);
		Credentials::prune(&BOB);
		assert_eq!(arbiters(), [ALICE, BOB, CHARLIE]);
	});
}

#[test]
fn renewed_after_it_was_pruned_an_arbiter_is_listed_again() {
	with_arbiters(|| {
		at(START + 1_000);
		Credentials::prune(&ALICE);
		assert_eq!(arbiters(), [CHARLIE, BOB]);
		assert_ok!(Credentials::renew(signed(ACC), ALICE, ROLE, START + 2_000));
		assert_eq!(arbiters(), [CHARLIE, BOB, ALICE]);
		// Renewed while it is listed, it keeps its place.
		assert_ok!(Credentials::renew(signed(ACC), BOB, ROLE, START + 2_000));
		assert_eq!(arbiters(), [CHARLIE, BOB, ALICE]);
	});
}

#[test]
fn an_arbiters_place_in_the_list_is_paid_for() {
	with_arbiters(|| {
		assert!(deposit_for(ROLE) > deposit());
		assert_eq!(held(&ACC), 3 * deposit_for(ROLE));
	});
}

#[test]
fn accreditor_is_known_of_every_record() {
	with_arbiters(|| {
		assert_eq!(<Credentials as ArbiterPool<_>>::accreditor(&ALICE, ROLE), Some(ACC));
		assert_eq!(<Credentials as ArbiterPool<_>>::accreditor(&ALICE, Role::Clinician), None);
		at(START + 1_000);
		assert_eq!(<Credentials as ArbiterPool<_>>::accreditor(&ALICE, ROLE), Some(ACC));
	});
}
