//! The audit trail, built from final blocks only.
//!
//! A follower reads every final block once, keeps the events of Epione's pallets (and transfers and
//! fees) in a local SQLite index, and reports what happened to a subject, in a study, or to a
//! device. The index holds only what is on chain and can be deleted at any time: it is rebuilt from
//! the blocks of an archive node.

mod decode;

use crate::{
	chain::{node_error, Chain, ChainError},
	error::Error,
	files, home,
};
use rusqlite::{params, Connection, OptionalExtension};
use serde::Serialize;
use serde_json::Value as Json;
use std::path::Path;
use subxt::utils::AccountId32;

/// The pallets whose events are kept.
const PALLETS: [&str; 9] = [
	"Credentials",
	"Devices",
	"Consent",
	"Datasets",
	"Studies",
	"Balances",
	"Proxy",
	"TransactionPayment",
	"Recovery",
];

/// One event of the trail.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Entry {
	/// Number of the block.
	pub block: u64,
	/// Hash of the block.
	pub block_hash: String,
	/// Time of the block, milliseconds since the epoch.
	pub time: u64,
	/// Index of the extrinsic in the block; `None` for what a block does by itself.
	pub extrinsic: Option<u32>,
	/// Who signed the extrinsic, SS58.
	pub signer: Option<String>,
	/// `Pallet.call` of the extrinsic.
	pub call: Option<String>,
	/// `Pallet.Event`.
	pub event: String,
	/// The event's fields.
	pub fields: Json,
}

/// What the trail is about.
#[derive(Clone, Debug)]
pub enum Query {
	/// Everything that names this account: a subject, a device, a sponsor.
	Account(AccountId32),
	/// Everything that names this study.
	Study(u32),
}

