//! Evidence from the sponsor to the arbiter, without a chain.
#![allow(clippy::unwrap_used)] // in tests, a panic is a failure

use super::*;
use crate::{intake::samples, papers::documents::Document, store::MemoryStore};
use age::x25519::Identity;
use epione_envelope::{
	envelope::{seal, Context},
	evidence::evidence_key,
	keys::{DataKey, Holder},
	merkle::BatchTree,
	payload::{self, Manifest},
};
use epione_primitives::{ContentId, Modality, DAY};
use std::io::{Read, Write};

const CHAIN: [u8; 32] = [1; 32];
const SUBJECT: [u8; 32] = [2; 32];
const DAY_OF: u64 = 20_000;

/// What a participant may do with the ciphertext.
#[derive(Clone, Copy, PartialEq)]
enum Data {
	Good,
	/// Bytes that are no age file.
	Garbage,
	/// Sealed well, but the anchor has another root.
	OtherRoot,
	/// Nobody serves it.
	Hidden,
}

struct Scene {
	store: MemoryStore,
	identity: Identity,
	recipient: RecipientSecret,
	disputed: Disputed,
	exhibit: Exhibit,
	document: Document,
	case: Case,
	dir: tempfile::TempDir,
}

async fn scene(data: Data, complaint: Complaint) -> Scene {
	let records = samples::heart_rate(20, 1, DAY_OF * DAY);
	let (seed, key) = ([7; 32], DataKey::random(&mut OsRng));
	let tree = BatchTree::new(&seed, &records).unwrap();
	let manifest = Manifest {
		fhir: payload::FHIR_R4.into(),
		modality: Modality::Wearable,
		device: None,
		seed,
		count: tree.count(),
	};
	let (sealed, _) = payload::seal_to(&key, &manifest, &records, Vec::new()).unwrap();
	let bytes = match data {
		Data::Garbage => vec![0x5a; 4_096],
		_ => sealed,
	};
	let store = MemoryStore::default();
	let content = store.put(&mut &bytes[..]).await.unwrap();
	if data == Data::Hidden {
		store.forget(&crate::store::to_cid(&content)).await.unwrap();
	}
	let recipient = RecipientSecret::random(&mut OsRng);
	let context = Context {
		chain_id: CHAIN,
		subject: SUBJECT,
		digest: content.digest,
		holder: Holder::Study(3),
		grant: 4,
		key_version: 0,
	};
	let envelope = seal(&key, &recipient.public(), &context, &mut OsRng).unwrap();
	let root = match data {
		Data::OtherRoot => [9; 32],
		_ => tree.root(),
	};
	let expected = Expected {
		chain_id: CHAIN,
		subject: SUBJECT,
		content: ContentId { codec: content.codec, digest: content.digest },
		key_commitment: key.commitment(),
		root,
		depth: tree.depth(),
		modality: Some(Modality::Wearable),
		size: None,
		device: None,
	};
	let claim = Claim {
		subject: AccountId32(SUBJECT).to_string(),
		dataset: hex::encode(content.digest),
		cid: crate::store::to_cid(&content).to_string(),
		says: "it does not open".into(),
		seen: None,
	};
	let statement = Statement::new(complaint, vec![claim]).line().unwrap();
	let document = Document::new("dispute", statement);
	let case = Case { chain_id: CHAIN, dispute: 5, arbiter: [6; 32], digest: document.digest() };
	let day = Day::try_from(DAY_OF).unwrap();
	Scene {
		store,
		identity: Identity::generate(),
		disputed: Disputed { context, recipient: recipient.public(), envelope },
		recipient,
		exhibit: Exhibit { expected, days: Some((day, day)) },
		document,
		case,
		dir: tempfile::tempdir().unwrap(),
	}
}

impl Scene {
	fn prepare(&self, case: &Case) -> Result<Vec<u8>> {
		let Document { salt, text, .. } = &self.document;
		let key = evidence_key(&self.identity.to_public());
		super::prepare(case, &[(self.disputed, &self.recipient)], salt, text, b"", &key)
	}

	fn check(&self, case: &Case, file: &[u8]) -> Result<Evidence> {
		super::check(case, &[self.disputed], &self.identity, file)
	}

