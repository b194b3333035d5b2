//! What both sides of a dispute read from the chain: the sponsor to prepare its evidence, the
//! arbiter to check it.

use super::{
	evidence::{self, Claim, Exhibit, Finding, Limits},
	verify::{Expected, ExpectedDevice},
};
use crate::{
	chain::{
		api,
		types::{codec, grantee},
		view, At, Chain, ChainError,
	},
	error::{Error, Result},
	papers::documents::Document,
	parties::{
		disputes::{self, DisputeInfo},
		researcher::{self, ContributionInfo},
	},
	store::{to_cid, ContentStore},
};
use age::x25519;
use epione_envelope::{
	envelope::Context,
	evidence::{Case, Disputed},
	keys::{Holder, RecipientSecret},
};
use epione_primitives::{ChainId, ContentId, Digest, DisputeId, EnvelopeBytes, StudyId};
use serde_json::Value as Json;
use std::path::Path;
use subxt::utils::{AccountId32, Static};

/// All that both sides need of a live dispute to prepare or check its evidence.
pub struct File {
	/// The dispute.
	pub info: DisputeInfo,
	/// The case that the evidence is bound to; `None` before an arbiter is drawn.
	pub case: Option<Case>,
	/// Its contributions, in order.
	pub items: Vec<FileItem>,
	/// What the study asks for, if the chain has its terms.
	pub limits: Option<Limits>,
}

/// One disputed contribution.
pub struct FileItem {
	/// What its envelope is bound to, the key, and the envelope; `None` if the subject took the
	/// envelope back.
	pub disputed: Option<Disputed>,
	/// Version of the study's recipient key.
	pub key_version: u32,
	/// What the content must agree with.
	pub exhibit: Exhibit,
}

impl File {
	/// Returns every contribution's envelope; an error if one is gone.
	pub fn disputed(&self) -> Result<Vec<Disputed>> {
		let gone = |item: &FileItem| {
			ChainError::NotFound(format!(
				"the envelope of {} is no longer served, since its subject took it back, and this node no longer has \
				 the block that accepted it: name an archive node with --url",
				hex::encode(item.exhibit.expected.content.digest)
			))
		};
		self.items.iter().map(|item| item.disputed.ok_or_else(|| gone(item).into())).collect()
	}
}

/// Collects what the chain knows of a live dispute.
pub async fn file(chain: &Chain, dispute_id: DisputeId) -> Result<File> {
	let info = disputes::dispute(chain, dispute_id).await?;
	let chain_id = chain.chain_id().await?;
	let at = chain.finalised().await?;
	let case = info.arbiter.map(|arbiter| Case {
		chain_id,
		dispute: dispute_id,
		arbiter: arbiter.0,
		digest: info.evidence,
	});
	let mut items = Vec::new();
	for item in &info.items {
		items.push(self::item(chain, &at, info.study, &item.subject, item.dataset).await?);
	}
	let study = researcher::study(chain, info.study).await?;
	let limits = study.terms.as_ref().map(|terms| Limits {
		modalities: terms.modalities.0,
		min_depth: terms.min_depth,
		collected: terms.eligibility.collected,
	});
	Ok(File { info, case, items, limits })
}

async fn item(
	chain: &Chain,
	at: &At,
	study: StudyId,
	subject: &AccountId32,
	dataset: Digest,
) -> Result<FileItem> {
	let holder = Holder::Study(study);
	let question =
		api::view_functions().studies().contribution(Static(grantee(&holder)), *subject, dataset);
	let found = view(at, question).await?.ok_or_else(|| {
		ChainError::NotFound(format!(
			"the chain knows no contribution of {} by {subject} to study {study}",
			hex::encode(dataset)
		))
	})?;
	let chain_id = chain.chain_id().await?;
	let exhibit = exhibit(chain_id, &found)?;
	let envelope = match found.envelope {
		Some(envelope) => Some(envelope),
		None => accepted(chain, &found).await,
	};
	let disputed = envelope.map(|envelope| Disputed {
		context: Context {
			chain_id,
			subject: subject.0,
			digest: dataset,
			holder,
			grant: found.grant,
			key_version: found.key_version,
		},
		recipient: found.key,
		envelope,
	});
	Ok(FileItem { disputed, key_version: found.key_version, exhibit })
}

/// Returns the envelope from the events of the block that accepted it, since revoking or
/// tombstoning must not end a dispute. `None` if the node has no state of that time.
async fn accepted(chain: &Chain, found: &ContributionInfo) -> Option<EnvelopeBytes> {
	let delivered = found.delivered_at?;
	let (mut low, mut high) = (1, chain.finalised().await.ok()?.block_number());
	while low < high {
		let middle = low + (high - low) / 2;
		let at = chain.client().at_block(middle).await.ok()?;
		match Chain::now_at(&at).await.ok()? < delivered {
			true => low = middle + 1,
			false => high = middle,
		}
	}
	let at = chain.client().at_block(low).await.ok()?;
	let events = at.events().fetch().await.ok()?;
	let mut all = events.find::<api::studies::events::Delivered>().filter_map(|event| event.ok());
	let same = |event: &api::studies::events::Delivered| {
		event.holder.0 == found.holder.0
			&& event.subject == found.subject
			&& event.dataset == found.dataset
	};
	all.find(same).map(|event| event.envelope)
}

