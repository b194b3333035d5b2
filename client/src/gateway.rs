//! From sealed batches to final anchors and delivered envelopes, whatever crashes in between.
//!
//! The gateway asks the chain through the small trait [`GatewayChain`], which the chain client implements
//! (and a made-up chain in tests). Every transaction is signed once, mortal, and written to the journal
//! before it is submitted. After a crash the same bytes are submitted again: the chain takes them at
//! most once. Only when a transaction is neither in a finalised block nor can any longer be in one, a new
//! one is signed.
//!
//! An envelope is sealed only against a commitment that is final, and only once.

mod contributions;

use crate::{
	error::{Error, Result},
	failpoint::{FailPoint, FailPoints},
	files,
	ingest::spool_path,
	journal::{Batch, BatchState, BlockRef, Journal, SignedTx},
	keystore::Keystore,
	store::{to_cid, ContentStore},
};
use epione_envelope::keys::Holder;
use epione_primitives::{ChainId, Digest, EnvelopeBytes, GrantId, KeyVersion, Point};
use std::{
	collections::HashSet,
	path::{Path, PathBuf},
};

/// Datasets per anchor transaction, at most (the pallet's bound).
pub const MAX_ANCHORS: usize = 16;

/// A call that the gateway makes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Call {
	/// `datasets.anchor`. All batches are of one subject.
	Anchor {
		/// Whose datasets.
		subject: [u8; 32],
		/// The batches.
		batches: Vec<Batch>,
	},
	/// `studies.commit` (a study) or `studies.commit_share` (an account).
	Commit {
		/// Whose dataset.
		subject: [u8; 32],
		/// Which.
		dataset: Digest,
		/// To whom.
		holder: Holder,
		/// Under which grant.
		grant: GrantId,
		/// Outside a study: the price.
		price: Option<u128>,
		/// The sponsor's invitation, SCALE-encoded.
		invitation: Option<Vec<u8>>,
	},
	/// `studies.deliver` or `studies.deliver_share`.
	Deliver {
		/// Whose dataset.
		subject: [u8; 32],
		/// Which.
		dataset: Digest,
		/// To whom.
		holder: Holder,
		/// The sealed key with its proof.
		envelope: EnvelopeBytes,
	},
}

/// What the pool said to a transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Submitted {
	/// It took it, or has it already.
	Accepted,
	/// The nonce was used: by this transaction in a block, or by another.
	Stale,
	/// It refused it.
	Refused(Refusal),
}

/// Why the chain refused a transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
	/// The reason, in words.
	pub why: String,
	/// Whether it passes by itself or by somebody else's act, so that the same is worth trying later: a
	/// study that is not open yet, a first contribution that is not settled yet.
	pub passing: bool,
}

impl From<String> for Refusal {
	fn from(why: String) -> Self {
		Self { why, passing: false }
	}
}

/// What became of a transaction in a finalised block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
	/// The block.
	pub block: BlockRef,
	/// Its effect, or the runtime's reason why it had none.
	pub result: std::result::Result<(), Refusal>,
}

/// Where a contribution stands on chain, at the last finalised block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OnChain {
	/// Version of the recipient key that the commit pinned.
	pub key_version: KeyVersion,
	/// That key.
	pub recipient_key: Point,
	/// The grant that it was committed under.
	pub grant: GrantId,
	/// How far it is.
	pub status: OnChainStatus,
}

