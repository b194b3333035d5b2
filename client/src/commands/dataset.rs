//! `epione dataset`: list, show, prove, verify-proof, tombstone.

use super::{
	proof::{Prove, VerifyProof},
	Context,
};
use crate::{
	chain::{api, types::codec, view},
	config::Config,
	error::Result,
	gateway::Gateway,
	home,
	journal::Journal,
	keys::{accounts::parse_address, keystore::Keystore},
	parties::patient,
	store,
	words::{parse_digest, show_day, show_modality},
};
use clap::Subcommand;
use epione_primitives::{ContentId, Digest};
use serde_json::{json, Value as Json};

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

type State = patient::DatasetState;

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
		"first_day": show_day(record.first_day),
		"last_day": show_day(record.last_day),
		"size": record.size,
		"device": record.source.as_ref().map(|s| json!({
			"device": s.device.to_string(), "claim": s.claim, "seq": s.seq,
		})),
		"supersedes": record.supersedes.map(hex::encode),
	})
}

fn text_of(digest: &Digest, state: &State) -> String {
	let (status, record) = match state {
		State::Active(record) => ("active", record),
		State::Superseded(record) => ("superseded", record),
		State::Tombstone => return format!("{}  tombstone", hex::encode(digest)),
	};
	format!(
		"{}  {:<10} {:<15} {} to {}  up to {} readings, {} bytes  {}",
		store::to_cid(&ContentId { codec: codec(&record.codec), digest: *digest }),
		status,
		show_modality(record.modality.0),
		show_day(record.first_day),
		show_day(record.last_day),
		1u64 << record.depth.min(63),
		record.size,
		if record.source.is_none() { "not signed by a device" } else { "signed by its device" },
	)
}

impl DatasetCommand {
	/// Runs the command.
	pub async fn run(&self, context: &Context) -> Result<()> {
		match self {
			Self::List { subject } => {
				let subject = context.account_or_own(subject.as_deref())?;
				let chain = context.chain().await?;
				let at = chain.finalised().await?;
				let mut all = Vec::new();
				let mut after = None;
				loop {
					let page = view(
						&at,
						api::view_functions().datasets().datasets_of(subject, after, 100),
					)
					.await?;
					let Some((last, _)) = page.last() else { break };
					after = Some(*last);
					all.extend(page);
				}
				context.output.result(
					json!({
						"subject": subject.to_string(),
						"datasets": all.iter().map(|(digest, state)| json_of(digest, state)).collect::<Vec<_>>(),
					}),
					|| {
						if all.is_empty() {
							return format!("{subject} has anchored nothing.");
						}
						all.iter()
							.map(|(digest, state)| text_of(digest, state))
							.collect::<Vec<_>>()
							.join("\n")
					},
				);
				Ok(())
			},
			Self::Show { dataset, subject } => {
				let subject = context.account_or_own(subject.as_deref())?;
				let chain = context.chain().await?;
				let state = patient::dataset(&chain, &subject, dataset).await?;
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
					included.json(json!({
						"dataset": hex::encode(dataset), "here": left })),
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

/// Destroys this home's key and content of a dataset; returns in words what was destroyed.
async fn forget(context: &Context, dataset: &Digest) -> Result<String> {
	if !Keystore::exists(&home::keys(&context.home)) {
		return Ok("There is no keystore here; the patient's gateway destroys the key (`epione keys destroy --dataset`).".into());
	}
	let keystore = context.keystore()?;
	let had = keystore.data_key(dataset).is_ok();
	let journal = home::journal(&context.home);
	if !journal.exists() {
		keystore.destroy_data_key(dataset)?;
	} else {
		let mut journal = Journal::open(&journal)?;
		let mut gateway = Gateway::new(&mut journal, &keystore, &home::spool(&context.home));
		let store = Config::load(&context.home)?.open_store(&context.home).await;
		match store {
			Ok(store) => gateway.forget(store.as_ref(), dataset).await?,
			// A running gateway has the store open. Destroying the key is what matters.
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
