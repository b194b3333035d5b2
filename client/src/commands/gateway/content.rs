//! Whether a gateway can still serve what it anchored.

use super::open::Open;
use crate::{
	error::{Error, Result},
	journal::{Batch, BatchState, Journal},
	store::{to_cid, ContentStore},
};

/// Looks at the content of the anchored batches: at all of it when the gateway starts, later at one batch
/// a round, in turn. What was altered or lost on this disk is asked for at the peers. Gives what a person
/// should know.
pub(super) async fn look_after(open: &mut Open, store: &dyn ContentStore) -> Result<Vec<String>> {
	let mut lines = Vec::new();
	for batch in in_turn(&open.journal, open.looked_at)? {
		open.looked_at = Some(batch.id);
		// Said once: peers that did not have it are not asked again before the next start.
		if open.damaged.contains(&batch.id) {
			continue;
		}
		match mend(&batch, store).await? {
			Found::Whole => {},
			Found::Mended(line) => lines.push(line),
			Found::Lost(line) => {
				open.damaged.insert(batch.id);
				lines.push(line);
			},
		}
	}
	Ok(lines)
}

/// All anchored batches, or the one whose turn it is after `last`.
fn in_turn(journal: &Journal, last: Option<i64>) -> Result<Vec<Batch>> {
	let all = journal.batches_in(BatchState::Anchored)?;
	let Some(last) = last else { return Ok(all) };
	let next = all.iter().find(|batch| batch.id > last).or(all.first());
	Ok(next.cloned().into_iter().collect())
}

/// How a batch's content was found.
enum Found {
	/// All of it is here.
	Whole,
	/// A peer gave what was not.
	Mended(String),
	/// Nobody has it.
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
#[path = "content_tests.rs"]
mod tests;
