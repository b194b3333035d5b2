//! What the gateway has done and has yet to do: an SQLite database that is durable at every step.
//!
//! A batch passes these states, each written before the step after it begins:
//!
//! | state | holds that | after a crash |
//! |---|---|---|
//! | (collected) | its readings are in files that are where they were | they are read again |
//! | `Sealing` | its data key may be in the keystore | it is undone: key and file are removed |
//! | `Sealed` | key and encrypted file are on disk, its readings marked as seen | it is stored |
//! | `Stored` | the content store has it | it is signed and submitted |
//! | `Anchoring` | a signed, mortal transaction | the same bytes are submitted again |
//! | `Anchored` | the anchor is final | |
//! | `Refused` | the chain refused it, with the reason | waits for a person |
//!
//! New bytes are signed only once those of an `Anchoring` batch can no longer be valid.
//!
//! A contribution passes `Planned`, `Committing`, `Committed`, `Delivering`, `Delivered` in the
//! same way.
//!
//! Readings are recognised by `HMAC-SHA-256(index key, record)`, with a key from the keystore, so
//! that nobody can guess readings from the journal.

mod batches;
mod contributions;
mod rows;
mod schema;
mod types;

pub use types::{
	Batch, BatchState, BlockRef, Contribution, ContributionState, Sealed, SignedTx, Source,
};

use crate::error::{Error, Result};
use epione_primitives::{Digest, Moment};
use rusqlite::{params, Connection, OptionalExtension};
use schema::{SCHEMA, VERSION};
use std::path::{Path, PathBuf};

/// The journal.
pub struct Journal {
	db: Connection,
	path: PathBuf,
}

impl Journal {
	/// Opens the journal, creating it if there is none.
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

	/// Returns its file.
	pub fn path(&self) -> &Path {
		&self.path
	}

	fn fail(&self) -> impl Fn(rusqlite::Error) -> Error + '_ {
		|e| failure(&self.path, e)
	}

	/// For tests: limits the journal to `pages` pages, as a full disk would.
	#[doc(hidden)]
	pub fn limit_pages(&self, pages: u32) -> Result<()> {
		self.db
			.query_row(&format!("PRAGMA max_page_count = {pages}"), [], |_| Ok(()))
			.map_err(self.fail())
	}

	// Small values that must be remembered.

	/// Returns the value that [`Self::set_meta`] kept under this name.
	pub fn meta(&self, name: &str) -> Result<Option<Vec<u8>>> {
		self.db
			.query_row("SELECT value FROM meta WHERE name = ?1", [name], |r| r.get(0))
			.optional()
			.map_err(self.fail())
	}

	/// Keeps a value under a name, replacing an earlier one.
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

	/// Returns the file with this keyed digest, if it was ingested before.
	pub fn source(&self, digest: &Digest) -> Result<Option<Source>> {
		self.db
			.query_row(
				"SELECT name, readings, at FROM source WHERE digest = ?1",
				[digest.as_slice()],
				|r| Ok(Source { name: r.get(0)?, readings: r.get(1)?, at: rows::time(r, 2)? }),
			)
			.optional()
			.map_err(self.fail())
	}

	/// Returns the batch in which a reading with this keyed digest was sealed, if it was.
	pub fn reading(&self, digest: &[u8; 16]) -> Result<Option<i64>> {
		self.db
			.prepare_cached("SELECT batch FROM reading WHERE digest = ?1")
			.and_then(|mut s| s.query_row([digest.as_slice()], |r| r.get(0)).optional())
			.map_err(self.fail())
	}

	/// Returns the number of readings that were sealed in all.
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

#[cfg(test)]
mod tests;
