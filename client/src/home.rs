//! The home folder, and the names of what lies in it.

use crate::error::{Error, Result};
use std::path::{Path, PathBuf};

/// Returns the home folder: `--home`, else `$EPIONE_HOME`, else `~/.epione`.
pub fn find(given: Option<&Path>) -> Result<PathBuf> {
	if let Some(path) = given {
		return Ok(path.to_owned());
	}
	match std::env::var_os("EPIONE_HOME").or_else(|| std::env::var_os("HOME")) {
		Some(_) if std::env::var_os("EPIONE_HOME").is_some() => {
			Ok(std::env::var_os("EPIONE_HOME").map(PathBuf::from).unwrap_or_default())
		},
		Some(home) => Ok(PathBuf::from(home).join(".epione")),
		None => Err(Error::Usage("there is no home folder; give --home or set EPIONE_HOME".into())),
	}
}

/// Returns the path of the configuration.
pub fn config(home: &Path) -> PathBuf {
	home.join("config.toml")
}

/// Returns the folder of the keystore.
pub fn keys(home: &Path) -> PathBuf {
	home.join("keys")
}

/// Returns the folder of the memories and files of simulated devices.
pub fn devices(home: &Path) -> PathBuf {
	home.join("devices")
}

/// Returns the folder of the documents whose salted digests are on chain.
pub fn documents(home: &Path) -> PathBuf {
	home.join("documents")
}

/// Returns the path of the gateway's journal.
pub fn journal(home: &Path) -> PathBuf {
	home.join("journal.sqlite")
}

/// Returns the folder of the encrypted files that wait to be stored.
pub fn spool(home: &Path) -> PathBuf {
	home.join("spool")
}

/// Returns the path of the trail's index.
pub fn audit(home: &Path) -> PathBuf {
	home.join("audit.sqlite")
}

/// Returns the folder of the list of what was fetched of studies.
pub fn fetched(home: &Path) -> PathBuf {
	home.join("fetched")
}

/// Returns the path of the genesis hash of the chain that this home was first used with.
pub fn genesis(home: &Path) -> PathBuf {
	home.join("genesis")
}
