//! Whether a gateway can still serve what it anchored.

use super::home::GatewayHome;
use crate::{
	error::{Error, Result},
	journal::{Batch, BatchState, Journal},
	store::{to_cid, ContentStore},
};

/// Checks the content of the anchored batches: all of it when the gateway starts, later one batch a
/// round, in turn. Blocks altered or lost on this disk are fetched from the peers. Returns notices
/// for people.
pub async fn look_after(
	gateway: &mut GatewayHome,
	store: &dyn ContentStore,
) -> Result<Vec<String>> {
	let mut lines = Vec::new();
	for batch in in_turn(&gateway.journal, gateway.looked_at)? {
		gateway.looked_at = Some(batch.id);
		// Reported once: peers that lacked it are not asked again before the next start.
		if gateway.damaged.contains(&batch.id) {
			continue;
		}
		match mend(&batch, store).await? {
			Found::Whole => {},
			Found::Mended(line) => lines.push(line),
			Found::Lost(line) => {
				gateway.damaged.insert(batch.id);
				lines.push(line);
			},
		}
	}
	Ok(lines)
}

/// Returns all anchored batches, or the one whose turn it is after `last`.
fn in_turn(journal: &Journal, last: Option<i64>) -> Result<Vec<Batch>> {
	let all = journal.batches_in(BatchState::Anchored)?;
	let Some(last) = last else { return Ok(all) };
	let next = all.iter().find(|batch| batch.id > last).or(all.first());
	Ok(next.cloned().into_iter().collect())
}

/// State of a batch's content.
enum Found {
	/// All of it is here.
	Whole,
	/// A peer supplied what was missing.
	Mended(String),
	/// Nobody has what is missing.
	Lost(String),
}

/// Asks the peers for the blocks of a batch that are altered or lost, if there are any.
async fn mend(batch: &Batch, store: &dyn ContentStore) -> Result<Found> {
	let content = batch.sealed.content;
	let root = to_cid(&content);
	let damaged = store.damaged(&root).await?;
	if damaged.is_empty() {
		return Ok(Found::Whole);
	}
	let what = format!(
		"batch {}: {} blocks of {root} were altered or lost on this disk",
		batch.id,
		damaged.len()
	);
	match store.get(&content, u64::MAX, &mut std::io::sink()).await {
		Ok(_) => Ok(Found::Mended(format!("{what}; a peer gave them again"))),
		Err(Error::ContentMissing { .. } | Error::ContentAltered { .. }) => Ok(Found::Lost(format!(
			"{what}, so nobody can fetch it: bring back {} from a backup, or name a peer that has fetched it \
			 (`peers` under [store] in config.toml) and start again; if neither is left, `epione dataset \
			 tombstone {}`",
			store.name(),
			hex::encode(content.digest)
		))),
		Err(error) => Err(error),
	}
}

#[cfg(test)]
mod tests;
