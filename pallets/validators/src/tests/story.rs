use crate::mock::*;
use frame_support::assert_ok;

#[docify::export]
#[test]
fn a_validator_comes_misbehaves_and_goes() {
	ExtBuilder::default().build_and_execute(|| {
		// 1. Eve sets her session keys.
		with_keys(EVE);

		// 2. The council adds her; two sessions later she validates.
		assert_ok!(Validators::add(RuntimeOrigin::root(), EVE));
		sessions(1);
		assert!(!Session::validators().contains(&EVE));
		sessions(1);
		assert!(Session::validators().contains(&EVE));

		// 3. She equivocates. 4. She is silenced at once, and out two sessions later.
		offence(&[EVE]);
		assert_eq!(Session::disabled_validators(), [4]);
		sessions(2);
		assert_eq!(Session::validators(), [ALICE, BOB, CHARLIE, DAVE]);
	});
}
