//! `payload.json`: manifests with their records, and the age files they are in.

use super::{
	base64::{base64, unbase64},
	shared::{bytes32, data_key, record, SCALARS},
	signer::{signer_seed, Signer},
};
use epione_envelope::{
	merkle::BatchTree,
	payload::{self, DeviceSignature, Manifest, PayloadReader},
};
use epione_primitives::{padme, KeyScheme, Modality};
use serde_json::{json, Value};

const SEED: &str = "epione vectors: batch seed";

/// How the plaintexts of a list are padded.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Padded {
	/// To the size of their depth.
	Now,
	/// To a Padme bucket, as before there were sizes: readers still take them.
	Before,
}

/// The content of [`super::PAYLOAD_FILE`], with the age files of `previous` where they still fit.
pub fn derive_payload(previous: Option<&Value>) -> Value {
	let before = payloads(previous, Padded::Before);
	let sound = before[0]["plaintext"].as_str().expect("text").to_owned();
	let (line, rest) = sound.split_once('\n').expect("a manifest");
	let padding = rest.len() - rest.trim_end_matches(' ').len();
	let mut refused = Vec::new();
	let mut refuse = |why: &str, plaintext: String| {
		let error = format!("{:?}", read(&plaintext).expect_err(why));
		let name = error.split(|c: char| !c.is_alphanumeric()).next();
		refused.push(json!({ "why": why, "plaintext": plaintext, "error": name }));
	};
	let manifest = |from: &str, to: &str| {
		assert!(line.contains(from), "{from}");
		format!("{}\n{rest}", line.replacen(from, to, 1))
	};
	refuse("empty", String::new());
	refuse("no manifest", rest.to_owned());
	refuse("the manifest is no JSON", format!("{}\n{rest}", &line[..line.len() - 1]));
	refuse("the manifest's line does not end", line.to_owned());
	refuse("another format", manifest("epione/v1/payload", "epione/v2/payload"));
	refuse("no FHIR version", manifest("4.0.1", "R4"));
	refuse("an unknown modality", manifest("HomeMonitor", "homeMonitor"));
	refuse("an unknown scheme", manifest("\"ed25519\"", "\"ecdsa12\""));
	refuse("an unknown field", manifest("{\"format\"", "{\"extra\":1,\"format\""));
	refuse("a field twice", manifest("{\"format\"", "{\"count\":3,\"format\""));
	refuse("a field is missing", manifest("\"fhir\":\"4.0.1\",", ""));
	refuse("a count of zero", manifest("\"count\":3", "\"count\":0"));
	refuse("a count above 65,536", manifest("\"count\":3", "\"count\":65537"));
	refuse("a negative count", manifest("\"count\":3", "\"count\":-3"));
	refuse("more records than there are", manifest("\"count\":3", "\"count\":4"));
	refuse("fewer records than there are", manifest("\"count\":3", "\"count\":2"));
	refuse(
		"the seed is one byte short",
		manifest(&format!("\"seed\":\"{}", hex::encode(&bytes32(SEED)[..1])), "\"seed\":\""),
	);
	refuse(
		"padding that does not agree with what is there",
		manifest(&format!("\"padding\":{padding}"), &format!("\"padding\":{}", padding + 1)),
	);
	refuse(
		"the padding is as announced, but its length is no Padme bucket",
		manifest(&format!("\"padding\":{padding}"), &format!("\"padding\":{}", padding + 1)) + " ",
	);
	refuse("the padding is one byte short", sound[..sound.len() - 1].to_owned());
	refuse("the padding is one byte long", format!("{sound} "));
	refuse("other bytes as padding", format!("{}\n", &sound[..sound.len() - 1]));
	refuse("the last record does not end", format!("{line}\n{}", rest.trim_end()));
	refuse("an empty record", sound.replacen("}\n{\"resourceType\"", "}\n\n{\"resourceType\"", 1));
	json!({
		"note": format!(
			"{SCALARS} `age_file` is the payload in base64: an age v1 file to the age recipient of the data key. \
			 `plaintext` is what is inside it, but for the padding that its manifest announces: in \
			 `padded_before` with it. Those were made before the size depended on the depth; their \
			 lengths are Padme buckets, and readers take them. `refused` are all padded so."
		),
		"payloads": payloads(previous, Padded::Now),
		"padded_before": before,
		"refused": refused,
	})
}

