//! What the gateway has done and has still to do: an SQLite database that is durable at every step.
//!
//! A batch passes these states, each written before the step after it begins:
//!
//! | state | holds that | after a crash |
//! |---|---|---|
//! | (collected) | its readings are in files that are still where they were | they are read again |
//! | `Sealing` | its data key may be in the keystore | it is undone: key and file are removed |
//! | `Sealed` | key and encrypted file are on disk, its readings are marked as seen | it is stored |
//! | `Stored` | the content store has it | it is signed and submitted |
//! | `Anchoring` | a signed, mortal transaction | the same bytes are submitted again, or, once they can no longer be valid, new ones are signed |
//! | `Anchored` | the anchor is final | |
//! | `Refused` | the chain refused it, with the reason | waits for a person |
//!
//! A contribution passes `Planned`, `Committing`, `Committed`, `Delivering`, `Delivered` in the same way.
//!
//! Readings are noticed by `HMAC-SHA-256(index key, record)`, with a key from the keystore, so that
//! nobody can guess readings from the journal.

use crate::error::{Error, Result};
use epione_envelope::{keys::Holder, payload::DeviceSignature};
use epione_primitives::{
	ChainId, Codec, ContentId, Day, Digest, EnvelopeBytes, GrantId, KeyScheme, KeyVersion,
	Modality, Moment, Point,
};
use rusqlite::{params, Connection, OptionalExtension, Row};
use std::path::{Path, PathBuf};

/// Version of the tables.
const VERSION: i64 = 1;

const SCHEMA: &str = "
CREATE TABLE source (
	id INTEGER PRIMARY KEY,
	digest BLOB NOT NULL UNIQUE,
	name TEXT NOT NULL,
	readings INTEGER NOT NULL,
	at INTEGER NOT NULL
) STRICT;
CREATE TABLE batch (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	state TEXT NOT NULL,
	chain BLOB NOT NULL,
	subject BLOB NOT NULL,
	digest BLOB NOT NULL UNIQUE,
	codec INTEGER NOT NULL,
	key_commitment BLOB NOT NULL,
	root BLOB NOT NULL,
	depth INTEGER NOT NULL,
	count INTEGER NOT NULL,
	modality INTEGER NOT NULL,
	first_day INTEGER NOT NULL,
	last_day INTEGER NOT NULL,
	size INTEGER NOT NULL,
	device BLOB,
	scheme INTEGER,
	claim INTEGER,
	seq INTEGER,
	signature BLOB,
	supersedes BLOB,
	at INTEGER NOT NULL,
	tx_hash BLOB,
	tx_bytes BLOB,
	tx_born INTEGER,
	tx_until INTEGER,
	block INTEGER,
	block_hash BLOB,
	error TEXT
) STRICT;
CREATE INDEX batch_state ON batch (state);
CREATE TABLE reading (
	digest BLOB PRIMARY KEY,
	batch INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE contribution (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	batch INTEGER NOT NULL REFERENCES batch (id),
	holder BLOB NOT NULL,
	grant_id INTEGER NOT NULL,
	price TEXT,
	invitation BLOB,
	state TEXT NOT NULL,
	key_version INTEGER,
	recipient_key BLOB,
	envelope BLOB,
	tx_hash BLOB,
	tx_bytes BLOB,
	tx_born INTEGER,
	tx_until INTEGER,
	block INTEGER,
	block_hash BLOB,
	error TEXT,
	UNIQUE (batch, holder)
) STRICT;
CREATE TABLE meta (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;
";

/// Where a batch stands; see the table above.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum BatchState {
	/// Being sealed.
	Sealing,
	/// Encrypted, on disk.
	Sealed,
	/// In the content store.
	Stored,
	/// A transaction was signed.
	Anchoring,
	/// The anchor is final.
	Anchored,
	/// The chain refused the anchor.
	Refused,
	/// The subject tombstoned it; key and content are gone.
	Tombstoned,
}

/// Where a contribution stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ContributionState {
	/// To be committed.
	Planned,
	/// A commit was signed.
	Committing,
	/// The commit is final: the key may be sealed.
	Committed,
	/// A delivery was signed.
	Delivering,
	/// The delivery is final.
	Delivered,
	/// The chain refused it, or the subject ended it.
	Refused,
}

