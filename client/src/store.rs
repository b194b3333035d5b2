//! Where ciphertext is kept: IPFS, through an embedded node or through Kubo.
//!
//! A [`ContentStore`] stores and finds single blocks. The tree of blocks is built here ([`dag`]), the
//! same for every back end, with profile `unixfs-v1-2025`, so that a file has one CID wherever it is
//! stored. Every block that is read is hashed again before a byte of it is used.
//!
//! | back end | |
//! |---|---|
//! | [`embedded::EmbeddedStore`] | `rust-ipfs` in this process, disk repository; needs nothing installed |
//! | [`kubo::KuboStore`] | a Kubo node or cluster over its RPC |

pub mod dag;
pub mod embedded;
pub mod kubo;

use crate::error::{Error, Result};
use bytes::Bytes;
use cid::Cid;
use epione_primitives::{Codec, ContentId};
use sha2::{Digest as _, Sha256};
use std::io::{Read, Write};

/// Multicodec `raw`.
pub const RAW: u64 = 0x55;
/// Multicodec `dag-pb`.
pub const DAG_PB: u64 = 0x70;
/// Multihash `sha2-256`.
pub const SHA2_256: u64 = 0x12;

/// Largest block that is read: bitswap implementations drop larger ones.
pub const MAX_BLOCK: usize = 2 << 20;

/// A place that keeps blocks.
///
/// Implementations verify every block against its CID before they return it ([`verify_block`]), and
/// say whether it is missing ([`Error::ContentMissing`]) or altered ([`Error::ContentAltered`]).
#[async_trait::async_trait]
pub trait ContentStore: Send + Sync {
	/// What it is and where, for messages.
	fn name(&self) -> String;

	/// The addresses under which peers fetch from it, once it listens; none if it serves nobody itself.
	async fn addresses(&self) -> Result<Vec<String>> {
		Ok(Vec::new())
	}

	/// Stores blocks; when it returns they are durable.
	async fn put_blocks(&self, blocks: Vec<(Cid, Bytes)>) -> Result<()>;

	/// The block, verified. Asks the configured peers if it is not here.
	async fn get_block(&self, cid: &Cid) -> Result<Bytes>;

	/// Keeps the blocks under `root` from being collected as garbage. They are here already.
	async fn pin(&self, root: &Cid) -> Result<()>;

	/// Stops keeping the blocks under `root` and removes them where the back end lets us. That
	/// there are none is fine.
	async fn forget(&self, root: &Cid) -> Result<()>;

	/// The blocks under `root` that are not here, or were altered here; nobody else is asked. Altered ones
	/// are removed, so that a good one can take their place. A back end that looks after its blocks
	/// itself finds none.
	async fn damaged(&self, _root: &Cid) -> Result<Vec<Cid>> {
		Ok(Vec::new())
	}

	/// Stores a file and pins it. The result depends on its bytes alone.
	async fn put(&self, reader: &mut (dyn Read + Send)) -> Result<ContentId> {
		let mut builder = dag::Builder::new();
		// Handed on in portions, so that a large file is never in memory as a whole.
		let mut waiting = Vec::new();
		let mut chunk = vec![0; dag::CHUNK];
		loop {
			let len = read_full(reader, &mut chunk)?;
			waiting.extend(builder.push(&chunk[..len]));
			if waiting.len() >= 16 {
				self.put_blocks(std::mem::take(&mut waiting)).await?;
			}
			if len < chunk.len() {
				break;
			}
		}
		let (root, rest) = builder.finish();
		waiting.extend(rest);
		self.put_blocks(waiting).await?;
		self.pin(&root).await?;
		from_cid(&root)
	}

	/// Writes the file that `id` names to `out`; at most `limit` bytes. Returns how many. On an error
	/// part of it may have been written: write to a temporary file.
	async fn get(&self, id: &ContentId, limit: u64, out: &mut (dyn Write + Send)) -> Result<u64> {
		dag::read(self, &to_cid(id), limit, out).await
	}
}

