//! A genesis in which `scripts/move-to-parachain` has placed a standalone chain's state: the
//! parachain's runtime continues from it, and its blocks are valid.

use crate::{
	collator::Collator,
	wallet::{sign, Party},
};
use codec::Decode;
use epione_parachain_runtime::{
	AccountId, Balance, Balances, Runtime, RuntimeCall, RuntimeEvent, System, SLOT_DURATION,
};
use epione_primitives::{Attributes, Role, DAY};
use epione_runtime_common::constants::currency::EPI;
use sp_core::storage::{Storage, StorageChild};
use std::{collections::BTreeMap, path::Path};

fn bytes(text: &str) -> Vec<u8> {
	sp_core::bytes::from_hex(text).unwrap()
}

fn read(path: &Path) -> serde_json::Value {
	serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// Reads the state from a raw chain specification.
fn genesis(path: &Path) -> Storage {
	let json = read(path);
	let top: BTreeMap<_, _> = json["genesis"]["raw"]["top"]
		.as_object()
		.unwrap()
		.iter()
		.map(|(key, value)| (bytes(key), bytes(value.as_str().unwrap())))
		.collect();
	Storage { top, children_default: std::iter::empty::<(Vec<u8>, StorageChild)>().collect() }
}

/// A collator whose relay chain's clock is not behind the old chain's.
fn begin(genesis: Storage) -> Collator {
	let mut chain = Collator::with_genesis(genesis);
	let time = chain.read(pallet_timestamp::Now::<Runtime>::get);
	chain.relay.slot = (time / SLOT_DURATION + 2).into();
	chain
}

/// What people own and have consented to.
#[derive(Debug, PartialEq)]
struct Books {
	balances: Vec<(AccountId, Balance)>,
	receipts: Vec<Vec<u8>>,
	datasets: usize,
	issued: Balance,
}

fn books() -> Books {
	use codec::Encode;
	use frame_support::traits::fungible::Inspect;
	let accounts: Vec<_> = frame_system::Account::<Runtime>::iter_keys().collect();
	let receipt =
		|who: &AccountId| pallet_studies::Pallet::<Runtime>::receipt(who.clone(), None, 100);
	Books {
		receipts: accounts.iter().map(|who| receipt(who).encode()).collect(),
		datasets: pallet_datasets::Entries::<Runtime>::iter().count(),
		issued: Balances::total_issuance(),
		balances: accounts
			.into_iter()
			.map(|who| (who.clone(), <Balances as Inspect<_>>::total_balance(&who)))
			.collect(),
	}
}

/// Checks the invariants of every pallet of this project.
fn hold() {
	pallet_credentials::Pallet::<Runtime>::do_try_state().unwrap();
	pallet_devices::Pallet::<Runtime>::do_try_state().unwrap();
	pallet_consent::Pallet::<Runtime>::do_try_state().unwrap();
	pallet_datasets::Pallet::<Runtime>::do_try_state().unwrap();
	pallet_studies::Pallet::<Runtime>::do_try_state().unwrap();
	pallet_rewards::Pallet::<Runtime>::do_try_state().unwrap();
	pallet_sponsorship::Pallet::<Runtime>::do_try_state().unwrap();
	pallet_disputes::Pallet::<Runtime>::do_try_state().unwrap();
}

/// `./scripts/test demo` plays the demo on a standalone chain, moves its state, and runs this test.
#[test]
#[ignore = "needs a moved genesis: EPIONE_MOVED=FILE"]
fn moved_state_goes_on() {
	let path = std::env::var("EPIONE_MOVED").expect("EPIONE_MOVED names the moved specification");
	let mut chain = begin(genesis(Path::new(&path)));
	let before = chain.read(books);
	chain.read(hold);
	assert!(before.datasets > 0, "the demo anchors");
	assert!(before.receipts.iter().any(|receipt| receipt.len() > 1), "the demo grants");

	// An empty block changes nothing that belongs to anybody.
	chain.produce(Vec::new()).unwrap();
	assert_eq!(chain.read(books), before);

	// Old accounts sign with the nonces that they had.
	let (alice, eve) = (Party::new("//Alice"), Party::new("//Eve"));
	assert!(chain.nonce(&eve.account()) > 0, "Eve issued credentials in the demo");
	let holder = Party::new("//moved//maker").account();
	let transfer =
		pallet_balances::Call::transfer_keep_alive { dest: holder.clone().into(), value: EPI };
	let issue = pallet_credentials::Call::issue {
		holder: holder.clone(),
		role: Role::Manufacturer,
		valid_until: chain.next_time() + DAY,
		attributes: Attributes::NOT_FOR_PROFIT,
		evidence: [7; 32],
	};
	let transactions = sign(&chain, vec![(&alice, transfer.into()), (&eve, issue.into())]);
	chain.produce(transactions).unwrap();
	chain.read(|| {
		assert_eq!(Balances::free_balance(&holder), EPI);
		let credentials = pallet_credentials::Holders::<Runtime>::iter_prefix(&holder).count();
		assert_eq!(credentials, 1);
		assert_eq!(System::block_number(), 2);
		hold();
	});
	// The chain does by itself what is due.
	for _ in 0..3 {
		chain.produce(Vec::new()).unwrap();
	}
	chain.read(hold);
}

/// Returns why the newest block's only transaction failed, if it did.
fn failure(chain: &Collator) -> Option<sp_runtime::DispatchError> {
	chain.events().into_iter().find_map(|event| match event {
		RuntimeEvent::System(frame_system::Event::ExtrinsicFailed { dispatch_error, .. }) => {
			Some(dispatch_error)
		},
		_ => None,
	})
}

/// `./scripts/test tools` lets devices sign on a standalone chain, moves its state, and runs this
/// test: a claim with a proof of inclusion in a batch, and readings. The standalone chain would
/// have accepted the same bytes.
#[test]
#[ignore = "needs a moved genesis and what was signed before: EPIONE_SIGNED_BEFORE=FOLDER"]
fn signed_before_holds() {
	let folder =
		std::env::var("EPIONE_SIGNED_BEFORE").expect("EPIONE_SIGNED_BEFORE names a folder");
	let (moved, late) = (
		genesis(&Path::new(&folder).join("moved.json")),
		read(&Path::new(&folder).join("late.json")),
	);
	let text = |field: &str| bytes(late[field].as_str().unwrap());
	let call = |field: &str| RuntimeCall::decode(&mut &text(field)[..]).unwrap();
	let key = |field: &str| <[u8; 32]>::try_from(text(field)).unwrap();
	let (device, digest) = (AccountId::new(key("device")), key("digest"));
	let charlie = Party::new("//Charlie");
	let owned = || pallet_devices::Owned::<Runtime>::get(&device).map(|found| found.owner);
	let anchored = || pallet_datasets::Entries::<Runtime>::contains_key(charlie.account(), digest);

	let mut chain = begin(moved.clone());
	for signed in ["claim", "anchor"] {
		chain.produce(sign(&chain, vec![(&charlie, call(signed))])).unwrap();
		assert_eq!(failure(&chain), None, "{signed}");
	}
	assert_eq!(chain.read(owned), Some(charlie.account()));
	assert!(chain.read(anchored));
	chain.read(hold);

	// A chain with another id accepts none of it.
	let mut other = moved;
	other.top.insert(pallet_devices::ChainId::<Runtime>::hashed_key().to_vec(), vec![9; 32]);
	let mut chain = begin(other);
	let refusals: [(&str, sp_runtime::DispatchError); 2] = [
		("claim", pallet_devices::Error::<Runtime>::BadSignature.into()),
		("anchor", pallet_datasets::Error::<Runtime>::DeviceBadSignature.into()),
	];
	for (signed, refusal) in refusals {
		chain.produce(sign(&chain, vec![(&charlie, call(signed))])).unwrap();
		assert_eq!(failure(&chain), Some(refusal), "{signed}");
	}
	assert_eq!(chain.read(owned), None);
	assert!(!chain.read(anchored));
}
