use crate::mock::*;
use frame_support::assert_ok;

#[docify::export]
#[test]
fn a_takeover_is_stopped() {
	// 1. Alice has delegates, and friends who can recover her account.
	run(|| {
		// 2. She removes a delegate, all its delays.
		assert_ok!(Safeguards::remove_delegate(signed(ALICE), BOB, GATEWAY));
		assert_eq!(Entries::get().iter().filter(|entry| entry.0 == ALICE).count(), 2);

		// 3. She slashes an attempt to recover her account.
		assert_ok!(Safeguards::slash_attempt(signed(ALICE), 1));
		assert_eq!(Slashed::get(), [(ALICE, 1)]);

		// 4. She takes the account back from the inheritor.
		assert_ok!(Safeguards::revoke_inheritor(signed(ALICE)));
		assert!(!Inherited::get().contains(&ALICE));
	});
}