macro_rules! words {
	($name:ident: $($variant:ident = $word:literal),* $(,)?) => {
		impl $name {
			/// The word that stands in the journal.
			pub const fn word(self) -> &'static str {
				match self { $(Self::$variant => $word),* }
			}

			fn from_word(word: &str) -> Option<Self> {
				match word { $($word => Some(Self::$variant),)* _ => None }
			}
		}

		impl std::fmt::Display for $name {
			fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
				f.pad(self.word())
			}
		}
	};
}

words!(BatchState:
	Sealing = "sealing", Sealed = "sealed", Stored = "stored", Anchoring = "anchoring",
	Anchored = "anchored", Refused = "refused", Tombstoned = "tombstoned",
);
words!(ContributionState:
	Planned = "planned", Committing = "committing", Committed = "committed",
	Delivering = "delivering", Delivered = "delivered", Refused = "refused",
);

/// A signed transaction, kept before it is submitted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedTx {
	/// Its hash.
	pub hash: [u8; 32],
	/// Its bytes, as submitted.
	pub bytes: Vec<u8>,
	/// Number of the block at which its mortal era begins.
	pub born: u32,
	/// Number of the last block that may include it.
	pub mortal_until: u32,
}

/// A block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BlockRef {
	/// Its number.
	pub number: u32,
	/// Its hash.
	pub hash: [u8; 32],
}

/// What is fixed about a batch when it is sealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
	/// The chain whose id the statement binds.
	pub chain_id: ChainId,
	/// Whose it is.
	pub subject: [u8; 32],
	/// CID of the ciphertext.
	pub content: ContentId,
	/// `D`.
	pub key_commitment: Point,
	/// Root over the readings.
	pub root: Digest,
	/// Depth of the tree.
	pub depth: u8,
	/// True count of readings: stays here.
	pub count: u32,
	/// Kind of data.
	pub modality: Modality,
	/// Day of the first reading.
	pub first_day: Day,
	/// Day of the last.
	pub last_day: Day,
	/// Length of the plaintext: a Padme bucket.
	pub size: u64,
	/// The device's signature, if a device signed.
	pub device: Option<DeviceSignature>,
	/// The dataset that it takes the place of.
	pub supersedes: Option<Digest>,
}

/// A batch in the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
	/// Its number here.
	pub id: i64,
	/// Where it stands.
	pub state: BatchState,
	/// What it is.
	pub sealed: Sealed,
	/// When it was sealed, by this machine's clock.
	pub at: Moment,
	/// The signed anchor, while it is under way and after.
	pub tx: Option<SignedTx>,
	/// The finalised block that has the anchor.
	pub block: Option<BlockRef>,
	/// Why it was refused.
	pub error: Option<String>,
}

/// A contribution in the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contribution {
	/// Its number here.
	pub id: i64,
	/// Which batch.
	pub batch: i64,
	/// To whom.
	pub holder: Holder,
	/// Under which grant.
	pub grant: GrantId,
	/// Outside a study: the price; `Some(0)` is a free share.
	pub price: Option<u128>,
	/// The sponsor's invitation: expiry, encoded signature.
	pub invitation: Option<Vec<u8>>,
	/// Where it stands.
	pub state: ContributionState,
	/// Version of the recipient key that the commit pinned.
	pub key_version: Option<KeyVersion>,
	/// That key.
	pub recipient_key: Option<Point>,
	/// The envelope, once sealed. Sealed once only: the same is submitted again.
	pub envelope: Option<EnvelopeBytes>,
	/// The transaction under way.
	pub tx: Option<SignedTx>,
	/// The finalised block of the last step.
	pub block: Option<BlockRef>,
	/// Why it was refused.
	pub error: Option<String>,
}

/// A file that was ingested before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
	/// Its name then.
	pub name: String,
	/// Readings in it.
	pub readings: u32,
	/// When.
	pub at: Moment,
}

/// The journal.
pub struct Journal {
	db: Connection,
	path: PathBuf,
}

