//! What transactions carry besides their call.

use crate::{configs::shared::Payment, Runtime};
use epione_runtime_common::{CheckMortalityUnranked, CheckNonceInTurn};

/// What a transaction carries besides its call: the same as on the standalone chain, wrapped in
/// what gives back the part of a declared weight that was not used, the size of the proof included.
pub type TxExtension = cumulus_pallet_weight_reclaim::StorageWeightReclaim<
	Runtime,
	(
		frame_system::AuthorizeCall<Runtime>,
		frame_system::CheckNonZeroSender<Runtime>,
		frame_system::CheckSpecVersion<Runtime>,
		frame_system::CheckTxVersion<Runtime>,
		frame_system::CheckGenesis<Runtime>,
		CheckMortalityUnranked<Runtime>,
		CheckNonceInTurn<Runtime>,
		frame_system::CheckWeight<Runtime>,
		Payment,
		frame_metadata_hash_extension::CheckMetadataHash<Runtime>,
	),
>;

/// The payment extension among a transaction's extensions.
pub fn payment(extensions: &TxExtension) -> &Payment {
	let (
		_authorize_call,
		_non_zero_sender,
		_spec_version,
		_tx_version,
		_genesis,
		_mortality,
		_nonce,
		_weight,
		payment,
		_metadata_hash,
	) = &extensions.0;
	payment
}
