//! The commands that talk to the chain. Each is one file; `cli.rs` holds the tree of them.

pub mod accredit;
pub mod app;
pub mod audit;
pub mod consent;
pub mod dataset;
pub mod device;
pub mod dispute;
pub mod duties;
pub mod gateway;
pub mod pay;
pub mod proof;
mod qr;
pub mod receipt;
pub mod rewards;
pub mod sponsor;
pub mod study;

use crate::{
	accounts::Signer,
	chain::{Chain, ChainError},
	error::{Error, Result},
	files,
	keystore::{self, Keystore, SecretString},
	output::Output,
};
use age::secrecy::ExposeSecret;
use epione_primitives::{Modalities, Modality, Moment, DAY};
use std::{cell::OnceCell, path::PathBuf};

/// What every command is given.
pub struct Context {
	/// The node's address.
	pub url: String,
	/// Where keys, journal, content and documents are kept.
	pub home: PathBuf,
	/// Who signs: a name in the keystore or a development path.
	pub signer: Option<String>,
	/// Where the passphrase is read from, if not from the terminal.
	pub passphrase_file: Option<PathBuf>,
	/// Where results go.
	pub output: Output,
	/// The passphrase, once it was asked for: nobody types it twice for one command.
	passphrase: OnceCell<SecretString>,
}

impl Context {
	/// What the command line says.
	pub fn new(
		url: String,
		home: PathBuf,
		signer: Option<String>,
		passphrase_file: Option<PathBuf>,
		output: Output,
	) -> Self {
		Self { url, home, signer, passphrase_file, output, passphrase: OnceCell::new() }
	}

	/// Connects, and refuses a chain other than the one that this home was first used with.
	pub async fn chain(&self) -> Result<Chain> {
		let chain = Chain::connect(&self.url).await?.announcing(self.output);
		let path = self.home.join("genesis");
		match std::fs::read_to_string(&path) {
			Ok(known) => chain.expect_genesis(known.trim())?,
			Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
				files::make_dir(&self.home)?;
				files::write_bytes(&path, chain.genesis().as_bytes())?;
			},
			Err(e) => return Err(Error::io("read", &path)(e)),
		}
		Ok(chain)
	}

	/// The keystore of this home.
	pub fn keystore(&self) -> Result<Keystore> {
		let dir = self.home.join("keys");
		// Before anybody types a passphrase for nothing.
		if !Keystore::exists(&dir) {
			return Err(Error::NoKeystore { path: dir.join("keystore.age") });
		}
		let passphrase = match self.passphrase.get() {
			Some(passphrase) => passphrase,
			None => {
				let given = keystore::ask_passphrase(self.passphrase_file.as_deref(), false)?;
				self.passphrase.get_or_init(|| given)
			},
		};
		Keystore::open(&dir, passphrase)
	}

	/// Who signs.
	pub fn signer(&self) -> Result<Signer> {
		match self.signer_name()? {
			path if path.starts_with("//") => Ok(Signer::from_uri(path)?),
			name => signer_in(&self.keystore()?, name),
		}
	}

	/// The keystore, and who signs: opened once, since opening takes a second on purpose.
	pub fn keystore_and_signer(&self) -> Result<(Keystore, Signer)> {
		let name = self.signer_name()?;
		let keystore = self.keystore()?;
		let signer = match name.starts_with("//") {
			true => Signer::from_uri(name)?,
			false => signer_in(&keystore, name)?,
		};
		Ok((keystore, signer))
	}

	fn signer_name(&self) -> Result<&str> {
		self.signer.as_deref().ok_or_else(|| {
			Error::Usage(
				"who signs? give --signer NAME (from `epione keys list`) or a development path like //Alice"
					.into(),
			)
		})
	}

	/// Where documents are kept.
	pub fn documents(&self) -> PathBuf {
		self.home.join("documents")
	}
}

fn signer_in(keystore: &Keystore, name: &str) -> Result<Signer> {
	Ok(Signer::from_uri(keystore.account(name)?.expose_secret())?)
}

impl From<ChainError> for Error {
	fn from(error: ChainError) -> Self {
		match error {
			ChainError::Unreachable { url, cause } => Self::Node {
				url,
				why: format!("does not answer ({cause}); is it running? `epione-node --dev` starts one for trying out, --url names another"),
			},
			ChainError::OtherChain { .. } => Self::OtherChain(error.to_string()),
			ChainError::Refused { call, reason, .. } =>
				Self::Refused { what: call, why: format!("{reason} (nothing was charged)") },
			ChainError::Failed { call, block, reason, .. } =>
				Self::Refused { what: format!("{call} in block {block}"), why: reason },
			ChainError::NotFound(what) => Self::Usage(what),
			other => Self::Node { url: "of this chain".into(), why: other.to_string() },
		}
	}
}

