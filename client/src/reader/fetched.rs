//! What a home has fetched of studies, so that it can be destroyed again.
//!
//! One file for each dataset: `fetched/<chain>/<grant>-<subject>-<dataset>.json`. It is written
//! before the records themselves, so that no decrypted data is anywhere without being listed, and
//! is removed only when the acknowledgement that the records are destroyed is on chain.

use crate::{
	error::{Error, Result},
	files, home,
};
use epione_primitives::{ChainId, Digest, GrantId, KeyVersion, StudyId};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// One dataset that was fetched.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
	/// The study.
	pub study: StudyId,
	/// The grant.
	pub grant: GrantId,
	/// Whose data: an account.
	#[serde(with = "hex::serde")]
	pub subject: [u8; 32],
	/// Digest of the ciphertext's root block.
	#[serde(with = "hex::serde")]
	pub dataset: Digest,
	/// CID of the ciphertext, which the content store holds.
	pub cid: String,
	/// Version of the recipient key that opened the envelope.
	pub key_version: KeyVersion,
	/// Files with its records, as absolute paths.
	pub files: Vec<PathBuf>,
	/// Blocks, key and files are destroyed, except the files that are listed, which were not found.
	/// The acknowledgement is not known to be final.
	#[serde(default)]
	pub erased: bool,
}

/// All that a home has fetched from one chain.
pub struct Index {
	dir: PathBuf,
}

impl Index {
	/// Opens the list of this home and chain.
	pub fn open(home: &Path, chain: &ChainId) -> Result<Self> {
		// 64 bits tell the few chains of one home apart.
		let dir = home::fetched(home).join(hex::encode(&chain[..8]));
		files::make_dir(&dir)?;
		files::remove_leftovers(&dir)?;
		Ok(Self { dir })
	}

	fn path(&self, entry: &Entry) -> PathBuf {
		let Entry { grant, subject, dataset, .. } = entry;
		self.dir.join(format!("{grant}-{}-{}.json", hex::encode(subject), hex::encode(dataset)))
	}

	/// Lists a dataset, or one more file of a dataset that is listed.
	pub fn add(&self, mut entry: Entry) -> Result<()> {
		let lock = files::lock(&self.dir)?;
		let path = self.path(&entry);
		if path.exists() {
			let mut known = read(&path)?.files;
			known.retain(|file| !entry.files.contains(file));
			entry.files.extend(known);
		}
		self.write(&entry)?;
		drop(lock);
		Ok(())
	}

	/// Removes a file that was not written from the list. Its dataset stays listed, since blocks of
	/// the ciphertext may have arrived.
	pub fn drop_file(&self, entry: &Entry, file: &Path) -> Result<()> {
		let lock = files::lock(&self.dir)?;
		let mut known = read(&self.path(entry))?;
		known.files.retain(|other| other != file);
		self.write(&known)?;
		drop(lock);
		Ok(())
	}

	/// Notes that what the entry names is destroyed, except files that were not where they should
	/// be: those stay on the list.
	pub fn set_erased(&self, entry: &Entry, missing: Vec<PathBuf>) -> Result<()> {
		self.write(&Entry { erased: true, files: missing, ..entry.clone() })
	}

	/// Removes an entry from the list.
	pub fn remove(&self, entry: &Entry) -> Result<()> {
		files::remove(&self.path(entry))
	}

	/// Returns what was fetched under a grant, in the order of the files' names.
	pub fn of_grant(&self, grant: GrantId) -> Result<Vec<Entry>> {
		let mut all = self.all()?;
		all.retain(|entry| entry.grant == grant);
		Ok(all)
	}

	/// Returns all that was fetched.
	pub fn all(&self) -> Result<Vec<Entry>> {
		let mut paths = Vec::new();
		for entry in std::fs::read_dir(&self.dir).map_err(Error::io("list", &self.dir))? {
			let path = entry.map_err(Error::io("list", &self.dir))?.path();
			if path.extension().is_some_and(|ext| ext == "json") {
				paths.push(path);
			}
		}
		paths.sort_unstable();
		paths.iter().map(|path| read(path)).collect()
	}

