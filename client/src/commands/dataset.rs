//! `epione dataset`: list, show, prove, verify-proof, tombstone.

use super::{
	parse_digest,
	proof::{Prove, VerifyProof},
	show_modality, show_moment, Context,
};
use crate::{
	accounts::parse_address,
	chain::{api, Chain},
	config::Config,
	error::{Error, Result},
	gateway::Gateway,
	journal::Journal,
	keystore::Keystore,
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
	/// Prove one record to somebody, without showing the others.
	Prove(Prove),
	/// Check a record and its proof against the chain.
	VerifyProof(VerifyProof),
	/// Take a dataset out of the chain's state and destroy its key and content here. Free.
	Tombstone {
		/// Its digest or CID.
		#[arg(value_parser = parse_digest)]
		dataset: Digest,
		/// Whose: the signer's own if left out.
		#[arg(long)]
		subject: Option<String>,
		/// Leave key and content here.
		#[arg(long)]
		keep_key: bool,
	},
}

type State = api::runtime_types::pallet_datasets::types::DatasetState<AccountId32>;
type Record = api::runtime_types::pallet_datasets::types::Record<AccountId32>;
type RuntimeCodec = api::runtime_types::epione_primitives::content::Codec;

/// The codec, as the stores know it.
pub(super) fn codec(codec: &RuntimeCodec) -> Codec {
	match codec {
		RuntimeCodec::Raw => Codec::Raw,
		RuntimeCodec::DagPb => Codec::DagPb,
	}
}

async fn state(chain: &Chain, subject: &AccountId32, dataset: &Digest) -> Result<State> {
	let at = chain.finalised().await?;
	let question = api::view_functions().datasets().dataset(*subject, *dataset);
	crate::chain::view(&at, question).await?.ok_or_else(|| {
		Error::Usage(format!(
			"{subject} has no dataset {}; `epione dataset list` shows those that there are, --subject \
			 names another patient",
			hex::encode(dataset)
		))
	})
}

/// What the chain says about a dataset that is not tombstoned.
pub(super) async fn live(chain: &Chain, subject: &AccountId32, dataset: &Digest) -> Result<Record> {
	match state(chain, subject, dataset).await? {
		State::Active(record) | State::Superseded(record) => Ok(record),
		State::Tombstone => Err(Error::Verification(format!(
			"{subject} tombstoned dataset {}: the chain no longer has what a record could be checked against",
			hex::encode(dataset)
		))),
	}
}

fn json_of(digest: &Digest, state: &State) -> Json {
	let (status, record) = match state {
		State::Active(record) => ("active", record),
		State::Superseded(record) => ("superseded", record),
		State::Tombstone => return json!({ "digest": hex::encode(digest), "status": "tombstone" }),
	};
	json!({
		"digest": hex::encode(digest),
		"cid": store::to_cid(&ContentId { codec: codec(&record.codec), digest: *digest }).to_string(),
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

pub(super) fn day(day: u16) -> String {
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
				let state = state(&chain, &subject, dataset).await?;
				let json = json_of(dataset, &state);
				context.output.result(json.clone(), || {
					serde_json::to_string_pretty(&json).unwrap_or_default()
				});
				Ok(())
			},
			Self::Prove(prove) => prove.run(context).await,
			Self::VerifyProof(verify) => verify.run(context).await,
			Self::Tombstone { dataset, subject, keep_key } => {
				let signer = context.signer()?;
				let subject = match subject {
					Some(text) => parse_address(text)?,
					None => signer.account(),
				};
				let chain = context.chain().await?;
				let included = patient::tombstone(&chain, &signer, &subject, *dataset).await?;
				let left = if *keep_key {
					"Key and content were left here, as you asked.".to_owned()
				} else {
					forget(context, dataset).await?
				};
				context.output.result(
					json!({
						"dataset": hex::encode(dataset), "block": included.block,
						"block_hash": included.block_hash, "here": left,
					}),
					|| {
						format!(
							"Tombstoned with block {}, at no cost. {left} Old blocks on archive nodes still hold the transaction; whoever was given the key before can still read its copy.",
							included.block
						)
					},
				);
				Ok(())
			},
		}
	}
}

/// Destroys what this home has of a dataset; says what that was.
async fn forget(context: &Context, dataset: &Digest) -> Result<String> {
	if !Keystore::exists(&context.home.join("keys")) {
		return Ok("There is no keystore here; the patient's gateway destroys the key (`epione keys destroy --dataset`).".into());
	}
	let keystore = context.keystore()?;
	let had = keystore.data_key(dataset).is_ok();
	let journal = context.home.join("journal.sqlite");
	if !journal.exists() {
		keystore.destroy_data_key(dataset)?;
	} else {
		let mut journal = Journal::open(&journal)?;
		let mut gateway = Gateway::new(&mut journal, &keystore, &context.home.join("spool"));
		let store = Config::load(&context.home)?.open_store(&context.home).await;
		match store {
			Ok(store) => gateway.forget(store.as_ref(), dataset).await?,
			// A running gateway has it open. The key is what matters.
			Err(error) => {
				gateway.forget_key(dataset)?;
				return Ok(format!(
					"The data key here is destroyed; the encrypted content is still stored ({error})."
				));
			},
		}
	}
	Ok(if had {
		"The data key and the content here are destroyed.".into()
	} else {
		"No data key of it was here.".to_owned()
	})
}