/// Three payloads with the same records: signed by a device of either scheme, and by none.
fn payloads(previous: Option<&Value>, padded: Padded) -> Vec<Value> {
	let chain_id = bytes32("epione vectors: chain id");
	let owner = bytes32("epione vectors: subject");
	let seed = bytes32(SEED);
	let count = 3;
	let records: Vec<_> = (0..count).map(|i| record(i, count)).collect();
	let tree = BatchTree::new(&seed, &records).expect("records");
	let mut payloads = Vec::new();
	for (i, scheme) in
		[Some(KeyScheme::Ed25519), Some(KeyScheme::Sr25519), None].into_iter().enumerate()
	{
		let device = scheme.map(|scheme| {
			let signer = Signer::new(scheme, &signer_seed(scheme).1);
			let mut signed = DeviceSignature {
				device: signer.public(),
				scheme,
				claim: 2,
				seq: 3,
				signature: [0; 64],
			};
			let statement = signed.statement(&chain_id, &owner, &tree.root(), tree.depth());
			signed.signature = signer.sign(&statement);
			signed
		});
		let manifest = Manifest {
			fhir: payload::FHIR_R4.into(),
			modality: Modality::HomeMonitor,
			device,
			seed,
			count,
		};
		let (label, plaintext) = match padded {
			Padded::Before => (i, padded_before(&plaintext(&manifest, &records))),
			Padded::Now => (i + 3, plaintext(&manifest, &records)),
		};
		let label = format!("epione vectors: data key {label}");
		let key = data_key(&label);
		let opens = |file: &str| {
			let file = unbase64(file)?;
			let mut reader = payload::decrypt(&key.secret(), &key.commitment(), &file[..]).ok()?;
			let mut found = String::new();
			std::io::Read::read_to_string(&mut reader, &mut found).ok()?;
			(found == plaintext).then_some(())
		};
		// Until there were sizes, the list of those had the name of the other.
		let kept = ["payloads", "padded_before"]
			.into_iter()
			.filter_map(|list| previous?[list][i]["age_file"].as_str())
			.find(|file| opens(file).is_some())
			.map(ToOwned::to_owned);
		let age_file = kept.unwrap_or_else(|| {
			let mut file = payload::encrypt(&key.secret(), &key.commitment(), Vec::new())
				.expect("memory takes all");
			std::io::Write::write_all(&mut file, plaintext.as_bytes()).expect("memory takes all");
			base64(&file.finish().expect("memory takes all"))
		});
		let shown = match padded {
			Padded::Before => plaintext.as_str(),
			Padded::Now => plaintext.trim_end_matches(' '),
		};
		payloads.push(json!({
			"d_label": label,
			"d": hex::encode(*key.to_bytes()),
			"key_commitment": hex::encode(key.commitment()),
			"chain_id": hex::encode(chain_id),
			"owner": hex::encode(owner),
			"plaintext": shown,
			"plaintext_len": plaintext.len(),
			"records": records,
			"root": hex::encode(tree.root()),
			"depth": tree.depth(),
			"age_file": age_file,
		}));
	}
	payloads
}

/// The same plaintext, padded to the least Padme bucket for which the digits of the padding fit.
fn padded_before(plaintext: &str) -> String {
	let text = plaintext.trim_end_matches(' ');
	let announced = format!("\"padding\":{}", plaintext.len() - text.len());
	let bare = text.len() - announced.len() + "\"padding\":".len();
	let mut bucket = padme(bare as u64 + 1) as usize;
	loop {
		for digits in 1..=5 {
			let padding = bucket.saturating_sub(bare + digits);
			let announces = format!("\"padding\":{padding}");
			let whole = text.replacen(&announced, &announces, 1) + &" ".repeat(padding);
			if whole.len() == bucket {
				return whole;
			}
		}
		bucket = padme(bucket as u64 + 1) as usize;
	}
}

fn plaintext(manifest: &Manifest, records: &[String]) -> String {
	let len = records.iter().map(|record| record.len() as u64).sum();
	let mut writer =
		payload::PayloadWriter::new(Vec::new(), manifest, len).expect("a sound manifest");
	for record in records {
		writer.write_record(record.as_bytes()).expect("a sound record");
	}
	String::from_utf8(writer.finish().expect("as announced").0).expect("text")
}

fn read(plaintext: &str) -> Result<payload::Summary, payload::PayloadError> {
	PayloadReader::new(plaintext.as_bytes())?.finish()
}
