//! `epione audit`: the trail, from final blocks only.

use super::Context;
use crate::{
	audit::{trail, Entry, Query},
	error::{Error, Result},
	keys::accounts::parse_address,
	words::show_moment,
};
use clap::Args;
use serde_json::json;

/// Reconstruct who could read what, when, and what was paid, from final blocks alone.
#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
pub struct Audit {
	/// Of a patient: an address.
	#[arg(long)]
	subject: Option<String>,
	/// Of a study: its number.
	#[arg(long)]
	study: Option<u32>,
	/// Of a device: its account.
	#[arg(long)]
	device: Option<String>,
}

impl Audit {
	/// Runs the command.
	pub async fn run(&self, context: &Context) -> Result<()> {
		let query = match (&self.subject, self.study, &self.device) {
			(Some(account), _, _) | (_, _, Some(account)) => {
				Query::Account(parse_address(account)?)
			},
			(_, Some(study), _) => Query::Study(study),
			_ => return Err(Error::Usage("whose trail? --subject, --study or --device".into())),
		};
		let chain = context.chain().await?;
		let bar = context.output.progress(0, false, "reading blocks");
		let trail = trail(&chain, &context.home, &query, |block, last| {
			bar.set_length(last);
			bar.set_position(block);
		})
		.await?;
		bar.finish_and_clear();
		context.output.result(json!({ "trail": trail }), || {
			if trail.is_empty() {
				return "Nothing on this chain names it.".into();
			}
			trail.iter().map(text).collect::<Vec<_>>().join("\n")
		});
		Ok(())
	}
}

/// Returns an entry as text for people.
pub fn text(entry: &Entry) -> String {
	format!(
		"{:>8}  {}  {:<32} {} {}",
		entry.block,
		show_moment(entry.time),
		entry.event,
		entry.fields,
		entry.signer.as_ref().map(|s| format!("signed by {s}")).unwrap_or_default(),
	)
}