/// Returns the content identifier of a contribution's ciphertext.
pub fn content(found: &ContributionInfo) -> Result<ContentId> {
	exhibit([0; 32], found).map(|exhibit| exhibit.expected.content)
}

/// Returns what the payload of a contribution must agree with. Digest, `D`, root and depth are the
/// contribution's own copy until it is settled, even if the dataset was tombstoned.
fn exhibit(chain_id: ChainId, found: &ContributionInfo) -> Result<Exhibit> {
	let facts = found.facts.as_ref();
	let (codec, key_commitment, root, depth) = match (&found.pinned, facts) {
		(Some(own), _) => (codec(&own.codec), own.key_commitment, own.root, own.depth),
		(None, Some(facts)) => (codec(&facts.codec), facts.key_commitment, facts.root, facts.depth),
		(None, None) => {
			return Err(ChainError::NotFound(format!(
				"the chain no longer says what {} was; the trail does (`epione audit`)",
				hex::encode(found.dataset)
			))
			.into())
		},
	};
	let device = facts.and_then(|facts| facts.device).map(|device| ExpectedDevice {
		device: device.0,
		scheme: None,
		claim: None,
		seq: None,
	});
	Ok(Exhibit {
		expected: Expected {
			chain_id,
			subject: found.subject.0,
			content: ContentId { codec, digest: found.dataset },
			key_commitment,
			root,
			depth,
			modality: facts.map(|facts| facts.modality.0),
			size: None,
			device,
		},
		days: facts.map(|facts| (facts.first_day, facts.last_day)),
	})
}

/// Returns the contributions in a report of `epione study fetch`.
pub fn entries(report: &Json) -> impl Iterator<Item = &Json> {
	report["contributions"].as_array().into_iter().flatten()
}

/// Returns the claim about each contribution: what the sponsor says, and what the report has.
pub async fn claims(
	chain: &Chain,
	study: StudyId,
	named: &[(AccountId32, Digest)],
	says: Option<&str>,
	report: &Json,
) -> Result<Vec<Claim>> {
	let disputable = disputes::disputable(chain, study).await?;
	let mut claims = Vec::new();
	for (subject, dataset) in named {
		let (name, digest) = (subject.to_string(), hex::encode(dataset));
		let found = disputable
			.iter()
			.find(|c| c.subject == *subject && c.dataset == *dataset)
			.ok_or_else(|| {
				Error::Usage(format!(
					"{digest} of {name} cannot be disputed: it was not delivered to study {study}, or is paid, or \
					 disputed already"
				))
			})?;
		let seen = entries(report).find(|entry| {
			entry["subject"].as_str() == Some(&name) && entry["dataset"].as_str() == Some(&digest)
		});
		let message = seen.and_then(|entry| entry["error"]["message"].as_str());
		let content = content(found)?;
		claims.push(Claim {
			subject: name,
			dataset: digest,
			cid: to_cid(&content).to_string(),
			says: says.or(message).unwrap_or("see the complaint").to_owned(),
			seen: seen.cloned(),
		});
	}
	Ok(claims)
}

/// Returns the age file for the drawn arbiter. `secrets` has the recipient secret of each
/// contribution, or is empty.
pub fn prepare(
	file: &File,
	secrets: &[RecipientSecret],
	document: &Document,
	attachment: &[u8],
) -> Result<Vec<u8>> {
	let (Some(case), Some(key)) = (&file.case, file.info.evidence_key) else {
		return Err(Error::Usage(match file.info.draws_at {
			Some(block) => format!(
				"no arbiter is drawn yet: it is by the hash of block {block}; try again in some seconds"
			),
			None => "no arbiter waits for evidence: the dispute is decided".into(),
		}));
	};
	let openings: Vec<_> = match secrets {
		[] => Vec::new(),
		secrets => file.disputed()?.into_iter().zip(secrets).collect(),
	};
	evidence::prepare(case, &openings, &document.salt, &document.text, attachment, &key)
}

/// Result of an arbiter's examination.
pub struct Seen {
	/// The sponsor's statement, byte for byte.
	pub statement: String,
	/// How many secrets were proven.
	pub openings: usize,
	/// The attachment.
	pub attachment: Vec<u8>,
	/// What was found of each contribution; empty if nothing was fetched.
	pub findings: Vec<Finding>,
}

/// Checks an evidence file and, with a store, every contribution that it is about.
pub async fn examine(
	file: &File,
	identity: &x25519::Identity,
	bytes: &[u8],
	store: Option<&dyn ContentStore>,
	out: &Path,
) -> Result<Seen> {
	let case = file.case.as_ref().ok_or_else(|| {
		Error::Usage("no arbiter is drawn yet: there is nothing to check for".into())
	})?;
	let seen = evidence::check(case, &file.disputed()?, identity, bytes)?;
	let openings = seen.secrets.len();
	let mut secrets = seen.secrets.iter();
	let exhibits: Vec<_> = file.items.iter().map(|item| (&item.exhibit, secrets.next())).collect();
	let complaint = disputes::complaint(&file.info);
	let findings = match store {
		Some(store) => {
			evidence::judge(store, complaint, file.limits.as_ref(), &exhibits, out).await?
		},
		None => Vec::new(),
	};
	Ok(Seen { statement: seen.statement, openings, attachment: seen.attachment, findings })
}
