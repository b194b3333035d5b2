//! Blocks of a collator that breaks the rules, which validators refuse.

use crate::{
	collator::{sealed, Collator, Proposal, Refusal},
	relay,
	story::Story,
	wallet::{sign, Party},
};
use codec::{Decode, Encode};
use epione_parachain_runtime::{
	configs::UNINCLUDED_SEGMENT_CAPACITY, Runtime, RuntimeCall, UncheckedExtrinsic, SLOT_DURATION,
};
use epione_runtime_common::constants::currency::EPI;
use sp_consensus_aura::{digests::CompatibleDigestItem, sr25519::AuthoritySignature, Slot};
use sp_core::H256;
use sp_runtime::{
	generic::DigestItem,
	traits::{BlakeTwo256, Hash as _},
	StateVersion,
};
use sp_trie::CompactProof;

/// A block with one transfer.
fn with_transfer(chain: &Collator) -> Proposal {
	let dest = Party::new("//Bob").account().into();
	let call = pallet_balances::Call::<Runtime>::transfer_keep_alive { dest, value: EPI };
	chain.propose(sign(chain, vec![(&Party::new("//Alice"), call.into())])).unwrap()
}

/// The block with changed transactions or header, as its collator would have made it: the root of
/// the transactions and the seal are correct.
fn forged(mut proposal: Proposal, forge: impl FnOnce(&mut Proposal)) -> Proposal {
	// The seal.
	proposal.block.header.digest.pop().unwrap();
	forge(&mut proposal);
	let body = proposal.block.extrinsics.iter().map(Encode::encode).collect();
	proposal.block.header.extrinsics_root = BlakeTwo256::ordered_trie_root(body, StateVersion::V1);
	proposal.block.header = sealed(proposal.block.header);
	proposal
}

/// Asserts that a validator refuses the block for this reason.
#[track_caller]
fn assert_refused(proposal: &Proposal, reason: &str) {
	let why = relay::validate(&proposal.params()).expect_err("a validator takes it");
	assert!(why.contains(reason), "refused for another reason than '{reason}': {why}");
}

/// The blocks that the tests below change are valid, and so is one forged without a change.
#[test]
fn what_is_forged_would_be_taken() {
	let proposal = with_transfer(&Collator::new());
	relay::validate(&proposal.params()).unwrap();
	relay::validate(&forged(proposal, |_| ()).params()).unwrap();
}

#[test]
fn a_proof_that_lacks_a_node() {
	let mut proposal = with_transfer(&Collator::new());
	// The last nodes of the proof are values or leaves, each of which is read.
	let CompactProof { encoded_nodes } = &mut proposal.proof;
	encoded_nodes.pop().unwrap();
	assert_refused(&proposal, "Compact proof decoding failure");
}

/// The proof of the previous block, which is over another state.
#[test]
fn a_proof_of_another_state() {
	let mut chain = Collator::new();
	let before = with_transfer(&chain);
	chain.import(&before);
	let mut proposal = with_transfer(&chain);
	proposal.proof = before.proof;
	assert_refused(&proposal, "Compact proof decoding failure");
}

#[test]
fn a_block_in_a_slot_that_is_not_the_relay_chains() {
	let chain = Collator::new();
	for slot in [*chain.relay.slot - 1, *chain.relay.slot + 1].map(Slot::from) {
		// The collator's own runtime does not build such a block.
		match chain.propose_in(slot, Vec::new()) {
			Err(Refusal::Other(why)) => {
				assert!(why.contains("Parachain slot must match relay-derived slot"), "{why}")
			},
			other => panic!("{:?}", other.map(|_| "a block")),
		}
		// A validator also refuses one that was made another way, with the time of that slot.
		let late = forged(chain.propose(Vec::new()).unwrap(), |proposal| {
			let digest =
				<DigestItem as CompatibleDigestItem<AuthoritySignature>>::aura_pre_digest(slot);
			proposal.block.header.digest.logs[0] = digest;
			let now = *slot * SLOT_DURATION;
			let time = RuntimeCall::from(pallet_timestamp::Call::set { now });
			let inherents = &mut proposal.block.extrinsics;
			let old =
				inherents.iter_mut().find(|one| matches!(one.function, RuntimeCall::Timestamp(_)));
			*old.unwrap() = UncheckedExtrinsic::new_bare(time);
		});
		assert_refused(&late, "Parachain slot must match relay-derived slot");
	}
}

/// Blocks may be built before the first of them is included, up to a limit.
#[test]
fn a_block_too_far_ahead_of_the_relay_chain() {
	let mut chain = Collator::new();
	chain.included = Some(chain.head.clone());
	for _ in 0..UNINCLUDED_SEGMENT_CAPACITY {
		chain.produce(Vec::new()).unwrap();
	}
	match chain.propose(Vec::new()) {
		Err(Refusal::Other(why)) => assert!(why.contains("No space left for the block"), "{why}"),
		other => panic!("{:?}", other.map(|_| "a block")),
	}
	// Once one is included there is room again.
	chain.included = None;
	chain.produce(Vec::new()).unwrap();
}

/// One bit flipped in the signed part of a transaction.
#[test]
fn a_transaction_that_was_tampered_with() {
	let proposal = forged(with_transfer(&Collator::new()), |proposal| {
		let transaction = proposal.block.extrinsics.last_mut().unwrap();
		let mut bytes = transaction.encode();
		*bytes.last_mut().unwrap() ^= 1;
		*transaction = UncheckedExtrinsic::decode(&mut &bytes[..]).unwrap();
	});
	assert_refused(&proposal, "Transaction has a bad signature");
}

/// The same without the collator's help: the seal covers the header, the header covers the
/// transactions.
#[test]
fn a_block_that_was_tampered_with() {
	let mut proposal = with_transfer(&Collator::new());
	proposal.block.extrinsics.pop().unwrap();
	assert_refused(&proposal, "Storage root must match that calculated");

	let mut proposal = with_transfer(&Collator::new());
	proposal.block.header.state_root = H256::repeat_byte(7);
	assert_refused(&proposal, "Invalid AuRa seal");
	let proposal = forged(proposal, |_| ());
	assert_refused(&proposal, "Storage root must match that calculated");
}

#[test]
fn a_block_without_a_seal() {
	let mut proposal = with_transfer(&Collator::new());
	proposal.block.header.digest.pop().unwrap();
	assert_refused(&proposal, "Could not find an AuRa seal digest");
}

/// Validators also check the envelope that the runtime checks before it owes anything: even with
/// the collator's help nobody is paid for a key that opens nothing.
#[test]
fn a_delivery_of_another_key() {
	let mut story = Story::new(Collator::new());
	story.credentials();
	let [mut device, _] = story.devices();
	let (_, dataset) = story.seal(Some(&mut device), 60);
	let (_, other) = story.seal(Some(&mut device), 60);
	story.anchor("anchor", &[&dataset]);
	story.open_study();
	story.consent();
	let gateway = story.gateway.clone();
	story.block(vec![(&gateway, story.commit_call(&dataset).into())]);

	let deliver = |envelope| {
		let call = story.deliver_call(&dataset, envelope);
		sign(&story.chain, vec![(&gateway, call.into())])
	};
	let right = story.chain.propose(deliver(story.envelope(&dataset, dataset.digest()))).unwrap();
	relay::validate(&right.params()).unwrap();
	let wrong = deliver(story.envelope(&other, dataset.digest())).pop().unwrap();
	let forged = forged(right, |proposal| {
		*proposal.block.extrinsics.last_mut().unwrap() = wrong;
	});
	assert_refused(&forged, "InvalidTransaction custom error");
}
