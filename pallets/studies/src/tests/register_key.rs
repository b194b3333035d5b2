use super::*;

#[test]
fn register_key_works() {
	run(|| {
		clinician_key();
		assert!(on_hold(&CLINICIAN) > 0);
		let holder = Grantee::Account(CLINICIAN);
		assert_eq!(Studies::recipient_key(holder.clone()).unwrap().version, 0);
		let (key, proof) = possession(201, &holder, 1);
		assert_ok!(Studies::register_key(signed(CLINICIAN), 1, key, proof));
		assert_eq!(Studies::recipient_key(holder).unwrap().key, key);
	});
}

#[test]
fn register_key_of_somebody_else_fails() {
	run(|| {
		let (key, proof) = possession(200, &Grantee::Account(CLINICIAN), 0);
		assert_noop!(
			Studies::register_key(signed(ALICE), 0, key, proof),
			Error::<Test>::PossessionNotProven
		);
		assert_noop!(
			Studies::register_key(signed(CLINICIAN), 1, key, proof),
			Error::<Test>::WrongKeyVersion
		);
		assert_noop!(
			Studies::register_key(signed(CLINICIAN), 0, IDENTITY, proof),
			Error::<Test>::InvalidKey
		);
		let mut bad = proof;
		bad[32..].copy_from_slice(&GROUP_ORDER);
		assert_noop!(
			Studies::register_key(signed(CLINICIAN), 0, key, bad),
			Error::<Test>::InvalidPossessionScalar
		);
	});
}

#[test]
fn register_key_without_money_for_the_deposit_fails() {
	run(|| {
		let (key, proof) = possession(200, &Grantee::Account(NOBODY), 0);
		assert!(Studies::register_key(signed(NOBODY), 0, key, proof).is_err());
		assert!(Studies::recipient_key(Grantee::Account(NOBODY)).is_none());
	});
}
