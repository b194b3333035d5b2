//! Evidence in a dispute: what the sponsor writes, and how the arbiter checks it.
//!
//! The file itself (`docs/disputes.md`) is made and checked by [`epione_envelope::evidence`]. This
//! module has its two ends: the *statement*, which says what is wrong with each contribution and
//! whose digest is on chain before the arbiter is drawn, and the *judgement*, in which the arbiter
//! opens each ciphertext with the proven secret and looks whether the complaint holds.
//!
//! ```text
//! statement ─salted digest─▶ disputes.open ─▶ arbiter drawn ─▶ prepare ─age file─▶ check ─▶ judge
//! ```

use crate::{
	error::{Error, Result},
	intake::fhir,
	parties::disputes::{Complaint, Verdict},
	reader::verify::{self, Expected, Report},
	store::ContentStore,
};
use age::x25519;
use epione_envelope::{
	evidence::{self, Case, Disputed, Evidence, EvidenceError},
	keys::{DataSecret, RecipientSecret},
};
use epione_primitives::{Day, Digest, Modalities};
use rand_core::OsRng;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use std::{
	collections::HashSet,
	path::{Path, PathBuf},
};
use subxt::utils::AccountId32;

/// Format that this client's statements name.
const STATEMENT_FORMAT: &str = "epione/v1/complaint";

/// What the sponsor says of one contribution.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
	/// Whose data: an address.
	pub subject: String,
	/// Which dataset: 64 hexadecimal digits.
	pub dataset: String,
	/// CID of the ciphertext.
	pub cid: String,
	/// What is wrong with it, in words.
	pub says: String,
	/// What `epione study fetch` reported of it.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub seen: Option<Json>,
}

/// The statement: one line of JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
	/// `epione/v1/complaint`.
	pub format: String,
	/// What is wrong with all of them.
	pub complaint: Complaint,
	/// One for each contribution, in the order of the dispute.
	pub contributions: Vec<Claim>,
}

impl Statement {
	/// Returns a statement of this complaint.
	pub fn new(complaint: Complaint, contributions: Vec<Claim>) -> Self {
		Self { format: STATEMENT_FORMAT.into(), complaint, contributions }
	}

	/// Returns the statement as the line whose digest is on chain. JSON has no line feed inside.
	pub fn line(&self) -> Result<String> {
		serde_json::to_string(self).map_err(|e| Error::Usage(e.to_string()))
	}

	/// Parses the line; `None` if it is not of this format, since a sponsor may also write its
	/// statement in plain words.
	pub fn parse(line: &str) -> Option<Self> {
		serde_json::from_str(line).ok().filter(|s: &Self| s.format == STATEMENT_FORMAT)
	}
}

/// Returns what goes on chain when a dispute is opened: the salted digest of the statement.
pub fn digest(salt: &[u8; 32], statement: &str) -> Result<[u8; 32]> {
	evidence::digest(salt, statement).map_err(refused)
}

/// Returns the sponsor's evidence: the age file for the arbiter of `case`, who receives at `key`.
///
/// `openings` has the dispute's contributions in their order, each with the recipient secret that
/// opens it. `salt` is the one with which the dispute was opened.
pub fn prepare(
	case: &Case,
	openings: &[(Disputed, &RecipientSecret)],
	salt: &[u8; 32],
	statement: &str,
	attachment: &[u8],
	key: &[u8; 32],
) -> Result<Vec<u8>> {
	let out = Vec::new();
	evidence::prepare(case, openings, salt, statement, attachment, key, out, &mut OsRng)
		.map_err(refused)
}

/// First half of the arbiter's work: checks that the file is for this case, has the statement whose
/// digest is on chain, and proves every secret in it against the envelope on chain.
pub fn check(
	case: &Case,
	disputed: &[Disputed],
	identity: &x25519::Identity,
	file: &[u8],
) -> Result<Evidence> {
	evidence::check(case, disputed, identity, file).map_err(refused)
}

/// Returns the error for a file that does not hold; what it says is not looked at.
fn refused(error: EvidenceError) -> Error {
	Error::Verification(error.to_string())
}

/// What a study's terms require of content, as far as a program can check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
	/// Kinds of data.
	pub modalities: Modalities,
	/// Least depth of a batch's tree.
	pub min_depth: u8,
	/// Days of collection, both included; `None`: any.
	pub collected: Option<(Day, Day)>,
}

/// A disputed contribution, as the arbiter looks at it.
#[derive(Clone, Debug)]
pub struct Exhibit {
	/// What the payload must agree with.
	pub expected: Expected,
	/// The days that the chain has for it, both included, if it has them.
	pub days: Option<(Day, Day)>,
}