/// How far a contribution is on chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnChainStatus {
	/// Committed to a study whose cohort is not complete: no key is to be shown yet.
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
	/// The chain id that statements bind.
	async fn chain_id(&self) -> Result<ChainId>;
	/// Number of the last finalised block.
	async fn finalized(&self) -> Result<u32>;
	/// Number of the best block.
	async fn best(&self) -> Result<u32>;
	/// Waits until a block after number `after` is final, and returns the number of the last one.
	async fn next_finalized(&self, after: u32) -> Result<u32>;
	/// Signs a call with the gateway's key: mortal, next free nonce (the pool's own transactions
	/// counted).
	async fn sign(&self, call: &Call) -> Result<SignedTx>;
	/// Hands a signed transaction to the pool.
	async fn submit(&self, tx: &SignedTx) -> Result<Submitted>;
	/// A reason that passes for which the runtime would refuse the transaction now, asked without sending
	/// it. `None`: there is none, or it is not known.
	async fn waits(&self, _tx: &SignedTx) -> Result<Option<String>> {
		Ok(None)
	}
	/// Whether its nonce is used at the last finalised block: by it, or by another that took its place.
	/// `false`: not, or not known.
	async fn nonce_used(&self, _tx: &SignedTx) -> Result<bool> {
		Ok(false)
	}
	/// Looks for the transaction in the finalised blocks in which it may be.
	async fn outcome(&self, tx: &SignedTx) -> Result<Option<Outcome>>;
	/// Whether the subject has this dataset, at the last finalised block.
	async fn dataset(&self, subject: &[u8; 32], digest: &Digest) -> Result<bool>;
	/// The contribution of a dataset to a holder, at the last finalised block.
	async fn contribution(
		&self,
		holder: &Holder,
		subject: &[u8; 32],
		digest: &Digest,
	) -> Result<Option<OnChain>>;
}

/// What became of a transaction after all.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Fate {
	Final(Outcome),
	/// It is in no block and can no longer be in one.
	Expired,
	/// The pool refused it, and it is in no block.
	Refused(Refusal),
}

/// What happened to one batch or contribution in a run, for people and machines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
	/// The content store has the batch.
	Stored {
		/// The batch.
		batch: i64,
		/// Its CID.
		cid: String,
	},
	/// The anchor is final.
	Anchored {
		/// The batches.
		batches: Vec<i64>,
		/// Where; `None` if found final without this gateway's transaction.
		block: Option<BlockRef>,
	},
	/// The commit is final.
	Committed {
		/// The contribution.
		contribution: i64,
		/// Where.
		block: Option<BlockRef>,
	},
	/// The delivery is final.
	Delivered {
		/// The contribution.
		contribution: i64,
		/// Where.
		block: Option<BlockRef>,
	},
	/// The chain would refuse it now for a reason that passes; it is tried again.
	Waits {
		/// The contribution.
		contribution: i64,
		/// The reason.
		why: String,
	},
	/// The chain refused; it waits for a person.
	Refused {
		/// "batch 3" or "contribution 7".
		what: String,
		/// The reason.
		why: String,
	},
}

/// Drives batches and contributions forward.
pub struct Gateway<'a> {
	/// What was done and is to do.
	pub journal: &'a mut Journal,
	/// The data keys.
	pub keystore: &'a Keystore,
	/// Where encrypted files wait to be stored.
	pub spool: PathBuf,
	/// Where a test stops.
	pub fail: FailPoints,
	/// What happened since the last [`Gateway::take_events`].
	events: Vec<Event>,
	/// Contributions that wait; they are not tried again in this life.
	waiting: HashSet<i64>,
}

impl<'a> Gateway<'a> {
	/// A gateway over these.
	pub fn new(journal: &'a mut Journal, keystore: &'a Keystore, spool: &Path) -> Self {
		Self {
			journal,
			keystore,
			spool: spool.to_owned(),
			fail: FailPoints::none(),
			events: Vec::new(),
			waiting: HashSet::new(),
		}
	}

	/// What happened since the last call.
	pub fn take_events(&mut self) -> Vec<Event> {
		std::mem::take(&mut self.events)
	}

