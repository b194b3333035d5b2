//! Transactions that are in a final block.

use super::error::{node_error, ChainError, Result};
use epione_client_api::api;
use serde_json::Value as Json;
use subxt::{extrinsics::ExtrinsicEvents, utils::AccountId32, PolkadotConfig};

/// A transaction that is in a final block and succeeded.
#[derive(Debug)]
pub struct Included {
	/// `Pallet.call`.
	pub call: String,
	/// Who signed, SS58.
	pub signer: String,
	/// Number of the block.
	pub block: u64,
	/// Hash of the block, which is final.
	pub block_hash: String,
	/// Hash of the transaction.
	pub hash: String,
	/// The events of the transaction.
	pub events: ExtrinsicEvents<PolkadotConfig>,
}

impl Included {
	/// Returns the first event of this kind; an error that names it if there is none.
	pub fn event<E: subxt::events::DecodeAsEvent>(&self) -> Result<E> {
		match self.events.find_first::<E>() {
			Some(event) => event.map_err(node_error),
			None => Err(ChainError::NotFound(format!(
				"{} succeeded in block {} without the event that tells its result",
				self.call, self.block
			))),
		}
	}

	/// Returns all events of this kind.
	pub fn all<E: subxt::events::DecodeAsEvent>(&self) -> Result<Vec<E>> {
		self.events.find::<E>().map(|event| event.map_err(node_error)).collect()
	}

	/// Returns who paid the fee and how much, in the smallest unit; `None` if nobody paid.
	pub fn fee(&self) -> Result<Option<(AccountId32, u128)>> {
		Ok(self
			.all::<api::transaction_payment::events::TransactionFeePaid>()?
			.into_iter()
			.next_back()
			.map(|paid| (paid.who, paid.actual_fee)))
	}

	/// Returns `fields` with the number and hash of the block, for machines.
	pub fn json(&self, fields: Json) -> Json {
		let mut json = fields;
		json["block"] = self.block.into();
		json["block_hash"] = self.block_hash.clone().into();
		json
	}
}
