use super::*;
use epione_envelope::keys::Holder;
use epione_envelope::rand_core::OsRng;

const IDENTITY: Point = [0; 32];
/// Not below the field's order: another encoding of nothing.
const NON_CANONICAL: Point = [0xFF; 32];
/// l, the group's order, little-endian: the least scalar that is not canonical.
pub const GROUP_ORDER: [u8; 32] = [
	0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14,
	0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
];

fn add(study: StudyId, version: KeyVersion, key: Point, proof: ProofBytes) -> DispatchResult {
	Studies::add_key(signed(sponsor()), study, version, key, proof)
}

#[test]
fn add_key_with_possession_works() {
	run(|| {
		let study = create(terms(), BUDGET);
		let holder = Grantee::Study(study);
		let (key, proof) = possession(0, &holder, 0);
		let held = on_hold(&sponsor());
		assert_ok!(add(study, 0, key, proof));
		assert_eq!(
			last_event(),
			Event::RecipientKeyAdded { holder: holder.clone(), version: 0, key }
		);
		let deposit = on_hold(&sponsor()) - held;
		assert!(deposit > 0);
		// The next version takes no second deposit.
		pass(DAY);
		add_key(study, 1);
		assert_eq!(on_hold(&sponsor()) - held, deposit);
		let info = Studies::recipient_key(holder).unwrap();
		assert_eq!((info.version, info.added_at), (1, START + DAY));
		assert_eq!(info.usable_until, START + DAY + KEY_LIFETIME);
	});
}

#[test]
fn add_key_by_others_fails() {
	run(|| {
		let (key, proof) = possession(0, &Grantee::Study(0), 0);
		assert_noop!(add(0, 0, key, proof), Error::<Test>::StudyNotFound);
		let study = create(terms(), BUDGET);
		assert_noop!(
			Studies::add_key(signed(ALICE), study, 0, key, proof),
			Error::<Test>::NotSponsor
		);
		credential_ends(sponsor(), Role::Researcher);
		assert_noop!(add(study, 0, key, proof), Error::<Test>::NotResearcher);
		credential(sponsor(), Role::Researcher);
		create::set_closed(study);
		assert_noop!(add(study, 0, key, proof), Error::<Test>::StudyClosed);
	});
}

#[test]
fn add_key_out_of_order_fails() {
	run(|| {
		let study = create(terms(), BUDGET);
		let (key, proof) = possession(0, &Grantee::Study(study), 1);
		assert_noop!(add(study, 1, key, proof), Error::<Test>::WrongKeyVersion);
		add_key(study, 0);
		let (key, proof) = possession(0, &Grantee::Study(study), 0);
		assert_noop!(add(study, 0, key, proof), Error::<Test>::WrongKeyVersion);
	});
}

#[test]
fn add_key_without_possession_fails() {
	run(|| {
		let study = create(terms(), BUDGET);
		let holder = Grantee::Study(study);
		let refused = |key, proof| {
			assert_noop!(add(study, 0, key, proof), Error::<Test>::PossessionNotProven);
		};
		let (key, _) = possession(0, &holder, 0);
		// Somebody else's proof for the same place; the right secret's for another place.
		refused(key, possession(1, &holder, 0).1);
		refused(key, possession(0, &holder, 1).1);
		refused(key, possession(0, &Grantee::Study(study + 1), 0).1);
		refused(key, possession(0, &Grantee::Account(sponsor()), 0).1);
		let secret = recipient_secret(0);
		refused(key, secret.prove_possession(&[9; 32], &Holder::Study(study), 0, &mut OsRng));
		// A proof for one key, shown with another.
		refused(recipient_secret(1).public(), possession(0, &holder, 0).1);
		refused(key, [0; 64]);
	});
}

#[test]
fn add_key_that_is_no_point_fails() {
	run(|| {
		let study = create(terms(), BUDGET);
		let (_, proof) = possession(0, &Grantee::Study(study), 0);
		assert_noop!(add(study, 0, IDENTITY, proof), Error::<Test>::InvalidKey);
		assert_noop!(add(study, 0, NON_CANONICAL, proof), Error::<Test>::InvalidKey);
	});
}

#[test]
fn add_key_with_non_canonical_scalars_fails() {
	run(|| {
		let study = create(terms(), BUDGET);
		let (key, good) = possession(0, &Grantee::Study(study), 0);
		for place in [0, 32] {
			let mut proof = good;
			proof[place..place + 32].copy_from_slice(&GROUP_ORDER);
			assert_noop!(add(study, 0, key, proof), Error::<Test>::InvalidPossessionScalar);
		}
	});
}

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
