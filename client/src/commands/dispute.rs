//! `epione dispute`: open, evidence, check, decide, appeal, advance, show, list, key.

mod arbiter;

use super::Context;
use crate::{
	error::{Error, Result},
	files,
	keys::accounts::parse_address,
	papers::documents::Document,
	parties::disputes::{self, Complaint, DisputeInfo, Verdict},
	reader::{
		dispute::{claims, entries, file as dispute_file, prepare},
		evidence::{self, Statement},
	},
	words::{parse_digest, show_amount, show_moment},
};
use clap::{Args, Subcommand};
use epione_envelope::keys::Holder;
use epione_primitives::{Digest, DisputeId, StudyId};
use serde_json::{json, Value as Json};
use std::path::{Path, PathBuf};
use subxt::utils::AccountId32;

/// Kind of the document that holds the statement; its salted digest is on chain.
const KIND: &str = "dispute";

/// Dispute bad data, and decide disputes.
#[derive(Subcommand, Debug)]
pub enum DisputeCommand {
	/// Dispute contributions to a study, before their dispute window is over (its sponsor only). A
	/// bond goes on hold.
	Open(Open),
	/// Write the evidence for the arbiter, once it is drawn.
	Evidence(Evidence),
	/// Check evidence that was sent to you, and look whether the complaint holds (the drawn arbiter
	/// only).
	Check(arbiter::Check),
	/// Decide a dispute: one verdict for each contribution, in its order (the drawn arbiter only).
	Decide {
		/// The dispute's number.
		dispute: DisputeId,
		/// The verdicts.
		#[arg(required = true, value_enum)]
		verdicts: Vec<Verdict>,
	},
	/// Appeal what was decided against you, to the panel.
	Appeal {
		/// The dispute's number.
		dispute: DisputeId,
		/// Why the decision is wrong. Only its salted digest goes on chain; the panel gets the
		/// text.
		#[arg(long)]
		says: String,
	},
	/// Move on a dispute whose draw or deadline has come; the chain does it by itself too.
	Advance {
		/// The dispute's number.
		dispute: DisputeId,
	},
	/// Show a live dispute.
	Show {
		/// The dispute's number.
		dispute: DisputeId,
	},
	/// Show the live disputes over a study's contributions, or those that an arbiter decides.
	List {
		/// Over contributions to this study.
		#[arg(long)]
		study: Option<StudyId>,
		/// For which this arbiter was drawn: an address. The signer itself if neither is given.
		#[arg(long, conflicts_with = "study")]
		arbiter: Option<String>,
	},
	/// Publish a fresh key to which you receive evidence (arbiters only); you can be drawn from
	/// then on.
	Key {
		/// Take the key away, and yourself out of the draw.
		#[arg(long)]
		remove: bool,
	},
}

/// What is disputed, and why.
#[derive(Args, Debug)]
pub struct Open {
	/// The study's number.
	study: StudyId,
	/// What is wrong.
	#[arg(long, value_enum)]
	complaint: Complaint,
	/// What `epione study fetch` reported.
	#[arg(long, default_value = "study-data/report.json")]
	report: PathBuf,
	/// A contribution, as SUBJECT:DATASET; may be given up to 16 times. All that did not hold in
	/// the report if left out.
	#[arg(long = "contribution", value_parser = parse_contribution)]
	contributions: Vec<(AccountId32, Digest)>,
	/// What is wrong, in words; for duplicates, the contribution that they repeat.
	#[arg(long)]
	says: Option<String>,
}

/// What is sent to the arbiter.
#[derive(Args, Debug)]
pub struct Evidence {
	/// The dispute's number.
	dispute: DisputeId,
	/// The file to write.
	#[arg(long)]
	out: Option<PathBuf>,
	/// A file to send along: logs, a maker's report. At most 16 MiB.
	#[arg(long)]
	attach: Option<PathBuf>,
	/// Open nothing: for what could never be fetched.
	#[arg(long)]
	unopened: bool,
}

fn parse_contribution(text: &str) -> std::result::Result<(AccountId32, Digest), String> {
	let (subject, dataset) = text
		.split_once(':')
		.ok_or_else(|| format!("'{text}' is no contribution: write SUBJECT:DATASET"))?;
	Ok((parse_address(subject).map_err(|e| e.to_string())?, parse_digest(dataset)?))
}

