use super::*;

#[test]
fn appoint_works() {
	ExtBuilder::default().build_and_execute(|| {
		let roles = Roles::of(&[Role::Manufacturer, Role::Researcher]);
		assert_ok!(Credentials::appoint(root(), ACC, roles));
		System::assert_last_event(
			Event::Appointed { accreditor: ACC, roles, appointment: 1 }.into(),
		);
		assert_eq!(Credentials::accreditor(ACC), Some(Accreditor { roles, appointment: 1 }));

		assert_ok!(Credentials::appoint(root(), OTHER, Roles::of(&[Role::Arbiter])));
		assert_eq!(Credentials::accreditor(OTHER).unwrap().appointment, 2);
	});
}

#[test]
fn appoint_with_more_roles_works() {
	with_credential(|| {
		assert_ok!(Credentials::appoint(root(), ACC, Roles::ALL));
		assert_eq!(
			Credentials::accreditor(ACC),
			Some(Accreditor { roles: Roles::ALL, appointment: 1 })
		);
		assert!(holds(&ALICE, Role::Manufacturer));
		issue(BOB, Role::Arbiter);
		assert!(holds(&BOB, Role::Arbiter));
	});
}

#[test]
fn appoint_with_fewer_roles_fails() {
	with_credential(|| {
		assert_noop!(
			Credentials::appoint(root(), ACC, Roles::of(&[Role::Researcher, Role::Arbiter])),
			Error::<Test>::RolesTakenAway
		);
	});
}

#[test]
fn appoint_for_no_or_unknown_roles_fails() {
	ExtBuilder::default().build_and_execute(|| {
		for roles in [Roles(0), Roles(1 << 6), Roles(0xff)] {
			assert_noop!(Credentials::appoint(root(), ACC, roles), Error::<Test>::InvalidRoles);
		}
		assert_ok!(Credentials::appoint(root(), ACC, Roles(1 << 5)));
	});
}

#[test]
fn appoint_by_others_fails() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(Credentials::appoint(signed(ACC), ACC, Roles::ALL), BadOrigin);
		assert_noop!(Credentials::appoint(RuntimeOrigin::none(), ACC, Roles::ALL), BadOrigin);
	});
}

#[test]
fn appoint_when_numbers_are_used_up_fails() {
	ExtBuilder::default().build_and_execute(|| {
		Appointments::<Test>::put(u32::MAX - 1);
		assert_ok!(Credentials::appoint(root(), ACC, Roles::ALL));
		assert_noop!(
			Credentials::appoint(root(), OTHER, Roles::ALL),
			Error::<Test>::TooManyAppointments
		);
	});
}
