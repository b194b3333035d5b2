//! Sponsorships: who pays fees and deposits of patients.

use crate::{
	chain::{api, view, Chain, ChainError, Included, Result},
	keys::accounts::Signer,
	papers::joining::Joining,
};
use epione_primitives::{CallSet, KeyScheme, Moment, SponsorshipId};
use subxt::utils::AccountId32;

use api::runtime_types::{
	bounded_collections::bounded_vec::BoundedVec, pallet_sponsorship::types as runtime,
	sp_runtime::MultiSignature,
};

/// A sponsorship, as the chain describes it.
pub type SponsorshipInfo = runtime::SponsorshipInfo<AccountId32, u128>;
/// What a member can expect of its sponsorship.
pub type MembershipInfo = runtime::MembershipInfo<AccountId32, u128>;

/// What a sponsorship pays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
	/// The kinds of call.
	pub calls: CallSet,
	/// Most fees of one member in a day (UTC), in the smallest unit.
	pub daily_fees: u128,
	/// Most deposits that are held for one member at a time.
	pub deposits: u128,
	/// Most members at a time.
	pub max_members: u32,
	/// Nothing is paid from this moment on.
	pub valid_until: Moment,
}

impl Terms {
	fn runtime(&self) -> runtime::Terms<u128> {
		use api::runtime_types::epione_primitives::sponsorship::CallSet as RuntimeCallSet;
		runtime::Terms {
			calls: RuntimeCallSet(self.calls.0),
			daily_fees: self.daily_fees,
			deposits: self.deposits,
			max_members: self.max_members,
			valid_until: self.valid_until,
		}
	}
}

/// Sets up a sponsorship with `budget`; returns its number.
pub async fn create(
	chain: &Chain,
	signer: &Signer,
	terms: &Terms,
	budget: u128,
) -> Result<(SponsorshipId, Included)> {
	let call = api::tx().sponsorship().create(terms.runtime(), budget);
	let included = chain.submit(signer, &call).await?;
	let event = included.event::<api::sponsorship::events::Created>()?;
	Ok((event.sponsorship, included))
}

/// Adds to the budget.
pub async fn fund(
	chain: &Chain,
	signer: &Signer,
	sponsorship: SponsorshipId,
	amount: u128,
) -> Result<Included> {
	chain.submit(signer, &api::tx().sponsorship().fund(sponsorship, amount)).await
}

/// Submits a joining that the member signed. A signer other than the sponsor needs the sponsor's
/// signature in it.
pub async fn join(chain: &Chain, signer: &Signer, joining: &Joining) -> Result<Included> {
	let multi = |(scheme, bytes): (KeyScheme, [u8; 64])| match scheme {
		KeyScheme::Ed25519 => MultiSignature::Ed25519(bytes),
		KeyScheme::Sr25519 => MultiSignature::Sr25519(bytes),
	};
	let call = api::tx().sponsorship().join(
		joining.sponsorship,
		joining.member,
		BoundedVec(joining.gateways.clone()),
		joining.expiry,
		multi(joining.consent),
		joining.invitation.map(multi),
	);
	chain.submit(signer, &call).await
}

/// Leaves the signer's sponsorship. Free.
pub async fn leave(chain: &Chain, signer: &Signer) -> Result<Included> {
	chain.submit(signer, &api::tx().sponsorship().leave()).await
}

/// Removes a member.
pub async fn evict(
	chain: &Chain,
	signer: &Signer,
	sponsorship: SponsorshipId,
	member: &AccountId32,
) -> Result<Included> {
	chain.submit(signer, &api::tx().sponsorship().evict(sponsorship, *member)).await
}

/// Ends a sponsorship for good.
pub async fn end(chain: &Chain, signer: &Signer, sponsorship: SponsorshipId) -> Result<Included> {
	chain.submit(signer, &api::tx().sponsorship().end(sponsorship)).await
}

/// Returns to the sponsor what has become free of an ended sponsorship.
pub async fn refund(
	chain: &Chain,
	signer: &Signer,
	sponsorship: SponsorshipId,
) -> Result<Included> {
	chain.submit(signer, &api::tx().sponsorship().refund(sponsorship)).await
}

/// Returns a sponsorship.
pub async fn sponsorship(chain: &Chain, id: SponsorshipId) -> Result<SponsorshipInfo> {
	let at = chain.finalised().await?;
	view(&at, api::view_functions().sponsorship().sponsorship(id)).await?.ok_or_else(|| {
		ChainError::NotFound(format!(
			"there is no sponsorship {id} on this chain; `epione sponsor list` shows those that there are"
		))
	})
}

/// Returns all sponsorships.
pub async fn sponsorships(chain: &Chain) -> Result<Vec<(SponsorshipId, SponsorshipInfo)>> {
	let at = chain.finalised().await?;
	let next = at
		.storage()
		.fetch(api::storage().sponsorship().next_sponsorship_id(), ())
		.await
		.map_err(crate::chain::node_error)?
		.decode()
		.map_err(crate::chain::node_error)?;
	let mut all = Vec::new();
	for id in 0..next {
		if let Some(info) = view(&at, api::view_functions().sponsorship().sponsorship(id)).await? {
			all.push((id, info));
		}
	}
	Ok(all)
}

/// Returns the sponsorship that pays for an account, and what is left of its allowances.
pub async fn membership(chain: &Chain, member: &AccountId32) -> Result<Option<MembershipInfo>> {
	let at = chain.finalised().await?;
	view(&at, api::view_functions().sponsorship().membership(*member)).await
}
