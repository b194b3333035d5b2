//! Where the keystore's passphrase comes from, and in which form it is used: the same whether it is
//! typed, in a file, or in the environment.
//!
//! It is UTF-8, composed (Unicode's NFC: a keyboard may give *é* as one character or two), without
//! a byte order mark and without a newline at its end.

use super::keystore::Keystore;
use crate::error::{Error, Result};
use age::secrecy::{ExposeSecret, SecretString};
use std::path::Path;
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

/// A passphrase.
#[derive(Clone)]
pub struct Passphrase {
	/// In the form that keystores are made with.
	pub plain: SecretString,
	/// As it was given, if that is another one: keystores were made with it before.
	given: Option<SecretString>,
}

impl Passphrase {
	/// Takes a passphrase from `source`, a file's or variable's name.
	fn new(bytes: &[u8], source: &str) -> Result<Self> {
		let wrong = |why: &str| Error::Usage(format!("the passphrase from {source} {why}"));
		if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
			return Err(wrong("is UTF-16, as PowerShell writes files: save it as UTF-8"));
		}
		let text = std::str::from_utf8(bytes).map_err(|_| wrong("is not UTF-8"))?;
		let plain = text.strip_prefix('\u{feff}').unwrap_or(text);
		let plain = plain.strip_suffix('\n').unwrap_or(plain);
		let plain = plain.strip_suffix('\r').unwrap_or(plain);
		let plain = Zeroizing::new(plain.nfc().collect::<String>());
		if plain.is_empty() {
			return Err(wrong("is empty"));
		}
		let given = (*plain != text).then(|| SecretString::from(text.to_owned()));
		Ok(Self { plain: SecretString::from(plain.as_str().to_owned()), given })
	}

	/// Opens the keystore in `dir`.
	pub fn open(&self, dir: &Path) -> Result<Keystore> {
		match (Keystore::open(dir, &self.plain), &self.given) {
			(Err(wrong @ Error::WrongPassphrase { .. }), Some(given)) => {
				Keystore::open(dir, given).map_err(|_| wrong)
			},
			(opened, _) => opened,
		}
	}
}

/// Returns the passphrase from a file or the environment's `EPIONE_PASSPHRASE`, or asks for it.
/// With `confirm` it asks twice.
pub fn ask(file: Option<&Path>, confirm: bool) -> Result<Passphrase> {
	if let Some(path) = file {
		let bytes = std::fs::read(path).map(Zeroizing::new).map_err(Error::io("read", path))?;
		return Passphrase::new(&bytes, &path.display().to_string());
	}
	if let Some(text) = std::env::var_os("EPIONE_PASSPHRASE") {
		return Passphrase::new(text.as_encoded_bytes(), "EPIONE_PASSPHRASE");
	}
	match confirm {
		true => prompt_twice("Passphrase of the keystore: "),
		false => prompt("Passphrase of the keystore: "),
	}
}

fn prompt(text: &str) -> Result<Passphrase> {
	let typed = rpassword::prompt_password(text).map(Zeroizing::new).map_err(|e| {
		Error::Usage(format!(
			"cannot ask for the passphrase ({e}); give --passphrase-file or set EPIONE_PASSPHRASE"
		))
	})?;
	Passphrase::new(typed.as_bytes(), "the terminal")
}

/// Asks for a passphrase twice; an error if the two differ.
pub fn prompt_twice(text: &str) -> Result<Passphrase> {
	let first = prompt(text)?;
	if prompt("Again: ")?.plain.expose_secret() != first.plain.expose_secret() {
		return Err(Error::Usage("the two passphrases differ; nothing was changed".into()));
	}
	Ok(first)
}

#[cfg(test)]
mod tests {
	use super::*;

	fn plain(bytes: &[u8]) -> Result<String> {
		Passphrase::new(bytes, "here").map(|given| given.plain.expose_secret().to_owned())
	}

	#[test]
	fn one_rule_wherever_it_comes_from() {
		for bytes in [
			&b"correct horse"[..],
			b"correct horse\n",
			b"correct horse\r\n",
			b"\xef\xbb\xbfcorrect horse\r\n",
		] {
			assert_eq!(plain(bytes).unwrap(), "correct horse");
		}
		// What belongs to it stays.
		assert_eq!(plain(b" correct \n\n").unwrap(), " correct \n");
		assert_eq!(plain("cafe\u{301}".as_bytes()).unwrap(), "caf\u{e9}");
		for (bytes, why) in [
			(&b"\xff\xfec\0o\0"[..], "UTF-16"),
			(b"caf\xe9", "not UTF-8"),
			(b"", "empty"),
			(b"\n", "empty"),
		] {
			let error = plain(bytes).unwrap_err();
			assert!(matches!(error, Error::Usage(_)) && error.to_string().contains(why), "{error}");
			assert!(error.to_string().contains("from here"), "{error}");
		}
	}

	#[test]
	fn a_keystore_made_with_a_newline_opens_still() {
		let temp = tempfile::tempdir().unwrap();
		Keystore::create_with(temp.path(), &SecretString::from("p\n".to_owned()), 2).unwrap();
		Passphrase::new(b"p\n", "here").unwrap().open(temp.path()).unwrap();
		let wrong = Passphrase::new(b"q\n", "here").unwrap().open(temp.path());
		assert!(matches!(wrong, Err(Error::WrongPassphrase { .. })));
	}
}
