//! `epione dataset`: list, show, tombstone.

use super::{parse_digest, show_modality, show_moment, Context};
use crate::{
	accounts::parse_address,
	chain::api,
	error::{Error, Result},
	parties::patient,
	store,
};
use clap::Subcommand;
use epione_primitives::{Codec, ContentId, Digest, DAY};
use serde_json::{json, Value as Json};
use subxt::utils::AccountId32;

/// Look at and take out what was anchored.
#[derive(Subcommand, Debug)]
pub enum DatasetCommand {
	/// List a patient's datasets.
	List {
		/// Whose: the signer's own if left out.
		subject: Option<String>,
	},
	/// Show one dataset.
	Show {
		/// Its digest or CID.
		#[arg(value_parser = parse_digest)]
		dataset: Digest,
		/// Whose: the signer's own if left out.
		#[arg(long)]
		subject: Option<String>,
	},
	/// Take a dataset out of the chain's state and destroy its key here. Free.
	Tombstone {
		/// Its digest or CID.
		#[arg(value_parser = parse_digest)]
		dataset: Digest,
		/// Whose: the signer's own if left out.
		#[arg(long)]
		subject: Option<String>,
		/// Leave the key in the keystore.
		#[arg(long)]
		keep_key: bool,
	},
}

type State = api::runtime_types::pallet_datasets::types::DatasetState<AccountId32>;

fn json_of(digest: &Digest, state: &State) -> Json {
	let (status, record) = match state {
		State::Active(record) => ("active", record),
		State::Superseded(record) => ("superseded", record),
		State::Tombstone => return json!({ "digest": hex::encode(digest), "status": "tombstone" }),
	};
	let codec = match record.codec {
		api::runtime_types::epione_primitives::content::Codec::Raw => Codec::Raw,
		api::runtime_types::epione_primitives::content::Codec::DagPb => Codec::DagPb,
	};
	json!({
		"digest": hex::encode(digest),
		"cid": store::to_cid(&ContentId { codec, digest: *digest }).to_string(),
		"status": status,
		"key_commitment": hex::encode(record.key_commitment),
		"root": hex::encode(record.root),
		"depth": record.depth,
		"modality": show_modality(record.modality.0),
		"first_day": day(record.first_day),
		"last_day": day(record.last_day),
		"size": record.size,
		"device": record.source.as_ref().map(|s| json!({
			"device": s.device.to_string(), "claim": s.claim, "seq": s.seq,
		})),
		"supersedes": record.supersedes.map(hex::encode),
	})
}

fn day(day: u16) -> String {
	show_moment(u64::from(day) * DAY).chars().take(10).collect()
}

fn text_of(json: &Json) -> String {
	let get = |name: &str| json[name].as_str().unwrap_or_default().to_owned();
	if get("status") == "tombstone" {
		return format!("{}  tombstone", get("digest"));
	}
	format!(
		"{}  {:<10} {:<15} {} to {}  up to {} readings, {} bytes  {}",
		get("cid"),
		get("status"),
		get("modality"),
		get("first_day"),
		get("last_day"),
		1u64 << json["depth"].as_u64().unwrap_or_default().min(63),
		json["size"],
		if json["device"].is_null() { "not signed by a device" } else { "signed by its device" },
	)
}

impl DatasetCommand {
	/// Runs it.
	pub async fn run(&self, context: &Context) -> Result<()> {
		let own = |given: &Option<String>| -> Result<AccountId32> {
			match given {
				Some(text) => Ok(parse_address(text)?),
				None => Ok(context.signer()?.account()),
			}
		};
		match self {
			Self::List { subject } => {
				let subject = own(subject)?;
				let chain = context.chain().await?;
				let at = chain.finalised().await?;
				let mut all = Vec::new();
				let mut after = None;
				loop {
					let page = crate::chain::view(
						&at,
						api::view_functions().datasets().datasets_of(subject, after, 100),
					)
					.await?;
					let Some((last, _)) = page.last() else { break };
					after = Some(*last);
					all.extend(page.iter().map(|(digest, state)| json_of(digest, state)));
				}
				context.output.result(
					json!({ "subject": subject.to_string(), "datasets": all }),
					|| {
						if all.is_empty() {
							return format!("{subject} has anchored nothing.");
						}
						all.iter().map(text_of).collect::<Vec<_>>().join("\n")
					},
				);
				Ok(())
			},
			Self::Show { dataset, subject } => {
				let subject = own(subject)?;
				let chain = context.chain().await?;
				let at = chain.finalised().await?;
				let state = crate::chain::view(
					&at,
					api::view_functions().datasets().dataset(subject, *dataset),
				)
				.await?
				.ok_or_else(|| {
					Error::Usage(format!(
							"{subject} has no dataset {}; `epione dataset list` shows those that there are",
							hex::encode(dataset)
						))
				})?;
				let json = json_of(dataset, &state);
				context.output.result(json.clone(), || {
					serde_json::to_string_pretty(&json).unwrap_or_default()
				});
				Ok(())
			},
			Self::Tombstone { dataset, subject, keep_key } => {
				let signer = context.signer()?;
				let subject = own(subject)?;
				let chain = context.chain().await?;
				let included = patient::tombstone(&chain, &signer, &subject, *dataset).await?;
				let destroyed = !keep_key && Keystores(context).destroy(dataset)?;
				context.output.result(
					json!({ "dataset": hex::encode(dataset), "block": included.block, "block_hash": included.block_hash, "key_destroyed": destroyed }),
					|| {
						format!(
							"Tombstoned with block {}, at no cost. {} Old blocks on archive nodes still hold the transaction; whoever was given the key before can still read its copy.",
							included.block,
							if destroyed { "The data key here is destroyed." } else { "No data key was here." }
						)
					},
				);
				Ok(())
			},
		}
	}
}

struct Keystores<'a>(&'a Context);

impl Keystores<'_> {
	fn destroy(&self, dataset: &Digest) -> Result<bool> {
		if !crate::keystore::Keystore::exists(&self.0.home.join("keys")) {
			return Ok(false);
		}
		self.0.keystore()?.destroy_data_key(dataset)
	}
}