impl DisputeCommand {
	/// Runs the command.
	pub async fn run(&self, context: &Context) -> Result<()> {
		match self {
			Self::Open(open) => open.run(context).await,
			Self::Evidence(evidence) => evidence.run(context).await,
			Self::Check(check) => check.run(context).await,
			Self::Key { remove } => arbiter::key(context, *remove).await,
			Self::Decide { dispute, verdicts } => {
				let signer = context.signer()?;
				let chain = context.chain().await?;
				let included = disputes::decide(&chain, &signer, *dispute, verdicts).await?;
				let names: Vec<_> = verdicts.iter().map(|verdict| verdict.name()).collect();
				context.output.result(
					included.json(json!({
						"dispute": dispute, "verdicts": names })),
					|| {
						format!(
							"Dispute {dispute} is decided (block {}): {}. It is paid when the time to appeal is over.",
							included.block,
							names.join(", ")
						)
					},
				);
				Ok(())
			},
			Self::Appeal { dispute, says } => {
				let signer = context.signer()?;
				let chain = context.chain().await?;
				let document = Document::new("appeal", says.as_str());
				let path = document.save(&context.documents())?;
				let included =
					disputes::appeal(&chain, &signer, *dispute, document.digest()).await?;
				context.output.result(
					included.json(json!({
						"dispute": dispute, "grounds": path.display().to_string() })),
					|| {
						format!(
							"Appealed (block {}). The panel needs your grounds with their salt: send it {}",
							included.block,
							path.display()
						)
					},
				);
				Ok(())
			},
			Self::Advance { dispute } => {
				let signer = context.signer()?;
				let chain = context.chain().await?;
				let included = disputes::advance(&chain, &signer, *dispute).await?;
				context.output.result(
					included.json(json!({
						"dispute": dispute })),
					|| format!("Dispute {dispute} went on in block {}.", included.block),
				);
				Ok(())
			},
			Self::Show { dispute } => {
				let chain = context.chain().await?;
				let info = disputes::dispute(&chain, *dispute).await?;
				context.output.result(json_of(&info), || text_of(&info));
				Ok(())
			},
			Self::List { study, arbiter } => {
				let account = match (study, arbiter) {
					(Some(_), _) => None,
					(None, Some(text)) => Some(parse_address(text)?),
					(None, None) => Some(context.signer()?.account()),
				};
				let chain = context.chain().await?;
				let all = match (study, &account) {
					(Some(study), _) => disputes::of_study(&chain, *study).await?,
					(None, Some(arbiter)) => disputes::for_arbiter(&chain, arbiter).await?,
					(None, None) => Vec::new(),
				};
				context.output.result(
					json!({ "disputes": all.iter().map(json_of).collect::<Vec<_>>() }),
					|| match all.as_slice() {
						[] => "There is no such dispute now.".into(),
						all => all.iter().map(text_of).collect::<Vec<_>>().join("\n"),
					},
				);
				Ok(())
			},
		}
	}
}

impl Open {
	async fn run(&self, context: &Context) -> Result<()> {
		let signer = context.signer()?;
		let report = self.load_report()?;
		let named = match self.contributions.as_slice() {
			[] => failed_in(&report)?,
			named => named.to_vec(),
		};
		if named.is_empty() {
			return Err(Error::Usage(format!(
				"nothing is named, and {} has no contribution that did not hold: name what you dispute with \
				 --contribution SUBJECT:DATASET",
				self.report.display()
			)));
		}
		let chain = context.chain().await?;
		let claims = claims(&chain, self.study, &named, self.says.as_deref(), &report).await?;
		let count = u32::try_from(named.len()).unwrap_or(u32::MAX);
		let bond = disputes::bond_for(&chain, count).await?.ok_or_else(|| {
			Error::Usage(format!("{count} contributions are named; one dispute takes at most 16"))
		})?;
		context.output.notice(&format!(
			"A bond of {} goes on hold: {} for the arbiter, {} for the participants. What you lose of it is theirs.",
			show_amount(bond.bond),
			show_amount(bond.fee),
			show_amount(bond.compensation)
		));
		let document = Document::new(KIND, Statement::new(self.complaint, claims).line()?);
		let digest = evidence::digest(&document.salt, &document.text)?;
		// Saved before its digest is on chain: without the salt nothing could be proven.
		let path = document.save(&context.documents())?;
		let (dispute, included) =
			disputes::open(&chain, &signer, self.study, &named, self.complaint, digest).await?;
		context.output.result(
			included.json(json!({
				"dispute": dispute, "study": self.study, "complaint": self.complaint,
				"bond": bond.bond.to_string(), "statement": path.display().to_string() })),
			|| {
				format!(
					"Dispute {dispute} over {count} contributions is open (block {}). An arbiter is drawn in some \
					 seconds; then: epione dispute evidence {dispute}\nThe statement with its salt: {}",
					included.block,
					path.display()
				)
			},
		);
		Ok(())
	}

	fn load_report(&self) -> Result<Json> {
		match std::fs::read(&self.report) {
			Ok(bytes) => serde_json::from_slice(&bytes).map_err(|e| Error::BadInput {
				path: self.report.clone(),
				line: Some(e.line()),
				why: format!("this is no report of `epione study fetch`: {e}"),
			}),
			// The disputed contributions can be named without a report.
			Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(Json::Null),
			Err(e) => Err(Error::io("read", &self.report)(e)),
		}
	}
}

fn failed_in(report: &Json) -> Result<Vec<(AccountId32, Digest)>> {
	entries(report)
		.filter(|entry| entry["ok"] == false)
		.map(|entry| {
			let text = |field: &str| entry[field].as_str().unwrap_or_default().to_owned();
			parse_contribution(&format!("{}:{}", text("subject"), text("dataset")))
				.map_err(Error::Usage)
		})
		.collect()
}

