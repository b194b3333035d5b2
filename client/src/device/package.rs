//! A simulated device on its way from hand to hand.
//!
//! A real device carries its key in its hardware: whoever holds it can use it. Until somebody takes
//! it in, a simulated device is a file with key and memory in plain text, since the file *is* the
//! device. Taking it in puts the key into a keystore and destroys the file.

use super::simulated::{state_path, Device, Pair, State};
use crate::{
	error::{Error, Result},
	failpoint::FailPoints,
	files,
	keys::keystore::Keystore,
};
use epione_envelope::payload::scheme_name;
use epione_primitives::KeyScheme;
use rand_core::{OsRng, RngCore};
use serde::{Deserialize, Serialize};
use std::path::Path;
use zeroize::{Zeroize, Zeroizing};

/// A simulated device that is in nobody's keystore.
pub struct Package {
	scheme: KeyScheme,
	seed: Zeroizing<[u8; 32]>,
	id: [u8; 32],
	state: State,
}

/// Form of the file.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
	scheme: String,
	seed: String,
	memory: State,
}

impl Package {
	/// Makes a new device with a fresh key, as from the factory.
	pub fn new(scheme: KeyScheme) -> Result<Self> {
		let mut seed = Zeroizing::new([0; 32]);
		OsRng.fill_bytes(seed.as_mut());
		let id = Pair::from_seed(scheme, &seed)?.public();
		Ok(Self { scheme, seed, id, state: State::default() })
	}

	/// Returns its account: its public key.
	pub fn id(&self) -> [u8; 32] {
		self.id
	}

	/// Returns the scheme of its key.
	pub fn scheme(&self) -> KeyScheme {
		self.scheme
	}

	/// Takes a device out of a keystore to hand it over: it is written to `path` first, then
	/// removed.
	pub fn pack(keystore: &mut Keystore, dir: &Path, id: &[u8; 32], path: &Path) -> Result<()> {
		let device = Device::open(keystore, dir, id)?;
		let (scheme, seed) = keystore.device(id)?;
		Self { scheme, seed, id: *id, state: device.state }.save(path)?;
		keystore.remove_device(id)?;
		files::remove(&state_path(dir, id))
	}

	/// Takes a device in: writes its memory and key here, then destroys the file. A device that is
	/// already here keeps its memory, which may have counted on.
	pub fn unpack(path: &Path, keystore: &mut Keystore, dir: &Path) -> Result<Device> {
		let package = Self::load(path)?;
		if keystore.device(&package.id).is_err() {
			let device = Device {
				pair: Pair::from_seed(package.scheme, &package.seed)?,
				scheme: package.scheme,
				path: state_path(dir, &package.id),
				state: package.state,
				fail: FailPoints::none(),
			};
			device.save(&device.state)?;
			keystore.add_device(&package.id, package.scheme, &package.seed)?;
		}
		files::destroy(path)?;
		Device::open(keystore, dir, &package.id)
	}

	/// Writes the file, readable by its owner only.
	pub fn save(&self, path: &Path) -> Result<()> {
		let mut form = Form {
			scheme: scheme_name(self.scheme).into(),
			seed: hex::encode(*self.seed),
			memory: self.state.clone(),
		};
		let text = serde_json::to_vec_pretty(&form).map(Zeroizing::new);
		form.seed.zeroize();
		let text = text.map_err(|e| Error::Device {
			device: hex::encode(self.id),
			why: format!("it cannot be packed: {e}"),
		})?;
		files::write_bytes(path, &text)
	}

	fn load(path: &Path) -> Result<Self> {
		let bad = |why: String| Error::BadInput {
			path: path.to_owned(),
			line: None,
			why: format!(
				"this is no simulated device ({why}); `epione device provision` makes them"
			),
		};
		let bytes = std::fs::read(path).map(Zeroizing::new).map_err(Error::io("read", path))?;
		let mut form: Form = serde_json::from_slice(&bytes).map_err(|e| bad(e.to_string()))?;
		let mut seed = Zeroizing::new([0; 32]);
		let decoded = hex::decode_to_slice(&form.seed, seed.as_mut());
		form.seed.zeroize();
		decoded.map_err(|_| bad("its seed is no 64 hexadecimal digits".into()))?;
		let scheme = epione_envelope::payload::scheme_named(&form.scheme)
			.ok_or_else(|| bad(format!("'{}' is no scheme that is known here", form.scheme)))?;
		let id = Pair::from_seed(scheme, &seed)?.public();
		Ok(Self { scheme, seed, id, state: form.memory })
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::keys::keystore::SecretString;

	fn keystore(dir: &Path) -> Keystore {
		Keystore::create_with(dir, &SecretString::from("p".to_owned()), 2).unwrap()
	}

	#[test]
	fn a_device_goes_from_hand_to_hand_and_counts_on() {
		let dir = tempfile::tempdir().unwrap();
		let file = dir.path().join("a.device");
		let (here, there) = (dir.path().join("here"), dir.path().join("there"));
		let (mut first, mut second) = (keystore(&here), keystore(&there));
		for scheme in [KeyScheme::Ed25519, KeyScheme::Sr25519] {
			let package = Package::new(scheme).unwrap();
			let id = package.id();
			package.save(&file).unwrap();
			let mut device = Package::unpack(&file, &mut first, &here).unwrap();
			assert!(!file.exists(), "nobody else can take it in");
			assert_eq!((device.id(), device.scheme(), device.claim()), (id, scheme, 0));
			device.claimed(1, &[1; 32]).unwrap();
			device.sign_batch(&[9; 32], &["a"]).unwrap();
			Package::pack(&mut first, &here, &id, &file).unwrap();
			assert!(Device::open(&first, &here, &id).is_err(), "it is no longer here");
			let device = Package::unpack(&file, &mut second, &there).unwrap();
			assert_eq!((device.claim(), device.next_seq(), device.owner()), (1, 1, Some([1; 32])));
		}
	}

	/// As after a crash between the last two steps of taking it in.
	#[test]
	fn a_device_that_is_here_keeps_its_memory() {
		let dir = tempfile::tempdir().unwrap();
		let file = dir.path().join("a.device");
		let mut store = keystore(dir.path());
		Package::new(KeyScheme::Ed25519).unwrap().save(&file).unwrap();
		let copy = std::fs::read(&file).unwrap();
		let mut device = Package::unpack(&file, &mut store, dir.path()).unwrap();
		device.claimed(1, &[1; 32]).unwrap();
		device.sign_batch(&[9; 32], &["a"]).unwrap();
		std::fs::write(&file, copy).unwrap();
		let device = Package::unpack(&file, &mut store, dir.path()).unwrap();
		assert_eq!((device.claim(), device.next_seq()), (1, 1));
		assert!(!file.exists());
	}

	#[test]
	fn other_files_are_no_devices() {
		let dir = tempfile::tempdir().unwrap();
		let file = dir.path().join("a.device");
		let mut store = keystore(dir.path());
		for text in ["", "{}", "{\"scheme\":\"rsa\",\"seed\":\"00\",\"memory\":{}}"] {
			std::fs::write(&file, text).unwrap();
			let error = Package::unpack(&file, &mut store, dir.path()).err().unwrap();
			assert_eq!(error.exit_code(), 4, "{error}");
			assert!(file.exists());
		}
	}
}
