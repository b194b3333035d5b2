//! Secrets at rest.
//!
//! A keystore is a folder:
//!
//! | file | holds |
//! |---|---|
//! | `keystore.age` | an age file under a passphrase (scrypt): everything but the data keys |
//! | `data/<digest>.age` | one data key, as an age file to that identity |
//!
//! `keystore.age` has recipient secrets, device seeds, accounts, and the age identity for the data
//! keys.
//!
//! Opening derives the key from the passphrase once (about a second, on purpose). After that, a
//! data key is one small file; destroying it destroys that dataset and no other. No secret is
//! derived from another: each is random by itself.
//!
//! Files are written whole or not at all, and several processes may use one keystore.

use crate::{
	error::{Error, Result},
	failpoint::{FailPoint, FailPoints},
	files,
};
use age::secrecy::ExposeSecret;
pub use age::secrecy::SecretString;
use epione_envelope::keys::{DataKey, Holder, RecipientSecret};
use epione_primitives::{Digest, KeyScheme, KeyVersion};
use rand_core::{OsRng, RngCore};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::{
	collections::BTreeMap,
	io::{Read, Write},
	iter,
	path::{Path, PathBuf},
};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// The work factor of scrypt, as a power of two: that of the age tools.
pub const WORK_FACTOR: u8 = 18;
/// A larger work factor is refused as an attack: it would take minutes.
const MAX_WORK_FACTOR: u8 = 22;
const VERSION: u32 = 1;

/// Returns the file of the secrets in the folder of a keystore.
pub fn file(dir: &Path) -> PathBuf {
	dir.join("keystore.age")
}

/// Returns the folder of the data keys in it.
fn data(dir: &Path) -> PathBuf {
	dir.join("data")
}

/// What is inside `keystore.age`. All secrets in hexadecimal.
#[derive(Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
#[serde(deny_unknown_fields)]
struct Main {
	version: u32,
	/// The age identity to which the files of data keys are encrypted.
	identity: String,
	/// Key of the digests by which the journal recognises a reading that it has seen.
	index_key: String,
	#[zeroize(skip)]
	recipients: BTreeMap<String, Secret>,
	#[zeroize(skip)]
	devices: BTreeMap<String, DeviceSeed>,
	#[zeroize(skip)]
	accounts: BTreeMap<String, Secret>,
	/// Salts of digests on chain, with the texts that were hashed.
	#[zeroize(skip)]
	#[serde(default)]
	salts: BTreeMap<String, Secret>,
}

/// A text that is wiped when dropped.
#[derive(Clone, Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
#[serde(transparent)]
struct Secret(String);

#[derive(Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
struct DeviceSeed {
	#[zeroize(skip)]
	scheme: String,
	seed: String,
}

/// An open keystore.
pub struct Keystore {
	dir: PathBuf,
	passphrase: SecretString,
	work_factor: u8,
	main: Main,
	/// SHA-256 of the `keystore.age` that `main` was read from, to notice another process's write.
	loaded: Digest,
	identity: age::x25519::Identity,
	/// Point at which a test stops it.
	pub fail: FailPoints,
}

impl Keystore {
	/// Makes a new keystore; an error if there is one.
	pub fn create(dir: &Path, passphrase: &SecretString) -> Result<Self> {
		Self::create_with(dir, passphrase, WORK_FACTOR)
	}

	/// [`Self::create`] with another work factor of scrypt (tests take a small one).
	pub fn create_with(dir: &Path, passphrase: &SecretString, work_factor: u8) -> Result<Self> {
		if passphrase.expose_secret().is_empty() {
			return Err(Error::Usage("the passphrase is empty; choose one".into()));
		}
		files::make_dir(&data(dir))?;
		let lock = files::lock(dir)?;
		let path = file(dir);
		if path.exists() {
			return Err(Error::KeystoreExists { path });
		}
		let identity = age::x25519::Identity::generate();
		let mut index_key = Zeroizing::new([0; 32]);
		OsRng.fill_bytes(index_key.as_mut());
		let main = Main {
			version: VERSION,
			identity: identity.to_string().expose_secret().to_owned(),
			index_key: hex::encode(*index_key),
			recipients: BTreeMap::new(),
			devices: BTreeMap::new(),
			accounts: BTreeMap::new(),
			salts: BTreeMap::new(),
		};
		let mut new = Self {
			dir: dir.to_owned(),
			passphrase: passphrase.clone(),
			work_factor,
			main,
			loaded: Digest::default(),
			identity,
			fail: FailPoints::none(),
		};
		new.write()?;
		drop(lock);
		Ok(new)
	}