impl Journal {
	/// Opens the journal, making it if there is none.
	pub fn open(path: &Path) -> Result<Self> {
		if let Some(dir) = path.parent().filter(|d| !d.as_os_str().is_empty()) {
			crate::files::make_dir(dir)?;
		}
		let fail = |e| failure(path, e);
		let mut db = Connection::open(path).map_err(fail)?;
		// Another process of the same gateway may be writing.
		db.busy_timeout(std::time::Duration::from_secs(10)).map_err(fail)?;
		// FULL: what is committed survives a power cut.
		db.execute_batch(
			"PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;
			 PRAGMA cache_size = -65536;",
		)
		.map_err(fail)?;
		#[cfg(unix)]
		restrict(path)?;
		let transaction =
			db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate).map_err(fail)?;
		let version: i64 =
			transaction.query_row("PRAGMA user_version", [], |r| r.get(0)).map_err(fail)?;
		match version {
			0 => {
				transaction.execute_batch(SCHEMA).map_err(fail)?;
				transaction.pragma_update(None, "user_version", VERSION).map_err(fail)?;
			},
			VERSION => {},
			other => {
				return Err(Error::Journal {
					path: path.into(),
					why: format!(
						"it is of version {other}, this program reads version {VERSION}; use the program \
						 that wrote it"
					),
				})
			},
		}
		transaction.commit().map_err(fail)?;
		Ok(Self { db, path: path.into() })
	}

	/// Its file.
	pub fn path(&self) -> &Path {
		&self.path
	}

	fn fail(&self) -> impl Fn(rusqlite::Error) -> Error + '_ {
		|e| failure(&self.path, e)
	}

	/// For tests: as if the disk had room for `pages` pages of the journal.
	#[doc(hidden)]
	pub fn limit_pages(&self, pages: u32) -> Result<()> {
		self.db
			.query_row(&format!("PRAGMA max_page_count = {pages}"), [], |_| Ok(()))
			.map_err(self.fail())
	}

	// Small things that must be remembered.

	/// A value that [`Self::set_meta`] kept.
	pub fn meta(&self, name: &str) -> Result<Option<Vec<u8>>> {
		self.db
			.query_row("SELECT value FROM meta WHERE name = ?1", [name], |r| r.get(0))
			.optional()
			.map_err(self.fail())
	}

	/// Keeps a value under a name, in the place of an earlier one.
	pub fn set_meta(&self, name: &str, value: &[u8]) -> Result<()> {
		self.db
			.execute(
				"INSERT INTO meta VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = ?2",
				params![name, value],
			)
			.map(drop)
			.map_err(self.fail())
	}

	// Sources and readings.

	/// Whether a file with this keyed digest was ingested before.
	pub fn source(&self, digest: &Digest) -> Result<Option<Source>> {
		self.db
			.query_row(
				"SELECT name, readings, at FROM source WHERE digest = ?1",
				[digest.as_slice()],
				|r| Ok(Source { name: r.get(0)?, readings: r.get(1)?, at: time(r, 2)? }),
			)
			.optional()
			.map_err(self.fail())
	}

	/// Whether a reading with this keyed digest was sealed before, and in which batch.
	pub fn reading(&self, digest: &[u8; 16]) -> Result<Option<i64>> {
		self.db
			.prepare_cached("SELECT batch FROM reading WHERE digest = ?1")
			.and_then(|mut s| s.query_row([digest.as_slice()], |r| r.get(0)).optional())
			.map_err(self.fail())
	}

	/// How many readings were sealed in all.
	pub fn reading_count(&self) -> Result<u64> {
		let count: i64 = self
			.db
			.query_row(
				"SELECT COALESCE(SUM(count), 0) FROM batch WHERE state != 'sealing'",
				[],
				|r| r.get(0),
			)
			.map_err(self.fail())?;
		Ok(count.unsigned_abs())
	}

	/// Marks files as ingested whose readings were all seen before, so that none will be sealed.
	pub fn add_sources(&mut self, sources: &[(Digest, String, u32)], at: Moment) -> Result<()> {
		let path = self.path.clone();
		let transaction = self.db.transaction().map_err(|e| failure(&path, e))?;
		insert_sources(&transaction, sources, at).map_err(|e| failure(&path, e))?;
		transaction.commit().map_err(|e| failure(&path, e))
	}

	// Batches.

	/// Says that a batch is about to be sealed: its data key may be written from now on.
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

	/// Says that the batch is sealed, and with it that its readings and files are taken: at once or
	/// not at all.
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
			// In order of their digests, so that the tree grows at one place after the other.
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

	/// Forgets a batch whose sealing did not come to its end.
	pub fn undo_sealing(&mut self, id: i64) -> Result<()> {
		self.db
			.execute("DELETE FROM batch WHERE id = ?1 AND state = 'sealing'", [id])
			.map(drop)
			.map_err(self.fail())
	}

	/// One batch.
	pub fn batch(&self, id: i64) -> Result<Option<Batch>> {
		self.select("WHERE id = ?1", [id]).map(|mut all| all.pop())
	}

	/// The batch with this content.
	pub fn batch_of(&self, digest: &Digest) -> Result<Option<Batch>> {
		self.select("WHERE digest = ?1", [digest.as_slice()]).map(|mut all| all.pop())
	}

	/// The batches in a state, oldest first.
	pub fn batches_in(&self, state: BatchState) -> Result<Vec<Batch>> {
		self.select("WHERE state = ?1 ORDER BY id", [state.word()])
	}

	/// All batches, oldest first.
	pub fn batches(&self) -> Result<Vec<Batch>> {
		self.select("ORDER BY id", [])
	}

	fn select(&self, tail: &str, params: impl rusqlite::Params) -> Result<Vec<Batch>> {
		let sql = format!(
			"SELECT id, state, chain, subject, digest, codec, key_commitment, root, depth, count, \
			 modality, first_day, last_day, size, device, scheme, claim, seq, signature, supersedes, at, \
			 tx_hash, tx_bytes, tx_born, tx_until, block, block_hash, error FROM batch {tail}"
		);
		let mut statement = self.db.prepare_cached(&sql).map_err(self.fail())?;
		let rows = statement.query_map(params, read_batch).map_err(self.fail())?;
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

	/// The content store has it.
	pub fn set_stored(&mut self, id: i64) -> Result<()> {
		self.update_batch(id, &[BatchState::Sealed], "state = 'stored'", &[])
	}

	/// An anchor transaction for these batches was signed: all of them at once or none.
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

	/// The anchor is final.
	pub fn set_anchored(&mut self, id: i64, block: Option<BlockRef>) -> Result<()> {
		self.update_batch(
			id,
			&[BatchState::Anchoring, BatchState::Stored],
			"state = 'anchored', block = ?2, block_hash = ?3, tx_bytes = NULL, error = NULL",
			&[&block.map(|b| b.number), &block.map(|b| b.hash.to_vec())],
		)
	}

	/// The transaction can no longer be included: a new one may be signed.
	pub fn set_anchor_expired(&mut self, id: i64) -> Result<()> {
		self.update_batch(
			id,
			&[BatchState::Anchoring],
			"state = 'stored', tx_hash = NULL, tx_bytes = NULL, tx_born = NULL, tx_until = NULL",
			&[],
		)
	}

	/// The chain refused the anchor.
	pub fn set_refused(&mut self, id: i64, why: &str) -> Result<()> {
		self.update_batch(
			id,
			&[BatchState::Anchoring, BatchState::Stored],
			"state = 'refused', tx_bytes = NULL, error = ?2",
			&[&why],
		)
	}

	/// A person asks to try a refused batch again.
	pub fn retry(&mut self, id: i64) -> Result<()> {
		self.update_batch(id, &[BatchState::Refused], "state = 'stored', error = NULL", &[])
	}

	/// The dataset was tombstoned.
	pub fn set_tombstoned(&mut self, id: i64) -> Result<()> {
		self.update_batch(
			id,
			&[BatchState::Anchored, BatchState::Stored, BatchState::Refused, BatchState::Sealed],
			"state = 'tombstoned', error = NULL",
			&[],
		)
	}

	// Contributions.

	/// Plans a contribution of a batch; `None` if there is one to this holder already.
	pub fn plan(
		&mut self,
		batch: i64,
		holder: &Holder,
		grant: GrantId,
		price: Option<u128>,
		invitation: Option<&[u8]>,
	) -> Result<Option<i64>> {
		let changed = self
			.db
			.execute(
				"INSERT INTO contribution (batch, holder, grant_id, price, invitation, state) VALUES \
				 (?1, ?2, ?3, ?4, ?5, 'planned') ON CONFLICT DO NOTHING",
				params![batch, holder.to_bytes(), grant, price.map(|p| p.to_string()), invitation],
			)
			.map_err(self.fail())?;
		Ok((changed == 1).then(|| self.db.last_insert_rowid()))
	}

	/// One contribution.
	pub fn contribution(&self, id: i64) -> Result<Option<Contribution>> {
		self.select_contributions("WHERE id = ?1", [id]).map(|mut all| all.pop())
	}

	/// The contributions in a state, oldest first.
	pub fn contributions_in(&self, state: ContributionState) -> Result<Vec<Contribution>> {
		self.select_contributions("WHERE state = ?1 ORDER BY id", [state.word()])
	}

	/// All contributions, oldest first.
	pub fn contributions(&self) -> Result<Vec<Contribution>> {
		self.select_contributions("ORDER BY id", [])
	}

	fn select_contributions(
		&self,
		tail: &str,
		params: impl rusqlite::Params,
	) -> Result<Vec<Contribution>> {
		let sql = format!(
			"SELECT id, batch, holder, grant_id, price, invitation, state, key_version, recipient_key, \
			 envelope, tx_hash, tx_bytes, tx_born, tx_until, block, block_hash, error FROM contribution \
			 {tail}"
		);
		let mut statement = self.db.prepare_cached(&sql).map_err(self.fail())?;
		let rows = statement.query_map(params, read_contribution).map_err(self.fail())?;
		rows.collect::<Result<_, _>>().map_err(self.fail())
	}

	fn update_contribution(
		&self,
		id: i64,
		from: &[ContributionState],
		set: &str,
		params: &[&dyn rusqlite::ToSql],
	) -> Result<()> {
		let from: Vec<_> = from.iter().map(|s| format!("'{}'", s.word())).collect();
		let sql = format!(
			"UPDATE contribution SET {set} WHERE id = ?1 AND state IN ({})",
			from.join(", ")
		);
		let mut all: Vec<&dyn rusqlite::ToSql> = vec![&id];
		all.extend(params);
		let changed = self.db.execute(&sql, all.as_slice()).map_err(self.fail())?;
		match changed {
			1 => Ok(()),
			_ => Err(Error::Journal {
				path: self.path.clone(),
				why: format!("contribution {id} is not {}", from.join(" or ")),
			}),
		}
	}

	/// A commit was signed.
	pub fn set_committing(&mut self, id: i64, tx: &SignedTx) -> Result<()> {
		self.update_contribution(
			id,
			&[ContributionState::Planned],
			"state = 'committing', tx_hash = ?2, tx_bytes = ?3, tx_born = ?4, tx_until = ?5, error = NULL",
			&[&tx.hash.as_slice(), &tx.bytes, &tx.born, &tx.mortal_until],
		)
	}

	/// The commit is final, and pinned this recipient key.
	pub fn set_committed(
		&mut self,
		id: i64,
		key_version: KeyVersion,
		recipient_key: &Point,
		block: Option<BlockRef>,
	) -> Result<()> {
		self.update_contribution(
			id,
			&[ContributionState::Planned, ContributionState::Committing],
			"state = 'committed', key_version = ?2, recipient_key = ?3, block = ?4, block_hash = ?5, \
			 tx_hash = NULL, tx_bytes = NULL, tx_born = NULL, tx_until = NULL",
			&[
				&key_version,
				&recipient_key.as_slice(),
				&block.map(|b| b.number),
				&block.map(|b| b.hash.to_vec()),
			],
		)
	}

	/// The envelope, sealed against the final commit. Kept before it is shown to anybody.
	pub fn set_envelope(&mut self, id: i64, envelope: &EnvelopeBytes) -> Result<()> {
		self.update_contribution(
			id,
			&[ContributionState::Committed],
			"envelope = ?2",
			&[&envelope.as_slice()],
		)
	}

	/// A delivery was signed.
	pub fn set_delivering(&mut self, id: i64, tx: &SignedTx) -> Result<()> {
		self.update_contribution(
			id,
			&[ContributionState::Committed],
			"state = 'delivering', tx_hash = ?2, tx_bytes = ?3, tx_born = ?4, tx_until = ?5",
			&[&tx.hash.as_slice(), &tx.bytes, &tx.born, &tx.mortal_until],
		)
	}

	/// The delivery is final.
	pub fn set_delivered(&mut self, id: i64, block: Option<BlockRef>) -> Result<()> {
		self.update_contribution(
			id,
			&[ContributionState::Committed, ContributionState::Delivering],
			"state = 'delivered', block = ?2, block_hash = ?3, tx_bytes = NULL, error = NULL",
			&[&block.map(|b| b.number), &block.map(|b| b.hash.to_vec())],
		)
	}

	/// The transaction can no longer be included: one step back, a new one may be signed.
	pub fn set_contribution_expired(&mut self, id: i64) -> Result<()> {
		self.update_contribution(
			id,
			&[ContributionState::Committing, ContributionState::Delivering],
			"state = CASE state WHEN 'committing' THEN 'planned' ELSE 'committed' END, \
			 tx_hash = NULL, tx_bytes = NULL, tx_born = NULL, tx_until = NULL",
			&[],
		)
	}

	/// The chain refused a step, or it lapsed.
	pub fn set_contribution_refused(&mut self, id: i64, why: &str) -> Result<()> {
		self.update_contribution(
			id,
			&[
				ContributionState::Planned,
				ContributionState::Committing,
				ContributionState::Committed,
				ContributionState::Delivering,
			],
			"state = 'refused', tx_bytes = NULL, error = ?2",
			&[&why],
		)
	}

	/// A person asks to try a refused contribution again, from its beginning.
	pub fn retry_contribution(&mut self, id: i64, grant: GrantId) -> Result<()> {
		self.update_contribution(
			id,
			&[ContributionState::Refused],
			"state = 'planned', grant_id = ?2, key_version = NULL, recipient_key = NULL, envelope = NULL, \
			 tx_hash = NULL, tx_bytes = NULL, tx_born = NULL, tx_until = NULL, error = NULL",
			&[&grant],
		)
	}
}

