//! The patient: owns devices, grants and refuses.

use super::maker::{DeviceKey, Provenance};
use crate::{
	chain::{api, view, Chain, Included, Result, Sent},
	device::{ClaimSignature, Device},
	error::{self, Error},
	keys::accounts::Signer,
};
use epione_primitives::{
	Actions, Day, Digest, GrantId, Grantee, KeyScheme, Modalities, Moment, Purpose, SaltedDigest,
	StudyId, MINUTE,
};
use subxt::utils::{AccountId32, MultiAddress, Static};

type RuntimeTerms = api::runtime_types::pallet_consent::types::Terms<AccountId32>;
type Bounded<T> = api::runtime_types::bounded_collections::bounded_vec::BoundedVec<T>;

/// How long a device's claim statement may be under way.
pub const CLAIM_LIFETIME: Moment = 30 * MINUTE;

/// Claims a device. `provenance` is for its first claim; `None` if its owner offered it.
pub async fn claim(
	chain: &Chain,
	signer: &Signer,
	device: &DeviceKey,
	provenance: Option<&Provenance>,
	accepted: &ClaimSignature,
) -> Result<Included> {
	let sent = send_claim(chain, signer, device, provenance, accepted).await?;
	sent.finalised().await
}

/// Like [`claim`], without waiting for it.
pub async fn send_claim(
	chain: &Chain,
	signer: &Signer,
	device: &DeviceKey,
	provenance: Option<&Provenance>,
	accepted: &ClaimSignature,
) -> Result<Sent> {
	use api::runtime_types::{
		epione_primitives::devices::KeyScheme as RuntimeScheme, pallet_devices::types as devices,
	};
	let scheme = match device.scheme {
		KeyScheme::Ed25519 => RuntimeScheme::Ed25519,
		KeyScheme::Sr25519 => RuntimeScheme::Sr25519,
	};
	let call = api::tx().devices().claim(
		devices::DeviceKey { scheme, key: device.key },
		provenance.map(|p| devices::Provenance {
			batch: p.batch,
			proof: devices::InclusionProof { index: p.index, path: bounded(p.path.clone()) },
		}),
		accepted.counter,
		accepted.expiry,
		accepted.signature,
	);
	chain.send(signer, &call).await
}

/// Lets `gateway` anchor data and deliver keys for the signer, and nothing else.
pub async fn add_gateway(chain: &Chain, signer: &Signer, gateway: &AccountId32) -> Result<Sent> {
	use api::runtime_types::epione_runtime_common::proxy::ProxyType;
	let call = api::tx().proxy().add_proxy(MultiAddress::Id(*gateway), ProxyType::Gateway, 0);
	chain.send(signer, &call).await
}

/// Revokes what [`add_gateway`] allowed. Free, and it has room in every block.
pub async fn remove_gateway(
	chain: &Chain,
	signer: &Signer,
	gateway: &AccountId32,
) -> Result<Included> {
	use api::runtime_types::epione_runtime_common::proxy::ProxyType;
	let call = api::tx().safeguards().remove_delegate(*gateway, ProxyType::Gateway);
	chain.submit(signer, &call).await
}

/// What the patient consents to.
#[derive(Clone, Debug)]
pub struct Consent {
	/// Who may use the data.
	pub grantee: Grantee<AccountId32>,
	/// What the grantee may do.
	pub actions: Actions,
	/// Kinds of data.
	pub modalities: Modalities,
	/// These datasets only.
	pub datasets: Option<Vec<Digest>>,
	/// Data collected within these days only, both included.
	pub days: Option<(Day, Day)>,
	/// Purpose of the use.
	pub purpose: Purpose,
	/// Start of validity.
	pub valid_from: Moment,
	/// End of validity.
	pub valid_until: Moment,
	/// Number of uses.
	pub uses: Option<u32>,
	/// Salted digest of the consent document.
	pub document: SaltedDigest,
}

impl Consent {
	fn terms(&self) -> RuntimeTerms {
		RuntimeTerms {
			grantee: Static(self.grantee.clone()),
			actions: Static(self.actions),
			modalities: Static(self.modalities),
			datasets: self.datasets.clone().map(bounded),
			days: self.days,
			purpose: Static(self.purpose),
			valid_from: self.valid_from,
			valid_until: self.valid_until,
			uses: self.uses,
			document: self.document,
			__ignore: Default::default(),
		}
	}
}

/// Grants the consent; returns the grant's number.
pub async fn grant(
	chain: &Chain,
	signer: &Signer,
	subject: &AccountId32,
	consent: &Consent,
) -> Result<(GrantId, Included)> {
	let call = api::tx().consent().grant(*subject, consent.terms(), None);
	let included = chain.submit(signer, &call).await?;
	let event = included.event::<api::consent::events::Granted>()?;
	Ok((event.grant, included))
}

