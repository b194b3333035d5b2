//! Reads the chain's state at a block.

use super::error::{node_error, unreadable, ChainError, Result};
use futures::future::BoxFuture;
use std::future::Future;
use subxt::{
	client::{ClientAtBlock, OnlineClientAtBlockImpl},
	ext::{
		codec::{Decode, Encode},
		scale_decode::DecodeAsType,
	},
	PolkadotConfig,
};

/// Length of a view function's id: half for the pallet, half for the function.
const VIEW_ID_LEN: usize = 32;

/// A view of the chain at one block.
pub type At = ClientAtBlock<PolkadotConfig, OnlineClientAtBlockImpl<PolkadotConfig>>;

/// Boxes the future of a library, so that the compiler does not look into it. subxt's futures are
/// types of many thousand parts, which every caller's own future would repeat.
pub(crate) fn erased<'a, T>(future: impl Future<Output = T> + Send + 'a) -> BoxFuture<'a, T> {
	Box::pin(future)
}

/// Calls a view function at this block.
///
/// The runtime API is `execute_view_function(id, input: Vec<u8>) -> Result<Vec<u8>, _>`. subxt
/// 0.51.1 omits the length of the input and decodes the `Result` as the returned value, so both are
/// handled here.
pub async fn view<P: subxt::view_functions::Payload>(
	at: &At,
	question: P,
) -> Result<P::ReturnType> {
	let views = at.view_functions();
	views.validate(&question).map_err(node_error)?;
	let metadata = at.metadata_ref();
	let (pallet, function) =
		(question.pallet_name().to_owned(), question.function_name().to_owned());
	let missing =
		|| ChainError::Incompatible(format!("it has no view function {pallet}.{function}"));
	let output = metadata
		.pallet_by_name(&pallet)
		.and_then(|p| p.view_function_by_name(&function))
		.ok_or_else(missing)?
		.output_ty();
	let encoded = views.encode_args(question).map_err(node_error)?;
	let (id, arguments) = encoded.split_at_checked(VIEW_ID_LEN).ok_or_else(missing)?;
	let mut input = id.to_vec();
	arguments.encode_to(&mut input);
	let answer = erased(views.call_raw(Some(&input))).await.map_err(node_error)?;
	let bytes = match answer.split_first() {
		Some((0, mut rest)) => Vec::<u8>::decode(&mut rest).map_err(unreadable)?,
		_ => return Err(missing()),
	};
	P::ReturnType::decode_as_type(&mut &bytes[..], output, metadata.types()).map_err(unreadable)
}
