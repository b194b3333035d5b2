//! The tree of blocks of a file: profile `unixfs-v1-2025` (IPIP-499).
//!
//! CIDv1, SHA-256, raw leaves, chunks of 1 MiB, at most 1024 links per node, balanced. A file of at
//! most one chunk is one raw block. Kubo builds the same with `ipfs add --profile=unixfs-v1-2025`.

use super::content::{from_cid, DAG_PB, MAX_BLOCK, RAW};
use crate::error::{Error, Result};
use bytes::Bytes;
use cid::Cid;
use epione_primitives::ContentId;
use futures::{future::BoxFuture, StreamExt, TryStreamExt};
use rust_unixfs::file::adder::{parse_file_branch, BalancedCollector, Chunker, FileAdder};
use std::io::{Read, Write};

/// Bytes per leaf.
pub const CHUNK: usize = 1 << 20;
/// Links per node.
pub const LINKS: usize = 1024;
/// Greatest depth that is followed when reading: 1024^4 MiB is more than anybody stores.
const MAX_LEVELS: usize = 4;
/// Blocks that are fetched at the same time.
const PARALLEL: usize = 8;

/// Builds the tree while the bytes pass by.
pub struct Builder {
	adder: FileAdder,
	last: Option<Cid>,
}

impl Default for Builder {
	fn default() -> Self {
		Self::new()
	}
}

impl Builder {
	/// Returns a builder of an empty file.
	pub fn new() -> Self {
		let adder = FileAdder::builder()
			.with_chunker(Chunker::Size(CHUNK))
			.with_collector(BalancedCollector::with_branching_factor(LINKS))
			.build();
		Self { adder, last: None }
	}

	/// Adds bytes; returns the blocks that they completed.
	pub fn push(&mut self, mut bytes: &[u8]) -> Vec<(Cid, Bytes)> {
		let mut out = Vec::new();
		while !bytes.is_empty() {
			let (blocks, used) = self.adder.push(bytes);
			out.extend(blocks.map(|(cid, data)| (cid, Bytes::from(data))));
			bytes = &bytes[used..];
		}
		self.last = out.last().map(|(cid, _)| *cid).or(self.last);
		out
	}

	/// Returns the root and the blocks that were not returned yet.
	pub fn finish(self) -> (Cid, Vec<(Cid, Bytes)>) {
		let rest: Vec<_> =
			self.adder.finish().map(|(cid, data)| (cid, Bytes::from(data))).collect();
		// The root is the last block of all; an empty file is one empty leaf, so there is one.
		let root = rest.last().map(|(cid, _)| *cid).or(self.last);
		(root.expect("finish makes a block where push made none; qed"), rest)
	}
}

/// Returns the content identifier of a file, without storing it.
pub fn content_id(reader: &mut (dyn Read + Send)) -> Result<ContentId> {
	let mut builder = Builder::new();
	let mut chunk = vec![0; CHUNK];
	loop {
		let len = read_full(reader, &mut chunk)?;
		builder.push(&chunk[..len]);
		if len < chunk.len() {
			return from_cid(&builder.finish().0);
		}
	}
}

/// Fills `buffer` from `reader`; fewer bytes than it holds only at the end of the input.
pub(super) fn read_full(reader: &mut (dyn Read + Send), buffer: &mut [u8]) -> Result<usize> {
	let mut len = 0;
	while len < buffer.len() {
		match reader.read(&mut buffer[len..]) {
			Ok(0) => break,
			Ok(n) => len += n,
			Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {},
			Err(e) => return Err(Error::io("read", "the content to store")(e)),
		}
	}
	Ok(len)
}

fn altered(cid: &Cid, why: impl Into<String>) -> Error {
	Error::ContentAltered { cid: cid.to_string(), why: why.into() }
}

/// Returns the children of a verified block, with the length that each must have. A raw block has
/// none.
pub fn children(cid: &Cid, block: &[u8]) -> Result<Vec<(Cid, u64)>> {
	if cid.codec() != DAG_PB {
		return Ok(Vec::new());
	}
	let branch = parse_file_branch(block)
		.ok_or_else(|| altered(cid, "it is no node of a UnixFS file with raw leaves"))?;
	let sum = branch.links.iter().try_fold(0u64, |sum, link| sum.checked_add(link.blocksize));
	if sum != Some(branch.filesize) {
		return Err(altered(cid, "its parts do not add up to its length"));
	}
	branch
		.links
		.into_iter()
		.map(|link| {
			from_cid(&link.cid)?;
			if link.blocksize == 0 || (link.cid.codec() == RAW && link.blocksize > MAX_BLOCK as u64)
			{
				return Err(altered(cid, format!("it has a part of {} bytes", link.blocksize)));
			}
			Ok((link.cid, link.blocksize))
		})
		.collect()
}