impl Evidence {
	async fn run(&self, context: &Context) -> Result<()> {
		let chain = context.chain().await?;
		let file = dispute_file(&chain, self.dispute).await?;
		let attachment = match &self.attach {
			Some(path) => std::fs::read(path).map_err(Error::io("read", path))?,
			None => Vec::new(),
		};
		let document = statement_of(&context.documents(), &file.info.evidence)?;
		let keystore = context.keystore()?;
		let secrets = match self.unopened {
			true => Vec::new(),
			false => file
				.items
				.iter()
				.map(|item| keystore.recipient(&Holder::Study(file.info.study), item.key_version))
				.collect::<Result<Vec<_>>>()?,
		};
		let bytes = prepare(&file, &secrets, &document, &attachment)?;
		let out = match &self.out {
			Some(path) => path.clone(),
			None => PathBuf::from(format!("dispute-{}.age", self.dispute)),
		};
		files::write_bytes(&out, &bytes)?;
		let arbiter = file.info.arbiter.map(|arbiter| arbiter.to_string());
		context.output.result(
			json!({
				"dispute": self.dispute, "arbiter": arbiter, "file": out.display().to_string(),
				"openings": secrets.len(), "due": file.info.due,
			}),
			|| {
				format!(
					"{} is for {} alone, who decides by {}: send it as the study's document says. It opens {} \
					 contributions, provably, in this dispute.",
					out.display(),
					arbiter.unwrap_or_default(),
					file.info.due.map(show_moment).unwrap_or_default(),
					secrets.len()
				)
			},
		);
		Ok(())
	}
}

/// Returns the statement with this salted digest, from where `open` kept it.
fn statement_of(documents: &Path, digest: &Digest) -> Result<Document> {
	let path = documents.join(format!("{KIND}-{}.json", hex::encode(&digest[..8])));
	if !path.exists() {
		return Err(Error::Usage(format!(
			"the statement of this dispute is not at {}: run this in the home with which it was opened (--home)",
			path.display()
		)));
	}
	Document::load(&path)
}

fn json_of(info: &DisputeInfo) -> Json {
	json!({
		"dispute": info.dispute, "study": info.study, "sponsor": info.sponsor.to_string(),
		"complaint": disputes::complaint(info), "evidence": hex::encode(info.evidence),
		"phase": disputes::phase_name(&info.phase), "opened_at": info.opened_at, "due": info.due,
		"draws_at": info.draws_at, "arbiter": info.arbiter.map(|arbiter| arbiter.to_string()),
		"bound": info.bound.to_string(), "compensation": info.compensation.to_string(),
		"contributions": info.items.iter().map(|item| json!({
			"subject": item.subject.to_string(), "dataset": hex::encode(item.dataset),
			"price": item.price.to_string(), "fee": item.fee.to_string(),
			"verdict": item.verdict.as_ref().map(disputes::verdict), "appealed": item.appeal.is_some(),
		})).collect::<Vec<_>>(),
	})
}

fn text_of(info: &DisputeInfo) -> String {
	let mut text = format!(
		"dispute {} over study {}: {}, {}{}{}, {} bound",
		info.dispute,
		info.study,
		disputes::complaint(info).name(),
		disputes::phase_name(&info.phase),
		info.arbiter.map(|arbiter| format!(" by {arbiter}")).unwrap_or_default(),
		info.due.map(|due| format!(" until {}", show_moment(due))).unwrap_or_default(),
		show_amount(info.bound)
	);
	for item in &info.items {
		text.push_str(&format!(
			"\n  {} of {}: {}, {}{}",
			hex::encode(item.dataset),
			item.subject,
			show_amount(item.price),
			item.verdict.as_ref().map_or("not decided", |v| disputes::verdict(v).name()),
			if item.appeal.is_some() { ", appealed" } else { "" }
		));
	}
	text
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn contributions_are_named_by_subject_and_dataset() {
		let digest = "ab".repeat(32);
		let (subject, dataset) = parse_contribution(&format!("//Alice:{digest}")).unwrap();
		assert_eq!(subject, parse_address("//Alice").unwrap());
		assert_eq!(dataset, [0xab; 32]);
		for text in ["", "//Alice", &digest, "//Alice:12"] {
			assert!(parse_contribution(text).is_err(), "{text}");
		}
	}

	#[test]
	fn what_did_not_hold_in_the_report_is_disputed() {
		let alice = parse_address("//Alice").unwrap();
		let (bad, good) = ("01".repeat(32), "02".repeat(32));
		let report = json!({ "contributions": [
			{ "subject": alice.to_string(), "dataset": bad, "ok": false, "error": { "message": "no" } },
			{ "subject": alice.to_string(), "dataset": good, "ok": true },
		] });
		assert_eq!(failed_in(&report).unwrap(), [(alice, [1; 32])]);
		assert!(failed_in(&Json::Null).unwrap().is_empty());
		let damaged = json!({ "contributions": [{ "ok": false }] });
		assert!(failed_in(&damaged).is_err());
	}
}