	/// Opens a keystore.
	pub fn open(dir: &Path, passphrase: &SecretString) -> Result<Self> {
		let path = file(dir);
		let (main, loaded, work_factor) = load(&path, passphrase)?;
		let identity = main.identity.parse().map_err(|e: &str| Error::BadKeystore {
			path: path.clone(),
			why: format!("its identity: {e}"),
		})?;
		files::remove_leftovers(dir)?;
		files::remove_leftovers(&data(dir))?;
		Ok(Self {
			dir: dir.to_owned(),
			passphrase: passphrase.clone(),
			work_factor,
			main,
			loaded,
			identity,
			fail: FailPoints::none(),
		})
	}

	/// Returns whether there is a keystore in `dir`.
	pub fn exists(dir: &Path) -> bool {
		file(dir).exists()
	}

	/// Returns its folder.
	pub fn dir(&self) -> &Path {
		&self.dir
	}

	/// Sets another passphrase. Copies of the old file open with the old passphrase.
	pub fn change_passphrase(&mut self, new: &SecretString) -> Result<()> {
		if new.expose_secret().is_empty() {
			return Err(Error::Usage("the passphrase is empty; choose one".into()));
		}
		let lock = files::lock(&self.dir)?;
		self.reload()?;
		let old = std::mem::replace(&mut self.passphrase, new.clone());
		if let Err(e) = self.write() {
			self.passphrase = old;
			return Err(e);
		}
		drop(lock);
		Ok(())
	}

	/// Returns the key for the digests of readings in the journal.
	pub fn index_key(&self) -> Zeroizing<[u8; 32]> {
		Zeroizing::new(from_hex(&self.main.index_key).unwrap_or_default())
	}

	// Data keys.

	fn data_path(&self, digest: &Digest) -> PathBuf {
		data(&self.dir).join(format!("{}.age", hex::encode(digest)))
	}

	/// Keeps the data key of a dataset. Never overwrites one.
	pub fn put_data_key(&self, digest: &Digest, key: &DataKey) -> Result<()> {
		let path = self.data_path(digest);
		if path.exists() {
			return Err(Error::KeyExists { what: format!("data key of {}", hex::encode(digest)) });
		}
		let recipient = self.identity.to_public();
		let bytes = key.to_bytes();
		let sealed = encrypt(&recipient, bytes.as_ref()).map_err(Error::io("write", &path))?;
		files::write_atomic(&path, |w| {
			w.write_all(&sealed)?;
			self.fail.hit_io(FailPoint::KeystoreWriting)
		})
	}

