use super::*;

fn issue_by(who: AccountId, holder: AccountId, role: Role, until: Moment) -> DispatchResult {
	Credentials::issue(signed(who), holder, role, until, Attributes::NONE, [9; 32])
}

#[test]
fn issue_works() {
	ExtBuilder::default().build_and_execute(|| {
		appoint_acc();
		assert!(!holds(&ALICE, Role::Manufacturer));
		issue(ALICE, Role::Manufacturer);
		System::assert_last_event(
			Event::Issued {
				holder: ALICE,
				role: Role::Manufacturer,
				accreditor: ACC,
				appointment: 1,
				valid_until: START + 1_000,
				attributes: Attributes::NOT_FOR_PROFIT,
				evidence: [7; 32],
			}
			.into(),
		);
		assert_eq!(
			<Credentials as CredentialCheck<_>>::attributes(&ALICE, Role::Manufacturer),
			Some(Attributes::NOT_FOR_PROFIT)
		);
		// Another role, another holder.
		assert!(!holds(&ALICE, Role::Researcher) && !holds(&BOB, Role::Manufacturer));
		assert_eq!(held(&ACC), deposit());
		assert_eq!(held(&ALICE), 0);
	});
}

#[test]
fn issue_until_its_end_and_no_longer_works() {
	with_credential(|| {
		at(START + 999);
		assert!(holds(&ALICE, Role::Manufacturer));
		at(START + 1_000);
		assert!(!holds(&ALICE, Role::Manufacturer));
		assert_eq!(status(ALICE, Role::Manufacturer), Some(CredentialStatus::Expired));
	});
}

#[test]
fn issue_anew_after_the_end_works() {
	with_credential(|| {
		at(START + 1_000);
		assert_ok!(issue_by(ACC, ALICE, Role::Manufacturer, START + 3_000));
		assert!(holds(&ALICE, Role::Manufacturer));
		// One record, one deposit.
		assert_eq!(held(&ACC), deposit());
	});
}

#[test]
fn issue_anew_after_revocation_works() {
	with_credential(|| {
		let reason = RevocationReason::IssuedInError;
		assert_ok!(Credentials::revoke(signed(ACC), ALICE, Role::Manufacturer, reason));
		assert_ok!(issue_by(ACC, ALICE, Role::Manufacturer, START + 3_000));
		assert!(holds(&ALICE, Role::Manufacturer));
		assert_eq!(Credentials::credential(ALICE, Role::Manufacturer).unwrap().revoked, None);
	});
}

#[test]
fn issue_anew_by_another_accreditor_works() {
	with_credential(|| {
		assert_ok!(Credentials::dismiss(root(), ACC));
		assert_ok!(Credentials::appoint(root(), OTHER, Roles::ALL));
		assert_ok!(issue_by(OTHER, ALICE, Role::Manufacturer, START + 3_000));
		assert!(holds(&ALICE, Role::Manufacturer));
		// ACC's part stays, as it is still known to have accredited her.
		assert_eq!((held(&ACC), held(&OTHER)), (former_deposit(), deposit()));
	});
}

#[test]
fn issue_over_one_that_holds_fails() {
	with_credential(|| {
		assert_noop!(
			issue_by(ACC, ALICE, Role::Manufacturer, START + 9_000),
			Error::<Test>::AlreadyExists
		);
		assert_ok!(Credentials::appoint(root(), OTHER, Roles::ALL));
		assert_noop!(
			issue_by(OTHER, ALICE, Role::Manufacturer, START + 9_000),
			Error::<Test>::AlreadyExists
		);
	});
}

#[test]
fn issue_by_no_accreditor_fails() {
	with_credential(|| {
		assert_noop!(
			issue_by(OTHER, BOB, Role::Manufacturer, START + 1),
			Error::<Test>::NotAccreditor
		);
		assert_noop!(
			issue_by(ALICE, BOB, Role::Manufacturer, START + 1),
			Error::<Test>::NotAccreditor
		);
		assert_ok!(Credentials::dismiss(root(), ACC));
		assert_noop!(
			issue_by(ACC, BOB, Role::Manufacturer, START + 1),
			Error::<Test>::NotAccreditor
		);
	});
}

#[test]
fn issue_for_a_role_not_appointed_for_fails() {
	with_credential(|| {
		for role in [Role::EthicsBoard, Role::Clinician, Role::CareProvider, Role::Arbiter] {
			assert_noop!(issue_by(ACC, BOB, role, START + 1), Error::<Test>::RoleNotAppointed);
		}
	});
}

#[test]
fn issue_to_itself_fails() {
	with_credential(|| {
		assert_noop!(
			issue_by(ACC, ACC, Role::Manufacturer, START + 1),
			Error::<Test>::SelfAccreditation
		);
	});
}

#[test]
fn issue_with_unknown_attributes_fails() {
	with_credential(|| {
		let issue = |bits| {
			let role = Role::Manufacturer;
			Credentials::issue(signed(ACC), BOB, role, START + 1, Attributes(bits), [0; 32])
		};
		assert_noop!(issue(4), Error::<Test>::InvalidAttributes);
		assert_noop!(issue(0xff), Error::<Test>::InvalidAttributes);
		assert_ok!(issue(3));
	});
}

#[test]
fn issue_with_an_end_that_is_not_in_the_future_fails() {
	with_credential(|| {
		assert_noop!(issue_by(ACC, BOB, Role::Manufacturer, START), Error::<Test>::AlreadyOver);
		assert_ok!(issue_by(ACC, BOB, Role::Manufacturer, START + 1));
	});
}

#[test]
fn issue_without_funds_for_the_deposit_fails() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Credentials::appoint(root(), POOR, Roles::ALL));
		assert_noop!(
			issue_by(POOR, BOB, Role::Manufacturer, START + 1),
			sp_runtime::TokenError::FundsUnavailable
		);
	});
}

#[test]
fn issue_unsigned_fails() {
	with_credential(|| {
		let role = Role::Manufacturer;
		assert_noop!(
			Credentials::issue(root(), BOB, role, START + 1, Attributes::NONE, [0; 32]),
			BadOrigin
		);
	});
}
