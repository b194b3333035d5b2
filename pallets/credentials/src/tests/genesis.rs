use super::*;

fn build(
	accreditors: Vec<(AccountId, Roles)>,
	credentials: Vec<(AccountId, Role, Moment, Attributes, AccountId)>,
) {
	ExtBuilder { accreditors, credentials }.build_and_execute(|| {});
}

#[test]
fn genesis_works() {
	ExtBuilder {
		accreditors: vec![(ACC, Roles::ALL), (OTHER, Roles::of(&[Role::Arbiter]))],
		credentials: vec![(ALICE, Role::Researcher, START + 10, Attributes(3), ACC)],
	}
	.build_and_execute(|| {
		assert_eq!(
			<Credentials as CredentialCheck<_>>::attributes(&ALICE, Role::Researcher),
			Some(Attributes(3))
		);
		assert_eq!(Credentials::accreditor(OTHER).unwrap().appointment, 2);
		assert_ok!(Credentials::dismiss(root(), ACC));
		assert!(!holds(&ALICE, Role::Researcher));
	});
}

#[test]
#[should_panic(expected = "without a known role")]
fn genesis_with_an_accreditor_without_roles_fails() {
	build(vec![(ACC, Roles(0))], vec![]);
}

#[test]
#[should_panic(expected = "listed twice")]
fn genesis_with_an_accreditor_twice_fails() {
	build(vec![(ACC, Roles::ALL), (ACC, Roles::ALL)], vec![]);
}

#[test]
#[should_panic(expected = "may not issue")]
fn genesis_with_a_credential_of_nobody_fails() {
	build(vec![], vec![(ALICE, Role::Researcher, 10, Attributes::NONE, ACC)]);
}

#[test]
#[should_panic(expected = "may not issue")]
fn genesis_with_a_credential_beyond_the_appointment_fails() {
	build(
		vec![(ACC, Roles::of(&[Role::Arbiter]))],
		vec![(ALICE, Role::Researcher, 10, Attributes::NONE, ACC)],
	);
}

#[test]
#[should_panic(expected = "accredits itself")]
fn genesis_with_self_accreditation_fails() {
	build(vec![(ACC, Roles::ALL)], vec![(ACC, Role::Arbiter, 10, Attributes::NONE, ACC)]);
}

#[test]
#[should_panic(expected = "unknown attributes")]
fn genesis_with_unknown_attributes_fails() {
	build(vec![(ACC, Roles::ALL)], vec![(ALICE, Role::Arbiter, 10, Attributes(4), ACC)]);
}
