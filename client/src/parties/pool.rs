//! The reward pool: what contributors get on top of the price.

use crate::{
	chain::{api, view, Chain, Included, Result},
	keys::accounts::Signer,
};
use subxt::utils::AccountId32;

use api::runtime_types::pallet_rewards::types as runtime;

/// Number of an epoch.
pub type Epoch = u32;
/// What is known of a reward.
pub type RewardInfo = runtime::RewardInfo<u128>;
/// What is known of the pool.
pub type PoolInfo = runtime::PoolInfo<AccountId32, u128>;
/// How the protocol's share is split, in millionths: block author, pool. The rest is the
/// treasury's.
pub type Split = (u32, u32);

/// Returns the pool and the current epoch.
pub async fn pool(chain: &Chain) -> Result<PoolInfo> {
	let at = chain.finalised().await?;
	view(&at, api::view_functions().rewards().pool()).await
}

/// Returns how the protocol's share of a price is split now.
pub async fn split(chain: &Chain) -> Result<Split> {
	let at = chain.finalised().await?;
	let split = view(&at, api::view_functions().rewards().split()).await?;
	Ok((split.author.0, split.pool.0))
}

/// Returns what `who` can claim now, and what was counted for it in the current epoch.
pub async fn rewards(chain: &Chain, who: &AccountId32) -> Result<Vec<RewardInfo>> {
	let at = chain.finalised().await?;
	view(&at, api::view_functions().rewards().rewards(*who)).await
}

/// Claims the reward of `who` for an epoch, which goes to `who`; returns the amount.
pub async fn claim(
	chain: &Chain,
	signer: &Signer,
	who: &AccountId32,
	epoch: Epoch,
) -> Result<(u128, Included)> {
	let included = match *who == signer.account() {
		true => chain.submit(signer, &api::tx().rewards().claim(epoch)).await?,
		false => chain.submit(signer, &api::tx().rewards().claim_for(*who, epoch)).await?,
	};
	let claimed = included.event::<api::rewards::events::Claimed>()?;
	Ok((claimed.amount, included))
}

/// Donates to the pool. Nothing comes back.
pub async fn donate(chain: &Chain, signer: &Signer, amount: u128) -> Result<Included> {
	chain.submit(signer, &api::tx().rewards().donate(amount)).await
}
