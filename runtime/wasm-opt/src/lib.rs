//! Stands in for the crate `wasm-opt`, which compiles all of Binaryen, 219 files of C++ and a
//! quarter of an hour of a processor, for the two passes that `substrate-wasm-builder` runs over a
//! runtime. This one calls the program `wasm-opt` of Debian's package `binaryen`, or the one that
//! the environment's `WASM_OPT` names. It has as much of the interface as the builder uses.
//!
//! `docs/adr/0002-one-profile.md` says why.

use std::{
	env, fmt,
	path::Path,
	process::{Command, ExitStatus},
};

/// What to do to a module.
#[derive(Clone, Debug)]
pub struct OptimizationOptions {
	arguments: Vec<&'static str>,
}

/// A pass over a module.
#[derive(Clone, Copy, Debug)]
pub enum Pass {
	/// Removes DWARF sections.
	StripDwarf,
	/// Replaces sign-extension instructions by what WebAssembly 1.0 has.
	SignextLowering,
}

impl OptimizationOptions {
	/// No optimisation.
	pub fn new_opt_level_0() -> Self {
		Self { arguments: vec!["-O0"] }
	}

	/// Accepts and writes WebAssembly 1.0 only.
	pub fn mvp_features_only(&mut self) -> &mut Self {
		self.with("--mvp-features")
	}

	/// Whether to keep the names of functions.
	pub fn debug_info(&mut self, keep: bool) -> &mut Self {
		if keep {
			self.with("--debuginfo")
		} else {
			self
		}
	}

	/// Adds a pass.
	pub fn add_pass(&mut self, pass: Pass) -> &mut Self {
		match pass {
			Pass::StripDwarf => self.with("--strip-dwarf"),
			// Debian's version has no such pass, and it has nothing to do: `wasm32v1-none` knows no
			// such instruction. With `--mvp-features` the program refuses a module that has one.
			Pass::SignextLowering => self,
		}
	}

	/// Reads the module `from`, and writes the result to `to`, which may be the same file.
	pub fn run(&self, from: impl AsRef<Path>, to: impl AsRef<Path>) -> Result<(), Error> {
		let program = env::var("WASM_OPT").unwrap_or_else(|_| "wasm-opt".into());
		let status = Command::new(&program)
			.args(&self.arguments)
			.arg(from.as_ref())
			.arg("--output")
			.arg(to.as_ref())
			.status()
			.map_err(|error| Error::NotStarted(program.clone(), error))?;
		if status.success() {
			Ok(())
		} else {
			Err(Error::Failed(program, status))
		}
	}

	fn with(&mut self, argument: &'static str) -> &mut Self {
		self.arguments.push(argument);
		self
	}
}

/// Why a module was not processed.
pub enum Error {
	/// The program could not be started.
	NotStarted(String, std::io::Error),
	/// It ended with an error, which it wrote to standard error.
	Failed(String, ExitStatus),
}

impl fmt::Display for Error {
	fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
		match self {
			Self::NotStarted(program, error) => write!(
				out,
				"cannot start `{program}` ({error}): install Debian's package `binaryen`, or name \
				the program wasm-opt of Binaryen 105 or newer with WASM_OPT"
			),
			Self::Failed(program, status) => {
				write!(out, "`{program}` failed ({status}); its message is above")
			},
		}
	}
}

// The builder shows it so.
impl fmt::Debug for Error {
	fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
		fmt::Display::fmt(self, out)
	}
}

impl std::error::Error for Error {}