/// Revokes one grant. Free.
pub async fn revoke(chain: &Chain, signer: &Signer, grant: GrantId) -> Result<Included> {
	chain.submit(signer, &api::tx().consent().revoke(grant)).await
}

/// Tombstones a dataset, which takes it out of the state. Free.
pub async fn tombstone(
	chain: &Chain,
	signer: &Signer,
	subject: &AccountId32,
	dataset: Digest,
) -> Result<Included> {
	chain.submit(signer, &api::tx().datasets().tombstone(*subject, dataset)).await
}

/// Ends the subject's part in a study, for good. Free.
pub async fn withdraw(
	chain: &Chain,
	signer: &Signer,
	study: StudyId,
	subject: &AccountId32,
) -> Result<Included> {
	chain.submit(signer, &api::tx().studies().withdraw(study, *subject)).await
}

/// A line of the receipt, as the chain describes it.
pub type ReceiptLine = api::runtime_types::pallet_studies::types::ReceiptLine<AccountId32, u128>;
/// A grant, as the chain describes it.
pub type Grant = api::runtime_types::epione_primitives::traits::GrantLine<AccountId32>;
/// A dataset, as the chain describes it.
pub type DatasetState = api::runtime_types::pallet_datasets::types::DatasetState<AccountId32>;
/// What the chain keeps of a dataset.
pub type DatasetRecord = api::runtime_types::pallet_datasets::types::Record<AccountId32>;

/// State of a grant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GrantState {
	/// The subject revoked it at this moment.
	Revoked(Moment),
	/// It ended at this moment.
	Ended(Moment),
	/// It begins at this moment.
	NotYet(Moment),
	/// All its uses are used.
	UsedUp,
	/// It lets its grantee read until this moment.
	Live(Moment),
}

impl GrantState {
	/// Returns the state of `grant` at `now`.
	pub fn of(grant: &Grant, now: Moment) -> Self {
		if let Some(at) = grant.revoked_at {
			Self::Revoked(at)
		} else if now >= grant.valid_until {
			Self::Ended(grant.valid_until)
		} else if now < grant.valid_from {
			Self::NotYet(grant.valid_from)
		} else if grant.uses_left == Some(0) {
			Self::UsedUp
		} else {
			Self::Live(grant.valid_until)
		}
	}

	/// Returns whether its grantee may read.
	pub fn is_live(self) -> bool {
		matches!(self, Self::Live(_))
	}
}

/// Returns the receipt (who can read what, until when, paid what so far), all of it as of one final
/// block.
pub async fn whole_receipt(chain: &Chain, subject: &AccountId32) -> Result<Vec<ReceiptLine>> {
	let at = chain.finalised().await?;
	let mut lines = Vec::new();
	let mut cursor = None;
	loop {
		let question = api::view_functions().studies().receipt(*subject, cursor, 100);
		let page = view(&at, question).await?;
		let Some(last) = page.last() else { return Ok(lines) };
		cursor = Some(last.grant.grant);
		lines.extend(page);
	}
}

fn bounded<T>(items: Vec<T>) -> Bounded<T> {
	api::runtime_types::bounded_collections::bounded_vec::BoundedVec(items)
}

/// Returns what the chain says about a dataset.
pub async fn dataset(
	chain: &Chain,
	subject: &AccountId32,
	dataset: &Digest,
) -> error::Result<DatasetState> {
	let at = chain.finalised().await?;
	let question = api::view_functions().datasets().dataset(*subject, *dataset);
	view(&at, question).await?.ok_or_else(|| {
		Error::Usage(format!(
			"{subject} has no dataset {}; `epione dataset list` shows those that there are, --subject \
			 names another patient",
			hex::encode(dataset)
		))
	})
}

/// Returns what the chain keeps of a dataset; an error if it is tombstoned.
pub async fn live_dataset(
	chain: &Chain,
	subject: &AccountId32,
	dataset: &Digest,
) -> error::Result<DatasetRecord> {
	match self::dataset(chain, subject, dataset).await? {
		DatasetState::Active(record) | DatasetState::Superseded(record) => Ok(record),
		DatasetState::Tombstone => Err(Error::Verification(format!(
			"{subject} tombstoned dataset {}: the chain no longer has what a record could be checked against",
			hex::encode(dataset)
		))),
	}
}

/// Brings the device up to date with the chain, after a crash or a long time out of use. Returns
/// its owner and claim.
pub async fn catch_up(
	chain: &Chain,
	device: &mut Device,
) -> error::Result<Option<(AccountId32, u32)>> {
	let at = chain.finalised().await?;
	let account = AccountId32(device.id());
	let known = view(&at, api::view_functions().devices().device(account)).await?;
	let Some((owner, claim)) = known.and_then(|i| i.owner.map(|o| (o, i.claim))) else {
		return Ok(None);
	};
	if claim > device.claim() {
		device.claimed(claim, &owner.0)?;
	}
	Ok(Some((owner, claim)))
}
