//! Destroying what a grant covered, once its subject has ended it.
//!
//! This covers fetched records that the chain no longer serves, their blocks in the content store,
//! and the version of the recipient key that opened their envelopes, as soon as nothing else needs
//! it. What remains to be done is the statement on chain,
//! [`crate::parties::researcher::acknowledge`].

use crate::{
	chain::{api, view, Chain},
	error::Result,
	files,
	keys::keystore::Keystore,
	parties::researcher::{self, ContributionInfo},
	reader::fetched::{Entry, Index},
	store::{parse_cid, to_cid, ContentStore},
};
use epione_envelope::keys::Holder;
use epione_primitives::{GrantId, Grantee, KeyVersion, StudyId};
use std::{collections::BTreeSet, path::PathBuf};
use subxt::utils::{AccountId32, Static};

type Status = api::runtime_types::pallet_studies::types::Status;
type DatasetState = api::runtime_types::pallet_datasets::types::DatasetState<AccountId32>;
type Phase = api::runtime_types::pallet_studies::types::Phase;

/// What was fetched under a grant, by what must happen to it.
#[derive(Debug, Default)]
pub struct Plan {
	/// Has ended.
	pub ended: Vec<Entry>,
	/// Has ended, but is evidence in a dispute that is not decided.
	pub disputed: Vec<Entry>,
	/// May be kept: the chain serves it.
	pub kept: Vec<Entry>,
}

/// Why a version of a recipient key is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needed {
	/// New contributions to the study are sealed to it.
	Current,
	/// Contributions are committed to it that were not delivered yet.
	Committed,
	/// It opens what the chain serves.
	Served,
	/// It opens what is disputed.
	Disputed,
}

impl Needed {
	/// Returns the reason, for people.
	pub fn words(self, study: StudyId) -> String {
		match self {
			Self::Current => format!(
				"contributions are sealed to it still; `epione study key {study}` makes the next one, then this one can go"
			),
			Self::Committed => "contributions that are under way will be sealed to it".into(),
			Self::Served => "it opens other contributions, which you may read".into(),
			Self::Disputed => "it is needed as evidence in a dispute".into(),
		}
	}
}

/// What was destroyed.
#[derive(Debug, Default)]
pub struct Erased {
	/// Files that were there, overwritten and removed.
	pub files: Vec<PathBuf>,
	/// Files that were no longer where they had been written.
	pub missing: Vec<PathBuf>,
	/// Datasets whose blocks were removed.
	pub datasets: usize,
	/// Versions of recipient keys that were destroyed.
	pub keys: Vec<(StudyId, KeyVersion)>,
	/// Versions of recipient keys that something else needs.
	pub kept_keys: Vec<(StudyId, KeyVersion, Needed)>,
}

/// Sorts what was fetched under a grant by its state on chain.
pub async fn plan(chain: &Chain, index: &Index, grant: GrantId) -> Result<Plan> {
	let at = chain.finalised().await?;
	let info = view(&at, api::view_functions().consent().grant_info(grant)).await?;
	let revoked = info.as_ref().is_none_or(|info| info.line.revoked_at.is_some());
	let mut plan = Plan::default();
	for entry in index.of_grant(grant)? {
		let (subject, holder) = (AccountId32(entry.subject), Grantee::Study(entry.study));
		let question =
			api::view_functions().studies().contribution(Static(holder), subject, entry.dataset);
		let contribution = view(&at, question).await?;
		let question = api::view_functions().datasets().dataset(subject, entry.dataset);
		let standing = matches!(
			view(&at, question).await?,
			Some(DatasetState::Active(_) | DatasetState::Superseded(_))
		);
		let list = match fate(contribution.as_ref().map(Seen::of), revoked, standing) {
			Fate::Ended => &mut plan.ended,
			Fate::Disputed => &mut plan.disputed,
			Fate::Kept => &mut plan.kept,
		};
		list.push(entry);
	}
	Ok(plan)
}

/// The part of a contribution that decides its fate.
#[derive(Clone, Copy, Debug)]
struct Seen {
	served: bool,
	disputed: bool,
}

impl Seen {
	fn of(contribution: &ContributionInfo) -> Self {
		Self {
			served: contribution.envelope.is_some(),
			disputed: matches!(contribution.status, Status::Disputed),
		}
	}
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
	Ended,
	Disputed,
	Kept,
}

/// Returns what happens to a dataset's records. The chain does not keep contributions to a study
/// that ended long ago; then the state of grant and dataset decides.
fn fate(contribution: Option<Seen>, revoked: bool, standing: bool) -> Fate {
	match contribution {
		Some(Seen { served: true, .. }) => Fate::Kept,
		Some(Seen { disputed: true, .. }) => Fate::Disputed,
		Some(_) => Fate::Ended,
		None if revoked || !standing => Fate::Ended,
		None => Fate::Kept,
	}
}

