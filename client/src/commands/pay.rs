//! `epione pay`: send tokens.

use super::Context;
use crate::{
	chain::api,
	error::Result,
	keys::accounts::parse_address,
	words::{parse_amount, show_amount},
};
use clap::Args;
use serde_json::json;
use subxt::utils::MultiAddress;

/// Send tokens to an account.
#[derive(Args, Debug)]
pub struct Pay {
	/// To whom: an address.
	to: String,
	/// How much, in EPI, as in 2.5.
	#[arg(value_parser = parse_amount)]
	amount: u128,
}

impl Pay {
	/// Runs the command.
	pub async fn run(&self, context: &Context) -> Result<()> {
		let to = parse_address(&self.to)?;
		let signer = context.signer()?;
		let chain = context.chain().await?;
		let call = api::tx().balances().transfer_keep_alive(MultiAddress::Id(to), self.amount);
		let included = chain.submit(&signer, &call).await?;
		context.output.result(
			included.json(json!({
				"to": to.to_string(), "amount": self.amount.to_string() })),
			|| format!("{to} has {} more (block {}).", show_amount(self.amount), included.block),
		);
		Ok(())
	}
}
