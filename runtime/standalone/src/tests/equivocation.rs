//! A GRANDPA equivocation, from two signed votes to the offender's removal.

use super::*;
use codec::Decode;
use frame_support::{assert_ok, traits::KeyOwnerProofSystem};
use sp_consensus_grandpa::{EquivocationProof, KEY_TYPE};
use sp_keyring::Ed25519Keyring;
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
		Historical::prove((KEY_TYPE, sp_consensus_grandpa::AuthorityId::from(who.public())))
			.expect("its key is a validator's in this session");
	pallet_grandpa::Call::report_equivocation_unsigned {
		equivocation_proof: Box::new(equivocation(who, set)),
		key_owner_proof,
	}
	.into()
}

fn on_four_validators(test: impl FnOnce()) {
	with_preset(sp_genesis_builder::LOCAL_TESTNET_RUNTIME_PRESET, test);
}

#[test]
fn a_reported_offender_is_disabled_and_removed() {
	on_four_validators(|| {
		let bob = account(Sr25519Keyring::Bob);
		let place = Session::validators().iter().position(|who| *who == bob).unwrap() as u32;

		assert_ok!(apply_bare(report(Ed25519Keyring::Bob, 0)).unwrap());
		assert!(!Validators::chosen().contains(&bob));
		assert_eq!(Session::disabled_validators(), [place]);
		System::assert_has_event(
			pallet_validators::Event::OffenderRemoved { validator: bob.clone(), session: 0 }.into(),
		);

		// A second report of the same is stale, in the pool and in a block.
		let again = report(Ed25519Keyring::Bob, 0);
		assert_eq!(apply_bare(again), Err(InvalidTransaction::Stale.into()));
	});
}

#[test]
fn a_report_that_is_false_changes_nothing() {
	on_four_validators(|| {
		// The votes are of another set than the session in the proof.
		let call = report(Ed25519Keyring::Bob, 1);
		assert!(apply_bare(call).unwrap().is_err());

		// Charlie's key does not prove Bob's votes.
		let pallet_grandpa::Call::report_equivocation_unsigned { key_owner_proof, .. } =
			grandpa(report(Ed25519Keyring::Charlie, 0))
		else {
			unreachable!()
		};
		let call = pallet_grandpa::Call::report_equivocation_unsigned {
			equivocation_proof: Box::new(equivocation(Ed25519Keyring::Bob, 0)),
			key_owner_proof,
		};
		assert_eq!(apply_bare(call.into()), Err(InvalidTransaction::BadProof.into()));
		assert_eq!(Validators::chosen().len(), 4);
	});
}

fn grandpa(call: RuntimeCall) -> pallet_grandpa::Call<Runtime> {
	match call {
		RuntimeCall::Grandpa(call) => call,
		_ => unreachable!(),
	}
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
	use sp_consensus_grandpa::runtime_decl_for_grandpa_api::GrandpaApiV3;
	on_four_validators(|| {
		let proof = Runtime::generate_key_ownership_proof(0, Ed25519Keyring::Bob.public().into());
		let proof: sp_session::MembershipProof = proof.unwrap().decode().unwrap();
		let key = sp_consensus_grandpa::AuthorityId::from(Ed25519Keyring::Bob.public());
		assert_eq!(
			Historical::check_proof((KEY_TYPE, key), proof),
			Some((account(Sr25519Keyring::Bob), ()))
		);
		// For a key that belongs to nobody the proof shows exactly that.
		let stranger = sp_consensus_grandpa::AuthorityId::from(Ed25519Keyring::Ferdie.public());
		let proof = Historical::prove((KEY_TYPE, stranger.clone())).unwrap();
		assert_eq!(Historical::check_proof((KEY_TYPE, stranger), proof), None);
	});
}
