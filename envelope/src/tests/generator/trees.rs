//! `merkle.json` and `provisioning.json`: the trees over records and over device keys.

use super::shared::{bytes32, hexes, record, SCALARS};
use epione_envelope::{
	merkle::{leaf_hash, provisioning_leaf, record_salt, verify_inclusion, BatchTree, Tree},
	payload,
};
use epione_primitives::KeyScheme;
use serde_json::{json, Value};

pub(super) fn merkle() -> Value {
	let seed = bytes32("epione vectors: batch seed");
	let mut batches = Vec::new();
	for count in [1u32, 2, 3, 7, 8, 1000] {
		let tree = BatchTree::new(&seed, (0..count).map(|i| record(i, count))).expect("records");
		let padded = 1u32 << tree.depth();
		let shown: Vec<u32> = if padded <= 8 {
			(0..padded).collect()
		} else {
			vec![0, 1, 2, 511, 512, 513, 998, 999, 1000, 1022, 1023]
		};
		let proofs: Vec<_> = shown
			.into_iter()
			.map(|i| {
				json!({
					"index": i,
					"record": record(i, count),
					"salt": hex::encode(record_salt(&seed, i)),
					"leaf": hex::encode(tree.leaf(i).expect("there")),
					"path": hexes(tree.path(i).expect("there")),
				})
			})
			.collect();
		batches.push(json!({
			"seed": hex::encode(seed),
			"count": count,
			"depth": tree.depth(),
			"root": hex::encode(tree.root()),
			"proofs": proofs,
		}));
	}
	let count = 7;
	let tree = BatchTree::new(&seed, (0..count).map(|i| record(i, count))).expect("records");
	let (root, leaf, path) = (tree.root(), tree.leaf(5).expect("5"), tree.path(5).expect("5"));
	let other = |at: usize| {
		let mut path = path.clone();
		path[at][0] ^= 1;
		path
	};
	let mut refused = Vec::new();
	let mut refuse = |why: &str, size: u64, index: u64, leaf: [u8; 32], path: &[[u8; 32]]| {
		assert!(!verify_inclusion(&root, size, index, leaf, path), "{why}");
		refused.push(json!({
			"why": why,
			"root": hex::encode(root),
			"size": size,
			"index": index,
			"leaf": hex::encode(leaf),
			"path": hexes(path),
		}));
	};
	refuse("another index", 8, 4, leaf, &path);
	refuse("an index beyond the tree", 8, 8, leaf, &path);
	refuse("a tree of twice the size", 16, 5, leaf, &path);
	refuse("a tree of half the size", 4, 1, leaf, &path);
	refuse("the path is one hash short", 8, 5, leaf, &path[..2]);
	refuse("the path is one hash long", 8, 5, leaf, &[&path[..], &[root]].concat());
	refuse("no path", 8, 5, leaf, &[]);
	refuse("the path begins with another hash", 8, 5, leaf, &other(0));
	refuse("the path ends with another hash", 8, 5, leaf, &other(2));
	let salt = record_salt(&seed, 5);
	refuse("another record", 8, 5, leaf_hash(&salt, record(6, 7).as_bytes()), &path);
	let salt = record_salt(&seed, 6);
	refuse("another salt", 8, 5, leaf_hash(&salt, record(5, 7).as_bytes()), &path);
	refuse("an inner node as a leaf of a smaller tree", 2, 0, path[2], &[path[2]]);
	refuse("an empty tree", 0, 0, leaf, &[]);
	json!({
		"note": format!(
			"{SCALARS} Record i is {{\"resourceType\":\"Observation\",\"id\":\"<i>\"}} in ASCII; those from \
			 `count` on are empty (padding). All batches have one seed, so their first leaves agree."
		),
		"seed_label": "epione vectors: batch seed",
		"batches": batches,
		"refused": refused,
	})
}

pub(super) fn provisioning() -> Value {
	let mut batches = Vec::new();
	for size in [1u64, 2, 3, 5, 7, 8] {
		let devices: Vec<_> = (0..size)
			.map(|i| {
				let scheme =
					if i.is_multiple_of(2) { KeyScheme::Ed25519 } else { KeyScheme::Sr25519 };
				(scheme, bytes32(&format!("epione vectors: device key {i}")))
			})
			.collect();
		let leaves = devices.iter().map(|(s, k)| provisioning_leaf(*s, k)).collect();
		let tree = Tree::new(leaves).expect("leaves");
		let proofs: Vec<_> = (0..size)
			.map(|i| {
				json!({
					"index": i,
					"leaf": hex::encode(tree.leaf(i).expect("there")),
					"path": hexes(tree.path(i).expect("there")),
				})
			})
			.collect();
		let devices: Vec<_> = devices
			.iter()
			.map(|(scheme, key)| {
				json!({
					"scheme": payload::scheme_name(*scheme),
					"scheme_code": scheme.code(),
					"key": hex::encode(key),
				})
			})
			.collect();
		batches.push(json!({
			"size": size,
			"devices": devices,
			"root": hex::encode(tree.root()),
			"proofs": proofs,
		}));
	}
	let key = |i: u64| bytes32(&format!("epione vectors: device key {i}"));
	let scheme = |i: u64| if i.is_multiple_of(2) { KeyScheme::Ed25519 } else { KeyScheme::Sr25519 };
	let tree =
		Tree::new((0..5).map(|i| provisioning_leaf(scheme(i), &key(i))).collect()).expect("leaves");
	let root = tree.root();
	let mut refused = Vec::new();
	let mut refuse = |why: &str, size: u64, index: u64, leaf: [u8; 32], path: &[[u8; 32]]| {
		assert!(!verify_inclusion(&root, size, index, leaf, path), "{why}");
		refused.push(json!({
			"why": why,
			"root": hex::encode(root),
			"size": size,
			"index": index,
			"leaf": hex::encode(leaf),
			"path": hexes(path),
		}));
	};
	let path = |i| tree.path(i).expect("there");
	let leaf = |i| tree.leaf(i).expect("there");
	refuse(
		"the key under the other scheme",
		5,
		0,
		provisioning_leaf(KeyScheme::Sr25519, &key(0)),
		&path(0),
	);
	refuse(
		"a key that is not in the batch",
		5,
		4,
		provisioning_leaf(KeyScheme::Ed25519, &key(5)),
		&path(4),
	);
	refuse("another index", 5, 3, leaf(4), &path(4));
	refuse("padded to a power of two", 8, 4, leaf(4), &path(4));
	refuse("a batch of four", 4, 3, leaf(3), &path(3));
	refuse("a path of another leaf", 5, 1, leaf(1), &path(2));
	json!({
		"note": format!("{SCALARS} Device key i has the label \"epione vectors: device key <i>\"."),
		"batches": batches,
		"refused": refused,
	})
}
