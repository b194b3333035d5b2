//! A GRANDPA equivocation, from two signed votes to the offender's removal.

use super::{sessions::next_session, *};
use codec::Decode;
use frame_support::{assert_ok, traits::KeyOwnerProofSystem};
use sp_consensus_grandpa::{EquivocationProof, KEY_TYPE};
use sp_keyring::Ed25519Keyring;
use sp_keystore::{testing::MemoryKeystore, KeystoreExt};
use sp_runtime::transaction_validity::{InvalidTransaction, TransactionSource};

const ROUND: u64 = 5;

/// Two prevotes of `who` in one round of `set`, signed.
fn equivocation(who: Ed25519Keyring, set: u64) -> EquivocationProof<Hash, BlockNumber> {
	const PREVOTE: u8 = 0;
	let vote = |block: u8| {
		let target = (Hash::repeat_byte(block), 1 as BlockNumber);
		let signature = who.sign(&(PREVOTE, target, ROUND, set).encode());
		(target, signature)
	};
	let bytes = (set, PREVOTE, ROUND, who.public(), vote(1), vote(2)).encode();
	EquivocationProof::decode(&mut &bytes[..]).unwrap()
}

fn report(who: Ed25519Keyring, set: u64) -> RuntimeCall {
	let key_owner_proof =
		Validators::prove((KEY_TYPE, sp_consensus_grandpa::AuthorityId::from(who.public())))
			.expect("its key is a validator's in this session");
	report_with(who, set, key_owner_proof)
}

fn report_with(
	who: Ed25519Keyring,
	set: u64,
	key_owner_proof: sp_session::MembershipProof,
) -> RuntimeCall {
	pallet_grandpa::Call::report_equivocation_unsigned {
		equivocation_proof: Box::new(equivocation(who, set)),
		key_owner_proof,
	}
	.into()
}

/// The proof that a node asks for when it saw an equivocation in this set.
fn proof_by_api(who: Ed25519Keyring, set: u64) -> Option<sp_session::MembershipProof> {
	use sp_consensus_grandpa::runtime_decl_for_grandpa_api::GrandpaApiV3;
	Runtime::generate_key_ownership_proof(set, who.public().into())?.decode()
}

/// Bob replaces its session keys.
fn rotate_bobs_keys() {
	let bob = account(Sr25519Keyring::Bob);
	let generated = SessionKeys::generate(&bob.encode(), None);
	let proof = generated.proof.encode();
	let call = pallet_session::Call::set_keys { keys: generated.keys, proof };
	assert_ok!(apply(Sr25519Keyring::Bob, call).unwrap());
}

/// Whether Bob was reported with success: it is disabled, and kept since there are four.
fn bob_is_disabled() -> bool {
	let bob = account(Sr25519Keyring::Bob);
	let place = Session::validators().iter().position(|who| *who == bob).unwrap() as u32;
	Session::disabled_validators() == [place]
}

/// Runs `test` on a chain of four validators, with a keystore for new keys.
fn on_four_validators(test: impl FnOnce()) {
	let mut ext = build(&genesis(sp_genesis_builder::LOCAL_TESTNET_RUNTIME_PRESET)).unwrap();
	ext.register_extension(KeystoreExt::new(MemoryKeystore::new()));
	ext.execute_with(|| {
		begin_block();
		test();
	});
}

#[test]
fn a_reported_offender_is_disabled_and_removed() {
	on_four_validators(|| {
		let bob = account(Sr25519Keyring::Bob);
		assert_ok!(apply_bare(report(Ed25519Keyring::Bob, 0)).unwrap());
		assert!(bob_is_disabled());
		System::assert_has_event(
			pallet_validators::Event::OffenderKept { validator: bob.clone(), session: 0 }.into(),
		);

		// A second report of the same is stale, in the pool and in a block.
		let again = report(Ed25519Keyring::Bob, 0);
		assert_eq!(apply_bare(again), Err(InvalidTransaction::Stale.into()));

		// Four are left when the council's majority finds another.
		super::governance::with_keys(&[Sr25519Keyring::Eve]);
		let add = pallet_validators::Call::add { validator: account(Sr25519Keyring::Eve) };
		super::governance::decide(add, 2);
		assert!(!Validators::chosen().contains(&bob));
		assert_eq!(Validators::chosen().len(), 4);
		System::assert_has_event(
			pallet_validators::Event::OffenderRemoved { validator: bob.clone(), session: 0 }.into(),
		);
		next_session();
		assert!(bob_is_disabled());
		next_session();
		assert!(!Session::validators().contains(&bob));
	});
}

