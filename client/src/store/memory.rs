//! A content store in memory.

use super::{api::ContentStore, content::verify_block, dag};
use crate::error::{Error, Result};
use bytes::Bytes;
use cid::Cid;

/// Blocks in memory, for tests and dry runs.
#[derive(Default)]
pub struct MemoryStore {
	blocks: std::sync::Mutex<std::collections::HashMap<Cid, Bytes>>,
}

impl MemoryStore {
	fn blocks(&self) -> std::sync::MutexGuard<'_, std::collections::HashMap<Cid, Bytes>> {
		self.blocks.lock().unwrap_or_else(|e| e.into_inner())
	}

	/// Returns the CIDs of all blocks.
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
