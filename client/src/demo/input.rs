//! The demo's input.

use super::story::Story;
use crate::{error::Result, files, intake::samples};
use epione_primitives::{Digest, Modality, DAY, HOUR};
use std::path::{Path, PathBuf};

/// GTIN of GS1's own example company.
pub(super) const UDI: &str = "GS1:09506000134352";
/// Type 2 diabetes mellitus, in the Mondo Disease Ontology.
pub(super) const DISEASE: &str = "MONDO:0005148";

/// One input, kept to compare it with what comes out.
pub(super) struct Input {
	pub(super) name: &'static str,
	pub(super) modality: Modality,
	pub(super) records: Vec<String>,
	pub(super) file: PathBuf,
}

impl Story<'_> {
	/// Returns the inputs: published FHIR examples, a day of glucose, 10,000 heart rates, and
	/// another hour of them.
	pub(super) fn inputs(&self) -> Result<Vec<Input>> {
		let folder = self.root.join("readings");
		files::make_dir(&folder)?;
		// From yesterday backwards, so that nothing lies in the future.
		let midnight = self.now / DAY * DAY;
		let examples: Vec<String> =
			samples::HL7_EXAMPLES.iter().map(|(_, text)| (*text).to_owned()).collect();
		let series = [
			("HL7's example Observations", Modality::HomeMonitor, examples),
			(
				"a day of glucose readings",
				Modality::HomeMonitor,
				samples::cgm_day(1, midnight - DAY),
			),
			(
				"10,000 heart rates",
				Modality::Wearable,
				samples::heart_rate(10_000, 2, midnight - DAY),
			),
			(
				"60 heart rates more",
				Modality::Wearable,
				samples::heart_rate(60, 3, midnight - HOUR),
			),
		];
		let mut inputs = Vec::new();
		for (number, (name, modality, records)) in series.into_iter().enumerate() {
			let file = match number {
				// One file each, as HL7 published them.
				0 => {
					let dir = folder.join("hl7");
					files::make_dir(&dir)?;
					for (file, text) in samples::HL7_EXAMPLES {
						files::write_bytes(&dir.join(file), text.as_bytes())?;
					}
					dir
				},
				_ => {
					let file = folder.join(format!("{number}.ndjson"));
					files::write_bytes(&file, samples::ndjson(&records).as_bytes())?;
					file
				},
			};
			inputs.push(Input { name, modality, records, file });
		}
		Ok(inputs)
	}
}

/// Returns the SHA-256 of `bytes`.
pub(super) fn sha256(bytes: &[u8]) -> Digest {
	use sha2::Digest as _;
	sha2::Sha256::digest(bytes).into()
}

/// Writes everything of the input that must not be guessable from the chain, one value a line, as
/// `kind<TAB>value`.
pub(super) fn write_secrets(path: &Path, inputs: &[Input]) -> Result<()> {
	let mut lines = vec![
		format!("text\t{DISEASE}"),
		format!("text\t{}", DISEASE.trim_start_matches("MONDO:")),
		format!("text\t{UDI}"),
		format!("text\t{}", UDI.trim_start_matches("GS1:")),
		"text\tstudy@example.org".into(),
	];
	for input in inputs {
		lines.push(format!("count\t{}", input.records.len()));
		lines.push(format!("size\t{}", samples::ndjson(&input.records).len()));
		for record in &input.records {
			lines.push(format!("record\t{}", record.replace(['\n', '\r', '\t'], " ")));
			lines.push(format!("hash\t{}", hex::encode(sha256(record.as_bytes()))));
		}
	}
	for text in [DISEASE, UDI, DISEASE.trim_start_matches("MONDO:"), UDI.trim_start_matches("GS1:")]
	{
		lines.push(format!("hash\t{}", hex::encode(sha256(text.as_bytes()))));
	}
	files::write_bytes(path, lines.join("\n").as_bytes())
}
