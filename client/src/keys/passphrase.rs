//! Where the keystore's passphrase comes from.

use crate::error::{Error, Result};
use age::secrecy::{ExposeSecret, SecretString};
use std::path::Path;

/// Returns the passphrase from a file or the environment's `EPIONE_PASSPHRASE`, or asks for it.
/// With `confirm` it asks twice.
pub fn ask(file: Option<&Path>, confirm: bool) -> Result<SecretString> {
	if let Some(path) = file {
		let text = std::fs::read_to_string(path).map_err(Error::io("read", path))?;
		return Ok(SecretString::from(text.trim_end_matches(['\r', '\n']).to_owned()));
	}
	if let Ok(text) = std::env::var("EPIONE_PASSPHRASE") {
		return Ok(SecretString::from(text));
	}
	match confirm {
		true => prompt_twice("Passphrase of the keystore: "),
		false => prompt("Passphrase of the keystore: "),
	}
}

fn prompt(text: &str) -> Result<SecretString> {
	rpassword::prompt_password(text).map(SecretString::from).map_err(|e| {
		Error::Usage(format!(
			"cannot ask for the passphrase ({e}); give --passphrase-file or set EPIONE_PASSPHRASE"
		))
	})
}

/// Asks for a passphrase twice; an error if the two differ.
pub fn prompt_twice(text: &str) -> Result<SecretString> {
	let first = prompt(text)?;
	if prompt("Again: ")?.expose_secret() != first.expose_secret() {
		return Err(Error::Usage("the two passphrases differ; nothing was changed".into()));
	}
	Ok(first)
}