fn insert_sources(
	db: &Connection,
	sources: &[(Digest, String, u32)],
	at: Moment,
) -> rusqlite::Result<()> {
	let mut insert = db.prepare_cached(
		"INSERT INTO source (digest, name, readings, at) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
	)?;
	for (digest, name, readings) in sources {
		insert.execute(params![digest.as_slice(), name, readings, at as i64])?;
	}
	Ok(())
}

#[cfg(unix)]
fn restrict(path: &Path) -> Result<()> {
	use std::os::unix::fs::PermissionsExt;
	std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600))
		.map_err(Error::io("restrict", path))
}

fn failure(path: &Path, error: rusqlite::Error) -> Error {
	match error.sqlite_error_code() {
		Some(rusqlite::ErrorCode::DiskFull) => {
			Error::DiskFull { action: "write the journal", path: path.into() }
		},
		Some(rusqlite::ErrorCode::NotADatabase | rusqlite::ErrorCode::DatabaseCorrupt) => {
			Error::Journal {
				path: path.into(),
				why: format!("it is damaged ({error}); restore it from a backup"),
			}
		},
		Some(rusqlite::ErrorCode::DatabaseBusy | rusqlite::ErrorCode::DatabaseLocked) => {
			Error::Journal {
				path: path.into(),
				why: "another `epione` process is writing to it for long; stop that one".into(),
			}
		},
		_ => Error::Journal { path: path.into(), why: error.to_string() },
	}
}

