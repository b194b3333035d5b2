//! Which files of a folder are read.

use crate::{
	error::{Error, Result},
	intake::fhir,
};
use std::{
	fs::File,
	io::Read,
	path::{Path, PathBuf},
};
use walkdir::{DirEntry, WalkDir};

/// A file or folder that is left alone, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
	/// The path.
	pub path: PathBuf,
	/// Why, in words.
	pub why: String,
}

/// Returns the files that `paths` name: files as they are, folders with all JSON and NDJSON files
/// in and below them, packed or not, in the order of their names. What looks like data and is not
/// read comes second; trash, hidden files and half-copied ones are passed over in silence.
///
/// # Errors
///
/// A path of `paths` itself that cannot be read. Below a folder that is only a reason to skip.
pub fn expand(paths: &[PathBuf]) -> Result<(Vec<PathBuf>, Vec<Skipped>)> {
	let (mut files, mut skipped) = (Vec::new(), Vec::new());
	for path in paths {
		let meta = std::fs::metadata(path).map_err(Error::io("read", path))?;
		if !meta.is_dir() {
			files.push(path.clone());
			continue;
		}
		std::fs::read_dir(path).map_err(Error::io("list", path))?;
		// Links are followed; a loop of them is an error of one entry.
		let walk = WalkDir::new(path).follow_links(true).sort_by_file_name();
		for entry in
			walk.into_iter().filter_entry(|entry| entry.depth() == 0 || !passed_over(entry))
		{
			match entry {
				Ok(entry) if entry.file_type().is_dir() => {},
				Ok(entry) if is_wanted(entry.path()) => files.push(entry.into_path()),
				Ok(entry) => skipped.extend(named(entry.path())),
				Err(error) => skipped.push(Skipped {
					path: error.path().unwrap_or(path).to_owned(),
					why: match error.loop_ancestor() {
						Some(_) => "a link that leads back to where it is".into(),
						None => format!("it cannot be read ({error})"),
					},
				}),
			}
		}
	}
	Ok((files, skipped))
}

/// Returns whether an entry is hidden, trash, a version kept by Syncthing, or a file that is being
/// copied, downloaded or edited.
fn passed_over(entry: &DirEntry) -> bool {
	let name = entry.file_name().to_string_lossy().to_ascii_lowercase();
	let begins =
		[".", "~$", "~syncthing~", "__macosx", "$recycle.bin", "system volume information"];
	let ends = [
		"~",
		".tmp",
		".temp",
		".part",
		".partial",
		".crdownload",
		".download",
		".filepart",
		".!sync",
		".swp",
	];
	begins.iter().any(|begin| name.starts_with(begin)) || ends.iter().any(|end| name.ends_with(end))
}

fn is_wanted(path: &Path) -> bool {
	let name = path.file_name().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
	let name = name.strip_suffix(".gz").unwrap_or(&name);
	[".json", ".ndjson", ".jsonl"].iter().any(|end| name.ends_with(end))
}

/// Names a file that looks like data although its name does not.
fn named(path: &Path) -> Option<Skipped> {
	let mut head = Vec::new();
	File::open(path).ok()?.take(4_096).read_to_end(&mut head).ok()?;
	let json = head.trim_ascii_start();
	let why = match fhir::foreign(&head) {
		Some(name) => name,
		None if json.starts_with(b"{") || json.starts_with(b"[") => {
			"it looks like JSON, but its name does not end in .json, .ndjson or .jsonl: rename it if \
			 it is FHIR"
				.into()
		},
		None => return None,
	};
	Some(Skipped { path: path.to_owned(), why })
}

#[cfg(test)]
mod tests {
	use super::*;

	fn names(dir: &Path, paths: impl IntoIterator<Item = PathBuf>) -> Vec<String> {
		let name = |path: PathBuf| path.strip_prefix(dir).unwrap().to_str().unwrap().to_owned();
		paths.into_iter().map(name).collect()
	}

	#[test]
	fn folders_are_expanded_in_order() {
		let temp = tempfile::tempdir().unwrap();
		let dir = temp.path();
		std::fs::create_dir(dir.join("b")).unwrap();
		for name in ["c.json", "a.ndjson", "b/x.jsonl", "note.txt", ".hidden"] {
			std::fs::write(dir.join(name), "x").unwrap();
		}
		let (files, skipped) = expand(&[dir.into()]).unwrap();
		assert_eq!(names(dir, files), ["a.ndjson", "b/x.jsonl", "c.json"]);
		assert_eq!(skipped, []);
		assert!(expand(&[dir.join("none")]).is_err());
	}

	#[test]
	fn a_stick_gives_its_files_and_no_trash() {
		let temp = tempfile::tempdir().unwrap();
		let dir = temp.path();
		for folder in [".Trash-1000/files", ".stversions", "__MACOSX", "ok"] {
			std::fs::create_dir_all(dir.join(folder)).unwrap();
		}
		for name in [
			"._a.ndjson",
			".Trash-1000/files/old.ndjson",
			".stversions/a~1.ndjson",
			"__MACOSX/b.json",
			"~syncthing~c.json.tmp",
			"half.json.part",
			"OMRON.JSON",
			"ok/Observation.NDJSON",
			"ok/packed.ndjson.gz",
			"reading.fhir",
			"export.xml",
		] {
			let text = if name == "export.xml" { "<?xml?><HealthData>" } else { "{}" };
			std::fs::write(dir.join(name), text).unwrap();
		}
		std::os::unix::fs::symlink(dir, dir.join("ok/loop")).unwrap();
		let (files, skipped) = expand(&[dir.into()]).unwrap();
		assert_eq!(
			names(dir, files),
			["OMRON.JSON", "ok/Observation.NDJSON", "ok/packed.ndjson.gz"]
		);
		let why: Vec<_> = skipped.iter().map(|one| one.why.as_str()).collect();
		assert_eq!(
			names(dir, skipped.iter().map(|one| one.path.clone())),
			["export.xml", "ok/loop", "reading.fhir"]
		);
		assert!(why[0].contains("Apple Health"), "{why:?}");
		assert!(why[1].contains("leads back"), "{why:?}");
		assert!(why[2].contains("rename it"), "{why:?}");
	}
}
