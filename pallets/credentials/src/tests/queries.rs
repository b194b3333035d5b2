use super::*;

#[test]
fn credential_shows_what_was_issued() {
	with_credential(|| {
		assert_eq!(
			Credentials::credential(ALICE, Role::Manufacturer),
			Some(CredentialInfo {
				accreditor: ACC,
				issued_at: START,
				valid_until: START + 1_000,
				attributes: Attributes::NOT_FOR_PROFIT,
				evidence: [7; 32],
				revoked: None,
				status: CredentialStatus::Valid,
			})
		);
		assert_eq!(Credentials::credential(ALICE, Role::Researcher), None);
	});
}

#[test]
fn status_names_the_revocation_first_then_the_dismissal_then_the_end() {
	with_credential(|| {
		issue(BOB, Role::Researcher);
		let reason = RevocationReason::HolderRequest;
		assert_ok!(Credentials::revoke(signed(ACC), BOB, Role::Researcher, reason));
		at(START + 1_000);
		assert_eq!(status(ALICE, Role::Manufacturer), Some(CredentialStatus::Expired));
		assert_ok!(Credentials::dismiss(root(), ACC));
		assert_eq!(status(ALICE, Role::Manufacturer), Some(CredentialStatus::Void));
		assert_eq!(status(BOB, Role::Researcher), Some(CredentialStatus::Revoked));
	});
}

#[test]
fn accreditor_shows_the_appointment() {
	with_credential(|| {
		let roles = Roles::of(&[Role::Manufacturer, Role::Researcher]);
		assert_eq!(Credentials::accreditor(ACC), Some(Accreditor { roles, appointment: 1 }));
		assert_eq!(Credentials::accreditor(ALICE), None);
	});
}
