//! The accreditor: issues credentials.

use crate::{
	chain::{api, Chain, Included, Result},
	keys::accounts::Signer,
};
use epione_primitives::{Attributes, Moment, Role};
use subxt::utils::AccountId32;

/// A credential to issue.
pub struct Credential {
	/// The account that gets it.
	pub holder: AccountId32,
	/// The role that it certifies.
	pub role: Role,
	/// End of validity.
	pub valid_until: Moment,
	/// What else is certified.
	pub attributes: Attributes,
	/// Salted digest of the evidence, a GA4GH Passport visa for example.
	pub evidence: [u8; 32],
}

/// Issues credentials, all of them in one transaction or none.
pub async fn issue(chain: &Chain, signer: &Signer, credentials: &[Credential]) -> Result<Included> {
	use api::runtime_types::pallet_credentials::pallet::Call as Credentials;
	let calls = credentials
		.iter()
		.map(|c| {
			api::Call::Credentials(Credentials::issue {
				holder: c.holder,
				role: subxt::utils::Static(c.role),
				valid_until: c.valid_until,
				attributes: subxt::utils::Static(c.attributes),
				evidence: c.evidence,
			})
		})
		.collect();
	chain.submit(signer, &super::all_or_none(calls)).await
}
