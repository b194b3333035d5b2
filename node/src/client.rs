//! The types of the chain and its database.

use epione_runtime::{apis::RuntimeApi, opaque::Block};

/// The chain.
pub type FullClient = sc_service::TFullClient<
	Block,
	RuntimeApi,
	sc_executor::WasmExecutor<sp_io::SubstrateHostFunctions>,
>;
/// Its database.
pub type FullBackend = sc_service::TFullBackend<Block>;