/// What was found of one contribution.
#[derive(Clone, Debug, Serialize)]
pub struct Finding {
	/// Whose data: an address.
	pub subject: String,
	/// Which dataset.
	pub dataset: String,
	/// Whether the complaint holds; `None`: a person has to say.
	pub holds: Option<bool>,
	/// The verdict that follows; `None`: a person has to say.
	pub verdict: Option<Verdict>,
	/// Why, in words.
	pub why: String,
	/// What was checked, if everything held.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub checks: Option<Report>,
	/// The decrypted records, if everything held. To be destroyed when the dispute is over.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub records: Option<PathBuf>,
}

/// What became of a ciphertext.
enum Content {
	/// Nobody served it.
	Missing(String),
	/// It does not decrypt with the proven secret, or is no payload.
	Undecryptable(String),
	/// It decrypts, and is not what was anchored.
	Mismatch(String),
	/// It is what was anchored.
	Sound(Report, PathBuf),
	/// It is served, but nothing shows what is inside.
	Unopened,
}

/// Second half of the arbiter's work: fetches each ciphertext by CID, decrypts it with the proven
/// secret, checks root, count and device signature again, and returns whether the complaint holds.
/// Records are written to `out`.
///
/// `exhibits` has each contribution with its proven secret; `None` if nothing was opened.
///
/// Returns an error only if this computer is at fault: what is wrong with a contribution is a
/// finding.
pub async fn judge(
	store: &dyn ContentStore,
	complaint: Complaint,
	limits: Option<&Limits>,
	exhibits: &[(&Exhibit, Option<&DataSecret>)],
	out: &Path,
) -> Result<Vec<Finding>> {
	let mut findings = Vec::new();
	let mut seen = HashSet::new();
	for (exhibit, secret) in exhibits {
		let content = look(store, exhibit, *secret, out).await?;
		let (verdict, why) = match complaint {
			Complaint::Undecryptable => undecryptable(&content),
			Complaint::Unavailable => unavailable(&content),
			Complaint::RootMismatch => root_mismatch(&content),
			Complaint::OutsideTerms => outside_terms(&content, exhibit, limits)?,
			Complaint::Duplicate => duplicate(&content, &mut seen)?,
			Complaint::DeviceFraud => by_a_person(&content, "whether the device measured this"),
		};
		let (checks, records) = match content {
			Content::Sound(report, path) => (Some(report), Some(path)),
			_ => (None, None),
		};
		findings.push(Finding {
			subject: AccountId32(exhibit.expected.subject).to_string(),
			dataset: hex::encode(exhibit.expected.content.digest),
			holds: verdict.map(|v| v != Verdict::Rejected),
			verdict,
			why,
			checks,
			records,
		});
	}
	Ok(findings)
}

async fn look(
	store: &dyn ContentStore,
	exhibit: &Exhibit,
	secret: Option<&DataSecret>,
	out: &Path,
) -> Result<Content> {
	let expected = &exhibit.expected;
	let served = match secret {
		None => {
			let limit = verify::ciphertext_limit(expected.size);
			store
				.get(&expected.content, limit, &mut std::io::sink())
				.await
				.map(|_| Content::Unopened)
		},
		Some(secret) => {
			let path = out.join(format!("{}.ndjson", hex::encode(expected.content.digest)));
			verify::fetch(store, expected, secret, &path)
				.await
				.map(|report| Content::Sound(report, path))
		},
	};
	match served {
		Ok(content) => Ok(content),
		// A file longer than any payload may be, or no file at all under that CID, is not a
		// payload.
		Err(error @ (Error::Payload(_) | Error::BadContentId { .. })) => {
			Ok(Content::Undecryptable(error.to_string()))
		},
		Err(error @ Error::Verification(_)) => Ok(Content::Mismatch(error.to_string())),
		Err(error @ (Error::ContentMissing { .. } | Error::ContentAltered { .. })) => {
			Ok(Content::Missing(error.to_string()))
		},
		Err(error) => Err(error),
	}
}

type Opinion = (Option<Verdict>, String);

fn missing(why: &str) -> Opinion {
	(
		None,
		format!(
			"the ciphertext could not be fetched, so nothing is shown either way: try other peers, or another \
			 time ({why})"
		),
	)
}

fn unopened() -> Opinion {
	let why = "the evidence opens nothing, so the complaint is not shown: it does not hold";
	(Some(Verdict::Rejected), why.into())
}

