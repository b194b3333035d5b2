//! Disputes: the sponsor opens them, an arbiter decides, either side appeals.

use super::researcher;
use crate::{
	chain::{api, view, Chain, ChainError, Included, Result},
	keys::accounts::Signer,
};
use epione_primitives::{Digest, DisputeId, Grantee, SaltedDigest, StudyId};
use serde::{Deserialize, Serialize};
use subxt::utils::AccountId32;

use api::runtime_types::{
	bounded_collections::bounded_vec::BoundedVec, pallet_disputes::types as runtime,
};

/// What is wrong, in the chain's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum Complaint {
	/// The key opens the envelope, but not the ciphertext.
	Undecryptable,
	/// Nobody serves the ciphertext.
	Unavailable,
	/// The records do not give the anchored root, or not at its depth.
	RootMismatch,
	/// The content is not what the study's terms ask for.
	OutsideTerms,
	/// The same records were contributed before.
	Duplicate,
	/// The device did not measure this.
	DeviceFraud,
}

impl Complaint {
	/// Returns its name, as it is typed.
	pub fn name(self) -> &'static str {
		match self {
			Self::Undecryptable => "undecryptable",
			Self::Unavailable => "unavailable",
			Self::RootMismatch => "root-mismatch",
			Self::OutsideTerms => "outside-terms",
			Self::Duplicate => "duplicate",
			Self::DeviceFraud => "device-fraud",
		}
	}
}

/// What an arbiter finds of one contribution.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
	/// The complaint is unfounded: the participant is paid.
	Rejected,
	/// The complaint is right: the price is forfeited.
	Upheld,
	/// It was not served and is now: the participant is paid.
	Cured,
}

impl Verdict {
	/// Returns its name, as it is typed.
	pub fn name(self) -> &'static str {
		match self {
			Self::Rejected => "rejected",
			Self::Upheld => "upheld",
			Self::Cured => "cured",
		}
	}
}

/// A dispute, as the chain describes it.
pub type DisputeInfo = runtime::DisputeInfo<AccountId32, u128>;
/// The bond that a dispute takes from the sponsor.
pub type BondInfo = runtime::BondInfo<u128>;
/// Phase of a dispute.
pub type Phase = runtime::Phase;

/// Disputes contributions (subject, dataset); returns the dispute's number.
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

/// Decides a dispute as the drawn arbiter: one verdict for each contribution, in the order of the
/// dispute.
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

/// Advances a dispute whose draw or deadline has come.
pub async fn advance(chain: &Chain, signer: &Signer, dispute: DisputeId) -> Result<Included> {
	chain.submit(signer, &api::tx().disputes().advance(dispute)).await
}

/// Publishes the key to which the signer receives evidence.
pub async fn set_evidence_key(chain: &Chain, signer: &Signer, key: [u8; 32]) -> Result<Included> {
	chain.submit(signer, &api::tx().disputes().set_evidence_key(key)).await
}

/// Removes the signer from the draw.
pub async fn remove_evidence_key(chain: &Chain, signer: &Signer) -> Result<Included> {
	chain.submit(signer, &api::tx().disputes().remove_evidence_key()).await
}

/// Returns a dispute; `None` if it is not live.
pub async fn find(chain: &Chain, dispute: DisputeId) -> Result<Option<DisputeInfo>> {
	let at = chain.finalised().await?;
	view(&at, api::view_functions().disputes().dispute(dispute)).await
}

/// Returns a dispute; an error if it is not live.
pub async fn dispute(chain: &Chain, dispute: DisputeId) -> Result<DisputeInfo> {
	find(chain, dispute).await?.ok_or_else(|| {
		ChainError::NotFound(format!(
			"there is no dispute {dispute}, or it has ended; `epione dispute list` shows the live ones"
		))
	})
}

/// Returns all live disputes over contributions to a study.
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

/// Returns all live disputes for which `arbiter` was drawn.
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

/// Returns the bond for disputing `count` contributions at once; `None` for none and for too many.
pub async fn bond_for(chain: &Chain, count: u32) -> Result<Option<BondInfo>> {
	let at = chain.finalised().await?;
	view(&at, api::view_functions().disputes().bond_for(count)).await
}

/// Converts the complaint to this client's type.
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

/// Converts a verdict to this client's type.
pub fn verdict(verdict: &runtime::Verdict) -> Verdict {
	match verdict {
		runtime::Verdict::Rejected => Verdict::Rejected,
		runtime::Verdict::Upheld => Verdict::Upheld,
		runtime::Verdict::Cured => Verdict::Cured,
	}
}

/// Returns a phase in a word.
pub fn phase_name(phase: &Phase) -> &'static str {
	match phase {
		Phase::Drawing => "drawing",
		Phase::Deciding => "deciding",
		Phase::Decided => "decided",
		Phase::Appealed => "appealed",
		Phase::Ending => "ending",
	}
}

/// Returns the contributions to a study that can be disputed now: delivered, not settled.
pub async fn disputable(
	chain: &Chain,
	study: StudyId,
) -> Result<Vec<researcher::ContributionInfo>> {
	use api::runtime_types::pallet_studies::types::Status;
	let mut all = researcher::contributions(chain, &Grantee::Study(study)).await?;
	all.retain(|c| matches!(c.status, Status::Delivered));
	Ok(all)
}