/// What can go wrong.
#[derive(Debug, thiserror::Error)]
pub enum AuditError {
	/// The index failed.
	#[error("the audit index: {0}; it can be deleted, it is built again from the chain")]
	Index(#[from] rusqlite::Error),
	/// The index belongs to another chain.
	#[error("the audit index at {path} was built from another chain (genesis {found}); delete it or name another folder with --home")]
	OtherChain {
		/// Where the index is.
		path: String,
		/// The genesis hash that it holds.
		found: String,
	},
	/// Reading the chain failed.
	#[error(transparent)]
	Chain(#[from] ChainError),
}

/// The local index.
pub struct Index {
	db: Connection,
}

impl Index {
	/// Opens the index at `path`, creating it if there is none, for the chain with this genesis
	/// hash.
	pub fn open(path: &Path, genesis: &str) -> Result<Self, AuditError> {
		let db = Connection::open(path)?;
		db.execute_batch(
			"PRAGMA journal_mode = WAL;
			 CREATE TABLE IF NOT EXISTS chain (genesis TEXT NOT NULL);
			 CREATE TABLE IF NOT EXISTS blocks (number INTEGER PRIMARY KEY, hash TEXT NOT NULL, time INTEGER NOT NULL);
			 CREATE TABLE IF NOT EXISTS events (
				id INTEGER PRIMARY KEY, block INTEGER NOT NULL, place INTEGER NOT NULL, extrinsic INTEGER,
				signer TEXT, call TEXT, event TEXT NOT NULL, fields TEXT NOT NULL);
			 CREATE TABLE IF NOT EXISTS accounts (account BLOB NOT NULL, event INTEGER NOT NULL,
				PRIMARY KEY (account, event)) WITHOUT ROWID;
			 CREATE TABLE IF NOT EXISTS studies (study INTEGER NOT NULL, event INTEGER NOT NULL,
				PRIMARY KEY (study, event)) WITHOUT ROWID;",
		)?;
		let found: Option<String> =
			db.query_row("SELECT genesis FROM chain", [], |row| row.get(0)).optional()?;
		match found {
			None => {
				db.execute("INSERT INTO chain VALUES (?1)", [genesis])?;
			},
			Some(found) if found != genesis => {
				return Err(AuditError::OtherChain { path: path.display().to_string(), found })
			},
			Some(_) => {},
		}
		Ok(Self { db })
	}

	/// Returns the number of the last block that was read.
	pub fn last_block(&self) -> Result<Option<u64>, AuditError> {
		let last: Option<i64> =
			self.db.query_row("SELECT MAX(number) FROM blocks", [], |row| row.get(0))?;
		Ok(last.map(unsigned))
	}

	/// Reads the final blocks that are not in the index yet. `progress` is called with each block's
	/// number and the last one's.
	pub async fn follow(
		&mut self,
		chain: &Chain,
		mut progress: impl FnMut(u64, u64),
	) -> Result<(), AuditError> {
		let last = chain.finalised().await?.block_number();
		let next = self.last_block()?.map_or(0, |n| n + 1);
		for number in next..=last {
			let block = decode::block(chain, number, &PALLETS).await?;
			self.insert(&block)?;
			progress(number, last);
		}
		Ok(())
	}

	/// Inserts a whole block or nothing.
	fn insert(&mut self, block: &decode::Block) -> Result<(), AuditError> {
		let tx = self.db.transaction()?;
		tx.execute(
			"INSERT INTO blocks VALUES (?1, ?2, ?3)",
			params![signed(block.number), block.hash, signed(block.time)],
		)?;
		for (place, event) in block.events.iter().enumerate() {
			tx.execute(
				"INSERT INTO events (block, place, extrinsic, signer, call, event, fields)
				 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
				params![
					signed(block.number),
					place as i64,
					event.extrinsic,
					event.signer,
					event.call,
					event.event,
					event.fields.to_string()
				],
			)?;
			let id = tx.last_insert_rowid();
			for account in &event.accounts {
				tx.execute("INSERT OR IGNORE INTO accounts VALUES (?1, ?2)", params![account, id])?;
			}
			for study in &event.studies {
				tx.execute("INSERT OR IGNORE INTO studies VALUES (?1, ?2)", params![study, id])?;
			}
		}
		tx.commit()?;
		Ok(())
	}

	/// Returns the trail, oldest first.
	pub fn trail(&self, query: &Query) -> Result<Vec<Entry>, AuditError> {
		let table = match query {
			Query::Account(_) => "accounts WHERE account = ?1",
			Query::Study(_) => "studies WHERE study = ?1",
		};
		let sql = format!(
			"SELECT e.block, b.hash, b.time, e.extrinsic, e.signer, e.call, e.event, e.fields
			 FROM events e JOIN blocks b ON b.number = e.block
			 WHERE e.id IN (SELECT event FROM {table}) ORDER BY e.block, e.place"
		);
		let mut statement = self.db.prepare(&sql)?;
		let read = |row: &rusqlite::Row<'_>| {
			let fields: String = row.get(7)?;
			Ok(Entry {
				block: unsigned(row.get(0)?),
				block_hash: row.get(1)?,
				time: unsigned(row.get(2)?),
				extrinsic: row.get(3)?,
				signer: row.get(4)?,
				call: row.get(5)?,
				event: row.get(6)?,
				fields: serde_json::from_str(&fields).unwrap_or(Json::String(fields)),
			})
		};
		let rows = match query {
			Query::Account(account) => statement.query_map([&account.0[..]], read)?,
			Query::Study(study) => statement.query_map([study], read)?,
		};
		Ok(rows.collect::<Result<_, _>>()?)
	}
}

/// SQLite's integers have a sign; block numbers and times need 53 bits at most.
fn signed(number: u64) -> i64 {
	i64::try_from(number).unwrap_or(i64::MAX)
}

fn unsigned(number: i64) -> u64 {
	u64::try_from(number).unwrap_or_default()
}

impl From<subxt::error::BlocksError> for AuditError {
	fn from(error: subxt::error::BlocksError) -> Self {
		Self::Chain(node_error(error))
	}
}

/// Brings the index in `home` up to the last final block, and returns the trail.
pub async fn trail(
	chain: &Chain,
	home: &Path,
	query: &Query,
	progress: impl FnMut(u64, u64),
) -> Result<Vec<Entry>, Error> {
	files::make_dir(home)?;
	let mut index = Index::open(&home::audit(home), &chain.genesis())?;
	index.follow(chain, progress).await?;
	Ok(index.trail(query)?)
}

impl From<AuditError> for Error {
	fn from(error: AuditError) -> Self {
		match error {
			AuditError::Chain(chain) => chain.into(),
			other => Self::Usage(other.to_string()),
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use serde_json::json;

	fn block(number: u64, events: Vec<decode::Event>) -> decode::Block {
		decode::Block { number, hash: format!("0x{number:064x}"), time: number * 2_000, events }
	}

	fn event(name: &str, account: [u8; 32], study: Option<u32>) -> decode::Event {
		decode::Event {
			extrinsic: Some(1),
			signer: Some("5signer".into()),
			call: Some("Consent.grant".into()),
			event: name.into(),
			fields: json!({ "grant": 1 }),
			accounts: vec![account],
			studies: study.into_iter().collect(),
		}
	}

	#[test]
	fn the_trail_holds_what_names_the_account_or_the_study_in_order() {
		let mut index = Index::open(Path::new(":memory:"), "0xaa").expect("a new index");
		index
			.insert(&block(
				1,
				vec![
					event("Consent.Granted", [1; 32], Some(7)),
					event("Consent.Granted", [2; 32], None),
				],
			))
			.expect("block 1");
		index.insert(&block(2, vec![event("Consent.Revoked", [1; 32], None)])).expect("block 2");
		let names = |query| -> Vec<String> {
			index.trail(&query).expect("a trail").into_iter().map(|e| e.event).collect()
		};
		assert_eq!(
			names(Query::Account(AccountId32([1; 32]))),
			["Consent.Granted", "Consent.Revoked"]
		);
		assert_eq!(names(Query::Account(AccountId32([2; 32]))), ["Consent.Granted"]);
		assert_eq!(names(Query::Account(AccountId32([3; 32]))), [""; 0]);
		assert_eq!(names(Query::Study(7)), ["Consent.Granted"]);
		assert_eq!(index.last_block().expect("readable"), Some(2));
	}

	#[test]
	fn an_index_of_another_chain_is_refused() {
		let dir = tempfile::tempdir().expect("a folder");
		let path = dir.path().join("index.sqlite");
		drop(Index::open(&path, "0xaa").expect("a new index"));
		assert!(Index::open(&path, "0xaa").is_ok());
		assert!(matches!(Index::open(&path, "0xbb"), Err(AuditError::OtherChain { .. })));
	}

	#[test]
	fn a_block_is_never_counted_twice() {
		let mut index = Index::open(Path::new(":memory:"), "0xaa").expect("a new index");
		index.insert(&block(1, vec![event("Consent.Granted", [1; 32], None)])).expect("block 1");
		assert!(index.insert(&block(1, vec![event("Consent.Granted", [1; 32], None)])).is_err());
		assert_eq!(index.trail(&Query::Account(AccountId32([1; 32]))).expect("a trail").len(), 1);
	}
}