	/// Plays both sides; returns what the arbiter finds.
	async fn finding(&self, complaint: Complaint, limits: Option<&Limits>) -> Finding {
		let file = self.prepare(&self.case).unwrap();
		let seen = self.check(&self.case, &file).unwrap();
		assert_eq!(seen.statement, self.document.text);
		let exhibits = [(&self.exhibit, seen.secrets.first())];
		let out = self.dir.path();
		let mut found = judge(&self.store, complaint, limits, &exhibits, out).await.unwrap();
		assert_eq!(found.len(), 1);
		found.remove(0)
	}

	/// Returns the file with altered content, to the same arbiter.
	fn altered(&self, change: impl FnOnce(String) -> String) -> Vec<u8> {
		let file = self.prepare(&self.case).unwrap();
		let mut text = String::new();
		let opened = age::Decryptor::new(&file[..]).unwrap();
		let mut reader = opened.decrypt(std::iter::once(&self.identity as _)).unwrap();
		reader.read_to_string(&mut text).unwrap();
		let changed = change(text.clone());
		assert_ne!(changed, text);
		let to = self.identity.to_public();
		let encryptor = age::Encryptor::with_recipients(std::iter::once(&to as _)).unwrap();
		let mut writer = encryptor.wrap_output(Vec::new()).unwrap();
		writer.write_all(changed.as_bytes()).unwrap();
		writer.finish().unwrap()
	}
}

fn refusal<T>(result: Result<T>) -> String {
	match result {
		Err(error @ Error::Verification(_)) => error.to_string(),
		Err(other) => panic!("another error: {other}"),
		Ok(_) => panic!("it passed"),
	}
}

#[tokio::test]
async fn garbage_that_was_paid_for_is_found_out() {
	let scene = scene(Data::Garbage, Complaint::Undecryptable).await;
	let found = scene.finding(Complaint::Undecryptable, None).await;
	assert_eq!((found.holds, found.verdict), (Some(true), Some(Verdict::Upheld)));
	assert!(found.why.contains("the complaint holds"), "{}", found.why);
	assert!(found.records.is_none());
}

#[tokio::test]
async fn a_complaint_about_good_data_is_found_out() {
	for complaint in [Complaint::Undecryptable, Complaint::RootMismatch] {
		let scene = scene(Data::Good, complaint).await;
		let found = scene.finding(complaint, None).await;
		assert_eq!((found.holds, found.verdict), (Some(false), Some(Verdict::Rejected)));
		assert_eq!(found.checks.unwrap().records, 20);
		assert!(found.records.unwrap().exists());
	}
}

#[tokio::test]
async fn another_root_is_no_reason_to_say_that_it_does_not_decrypt() {
	let scene = scene(Data::OtherRoot, Complaint::RootMismatch).await;
	let found = scene.finding(Complaint::RootMismatch, None).await;
	assert_eq!(found.verdict, Some(Verdict::Upheld));
	let found = scene.finding(Complaint::Undecryptable, None).await;
	assert_eq!(found.verdict, Some(Verdict::Rejected));
}

#[tokio::test]
async fn what_is_served_again_is_cured() {
	let hidden = scene(Data::Hidden, Complaint::Unavailable).await;
	let found = hidden.finding(Complaint::Unavailable, None).await;
	assert_eq!(found.verdict, Some(Verdict::Upheld));
	// Nothing is known of content that nobody serves, so it decides no other complaint.
	let found = hidden.finding(Complaint::Undecryptable, None).await;
	assert_eq!((found.holds, found.verdict), (None, None));
	for data in [Data::Good, Data::Garbage] {
		let served = scene(data, Complaint::Unavailable).await;
		let found = served.finding(Complaint::Unavailable, None).await;
		assert_eq!(found.verdict, Some(Verdict::Cured));
	}
}

#[tokio::test]
async fn a_complaint_without_openings_is_not_shown() {
	let scene = scene(Data::Garbage, Complaint::Undecryptable).await;
	let key = evidence_key(&scene.identity.to_public());
	let Document { salt, text, .. } = &scene.document;
	let file = super::prepare(&scene.case, &[], salt, text, b"", &key).unwrap();
	let seen = scene.check(&scene.case, &file).unwrap();
	assert!(seen.secrets.is_empty());
	let exhibits = [(&scene.exhibit, None)];
	let out = scene.dir.path();
	let complaint = Complaint::Undecryptable;
	let found = judge(&scene.store, complaint, None, &exhibits, out).await.unwrap();
	assert_eq!(found[0].verdict, Some(Verdict::Rejected));
}