// Rows.

fn wrong(column: usize, what: &str) -> rusqlite::Error {
	rusqlite::Error::FromSqlConversionFailure(
		column,
		rusqlite::types::Type::Blob,
		format!("not {what}").into(),
	)
}

fn time(row: &Row, column: usize) -> rusqlite::Result<Moment> {
	row.get::<_, i64>(column).map(|t| t as Moment)
}

fn bytes<const N: usize>(row: &Row, column: usize) -> rusqlite::Result<[u8; N]> {
	let blob = row.get_ref(column)?.as_blob()?;
	blob.try_into().map_err(|_| wrong(column, "of the right length"))
}

fn optional<T>(
	row: &Row,
	column: usize,
	read: impl FnOnce(&Row, usize) -> rusqlite::Result<T>,
) -> rusqlite::Result<Option<T>> {
	match row.get_ref(column)? {
		rusqlite::types::ValueRef::Null => Ok(None),
		_ => read(row, column).map(Some),
	}
}

fn word<T>(row: &Row, column: usize, read: impl FnOnce(&str) -> Option<T>) -> rusqlite::Result<T> {
	let text = row.get_ref(column)?.as_str()?;
	read(text).ok_or_else(|| wrong(column, "a state that this program knows"))
}

/// `tx_hash`, `tx_bytes`, `tx_born`, `tx_until` from `column` on. Without bytes there is none under way.
fn read_tx(row: &Row, column: usize) -> rusqlite::Result<Option<SignedTx>> {
	let Some(bytes_) = row.get::<_, Option<Vec<u8>>>(column + 1)? else { return Ok(None) };
	Ok(Some(SignedTx {
		hash: bytes(row, column)?,
		bytes: bytes_,
		born: row.get(column + 2)?,
		mortal_until: row.get(column + 3)?,
	}))
}

