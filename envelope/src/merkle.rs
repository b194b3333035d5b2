//! Salts, leaves, roots and inclusion proofs: the shape of RFC 9162, section 2.1.
//!
//! A batch is padded with empty records to a power of two, so that its exact count does not show. A
//! provisioning batch is not padded.

use crate::wipe::Wiped;
use alloc::vec::Vec;
use epione_primitives::{Digest, KeyScheme};
use hmac::{Hmac, Mac};
use sha2::{Digest as _, Sha256};
use zeroize::{ZeroizeOnDrop, Zeroizing};

const LEAF: [u8; 1] = [0];
const NODE: [u8; 1] = [1];

/// `SHA-256(0x00 || salt || record)`.
pub fn leaf_hash(salt: &[u8; 16], record: &[u8]) -> Digest {
	Sha256::new().chain_update(LEAF).chain_update(salt).chain_update(record).finalize().into()
}

/// `SHA-256(0x01 || left || right)`.
pub fn node_hash(left: &Digest, right: &Digest) -> Digest {
	Sha256::new().chain_update(NODE).chain_update(left).chain_update(right).finalize().into()
}

/// `SHA-256(0x00 || u8(scheme) || key)`: the leaf of a device in its provisioning batch.
pub fn provisioning_leaf(scheme: KeyScheme, key: &[u8; 32]) -> Digest {
	Sha256::new()
		.chain_update(LEAF)
		.chain_update([scheme.code()])
		.chain_update(key)
		.finalize()
		.into()
}

/// Makes the salts of one batch: keyed once, since a batch asks for up to 65,536 of them.
#[derive(Clone)]
pub struct Salts(Wiped<Hmac<Sha256>>);

impl ZeroizeOnDrop for Salts {}

impl Salts {
	/// The salts under this batch seed.
	pub fn new(seed: &[u8; 32]) -> Self {
		// HMAC takes a key of one block (64 bytes) as it is; a shorter one is filled up with zeros.
		let mut block = Zeroizing::new([0; 64]);
		block[..32].copy_from_slice(seed);
		Self(Wiped(<Hmac<Sha256> as hmac::digest::KeyInit>::new((&*block).into())))
	}

	/// `HMAC-SHA-256(seed, "salt" || u32(index))[0..16]`.
	pub fn salt(&self, index: u32) -> [u8; 16] {
		let mut mac = self.0 .0.clone();
		mac.update(b"salt");
		mac.update(&index.to_be_bytes());
		let full: [u8; 32] = mac.finalize().into_bytes().into();
		let mut salt = [0; 16];
		salt.copy_from_slice(&full[..16]);
		salt
	}
}

/// The salt of record `index` under this batch seed.
pub fn record_salt(seed: &[u8; 32], index: u32) -> [u8; 16] {
	Salts::new(seed).salt(index)
}

/// Whether `leaf` is number `index` of the `size` leaves under `root` (RFC 9162, 2.1.3.2).
pub fn verify_inclusion(
	root: &Digest,
	size: u64,
	index: u64,
	leaf: Digest,
	path: &[Digest],
) -> bool {
	if index >= size {
		return false;
	}
	let (mut fnode, mut snode, mut hash) = (index, size - 1, leaf);
	for sibling in path {
		if snode == 0 {
			return false;
		}
		if fnode & 1 == 1 || fnode == snode {
			hash = node_hash(sibling, &hash);
			while fnode & 1 == 0 && fnode != 0 {
				fnode >>= 1;
				snode >>= 1;
			}
		} else {
			hash = node_hash(&hash, sibling);
		}
		fnode >>= 1;
		snode >>= 1;
	}
	snode == 0 && hash == *root
}

/// One level up: pairs are hashed, an odd last node goes up as it is.
fn level_up(nodes: &[Digest]) -> Vec<Digest> {
	nodes
		.chunks(2)
		.map(|pair| match pair {
			[left, right] => node_hash(left, right),
			[single] => *single,
			_ => Digest::default(),
		})
		.collect()
}

/// The root over any number of leaves (RFC 9162, 2.1.1). Without leaves: the hash of nothing.
pub fn root_of_leaves(leaves: &[Digest]) -> Digest {
	let mut nodes = leaves.to_vec();
	while nodes.len() > 1 {
		nodes = level_up(&nodes);
	}
	nodes.first().copied().unwrap_or_else(|| Sha256::digest([]).into())
}

