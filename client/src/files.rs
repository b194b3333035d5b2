//! Writing files so that a crash or a full disk leaves the old one or the new one, never half of
//! one.

use crate::error::{Error, Result};
use std::{
	fs::File,
	io::{BufWriter, Write},
	path::{Path, PathBuf},
};

/// Makes the folder and its parents, readable by the owner only.
pub fn make_dir(path: &Path) -> Result<()> {
	let mut builder = std::fs::DirBuilder::new();
	builder.recursive(true);
	#[cfg(unix)]
	std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
	builder.create(path).map_err(Error::io("make the folder", path))
}

/// Makes changes to the entries of `dir` durable.
pub fn sync_dir(dir: &Path) -> Result<()> {
	File::open(dir).and_then(|d| d.sync_all()).map_err(Error::io("sync", dir))
}

/// Writes `path` through `fill`: temporary file in the same folder, fsync, rename, fsync of the
/// folder. On an error the temporary file is removed and `path` is as it was. Mode 0600.
pub fn write_atomic(
	path: &Path,
	fill: impl FnOnce(&mut dyn Write) -> std::io::Result<()>,
) -> Result<()> {
	let dir = parent(path);
	make_dir(&dir)?;
	let err = || Error::io("write", path);
	let temp = tempfile::Builder::new()
		.prefix(".epione-")
		.suffix(".tmp")
		.tempfile_in(&dir)
		.map_err(err())?;
	let mut out = BufWriter::with_capacity(1 << 16, temp);
	fill(&mut out).map_err(err())?;
	let temp = out.into_inner().map_err(|e| err()(e.into_error()))?;
	temp.as_file().sync_all().map_err(err())?;
	temp.persist(path).map_err(|e| err()(e.error))?;
	sync_dir(&dir)
}

/// Writes bytes with [`write_atomic`].
pub fn write_bytes(path: &Path, bytes: &[u8]) -> Result<()> {
	write_atomic(path, |w| w.write_all(bytes))
}

/// Overwrites a file with zeros, then removes it. On a disk that copies on write (SSDs, some file
/// systems, backups) the old bytes may survive; whoever needs more encrypts the disk.
pub fn destroy(path: &Path) -> Result<()> {
	let len = match std::fs::metadata(path) {
		Ok(m) => m.len(),
		Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(()),
		Err(e) => return Err(Error::io("read", path)(e)),
	};
	let overwrite = || {
		let mut file = File::options().write(true).open(path)?;
		std::io::copy(&mut std::io::Read::take(std::io::repeat(0), len), &mut file)?;
		file.sync_all()
	};
	overwrite().map_err(Error::io("overwrite", path))?;
	remove(path)?;
	sync_dir(&parent(path))
}

/// Removes a file if it exists.
pub fn remove(path: &Path) -> Result<()> {
	match std::fs::remove_file(path) {
		Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(Error::io("remove", path)(e)),
		_ => Ok(()),
	}
}

/// Locks `dir` while files in it are read and written together. A process that ends, even by a
/// crash, releases it.
pub fn lock(dir: &Path) -> Result<File> {
	let path = dir.join("lock");
	let file = File::options()
		.create(true)
		.truncate(false)
		.write(true)
		.open(&path)
		.map_err(Error::io("open", &path))?;
	file.lock().map_err(Error::io("lock", &path))?;
	Ok(file)
}

/// Removes temporary files that a crash left in `dir`.
pub fn remove_leftovers(dir: &Path) -> Result<()> {
	let entries = match std::fs::read_dir(dir) {
		Ok(entries) => entries,
		Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(()),
		Err(e) => return Err(Error::io("list", dir)(e)),
	};
	for entry in entries {
		let path = entry.map_err(Error::io("list", dir))?.path();
		let name = path.file_name().and_then(|n| n.to_str()).unwrap_or_default();
		if name.starts_with(".epione-") && name.ends_with(".tmp") {
			remove(&path)?;
		}
	}
	Ok(())
}

fn parent(path: &Path) -> PathBuf {
	match path.parent() {
		Some(p) if !p.as_os_str().is_empty() => p.to_owned(),
		_ => PathBuf::from("."),
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_failed_write_leaves_the_old_file_and_nothing_else() {
		let dir = tempfile::tempdir().unwrap();
		let path = dir.path().join("a");
		write_bytes(&path, b"old").unwrap();
		let result = write_atomic(&path, |w| {
			w.write_all(&[0; 100_000])?;
			Err(std::io::ErrorKind::StorageFull.into())
		});
		assert!(matches!(result, Err(Error::DiskFull { .. })));
		assert_eq!(std::fs::read(&path).unwrap(), b"old");
		assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1);
		write_bytes(&path, b"new").unwrap();
		assert_eq!(std::fs::read(&path).unwrap(), b"new");
	}

	#[test]
	fn destroy_removes() {
		let dir = tempfile::tempdir().unwrap();
		let path = dir.path().join("a");
		destroy(&path).unwrap();
		write_bytes(&path, b"secret").unwrap();
		destroy(&path).unwrap();
		assert!(!path.exists());
	}
}
