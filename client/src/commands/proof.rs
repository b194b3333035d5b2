//! `epione dataset prove` and `verify-proof`: one record, without showing the others.

use super::Context;
use crate::{
	chain::{api, types::codec, view, Chain},
	error::{Error, Result},
	files,
	keys::{accounts::parse_address, keystore::Keystore},
	parties::{patient, researcher},
	reader::{
		fetch,
		proof::{self, Facts, Proof, Shown},
	},
	store::to_cid,
	words::{parse_digest, show_day},
};
use clap::Args;
use epione_envelope::{
	envelope,
	keys::{DataSecret, Holder},
};
use epione_primitives::{ContentId, Digest, Grantee, StudyId};
use serde_json::json;
use std::path::PathBuf;
use subxt::utils::AccountId32;

/// Which record is proved.
#[derive(Args, Debug)]
pub struct Prove {
	/// The dataset: its digest or CID.
	#[arg(long, value_parser = parse_digest)]
	dataset: Digest,
	/// The record's number, counted from 0.
	#[arg(long)]
	record: u32,
	/// File for the record with its proof.
	#[arg(long)]
	out: PathBuf,
	/// Whose dataset: the signer's own if left out.
	#[arg(long)]
	subject: Option<String>,
	/// Open it with this study's recipient key (a researcher); with the data key of the keystore if
	/// left out (the patient's gateway).
	#[arg(long)]
	study: Option<StudyId>,
	/// Multiaddress of a peer that serves the content; may be given several times.
	#[arg(long = "peer")]
	peers: Vec<String>,
}

/// What is verified.
#[derive(Args, Debug)]
pub struct VerifyProof {
	/// The file, made by `epione dataset prove`.
	file: PathBuf,
	/// Write the record to this file if the proof holds.
	#[arg(long)]
	record_out: Option<PathBuf>,
}

impl Prove {
	/// Runs the command.
	pub async fn run(&self, context: &Context) -> Result<()> {
		let (keystore, subject) = match &self.subject {
			Some(text) => (context.keystore()?, parse_address(text)?),
			None => {
				let (keystore, signer) = context.keystore_and_signer()?;
				(keystore, signer.account())
			},
		};
		let chain = context.chain().await?;
		let record = patient::live_dataset(&chain, &subject, &self.dataset).await?;
		let facts = Facts {
			content: ContentId { codec: codec(&record.codec), digest: self.dataset },
			key_commitment: record.key_commitment,
			root: record.root,
			size: record.size,
		};
		let secret = self.secret(&chain, &keystore, &subject).await?;
		let store = fetch::open_store(&context.home, &self.peers).await?;
		let (record, proof) =
			proof::build(store.as_ref(), subject, &facts, &secret, self.record).await?;
		let bytes = proof.to_bytes();
		let shown = Shown {
			record: String::from_utf8(record)
				.map_err(|e| Error::Payload(format!("the record is not UTF-8: {e}")))?,
			proof: bytes.clone(),
		};
		let text = serde_json::to_vec_pretty(&shown).map_err(|e| Error::Payload(e.to_string()))?;
		files::write_bytes(&self.out, &text)?;
		let path: Vec<String> = proof.path.iter().map(hex::encode).collect();
		context.output.result(
			json!({
				"subject": subject.to_string(), "dataset": hex::encode(self.dataset),
				"index": proof.index, "depth": proof.path.len(), "salt": hex::encode(proof.salt),
				"path": path, "proof": hex::encode(&bytes), "proof_bytes": bytes.len(),
				"out": self.out.display().to_string(),
			}),
			|| {
				format!(
					"Record {} of {}, with a proof of {} bytes, is in {}.\n  salt   {}\n  depth  {}\n  path   {}\nWhoever gets the file sees this record and no other: `epione dataset verify-proof {}`.",
					proof.index,
					hex::encode(self.dataset),
					bytes.len(),
					self.out.display(),
					hex::encode(proof.salt),
					proof.path.len(),
					path.join("\n         "),
					self.out.display()
				)
			},
		);
		Ok(())
	}

	async fn secret(
		&self,
		chain: &Chain,
		keystore: &Keystore,
		subject: &AccountId32,
	) -> Result<DataSecret> {
		let Some(study) = self.study else { return Ok(keystore.data_key(&self.dataset)?.secret()) };
		let contribution = researcher::contributions(chain, &Grantee::Study(study))
			.await?
			.into_iter()
			.find(|c| c.subject == *subject && c.dataset == self.dataset)
			.ok_or_else(|| {
				Error::Usage(format!(
					"{subject} did not contribute dataset {} to study {study}",
					hex::encode(self.dataset)
				))
			})?;
		let bytes = contribution.envelope.ok_or_else(|| {
			Error::Verification("its envelope is not delivered yet, or no longer served".into())
		})?;
		let secret = keystore.recipient(&Holder::Study(study), contribution.key_version)?;
		envelope::open(&bytes, &secret)
			.map_err(|e| Error::Verification(format!("the envelope does not open: {e}")))
	}
}

impl VerifyProof {
	/// Runs the command.
	pub async fn run(&self, context: &Context) -> Result<()> {
		let (record, proof) = Shown::load(&self.file)?;
		let chain = context.chain().await?;
		// If there is no such dataset, this error says so.
		let there = patient::live_dataset(&chain, &proof.subject, &proof.dataset).await?;
		if !holds(&chain, record.as_bytes(), &proof).await? {
			return Err(Error::Verification(format!(
				"the record in {} is not number {} of dataset {} of {}: the record or the proof was changed, \
				 or it is of another dataset. Ask for it again",
				self.file.display(),
				proof.index,
				hex::encode(proof.dataset),
				proof.subject
			)));
		}
		if let Some(path) = &self.record_out {
			files::write_bytes(path, record.as_bytes())?;
		}
		let content = ContentId { codec: codec(&there.codec), digest: proof.dataset };
		let cid = to_cid(&content).to_string();
		let device = there.source.as_ref().map(|s| s.device.to_string());
		context.output.result(
			json!({
				"holds": true, "subject": proof.subject.to_string(), "dataset": hex::encode(proof.dataset),
				"cid": cid, "index": proof.index, "depth": there.depth, "device": device,
				"first_day": show_day(there.first_day), "last_day": show_day(there.last_day),
			}),
			|| {
				format!(
					"It holds: this very record is number {} of the up to {} readings that {} anchored as {cid}, taken from {} to {}, {}.",
					proof.index,
					1u64 << there.depth.min(63),
					proof.subject,
					show_day(there.first_day),
					show_day(there.last_day),
					match &device {
						Some(device) => format!("signed by the device {device}"),
						None => "not signed by a device".into(),
					}
				)
			},
		);
		Ok(())
	}
}

/// Returns whether the chain confirms that the record is where the proof says.
async fn holds(chain: &Chain, record: &[u8], proof: &Proof) -> Result<bool> {
	let at = chain.finalised().await?;
	let question = api::view_functions().datasets().verify_inclusion(
		proof.subject,
		proof.dataset,
		proof.leaf(record),
		proof.index,
		proof.path.clone(),
	);
	Ok(view(&at, question).await?)
}
