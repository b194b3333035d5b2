//! The README's scenario.

use super::*;

#[docify::export]
#[test]
fn consent_is_given_used_and_taken_back() {
	ExtBuilder::build_and_execute(|| {
		// 1. Bob asks for everything that Alice's devices measure.
		let asked = Terms { modalities: Modalities::ALL, ..terms(to(BOB)) };
		assert_ok!(Consent::request(signed(BOB), ALICE, asked.clone()));

		// 2. Alice grants what her watch measures. His deposit returns, hers is taken.
		let granted = Terms { modalities: Modalities::of(&[Modality::Wearable]), ..asked };
		assert_ok!(Consent::grant(signed(ALICE), ALICE, granted.clone(), Some(0)));
		assert_eq!(held_for_requests(&BOB), 0);
		assert!(held(&ALICE) > 0);

		// 3. Bob may read it for health research, and nothing else.
		assert_ok!(Consent::decide(asks(to(BOB), 0)));
		assert_eq!(
			Consent::decide(AccessRequest { purpose: Purpose::Payment, ..asks(to(BOB), 0) }),
			Err(Denial::Purpose(PurposeMismatch::Kind))
		);

		// 4. Alice narrows the grant to two days.
		let change = Narrowing { days: Some((100, 101)), ..Default::default() };
		assert_ok!(Consent::narrow(signed(ALICE), 0, change));
		assert_eq!(Consent::decide(asks(to(BOB), 0)), Err(Denial::DaysOutOfScope));

		// 5. Alice revokes everything. Twice is refused.
		assert_ok!(Consent::revoke_all(signed(ALICE), ALICE));
		assert_eq!(Consent::decide(asks(to(BOB), 0)), Err(Denial::Revoked));
		assert_noop!(Consent::revoke_all(signed(ALICE), ALICE), Failure::NothingToRevoke);

		// 6. Bob acknowledges.
		assert_ok!(Consent::acknowledge(signed(BOB), 0));

		// 7. Anybody sweeps; most of the deposit returns.
		let before = held(&ALICE);
		assert_ok!(Consent::sweep(signed(CHARLIE), ALICE, 10));
		assert!(held(&ALICE) * 2 < before);

		// 8. A new grant has a new number, and permits; the old one stays revoked.
		assert_ok!(Consent::grant(signed(ALICE), ALICE, granted, None));
		assert_ok!(Consent::decide(asks(to(BOB), 1)));
		assert_eq!(Consent::decide(asks(to(BOB), 0)), Err(Denial::Revoked));
	});
}
