use crate::{mock::*, *};
use frame_support::assert_ok;

#[test]
fn grant_works() {
	ExtBuilder::build_and_execute(|| {
		assert_ok!(Consent::grant(signed(ALICE), ALICE, terms(to(BOB)), None));
		assert_eq!(bob_may(0), Ok(()));
	});
}