#[tokio::test]
async fn content_outside_the_terms_is_seen_where_a_program_can_see_it() {
	let scene = scene(Data::Good, Complaint::OutsideTerms).await;
	let day = Day::try_from(DAY_OF).unwrap();
	let inside = Limits { modalities: Modalities::ALL, min_depth: 5, collected: Some((day, day)) };
	let found = scene.finding(Complaint::OutsideTerms, Some(&inside)).await;
	assert_eq!(found.verdict, None, "{}", found.why);
	for outside in [
		Limits { modalities: Modalities::of(&[Modality::Imaging]), ..inside },
		Limits { min_depth: 6, ..inside },
		Limits { collected: Some((day + 1, day + 2)), ..inside },
	] {
		let found = scene.finding(Complaint::OutsideTerms, Some(&outside)).await;
		assert_eq!(found.verdict, Some(Verdict::Upheld), "{}", found.why);
	}
}

#[tokio::test]
async fn a_repeated_contribution_is_seen_within_a_dispute() {
	let scene = scene(Data::Good, Complaint::Duplicate).await;
	let file = scene.prepare(&scene.case).unwrap();
	let secret = scene.check(&scene.case, &file).unwrap().secrets.remove(0);
	let twice = [(&scene.exhibit, Some(&secret)); 2];
	let out = scene.dir.path();
	let found = judge(&scene.store, Complaint::Duplicate, None, &twice, out).await.unwrap();
	assert_eq!([found[0].verdict, found[1].verdict], [None, Some(Verdict::Upheld)]);
}

#[tokio::test]
async fn evidence_with_another_salt_is_neither_made_nor_taken() {
	let mut scene = scene(Data::Garbage, Complaint::Undecryptable).await;
	let file = scene.prepare(&scene.case).unwrap();
	scene.document.salt[0] ^= 1;
	refusal(scene.prepare(&scene.case));
	let salt = hex::encode(scene.document.salt);
	scene.document.salt[0] ^= 1;
	let real = hex::encode(scene.document.salt);
	let altered = scene.altered(|text| text.replace(&real, &salt));
	assert!(refusal(scene.check(&scene.case, &altered)).contains("digest"));
	assert!(scene.check(&scene.case, &file).is_ok());
}

#[tokio::test]
async fn evidence_for_another_dispute_or_arbiter_is_not_taken() {
	let scene = scene(Data::Garbage, Complaint::Undecryptable).await;
	let others = [
		Case { dispute: 6, ..scene.case },
		Case { arbiter: [7; 32], ..scene.case },
		Case { chain_id: [8; 32], ..scene.case },
	];
	for other in others {
		let file = scene.prepare(&other).unwrap();
		assert!(refusal(scene.check(&scene.case, &file)).contains("another"));
	}
	// Nor with the header of this case over proofs for another.
	let header = |text: String| text.replace("\"dispute\":5", "\"dispute\":6");
	let other = Case { dispute: 6, ..scene.case };
	let altered = scene.altered(header);
	assert!(refusal(scene.check(&other, &altered)).contains("opening 0"));
}

#[tokio::test]
async fn an_altered_claim_is_not_taken() {
	let scene = scene(Data::Garbage, Complaint::Undecryptable).await;
	let file = scene.altered(|text| text.replace("does not open", "does open"));
	assert!(refusal(scene.check(&scene.case, &file)).contains("digest"));
	// Another secret under the same proof.
	let real = {
		let file = scene.prepare(&scene.case).unwrap();
		hex::encode(*scene.check(&scene.case, &file).unwrap().secrets[0].to_bytes())
	};
	let other = hex::encode(*DataKey::random(&mut OsRng).secret().to_bytes());
	let file = scene.altered(|text| text.replace(&real, &other));
	assert!(refusal(scene.check(&scene.case, &file)).contains("opening 0"));
}

#[tokio::test]
async fn nobody_else_reads_it() {
	let scene = scene(Data::Garbage, Complaint::Undecryptable).await;
	let file = scene.prepare(&scene.case).unwrap();
	let other = Identity::generate();
	refusal(super::check(&scene.case, &[scene.disputed], &other, &file));
}

#[test]
fn statements_in_words_are_no_statements_of_this_client() {
	assert_eq!(Statement::parse("it is all wrong"), None);
	let made = Statement::new(Complaint::Duplicate, Vec::new());
	let line = made.line().unwrap();
	assert!(!line.contains('\n'));
	assert_eq!(Statement::parse(&line), Some(made));
	assert_eq!(Statement::parse(&line.replace("v1", "v2")), None);
}
