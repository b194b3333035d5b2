//! The whole state of a chain, and the invariants that it must satisfy.

use crate::collator::Collator;
use epione_parachain_runtime::Runtime;
use frame_support::traits::{StorageInfo, StorageInfoTrait};
use sp_io::hashing::twox_128;
use std::collections::{BTreeMap, BTreeSet};

/// Every key and value in the state.
pub struct State(BTreeMap<Vec<u8>, Vec<u8>>);

impl State {
	/// Reads the state of the newest block.
	pub fn of(chain: &Collator) -> Self {
		chain.read(|| {
			let next = |key: &Vec<u8>| sp_io::storage::next_key(key);
			let keys = std::iter::successors(sp_io::storage::next_key(&[]), next);
			Self(keys.map(|key| (key.clone(), sp_io::storage::get(&key).unwrap().into())).collect())
		})
	}

	/// Returns the items that differ in another state, as `Pallet.Item`.
	pub fn changed(&self, other: &Self) -> BTreeSet<String> {
		let names = names();
		let keys: BTreeSet<_> = self.0.keys().chain(other.0.keys()).collect();
		let changed = keys.into_iter().filter(|key| self.0.get(*key) != other.0.get(*key));
		changed.map(|key| name(&names, key)).collect()
	}
}

/// The storage items of both runtimes and of the migration, by prefix.
fn names() -> BTreeMap<Vec<u8>, String> {
	let ours = epione_parachain_runtime::AllPalletsWithSystem::storage_info();
	let theirs = epione_runtime::AllPalletsWithSystem::storage_info();
	let named = |info: StorageInfo| {
		let [pallet, item] = [info.pallet_name, info.storage_name];
		(info.prefix, String::from_utf8([&pallet[..], b".", &item[..]].concat()).unwrap())
	};
	let prefix = [twox_128(b"EpioneRehearsal"), twox_128(b"DatasetsOf")].concat();
	let migrations = (prefix, "EpioneRehearsal.DatasetsOf".to_owned());
	ours.into_iter().chain(theirs).map(named).chain([migrations]).collect()
}

fn name(names: &BTreeMap<Vec<u8>, String>, key: &[u8]) -> String {
	if key.starts_with(b":") {
		return String::from_utf8_lossy(key).into_owned();
	}
	let item = key.get(..32).and_then(|prefix| names.get(prefix));
	item.cloned().unwrap_or_else(|| sp_core::bytes::to_hex(key, false))
}

/// Checks the invariants of every pallet of this project; this decodes everything that they store.
pub fn hold() {
	pallet_credentials::Pallet::<Runtime>::do_try_state().unwrap();
	pallet_devices::Pallet::<Runtime>::do_try_state().unwrap();
	pallet_consent::Pallet::<Runtime>::do_try_state().unwrap();
	pallet_datasets::Pallet::<Runtime>::do_try_state().unwrap();
	pallet_studies::Pallet::<Runtime>::do_try_state().unwrap();
	pallet_rewards::Pallet::<Runtime>::do_try_state().unwrap();
	pallet_sponsorship::Pallet::<Runtime>::do_try_state().unwrap();
	pallet_disputes::Pallet::<Runtime>::do_try_state().unwrap();
}
