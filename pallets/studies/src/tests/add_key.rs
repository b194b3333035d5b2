use super::*;
use epione_envelope::keys::Holder;
use epione_envelope::rand_core::OsRng;

/// Not below the field's order: a non-canonical encoding.
const NON_CANONICAL: Point = [0xFF; 32];

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
		set_closed(study);
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
		// Somebody else's proof for the same place; the correct secret's proof for another place.
		refused(key, possession(1, &holder, 0).1);
		refused(key, possession(0, &holder, 1).1);
		refused(key, possession(0, &Grantee::Study(study + 1), 0).1);
		refused(key, possession(0, &Grantee::Account(sponsor()), 0).1);
		let secret = recipient_secret(0);
		refused(key, secret.prove_possession(&[9; 32], &Holder::Study(study), 0, &mut OsRng));
		// A proof for one key, submitted with another.
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
