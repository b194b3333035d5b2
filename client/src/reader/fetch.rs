//! Fetching what was contributed to a study: by CID, verified at every step.
//!
//! For each contribution: the CID of the content is checked block by block, the envelope is opened
//! with the study's recipient secret, the payload is decrypted, and root, count and device
//! signature are checked against what the chain holds. Records are written only when all of it
//! holds.

use crate::{
	chain::{types::codec, Chain},
	error::{Class, Error, Result},
	files,
	keys::keystore::Keystore,
	parties::researcher::{self, ContributionInfo},
	reader::{
		fetched::{Entry, Index},
		verify::{self, Expected, ExpectedDevice},
	},
	store::{to_cid, ContentStore},
};
use epione_envelope::{envelope, keys::Holder};
use epione_primitives::{ContentId, Grantee, StudyId};
use serde_json::{json, Value as Json};
use std::path::{Path, PathBuf};

/// Outcome for one contribution.
pub struct Fetched {
	/// What did not hold, if anything.
	pub error: Option<Error>,
	/// The records, if everything held.
	pub path: Option<PathBuf>,
	/// How many records there are.
	pub records: u32,
	/// The report, for machines.
	pub json: Json,
	/// The report, for people.
	pub text: String,
}

/// Opens the content store of a home that fetches from these peers.
pub async fn open_store(home: &Path, peers: &[String]) -> Result<Box<dyn ContentStore>> {
	let mut config = crate::config::Config::load(home)?;
	config.store.peers.extend_from_slice(peers);
	config.open_store(home).await
}

/// Fetches all contributions to `study` whose envelopes are served, into `out`: one NDJSON file
/// each, and `report.json`. What it writes is listed in the index of `home`, so that
/// [`crate::reader::erase`] finds it.
pub async fn study(
	chain: &Chain,
	study: StudyId,
	home: &Path,
	keystore: &Keystore,
	store: &dyn ContentStore,
	out: &Path,
	mut progress: impl FnMut(u64, u64),
) -> Result<Vec<Fetched>> {
	files::make_dir(out)?;
	let chain_id = chain.chain_id().await?;
	let index = Index::open(home, &chain_id)?;
	// Absolute, so that the files are found from any folder.
	let out = &std::fs::canonicalize(out).map_err(Error::io("find", out))?;
	let all: Vec<_> = researcher::contributions(chain, &Grantee::Study(study))
		.await?
		.into_iter()
		.filter(|c| c.envelope.is_some())
		.collect();
	let mut reports = Vec::new();
	for (done, contribution) in all.iter().enumerate() {
		progress(done as u64, all.len() as u64);
		reports.push(one(&chain_id, study, contribution, &index, keystore, store, out).await?);
	}
	progress(all.len() as u64, all.len() as u64);
	let report = json!({ "study": study, "contributions": reports.iter().map(|r| r.json.clone()).collect::<Vec<_>>() });
	let bytes = serde_json::to_vec_pretty(&report).map_err(|e| Error::Usage(e.to_string()))?;
	files::write_bytes(&out.join("report.json"), &bytes)?;
	Ok(reports)
}

async fn one(
	chain_id: &[u8; 32],
	study: StudyId,
	contribution: &ContributionInfo,
	index: &Index,
	keystore: &Keystore,
	store: &dyn ContentStore,
	out: &Path,
) -> Result<Fetched> {
	let dataset = hex::encode(contribution.dataset);
	let subject = contribution.subject.to_string();
	let base = json!({ "subject": subject, "dataset": dataset });
	match checked(chain_id, study, contribution, index, keystore, store, out).await {
		Ok((report, path)) => Ok(Fetched {
			error: None,
			records: report.records,
			text: format!(
				"{dataset}  {} records of {subject}: CID, root, count{} hold  ->  {}",
				report.records,
				if report.device.is_some() { ", device signature" } else { "" },
				path.display()
			),
			json: merge(
				base,
				json!({ "ok": true, "file": path.display().to_string(), "checks": report }),
			),
			path: Some(path),
		}),
		// An error of one contribution must not hide the others. A full disk or a wrong passphrase
		// is no contribution's error.
		Err(error) if matches!(error.class(), Class::OutOfReach | Class::Unsound) => Ok(Fetched {
			records: 0,
			path: None,
			text: format!("{dataset}  of {subject}: {error}"),
			json: merge(base, error.to_json()),
			error: Some(error),
		}),
		Err(error) => Err(error),
	}
}

async fn checked(
	chain_id: &[u8; 32],
	study: StudyId,
	contribution: &ContributionInfo,
	index: &Index,
	keystore: &Keystore,
	store: &dyn ContentStore,
	out: &Path,
) -> Result<(verify::Report, PathBuf)> {
	let facts = contribution.facts.as_ref().ok_or_else(|| {
		Error::Verification("the dataset was tombstoned; its pointer is gone".into())
	})?;
	let bytes = contribution
		.envelope
		.ok_or_else(|| Error::Verification("its envelope is no longer served".into()))?;
	let secret = keystore.recipient(&Holder::Study(study), contribution.key_version)?;
	let data = envelope::open(&bytes, &secret)
		.map_err(|e| Error::Verification(format!("the envelope does not open: {e}")))?;
	let expected = Expected {
		chain_id: *chain_id,
		subject: contribution.subject.0,
		content: ContentId { codec: codec(&facts.codec), digest: contribution.dataset },
		key_commitment: facts.key_commitment,
		root: facts.root,
		depth: facts.depth,
		modality: Some(facts.modality.0),
		size: None,
		device: facts.device.map(|device| ExpectedDevice {
			device: device.0,
			scheme: None,
			claim: None,
			seq: None,
		}),
	};
	let path = out.join(format!("{}.ndjson", hex::encode(contribution.dataset)));
	let entry = Entry {
		study,
		grant: contribution.grant,
		subject: contribution.subject.0,
		dataset: contribution.dataset,
		cid: to_cid(&expected.content).to_string(),
		key_version: contribution.key_version,
		files: vec![path.clone()],
		erased: false,
	};
	// Listed before there is anything to destroy, so that no crash leaves unlisted records.
	index.add(entry.clone())?;
	let report = match verify::fetch(store, &expected, &data, &path).await {
		Ok(report) => report,
		Err(error) => {
			// An older copy may be there.
			if !path.exists() {
				index.drop_file(&entry, &path)?;
			}
			return Err(error);
		},
	};
	Ok((report, path))
}

fn merge(mut base: Json, other: Json) -> Json {
	if let (Some(base), Json::Object(other)) = (base.as_object_mut(), other) {
		base.extend(other);
	}
	base
}
