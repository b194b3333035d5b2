//! Payloads against age as others have it: the CCTV test vectors and, where it is installed, the
//! `age` command-line tool (Debian package `age`).
#![allow(clippy::unwrap_used)] // In tests, a panic is a failure.

use epione_envelope::{
	keys::DataKey,
	payload::{self, Manifest, PayloadError, FHIR_R4},
	rand_core::OsRng,
};
use epione_primitives::Modality;
use sha2::{Digest, Sha256};
use std::{
	collections::HashMap,
	io::{Read, Write},
	path::Path,
	process::{Command, Stdio},
};

/// Reads to the end; what came before an error counts too.
fn read_all(mut reader: impl Read) -> (Vec<u8>, bool) {
	let mut out = Vec::new();
	let ok = reader.read_to_end(&mut out).is_ok();
	(out, ok)
}

/// The largest of the vectors has a little over 16 MiB.
const MAX_INFLATED: usize = 32 << 20;

fn inflated(zlib: &[u8]) -> Vec<u8> {
	let mut out = vec![0; MAX_INFLATED];
	let parts = std::iter::once(zlib);
	let length = miniz_oxide::inflate::decompress_slice_iter_to_slice(&mut out, parts, true, false)
		.expect("longer than MAX_INFLATED, or no zlib stream");
	out.truncate(length);
	out
}

#[test]
fn cctv_vectors_end_as_they_say() {
	let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/cctv-age");
	let mut seen: HashMap<String, u32> = HashMap::new();
	for file in std::fs::read_dir(folder).unwrap() {
		let path = file.unwrap().path();
		let name = path.file_name().unwrap().to_string_lossy().into_owned();
		let bytes = std::fs::read(&path).unwrap();
		let end = bytes.windows(2).position(|pair| pair == b"\n\n").unwrap();
		let header = std::str::from_utf8(&bytes[..end]).unwrap();
		let fields: HashMap<_, _> =
			header.lines().filter_map(|line| line.split_once(": ")).collect();
		let body = match fields.get("compressed") {
			None => bytes[end + 2..].to_vec(),
			Some(&"zlib") => inflated(&bytes[end + 2..]),
			Some(other) => panic!("{name}: {other}"),
		};
		// One has no identity, since it fails before; any will do.
		let identity = fields
			.get("identity")
			.map_or_else(age::x25519::Identity::generate, |text| text.parse().unwrap());
		let result = payload::decrypt_with(&identity, &body[..]);
		let expect = fields["expect"];
		*seen.entry(expect.into()).or_default() += 1;
		match (expect, result) {
			("success", Ok(reader)) => {
				let (plaintext, ok) = read_all(reader);
				assert!(ok, "{name}");
				assert_eq!(hex::encode(Sha256::digest(plaintext)), fields["payload"], "{name}");
			},
			("payload failure", Ok(reader)) => {
				let (released, ok) = read_all(reader);
				assert!(!ok, "{name}");
				assert_eq!(hex::encode(Sha256::digest(released)), fields["payload"], "{name}");
			},
			("no match", Err(PayloadError::WrongKey)) => {},
			(
				"header failure" | "HMAC failure",
				Err(PayloadError::Age(_) | PayloadError::Io(_)),
			) => {},
			// The age crate knowingly reads these forms, which old versions of it wrote. The
			// header's MAC holds, so nothing is gained by it.
			("header failure", Ok(reader))
				if ["stanza_missing_body", "stanza_missing_final_line"].contains(&&*name) =>
			{
				assert!(read_all(reader).1);
			},
			(_, Ok(_)) => panic!("{name}: {expect} expected, but it opened"),
			(_, Err(error)) => panic!("{name}: {expect} expected, but {error:?}"),
		}
	}
	assert_eq!(seen.values().sum::<u32>(), 67, "{seen:?}");
	assert!(seen["success"] >= 14, "{seen:?}");
}

fn have_age() -> bool {
	let found = Command::new("age").arg("--version").output().is_ok();
	if !found {
		eprintln!("skipped: no `age` on this machine (Debian: apt-get install age)");
	}
	found
}

/// Runs `age` with this input; its output.
fn age(args: &[&str], input: &[u8]) -> Vec<u8> {
	let mut child = Command::new("age")
		.args(args)
		.stdin(Stdio::piped())
		.stdout(Stdio::piped())
		.spawn()
		.unwrap();
	let mut stdin = child.stdin.take().unwrap();
	let input = input.to_vec();
	let feeder = std::thread::spawn(move || stdin.write_all(&input));
	let output = child.wait_with_output().unwrap();
	feeder.join().unwrap().unwrap();
	assert!(output.status.success());
	output.stdout
}

/// Some 200 kB, so that there are several chunks.
fn batch() -> (DataKey, Manifest, Vec<String>) {
	let records: Vec<_> = (0..3000).map(|i| format!("{{\"value\":{i},\"unit\":\"°C\"}}")).collect();
	let manifest = Manifest {
		fhir: FHIR_R4.into(),
		modality: Modality::Wearable,
		device: None,
		seed: [7; 32],
		count: records.len() as u32,
	};
	(DataKey::random(&mut OsRng), manifest, records)
}

#[test]
fn age_tool_opens_our_payload() {
	if !have_age() {
		return;
	}
	let (key, manifest, records) = batch();
	let (sealed, len) = payload::seal_to(&key, &manifest, &records, Vec::new()).unwrap();
	let secret_key = key.secret().age_secret_key(&key.commitment());
	let file = std::env::temp_dir().join(format!("epione-age-{}", std::process::id()));
	std::fs::write(&file, payload::expose(&secret_key)).unwrap();
	let plaintext = age(&["-d", "-i", file.to_str().unwrap()], &sealed);
	std::fs::remove_file(&file).unwrap();
	assert_eq!(plaintext.len() as u64, len);
	let text = String::from_utf8(plaintext).unwrap();
	let lines: Vec<_> = text.lines().skip(1).take(records.len()).collect();
	assert_eq!(lines, records);
}

#[test]
fn we_open_what_the_age_tool_sealed() {
	if !have_age() {
		return;
	}
	let (key, manifest, records) = batch();
	let len = records.iter().map(|record| record.len() as u64).sum();
	let mut writer = payload::PayloadWriter::new(Vec::new(), &manifest, len).unwrap();
	for record in &records {
		writer.write_record(record.as_bytes()).unwrap();
	}
	let (plaintext, _) = writer.finish().unwrap();
	let recipient = key.secret().age_recipient(&key.commitment()).to_string();
	let sealed = age(&["-r", &recipient], &plaintext);
	let mut reader = payload::open(&key.secret(), &key.commitment(), &sealed[..]).unwrap();
	for record in &records {
		assert_eq!(reader.next_record().unwrap(), Some(record.as_bytes()));
	}
	assert_eq!(reader.finish().unwrap().plaintext_len, plaintext.len() as u64);
}