/// A tree with all its levels: root, and a path for any leaf.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tree {
	/// From the leaves up to the root; never empty.
	levels: Vec<Vec<Digest>>,
}

impl Tree {
	/// The tree over these leaves. `None` without leaves.
	pub fn new(leaves: Vec<Digest>) -> Option<Self> {
		if leaves.is_empty() {
			return None;
		}
		let mut levels = Vec::new();
		let mut nodes = leaves;
		while nodes.len() > 1 {
			let up = level_up(&nodes);
			levels.push(nodes);
			nodes = up;
		}
		levels.push(nodes);
		Some(Self { levels })
	}

	/// The root.
	pub fn root(&self) -> Digest {
		self.levels.last().and_then(|level| level.first()).copied().unwrap_or_default()
	}

	/// Number of leaves.
	pub fn size(&self) -> u64 {
		self.levels.first().map_or(0, Vec::len) as u64
	}

	/// The leaf at `index`.
	pub fn leaf(&self, index: u64) -> Option<Digest> {
		self.levels.first()?.get(usize::try_from(index).ok()?).copied()
	}

	/// The inclusion path of the leaf at `index`, from the bottom (RFC 9162, 2.1.3.1). `None` if
	/// there is no such leaf.
	pub fn path(&self, index: u64) -> Option<Vec<Digest>> {
		self.leaf(index)?;
		let mut at = usize::try_from(index).ok()?;
		let mut path = Vec::with_capacity(self.levels.len());
		for level in &self.levels {
			// The odd last node has no sibling and goes up as it is.
			path.extend(level.get(at ^ 1));
			at >>= 1;
		}
		Some(path)
	}
}

/// The tree of a batch of records: salted leaves, padded to a power of two with empty records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchTree {
	tree: Tree,
	count: u32,
}

impl BatchTree {
	/// The tree over `records` under `seed`. `None` without records, or with more than 2^16
	/// ([`epione_primitives::MAX_DEPTH`]).
	pub fn new<R: AsRef<[u8]>>(
		seed: &[u8; 32],
		records: impl IntoIterator<Item = R>,
	) -> Option<Self> {
		let mut builder = BatchTreeBuilder::new(seed);
		for record in records {
			builder.push(record.as_ref()).then_some(())?;
		}
		builder.finish()
	}

	/// The root that the device signs and the chain anchors.
	pub fn root(&self) -> Digest {
		self.tree.root()
	}

	/// `d`, where `2^d` is the padded count.
	pub fn depth(&self) -> u8 {
		(self.tree.levels.len() - 1) as u8
	}

	/// The true count of records.
	pub fn count(&self) -> u32 {
		self.count
	}

	/// The leaf at `index`.
	pub fn leaf(&self, index: u32) -> Option<Digest> {
		self.tree.leaf(index.into())
	}

	/// The inclusion path of record `index`: [`Self::depth`] hashes.
	pub fn path(&self, index: u32) -> Option<Vec<Digest>> {
		self.tree.path(index.into())
	}
}

/// Builds a [`BatchTree`] while the records pass by.
#[derive(Clone)]
pub struct BatchTreeBuilder {
	salts: Salts,
	leaves: Vec<Digest>,
}

impl BatchTreeBuilder {
	/// Greatest number of records of a batch.
	pub const MAX_RECORDS: u32 = 1 << epione_primitives::MAX_DEPTH;

	/// An empty one, under this batch seed.
	pub fn new(seed: &[u8; 32]) -> Self {
		Self { salts: Salts::new(seed), leaves: Vec::new() }
	}

	/// Adds the next record. `false`, and nothing is added, if the batch is full.
	#[must_use]
	pub fn push(&mut self, record: &[u8]) -> bool {
		let index = self.leaves.len() as u32;
		if index >= Self::MAX_RECORDS {
			return false;
		}
		let salt = Zeroizing::new(self.salts.salt(index));
		self.leaves.push(leaf_hash(&salt, record));
		true
	}

	/// Number of records so far.
	pub fn count(&self) -> u32 {
		self.leaves.len() as u32
	}

	/// Pads and builds. `None` without records.
	pub fn finish(mut self) -> Option<BatchTree> {
		let count = self.count();
		if count == 0 {
			return None;
		}
		for index in count..count.next_power_of_two() {
			self.leaves.push(leaf_hash(&self.salts.salt(index), &[]));
		}
		Tree::new(self.leaves).map(|tree| BatchTree { tree, count })
	}
}