fn undecryptable(content: &Content) -> Opinion {
	match content {
		Content::Missing(why) => missing(why),
		Content::Unopened => unopened(),
		Content::Undecryptable(why) => (
			Some(Verdict::Upheld),
			format!("the secret is proven to be that of the envelope, and it does not open the file: the complaint holds ({why})"),
		),
		Content::Mismatch(why) => (
			Some(Verdict::Rejected),
			format!("the file decrypts: this complaint does not hold, though another might ({why})"),
		),
		Content::Sound(report, _) => (
			Some(Verdict::Rejected),
			format!("the file decrypts to {} records, and root, count and signature hold: the complaint does not hold", report.records),
		),
	}
}

fn unavailable(content: &Content) -> Opinion {
	match content {
		Content::Missing(why) => (
			Some(Verdict::Upheld),
			format!("nobody serves the ciphertext: the complaint holds ({why})"),
		),
		_ => (
			Some(Verdict::Cured),
			"the ciphertext is served now, under the anchored CID: cured (rejected, if it was served all along)"
				.into(),
		),
	}
}

fn root_mismatch(content: &Content) -> Opinion {
	match content {
		Content::Missing(why) => missing(why),
		Content::Unopened => unopened(),
		Content::Undecryptable(why) | Content::Mismatch(why) => (
			Some(Verdict::Upheld),
			format!("what is in the file is not what was anchored: the complaint holds ({why})"),
		),
		Content::Sound(report, _) => (
			Some(Verdict::Rejected),
			format!(
				"the {} records give the anchored root {} at depth {}: the complaint does not hold",
				report.records, report.root, report.depth
			),
		),
	}
}

fn by_a_person(content: &Content, what: &str) -> Opinion {
	match content {
		Content::Missing(why) => missing(why),
		Content::Unopened => unopened(),
		Content::Undecryptable(why) | Content::Mismatch(why) => (
			None,
			format!(
				"the content is not even what was anchored; a person has to say {what} ({why})"
			),
		),
		Content::Sound(report, path) => (
			None,
			format!(
				"the {} records are what was anchored; {what} is for a person to say: read {}",
				report.records,
				path.display()
			),
		),
	}
}

fn outside_terms(content: &Content, exhibit: &Exhibit, limits: Option<&Limits>) -> Result<Opinion> {
	let Content::Sound(report, path) = content else {
		return Ok(by_a_person(content, "whether that breaks the terms"));
	};
	let broken = |what: String| Ok((Some(Verdict::Upheld), format!("{what}: the complaint holds")));
	if let Some(limits) = limits {
		if exhibit.expected.modality.is_some_and(|m| !limits.modalities.contains(m)) {
			return broken("the kind of data is none that the study asks for".into());
		}
		if report.depth < limits.min_depth {
			return broken(format!(
				"the tree has depth {}, the terms want {}",
				report.depth, limits.min_depth
			));
		}
	}
	let collected = limits.and_then(|limits| limits.collected);
	for (index, record) in lines(path)?.iter().enumerate() {
		let reading = match fhir::observation(record.as_bytes()) {
			Ok(reading) => reading,
			// The error's text may repeat content.
			Err(_) => return broken(format!("record {index} is no FHIR Observation")),
		};
		let outside = |days: Option<(Day, Day)>| {
			days.is_some_and(|(first, last)| reading.first_day < first || last < reading.last_day)
		};
		if outside(collected) || outside(exhibit.days) {
			return broken(format!(
				"record {index} is of a day that the terms, or the anchor, leave out"
			));
		}
	}
	Ok(by_a_person(content, "whether they are what the study's document asks for"))
}

fn duplicate(content: &Content, seen: &mut HashSet<Digest>) -> Result<Opinion> {
	use sha2::Digest as _;
	let Content::Sound(_, path) = content else {
		return Ok(by_a_person(content, "whether it repeats another contribution"));
	};
	let lines = lines(path)?;
	let count = lines.len();
	let known = lines
		.iter()
		.filter(|line| !seen.insert(sha2::Sha256::digest(line.as_bytes()).into()))
		.count();
	if known == count {
		let why = format!(
			"all {count} records are in this contribution or an earlier one of this dispute already: the complaint holds"
		);
		return Ok((Some(Verdict::Upheld), why));
	}
	Ok(by_a_person(
		content,
		"whether its records are those of the contribution that the statement names",
	))
}

fn lines(path: &Path) -> Result<Vec<String>> {
	let text = std::fs::read_to_string(path).map_err(Error::io("read", path))?;
	Ok(text.lines().map(str::to_owned).collect())
}

#[cfg(test)]
mod tests;