	/// Returns the data key of a dataset.
	pub fn data_key(&self, digest: &Digest) -> Result<DataKey> {
		let path = self.data_path(digest);
		let sealed = match std::fs::read(&path) {
			Ok(sealed) => sealed,
			Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
				return Err(Error::NoKey {
					what: format!("data key of {}", hex::encode(digest)),
					hint: "it was destroyed, or the dataset was made with another keystore".into(),
				})
			},
			Err(e) => return Err(Error::io("read", path)(e)),
		};
		let bad = |why: String| Error::BadKeystore { path: path.clone(), why };
		let bytes = decrypt(&self.identity, &sealed).map_err(|e| bad(e.to_string()))?;
		let bytes: &[u8; 32] =
			bytes.as_slice().try_into().map_err(|_| bad("it is no data key".into()))?;
		DataKey::from_bytes(bytes).map_err(|e| bad(e.to_string()))
	}

	/// Destroys the data key of a dataset, so that nothing more of it can be shared. Returns
	/// whether there was one.
	pub fn destroy_data_key(&self, digest: &Digest) -> Result<bool> {
		let path = self.data_path(digest);
		let was = path.exists();
		files::destroy(&path)?;
		Ok(was)
	}

	/// Returns the datasets whose keys are here.
	pub fn data_keys(&self) -> Result<Vec<Digest>> {
		let dir = data(&self.dir);
		let mut all = Vec::new();
		for entry in std::fs::read_dir(&dir).map_err(Error::io("list", &dir))? {
			let path = entry.map_err(Error::io("list", &dir))?.path();
			let stem = path.file_stem().and_then(|n| n.to_str()).unwrap_or_default();
			all.extend(from_hex(stem));
		}
		all.sort_unstable();
		Ok(all)
	}

	// Recipient secrets.

	/// Keeps the secret of a recipient key. Never overwrites one.
	pub fn add_recipient(
		&mut self,
		holder: &Holder,
		version: KeyVersion,
		secret: &RecipientSecret,
	) -> Result<()> {
		let name = recipient_name(holder, version);
		self.update(|main| {
			insert(&mut main.recipients, &name, "recipient secret", || {
				Secret(hex::encode(*secret.to_bytes()))
			})
		})
	}

	/// Returns the secret of a recipient key.
	pub fn recipient(&self, holder: &Holder, version: KeyVersion) -> Result<RecipientSecret> {
		let name = recipient_name(holder, version);
		let missing = || Error::NoKey {
			what: format!("recipient secret of {name}"),
			hint: "it was destroyed, or made with another keystore".into(),
		};
		let secret = self.main.recipients.get(&name).ok_or_else(missing)?;
		let bytes = Zeroizing::new(from_hex(&secret.0).ok_or_else(missing)?);
		RecipientSecret::from_bytes(&bytes).map_err(|_| missing())
	}

	/// Returns the recipient keys whose secrets are here, as `account <hex> version <n>` or `study
	/// <n> version <n>`.
	pub fn recipients(&self) -> Vec<String> {
		self.main.recipients.keys().cloned().collect()
	}

	/// Destroys the secret of a recipient key: envelopes to it can no longer be opened. Returns
	/// whether there was one.
	pub fn destroy_recipient(&mut self, holder: &Holder, version: KeyVersion) -> Result<bool> {
		let name = recipient_name(holder, version);
		let was = self.main.recipients.contains_key(&name);
		self.update(|main| {
			main.recipients.remove(&name);
			Ok(())
		})?;
		Ok(was)
	}

	// Device seeds.

	/// Keeps a device's seed.
	pub fn add_device(&mut self, id: &[u8; 32], scheme: KeyScheme, seed: &[u8; 32]) -> Result<()> {
		self.add_devices(&[(*id, scheme, Zeroizing::new(*seed))])
	}

	/// Keeps the seeds of several devices: all of them or none.
	pub fn add_devices(
		&mut self,
		devices: &[([u8; 32], KeyScheme, Zeroizing<[u8; 32]>)],
	) -> Result<()> {
		self.update(|main| {
			devices.iter().try_for_each(|(id, scheme, seed)| {
				insert(&mut main.devices, &hex::encode(id), "device seed", || DeviceSeed {
					scheme: epione_envelope::payload::scheme_name(*scheme).into(),
					seed: hex::encode(**seed),
				})
			})
		})
	}

	/// Returns a device's scheme and seed.
	pub fn device(&self, id: &[u8; 32]) -> Result<(KeyScheme, Zeroizing<[u8; 32]>)> {
		let missing = || Error::NoKey {
			what: format!("device {}", hex::encode(id)),
			hint:
				"`epione device claim` takes one in, `epione keys list` shows those that are here"
					.into(),
		};
		let found = self.main.devices.get(&hex::encode(id)).ok_or_else(missing)?;
		let scheme = epione_envelope::payload::scheme_named(&found.scheme).ok_or_else(missing)?;
		Ok((scheme, Zeroizing::new(from_hex(&found.seed).ok_or_else(missing)?)))
	}

	/// Removes a device's seed because it went to somebody else. Returns whether it was here.
	pub fn remove_device(&mut self, id: &[u8; 32]) -> Result<bool> {
		let name = hex::encode(id);
		let was = self.main.devices.contains_key(&name);
		self.update(|main| {
			main.devices.remove(&name);
			Ok(())
		})?;
		Ok(was)
	}

	/// Returns the devices whose seeds are here.
	pub fn devices(&self) -> Vec<[u8; 32]> {
		self.main.devices.keys().filter_map(|id| from_hex(id)).collect()
	}

	// Accounts.

	/// Keeps an account's secret URI (phrase, seed or `//Dev` path) under a name.
	pub fn add_account(&mut self, name: &str, suri: &SecretString) -> Result<()> {
		self.update(|main| {
			insert(&mut main.accounts, name, "account", || Secret(suri.expose_secret().to_owned()))
		})
	}

	/// Returns an account's secret URI.
	pub fn account(&self, name: &str) -> Result<SecretString> {
		match self.main.accounts.get(name) {
			Some(secret) => Ok(SecretString::from(secret.0.clone())),
			None => Err(Error::NoKey {
				what: format!("account {name:?}"),
				hint: "`epione keys list` shows those that are there".into(),
			}),
		}
	}

	/// Returns the names of the accounts.
	pub fn accounts(&self) -> Vec<String> {
		self.main.accounts.keys().cloned().collect()
	}

	/// Destroys an account's secret. Returns whether there was one.
	pub fn destroy_account(&mut self, name: &str) -> Result<bool> {
		let was = self.main.accounts.contains_key(name);
		self.update(|main| {
			main.accounts.remove(name);
			Ok(())
		})?;
		Ok(was)
	}

	// Salts.

	/// Keeps a text (a document's digest and salt, as JSON) under a name; replaces an earlier one.
	pub fn put_note(&mut self, name: &str, text: &str) -> Result<()> {
		self.update(|main| {
			main.salts.insert(name.to_owned(), Secret(text.to_owned()));
			Ok(())
		})
	}

	/// Returns the text that [`Self::put_note`] kept.
	pub fn note(&self, name: &str) -> Option<String> {
		self.main.salts.get(name).map(|s| s.0.clone())
	}

	/// Changes the content of `keystore.age`, on top of what other processes wrote.
	fn update(&mut self, change: impl FnOnce(&mut Main) -> Result<()>) -> Result<()> {
		let lock = files::lock(&self.dir)?;
		self.reload()?;
		let result = change(&mut self.main).and_then(|()| self.write());
		if result.is_err() {
			// Forces a reload: what is in memory must be what is on disk.
			self.loaded = Digest::default();
			self.reload()?;
		}
		drop(lock);
		result
	}

	/// Reads `keystore.age` again if another process wrote it.
	fn reload(&mut self) -> Result<()> {
		let path = file(&self.dir);
		let bytes = std::fs::read(&path).map_err(Error::io("read", &path))?;
		if digest(&bytes) != self.loaded {
			(self.main, self.loaded, _) = load(&path, &self.passphrase)?;
		}
		Ok(())
	}

	fn write(&mut self) -> Result<()> {
		let path = file(&self.dir);
		let mut recipient = age::scrypt::Recipient::new(self.passphrase.clone());
		recipient.set_work_factor(self.work_factor);
		let json = serde_json::to_vec(&self.main).map(Zeroizing::new).map_err(|e| {
			Error::BadKeystore { path: path.clone(), why: format!("it cannot be written: {e}") }
		})?;
		let sealed = encrypt(&recipient, &json).map_err(Error::io("write", &path))?;
		files::write_atomic(&path, |w| {
			w.write_all(&sealed)?;
			self.fail.hit_io(FailPoint::KeystoreWriting)
		})?;
		self.loaded = digest(&sealed);
		Ok(())
	}
}

