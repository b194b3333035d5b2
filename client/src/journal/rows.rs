//! Converts rows of the tables to types.

use super::types::{
	Batch, BatchState, BlockRef, Contribution, ContributionState, Sealed, SignedTx,
};
use epione_envelope::{keys::Holder, payload::DeviceSignature};
use epione_primitives::{Codec, ContentId, KeyScheme, Modality, Moment};
use rusqlite::Row;

fn wrong(column: usize, what: &str) -> rusqlite::Error {
	rusqlite::Error::FromSqlConversionFailure(
		column,
		rusqlite::types::Type::Blob,
		format!("not {what}").into(),
	)
}

pub(super) fn time(row: &Row, column: usize) -> rusqlite::Result<Moment> {
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

/// Reads `tx_hash`, `tx_bytes`, `tx_born`, `tx_until` from `column` on. Without bytes no
/// transaction is under way.
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

pub(super) fn read_batch(row: &Row) -> rusqlite::Result<Batch> {
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

pub(super) fn read_contribution(row: &Row) -> rusqlite::Result<Contribution> {
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
