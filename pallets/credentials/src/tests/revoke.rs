use super::*;

const ROLE: Role = Role::Manufacturer;
const REASON: RevocationReason = RevocationReason::Misconduct;

#[test]
fn revoke_works() {
	with_credential(|| {
		at(START + 10);
		assert_ok!(Credentials::revoke(signed(ACC), ALICE, ROLE, REASON));
		System::assert_last_event(
			Event::Revoked { holder: ALICE, role: ROLE, reason: REASON }.into(),
		);
		assert!(!holds(&ALICE, ROLE));
		let credential = Credentials::credential(ALICE, ROLE).unwrap();
		assert_eq!(credential.status, CredentialStatus::Revoked);
		assert_eq!(credential.revoked, Some((START + 10, REASON)));
		// The record remains until it is cleared, and so does the deposit.
		assert_eq!(held(&ACC), deposit());
	});
}

#[test]
fn revoke_of_one_that_is_over_works() {
	with_credential(|| {
		at(START + 1_000);
		assert_ok!(Credentials::revoke(signed(ACC), ALICE, ROLE, REASON));
		assert_eq!(status(ALICE, ROLE), Some(CredentialStatus::Revoked));
	});
}

#[test]
fn revoke_twice_fails() {
	with_credential(|| {
		assert_ok!(Credentials::revoke(signed(ACC), ALICE, ROLE, REASON));
		assert_noop!(
			Credentials::revoke(signed(ACC), ALICE, ROLE, RevocationReason::RoleEnded),
			Error::<Test>::AlreadyRevoked
		);
	});
}

#[test]
fn revoke_of_nothing_fails() {
	with_credential(|| {
		assert_noop!(
			Credentials::revoke(signed(ACC), ALICE, Role::Researcher, REASON),
			Error::<Test>::NotFound
		);
	});
}

#[test]
fn revoke_by_others_fails() {
	with_credential(|| {
		assert_ok!(Credentials::appoint(root(), OTHER, Roles::ALL));
		for who in [OTHER, ALICE] {
			assert_noop!(
				Credentials::revoke(signed(who), ALICE, ROLE, REASON),
				Error::<Test>::NotIssuer
			);
		}
		assert_noop!(Credentials::revoke(root(), ALICE, ROLE, REASON), BadOrigin);
	});
}

#[test]
fn revoke_after_dismissal_fails() {
	with_credential(|| {
		assert_ok!(Credentials::dismiss(root(), ACC));
		assert_noop!(Credentials::revoke(signed(ACC), ALICE, ROLE, REASON), Error::<Test>::Void);
	});
}
