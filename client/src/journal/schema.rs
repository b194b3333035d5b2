//! The tables.

/// Version of the tables.
pub(super) const VERSION: i64 = 1;

pub(super) const SCHEMA: &str = "
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
