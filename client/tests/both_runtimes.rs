//! The client works with the standalone chain and with the parachain: it is generated from the
//! metadata of the first, and everything in it that the client uses is the same in the second's.

#![allow(clippy::unwrap_used)] // in tests, a panic is a failure

use subxt::Metadata;

/// The pallets that the client's code names.
const USED: [&str; 14] = [
	"System",
	"Balances",
	"TransactionPayment",
	"Proxy",
	"FreeLane",
	"Credentials",
	"Devices",
	"Consent",
	"Datasets",
	"Studies",
	"Rewards",
	"Sponsorship",
	"Disputes",
	"Safeguards",
];

/// Items that differ, since their types name every pallet of a runtime, and why that does not
/// matter to the client.
const KNOWN: [&str; 5] = [
	// The client makes and queries no proxied calls: pallets know the delegates.
	"call Proxy.proxy",
	"call Proxy.proxy_announced",
	"view Proxy.check_permissions",
	// Not read by the client.
	"storage Balances.Holds",
	// Read event by event.
	"storage System.Events",
];

fn metadata(bytes: &[u8]) -> Metadata {
	Metadata::decode_from(bytes).unwrap()
}

/// Returns the names of all items of a pallet with the hashes that subxt compares.
fn items(metadata: &Metadata, pallet: &str) -> Vec<(String, Option<[u8; 32]>)> {
	let pallet = metadata.pallet_by_name(pallet).unwrap();
	let name = pallet.name();
	let calls = pallet
		.call_variants()
		.unwrap_or_default()
		.iter()
		.map(|call| (format!("call {name}.{}", call.name), pallet.call_hash(&call.name)));
	let storage = pallet.storage().map(|storage| storage.entries()).unwrap_or_default();
	let storage = storage.iter().map(|entry| {
		(format!("storage {name}.{}", entry.name()), pallet.storage_hash(entry.name()))
	});
	let constants = pallet.constants().map(|constant| {
		(format!("constant {name}.{}", constant.name()), pallet.constant_hash(constant.name()))
	});
	let views = pallet.view_functions().map(|view| {
		let hash = view.hash();
		(format!("view {name}.{}", view.name()), Some(hash))
	});
	calls.chain(storage).chain(constants).chain(views).collect()
}

#[test]
fn the_parachain_says_the_same() {
	let standalone = metadata(include_bytes!("../metadata/epione.scale"));
	let parachain = metadata(include_bytes!("../metadata/epione-parachain.scale"));
	let mut differing = Vec::new();
	for pallet in USED {
		let (one, other) = (items(&standalone, pallet), items(&parachain, pallet));
		let index = |metadata: &Metadata| {
			let pallet = metadata.pallet_by_name(pallet).unwrap();
			(pallet.call_index(), pallet.event_index(), pallet.error_index())
		};
		assert_eq!(index(&standalone), index(&parachain), "{pallet}");
		assert_eq!(one.len(), other.len(), "{pallet} has more in one of the two");
		assert!(!one.is_empty(), "{pallet}");
		differing
			.extend(one.into_iter().filter(|item| !other.contains(item)).map(|(name, _)| name));
	}
	differing.sort();
	let mut known = KNOWN.map(str::to_owned);
	known.sort();
	assert_eq!(differing, known);
}

#[test]
fn transactions_are_signed_in_the_same_way() {
	let extensions = |bytes: &[u8]| {
		let metadata = metadata(bytes);
		let extrinsic = metadata.extrinsic();
		let mut names: Vec<_> = extrinsic
			.transaction_extensions_to_use_for_encoding()
			.map(|extension| extension.identifier().to_owned())
			.collect();
		(names.pop().unwrap(), names)
	};
	let (last, first) = extensions(include_bytes!("../metadata/epione.scale"));
	let (other_last, other_first) =
		extensions(include_bytes!("../metadata/epione-parachain.scale"));
	assert_eq!(first, other_first);
	// Neither adds a byte to a transaction.
	assert_eq!((&*last, &*other_last), ("WeightReclaim", "StorageWeightReclaim"));
}
