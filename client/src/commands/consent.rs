//! `epione consent`: grant, revoke, list.

use super::{receipt, Context};
use crate::{
	chain::api,
	error::{Error, Result},
	keys::accounts::parse_address,
	papers::consent::fhir_consent,
	papers::documents::Document,
	parties::{
		patient::{self, Consent},
		researcher,
	},
	words::{
		modalities, parse_digest, parse_duration, parse_grantee, parse_modality, parse_purpose,
		show_grantee, show_moment, show_purpose,
	},
};
use clap::{Args, Subcommand};
use epione_primitives::{Actions, Digest, Grantee, Modality, Moment, Purpose};
use serde_json::json;

/// Grant and refuse consent. Saying no is free.
#[derive(Subcommand, Debug)]
pub enum ConsentCommand {
	/// Consent to a study, or to an account reading.
	Grant(Grant),
	/// Revoke one grant. Free, and in force with the next block.
	Revoke {
		/// The grant's number.
		grant: u32,
	},
	/// Revoke every grant. Free, and in force with the next block.
	RevokeAll {
		/// Whose: the signer's own if left out.
		#[arg(long)]
		subject: Option<String>,
	},
	/// Show all grants, the ended and revoked ones included.
	List {
		/// Whose: the signer's own if left out.
		subject: Option<String>,
	},
}

/// What is granted.
#[derive(Args, Debug)]
pub struct Grant {
	/// To whom: `study:NUMBER` or an address.
	#[arg(value_parser = parse_grantee)]
	grantee: Grantee<subxt::utils::AccountId32>,
	/// For whom the signer acts (as guardian); the signer itself if left out.
	#[arg(long)]
	subject: Option<String>,
	/// Which kinds of data; may be given several times. All if left out.
	#[arg(long = "modality", value_parser = parse_modality)]
	modalities: Vec<Modality>,
	/// These datasets only, by digest or CID; may be given several times.
	#[arg(long = "dataset", value_parser = parse_digest)]
	datasets: Vec<Digest>,
	/// For how long, as in 90d.
	#[arg(long, default_value = "90d", value_parser = parse_duration)]
	valid: Moment,
	/// How many contributions at most.
	#[arg(long)]
	uses: Option<u32>,
	/// What for: treatment, emergency, public-health, payment, operations, patient-request,
	/// any-research, general-research, health-research or ancestry-research. The study's own
	/// purpose if left out; treatment for an account.
	#[arg(long, value_parser = parse_purpose)]
	purpose: Option<Purpose>,
}

impl ConsentCommand {
	/// Runs the command.
	pub async fn run(&self, context: &Context) -> Result<()> {
		match self {
			Self::Grant(grant) => grant.run(context).await,
			Self::Revoke { grant } => {
				let signer = context.signer()?;
				let chain = context.chain().await?;
				let included = patient::revoke(&chain, &signer, *grant).await?;
				context.output.result(
					included.json(json!({ "grant": grant, "revoked": true, "fee": "0" })),
					|| {
						format!(
							"Grant {grant} is revoked with block {}, at no cost. The next key is refused by the chain; what was decrypted before is out of its reach.",
							included.block
						)
					},
				);
				Ok(())
			},
			Self::RevokeAll { subject } => {
				let signer = context.signer()?;
				let subject = match subject {
					Some(text) => parse_address(text)?,
					None => signer.account(),
				};
				let chain = context.chain().await?;
				let call = api::tx().consent().revoke_all(subject);
				let included = chain.submit(&signer, &call).await?;
				context.output.result(
					included.json(json!({ "subject": subject.to_string(), "revoked": "all" })),
					|| {
						format!(
							"Every grant of {subject} is revoked with block {}, at no cost.",
							included.block
						)
					},
				);
				Ok(())
			},
			Self::List { subject } => {
				let subject = context.account_or_own(subject.as_deref())?;
				let chain = context.chain().await?;
				let lines = receipt::lines(&chain, &subject).await?;
				context.output.result(
					json!({ "subject": subject.to_string(), "grants": lines.iter().map(|l| l.json.clone()).collect::<Vec<_>>() }),
					|| {
						if lines.is_empty() {
							return format!("{subject} never granted anything.");
						}
						lines.iter().map(|l| l.text.as_str()).collect::<Vec<_>>().join("\n")
					},
				);
				Ok(())
			},
		}
	}
}

impl Grant {
	async fn run(&self, context: &Context) -> Result<()> {
		let signer = context.signer()?;
		let subject = match &self.subject {
			Some(text) => parse_address(text)?,
			None => signer.account(),
		};
		if self.datasets.len() > 16 {
			return Err(Error::Usage(format!(
				"a grant names at most 16 datasets, these are {}; grant in several parts or by kind of data",
				self.datasets.len()
			)));
		}
		let chain = context.chain().await?;
		let now = chain.now().await?;
		let valid_until = now.saturating_add(self.valid);
		let own = match &self.grantee {
			Grantee::Account(_) => Purpose::Treatment,
			Grantee::Study(study) => {
				let info = researcher::study(&chain, *study).await?;
				info.terms.map(|terms| terms.purpose.0).ok_or_else(|| {
					Error::Usage(format!("study {study} has ended; there is nothing to consent to"))
				})?
			},
		};
		let purpose = self.purpose.unwrap_or(own);
		let grantee = show_grantee(&self.grantee);
		context.output.notice(&format!(
			"Public on the chain, under {subject}: that it grants {grantee} reading until {}, and for which purpose. Use an account of its own for this if that must not be linked to your others.",
			show_moment(valid_until)
		));
		let document = Document::new(
			"consent",
			fhir_consent(&subject.to_string(), &grantee, &show_purpose(&purpose), valid_until),
		);
		let kept = document.save(&context.documents())?;
		let consent = Consent {
			grantee: self.grantee.clone(),
			actions: Actions::READ,
			modalities: modalities(&self.modalities),
			datasets: (!self.datasets.is_empty()).then(|| self.datasets.clone()),
			days: None,
			purpose,
			valid_from: now,
			valid_until,
			uses: self.uses,
			document: document.digest(),
		};
		let (grant, included) = patient::grant(&chain, &signer, &subject, &consent).await?;
		context.output.result(
			included.json(json!({
				"grant": grant, "grantee": grantee, "valid_until": valid_until, "document": kept.display().to_string() })),
			|| {
				format!(
					"Grant {grant}: {grantee} may read until {} (block {}). The consent document is kept in {}.\n`epione consent revoke {grant}` ends it, at no cost.",
					show_moment(valid_until),
					included.block,
					kept.display()
				)
			},
		);
		Ok(())
	}
}
