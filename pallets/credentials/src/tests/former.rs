//! Former accreditors: F13 of the audit of 369a1ff, associations that were erased before the draw.

use super::*;
use epione_primitives::{ACCREDITOR_RETENTION, MAX_FORMER_ACCREDITORS};

const ROLE: Role = Role::Researcher;

/// The accreditors that ALICE is known to have had, all for [`ROLE`].
fn known() -> Vec<AccountId> {
	let of_role = |(role, accreditor)| {
		assert_eq!(role, ROLE);
		accreditor
	};
	Credentials::accreditors(&ALICE).into_iter().map(of_role).collect()
}

/// ALICE's credential is [`ACC`]'s, and was just revoked.
fn with_revoked(test: impl FnOnce()) {
	ExtBuilder::default().build_and_execute(|| {
		appoint_acc();
		issue(ALICE, ROLE);
		assert_ok!(Credentials::revoke(signed(ACC), ALICE, ROLE, RevocationReason::RoleEnded));
		test();
	});
}

fn issue_by(accreditor: &AccountId) -> sp_runtime::DispatchResult {
	let until = Timestamp::get() + 1_000;
	let by = signed(accreditor.clone());
	Credentials::issue(by, ALICE, ROLE, until, Attributes::NONE, [0; 32])
}

/// Issues by this accreditor, and revokes it.
fn replace_by(accreditor: &AccountId) -> sp_runtime::DispatchResult {
	issue_by(accreditor)?;
	let by = signed(accreditor.clone());
	Credentials::revoke(by, ALICE, ROLE, RevocationReason::RoleEnded)
}

#[test]
fn an_accreditor_is_known_after_another_one_took_its_place() {
	with_revoked(|| {
		assert_ok!(Credentials::appoint(root(), OTHER, Roles::ALL));
		assert_ok!(issue_by(&OTHER));
		assert_eq!(known(), [OTHER, ACC]);
		assert_eq!(held(&ACC), former_deposit());
		assert_eq!(held(&OTHER), deposit());
		assert_eq!(Credentials::accreditors(&BOB), []);
	});
}

#[test]
fn an_accreditor_is_known_after_its_record_was_cleared() {
	with_revoked(|| {
		assert_ok!(Credentials::clear(signed(ALICE), ALICE, ROLE));
		assert_eq!(known(), [ACC]);
		at(START + ACCREDITOR_RETENTION - 1);
		assert_eq!(known(), [ACC]);
		assert_noop!(Credentials::clear(signed(ALICE), ALICE, ROLE), Error::<Test>::NotFound);
		at(START + ACCREDITOR_RETENTION);
		assert!(known().is_empty());
	});
}

#[test]
fn clear_of_a_former_accreditor_whose_time_is_over_works() {
	with_revoked(|| {
		assert_ok!(Credentials::clear(signed(BOB), ALICE, ROLE));
		at(START + ACCREDITOR_RETENTION);
		assert_ok!(Credentials::clear(signed(BOB), ALICE, ROLE));
		System::assert_last_event(
			Event::Forgotten { holder: ALICE, role: ROLE, accreditor: ACC }.into(),
		);
		assert_eq!(held(&ACC), 0);
		assert!(!Former::<Test>::contains_key(ALICE));
		assert_noop!(Credentials::clear(signed(BOB), ALICE, ROLE), Error::<Test>::NotFound);
	});
}

#[test]
fn the_same_accreditor_is_known_once() {
	with_revoked(|| {
		assert_ok!(Credentials::clear(signed(BOB), ALICE, ROLE));
		at(START + 1_000);
		assert_ok!(replace_by(&ACC));
		assert_ok!(Credentials::clear(signed(BOB), ALICE, ROLE));
		assert_eq!((known(), held(&ACC)), (vec![ACC], former_deposit()));
		// From the last time on.
		at(START + ACCREDITOR_RETENTION);
		assert_eq!(known(), [ACC]);
		at(START + 1_000 + ACCREDITOR_RETENTION);
		assert!(known().is_empty());
	});
}

#[test]
fn issue_and_clear_beyond_four_former_accreditors_fail() {
	with_revoked(|| {
		let others: Vec<_> =
			(0..=MAX_FORMER_ACCREDITORS as u8).map(|n| AccountId::new([100 + n; 32])).collect();
		for who in &others {
			use frame_support::traits::fungible::Mutate;
			assert_ok!(Balances::mint_into(who, FUNDS));
			assert_ok!(Credentials::appoint(root(), who.clone(), Roles::ALL));
		}
		let (last, four) = others.split_last().unwrap();
		for who in four {
			assert_ok!(replace_by(who));
		}
		// Whose record it is now would be the fifth to remember.
		assert_noop!(issue_by(last), Error::<Test>::TooManyFormer);
		assert_noop!(Credentials::clear(signed(BOB), ALICE, ROLE), Error::<Test>::TooManyFormer);
		assert_ok!(replace_by(four.last().unwrap()));
		at(START + ACCREDITOR_RETENTION);
		assert_ok!(issue_by(last));
		assert_eq!(known(), [last.clone(), four.last().unwrap().clone()]);
		assert_eq!(held(&ACC), 0);
	});
}
