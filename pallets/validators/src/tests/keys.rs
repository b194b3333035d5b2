//! Who used which key.

use crate::{mock::*, *};
use frame_support::{assert_ok, traits::KeyOwnerProofSystem};
use sp_runtime::{key_types::DUMMY, testing::UintAuthorityId, traits::OpaqueKeys};
use sp_session::MembershipProof;

fn key(number: u64) -> (KeyTypeId, Vec<u8>) {
	(DUMMY, UintAuthorityId(number).get_raw(DUMMY).to_vec())
}

fn proof(session: SessionIndex, validator_count: u32) -> MembershipProof {
	MembershipProof { session, trie_nodes: vec![], validator_count }
}

/// Whose the key is, according to a proof of this session.
fn user(session: SessionIndex, number: u64) -> Option<AccountId> {
	let proof = Validators::prove_in(session, key(number))?;
	Validators::check_proof(key(number), proof).map(|(who, ())| who)
}

#[test]
fn proof_of_a_key_that_was_replaced_works() {
	ExtBuilder::default().build_and_execute(|| {
		set_key(BOB, 22);
		// It signs with the old key for two sessions more.
		assert_eq!(Validators::check_proof(key(2), proof(0, 4)), Some((BOB, ())));
		assert_eq!(Validators::check_proof(key(22), proof(0, 4)), None);
		sessions(1);
		assert_eq!(user(1, 2), Some(BOB));
		sessions(1);
		assert_eq!(user(2, 2), None);
		assert_eq!(user(2, 22), Some(BOB));
		// A report may come late.
		assert_eq!((user(0, 2), user(1, 2)), (Some(BOB), Some(BOB)));
		assert_eq!(user(1, 22), None);
	});
}

#[test]
fn proof_of_a_key_that_its_next_owner_uses_works() {
	ExtBuilder::default().build_and_execute(|| {
		set_key(BOB, 22);
		set_key(DAVE, 2);
		sessions(2);
		assert_eq!((user(1, 2), user(2, 2)), (Some(BOB), Some(DAVE)));
	});
}

#[test]
fn proof_in_a_set_that_does_not_change_works() {
	ExtBuilder::default().build_and_execute(|| {
		sessions(3);
		for session in 0..=3 {
			assert_eq!(user(session, 2), Some(BOB), "session {session}");
		}
		// One record serves them all.
		assert_eq!(UsedKeys::<Test>::iter_keys().collect::<Vec<_>>(), [0]);
	});
}

#[test]
fn proof_of_one_who_left_works() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Validators::remove(RuntimeOrigin::root(), BOB));
		assert_ok!(Session::purge_keys(RuntimeOrigin::signed(BOB)));
		sessions(2);
		assert_eq!((user(1, 2), user(2, 2)), (Some(BOB), None));
	});
}

#[test]
fn proof_that_says_something_else_fails() {
	ExtBuilder::default().build_and_execute(|| {
		let refused = |key, proof| assert_eq!(Validators::check_proof(key, proof), None);
		// Nobody uses the key, or it is of another kind.
		refused(key(7), proof(0, 4));
		refused((KeyTypeId(*b"othr"), key(2).1), proof(0, 4));
		// The number of validators decides how grave an offence is.
		refused(key(2), proof(0, 5));
		refused(key(2), MembershipProof { trie_nodes: vec![vec![1]], ..proof(0, 4) });
		// Planned, and later still.
		let planned = historical::Pallet::<Test>::prove(key(2)).unwrap();
		refused(key(2), MembershipProof { session: 1, ..planned });
		refused(key(2), proof(1, 4));
		refused(key(2), proof(2, 4));
	});
}

#[test]
fn proof_of_a_forgotten_session_fails() {
	ExtBuilder::default().build_and_execute(|| {
		set_key(BOB, 22);
		sessions(8);
		// Three that ended, and the current one.
		let mut noted: Vec<_> = UsedSince::<Test>::iter().collect();
		noted.sort();
		assert_eq!(noted, [(5, 2), (6, 2), (7, 2), (8, 2)]);
		assert_eq!(UsedKeys::<Test>::iter_keys().collect::<Vec<_>>(), [2]);
		assert_eq!(Validators::check_proof(key(2), proof(1, 4)), None);
		assert_eq!(Validators::check_proof(key(22), proof(4, 4)), None);
		assert_eq!(user(5, 22), Some(BOB));
	});
}

#[test]
fn proof_after_an_upgrade_without_records_works() {
	ExtBuilder::default().build_and_execute(|| {
		sessions(1);
		let _ = UsedSince::<Test>::clear(u32::MAX, None);
		let _ = UsedKeys::<Test>::clear(u32::MAX, None);
		// The session that runs is proved by history, also when it has ended.
		let old = Validators::prove(key(2)).unwrap();
		assert!(!old.trie_nodes.is_empty());
		assert_eq!(Validators::check_proof(key(2), old.clone()), Some((BOB, ())));
		sessions(1);
		assert_eq!(Validators::check_proof(key(2), old), Some((BOB, ())));
		// From the next one on there are records.
		assert_eq!(Validators::prove(key(2)), Some(proof(2, 4)));
		assert_eq!(user(2, 2), Some(BOB));
	});
}
