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

/// Who replays the events knows the list, and with it every draw.
#[test]
fn prune_tells_whom_it_takes_off() {
	with_arbiters(|| {
		assert_ok!(Credentials::dismiss(root(), ACC));
		System::reset_events();
		Credentials::prune(&BOB);
		Credentials::prune(&BOB);
		System::assert_last_event(Event::<Test>::Unlisted { holder: BOB }.into());
		assert_eq!(System::events().len(), 1);
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
fn accreditors_are_known_of_every_record() {
	with_arbiters(|| {
		assert_eq!(Credentials::accreditors(&ALICE), [(ROLE, ACC)]);
		at(START + 1_000);
		assert_eq!(Credentials::accreditors(&ALICE), [(ROLE, ACC)]);
	});
}

#[test]
fn arbiter_since_knows_no_gap() {
	with_arbiters(|| {
		let since = |time| Credentials::arbiter_since(&ALICE, time);
		assert_eq!((since(START - 1), since(START)), (None, Some(ACC)));
		assert_eq!(Credentials::arbiter_since(&OTHER, START), None);
		// Renewed in time, it has held all along.
		at(START + 999);
		assert_ok!(Credentials::renew(signed(ACC), ALICE, ROLE, START + 2_000));
		assert_eq!(since(START), Some(ACC));
		// Over, it holds no more; renewed then, it has held since then only.
		at(START + 2_000);
		assert_eq!(since(START), None);
		assert_ok!(Credentials::renew(signed(ACC), ALICE, ROLE, START + 3_000));
		assert_eq!((since(START), since(START + 1_999)), (None, None));
		assert_eq!(since(START + 2_000), Some(ACC));
	});
}

#[test]
fn arbiter_since_is_nobody_whose_credential_was_issued_anew() {
	with_arbiters(|| {
		at(START + 10);
		let reason = RevocationReason::RoleEnded;
		assert_ok!(Credentials::revoke(signed(ACC), ALICE, ROLE, reason));
		assert_eq!(Credentials::arbiter_since(&ALICE, START), None);
		issue(ALICE, ROLE);
		assert_eq!(Credentials::arbiter_since(&ALICE, START), None);
		assert_eq!(Credentials::arbiter_since(&ALICE, START + 10), Some(ACC));
		assert_ok!(Credentials::dismiss(root(), ACC));
		assert_eq!(Credentials::arbiter_since(&BOB, START), None);
	});
}