#[test]
fn an_offender_who_replaced_its_keys_first_is_reported_all_the_same() {
	on_four_validators(|| {
		rotate_bobs_keys();
		next_block();
		// It still votes with the old key. Its report needs nothing of the new ones.
		let proof = proof_by_api(Ed25519Keyring::Bob, 0).unwrap();
		assert_ok!(apply_bare(report_with(Ed25519Keyring::Bob, 0, proof)).unwrap());
		assert!(bob_is_disabled());
		// The new keys do not free it.
		next_session();
		assert!(bob_is_disabled());
		next_session();
		assert_eq!(pallet_grandpa::CurrentSetId::<Runtime>::get(), 1);
		assert!(bob_is_disabled());
	});
}

#[test]
fn an_offender_is_reported_when_its_keys_have_gone() {
	on_four_validators(|| {
		let early = proof_by_api(Ed25519Keyring::Bob, 0).unwrap();
		rotate_bobs_keys();
		for _ in 0..3 {
			next_session();
		}
		// The first block of a session has no room for reports.
		next_block();
		assert_eq!(pallet_grandpa::CurrentSetId::<Runtime>::get(), 1);
		// The old set's last session was the second.
		let late = proof_by_api(Ed25519Keyring::Bob, 0).unwrap();
		assert_eq!((early.session, late.session), (0, 1));
		// In the new set the key is nobody's, and a proof of the old set is none of the new.
		assert_eq!(proof_by_api(Ed25519Keyring::Bob, 1), None);
		let wrong = report_with(Ed25519Keyring::Bob, 1, late.clone());
		assert_eq!(
			apply_bare(wrong).unwrap(),
			Err(pallet_grandpa::Error::<Runtime>::InvalidEquivocationProof.into())
		);
		assert_ok!(apply_bare(report_with(Ed25519Keyring::Bob, 0, late)).unwrap());
		assert!(bob_is_disabled());
		let again = report_with(Ed25519Keyring::Bob, 0, early);
		assert_eq!(apply_bare(again), Err(InvalidTransaction::Stale.into()));
	});
}

#[test]
fn an_offender_in_a_set_that_does_not_change_is_reported() {
	on_four_validators(|| {
		let early = proof_by_api(Ed25519Keyring::Bob, 0).unwrap();
		for _ in 0..3 {
			next_session();
		}
		// The first block of a session has no room for reports.
		next_block();
		assert_eq!(pallet_grandpa::CurrentSetId::<Runtime>::get(), 0);
		assert_eq!(proof_by_api(Ed25519Keyring::Bob, 0).unwrap().session, 3);
		assert_ok!(apply_bare(report_with(Ed25519Keyring::Bob, 0, early)).unwrap());
		assert!(bob_is_disabled());
	});
}

#[test]
fn a_report_that_is_false_changes_nothing() {
	on_four_validators(|| {
		// The votes are of another set than the session in the proof.
		let call = report(Ed25519Keyring::Bob, 1);
		assert!(apply_bare(call).unwrap().is_err());

		// Ferdie's key is no validator's, whatever proof comes with it.
		let proof = proof_by_api(Ed25519Keyring::Charlie, 0).unwrap();
		let call = report_with(Ed25519Keyring::Ferdie, 0, proof.clone());
		assert_eq!(apply_bare(call), Err(InvalidTransaction::BadProof.into()));

		// Nor is Bob's in a session that has not begun, or among fewer validators.
		let bad = |proof| apply_bare(report_with(Ed25519Keyring::Bob, 0, proof));
		let planned = sp_session::MembershipProof { session: 1, ..proof.clone() };
		assert_eq!(bad(planned), Err(InvalidTransaction::BadProof.into()));
		let fewer = sp_session::MembershipProof { validator_count: 3, ..proof };
		assert_eq!(bad(fewer), Err(InvalidTransaction::BadProof.into()));
		assert!(Session::disabled_validators().is_empty());
	});
}

#[test]
fn only_a_block_author_reports_unsigned() {
	on_four_validators(|| {
		let xt = || UncheckedExtrinsic::new_bare(report(Ed25519Keyring::Bob, 0));
		let validate =
			|source| Executive::validate_transaction(source, xt(), System::parent_hash());
		assert!(validate(TransactionSource::Local).is_ok());
		assert_eq!(validate(TransactionSource::External), Err(InvalidTransaction::Call.into()));
	});
}

#[test]
fn the_api_proves_who_owns_a_key() {
	on_four_validators(|| {
		let key =
			|who: Ed25519Keyring| (KEY_TYPE, sp_consensus_grandpa::AuthorityId::from(who.public()));
		let proof = proof_by_api(Ed25519Keyring::Bob, 0).unwrap();
		assert_eq!((proof.session, proof.validator_count), (0, 4));
		assert_eq!(
			Validators::check_proof(key(Ed25519Keyring::Bob), proof),
			Some((account(Sr25519Keyring::Bob), ()))
		);
		// There is no proof of a key that belongs to nobody, nor of a set that has not been.
		assert_eq!(proof_by_api(Ed25519Keyring::Ferdie, 0), None);
		assert_eq!(proof_by_api(Ed25519Keyring::Bob, 1), None);
	});
}