/// Fills `buffer` from `reader`; fewer bytes than it holds only at the end of the input.
fn read_full(reader: &mut (dyn Read + Send), buffer: &mut [u8]) -> Result<usize> {
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

/// The CID of the chain's 36 bytes.
pub fn to_cid(id: &ContentId) -> Cid {
	let codec = match id.codec {
		Codec::Raw => RAW,
		Codec::DagPb => DAG_PB,
	};
	make_cid(codec, id.digest)
}

/// The chain's form of a CID; refuses other versions, codecs and hashes.
pub fn from_cid(cid: &Cid) -> Result<ContentId> {
	ContentId::from_bytes(&cid.to_bytes())
		.map_err(|e| Error::BadContentId { text: cid.to_string(), why: e.to_string() })
}

/// Reads a CID as people write it (`bafy...`).
pub fn parse_cid(text: &str) -> Result<ContentId> {
	let cid = Cid::try_from(text)
		.map_err(|e| Error::BadContentId { text: text.into(), why: format!("not a CID ({e})") })?;
	from_cid(&cid)
}

pub(crate) fn make_cid(codec: u64, digest: [u8; 32]) -> Cid {
	let hash = cid::multihash::Multihash::<64>::wrap(SHA2_256, &digest)
		.expect("32 bytes fit into 64; qed");
	Cid::new_v1(codec, hash)
}

/// Whether `data` is the block that `cid` names. CIDs that the chain would not accept are refused.
pub fn verify_block(cid: &Cid, data: &[u8]) -> Result<()> {
	let id = from_cid(cid)?;
	let digest: [u8; 32] = Sha256::digest(data).into();
	if digest == id.digest {
		return Ok(());
	}
	Err(Error::ContentAltered {
		cid: cid.to_string(),
		why: format!(
			"the {} bytes that came have SHA-256 {}, the CID says {}",
			data.len(),
			hex::encode(digest),
			hex::encode(id.digest)
		),
	})
}

/// Blocks in memory, for tests and dry runs.
#[derive(Default)]
pub struct MemoryStore {
	blocks: std::sync::Mutex<std::collections::HashMap<Cid, Bytes>>,
}

impl MemoryStore {
	fn blocks(&self) -> std::sync::MutexGuard<'_, std::collections::HashMap<Cid, Bytes>> {
		self.blocks.lock().unwrap_or_else(|e| e.into_inner())
	}

	/// The CIDs of all blocks.
	pub fn cids(&self) -> Vec<Cid> {
		self.blocks().keys().copied().collect()
	}

	/// Puts anything under any CID, as a bad peer would.
	pub fn corrupt(&self, cid: Cid, data: Bytes) {
		self.blocks().insert(cid, data);
	}
}

#[async_trait::async_trait]
impl ContentStore for MemoryStore {
	fn name(&self) -> String {
		"memory".into()
	}

	async fn put_blocks(&self, blocks: Vec<(Cid, Bytes)>) -> Result<()> {
		self.blocks().extend(blocks);
		Ok(())
	}

	async fn get_block(&self, cid: &Cid) -> Result<Bytes> {
		let data = self.blocks().get(cid).cloned().ok_or_else(|| Error::ContentMissing {
			cid: cid.to_string(),
			why: "it is not in memory".into(),
		})?;
		verify_block(cid, &data)?;
		Ok(data)
	}

	async fn pin(&self, root: &Cid) -> Result<()> {
		self.get_block(root).await.map(drop)
	}

	async fn damaged(&self, root: &Cid) -> Result<Vec<Cid>> {
		let (mut open, mut damaged) = (vec![*root], Vec::new());
		while let Some(cid) = open.pop() {
			match self.get_block(&cid).await {
				Ok(block) => open.extend(dag::children(&cid, &block)?.into_iter().map(|(c, _)| c)),
				Err(_) => damaged.push(cid),
			}
		}
		Ok(damaged)
	}

	async fn forget(&self, root: &Cid) -> Result<()> {
		let found = dag::collect(root, |cid| {
			let block = self.blocks().get(&cid).cloned();
			async move { block }
		});
		for cid in found.await {
			self.blocks().remove(&cid);
		}
		Ok(())
	}
}
