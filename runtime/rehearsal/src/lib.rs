//! A rehearsal of runtime upgrades: the code in force of both runtimes, and the next one.
//!
//! The next code is the same with the feature `rehearsal`: the next version, and a migration that
//! takes several blocks (`epione_runtime_common::rehearsal`). `tests/upgrade` plays the story on
//! the old code, upgrades the way a real chain does, and plays on; `tests/js/upgrade.mjs`
//! does so on a running node.

/// The standalone runtime's next code.
#[allow(dead_code, missing_docs)]
mod standalone {
	include!(env!("EPIONE_NEXT_STANDALONE"));
}

/// The parachain runtime's next code.
#[allow(dead_code, missing_docs)]
mod parachain {
	include!(env!("EPIONE_NEXT_PARACHAIN"));
}

/// The code in force and the code of the next version.
#[derive(Clone, Copy)]
pub struct Upgrade {
	/// The code that the chain starts with.
	pub old: &'static [u8],
	/// The code that it is upgraded to.
	pub new: &'static [u8],
}

impl Upgrade {
	/// # Panics
	///
	/// If the Wasm was not built.
	fn new(old: Option<&'static [u8]>, new: Option<&'static [u8]>) -> Self {
		let (Some(old), Some(new)) = (old, new) else {
			panic!("an upgrade is rehearsed with the Wasm: build it, without SKIP_WASM_BUILD")
		};
		Self { old, new }
	}

	/// Returns the upgrade of the standalone runtime.
	///
	/// # Panics
	///
	/// If the Wasm was not built.
	pub fn of_standalone() -> Self {
		Self::new(epione_runtime::WASM_BINARY, standalone::WASM_BINARY)
	}

	/// Returns the upgrade of the parachain runtime.
	///
	/// # Panics
	///
	/// If the Wasm was not built.
	pub fn of_parachain() -> Self {
		Self::new(epione_parachain_runtime::WASM_BINARY, parachain::WASM_BINARY)
	}
}
