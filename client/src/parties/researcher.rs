//! The researcher: opens studies, and fetches what was contributed.

use crate::{
	chain::{api, Chain, ChainError, Included, Result},
	keys::accounts::Signer,
};
use epione_envelope::keys::{Holder, RecipientSecret};
use epione_primitives::{
	Day, Digest, GrantId, Grantee, KeyVersion, Modalities, ModelId, Moment, Purpose, SaltedDigest,
	StudyId,
};
use rand_core::OsRng;
use subxt::utils::{AccountId32, Static};

use api::runtime_types::bounded_collections::bounded_vec::BoundedVec;

type RuntimeTerms = api::runtime_types::pallet_studies::types::Terms<u128>;
type RuntimeCohort = api::runtime_types::pallet_studies::types::Cohort;
type RuntimeEligibility = api::runtime_types::pallet_studies::types::Eligibility;
/// A study, as the chain describes it.
pub type StudyInfo = api::runtime_types::pallet_studies::types::StudyInfo<AccountId32, u128>;
/// A contribution, as the chain describes it.
pub type ContributionInfo =
	api::runtime_types::pallet_studies::types::ContributionInfo<AccountId32, u128>;

/// Something that has to be acknowledged, as the chain describes it.
pub type DutyLine = api::runtime_types::pallet_consent::types::DutyLine<AccountId32>;

/// What a study offers and asks.
#[derive(Clone, Debug)]
pub struct Offer {
	/// What the data is used for.
	pub purpose: Purpose,
	/// Salted digest of the study's document.
	pub document: SaltedDigest,
	/// Which kinds of data are wanted.
	pub modalities: Modalities,
	/// Least depth of a batch's tree.
	pub min_depth: u8,
	/// Whether a device must have signed.
	pub device_signed: bool,
	/// Price of a contribution, in the smallest unit.
	pub reward: u128,
	/// Most contributions of one participant.
	pub per_participant: u32,
	/// Most contributions in all.
	pub max_contributions: u32,
	/// First moment of commits.
	pub opens: Moment,
	/// End of commits.
	pub closes: Moment,
	/// Milliseconds between delivery and payment.
	pub dispute_window: Moment,
	/// Participants that must have committed before any key is taken, and until when.
	pub cohort: Option<(u32, Moment)>,
	/// Days of collection that are taken, both included; `None`: any.
	pub collected: Option<(Day, Day)>,
	/// Models of devices that are taken, at most 8; empty: any.
	pub models: Vec<ModelId>,
	/// Studies whose participants are not taken, at most 8.
	pub not_in: Vec<StudyId>,
}

impl Offer {
	fn terms(&self) -> RuntimeTerms {
		RuntimeTerms {
			purpose: Static(self.purpose),
			document: self.document,
			modalities: Static(self.modalities),
			min_depth: self.min_depth,
			device_signed: self.device_signed,
			reward: self.reward,
			per_participant: self.per_participant,
			max_contributions: self.max_contributions,
			opens: self.opens,
			closes: self.closes,
			dispute_window: self.dispute_window,
			cohort: self.cohort.map(|(min, by)| RuntimeCohort { min, deadline: by }),
			eligibility: RuntimeEligibility {
				collected: self.collected,
				models: BoundedVec(self.models.clone()),
				not_in: BoundedVec(self.not_in.clone()),
			},
		}
	}
}

/// Opens a study with `budget` in escrow; returns its number.
pub async fn create(
	chain: &Chain,
	signer: &Signer,
	offer: &Offer,
	budget: u128,
) -> Result<(StudyId, Included)> {
	let call = api::tx().studies().create(offer.terms(), budget);
	let included = chain.submit(signer, &call).await?;
	let event = included.event::<api::studies::events::StudyCreated>()?;
	Ok((event.study, included))
}

/// Adds a version of the study's recipient key, with the proof that the signer holds its secret.
pub async fn add_key(
	chain: &Chain,
	signer: &Signer,
	study: StudyId,
	version: KeyVersion,
	secret: &RecipientSecret,
) -> Result<Included> {
	let chain_id = chain.chain_id().await?;
	let proof = secret.prove_possession(&chain_id, &Holder::Study(study), version, &mut OsRng);
	let call = api::tx().studies().add_key(study, version, secret.public(), proof);
	chain.submit(signer, &call).await
}

/// Approves terms as an ethics board that has read them.
pub async fn approve(
	chain: &Chain,
	signer: &Signer,
	study: StudyId,
	terms: Digest,
) -> Result<Included> {
	chain.submit(signer, &api::tx().studies().approve(study, terms)).await
}

/// Returns a study.
pub async fn study(chain: &Chain, study: StudyId) -> Result<StudyInfo> {
	let at = chain.finalised().await?;
	crate::chain::view(&at, api::view_functions().studies().study(study)).await?.ok_or_else(|| {
		ChainError::NotFound(format!(
				"there is no study {study} on this chain; `epione study list` shows those that there are"
			))
	})
}

/// Returns all studies.
pub async fn studies(chain: &Chain) -> Result<Vec<StudyInfo>> {
	let at = chain.finalised().await?;
	let mut all = Vec::new();
	let mut after = None;
	loop {
		let page =
			crate::chain::view(&at, api::view_functions().studies().studies(after, 100)).await?;
		let Some(last) = page.last() else { return Ok(all) };
		after = Some(last.study);
		all.extend(page);
	}
}

/// Returns all contributions to a holder.
pub async fn contributions(
	chain: &Chain,
	holder: &Grantee<AccountId32>,
) -> Result<Vec<ContributionInfo>> {
	let at = chain.finalised().await?;
	let mut all = Vec::new();
	let mut after = None;
	loop {
		let page = crate::chain::view(
			&at,
			api::view_functions().studies().contributions(Static(holder.clone()), after, 100),
		)
		.await?;
		let Some(last) = page.last() else { return Ok(all) };
		after = Some((last.subject, last.dataset));
		all.extend(page);
	}
}

/// Returns what `controller` has to acknowledge: for its own account and for its studies, in the
/// order of the grants' numbers.
pub async fn duties(chain: &Chain, controller: &AccountId32) -> Result<Vec<DutyLine>> {
	let at = chain.finalised().await?;
	let mut all = Vec::new();
	let mut after = None;
	loop {
		let question = api::view_functions().consent().duties_of(*controller, after, 100);
		let page = crate::chain::view(&at, question).await?;
		let Some(last) = page.last() else { return Ok(all) };
		after = Some(last.grant);
		all.extend(page);
	}
}

/// Returns how many overdue duties count against `controller`, and the chain's constant
/// `MaxOverdue`: how many are too many to open a study.
pub async fn overdue(chain: &Chain, controller: &AccountId32) -> Result<(u32, u32)> {
	let at = chain.finalised().await?;
	let count =
		crate::chain::view(&at, api::view_functions().consent().overdue_of(*controller)).await?;
	let most = at
		.constants()
		.entry(api::constants().studies().max_overdue())
		.map_err(crate::chain::node_error)?;
	Ok((count, most))
}

/// States on chain that everything that ended under `grant` is destroyed, key and plaintext. Free.
pub async fn acknowledge(chain: &Chain, signer: &Signer, grant: GrantId) -> Result<Included> {
	chain.submit(signer, &api::tx().consent().acknowledge(grant)).await
}