/// Finds a block, verified.
pub type Get<'f, 'a> = &'f (dyn Fn(Cid) -> BoxFuture<'a, Result<Bytes>> + Send + Sync + 'f);

/// Writes the file under `root`, at most `limit` bytes, to `out`; returns its length.
///
/// Every block is verified against its CID, and every part has the length that its parent says. The
/// blocks of a level are fetched a few at a time.
pub async fn read<'a>(
	get: Get<'_, 'a>,
	root: &Cid,
	limit: u64,
	out: &mut (dyn Write + Send),
) -> Result<u64> {
	let too_long = |len: u64| {
		altered(root, format!("it is {len} bytes long, where at most {limit} are expected"))
	};
	let first = get(*root).await?;
	let write = || Error::io("write", "the content that was fetched");
	if root.codec() == RAW {
		if first.len() as u64 > limit {
			return Err(too_long(first.len() as u64));
		}
		out.write_all(&first).map_err(write())?;
		return Ok(first.len() as u64);
	}
	let mut level = children(root, &first)?;
	let total: u64 = level.iter().map(|(_, len)| len).sum();
	if total > limit {
		return Err(too_long(total));
	}
	for _ in 0..MAX_LEVELS {
		if level.iter().all(|(cid, _)| cid.codec() == RAW) {
			let mut blocks = futures::stream::iter(level)
				.map(|(cid, len)| async move { fetch_leaf(get, cid, len).await })
				.buffered(PARALLEL);
			while let Some(block) = blocks.try_next().await? {
				out.write_all(&block).map_err(write())?;
			}
			return Ok(total);
		}
		level = futures::stream::iter(level)
			.map(|(cid, len)| async move {
				if cid.codec() == RAW {
					return Ok(vec![(cid, len)]);
				}
				let parts = children(&cid, &get(cid).await?)?;
				match parts.iter().map(|(_, len)| len).sum::<u64>() == len {
					true => Ok(parts),
					false => Err(altered(&cid, "it has not the length that its parent says")),
				}
			})
			.buffered(PARALLEL)
			.try_concat()
			.await?;
	}
	Err(altered(root, format!("its tree is more than {MAX_LEVELS} levels deep")))
}

async fn fetch_leaf(get: Get<'_, '_>, cid: Cid, len: u64) -> Result<Bytes> {
	let block = get(cid).await?;
	match block.len() as u64 == len {
		true => Ok(block),
		false => Err(altered(
			&cid,
			format!("it is {} bytes long, where its parent says {len}", block.len()),
		)),
	}
}

