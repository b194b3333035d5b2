//! Drives batches and contributions forward, one step after the other.

mod contributions;

use super::call::{Call, GatewayChain, Outcome, Refusal, Submitted};
use crate::{
	error::{Error, Result},
	failpoint::{FailPoint, FailPoints},
	files,
	intake::ingest::spool_path,
	journal::{BatchState, BlockRef, Journal, SignedTx},
	keys::keystore::Keystore,
	store::{to_cid, ContentStore},
};
use epione_primitives::Digest;
use std::{
	collections::HashSet,
	fmt,
	path::{Path, PathBuf},
};

/// Datasets per anchor transaction, at most (the pallet's bound).
pub const MAX_ANCHORS: usize = 16;

/// Final fate of a transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Fate {
	Final(Outcome),
	/// It is in no block and can no longer be in one.
	Expired,
	/// The pool refused it, and it is in no block.
	Refused(Refusal),
}

/// What happened to a batch or contribution, for people and machines.
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
		/// The block; `None` if found final without this gateway's transaction.
		block: Option<BlockRef>,
	},
	/// The commit is final.
	Committed {
		/// The contribution.
		contribution: i64,
		/// The block; `None` if found final without this gateway's transaction.
		block: Option<BlockRef>,
	},
	/// The delivery is final.
	Delivered {
		/// The contribution.
		contribution: i64,
		/// The block; `None` if found final without this gateway's transaction.
		block: Option<BlockRef>,
	},
	/// The chain would refuse it now for a temporary reason; it is tried again.
	Waits {
		/// The contribution.
		contribution: i64,
		/// The reason.
		why: String,
	},
	/// The chain refused it; a person has to act.
	Refused {
		/// What was refused.
		what: Item,
		/// The reason.
		why: String,
	},
}

/// A batch or a contribution, by its number in the journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Item {
	/// A batch.
	Batch(i64),
	/// A contribution.
	Contribution(i64),
}

impl fmt::Display for Item {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::Batch(id) => write!(f, "batch {id}"),
			Self::Contribution(id) => write!(f, "contribution {id}"),
		}
	}
}

/// Drives batches and contributions forward.
pub struct Gateway<'a> {
	/// What was done and what remains.
	pub journal: &'a mut Journal,
	/// The data keys.
	pub keystore: &'a Keystore,
	/// Where encrypted files wait to be stored.
	pub spool: PathBuf,
	/// Point at which a test stops it.
	pub fail: FailPoints,
	/// What happened since the last [`Gateway::take_events`].
	events: Vec<Event>,
	/// Contributions that wait; they are not tried again before the next start.
	waiting: HashSet<i64>,
}

impl<'a> Gateway<'a> {
	/// Returns a gateway over this journal, keystore and spool folder.
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

	/// Returns the events since the last call.
	pub fn take_events(&mut self) -> Vec<Event> {
		std::mem::take(&mut self.events)
	}

	/// Stores every sealed batch. Repeating this changes nothing, since the CID depends on the
	/// content alone.
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
		// A crash between the two steps above leaves the file of a stored batch.
		for batch in self.journal.batches_in(BatchState::Stored)? {
			files::remove(&spool_path(&self.spool, &batch.sealed.content.digest))?;
		}
		Ok(())
	}

	/// Anchors every stored batch, up to 16 in one transaction, and waits until that is final.
	pub async fn anchor_pending(&mut self, chain: &dyn GatewayChain) -> Result<()> {
		let chain_id = chain.chain_id().await?;
		self.finish_anchors(chain).await?;
		// A group whose transaction failed is tried one by one, so that a bad batch does not hold
		// up the others.
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
					// Anchored with an earlier copy of this journal, or by hand.
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

	/// Finds out the fate of anchors that a crash left under way.
	async fn finish_anchors(&mut self, chain: &dyn GatewayChain) -> Result<()> {
		loop {
			let under_way = self.journal.batches_in(BatchState::Anchoring)?;
			let Some(tx) = under_way.first().and_then(|b| b.tx.clone()) else { return Ok(()) };
			let ids: Vec<i64> =
				under_way.iter().filter(|b| b.tx.as_ref() == Some(&tx)).map(|b| b.id).collect();
			if self.follow_anchor(chain, &ids, &tx).await?.is_some() {
				// Tried again together with the others, one by one if need be.
				for id in ids {
					self.journal.set_anchor_expired(id)?;
				}
			}
		}
	}

	/// Submits an anchor and waits for its fate; returns the reason if it was refused.
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
		self.events.push(Event::Refused { what: Item::Batch(id), why });
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
		// A block that is not final yet may hold the transaction although the pool refuses it now:
		// a refusal counts only once everything up to here is final.
		let mut best = chain.best().await?;
		fail.hit(after_submit)?;
		loop {
			if let Some(outcome) = chain.outcome(tx).await? {
				return Ok(Fate::Final(outcome));
			}
			if finalized >= tx.mortal_until {
				return Ok(Fate::Expired);
			}
			// The nonce is used for good. Asked in this order, since this transaction itself may
			// just have become final.
			if answer == Submitted::Stale && chain.nonce_used(tx).await? {
				return Ok(chain.outcome(tx).await?.map_or(Fate::Expired, Fate::Final));
			}
			if answer != Submitted::Accepted && finalized >= best {
				// Those blocks lack it. Does the pool refuse it again?
				let again = chain.submit(tx).await?;
				best = chain.best().await?;
				match (&answer, again) {
					(_, Submitted::Accepted) => answer = Submitted::Accepted,
					// Its nonce is gone, so it can never be included.
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

	/// The part of [`Self::forget`] that needs no content store: without its key the content is
	/// unreadable.
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
mod tests;