	fn write(&self, entry: &Entry) -> Result<()> {
		let json = serde_json::to_vec_pretty(entry).map_err(|e| Error::Usage(e.to_string()))?;
		files::write_bytes(&self.path(entry), &json)
	}
}

fn read(path: &Path) -> Result<Entry> {
	let bytes = std::fs::read(path).map_err(Error::io("read", path))?;
	serde_json::from_slice(&bytes).map_err(|e| Error::BadInput {
		path: path.to_owned(),
		line: Some(e.line()),
		why: format!(
			"this lists fetched records and is damaged ({e}). Its name begins with the grant's number; \
			 destroy what you fetched under it by hand, then this file"
		),
	})
}

#[cfg(test)]
mod tests {
	use super::*;

	fn entry(grant: GrantId, dataset: u8, file: &str) -> Entry {
		Entry {
			study: 3,
			grant,
			subject: [7; 32],
			dataset: [dataset; 32],
			cid: "bafy".into(),
			key_version: 0,
			files: vec![file.into()],
			erased: false,
		}
	}

	#[test]
	fn each_grant_has_its_own_and_files_add_up() {
		let home = tempfile::tempdir().unwrap();
		let index = Index::open(home.path(), &[1; 32]).unwrap();
		index.add(entry(4, 1, "/a")).unwrap();
		index.add(entry(4, 1, "/b")).unwrap();
		index.add(entry(4, 1, "/b")).unwrap();
		index.add(entry(4, 2, "/c")).unwrap();
		index.add(entry(44, 1, "/d")).unwrap();
		let files = |index: &Index, grant| {
			let all = index.of_grant(grant).unwrap();
			all.into_iter().flat_map(|e| e.files).collect::<Vec<_>>()
		};
		let named = |names: &[&str]| names.iter().map(PathBuf::from).collect::<Vec<_>>();
		assert_eq!(files(&index, 4), named(&["/b", "/a", "/c"]));
		assert_eq!(files(&index, 44), named(&["/d"]));
		// It is on disk, not in memory; and grant 4 of another chain is another grant.
		assert_eq!(
			files(&Index::open(home.path(), &[1; 32]).unwrap(), 4),
			named(&["/b", "/a", "/c"])
		);
		assert!(Index::open(home.path(), &[2; 32]).unwrap().all().unwrap().is_empty());

		index.drop_file(&entry(4, 1, ""), Path::new("/a")).unwrap();
		assert_eq!(files(&index, 4), named(&["/b", "/c"]));
		index.set_erased(&entry(4, 2, "/c"), vec!["/c".into()]).unwrap();
		let erased: Vec<_> = index.of_grant(4).unwrap().iter().map(|e| e.erased).collect();
		assert_eq!(erased, [false, true]);
		assert_eq!(files(&index, 4), named(&["/b", "/c"]));
		// Fetched anew: it is here again.
		index.add(entry(4, 2, "/c")).unwrap();
		assert!(!index.of_grant(4).unwrap()[1].erased);
		index.remove(&entry(4, 2, "")).unwrap();
		assert_eq!(files(&index, 4), named(&["/b"]));
	}

	#[test]
	fn damage_is_not_passed_over() {
		let home = tempfile::tempdir().unwrap();
		let index = Index::open(home.path(), &[1; 32]).unwrap();
		index.add(entry(4, 1, "/a")).unwrap();
		let path = index.path(&entry(4, 1, ""));
		std::fs::write(&path, b"{\n").unwrap();
		let error = index.all().unwrap_err().to_string();
		assert!(
			error.contains("damaged") && error.contains(&path.display().to_string()),
			"{error}"
		);
	}
}
