//! What each party does on the chain: one function for each act, used by the commands and the demo.

pub mod accreditor;
pub mod disputes;
pub mod maker;
pub mod patient;
pub mod pool;
pub mod researcher;
pub mod sponsor;

use crate::chain::{api, Chain, Included, Result};
use crate::keys::accounts::Signer;
use subxt::utils::{AccountId32, MultiAddress};

/// Sends `amount` to each of `to`, in one transaction.
pub async fn fund(
	chain: &Chain,
	signer: &Signer,
	to: &[AccountId32],
	amount: u128,
) -> Result<Included> {
	use api::runtime_types::pallet_balances::pallet::Call as Balances;
	let calls = to
		.iter()
		.map(|account| {
			api::Call::Balances(Balances::transfer_keep_alive {
				dest: MultiAddress::Id(*account),
				value: amount,
			})
		})
		.collect();
	chain.submit(signer, &all_or_none(calls)).await
}

/// Returns a transaction with calls that take effect together or not at all.
///
/// Unvalidated: the type of a call covers the whole runtime, so it differs between the standalone
/// chain and the parachain. The calls in it are the same in both, as the test `both_runtimes`
/// checks.
pub fn all_or_none(calls: Vec<api::Call>) -> impl subxt::transactions::Payload {
	api::tx().utility().batch_all(calls).unvalidated()
}
