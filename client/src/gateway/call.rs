//! What the gateway needs of a chain: [`GatewayChain`], implemented by the port over a node and by
//! tests over a chain in memory.

use crate::{
	error::Result,
	journal::{Batch, BlockRef, SignedTx},
};
use epione_envelope::keys::Holder;
use epione_primitives::{ChainId, Digest, EnvelopeBytes, GrantId, KeyVersion, Point};

/// A call that the gateway makes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Call {
	/// `datasets.anchor`. All batches are of one subject.
	Anchor {
		/// The subject of the datasets.
		subject: [u8; 32],
		/// The batches.
		batches: Vec<Batch>,
	},
	/// `studies.commit` (a study) or `studies.commit_share` (an account).
	Commit {
		/// The subject of the dataset.
		subject: [u8; 32],
		/// The dataset.
		dataset: Digest,
		/// Who receives the key.
		holder: Holder,
		/// The grant that allows it.
		grant: GrantId,
		/// Outside a study: the price.
		price: Option<u128>,
		/// The sponsor's invitation, SCALE-encoded.
		invitation: Option<Vec<u8>>,
	},
	/// `studies.deliver` or `studies.deliver_share`.
	Deliver {
		/// The subject of the dataset.
		subject: [u8; 32],
		/// The dataset.
		dataset: Digest,
		/// Who receives the key.
		holder: Holder,
		/// The sealed key with its proof.
		envelope: EnvelopeBytes,
	},
}

/// The pool's response to a transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Submitted {
	/// The pool accepted it or already had it.
	Accepted,
	/// The nonce was used: by this transaction in a block, or by another.
	Stale,
	/// The pool refused it.
	Refused(Refusal),
}

/// Why the chain refused a transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
	/// The reason, in words.
	pub why: String,
	/// Whether the reason is temporary, so that the same call is worth trying later: a study that
	/// is not open yet, a first contribution that is not settled yet.
	pub passing: bool,
}

impl From<String> for Refusal {
	fn from(why: String) -> Self {
		Self { why, passing: false }
	}
}

/// Outcome of a transaction in a finalised block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
	/// The block.
	pub block: BlockRef,
	/// Success, or the runtime's reason for the failure.
	pub result: std::result::Result<(), Refusal>,
}

/// State of a contribution on chain, at the last finalised block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OnChain {
	/// Version of the recipient key that the commit pinned.
	pub key_version: KeyVersion,
	/// That key.
	pub recipient_key: Point,
	/// The grant that it was committed under.
	pub grant: GrantId,
	/// Its status.
	pub status: OnChainStatus,
}

/// Status of a contribution on chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnChainStatus {
	/// Committed to a study whose cohort is incomplete: no key may be shown yet.
	Gathering,
	/// Committed, not delivered.
	Committed,
	/// Delivered, or settled after that.
	Delivered,
	/// It lapsed undelivered.
	Lapsed,
}

/// What the gateway needs of a chain.
#[async_trait::async_trait]
pub trait GatewayChain: Send + Sync {
	/// Returns the chain id that binds signed statements to the chain.
	async fn chain_id(&self) -> Result<ChainId>;
	/// Returns the number of the last finalised block.
	async fn finalized(&self) -> Result<u32>;
	/// Returns the number of the best block.
	async fn best(&self) -> Result<u32>;
	/// Waits until a block after number `after` is final, and returns the number of the last one.
	async fn next_finalized(&self, after: u32) -> Result<u32>;
	/// Signs a call with the gateway's key: mortal, with the next free nonce (counting transactions
	/// in the pool).
	async fn sign(&self, call: &Call) -> Result<SignedTx>;
	/// Submits a signed transaction to the pool.
	async fn submit(&self, tx: &SignedTx) -> Result<Submitted>;
	/// Dry-runs the transaction; returns a temporary reason for refusal, if any. `None`: there is
	/// none, or it is not known.
	async fn waits(&self, _tx: &SignedTx) -> Result<Option<String>> {
		Ok(None)
	}
	/// Returns whether its nonce is used at the last finalised block, by this transaction or
	/// another. `false`: it is not, or that is not known.
	async fn nonce_used(&self, _tx: &SignedTx) -> Result<bool> {
		Ok(false)
	}
	/// Looks for the transaction in the finalised blocks that may hold it.
	async fn outcome(&self, tx: &SignedTx) -> Result<Option<Outcome>>;
	/// Returns whether the subject has this dataset, at the last finalised block.
	async fn dataset(&self, subject: &[u8; 32], digest: &Digest) -> Result<bool>;
	/// Returns the contribution of a dataset to a holder, at the last finalised block.
	async fn contribution(
		&self,
		holder: &Holder,
		subject: &[u8; 32],
		digest: &Digest,
	) -> Result<Option<OnChain>>;
}
