use super::*;

const ROLE: Role = Role::Manufacturer;

#[test]
fn renew_works() {
	with_credential(|| {
		assert_ok!(Credentials::renew(signed(ACC), ALICE, ROLE, START + 1_001));
		System::assert_last_event(
			Event::Renewed { holder: ALICE, role: ROLE, valid_until: START + 1_001 }.into(),
		);
		at(START + 1_000);
		assert!(holds(&ALICE, ROLE));
		at(START + 1_001);
		assert!(!holds(&ALICE, ROLE));
		assert_eq!(held(&ACC), deposit());
	});
}

#[test]
fn renew_after_the_end_works() {
	with_credential(|| {
		let issued_at = || Credentials::credential(ALICE, ROLE).map(|info| info.issued_at);
		assert_ok!(Credentials::renew(signed(ACC), ALICE, ROLE, START + 2_000));
		assert_eq!(issued_at(), Some(START));
		at(START + 5_000);
		assert_ok!(Credentials::renew(signed(ACC), ALICE, ROLE, START + 5_001));
		assert!(holds(&ALICE, ROLE));
		// It did not hold in between.
		assert_eq!(issued_at(), Some(START + 5_000));
	});
}

#[test]
fn renew_to_the_past_fails() {
	with_credential(|| {
		at(START + 5_000);
		assert_noop!(
			Credentials::renew(signed(ACC), ALICE, ROLE, START + 5_000),
			Error::<Test>::AlreadyOver
		);
	});
}

#[test]
fn renew_to_no_later_end_fails() {
	with_credential(|| {
		for until in [START + 1_000, START + 1, 0] {
			assert_noop!(
				Credentials::renew(signed(ACC), ALICE, ROLE, until),
				Error::<Test>::NotLater
			);
		}
	});
}

#[test]
fn renew_of_nothing_fails() {
	with_credential(|| {
		assert_noop!(
			Credentials::renew(signed(ACC), BOB, ROLE, START + 2_000),
			Error::<Test>::NotFound
		);
	});
}

#[test]
fn renew_by_another_accreditor_fails() {
	with_credential(|| {
		assert_ok!(Credentials::appoint(root(), OTHER, Roles::ALL));
		assert_noop!(
			Credentials::renew(signed(OTHER), ALICE, ROLE, START + 2_000),
			Error::<Test>::NotIssuer
		);
		assert_noop!(
			Credentials::renew(signed(ALICE), ALICE, ROLE, START + 2_000),
			Error::<Test>::NotIssuer
		);
	});
}

#[test]
fn renew_after_revocation_fails() {
	with_credential(|| {
		assert_ok!(Credentials::revoke(signed(ACC), ALICE, ROLE, RevocationReason::RoleEnded));
		assert_noop!(
			Credentials::renew(signed(ACC), ALICE, ROLE, START + 2_000),
			Error::<Test>::AlreadyRevoked
		);
	});
}

#[test]
fn renew_after_dismissal_fails() {
	with_credential(|| {
		assert_ok!(Credentials::dismiss(root(), ACC));
		assert_noop!(
			Credentials::renew(signed(ACC), ALICE, ROLE, START + 2_000),
			Error::<Test>::Void
		);
	});
}

#[test]
fn renew_unsigned_fails() {
	with_credential(|| {
		assert_noop!(Credentials::renew(root(), ALICE, ROLE, START + 2_000), BadOrigin);
	});
}