/// Returns the CIDs under `root` (itself included), as far as `get` finds their blocks.
pub async fn collect<F, Fut>(root: &Cid, get: F) -> Vec<Cid>
where
	F: Fn(Cid) -> Fut,
	Fut: std::future::Future<Output = Option<Bytes>>,
{
	let mut all = vec![*root];
	let mut at = 0;
	while let Some(cid) = all.get(at).copied() {
		at += 1;
		if cid.codec() == DAG_PB {
			if let Some(block) = get(cid).await {
				all.extend(children(&cid, &block).unwrap_or_default().into_iter().map(|(c, _)| c));
			}
		}
	}
	all
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::store::{make_cid, to_cid, ContentStore, MemoryStore};
	use sha2::{Digest as _, Sha256};

	async fn read_from(store: &MemoryStore, root: &Cid, out: &mut Vec<u8>) -> Result<u64> {
		let get = |cid: Cid| -> BoxFuture<'_, Result<Bytes>> {
			Box::pin(async move { store.get_block(&cid).await })
		};
		read(&get, root, 100, out).await
	}

	fn pattern(len: usize) -> Vec<u8> {
		(0..len).map(|i| (i % 251) as u8).collect()
	}

	/// The values that two other implementations agree on (docs/protocol.md, section 10).
	#[test]
	fn cids_equal_those_of_kubo() {
		for (len, cid) in [
			(0, "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku"),
			(1 << 20, "bafkreidddocae7lltzjlkooe5a3tmiwsgazn7logjvqk7bzttsidpzhxne"),
			((1 << 20) + 1, "bafybeidjogjfwuhbzwopgd4bn3skcf5m6oz72xshywcndzxgqb623nfclu"),
			((3 << 20) + 7, "bafybeidf5ibbwfq6vjf5gbu2zzqt2xzzq5kanx6iygbjb6nb5xjutqe6vm"),
		] {
			let data = pattern(len);
			let id = content_id(&mut data.as_slice()).unwrap();
			assert_eq!(to_cid(&id).to_string(), cid, "{len} bytes");
			// It does not matter in which pieces the bytes come.
			let mut builder = Builder::new();
			for part in data.chunks(77_777) {
				builder.push(part);
			}
			assert_eq!(builder.finish().0.to_string(), cid, "{len} bytes in parts");
		}
	}

	#[tokio::test]
	async fn what_was_put_is_got() {
		let store = MemoryStore::default();
		for len in [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 5 * CHUNK + 3] {
			let data = pattern(len);
			let id = store.put(&mut data.as_slice()).await.unwrap();
			let mut out = Vec::new();
			assert_eq!(store.get(&id, len as u64, &mut out).await.unwrap(), len as u64);
			assert_eq!(out, data);
			if len > 0 {
				let error = store.get(&id, len as u64 - 1, &mut Vec::new()).await.unwrap_err();
				assert!(matches!(error, Error::ContentAltered { .. }), "{error}");
			}
			store.forget(&to_cid(&id)).await.unwrap();
			assert_eq!(store.cids(), []);
			let error = store.get(&id, u64::MAX, &mut Vec::new()).await.unwrap_err();
			assert!(matches!(error, Error::ContentMissing { .. }), "{error}");
		}
	}

	#[tokio::test]
	async fn every_altered_or_missing_block_is_noticed() {
		let data = pattern(3 * CHUNK + 5);
		let store = MemoryStore::default();
		let id = store.put(&mut data.as_slice()).await.unwrap();
		let cids = store.cids();
		assert_eq!(cids.len(), 5);
		for cid in cids {
			let good = store.get_block(&cid).await.unwrap();
			let mut bad = good.to_vec();
			bad[good.len() / 2] ^= 1;
			store.corrupt(cid, bad.into());
			let error = store.get(&id, u64::MAX, &mut Vec::new()).await.unwrap_err();
			assert!(
				matches!(&error, Error::ContentAltered { cid: c, .. } if *c == cid.to_string())
			);
			store.corrupt(cid, good.slice(..good.len() - 1));
			assert!(store.get(&id, u64::MAX, &mut Vec::new()).await.is_err());
			store.corrupt(cid, good);
		}
		assert!(store.get(&id, u64::MAX, &mut Vec::new()).await.is_ok());
	}

	/// A tree whose blocks have the right hashes but wrong lengths.
	#[tokio::test]
	async fn a_lying_tree_is_refused() {
		let store = MemoryStore::default();
		let leaf = Bytes::from_static(b"leaf");
		let leaf_cid = make_cid(RAW, Sha256::digest(&leaf).into());
		store.put_blocks(vec![(leaf_cid, leaf)]).await.unwrap();
		let node = |filesize, links: &[(Cid, u64)]| {
			let links: Vec<_> = links
				.iter()
				.map(|(cid, blocksize)| rust_unixfs::file::adder::FileBranchLink {
					cid: *cid,
					blocksize: *blocksize,
					tsize: *blocksize,
				})
				.collect();
			let (cid, data) = rust_unixfs::file::adder::rebuild_file_branch(
				filesize,
				&links,
				cid::Version::V1,
				multihash_codetable::Code::Sha2_256,
			);
			(cid, Bytes::from(data))
		};
		let (inner, inner_block) = node(8, &[(leaf_cid, 4), (leaf_cid, 4)]);
		let identity = Cid::new_v1(RAW, cid::multihash::Multihash::<64>::wrap(0, b"leaf").unwrap());
		store.put_blocks(vec![(inner, inner_block)]).await.unwrap();
		let good = node(12, &[(inner, 8), (leaf_cid, 4)]);
		for (tree, works) in [
			(good, true),
			(node(13, &[(inner, 8), (leaf_cid, 4)]), false),
			(node(13, &[(inner, 8), (leaf_cid, 5)]), false),
			(node(11, &[(inner, 7), (leaf_cid, 4)]), false),
			(node(8, &[(inner, 8), (leaf_cid, 0)]), false),
			(node(12, &[(inner, 8), (identity, 4)]), false),
			(node(u64::MAX, &[(inner, u64::MAX), (leaf_cid, 4)]), false),
		] {
			let root = tree.0;
			store.put_blocks(vec![tree]).await.unwrap();
			let mut out = Vec::new();
			let result = read_from(&store, &root, &mut out).await;
			assert_eq!(result.is_ok(), works, "{result:?}");
			if works {
				assert_eq!(out, b"leafleafleaf");
			}
		}
		// Deeper than anybody builds.
		let mut root = node(4, &[(leaf_cid, 4)]);
		for _ in 0..5 {
			store.put_blocks(vec![root.clone()]).await.unwrap();
			root = node(4, &[(root.0, 4)]);
		}
		store.put_blocks(vec![root.clone()]).await.unwrap();
		assert!(read_from(&store, &root.0, &mut Vec::new()).await.is_err());
		// Not UnixFS at all.
		let junk = Bytes::from_static(b"junk");
		let cid = make_cid(DAG_PB, Sha256::digest(&junk).into());
		store.put_blocks(vec![(cid, junk)]).await.unwrap();
		assert!(read_from(&store, &cid, &mut Vec::new()).await.is_err());
	}
}
