//! Transactions that are signed, and transactions under way.

use super::{
	error::{node_error, ChainError, Result},
	included::Included,
	refusal,
	view::erased,
};
use std::time::Duration;
use subxt::{client::OnlineClientAtBlockImpl, transactions::TransactionStatus, PolkadotConfig};

/// How long to wait for a transaction to be final before reporting a timeout.
const FINALITY_TIMEOUT: Duration = Duration::from_secs(120);

/// A transaction that is signed and may or may not have been sent.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Signed {
	/// `Pallet.call`.
	pub call: String,
	/// Who signed, SS58.
	pub signer: String,
	/// Hash of the transaction, `0x...`.
	pub hash: String,
	/// The transaction, as it is sent.
	pub bytes: Vec<u8>,
	/// Number of the last final block when it was signed.
	pub born: u64,
	/// No block after this number can include it.
	pub dies: u64,
}

impl Signed {
	/// Returns whether it can still be included, when `finalised` is the last final block.
	pub fn may_come(&self, finalised: u64) -> bool {
		finalised < self.dies
	}
}

/// A transaction under way.
pub struct Sent {
	pub(super) name: String,
	pub(super) signer: String,
	pub(super) hash: String,
	pub(super) progress: subxt::transactions::TransactionProgress<
		PolkadotConfig,
		OnlineClientAtBlockImpl<PolkadotConfig>,
	>,
}

impl Sent {
	/// Returns the hash of the transaction, `0x...`.
	pub fn hash(&self) -> &str {
		&self.hash
	}

	/// Waits until the transaction is in a final block. An error if it failed there or is not final
	/// in time.
	pub async fn finalised(mut self) -> Result<Included> {
		let wait = async {
			while let Some(status) = erased(self.progress.next()).await {
				match status.map_err(node_error)? {
					TransactionStatus::InFinalizedBlock(found) => return Ok(found),
					TransactionStatus::Invalid { message }
					| TransactionStatus::Dropped { message }
					| TransactionStatus::Error { message } => return Err(refusal::of_text(&self.name, &message)),
					_ => {},
				}
			}
			Err(ChainError::Node(format!("the node stopped telling about {}", self.name)))
		};
		let found = tokio::time::timeout(FINALITY_TIMEOUT, wait).await.map_err(|_| {
			ChainError::TimedOut {
				call: self.name.clone(),
				seconds: FINALITY_TIMEOUT.as_secs(),
				hash: self.hash.clone(),
			}
		})??;
		let at = erased(found.at()).await.map_err(node_error)?;
		let block = at.block_number();
		match erased(found.wait_for_success()).await {
			Ok(events) => Ok(Included {
				call: self.name,
				signer: self.signer,
				block,
				block_hash: format!("{:?}", found.block_hash()),
				hash: self.hash,
				events,
			}),
			Err(error) => {
				let (error, reason) = refusal::dispatch_words(&error);
				Err(ChainError::Failed {
					call: self.name,
					block,
					block_hash: format!("{:?}", found.block_hash()),
					reason,
					error,
				})
			},
		}
	}
}
