//! The arbiter's part of `epione dispute`.

use crate::{
	commands::Context,
	error::{Error, Result},
	evidence::{self, Finding, Statement},
	fetch,
	keystore::Keystore,
	parties::disputes,
	store::ContentStore,
};
use age::{secrecy::ExposeSecret, x25519};
use clap::Args;
use epione_envelope::evidence::evidence_key;
use epione_primitives::DisputeId;
use serde_json::json;
use std::path::{Path, PathBuf};

/// What is checked.
#[derive(Args, Debug)]
pub struct Check {
	/// The dispute's number.
	dispute: DisputeId,
	/// The evidence file that the sponsor sent.
	file: PathBuf,
	/// Folder for decrypted records; destroy it when the dispute is over.
	#[arg(long, default_value = "dispute-data")]
	out: PathBuf,
	/// Multiaddress of a peer that serves the content; may be given several times.
	#[arg(long = "peer")]
	peers: Vec<String>,
	/// Check the file alone: fetch and decrypt nothing.
	#[arg(long)]
	offline: bool,
}

/// What an arbiter has seen.
pub(crate) struct Seen {
	/// What the sponsor states, byte for byte.
	pub statement: String,
	/// How many secrets were proven.
	pub openings: usize,
	/// What was sent along.
	pub attachment: Vec<u8>,
	/// What was found of each contribution; empty if nothing was fetched.
	pub findings: Vec<Finding>,
}

/// Checks an evidence file, and with a store every contribution that it is about.
pub(crate) async fn examine(
	file: &disputes::File,
	identity: &x25519::Identity,
	bytes: &[u8],
	store: Option<&dyn ContentStore>,
	out: &Path,
) -> Result<Seen> {
	let case = file.case.as_ref().ok_or_else(|| {
		Error::Usage("no arbiter is drawn yet: there is nothing to check for".into())
	})?;
	let seen = evidence::check(case, &file.disputed()?, identity, bytes)?;
	let openings = seen.secrets.len();
	let mut secrets = seen.secrets.iter();
	let exhibits: Vec<_> = file.items.iter().map(|item| (&item.exhibit, secrets.next())).collect();
	let complaint = disputes::complaint(&file.info);
	let findings = match store {
		Some(store) => {
			evidence::judge(store, complaint, file.limits.as_ref(), &exhibits, out).await?
		},
		None => Vec::new(),
	};
	Ok(Seen { statement: seen.statement, openings, attachment: seen.attachment, findings })
}

impl Check {
	/// Runs it.
	pub(super) async fn run(&self, context: &Context) -> Result<()> {
		let chain = context.chain().await?;
		let file = disputes::file(&chain, self.dispute).await?;
		let key = file.info.evidence_key.ok_or_else(|| {
			Error::Usage(format!("dispute {} waits for no arbiter's decision", self.dispute))
		})?;
		let identity = identity(&context.keystore()?, &key)?;
		let bytes = std::fs::read(&self.file).map_err(Error::io("read", &self.file))?;
		let store = match self.offline {
			true => None,
			false => Some(fetch::open_store(&context.home, &self.peers).await?),
		};
		let seen = examine(&file, &identity, &bytes, store.as_deref(), &self.out).await?;
		if !seen.attachment.is_empty() {
			crate::files::write_bytes(&self.out.join("attachment"), &seen.attachment)?;
		}
		let said = match Statement::parse(&seen.statement) {
			Some(statement) => json!(statement),
			None => json!(seen.statement),
		};
		context.output.result(
			json!({
				"dispute": self.dispute, "complaint": disputes::complaint(&file.info), "statement": said,
				"openings": seen.openings, "findings": seen.findings,
			}),
			|| {
				let mut text = format!(
					"The evidence is for you and this dispute, says what the chain was told, and its {} openings are \
					 proven.\nThe sponsor states: {}",
					seen.openings, seen.statement
				);
				for finding in &seen.findings {
					text.push_str(&format!("\n{}  {}", finding.dataset, finding.why));
				}
				let verdicts: Option<Vec<_>> =
					seen.findings.iter().map(|f| f.verdict.map(|v| v.name())).collect();
				match verdicts.as_deref() {
					Some([]) => {},
					Some(verdicts) => text.push_str(&format!(
						"\nThat is: epione dispute decide {} {}",
						self.dispute,
						verdicts.join(" ")
					)),
					None => text.push_str("\nThe rest is for you to say: epione dispute decide"),
				}
				text
			},
		);
		Ok(())
	}
}

/// Where the identity of an evidence key is kept.
fn note(key: &[u8; 32]) -> String {
	format!("evidence key {}", hex::encode(key))
}

fn identity(keystore: &Keystore, key: &[u8; 32]) -> Result<x25519::Identity> {
	let missing = || Error::NoKey {
		what: format!("identity of the evidence key {}", hex::encode(key)),
		hint: "it was made with another keystore, or somebody else was drawn".into(),
	};
	keystore.note(&note(key)).ok_or_else(missing)?.parse().map_err(|_| missing())
}

/// `epione dispute key`.
pub(super) async fn key(context: &Context, remove: bool) -> Result<()> {
	let (mut keystore, signer) = context.keystore_and_signer()?;
	let chain = context.chain().await?;
	if remove {
		let included = disputes::remove_evidence_key(&chain, &signer).await?;
		context.output.result(
			json!({ "removed": true, "block": included.block, "block_hash": included.block_hash }),
			|| {
				format!(
					"You are drawn no more (block {}). The identity is kept for the disputes that you were drawn for.",
					included.block
				)
			},
		);
		return Ok(());
	}
	let identity = x25519::Identity::generate();
	let recipient = identity.to_public();
	let key = evidence_key(&recipient);
	// Kept before it is published: what is sent to it could not be read.
	keystore.put_note(&note(&key), identity.to_string().expose_secret())?;
	let included = disputes::set_evidence_key(&chain, &signer, key).await?;
	context.output.result(
		json!({
			"arbiter": signer.account().to_string(), "key": hex::encode(key),
			"recipient": recipient.to_string(), "block": included.block, "block_hash": included.block_hash,
		}),
		|| {
			format!(
				"Evidence reaches you at {recipient} (block {}). Its identity is in the keystore, and stays there when \
				 you publish another.",
				included.block
			)
		},
	);
	Ok(())
}
