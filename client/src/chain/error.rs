//! What can go wrong between the client and the chain.

use crate::error::Error;
use subxt::error::{
	ConstantError, CustomValueError, ExtrinsicError, RuntimeApiError, StorageError,
	ViewFunctionError,
};

/// What can go wrong between the client and the chain.
#[derive(Debug, thiserror::Error)]
pub enum ChainError {
	/// The node cannot be reached.
	#[error("no node answers at {url} ({cause}): start one with `epione-node --dev`, or name another with --url")]
	Unreachable {
		/// The address that was tried.
		url: String,
		/// The connection's error.
		cause: String,
	},
	/// The node is on another chain than this home folder was used with.
	#[error("the node at {url} is on another chain: its genesis is {found}, this home folder belongs to {expected}; name that chain's node with --url, or another folder with --home")]
	OtherChain {
		/// The node's address.
		url: String,
		/// Genesis hash of the node's chain.
		found: String,
		/// Genesis hash that the home folder remembers.
		expected: String,
	},
	/// The transaction pool refuses the transaction; it is in no block and cost nothing.
	#[error("the chain refuses {call} before it enters a block (nothing was charged): {reason}")]
	Refused {
		/// `Pallet.call`.
		call: String,
		/// The reason, in words.
		reason: String,
		/// The reason, for the program.
		refusal: PoolRefusal,
	},
	/// The transaction is in a block and failed; its fee is spent.
	#[error("{call} failed in block {block}: {reason}")]
	Failed {
		/// `Pallet.call`.
		call: String,
		/// Number of the block.
		block: u64,
		/// Hash of the block.
		block_hash: String,
		/// `Pallet.Error` and its documentation.
		reason: String,
		/// The pallet's error; `None` for errors of the SDK.
		error: Option<ModuleError>,
	},
	/// The transaction was not final in time.
	#[error("{call} was not final after {seconds} s: is the network finalising? Its hash is {hash}; look it up before sending it again")]
	TimedOut {
		/// `Pallet.call`.
		call: String,
		/// Seconds waited.
		seconds: u64,
		/// Hash of the transaction.
		hash: String,
	},
	/// The node runs another runtime than this client was built for.
	#[error("the node's runtime does not fit this client ({0}): use the client of the same release as the node")]
	Incompatible(String),
	/// The node no longer has the state of that block.
	#[error("the node has discarded the state of old blocks that are needed for this: name an archive node with --url (`epione-node --state-pruning archive`, from its first start on)")]
	Pruned,
	/// Something expected does not exist.
	#[error("{0}")]
	NotFound(String),
	/// Any other error of the node or the connection.
	#[error("talking to the node: {0}")]
	Node(String),
}

impl ChainError {
	/// Returns whether the transaction failed in a block with this pallet's error, named as in the
	/// metadata.
	pub fn is_module_error(&self, pallet: &str, name: &str) -> bool {
		match self {
			Self::Failed { error: Some(error), .. } => error.pallet == pallet && error.name == name,
			_ => false,
		}
	}
}

/// Why the transaction pool refuses a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PoolRefusal {
	/// `InvalidTransaction::Custom` with this code.
	Custom(u8),
	/// Its nonce is used, or its time has passed.
	Stale,
	/// The pool already has this transaction.
	AlreadyKnown,
	/// Any other reason.
	Other,
}

/// An error of a pallet, by its names in the metadata.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModuleError {
	/// The pallet.
	pub pallet: String,
	/// The error.
	pub name: String,
}

/// Shortens `Result<T, ChainError>`.
pub type Result<T> = std::result::Result<T, ChainError>;

/// Text of a node's error when it has pruned the state of a block. The RPC has no code for this
/// alone, so this is one of two texts of a node that the client reads (the other:
/// `refusal::custom_code`).
const DISCARDED: &str = "State already discarded";

/// Converts an error of subxt into a [`ChainError`].
pub fn node_error(error: impl Into<subxt::Error>) -> ChainError {
	let error = error.into();
	let text = error.to_string();
	match error {
		subxt::Error::ExtrinsicError(ExtrinsicError::IncompatibleCodegen)
		| subxt::Error::StorageError(StorageError::IncompatibleCodegen)
		| subxt::Error::ConstantError(ConstantError::IncompatibleCodegen)
		| subxt::Error::CustomValueError(CustomValueError::IncompatibleCodegen)
		| subxt::Error::RuntimeApiError(RuntimeApiError::IncompatibleCodegen)
		| subxt::Error::ViewFunctionError(ViewFunctionError::IncompatibleCodegen) => {
			ChainError::Incompatible(text)
		},
		_ if text.contains(DISCARDED) => ChainError::Pruned,
		_ => ChainError::Node(text),
	}
}

/// Returns the error for a response that cannot be decoded.
pub(super) fn unreadable(error: impl std::fmt::Display) -> ChainError {
	ChainError::Node(error.to_string())
}

impl From<ChainError> for Error {
	fn from(error: ChainError) -> Self {
		match error {
			ChainError::Unreachable { url, cause } => Self::Node {
				url,
				why: format!("does not answer ({cause}); is it running? `epione-node --dev` starts one for trying out, --url names another"),
			},
			ChainError::OtherChain { .. } => Self::OtherChain(error.to_string()),
			ChainError::Refused { call, reason, .. } =>
				Self::Refused { what: call, why: format!("{reason} (nothing was charged)") },
			ChainError::Failed { call, block, reason, .. } =>
				Self::Refused { what: format!("{call} in block {block}"), why: reason },
			ChainError::NotFound(what) => Self::Usage(what),
			other => Self::Node { url: "of this chain".into(), why: other.to_string() },
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use subxt::{
		error::BackendError,
		rpcs::{Error as RpcError, UserError},
	};

	#[test]
	fn what_subxt_says_becomes_a_type() {
		let incompatible = [
			node_error(ExtrinsicError::IncompatibleCodegen),
			node_error(StorageError::IncompatibleCodegen),
			node_error(ViewFunctionError::IncompatibleCodegen),
		];
		for error in incompatible {
			assert!(matches!(error, ChainError::Incompatible(_)), "{error}");
		}
		let message = "Client error: State already discarded for 0x00".into();
		let discarded = RpcError::User(UserError { code: 4003, message, data: None });
		let pruned = node_error(StorageError::CannotFetchValue(BackendError::from(discarded)));
		assert!(matches!(pruned, ChainError::Pruned), "{pruned}");
		let other = node_error(BackendError::other("the line is dead"));
		assert!(matches!(other, ChainError::Node(_)), "{other}");
	}
}
