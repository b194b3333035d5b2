//! The context that every command gets.

use crate::{
	chain::Chain,
	error::{Error, Result},
	files, home,
	keys::{
		accounts::{is_development_path, parse_address, Signer},
		keystore::{self, Keystore},
		passphrase::{self, Passphrase},
	},
	output::Output,
};
use age::secrecy::ExposeSecret;
use std::{cell::OnceCell, path::PathBuf};
use subxt::utils::AccountId32;

/// The context that every command gets.
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
	/// The passphrase once read, so that nobody types it twice for one command.
	passphrase: OnceCell<Passphrase>,
}

impl Context {
	/// Returns a context with the options of the command line.
	pub fn new(
		url: String,
		home: PathBuf,
		signer: Option<String>,
		passphrase_file: Option<PathBuf>,
		output: Output,
	) -> Self {
		Self { url, home, signer, passphrase_file, output, passphrase: OnceCell::new() }
	}

	/// Connects; an error if the chain is not the one that this home was first used with.
	pub async fn chain(&self) -> Result<Chain> {
		let chain = Chain::connect(&self.url).await?.announcing(self.output);
		let path = home::genesis(&self.home);
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

	/// Opens the keystore of this home.
	pub fn keystore(&self) -> Result<Keystore> {
		let dir = home::keys(&self.home);
		// Checked first, so that nobody types a passphrase for nothing.
		if !Keystore::exists(&dir) {
			return Err(Error::NoKeystore { path: keystore::file(&dir) });
		}
		let passphrase = match self.passphrase.get() {
			Some(passphrase) => passphrase,
			None => {
				let given = passphrase::ask(self.passphrase_file.as_deref(), false)?;
				self.passphrase.get_or_init(|| given)
			},
		};
		passphrase.open(&dir)
	}

	/// Returns who signs.
	pub fn signer(&self) -> Result<Signer> {
		match self.signer_name()? {
			path if is_development_path(path) => Ok(Signer::from_uri(path)?),
			name => signer_in(&self.keystore()?, name),
		}
	}

	/// Returns the keystore and who signs. The keystore is opened once, since opening takes a
	/// second on purpose.
	pub fn keystore_and_signer(&self) -> Result<(Keystore, Signer)> {
		let name = self.signer_name()?;
		let keystore = self.keystore()?;
		let signer = match is_development_path(name) {
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

	/// Returns the account that a person named, else the signer's own.
	pub fn account_or_own(&self, named: Option<&str>) -> Result<AccountId32> {
		match named {
			Some(text) => Ok(parse_address(text)?),
			None => Ok(self.signer()?.account()),
		}
	}

	/// Returns the folder of the documents.
	pub fn documents(&self) -> PathBuf {
		home::documents(&self.home)
	}
}

fn signer_in(keystore: &Keystore, name: &str) -> Result<Signer> {
	Ok(Signer::from_uri(keystore.account(name)?.expose_secret())?)
}
