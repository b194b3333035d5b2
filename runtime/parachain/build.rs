//! Builds the Wasm.

#[cfg(feature = "std")]
#[path = "../wasm_cache.rs"]
mod wasm_cache;

fn main() {
	// This runs once more for the Wasm itself. Without this line, a change of any file of the
	// package, even of a test, would compile it anew.
	#[cfg(not(feature = "std"))]
	println!("cargo:rerun-if-changed=build.rs");

	// The folder of the lock file that the Wasm must be built with: the target directory may lie
	// outside the workspace, and then the builder would not find it and take the newest of
	// everything.
	#[cfg(feature = "std")]
	std::env::set_var("WASM_BUILD_WORKSPACE_HINT", concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));

	#[cfg(feature = "std")]
	copy_from_standalone();

	#[cfg(all(feature = "std", not(feature = "metadata-hash")))]
	substrate_wasm_builder::WasmBuilder::build_using_defaults();

	// The hash of RFC 78, against which offline wallets sign. It builds the Wasm twice.
	#[cfg(all(feature = "std", feature = "metadata-hash"))]
	substrate_wasm_builder::WasmBuilder::init_with_defaults()
		.enable_metadata_hash("EPI", 12)
		.build();
}

/// Begins with what was compiled for the standalone runtime's Wasm: half of what this one needs.
#[cfg(feature = "std")]
fn copy_from_standalone() {
	if std::env::var_os("SKIP_WASM_BUILD").is_some() {
		return;
	}
	// `target/release/build/epione-parachain-runtime-…/out`
	let out = std::path::PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo sets it"));
	let wbuild =
		out.ancestors().nth(3).expect("a folder in cargo's target directory").join("wbuild");
	let standalone = wbuild.join("epione-runtime");
	wasm_cache::copy(&standalone, &wbuild.join("epione-parachain-runtime"))
		.expect("the target directory can be written to");
}
