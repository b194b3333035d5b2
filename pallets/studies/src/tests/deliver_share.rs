use super::{shares::*, *};

#[test]
fn deliver_share_as_deliver_refuses_fails() {
	run(|| {
		clinician_key();
		let dataset = dataset(ALICE, 1);
		let grant = allow();
		assert_ok!(bid(dataset));
		assert_noop!(
			Studies::deliver_share(signed(ALICE), CLINICIAN, ALICE, dataset, [0; 160]),
			Error::<Test>::ContributionNotFound
		);
		assert_ok!(commit_share(dataset, grant, PRICE));
		let sealed = envelope(&holder(), &ALICE, dataset);
		let send = |who, envelope| {
			Studies::deliver_share(signed(who), CLINICIAN, ALICE, dataset, envelope)
		};
		assert_noop!(send(BOB, sealed), Error::<Test>::NotSubjectOrGateway);
		assert_noop!(send(CLINICIAN, sealed), Error::<Test>::NotSubjectOrGateway);
		let mut bad = sealed;
		bad[64] ^= 1;
		assert_noop!(send(ALICE, bad), Error::<Test>::InvalidEnvelopeProof);
		bad = sealed;
		bad[..32].copy_from_slice(&[0; 32]);
		assert_noop!(send(ALICE, bad), Error::<Test>::InvalidEnvelopePoint);
		bad = sealed;
		bad[128..].copy_from_slice(&GROUP_ORDER);
		assert_noop!(send(ALICE, bad), Error::<Test>::InvalidEnvelopeScalar);
		let checked = Studies::check_deliver_share(&ALICE, &CLINICIAN, &ALICE, &dataset, &bad);
		assert!(matches!(checked.err(), Some(Error::InvalidEnvelopeScalar)));
		// A new key of the recipient changes nothing: the old one is pinned.
		let (key, proof) = possession(201, &holder(), 1);
		assert_ok!(Studies::register_key(signed(CLINICIAN), 1, key, proof));
		pass(DAY - 1);
		assert_ok!(send(ALICE, sealed));
		assert_noop!(send(ALICE, sealed), Error::<Test>::AlreadyDelivered);
		withdraw(grant, Denial::Revoked);
	});
}

#[test]
fn deliver_share_after_a_revocation_or_too_late_fails() {
	run(|| {
		clinician_key();
		let dataset = dataset(ALICE, 1);
		let grant = allow();
		assert_ok!(commit_share(dataset, grant, 0));
		let sealed = envelope(&holder(), &ALICE, dataset);
		let send = || Studies::deliver_share(signed(ALICE), CLINICIAN, ALICE, dataset, sealed);
		pass(DAY);
		assert_noop!(send(), Error::<Test>::DeliveryOverdue);
		withdraw(grant, Denial::Revoked);
		Clock::<Test>::mutate(|clock| clock.standstill = 1);
		assert_noop!(send(), Error::<Test>::GrantRevoked);
		Clock::<Test>::mutate(|clock| clock.standstill = 0);
	});
}
