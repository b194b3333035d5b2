//! Disputes: the sponsor opens them, an arbiter decides, either side appeals.

use crate::{
	accounts::Signer,
	chain::{api, port, view, At, Chain, ChainError, Included, Result},
	evidence::{Complaint, Exhibit, Limits, Verdict},
	parties::researcher,
	verify::{Expected, ExpectedDevice},
};
use epione_envelope::{
	envelope::Context,
	evidence::{Case, Disputed},
	keys::Holder,
};
use epione_primitives::{
	ChainId, Codec, ContentId, Digest, DisputeId, EnvelopeBytes, Grantee, SaltedDigest, StudyId,
};
use subxt::utils::{AccountId32, Static};

use api::runtime_types::{
	bounded_collections::bounded_vec::BoundedVec,
	epione_primitives::content::Codec as RuntimeCodec, pallet_disputes::types as runtime,
};

/// A dispute, as the chain tells of it.
pub type DisputeInfo = runtime::DisputeInfo<AccountId32, u128>;
/// What a dispute takes from the sponsor.
pub type BondInfo = runtime::BondInfo<u128>;
/// How far a dispute is.
pub type Phase = runtime::Phase;

/// Disputes contributions (subject, dataset); gives the dispute's number.
pub async fn open(
	chain: &Chain,
	signer: &Signer,
	study: StudyId,
	contributions: &[(AccountId32, Digest)],
	complaint: Complaint,
	evidence: SaltedDigest,
) -> Result<(DisputeId, Included)> {
	let reason = match complaint {
		Complaint::Undecryptable => runtime::Reason::Undecryptable,
		Complaint::Unavailable => runtime::Reason::Unavailable,
		Complaint::RootMismatch => runtime::Reason::RootMismatch,
		Complaint::OutsideTerms => runtime::Reason::OutsideTerms,
		Complaint::Duplicate => runtime::Reason::Duplicate,
		Complaint::DeviceFraud => runtime::Reason::DeviceFraud,
	};
	let contributions = BoundedVec(contributions.to_vec());
	let call = api::tx().disputes().open(study, contributions, reason, evidence);
	let included = chain.submit(signer, &call).await?;
	let event = included.event::<api::disputes::events::DisputeOpened>()?;
	Ok((event.dispute, included))
}

/// The drawn arbiter decides: one verdict for each contribution, in the order of the dispute.
pub async fn decide(
	chain: &Chain,
	signer: &Signer,
	dispute: DisputeId,
	verdicts: &[Verdict],
) -> Result<Included> {
	let verdicts = verdicts
		.iter()
		.map(|verdict| match verdict {
			Verdict::Rejected => runtime::Verdict::Rejected,
			Verdict::Upheld => runtime::Verdict::Upheld,
			Verdict::Cured => runtime::Verdict::Cured,
		})
		.collect();
	chain.submit(signer, &api::tx().disputes().decide(dispute, BoundedVec(verdicts))).await
}

/// Appeals what went against the signer.
pub async fn appeal(
	chain: &Chain,
	signer: &Signer,
	dispute: DisputeId,
	grounds: SaltedDigest,
) -> Result<Included> {
	chain.submit(signer, &api::tx().disputes().appeal(dispute, grounds)).await
}

/// Moves a dispute on whose time has come.
pub async fn advance(chain: &Chain, signer: &Signer, dispute: DisputeId) -> Result<Included> {
	chain.submit(signer, &api::tx().disputes().advance(dispute)).await
}

/// Publishes where the signer receives evidence.
pub async fn set_evidence_key(chain: &Chain, signer: &Signer, key: [u8; 32]) -> Result<Included> {
	chain.submit(signer, &api::tx().disputes().set_evidence_key(key)).await
}

/// Takes the signer out of the draw.
pub async fn remove_evidence_key(chain: &Chain, signer: &Signer) -> Result<Included> {
	chain.submit(signer, &api::tx().disputes().remove_evidence_key()).await
}

/// A dispute, while it is live.
pub async fn find(chain: &Chain, dispute: DisputeId) -> Result<Option<DisputeInfo>> {
	let at = chain.finalised().await?;
	view(&at, api::view_functions().disputes().dispute(dispute)).await
}

/// A dispute; an error if it is not live.
pub async fn dispute(chain: &Chain, dispute: DisputeId) -> Result<DisputeInfo> {
	find(chain, dispute).await?.ok_or_else(|| {
		ChainError::NotFound(format!(
			"there is no dispute {dispute}, or it has ended; `epione dispute list` shows the live ones"
		))
	})
}

/// All live disputes over contributions to a study.
pub async fn of_study(chain: &Chain, study: StudyId) -> Result<Vec<DisputeInfo>> {
	let at = chain.finalised().await?;
	let mut all = Vec::new();
	let mut after = None;
	loop {
		let question = api::view_functions().disputes().disputes_of(study, after, 100);
		let page = view(&at, question).await?;
		let Some(last) = page.last() else { return Ok(all) };
		after = Some(last.dispute);
		all.extend(page);
	}
}

