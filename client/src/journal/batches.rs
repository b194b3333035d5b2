//! Batches and their states.

use super::{
	failure, insert_sources, rows, Batch, BatchState, BlockRef, Journal, Sealed, SignedTx,
};
use crate::error::{Error, Result};
use epione_primitives::{Digest, Moment};
use rusqlite::params;

impl Journal {
	/// Records that a batch is about to be sealed: its data key may be written from now on.
	pub fn begin_sealing(&mut self, sealed: &Sealed, at: Moment) -> Result<i64> {
		let device = sealed.device.as_ref();
		self.db
			.execute(
				"INSERT INTO batch (state, chain, subject, digest, codec, key_commitment, root, depth, \
				 count, modality, first_day, last_day, size, device, scheme, claim, seq, signature, \
				 supersedes, at) VALUES ('sealing', ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, \
				 ?13, ?14, ?15, ?16, ?17, ?18, ?19)",
				params![
					sealed.chain_id.as_slice(),
					sealed.subject.as_slice(),
					sealed.content.digest.as_slice(),
					sealed.content.codec as u8,
					sealed.key_commitment.as_slice(),
					sealed.root.as_slice(),
					sealed.depth,
					sealed.count,
					sealed.modality as u8,
					sealed.first_day,
					sealed.last_day,
					sealed.size as i64,
					device.map(|d| d.device.as_slice()),
					device.map(|d| d.scheme.code()),
					device.map(|d| d.claim),
					device.map(|d| d.seq as i64),
					device.map(|d| d.signature.as_slice()),
					sealed.supersedes.as_ref().map(|d| d.as_slice()),
					at as i64,
				],
			)
			.map_err(self.fail())?;
		Ok(self.db.last_insert_rowid())
	}

	/// Records that the batch is sealed and its readings and files are taken, in one transaction.
	pub fn finish_sealing(
		&mut self,
		id: i64,
		readings: &[[u8; 16]],
		sources: &[(Digest, String, u32)],
		at: Moment,
	) -> Result<()> {
		let path = self.path.clone();
		let fail = |e| failure(&path, e);
		let transaction = self.db.transaction().map_err(fail)?;
		{
			// Sorted by digest, so that the tree grows at one place after the other.
			let mut sorted: Vec<&[u8; 16]> = readings.iter().collect();
			sorted.sort_unstable();
			let mut insert = transaction
				.prepare_cached("INSERT INTO reading (digest, batch) VALUES (?1, ?2)")
				.map_err(fail)?;
			for digest in sorted {
				insert.execute(params![digest.as_slice(), id]).map_err(fail)?;
			}
		}
		insert_sources(&transaction, sources, at).map_err(fail)?;
		let changed = transaction
			.execute("UPDATE batch SET state = 'sealed' WHERE id = ?1 AND state = 'sealing'", [id])
			.map_err(fail)?;
		if changed != 1 {
			return Err(Error::Journal { path, why: format!("batch {id} is not being sealed") });
		}
		transaction.commit().map_err(fail)
	}

	/// Removes a batch whose sealing was not finished.
	pub fn undo_sealing(&mut self, id: i64) -> Result<()> {
		self.db
			.execute("DELETE FROM batch WHERE id = ?1 AND state = 'sealing'", [id])
			.map(drop)
			.map_err(self.fail())
	}

	/// Returns one batch.
	pub fn batch(&self, id: i64) -> Result<Option<Batch>> {
		self.select_batches("WHERE id = ?1", [id]).map(|mut all| all.pop())
	}

	/// Returns the batch with this content.
	pub fn batch_of(&self, digest: &Digest) -> Result<Option<Batch>> {
		self.select_batches("WHERE digest = ?1", [digest.as_slice()]).map(|mut all| all.pop())
	}

	/// Returns the batches in a state, oldest first.
	pub fn batches_in(&self, state: BatchState) -> Result<Vec<Batch>> {
		self.select_batches("WHERE state = ?1 ORDER BY id", [state.word()])
	}

	/// Returns all batches, oldest first.
	pub fn batches(&self) -> Result<Vec<Batch>> {
		self.select_batches("ORDER BY id", [])
	}

