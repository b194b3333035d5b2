use super::*;
use crate::configs::Period;
use frame_support::assert_ok;
use sp_core::crypto::KeyTypeId;
use sp_keystore::{testing::MemoryKeystore, KeystoreExt};
use sp_runtime::RuntimeAppPublic;

/// Runs to the block that begins the next session.
pub fn next_session() {
	let session = Session::current_index();
	while Session::current_index() == session {
		next_block();
	}
	assert_eq!(System::block_number() % value::<Period, u32>(), 0);
}

fn with_keystore(test: impl FnOnce()) {
	let mut ext = build(&genesis(sp_genesis_builder::DEV_RUNTIME_PRESET)).unwrap();
	ext.register_extension(KeystoreExt::new(MemoryKeystore::new()));
	ext.execute_with(|| {
		begin_block();
		test();
	});
}

#[test]
fn the_council_adds_a_validator_and_it_works_two_sessions_later() {
	with_keystore(|| {
		let bob = account(Sr25519Keyring::Bob);

		// The keys and their proof come from the node's keystore, over the runtime API.
		use sp_session::runtime_decl_for_session_keys::SessionKeysV2;
		let generated = Runtime::generate_session_keys(bob.encode(), Some(b"//Bob".to_vec()));
		let keys = <SessionKeys as codec::Decode>::decode(&mut &generated.keys[..]).unwrap();
		let call = pallet_session::Call::set_keys { keys: keys.clone(), proof: generated.proof };
		assert_ok!(apply(Sr25519Keyring::Bob, call).unwrap());

		// One more is more than a third of one.
		super::governance::decide(pallet_validators::Call::add { validator: bob.clone() }, 3);
		assert!(Validators::chosen().contains(&bob));

		next_session();
		assert_eq!(Session::validators(), [account(Sr25519Keyring::Alice)]);
		assert_eq!(Grandpa::grandpa_authorities().len(), 1);
		next_session();
		assert!(Session::validators().contains(&bob));
		assert!(pallet_aura::Authorities::<Runtime>::get().contains(&keys.aura));
		// GRANDPA's change takes effect at the end of the block.
		next_block();
		assert!(Grandpa::grandpa_authorities().iter().any(|(key, _)| *key == keys.grandpa));
		assert_eq!(pallet_grandpa::CurrentSetId::<Runtime>::get(), 1);
	});
}

#[test]
fn keys_without_the_owners_proof_are_refused() {
	with_keystore(|| {
		let mallory = account(Sr25519Keyring::Ferdie);
		let generated = SessionKeys::generate(&account(Sr25519Keyring::Bob).encode(), None);
		let proof = generated.proof.encode();
		let call = pallet_session::Call::set_keys { keys: generated.keys, proof };
		// Ferdie submits Bob's keys with Bob's proof.
		assert_eq!(
			apply(Sr25519Keyring::Ferdie, call).unwrap(),
			Err(pallet_session::Error::<Runtime>::InvalidProof.into())
		);
		assert!(!pallet_session::NextKeys::<Runtime>::contains_key(mallory));
	});
}

#[test]
fn session_keys_are_aura_then_grandpa() {
	let ids: [KeyTypeId; 2] =
		[sp_consensus_aura::sr25519::AuthorityId::ID, sp_consensus_grandpa::AuthorityId::ID];
	assert_eq!(<SessionKeys as sp_runtime::traits::OpaqueKeys>::key_ids(), ids);
}

#[test]
fn the_author_has_its_share_of_the_fee() {
	on_development(|| {
		let (alice, protocol) =
			(free(Sr25519Keyring::Alice), value::<crate::configs::ProtocolAccount, AccountId>());
		let before = Balances::free_balance(&protocol);
		let bob = free(Sr25519Keyring::Bob);
		assert_ok!(
			apply(Sr25519Keyring::Bob, frame_system::Call::remark { remark: vec![] }).unwrap()
		);
		let fee = bob - free(Sr25519Keyring::Bob);
		assert!(fee > 0);
		assert_eq!(
			free(Sr25519Keyring::Alice) - alice + Balances::free_balance(&protocol) - before,
			fee
		);
		assert!(free(Sr25519Keyring::Alice) > alice);
	});
}