/// All live disputes for which `arbiter` was drawn.
pub async fn for_arbiter(chain: &Chain, arbiter: &AccountId32) -> Result<Vec<DisputeInfo>> {
	let at = chain.finalised().await?;
	let mut all = Vec::new();
	let mut after = None;
	loop {
		let question = api::view_functions().disputes().disputes_for(*arbiter, after, 100);
		let page = view(&at, question).await?;
		let Some(last) = page.last() else { return Ok(all) };
		after = Some(last.dispute);
		all.extend(page);
	}
}

/// What disputing so many contributions at once takes; `None` for none and for too many.
pub async fn bond_for(chain: &Chain, count: u32) -> Result<Option<BondInfo>> {
	let at = chain.finalised().await?;
	view(&at, api::view_functions().disputes().bond_for(count)).await
}

/// The complaint in this client's words.
pub fn complaint(info: &DisputeInfo) -> Complaint {
	match info.reason {
		runtime::Reason::Undecryptable => Complaint::Undecryptable,
		runtime::Reason::Unavailable => Complaint::Unavailable,
		runtime::Reason::RootMismatch => Complaint::RootMismatch,
		runtime::Reason::OutsideTerms => Complaint::OutsideTerms,
		runtime::Reason::Duplicate => Complaint::Duplicate,
		runtime::Reason::DeviceFraud => Complaint::DeviceFraud,
	}
}

/// A verdict in this client's words.
pub fn verdict(verdict: &runtime::Verdict) -> Verdict {
	match verdict {
		runtime::Verdict::Rejected => Verdict::Rejected,
		runtime::Verdict::Upheld => Verdict::Upheld,
		runtime::Verdict::Cured => Verdict::Cured,
	}
}

/// A phase in a word.
pub fn phase_name(phase: &Phase) -> &'static str {
	match phase {
		Phase::Drawing => "drawing",
		Phase::Deciding => "deciding",
		Phase::Decided => "decided",
		Phase::Appealed => "appealed",
		Phase::Ending => "ending",
	}
}

/// All that both sides need of a live dispute to prepare or check its evidence.
pub struct File {
	/// The dispute.
	pub info: DisputeInfo,
	/// What the evidence is bound to; none before an arbiter is drawn.
	pub case: Option<Case>,
	/// Its contributions, in order.
	pub items: Vec<FileItem>,
	/// What the study asks for, if it still says.
	pub limits: Option<Limits>,
}

/// One disputed contribution.
pub struct FileItem {
	/// What its envelope is bound to, the key, the envelope; none if the subject took the envelope back.
	pub disputed: Option<Disputed>,
	/// Version of the study's recipient key.
	pub key_version: u32,
	/// What it must agree with.
	pub exhibit: Exhibit,
}

impl File {
	/// Every contribution's envelope; an error where one is gone.
	pub fn disputed(&self) -> Result<Vec<Disputed>> {
		let gone = |item: &FileItem| {
			ChainError::NotFound(format!(
				"the envelope of {} is no longer served, since its subject took it back, and this node no longer has \
				 the block that accepted it: name an archive node with --url",
				hex::encode(item.exhibit.expected.content.digest)
			))
		};
		self.items.iter().map(|item| item.disputed.ok_or_else(|| gone(item))).collect()
	}
}

/// Collects what the chain knows of a live dispute.
pub async fn file(chain: &Chain, dispute_id: DisputeId) -> Result<File> {
	let info = dispute(chain, dispute_id).await?;
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
	let question = api::view_functions().studies().contribution(
		Static(port::grantee(&holder)),
		*subject,
		dataset,
	);
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

/// The envelope as the block told it that accepted it: revoking or tombstoning must not end a dispute. `None` if the
/// node has no state of that time.
async fn accepted(chain: &Chain, found: &researcher::ContributionInfo) -> Option<EnvelopeBytes> {
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

/// The CID's parts of a contribution's ciphertext.
pub fn content(found: &researcher::ContributionInfo) -> Result<ContentId> {
	exhibit([0; 32], found).map(|exhibit| exhibit.expected.content)
}

/// What the payload of a contribution must agree with. Digest, `D`, root and depth are the contribution's own copy
/// as long as it is not settled, whatever became of the dataset.
fn exhibit(chain_id: ChainId, found: &researcher::ContributionInfo) -> Result<Exhibit> {
	let codec = |codec: &RuntimeCodec| match codec {
		RuntimeCodec::Raw => Codec::Raw,
		RuntimeCodec::DagPb => Codec::DagPb,
	};
	let facts = found.facts.as_ref();
	let (codec, key_commitment, root, depth) = match (&found.pinned, facts) {
		(Some(own), _) => (codec(&own.codec), own.key_commitment, own.root, own.depth),
		(None, Some(facts)) => (codec(&facts.codec), facts.key_commitment, facts.root, facts.depth),
		(None, None) => {
			return Err(ChainError::NotFound(format!(
				"the chain no longer says what {} was; the trail does (`epione audit`)",
				hex::encode(found.dataset)
			)))
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

/// The contributions to a study that can be disputed now: delivered, not settled.
pub async fn disputable(
	chain: &Chain,
	study: StudyId,
) -> Result<Vec<researcher::ContributionInfo>> {
	use api::runtime_types::pallet_studies::types::Status;
	let mut all = researcher::contributions(chain, &Grantee::Study(study)).await?;
	all.retain(|c| matches!(c.status, Status::Delivered));
	Ok(all)
}
