//! Builds the next Wasm of each runtime: its code with the feature `rehearsal`.

use std::{
	env, fs, io,
	path::{Path, PathBuf},
};

#[path = "../wasm_cache.rs"]
mod wasm_cache;

fn main() -> io::Result<()> {
	println!("cargo:rerun-if-changed=build.rs");
	// Same value as in the runtimes' own build scripts.
	env::set_var("WASM_BUILD_WORKSPACE_HINT", concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
	let ours = PathBuf::from(env::var("OUT_DIR").expect("cargo sets it"));
	build(&ours, "standalone", "epione-runtime")?;
	build(&ours, "parachain", "epione-parachain-runtime")
}

/// Builds one Wasm, in its own folder.
///
/// The builder puts its project below the target directory, which it finds through `OUT_DIR`, and
/// names it only after the crate. By default it would therefore overwrite the Wasm that the node
/// contains.
fn build(ours: &Path, runtime: &str, name: &str) -> io::Result<()> {
	// `target/release/build/epione-rehearsal-…/out`; the builder also reads the profile from the
	// path.
	let profile = ours.ancestors().nth(3).expect("a folder in cargo's target directory");
	let target = profile.parent().expect("a folder in cargo's target directory");
	let root = target.join("rehearsal").join(profile.file_name().unwrap_or_default());
	let out = root.join("build").join(runtime).join("out");
	fs::create_dir_all(&out)?;
	// The builder resets the Wasm's modification time to this file's; otherwise cargo would run
	// this script again and again.
	let invoked = fs::metadata(ours.with_file_name("invoked.timestamp"))?.modified()?;
	fs::File::create(out.with_file_name("invoked.timestamp"))?.set_modified(invoked)?;

	if env::var_os("SKIP_WASM_BUILD").is_none() {
		// Only the crates that have the feature are different.
		wasm_cache::copy(&profile.join("wbuild").join(name), &root.join("wbuild").join(name))?;
	}
	env::set_var("OUT_DIR", &out);
	let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).with_file_name(runtime).join("Cargo.toml");
	substrate_wasm_builder::WasmBuilder::new()
		.with_project(manifest)
		.expect("the runtime's manifest is there")
		.import_memory()
		.export_heap_base()
		.enable_feature("rehearsal")
		.build();
	let variable = format!("EPIONE_NEXT_{}", runtime.to_uppercase());
	println!("cargo:rustc-env={variable}={}", out.join("wasm_binary.rs").display());
	Ok(())
}