	/// Stores every sealed batch. Doing it twice changes nothing: the CID is the content's.
	pub async fn store_pending(&mut self, store: &dyn ContentStore) -> Result<()> {
		for batch in self.journal.batches_in(BatchState::Sealed)? {
			let content = batch.sealed.content;
			let path = spool_path(&self.spool, &content.digest);
			let mut file = std::fs::File::open(&path).map_err(Error::io("read", &path))?;
			let stored = store.put(&mut file).await?;
			if stored != content {
				return Err(Error::ContentAltered {
					cid: to_cid(&content).to_string(),
					why: format!(
						"the file {} was changed since it was sealed (it is {} now)",
						path.display(),
						to_cid(&stored)
					),
				});
			}
			self.fail.hit(FailPoint::ContentPut)?;
			self.journal.set_stored(batch.id)?;
			self.fail.hit(FailPoint::Stored)?;
			files::remove(&path)?;
			self.events.push(Event::Stored { batch: batch.id, cid: to_cid(&content).to_string() });
		}
		// A crash between the two steps above leaves a file that is stored.
		for batch in self.journal.batches_in(BatchState::Stored)? {
			files::remove(&spool_path(&self.spool, &batch.sealed.content.digest))?;
		}
		Ok(())
	}

	/// Anchors every stored batch, up to 16 in one transaction, and waits until that is final.
	pub async fn anchor_pending(&mut self, chain: &dyn GatewayChain) -> Result<()> {
		let chain_id = chain.chain_id().await?;
		self.finish_anchors(chain).await?;
		// A group whose transaction failed is tried one by one, so that one bad batch stops no other.
		let mut group = MAX_ANCHORS;
		loop {
			let stored = self.journal.batches_in(BatchState::Stored)?;
			let Some(first) = stored.first() else { return Ok(()) };
			let subject = first.sealed.subject;
			let mut batches = Vec::new();
			for batch in stored.iter().filter(|b| b.sealed.subject == subject) {
				if batch.sealed.chain_id != chain_id {
					let why = format!(
						"it was signed for the chain {}, and the node is on {}",
						hex::encode(batch.sealed.chain_id),
						hex::encode(chain_id)
					);
					self.refuse_batch(batch.id, why)?;
					continue;
				}
				let digest = &batch.sealed.content.digest;
				if chain.dataset(&subject, digest).await? {
					// Anchored by an earlier life of this journal, or by hand.
					self.journal.set_anchored(batch.id, None)?;
					self.events.push(Event::Anchored { batches: vec![batch.id], block: None });
					continue;
				}
				batches.push(batch.clone());
				if batches.len() == group {
					break;
				}
			}
			if batches.is_empty() {
				continue;
			}
			let ids: Vec<i64> = batches.iter().map(|b| b.id).collect();
			let tx = chain.sign(&Call::Anchor { subject, batches }).await?;
			self.fail.hit(FailPoint::AnchorSigned)?;
			self.journal.set_anchoring(&ids, &tx)?;
			self.fail.hit(FailPoint::AnchorWritten)?;
			if let Some(why) = self.follow_anchor(chain, &ids, &tx).await? {
				if ids.len() > 1 {
					for id in ids {
						self.journal.set_anchor_expired(id)?;
					}
					group = 1;
				} else {
					self.refuse_batch(ids[0], why)?;
				}
			}
		}
	}

	/// Learns the fate of anchors that a crash left under way.
	async fn finish_anchors(&mut self, chain: &dyn GatewayChain) -> Result<()> {
		loop {
			let under_way = self.journal.batches_in(BatchState::Anchoring)?;
			let Some(tx) = under_way.first().and_then(|b| b.tx.clone()) else { return Ok(()) };
			let ids: Vec<i64> =
				under_way.iter().filter(|b| b.tx.as_ref() == Some(&tx)).map(|b| b.id).collect();
			if self.follow_anchor(chain, &ids, &tx).await?.is_some() {
				// Tried again with the others, one by one if need be.
				for id in ids {
					self.journal.set_anchor_expired(id)?;
				}
			}
		}
	}