fn recipient_name(holder: &Holder, version: KeyVersion) -> String {
	match holder {
		Holder::Account(id) => format!("account {} version {version}", hex::encode(id)),
		Holder::Study(id) => format!("study {id} version {version}"),
	}
}

fn insert<T>(
	map: &mut BTreeMap<String, T>,
	name: &str,
	what: &str,
	value: impl FnOnce() -> T,
) -> Result<()> {
	if map.contains_key(name) {
		return Err(Error::KeyExists { what: format!("{what} {name}") });
	}
	map.insert(name.to_owned(), value());
	Ok(())
}

fn digest(bytes: &[u8]) -> Digest {
	Sha256::digest(bytes).into()
}

fn from_hex(text: &str) -> Option<[u8; 32]> {
	let mut out = [0; 32];
	hex::decode_to_slice(text, &mut out).ok().map(|()| out)
}

fn load(path: &Path, passphrase: &SecretString) -> Result<(Main, Digest, u8)> {
	let sealed = match std::fs::read(path) {
		Ok(sealed) => sealed,
		Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
			return Err(Error::NoKeystore { path: path.into() })
		},
		Err(e) => return Err(Error::io("read", path)(e)),
	};
	let bad = |why: String| Error::BadKeystore { path: path.into(), why };
	let other = |why: String| Error::OtherKeystore { path: path.into(), why };
	if sealed.starts_with(b"-----BEGIN AGE ENCRYPTED FILE-----") {
		return Err(other(
			"it is armored, as text; take the armor off: `age -d` with the passphrase, then `age -p` \
			 without -a"
				.into(),
		));
	}
	let mut identity = age::scrypt::Identity::new(passphrase.clone());
	identity.set_max_work_factor(MAX_WORK_FACTOR);
	let json = decrypt(&identity, &sealed).map_err(|e| match e {
		// With another passphrase neither the header's MAC nor the wrapped key fits.
		age::DecryptError::DecryptionFailed | age::DecryptError::KeyDecryptionFailed => {
			Error::WrongPassphrase { path: path.into() }
		},
		age::DecryptError::ExcessiveWork { required, .. } => other(format!(
			"its work factor is {required}, at most {MAX_WORK_FACTOR} is taken here; encrypt it anew \
			 with less"
		)),
		e => bad(e.to_string()),
	})?;
	let main: Main = serde_json::from_slice(&json).map_err(|e| bad(e.to_string()))?;
	if main.version != VERSION {
		return Err(bad(format!(
			"it is of version {}, this program reads version {VERSION}",
			main.version
		)));
	}
	let work_factor = stanza_work_factor(&sealed).unwrap_or(WORK_FACTOR);
	Ok((main, digest(&sealed), work_factor))
}

