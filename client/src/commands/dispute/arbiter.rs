//! The arbiter's part of `epione dispute`.

use crate::{
	commands::Context,
	error::{Error, Result},
	files,
	keys::keystore::Keystore,
	parties::disputes,
	reader::{dispute, evidence::Statement, fetch},
};
use age::{secrecy::ExposeSecret, x25519};
use clap::Args;
use epione_envelope::evidence::evidence_key;
use epione_primitives::DisputeId;
use serde_json::json;
use std::path::PathBuf;

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

impl Check {
	/// Runs the command.
	pub(super) async fn run(&self, context: &Context) -> Result<()> {
		let chain = context.chain().await?;
		let file = dispute::file(&chain, self.dispute).await?;
		let key = file.info.evidence_key.ok_or_else(|| {
			Error::Usage(format!("dispute {} waits for no arbiter's decision", self.dispute))
		})?;
		let identity = identity(&context.keystore()?, &key)?;
		let bytes = std::fs::read(&self.file).map_err(Error::io("read", &self.file))?;
		let store = match self.offline {
			true => None,
			false => Some(fetch::open_store(&context.home, &self.peers).await?),
		};
		let seen = dispute::examine(&file, &identity, &bytes, store.as_deref(), &self.out).await?;
		if !seen.attachment.is_empty() {
			files::write_bytes(&self.out.join("attachment"), &seen.attachment)?;
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

/// Returns the name under which the keystore keeps the identity of an evidence key.
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

/// Runs `epione dispute key`.
pub(super) async fn key(context: &Context, remove: bool) -> Result<()> {
	let (mut keystore, signer) = context.keystore_and_signer()?;
	let chain = context.chain().await?;
	if remove {
		let included = disputes::remove_evidence_key(&chain, &signer).await?;
		context.output.result(
			included.json(json!({ "removed": true })),
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
	// Kept before it is published: otherwise evidence sent to it might be unreadable.
	keystore.put_note(&note(&key), identity.to_string().expose_secret())?;
	let included = disputes::set_evidence_key(&chain, &signer, key).await?;
	context.output.result(
		included.json(json!({
			"arbiter": signer.account().to_string(), "key": hex::encode(key),
			"recipient": recipient.to_string() })),
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