fn read_block(row: &Row, column: usize) -> rusqlite::Result<Option<BlockRef>> {
	let Some(number) = row.get::<_, Option<u32>>(column)? else { return Ok(None) };
	Ok(Some(BlockRef { number, hash: bytes(row, column + 1)? }))
}

fn read_batch(row: &Row) -> rusqlite::Result<Batch> {
	let codec = match row.get::<_, u8>(5)? {
		0 => Codec::Raw,
		1 => Codec::DagPb,
		_ => return Err(wrong(5, "a codec")),
	};
	let modality = *Modality::ALL
		.get(usize::from(row.get::<_, u8>(10)?))
		.ok_or_else(|| wrong(10, "a modality"))?;
	let device = match optional(row, 14, bytes::<32>)? {
		None => None,
		Some(device) => Some(DeviceSignature {
			device,
			scheme: match row.get::<_, u8>(15)? {
				0 => KeyScheme::Ed25519,
				1 => KeyScheme::Sr25519,
				_ => return Err(wrong(15, "a scheme")),
			},
			claim: row.get(16)?,
			seq: row.get::<_, i64>(17)? as u64,
			signature: bytes(row, 18)?,
		}),
	};
	Ok(Batch {
		id: row.get(0)?,
		state: word(row, 1, BatchState::from_word)?,
		sealed: Sealed {
			chain_id: bytes(row, 2)?,
			subject: bytes(row, 3)?,
			content: ContentId { codec, digest: bytes(row, 4)? },
			key_commitment: bytes(row, 6)?,
			root: bytes(row, 7)?,
			depth: row.get(8)?,
			count: row.get(9)?,
			modality,
			first_day: row.get(11)?,
			last_day: row.get(12)?,
			size: row.get::<_, i64>(13)? as u64,
			device,
			supersedes: optional(row, 19, bytes)?,
		},
		at: time(row, 20)?,
		tx: read_tx(row, 21)?,
		block: read_block(row, 25)?,
		error: row.get(27)?,
	})
}

fn read_contribution(row: &Row) -> rusqlite::Result<Contribution> {
	let holder = match row.get_ref(2)?.as_blob()? {
		[0, account @ ..] => account.try_into().ok().map(Holder::Account),
		[1, study @ ..] => study.try_into().ok().map(|s| Holder::Study(u32::from_be_bytes(s))),
		_ => None,
	};
	let price = match row.get::<_, Option<String>>(4)? {
		None => None,
		Some(text) => Some(text.parse().map_err(|_| wrong(4, "a price"))?),
	};
	Ok(Contribution {
		id: row.get(0)?,
		batch: row.get(1)?,
		holder: holder.ok_or_else(|| wrong(2, "a holder"))?,
		grant: row.get(3)?,
		price,
		invitation: row.get(5)?,
		state: word(row, 6, ContributionState::from_word)?,
		key_version: row.get(7)?,
		recipient_key: optional(row, 8, bytes)?,
		envelope: optional(row, 9, bytes)?,
		tx: read_tx(row, 10)?,
		block: read_block(row, 14)?,
		error: row.get(16)?,
	})
}

#[cfg(test)]
#[path = "journal_tests.rs"]
mod tests;
