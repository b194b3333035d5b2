use super::*;

#[test]
fn dismiss_works() {
	with_credential(|| {
		issue(BOB, Role::Researcher);
		assert_ok!(Credentials::dismiss(root(), ACC));
		System::assert_last_event(Event::Dismissed { accreditor: ACC, appointment: 1 }.into());

		assert!(!holds(&ALICE, Role::Manufacturer) && !holds(&BOB, Role::Researcher));
		assert_eq!(status(ALICE, Role::Manufacturer), Some(CredentialStatus::Void));
		assert_eq!(Credentials::accreditor(ACC), None);
	});
}

#[test]
fn dismiss_of_one_of_two_accreditors_works() {
	with_credential(|| {
		assert_ok!(Credentials::appoint(root(), OTHER, Roles::ALL));
		assert_ok!(Credentials::dismiss(root(), OTHER));
		assert!(holds(&ALICE, Role::Manufacturer));
	});
}

#[test]
fn dismiss_and_appoint_again_works() {
	with_credential(|| {
		assert_ok!(Credentials::dismiss(root(), ACC));
		appoint_acc();
		assert_eq!(Credentials::accreditor(ACC).unwrap().appointment, 2);
		assert!(!holds(&ALICE, Role::Manufacturer));
		assert_noop!(
			Credentials::renew(signed(ACC), ALICE, Role::Manufacturer, START + 2_000),
			Error::<Test>::Void
		);
	});
}

#[test]
fn dismiss_of_no_accreditor_fails() {
	with_credential(|| {
		assert_noop!(Credentials::dismiss(root(), ALICE), Error::<Test>::NotAccreditor);
		assert_ok!(Credentials::dismiss(root(), ACC));
		assert_noop!(Credentials::dismiss(root(), ACC), Error::<Test>::NotAccreditor);
	});
}

#[test]
fn dismiss_by_others_fails() {
	with_credential(|| {
		assert_noop!(Credentials::dismiss(signed(ACC), ACC), BadOrigin);
	});
}
