use super::*;
use epione_primitives::ACCREDITOR_RETENTION;

#[docify::export]
#[test]
fn an_accreditor_comes_and_goes() {
	ExtBuilder::default().build_and_execute(|| {
		// The council (root in this mock) appoints.
		let roles = Roles::of(&[Role::Manufacturer, Role::Researcher]);
		assert_ok!(Credentials::appoint(RuntimeOrigin::root(), ACC, roles));

		// The accreditor certifies two parties for a limited time.
		for (holder, role) in [(ALICE, Role::Manufacturer), (BOB, Role::Researcher)] {
			let until = START + 1_000;
			let evidence = [7; 32];
			assert_ok!(Credentials::issue(
				signed(ACC),
				holder,
				role,
				until,
				Attributes::NONE,
				evidence
			));
		}
		assert!(holds(&ALICE, Role::Manufacturer) && holds(&BOB, Role::Researcher));

		// One is renewed, the other revoked.
		assert_ok!(Credentials::renew(signed(ACC), ALICE, Role::Manufacturer, START + 2_000));
		let reason = RevocationReason::Misconduct;
		assert_ok!(Credentials::revoke(signed(ACC), BOB, Role::Researcher, reason));
		assert!(!holds(&BOB, Role::Researcher));

		// After the dismissal the accreditor's credentials are invalid.
		assert_ok!(Credentials::dismiss(RuntimeOrigin::root(), ACC));
		assert!(!holds(&ALICE, Role::Manufacturer));

		// Anybody may clear them; the deposits return but for a part: who accredited whom is
		// known for 28 days more.
		assert_ok!(Credentials::clear(signed(BOB), ALICE, Role::Manufacturer));
		assert_ok!(Credentials::clear(signed(BOB), BOB, Role::Researcher));
		assert_eq!(held(&ACC), 2 * former_deposit());
		at(START + ACCREDITOR_RETENTION);
		assert_ok!(Credentials::clear(signed(BOB), ALICE, Role::Manufacturer));
		assert_ok!(Credentials::clear(signed(BOB), BOB, Role::Researcher));
		assert_eq!(held(&ACC), 0);

		// A new appointment starts empty.
		assert_ok!(Credentials::appoint(RuntimeOrigin::root(), ACC, roles));
		assert!(!holds(&ALICE, Role::Manufacturer));
	});
}
