//! `epione store`: the content store.

use super::Context;
use crate::{
	config::Config,
	error::Result,
	store::{embedded::EmbeddedStore, ContentStore},
};
use clap::Subcommand;
use serde_json::json;

/// What is done with the content store.
#[derive(Subcommand, Debug)]
pub enum StoreCommand {
	/// Start the embedded node and print the addresses under which peers reach it.
	Addresses,
}

impl StoreCommand {
	/// Runs the command.
	pub async fn run(&self, context: &Context) -> Result<()> {
		let Self::Addresses = self;
		let settings = Config::load(&context.home)?.embedded(&context.home);
		let store = EmbeddedStore::open(&settings).await?;
		let addresses = ContentStore::addresses(&store).await?;
		context.output.result(json!({ "peer": store.peer_id(), "addresses": addresses }), || {
			if addresses.is_empty() {
				return format!(
					"{} listens nowhere; set store.listen in config.toml",
					store.peer_id()
				);
			}
			addresses.join("\n")
		});
		store.close().await;
		Ok(())
	}
}
