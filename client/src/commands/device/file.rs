//! The file that comes with a device.

use crate::{
	error::{Error, Result},
	files,
	parties::maker::Provenance,
};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use subxt::utils::AccountId32;

/// The file that comes with a device: its account, and its place in its batch. Holds no secret.
#[derive(Debug, Serialize, Deserialize)]
pub struct DeviceFile {
	/// The device's account, hexadecimal.
	#[serde(with = "hex::serde")]
	pub device: [u8; 32],
	/// Its model.
	pub model: u32,
	/// Its place in its provisioning batch.
	pub provenance: Provenance,
}

impl DeviceFile {
	/// Reads the file at `path`.
	pub fn load(path: &Path) -> Result<Self> {
		let bytes = std::fs::read(path).map_err(Error::io("read", path))?;
		serde_json::from_slice(&bytes).map_err(|e| Error::BadInput {
			path: path.to_owned(),
			line: Some(e.line()),
			why: format!("this is no device's file (`epione device provision` writes them): {e}"),
		})
	}

	/// Writes the file to `path`.
	pub fn save(&self, path: &Path) -> Result<()> {
		let json = serde_json::to_vec_pretty(self).map_err(|e| Error::Usage(e.to_string()))?;
		files::write_bytes(path, &json)
	}
}

/// Returns the path of a device's file in a folder.
pub fn file_path(dir: &Path, device: &[u8; 32]) -> PathBuf {
	dir.join(format!("{}.json", AccountId32(*device)))
}

/// Returns the path of the simulated device next to its file.
pub fn package_path(file: &Path) -> PathBuf {
	file.with_extension("device")
}