/// Returns the work factor in the header's line `-> scrypt <salt> <log2 N>` (C2SP age, scrypt
/// stanza).
fn stanza_work_factor(sealed: &[u8]) -> Option<u8> {
	let header = sealed.get(..256.min(sealed.len()))?;
	let line = header.split(|b| *b == b'\n').nth(1)?;
	std::str::from_utf8(line).ok()?.strip_prefix("-> scrypt ")?.split(' ').nth(1)?.parse().ok()
}

fn encrypt(recipient: &dyn age::Recipient, plain: &[u8]) -> std::io::Result<Vec<u8>> {
	let mut sealed = Vec::new();
	let encryptor =
		age::Encryptor::with_recipients(iter::once(recipient)).map_err(std::io::Error::other)?;
	let mut writer = encryptor.wrap_output(&mut sealed)?;
	writer.write_all(plain)?;
	writer.finish()?;
	Ok(sealed)
}

fn decrypt(
	identity: &dyn age::Identity,
	sealed: &[u8],
) -> std::result::Result<Zeroizing<Vec<u8>>, age::DecryptError> {
	let mut plain = Zeroizing::new(Vec::with_capacity(sealed.len()));
	age::Decryptor::new_buffered(sealed)?
		.decrypt(iter::once(identity))?
		.read_to_end(&mut plain)
		.map_err(age::DecryptError::from)?;
	Ok(plain)
}

#[cfg(test)]
mod tests;
