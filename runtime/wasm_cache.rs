// A part of the build scripts that compile a Wasm much like another.

use std::{fs, io, path::Path, process::Command};

/// Copies what was compiled for another Wasm: of some 300 crates most are the same, and cargo
/// compiles those that are not. Cargo goes by the files' times, so they are kept. Without the copy
/// (there is nothing to copy, or no `cp`) all of them are compiled again.
///
/// `from` and `to` are projects that the Wasm builder makes, each with a target folder of its own.
pub fn copy(from: &Path, to: &Path) -> io::Result<()> {
	let (from, to) = (from.join("target"), to.join("target"));
	if to.exists() || !from.exists() {
		return Ok(());
	}
	// Whole or not at all: cargo would trust half a copy.
	let half = to.with_file_name("half");
	if half.exists() {
		fs::remove_dir_all(&half)?;
	}
	fs::create_dir_all(half.parent().expect("it has a parent"))?;
	match Command::new("cp").arg("-a").arg(&from).arg(&half).status() {
		Ok(status) if status.success() => fs::rename(half, to),
		_ => fs::remove_dir_all(half).or(Ok(())),
	}
}
