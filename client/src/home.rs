//! The home folder, and the names of what lies in it.

use crate::error::{Error, Result};
use std::{
	fs::{File, TryLockError},
	io::{Read, Seek, Write},
	path::{Path, PathBuf},
};

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

/// The right to change what lies in a home, until it is dropped: journal, spool, device memories.
#[derive(Debug)]
pub struct Lock {
	_file: File,
}

/// Takes the right to change what lies in `home`; an error that names the process which has it.
/// Whoever only reads needs none. The system takes it back from a process that ends, however it
/// does.
pub fn lock(home: &Path) -> Result<Lock> {
	crate::files::make_dir(home)?;
	let path = home.join("lock");
	let mut file = File::options()
		.read(true)
		.write(true)
		.create(true)
		.truncate(false)
		.open(&path)
		.map_err(Error::io("open", &path))?;
	match file.try_lock() {
		Ok(()) => {},
		Err(TryLockError::WouldBlock) => {
			let mut by = String::new();
			// Only for the message.
			let _ = file.read_to_string(&mut by);
			return Err(Error::Busy { home: home.to_owned(), by: by.trim().to_owned() });
		},
		Err(TryLockError::Error(e)) => return Err(Error::io("lock", &path)(e)),
	}
	let words: Vec<String> =
		std::env::args().skip(1).filter(|word| !word.starts_with('-')).take(2).collect();
	let text = format!("process {}: {}", std::process::id(), words.join(" "));
	file.set_len(0)
		.and_then(|()| file.rewind())
		.and_then(|()| file.write_all(text.as_bytes()))
		.map_err(Error::io("write", &path))?;
	Ok(Lock { _file: file })
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

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn one_home_has_one_writer() {
		let temp = tempfile::tempdir().unwrap();
		let first = lock(temp.path()).unwrap();
		let Err(Error::Busy { by, .. }) = lock(temp.path()) else { panic!("two writers") };
		assert!(by.contains(&std::process::id().to_string()), "{by}");
		drop(first);
		assert!(lock(temp.path()).is_ok());
		assert!(lock(&temp.path().join("other")).is_ok());
	}
}
