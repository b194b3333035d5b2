//! What this runtime prints for use outside its Rust code: the texts of the pallets' errors for
//! `epione-primitives`, which depends on no pallet; the pool's codes and some constants for
//! scripts, the web app and the documentation.
//!
//! The tests fail if a printed file is stale. `just refusals` reprints them by setting
//! `EPIONE_PRINT`.

use crate::{configs::NONCES_PER_BLOCK, presets::development_chain_id, Runtime};
use epione_primitives::RefusalCode;
use epione_runtime_common::constants::time::{PARACHAIN_BLOCK, STANDALONE_BLOCK};
use scale_info::{TypeDef, TypeInfo};
use serde_json::json;
use std::{fs, path::Path};

/// A pallet whose errors are codes of the pool.
struct Pallet {
	name: &'static str,
	/// The code of one of its errors.
	code: fn(u8) -> RefusalCode,
	/// How many codes it has.
	codes: usize,
	/// Name and text of each error, in their order.
	errors: Vec<(String, String)>,
}

impl Pallet {
	fn new<E: TypeInfo>(name: &'static str, code: fn(u8) -> RefusalCode, codes: usize) -> Self {
		let TypeDef::Variant(variants) = E::type_info().type_def else {
			panic!("the errors of {name} are an enumeration")
		};
		let errors = variants.variants.into_iter().enumerate().map(|(index, error)| {
			assert_eq!(usize::from(error.index), index);
			let words: Vec<_> = error.docs.iter().map(|line| line.trim()).collect();
			(error.name.to_string(), words.join(" ").trim().to_string())
		});
		// In debug builds FRAME may add `__Ignore`, which has no index of its own.
		let errors = errors.filter(|(name, _)| name != "__Ignore").collect();
		Self { name, code, codes, errors }
	}

	fn all() -> [Self; 5] {
		[
			Self::new::<pallet_devices::Error<Runtime>>("Devices", RefusalCode::Devices, 40),
			Self::new::<pallet_consent::Error<Runtime>>("Consent", RefusalCode::Consent, 33),
			Self::new::<pallet_datasets::Error<Runtime>>("Datasets", RefusalCode::Datasets, 31),
			Self::new::<pallet_studies::Error<Runtime>>("Studies", RefusalCode::Studies, 106),
			Self::new::<pallet_disputes::Error<Runtime>>("Disputes", RefusalCode::Disputes, 26),
		]
	}
}

/// Compares a file of the repository with what it should be, or rewrites it.
fn assert_printed(path: &str, content: &str) {
	let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path);
	if std::env::var_os("EPIONE_PRINT").is_some() {
		fs::write(&file, content).unwrap();
	}
	let printed = fs::read_to_string(&file).unwrap_or_default();
	let stale = printed.lines().zip(content.lines()).find(|(printed, line)| printed != line);
	assert!(printed == content, "{path} is stale: run `just refusals` ({stale:?})");
}

/// One line of a table, formatted as rustfmt does.
fn entry(name: &str, words: &str) -> String {
	let line = format!("({name:?}, {words:?}),");
	if line.chars().count() + 4 <= 100 {
		format!("\t{line}\n")
	} else {
		format!("\t(\n\t\t{name:?},\n\t\t{words:?},\n\t),\n")
	}
}

#[test]
fn the_words_for_refusals_follow_the_pallets_errors() {
	let mut file = [
		"//! The errors of the pallets whose checks the pool makes: name and words, in the order of the",
		"//! pallet's `Error` type. Printed by the standalone runtime's tests; do not edit. After a change",
		"//! of an error run `just refusals`.\n",
	]
	.join("\n");
	for pallet in Pallet::all() {
		let lower = pallet.name.to_lowercase();
		let upper = pallet.name.to_uppercase();
		file.push_str(&format!("\n/// The errors of `pallet-{lower}`.\n"));
		file.push_str(&format!("pub const {upper}_ERRORS: &[(&str, &str)] = &[\n"));
		for (name, words) in &pallet.errors {
			assert!(!words.is_empty(), "{}.{name} has no words", pallet.name);
			file.push_str(&entry(name, words));
		}
		file.push_str("];\n");
	}
	assert_printed("primitives/src/refusals/words.rs", &file);
}

#[test]
fn the_errors_of_each_pallet_fit_into_its_range_of_codes() {
	for Pallet { name, code, codes, errors } in Pallet::all() {
		assert!(errors.len() <= codes, "{name} has more errors than codes");
		assert_ne!(code(codes as u8 - 1).code(), RefusalCode::Unlisted.code());
		assert_eq!(code(codes as u8).code(), RefusalCode::Unlisted.code());
	}
}

#[test]
fn refusals_are_printed() {
	let own = RefusalCode::OWN.into_iter().map(|reason| {
		json!({ "code": reason.code(), "name": reason.name(), "pallet": null, "text": reason.text() })
	});
	let pallets = Pallet::all();
	let errors = pallets.iter().flat_map(|pallet| {
		pallet.errors.iter().enumerate().map(|(index, (name, text))| {
			let code = (pallet.code)(index as u8).code();
			json!({ "code": code, "name": name, "pallet": pallet.name, "text": text })
		})
	});
	let lines: Vec<_> = own.chain(errors).map(|entry| format!("  {entry}")).collect();
	assert_printed("docs/refusals.json", &format!("[\n{}\n]\n", lines.join(",\n")));
}

#[test]
fn constants_are_printed() {
	let constants = json!({
		"developmentChainId": format!("{:?}", sp_core::H256(development_chain_id())),
		"noncesPerBlock": NONCES_PER_BLOCK,
		"parachainBlockMs": PARACHAIN_BLOCK,
		"standaloneBlockMs": STANDALONE_BLOCK,
	});
	let content = serde_json::to_string_pretty(&constants).unwrap() + "\n";
	assert_printed("docs/constants.json", &content);
}

/// What the client and the web app are compiled against, and `docs/reference` is made of.
#[test]
fn the_clients_metadata_is_this_runtimes() {
	let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../client/metadata/epione.scale");
	// Before the first block: an account's first nonce, which is in the metadata, grows with the
	// height.
	let metadata = sp_io::TestExternalities::default()
		.execute_with(|| Runtime::metadata_at_version(16).unwrap());
	if std::env::var_os("EPIONE_PRINT").is_some() {
		fs::write(path, &**metadata).unwrap();
	}
	let same = fs::read(path).is_ok_and(|copy| copy == **metadata);
	assert!(same, "client/metadata/epione.scale is of another runtime: run `just refusals`");
}
