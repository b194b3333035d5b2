//! What wallets and clients rely on, and what remains equal between the two runtimes.

use super::*;
use sp_runtime::traits::TransactionExtension;

#[test]
fn shared_pallets_have_the_same_index() {
	use frame_support::traits::PalletsInfoAccess;
	let standalone: Vec<_> = epione_runtime::AllPalletsWithSystem::infos()
		.into_iter()
		.map(|info| (info.index, info.name))
		.collect();
	let here = pallet_indices();
	let shared: Vec<_> = here.iter().filter(|pallet| standalone.contains(pallet)).collect();
	let by_name: Vec<_> =
		here.iter().filter(|(_, name)| standalone.iter().any(|(_, other)| other == name)).collect();
	assert_eq!(shared, by_name);

	// Neither uses an index that the other has given to something else.
	for (index, name) in &here {
		let other = standalone.iter().find(|(other, _)| other == index);
		assert!(other.is_none_or(|(_, other)| other == name), "{index}: {name}, {other:?}");
	}
	let lacking: Vec<_> =
		standalone.iter().filter(|pallet| !here.contains(pallet)).map(|(_, name)| *name).collect();
	assert_eq!(lacking, ["Grandpa", "Historical", "Offences", "Validators"]);
}

#[test]
fn extensions_are_the_standalone_ones_but_for_the_last() {
	let names = |metadata: Vec<sp_runtime::traits::TransactionExtensionMetadata>| {
		metadata.into_iter().map(|extension| extension.identifier).collect::<Vec<_>>()
	};
	let mut here = names(<TxExtension as TransactionExtension<RuntimeCall>>::metadata());
	let mut standalone = names(<epione_runtime::TxExtension as TransactionExtension<
		epione_runtime::RuntimeCall,
	>>::metadata());
	assert_eq!(here.pop(), Some("StorageWeightReclaim"));
	assert_eq!(standalone.pop(), Some("WeightReclaim"));
	assert_eq!(here, standalone);
}

#[test]
fn a_block_is_bounded_in_time_and_in_proof() {
	let limits = crate::configs::RuntimeBlockWeights::get();
	assert_eq!(limits.max_block.ref_time(), 2_000_000_000_000);
	assert_eq!(limits.max_block.proof_size(), 10 * 1024 * 1024);
	let normal = limits.get(frame_support::dispatch::DispatchClass::Normal).max_total.unwrap();
	assert_eq!(normal.proof_size(), limits.max_block.proof_size() / 4 * 3);
}

#[test]
fn what_waits_counts_the_relay_chains_blocks() {
	use sp_runtime::traits::BlockNumberProvider;
	on_development(|| {
		type Waits = <Runtime as pallet_scheduler::Config>::BlockNumberProvider;
		Waits::set_block_number(77);
		assert_eq!(Waits::current_block_number(), 77);
		assert_eq!(System::block_number(), 1);
	});
}

/// What the client's tests compare with the standalone runtime's. `EPIONE_WRITE=1` rewrites it.
#[test]
fn the_clients_copy_of_the_metadata_is_this_one() {
	let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../client/metadata/epione-parachain.scale");
	// Before the first block: an account's first nonce, which is in the metadata, grows with the
	// height.
	let mut nothing = sp_io::TestExternalities::default();
	let metadata = nothing.execute_with(|| Runtime::metadata_at_version(16).unwrap());
	if std::env::var_os("EPIONE_WRITE").is_some() {
		std::fs::write(path, &**metadata).unwrap();
	}
	let same = std::fs::read(path).is_ok_and(|copy| copy == **metadata);
	assert!(same, "{path} is of another runtime: run this test with EPIONE_WRITE=1");
}
