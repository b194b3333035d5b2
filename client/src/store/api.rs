//! The trait of all content stores.

use super::{
	content::{from_cid, to_cid},
	dag,
};
use crate::error::Result;
use bytes::Bytes;
use cid::Cid;
use epione_primitives::ContentId;
use futures::future::BoxFuture;
use std::io::{Read, Write};

/// A place that keeps blocks.
///
/// Implementations verify every block against its CID before they return it
/// ([`super::verify_block`]), and report whether it is missing
/// ([`crate::error::Error::ContentMissing`]) or altered ([`crate::error::Error::ContentAltered`]).
#[async_trait::async_trait]
pub trait ContentStore: Send + Sync {
	/// Returns what it is and where, for messages.
	fn name(&self) -> String;

	/// Returns the addresses under which peers fetch from it, once it listens; none if it serves
	/// nobody itself.
	async fn addresses(&self) -> Result<Vec<String>> {
		Ok(Vec::new())
	}

	/// Stores blocks; when it returns they are durable.
	async fn put_blocks(&self, blocks: Vec<(Cid, Bytes)>) -> Result<()>;

	/// Returns the block, verified. Asks the configured peers if it is not here.
	async fn get_block(&self, cid: &Cid) -> Result<Bytes>;

	/// Keeps the blocks under `root`, which are here already, from being collected as garbage.
	async fn pin(&self, root: &Cid) -> Result<()>;

	/// Stops keeping the blocks under `root` and removes them if the back end allows it. It is not
	/// an error if there are none.
	async fn forget(&self, root: &Cid) -> Result<()>;

	/// Returns the blocks under `root` that are missing here or were altered here; nobody else is
	/// asked. Altered ones are removed, so that a good one can take their place. A back end that
	/// looks after its blocks itself returns none.
	async fn damaged(&self, _root: &Cid) -> Result<Vec<Cid>> {
		Ok(Vec::new())
	}

	/// Stores a file and pins it. The result depends on its bytes alone.
	async fn put(&self, reader: &mut (dyn Read + Send)) -> Result<ContentId> {
		let mut builder = dag::Builder::new();
		// In portions, so that a large file is never in memory as a whole.
		let mut waiting = Vec::new();
		let mut chunk = vec![0; dag::CHUNK];
		loop {
			let len = dag::read_full(reader, &mut chunk)?;
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

	/// Writes the file that `id` names to `out`, at most `limit` bytes; returns how many. On an
	/// error part of it may have been written: write to a temporary file.
	async fn get(&self, id: &ContentId, limit: u64, out: &mut (dyn Write + Send)) -> Result<u64> {
		let get = |cid: Cid| -> BoxFuture<'_, Result<Bytes>> {
			Box::pin(async move { self.get_block(&cid).await })
		};
		dag::read(&get, &to_cid(id), limit, out).await
	}
}