/// Destroys what these entries name: records, blocks, and each version of a recipient key that
/// nothing else needs. Can be repeated after it stopped anywhere.
pub async fn erase(
	chain: &Chain,
	index: &Index,
	keystore: &mut Keystore,
	store: &dyn ContentStore,
	entries: &[Entry],
) -> Result<Erased> {
	let mut erased = Erased::default();
	let mut left = Vec::new();
	for entry in entries {
		let mut missing = Vec::new();
		for file in &entry.files {
			match file.exists() {
				true => {
					files::destroy(file)?;
					erased.files.push(file.clone());
				},
				false => missing.push(file.clone()),
			}
		}
		if !entry.erased {
			store.forget(&to_cid(&parse_cid(&entry.cid)?)).await?;
			erased.datasets += 1;
		}
		erased.missing.extend(missing.iter().cloned());
		left.push(missing);
	}
	// Keys after all records: what opens them goes last.
	let versions: BTreeSet<_> = entries.iter().map(|e| (e.study, e.key_version)).collect();
	for (study, version) in versions {
		match needed(chain, study, version).await? {
			Some(why) => erased.kept_keys.push((study, version, why)),
			None => {
				if keystore.destroy_recipient(&Holder::Study(study), version)? {
					erased.keys.push((study, version));
				}
			},
		}
	}
	for (entry, missing) in entries.iter().zip(left) {
		index.set_erased(entry, missing)?;
	}
	Ok(erased)
}

/// Returns why a version of a study's recipient key is needed; `None` if nothing needs it.
async fn needed(chain: &Chain, study: StudyId, version: KeyVersion) -> Result<Option<Needed>> {
	let info = researcher::study(chain, study).await?;
	let over = matches!(info.phase, Phase::Closed | Phase::Finished | Phase::Ended);
	let current = !over && info.key.as_ref().is_some_and(|key| key.version == version);
	let all = researcher::contributions(chain, &Grantee::Study(study)).await?;
	let sealed = all.iter().filter(|c| c.key_version == version);
	Ok(why_needed(current, sealed.map(|c| (&c.status, Seen::of(c)))))
}

fn why_needed<'a>(
	current: bool,
	sealed: impl Iterator<Item = (&'a Status, Seen)>,
) -> Option<Needed> {
	if current {
		return Some(Needed::Current);
	}
	let mut sealed = sealed;
	sealed.find_map(|(status, seen)| match status {
		Status::Committed => Some(Needed::Committed),
		_ if seen.disputed => Some(Needed::Disputed),
		_ if seen.served => Some(Needed::Served),
		_ => None,
	})
}

#[cfg(test)]
mod tests {
	use super::*;

	const SERVED: Seen = Seen { served: true, disputed: false };
	const ENDED: Seen = Seen { served: false, disputed: false };
	const DISPUTED: Seen = Seen { served: false, disputed: true };

	#[test]
	fn what_the_chain_serves_is_kept_and_nothing_else() {
		for (contribution, revoked, standing, expected) in [
			(Some(SERVED), false, true, Fate::Kept),
			(Some(Seen { served: true, disputed: true }), false, true, Fate::Kept),
			(Some(ENDED), true, true, Fate::Ended),
			// The data is narrowed out or tombstoned; the grant stands.
			(Some(ENDED), false, true, Fate::Ended),
			(Some(ENDED), false, false, Fate::Ended),
			(Some(DISPUTED), true, true, Fate::Disputed),
			// The study ended long ago.
			(None, false, true, Fate::Kept),
			(None, true, true, Fate::Ended),
			(None, false, false, Fate::Ended),
		] {
			assert_eq!(fate(contribution, revoked, standing), expected, "{contribution:?}");
		}
	}

	#[test]
	fn a_key_goes_when_nothing_needs_it() {
		let none: [(&Status, Seen); 0] = [];
		assert_eq!(why_needed(true, none.into_iter()), Some(Needed::Current));
		assert_eq!(why_needed(false, none.into_iter()), None);
		for (status, seen, expected) in [
			(Status::Committed, ENDED, Some(Needed::Committed)),
			(Status::Delivered, ENDED, None),
			(Status::Delivered, SERVED, Some(Needed::Served)),
			(Status::Settled, SERVED, Some(Needed::Served)),
			(Status::Settled, ENDED, None),
			(Status::Disputed, DISPUTED, Some(Needed::Disputed)),
			(Status::Voided, ENDED, None),
			(Status::Lapsed, ENDED, None),
		] {
			let sealed = [(&Status::Settled, ENDED), (&status, seen)];
			assert_eq!(why_needed(false, sealed.into_iter()), expected, "{status:?}");
			assert!(expected.is_none_or(|why| !why.words(3).is_empty()));
		}
	}
}