	/// Submits an anchor and waits for its fate; the reason if it was refused.
	async fn follow_anchor(
		&mut self,
		chain: &dyn GatewayChain,
		ids: &[i64],
		tx: &SignedTx,
	) -> Result<Option<String>> {
		let fate = Self::follow(self.fail, chain, tx, FailPoint::AnchorSubmitted).await?;
		match fate {
			Fate::Final(Outcome { block, result: Ok(()) }) => {
				self.fail.hit(FailPoint::AnchorFinal)?;
				for id in ids {
					self.journal.set_anchored(*id, Some(block))?;
				}
				self.events.push(Event::Anchored { batches: ids.to_vec(), block: Some(block) });
				Ok(None)
			},
			Fate::Expired => {
				for id in ids {
					self.journal.set_anchor_expired(*id)?;
				}
				Ok(None)
			},
			Fate::Final(Outcome { result: Err(refusal), .. }) | Fate::Refused(refusal) => {
				Ok(Some(refusal.why))
			},
		}
	}

	fn refuse_batch(&mut self, id: i64, why: String) -> Result<()> {
		self.journal.set_refused(id, &why)?;
		self.events.push(Event::Refused { what: format!("batch {id}"), why });
		Ok(())
	}

	/// Submits a transaction and waits until it is in a finalised block or can no longer be in one.
	async fn follow(
		fail: FailPoints,
		chain: &dyn GatewayChain,
		tx: &SignedTx,
		after_submit: FailPoint,
	) -> Result<Fate> {
		let mut finalized = chain.finalized().await?;
		if let Some(outcome) = chain.outcome(tx).await? {
			return Ok(Fate::Final(outcome));
		}
		if finalized >= tx.mortal_until {
			return Ok(Fate::Expired);
		}
		let mut answer = chain.submit(tx).await?;
		// A block that is not final yet may hold the transaction although the pool refuses it now: only
		// when everything up to here is final, a refusal is one.
		let mut best = chain.best().await?;
		fail.hit(after_submit)?;
		loop {
			if let Some(outcome) = chain.outcome(tx).await? {
				return Ok(Fate::Final(outcome));
			}
			if finalized >= tx.mortal_until {
				return Ok(Fate::Expired);
			}
			// Another transaction has its nonce for good. Asked in this order: it may just have become final.
			if answer == Submitted::Stale && chain.nonce_used(tx).await? {
				return Ok(chain.outcome(tx).await?.map_or(Fate::Expired, Fate::Final));
			}
			if answer != Submitted::Accepted && finalized >= best {
				// Those blocks do not have it. Does the pool still refuse it?
				let again = chain.submit(tx).await?;
				best = chain.best().await?;
				match (&answer, again) {
					(_, Submitted::Accepted) => answer = Submitted::Accepted,
					// With its nonce gone it can never be included.
					(Submitted::Stale, Submitted::Stale) if finalized >= best => {
						return Ok(Fate::Expired)
					},
					(Submitted::Refused(_), Submitted::Refused(why)) => {
						return Ok(Fate::Refused(why))
					},
					(_, other) => answer = other,
				}
			}
			finalized = chain.next_finalized(finalized).await?;
		}
	}

	/// After a tombstone is final: destroys the data key and forgets the content.
	pub async fn forget(&mut self, store: &dyn ContentStore, digest: &Digest) -> Result<()> {
		self.forget_key(digest)?;
		if let Some(batch) = self.journal.batch_of(digest)? {
			store.forget(&to_cid(&batch.sealed.content)).await?;
		}
		Ok(())
	}

	/// The part of [`Self::forget`] that needs no content store: without its key the content is noise.
	pub fn forget_key(&mut self, digest: &Digest) -> Result<()> {
		self.keystore.destroy_data_key(digest)?;
		if let Some(batch) = self.journal.batch_of(digest)? {
			files::remove(&spool_path(&self.spool, digest))?;
			if batch.state != BatchState::Tombstoned {
				self.journal.set_tombstoned(batch.id)?;
			}
		}
		Ok(())
	}
}

#[cfg(test)]
#[path = "gateway_tests.rs"]
mod tests;
