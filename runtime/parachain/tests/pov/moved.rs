//! A genesis into which `scripts/move-to-parachain` has laid a standalone chain's state: the parachain's
//! runtime goes on from it, and its blocks are valid.

use crate::{
	collator::Collator,
	wallet::{sign, Party},
};
use epione_parachain_runtime::{AccountId, Balance, Balances, Runtime, System, SLOT_DURATION};
use epione_primitives::{Attributes, Role, DAY};
use epione_runtime_common::constants::currency::EPI;
use sp_core::storage::{Storage, StorageChild};
use std::collections::BTreeMap;

/// Reads the state out of a raw chain specification.
fn genesis(path: &str) -> Storage {
	let json: serde_json::Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
	let bytes = |text: &str| sp_core::bytes::from_hex(text).unwrap();
	let top: BTreeMap<_, _> = json["genesis"]["raw"]["top"]
		.as_object()
		.unwrap()
		.iter()
		.map(|(key, value)| (bytes(key), bytes(value.as_str().unwrap())))
		.collect();
	Storage { top, children_default: std::iter::empty::<(Vec<u8>, StorageChild)>().collect() }
}

/// What people own and have agreed to.
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

/// The invariants of every pallet of this project.
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

/// `./scripts/test demo` plays the demo on a standalone chain, moves its state, and calls this.
#[test]
#[ignore = "needs a moved genesis: EPIONE_MOVED=FILE"]
fn moved_state_goes_on() {
	let path = std::env::var("EPIONE_MOVED").expect("EPIONE_MOVED names the moved specification");
	let mut chain = Collator::with_genesis(genesis(&path));
	let (before, time) = chain.read(|| (books(), pallet_timestamp::Now::<Runtime>::get()));
	chain.read(hold);
	assert!(before.datasets > 0, "the demo anchors");
	assert!(before.receipts.iter().any(|receipt| receipt.len() > 1), "the demo grants");
	// The parachain begins at once: the relay chain's clock is not behind the old chain's.
	chain.relay.slot = (time / SLOT_DURATION + 2).into();

	// An empty block; nothing of anybody's has changed by it.
	chain.produce(Vec::new()).unwrap();
	assert_eq!(chain.read(books), before);

	// Old accounts sign on, with the numbers that they had.
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
	// And the chain does by itself what is due.
	for _ in 0..3 {
		chain.produce(Vec::new()).unwrap();
	}
	chain.read(hold);
}
