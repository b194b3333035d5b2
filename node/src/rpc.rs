//! The RPC methods beyond the SDK's own: an account's nonce, fees, finality.

use crate::client::{FullBackend, FullClient};
use epione_runtime::{opaque::Block, AccountId, Balance, BlockNumber, Hash};
use jsonrpsee::RpcModule;
use sc_consensus_grandpa::{
	FinalityProofProvider, GrandpaJustificationStream, SharedAuthoritySet, SharedVoterState,
};
use sc_consensus_grandpa_rpc::{Grandpa, GrandpaApiServer};
use sc_rpc::SubscriptionTaskExecutor;
use sc_transaction_pool_api::TransactionPool;
use std::sync::Arc;

/// What the methods need.
pub struct Dependencies<P> {
	/// The chain.
	pub client: Arc<FullClient>,
	/// The transaction pool.
	pub pool: Arc<P>,
	/// The finality voter.
	pub grandpa: GrandpaDependencies,
}

/// What the methods about finality need.
#[derive(Clone)]
pub struct GrandpaDependencies {
	/// The voter's state.
	pub voter: SharedVoterState,
	/// Who votes.
	pub authorities: SharedAuthoritySet<Hash, BlockNumber>,
	/// Justifications of finalised blocks.
	pub justifications: GrandpaJustificationStream<Block>,
	/// Proofs of finality.
	pub proofs: Arc<FinalityProofProvider<FullBackend, Block>>,
}

/// All of them.
pub fn create<P>(
	dependencies: Dependencies<P>,
	executor: SubscriptionTaskExecutor,
) -> Result<RpcModule<()>, Box<dyn std::error::Error + Send + Sync>>
where
	P: TransactionPool<Block = Block, Hash = Hash> + 'static,
{
	use pallet_transaction_payment_rpc::{TransactionPayment, TransactionPaymentApiServer};
	use substrate_frame_rpc_system::{System, SystemApiServer};

	let Dependencies { client, pool, grandpa } = dependencies;
	let mut module = RpcModule::new(());
	module.merge(SystemApiServer::<Hash, AccountId, u32>::into_rpc(System::new(
		client.clone(),
		pool,
	)))?;
	module.merge(TransactionPaymentApiServer::<
		Hash,
		pallet_transaction_payment::RuntimeDispatchInfo<Balance>,
	>::into_rpc(TransactionPayment::new(client)))?;
	module.merge(
		Grandpa::new(
			executor,
			grandpa.authorities,
			grandpa.voter,
			grandpa.justifications,
			grandpa.proofs,
		)
		.into_rpc(),
	)?;
	Ok(module)
}