	fn select_batches(&self, tail: &str, params: impl rusqlite::Params) -> Result<Vec<Batch>> {
		let sql = format!(
			"SELECT id, state, chain, subject, digest, codec, key_commitment, root, depth, count, \
			 modality, first_day, last_day, size, device, scheme, claim, seq, signature, supersedes, at, \
			 tx_hash, tx_bytes, tx_born, tx_until, block, block_hash, error FROM batch {tail}"
		);
		let mut statement = self.db.prepare_cached(&sql).map_err(self.fail())?;
		let rows = statement.query_map(params, rows::read_batch).map_err(self.fail())?;
		rows.collect::<Result<_, _>>().map_err(self.fail())
	}

	fn update_batch(
		&self,
		id: i64,
		from: &[BatchState],
		set: &str,
		params: &[&dyn rusqlite::ToSql],
	) -> Result<()> {
		let from: Vec<_> = from.iter().map(|s| format!("'{}'", s.word())).collect();
		let sql =
			format!("UPDATE batch SET {set} WHERE id = ?1 AND state IN ({})", from.join(", "));
		let mut all: Vec<&dyn rusqlite::ToSql> = vec![&id];
		all.extend(params);
		let changed = self.db.execute(&sql, all.as_slice()).map_err(self.fail())?;
		match changed {
			1 => Ok(()),
			_ => Err(Error::Journal {
				path: self.path.clone(),
				why: format!("batch {id} is not {}", from.join(" or ")),
			}),
		}
	}

	/// Records that the content store has it.
	pub fn set_stored(&mut self, id: i64) -> Result<()> {
		self.update_batch(id, &[BatchState::Sealed], "state = 'stored'", &[])
	}

	/// Records a signed anchor transaction for these batches: for all of them or none.
	pub fn set_anchoring(&mut self, ids: &[i64], tx: &SignedTx) -> Result<()> {
		let path = self.path.clone();
		let transaction = self.db.unchecked_transaction().map_err(|e| failure(&path, e))?;
		for id in ids {
			self.update_batch(
				*id,
				&[BatchState::Stored],
				"state = 'anchoring', tx_hash = ?2, tx_bytes = ?3, tx_born = ?4, tx_until = ?5, \
				 error = NULL",
				&[&tx.hash.as_slice(), &tx.bytes, &tx.born, &tx.mortal_until],
			)?;
		}
		transaction.commit().map_err(|e| failure(&path, e))
	}

	/// Records that the anchor is final.
	pub fn set_anchored(&mut self, id: i64, block: Option<BlockRef>) -> Result<()> {
		self.update_batch(
			id,
			&[BatchState::Anchoring, BatchState::Stored],
			"state = 'anchored', block = ?2, block_hash = ?3, tx_bytes = NULL, error = NULL",
			&[&block.map(|b| b.number), &block.map(|b| b.hash.to_vec())],
		)
	}

	/// Records that the transaction can no longer be included: a new one may be signed.
	pub fn set_anchor_expired(&mut self, id: i64) -> Result<()> {
		self.update_batch(
			id,
			&[BatchState::Anchoring],
			"state = 'stored', tx_hash = NULL, tx_bytes = NULL, tx_born = NULL, tx_until = NULL",
			&[],
		)
	}

	/// Records that the chain refused the anchor.
	pub fn set_refused(&mut self, id: i64, why: &str) -> Result<()> {
		self.update_batch(
			id,
			&[BatchState::Anchoring, BatchState::Stored],
			"state = 'refused', tx_bytes = NULL, error = ?2",
			&[&why],
		)
	}

	/// Lets a refused batch be tried again, as a person asked.
	pub fn retry(&mut self, id: i64) -> Result<()> {
		self.update_batch(id, &[BatchState::Refused], "state = 'stored', error = NULL", &[])
	}

	/// Records that the dataset was tombstoned.
	pub fn set_tombstoned(&mut self, id: i64) -> Result<()> {
		self.update_batch(
			id,
			&[BatchState::Anchored, BatchState::Stored, BatchState::Refused, BatchState::Sealed],
			"state = 'tombstoned', error = NULL",
			&[],
		)
	}
}
