//! The patient: owns devices, grants and refuses.

use super::maker::{DeviceKey, Provenance};
use crate::{
	accounts::Signer,
	chain::{api, Chain, Included, Result, Sent},
	device::ClaimSignature,
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

/// Claims a device. `provenance` at its first claim; none when its owner offered it.
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

/// [`claim`], without waiting for it.
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

/// What the patient consents to.
#[derive(Clone, Debug)]
pub struct Consent {
	/// Who may.
	pub grantee: Grantee<AccountId32>,
	/// Do what.
	pub actions: Actions,
	/// With which kinds of data.
	pub modalities: Modalities,
	/// With these datasets only.
	pub datasets: Option<Vec<Digest>>,
	/// Collected within these days only, both included.
	pub days: Option<(Day, Day)>,
	/// What for.
	pub purpose: Purpose,
	/// From when.
	pub valid_from: Moment,
	/// Until when.
	pub valid_until: Moment,
	/// How often.
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

/// Grants; gives the grant's number.
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

/// Takes a dataset out of the state. Free.
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

/// One page of the receipt: who can read what, until when, paid what so far.
pub async fn receipt(
	chain: &Chain,
	subject: &AccountId32,
	cursor: Option<GrantId>,
) -> Result<Vec<api::runtime_types::pallet_studies::types::ReceiptLine<AccountId32, u128>>> {
	let at = chain.finalised().await?;
	crate::chain::view(&at, api::view_functions().studies().receipt(*subject, cursor, 100)).await
}

/// The whole receipt.
pub async fn whole_receipt(
	chain: &Chain,
	subject: &AccountId32,
) -> Result<Vec<api::runtime_types::pallet_studies::types::ReceiptLine<AccountId32, u128>>> {
	let mut lines = Vec::new();
	let mut cursor = None;
	loop {
		let page = receipt(chain, subject, cursor).await?;
		let Some(last) = page.last() else { return Ok(lines) };
		cursor = Some(last.grant.grant);
		lines.extend(page);
	}
}

fn bounded<T>(items: Vec<T>) -> Bounded<T> {
	api::runtime_types::bounded_collections::bounded_vec::BoundedVec(items)
}

/// An error for a grantee that a text does not name.
pub fn parse_grantee(text: &str) -> std::result::Result<Grantee<AccountId32>, String> {
	if let Some(number) = text.strip_prefix("study:") {
		return number
			.parse()
			.map(Grantee::Study)
			.map_err(|_| format!("'{number}' is no study's number"));
	}
	crate::accounts::parse_address(text).map(Grantee::Account).map_err(|e| e.to_string())
}

/// Shows a grantee as [`parse_grantee`] reads it.
pub fn show_grantee(grantee: &Grantee<AccountId32>) -> String {
	match grantee {
		Grantee::Account(account) => account.to_string(),
		Grantee::Study(study) => format!("study:{study}"),
	}
}
