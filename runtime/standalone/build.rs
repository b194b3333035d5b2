//! Builds the Wasm.

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

	#[cfg(all(feature = "std", not(feature = "metadata-hash")))]
	substrate_wasm_builder::WasmBuilder::build_using_defaults();

	// The hash of RFC 78, against which offline wallets sign. It builds the Wasm twice.
	#[cfg(all(feature = "std", feature = "metadata-hash"))]
	substrate_wasm_builder::WasmBuilder::init_with_defaults()
		.enable_metadata_hash("EPI", 12)
		.build();
}
