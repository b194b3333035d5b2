//! `epione keys`: the keystore.

use super::Context;
use crate::{
	error::{Error, Result},
	home,
	keys::{
		accounts::{is_development_path, Signer},
		keystore::{self, Keystore, SecretString},
		passphrase,
	},
	output::{table, Output},
	words::parse_digest,
};
use age::secrecy::ExposeSecret;
use clap::Subcommand;
use epione_primitives::Digest;
use rand_core::{OsRng, RngCore};
use serde_json::json;
use std::path::PathBuf;
use subxt::utils::AccountId32;
use zeroize::Zeroizing;

/// What is done with the keystore.
#[derive(Subcommand, Debug)]
pub enum Keys {
	/// Make a new keystore under a passphrase.
	Init,
	/// List what is in it; shows no secret.
	List,
	/// Set another passphrase.
	Passphrase {
		/// File with the new passphrase; asked for if left out.
		#[arg(long)]
		new_passphrase_file: Option<PathBuf>,
	},
	/// Make a new account and keep it under a name. It has no tokens yet.
	New {
		/// The name.
		name: String,
	},
	/// Keep an account's phrase or seed (read from standard input) under a name.
	Add {
		/// The name.
		name: String,
		/// Take a secret that everybody knows, such as //Alice: for development chains.
		#[arg(long)]
		development: bool,
	},
	/// Destroy one secret. There is no way back.
	Destroy {
		/// The data key of this dataset: its digest or CID.
		#[arg(long, group = "what", value_parser = parse_digest)]
		dataset: Option<Digest>,
		/// The account of this name.
		#[arg(long, group = "what")]
		account: Option<String>,
	},
}

impl Keys {
	/// Runs the command.
	pub fn run(&self, context: &Context) -> Result<()> {
		let dir = &home::keys(&context.home);
		let passphrase_file = context.passphrase_file.as_deref();
		let output = context.output;
		let open = || {
			if !Keystore::exists(dir) {
				return Err(Error::NoKeystore { path: keystore::file(dir) });
			}
			passphrase::ask(passphrase_file, false)?.open(dir)
		};
		match self {
			Self::Init => {
				if Keystore::exists(dir) {
					return Err(Error::KeystoreExists { path: keystore::file(dir) });
				}
				Keystore::create(dir, &passphrase::ask(passphrase_file, true)?.plain)?;
				output.result(json!({ "keystore": dir.display().to_string() }), || {
					format!(
						"Made a keystore in {}. Without its passphrase nobody opens it, you neither; back \
						 the folder up.",
						dir.display()
					)
				});
			},
			Self::List => {
				let store = open()?;
				let data = store.data_keys()?;
				let devices = store.devices();
				let mut accounts = Vec::new();
				for name in store.accounts() {
					let secret = store.account(&name)?;
					let address = Signer::from_uri(secret.expose_secret())?.account().to_string();
					accounts.push((name, address));
				}
				let json = json!({
					"accounts": accounts.iter().map(|(name, address)| json!({ "name": name, "address": address })).collect::<Vec<_>>(),
					"recipient_keys": store.recipients(),
					"devices": devices.iter().map(|d| AccountId32(*d).to_string()).collect::<Vec<_>>(),
					"data_keys": data.iter().map(hex::encode).collect::<Vec<_>>(),
				});
				output.result(json, || {
					let mut rows = Vec::new();
					let accounts = accounts.into_iter();
					rows.extend(
						accounts.map(|(name, at)| vec!["account".into(), format!("{name}  {at}")]),
					);
					let recipients = store.recipients().into_iter();
					rows.extend(recipients.map(|n| vec!["recipient key".into(), n]));
					rows.extend(
						devices.iter().map(|d| vec!["device".into(), AccountId32(*d).to_string()]),
					);
					rows.extend(data.iter().map(|d| vec!["data key".into(), hex::encode(d)]));
					table(&["kind", "name"], &rows)
				});
			},
			Self::Passphrase { new_passphrase_file } => {
				let mut store = open()?;
				let new = match new_passphrase_file {
					Some(path) => passphrase::ask(Some(path), false)?,
					None => passphrase::prompt_twice("New passphrase: ")?,
				};
				store.change_passphrase(&new.plain)?;
				output.result(json!({}), || {
					"Changed. Backups still open with the old passphrase.".into()
				});
			},
			Self::New { name } => {
				let mut store = open()?;
				let mut seed = Zeroizing::new([0; 32]);
				OsRng.fill_bytes(seed.as_mut());
				let secret = SecretString::from(format!("0x{}", hex::encode(*seed)));
				add(&mut store, name, &secret, output)?;
			},
			Self::Add { name, development } => {
				let mut store = open()?;
				let mut text = String::new();
				std::io::stdin()
					.read_line(&mut text)
					.map_err(Error::io("read", "standard input"))?;
				let secret = SecretString::from(text.trim().to_owned());
				zeroize::Zeroize::zeroize(&mut text);
				check_secret(secret.expose_secret(), *development)?;
				add(&mut store, name, &secret, output)?;
			},
			Self::Destroy { dataset, account } => {
				let mut store = open()?;
				let (what, was) = match (dataset, account) {
					(Some(digest), _) => (
						format!("data key of {}", hex::encode(digest)),
						store.destroy_data_key(digest)?,
					),
					(None, Some(name)) => (format!("account {name}"), store.destroy_account(name)?),
					(None, None) => {
						return Err(Error::Usage("say what: --dataset or --account".into()))
					},
				};
				if !was {
					return Err(Error::NoKey {
						what,
						hint: "`epione keys list` shows those that are there".into(),
					});
				}
				output.result(json!({ "destroyed": what }), || format!("Destroyed: {what}."));
			},
		}
		Ok(())
	}
}

/// The phrase of Substrate's development accounts, which also stands for an empty text.
const DEVELOPMENT_PHRASE: &str =
	"bottom drive obey lake curtain smoke basket hold race lonely fit walk";

/// Refuses what is no secret.
fn check_secret(secret: &str, development: bool) -> Result<()> {
	if secret.is_empty() {
		return Err(Error::Usage(
			"nothing was given: write the phrase or the seed (0x and 64 digits) to standard input"
				.into(),
		));
	}
	let known = secret.starts_with('/') || secret.starts_with(DEVELOPMENT_PHRASE);
	if known && !development {
		return Err(Error::Usage(
			"everybody knows this secret and can sign with it; --development takes it all the same"
				.into(),
		));
	}
	Ok(())
}

/// Keeps the account of `secret` under `name`; an error if the secret has no account.
fn add(store: &mut Keystore, name: &str, secret: &SecretString, output: Output) -> Result<()> {
	if is_development_path(name) || name.is_empty() {
		return Err(Error::Usage(format!(
			"'{name}' cannot be a name: those that begin with // are development paths"
		)));
	}
	let address = Signer::from_uri(secret.expose_secret())?.account().to_string();
	store.add_account(name, secret)?;
	output.result(json!({ "account": name, "address": address }), || {
		format!("Kept as {name}: {address}. --signer {name} signs with it.")
	});
	Ok(())
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn what_is_no_secret_is_refused() {
		assert!(check_secret("", true).unwrap_err().to_string().contains("nothing was given"));
		for known in ["//Alice", "/x", DEVELOPMENT_PHRASE, &format!("{DEVELOPMENT_PHRASE}//Bob")] {
			assert!(check_secret(known, false)
				.unwrap_err()
				.to_string()
				.contains("everybody knows"));
			assert!(check_secret(known, true).is_ok());
		}
		assert!(check_secret("caution juice atom organ advance problem want pledge", false).is_ok());
	}
}