impl From<crate::accounts::AccountError> for Error {
	fn from(error: crate::accounts::AccountError) -> Self {
		Self::Usage(error.to_string())
	}
}

impl From<crate::audit::AuditError> for Error {
	fn from(error: crate::audit::AuditError) -> Self {
		match error {
			crate::audit::AuditError::Chain(chain) => chain.into(),
			other => Self::Usage(other.to_string()),
		}
	}
}

/// The names of the modalities, as people write them.
const MODALITIES: [(&str, Modality); 9] = [
	("wearable", Modality::Wearable),
	("home-monitor", Modality::HomeMonitor),
	("implant", Modality::Implant),
	("bedside-monitor", Modality::BedsideMonitor),
	("imaging", Modality::Imaging),
	("laboratory", Modality::Laboratory),
	("questionnaire", Modality::Questionnaire),
	("clinical-note", Modality::ClinicalNote),
	("genomic", Modality::Genomic),
];

/// Reads one modality.
pub fn parse_modality(text: &str) -> std::result::Result<Modality, String> {
	MODALITIES
		.iter()
		.find(|(name, _)| *name == text)
		.map(|(_, modality)| *modality)
		.ok_or_else(|| format!("'{text}' is no modality: one of {}", names().join(", ")))
}

fn names() -> Vec<&'static str> {
	MODALITIES.iter().map(|(name, _)| *name).collect()
}

/// The name of a modality.
pub fn show_modality(modality: Modality) -> &'static str {
	MODALITIES.iter().find(|(_, m)| *m == modality).map_or("unknown", |(name, _)| *name)
}

/// The set of these modalities; all of them when none is named.
pub fn modalities(named: &[Modality]) -> Modalities {
	if named.is_empty() {
		Modalities::ALL
	} else {
		Modalities::of(named)
	}
}

/// Shows a set of modalities.
pub fn show_modalities(set: Modalities) -> String {
	if set == Modalities::ALL {
		return "all".into();
	}
	let names: Vec<_> =
		MODALITIES.iter().filter(|(_, m)| set.contains(*m)).map(|(name, _)| *name).collect();
	names.join(", ")
}

/// Reads a digest: 64 hexadecimal digits, with or without `0x`, or the CID of the ciphertext.
pub fn parse_digest(text: &str) -> std::result::Result<[u8; 32], String> {
	let digits = text.strip_prefix("0x").unwrap_or(text);
	if let Some(bytes) = hex::decode(digits).ok().and_then(|b| b.try_into().ok()) {
		return Ok(bytes);
	}
	crate::store::parse_cid(text).map(|id| id.digest).map_err(|e| {
		format!(
			"'{text}' names no dataset: give its digest (64 hexadecimal digits) or its CID ({e})"
		)
	})
}

/// Reads a length of time: a number and `s`, `m`, `h` or `d`.
pub fn parse_duration(text: &str) -> std::result::Result<Moment, String> {
	let bad = || format!("'{text}' is no length of time: a number and s, m, h or d, as in 90d");
	let unit = text.chars().last().ok_or_else(bad)?;
	let number: u64 = text[..text.len() - unit.len_utf8()].parse().map_err(|_| bad())?;
	let unit = match unit {
		's' => 1_000,
		'm' => 60_000,
		'h' => 3_600_000,
		'd' => DAY,
		_ => return Err(bad()),
	};
	number.checked_mul(unit).ok_or_else(bad)
}

/// Shows a moment as a UTC date and time, to the second.
pub fn show_moment(moment: Moment) -> String {
	crate::samples::date_time(moment / 1000 * 1000)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn durations_are_read_with_their_unit() {
		assert_eq!(parse_duration("5s"), Ok(5_000));
		assert_eq!(parse_duration("90d"), Ok(90 * DAY));
		for text in ["", "5", "d", "1.5h", "-1d", "5é", "99999999999999999999d"] {
			assert!(parse_duration(text).is_err(), "{text}");
		}
	}

	#[test]
	fn every_modality_has_its_name() {
		for modality in Modality::ALL {
			assert_eq!(parse_modality(show_modality(modality)), Ok(modality));
		}
		assert!(parse_modality("watch").unwrap_err().contains("wearable"));
	}

	#[test]
	fn datasets_are_named_by_digest_or_cid() {
		// Known value of DESIGN, section 7: nothing at all, as one raw block.
		let cid = "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku";
		let digest = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
		assert_eq!(parse_digest(cid).map(hex::encode), Ok(digest.to_owned()));
		assert_eq!(parse_digest(digest).map(hex::encode), Ok(digest.to_owned()));
		assert!(parse_digest("e3b0").is_err());
	}
}
