//! What holds for all inputs.
#![allow(clippy::unwrap_used)] // In tests, a panic is a failure.

use epione_envelope::{
	envelope::{self, Context},
	keys::{verify_possession, DataKey, DataSecret, Holder, RecipientSecret},
	merkle::{
		leaf_hash, node_hash, record_salt, root_of_leaves, verify_inclusion, BatchTree, Tree,
	},
	opening,
	payload::{
		self, Content, DeviceSignature, Manifest, PayloadError, PayloadReader, PayloadWriter,
	},
	rand_core::OsRng,
	statements, ProofError,
};
use epione_primitives::{KeyScheme, Modality};
use proptest::{collection::vec, option, prelude::*};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

fn cases(debug: u32) -> ProptestConfig {
	ProptestConfig { cases: debug, failure_persistence: None, ..ProptestConfig::default() }
}

prop_compose! {
	fn any_context()(
		chain_id in any::<[u8; 32]>(),
		subject in any::<[u8; 32]>(),
		digest in any::<[u8; 32]>(),
		holder in prop_oneof![
			any::<[u8; 32]>().prop_map(Holder::Account),
			any::<u32>().prop_map(Holder::Study),
		],
		grant in any::<u32>(),
		key_version in any::<u32>(),
	) -> Context {
		Context { chain_id, subject, digest, holder, grant, key_version }
	}
}

proptest! {
	#![proptest_config(cases(24))]

	#[test]
	fn an_envelope_opens_to_the_committed_secret_and_verifies_nowhere_else(
		context in any_context(),
		other in any_context(),
		bit in 0..160 * 8usize,
		context_bit in 0..110 * 8usize,
	) {
		let key = DataKey::random(&mut OsRng);
		let b = RecipientSecret::random(&mut OsRng);
		let (commitment, recipient) = (key.commitment(), b.public());
		let sealed = envelope::seal(&key, &recipient, &context, &mut OsRng).unwrap();
		let verify = |sealed: &[u8; 160], context: &Context| {
			envelope::verify(sealed, &commitment, &recipient, context)
		};
		prop_assert_eq!(verify(&sealed, &context), Ok(()));
		let opened = envelope::open(&sealed, &b).ok().unwrap();
		prop_assert!(bool::from(opened.ct_eq(&key.secret())));

		let mut flipped = sealed;
		flipped[bit / 8] ^= 1 << (bit % 8);
		prop_assert!(verify(&flipped, &context).is_err());
		if other != context {
			prop_assert_eq!(verify(&sealed, &other), Err(ProofError::InvalidProof));
		}
		// No bit of the context goes unbound.
		let mut near = context;
		let (byte, mask) = (context_bit / 8, 1u8 << (context_bit % 8));
		match byte {
			0..=31 => near.chain_id[byte] ^= mask,
			32..=63 => near.subject[byte - 32] ^= mask,
			64..=95 => near.digest[byte - 64] ^= mask,
			96..=101 => near.holder = match near.holder {
				Holder::Account(mut account) => {
					account[byte - 96] ^= mask;
					Holder::Account(account)
				},
				Holder::Study(study) => Holder::Study(study ^ u32::from(mask)),
			},
			102..=105 => near.grant ^= u32::from(mask) << (8 * (byte - 102)),
			_ => near.key_version ^= u32::from(mask) << (8 * (byte - 106)),
		}
		prop_assert_eq!(verify(&sealed, &near), Err(ProofError::InvalidProof));
		// Another recipient opens it to something else.
		let wrong = envelope::open(&sealed, &RecipientSecret::random(&mut OsRng)).ok().unwrap();
		prop_assert!(!bool::from(wrong.ct_eq(&key.secret())));
	}

	#[test]
	fn possession_is_proved_for_one_key_chain_holder_and_version(
		chain_id in any::<[u8; 32]>(),
		holder in any::<u32>().prop_map(Holder::Study),
		version in any::<u32>(),
		bit in 0..64 * 8usize,
	) {
		let b = RecipientSecret::random(&mut OsRng);
		let proof = b.prove_possession(&chain_id, &holder, version, &mut OsRng);
		let verify = |proof: &[u8; 64], version| {
			verify_possession(&b.public(), proof, &chain_id, &holder, version)
		};
		prop_assert_eq!(verify(&proof, version), Ok(()));
		prop_assert_eq!(verify(&proof, version ^ 1), Err(ProofError::InvalidProof));
		let mut flipped = proof;
		flipped[bit / 8] ^= 1 << (bit % 8);
		prop_assert!(verify(&flipped, version).is_err());
	}

	#[test]
	fn an_opening_is_proved_for_one_dispute(
		context in any_context(),
		dispute in any::<u32>(),
		arbiter in any::<[u8; 32]>(),
	) {
		let (key, b) = (DataKey::random(&mut OsRng), RecipientSecret::random(&mut OsRng));
		let sealed = envelope::seal(&key, &b.public(), &context, &mut OsRng).unwrap();
		let (opened, proof) =
			opening::prove(&b, &sealed, &context, dispute, &arbiter, &mut OsRng).ok().unwrap();
		let verify = |dispute: u32, secret: &DataSecret| {
			opening::verify(
				&proof, &sealed, &b.public(), &context, dispute, &arbiter, &secret.to_bytes(),
			)
		};
		prop_assert_eq!(verify(dispute, &opened), Ok(()));
		prop_assert_eq!(verify(dispute ^ 1, &opened), Err(ProofError::InvalidProof));
		let lie = DataKey::random(&mut OsRng).secret();
		prop_assert_eq!(verify(dispute, &lie), Err(ProofError::InvalidProof));
	}
}

/// RFC 9162, 2.1.1, as it is written there.
fn rfc_root(leaves: &[[u8; 32]]) -> [u8; 32] {
	match leaves {
		[] => Sha256::digest([]).into(),
		[leaf] => *leaf,
		_ => {
			let k = leaves.len().next_power_of_two() / 2;
			node_hash(&rfc_root(&leaves[..k]), &rfc_root(&leaves[k..]))
		},
	}
}

/// RFC 9162, 2.1.3.1, as it is written there.
fn rfc_path(m: usize, leaves: &[[u8; 32]]) -> Vec<[u8; 32]> {
	if leaves.len() <= 1 {
		return Vec::new();
	}
	let k = leaves.len().next_power_of_two() / 2;
	let (mut path, other) = if m < k {
		(rfc_path(m, &leaves[..k]), rfc_root(&leaves[k..]))
	} else {
		(rfc_path(m - k, &leaves[k..]), rfc_root(&leaves[..k]))
	};
	path.push(other);
	path
}

#[test]
fn trees_are_those_of_rfc_9162() {
	for n in (1..=33u32).chain([64, 65, 100]) {
		let leaves: Vec<[u8; 32]> =
			(0..n).map(|i| Sha256::digest(i.to_be_bytes()).into()).collect();
		let tree = Tree::new(leaves.clone()).unwrap();
		let root = rfc_root(&leaves);
		assert_eq!(tree.root(), root, "{n}");
		assert_eq!(root_of_leaves(&leaves), root, "{n}");
		for (i, leaf) in leaves.iter().enumerate() {
			let path = tree.path(i as u64).unwrap();
			assert_eq!(path, rfc_path(i, &leaves), "{i} of {n}");
			for j in 0..u64::from(n) + 2 {
				assert_eq!(
					verify_inclusion(&root, n.into(), j, *leaf, &path),
					i as u64 == j,
					"{i} as {j} of {n}"
				);
			}
		}
		assert_eq!(tree.path(n.into()), None);
	}
	assert_eq!(root_of_leaves(&[]), rfc_root(&[]));
	assert_eq!(Tree::new(Vec::new()), None);
}

#[test]
fn batches_have_one_to_65_536_records() {
	assert!(BatchTree::new(&[0; 32], [[0u8; 1]; 0]).is_none());
	let full = BatchTree::new(&[0; 32], (0..65_536u32).map(u32::to_be_bytes)).unwrap();
	assert_eq!((full.depth(), full.count()), (16, 65_536));
	assert!(BatchTree::new(&[0; 32], (0..65_537u32).map(u32::to_be_bytes)).is_none());
	let path = full.path(65_535).unwrap();
	let leaf = leaf_hash(&record_salt(&[0; 32], 65_535), &65_535u32.to_be_bytes());
	assert!(verify_inclusion(&full.root(), 1 << 16, 65_535, leaf, &path));
}

#[test]
fn a_proof_out_of_10_000_records_has_at_most_600_bytes() {
	let tree = BatchTree::new(&[0; 32], (0..10_000u32).map(u32::to_be_bytes)).unwrap();
	let path = tree.path(9_999).unwrap();
	let (salt, index, depth) = (16, 4, 1);
	assert_eq!(salt + index + depth + 32 * path.len(), 469);
}

prop_compose! {
	fn any_manifest()(
		modality in proptest::sample::select(Modality::ALL.to_vec()),
		device in option::of((any::<[u8; 32]>(), any::<bool>(), any::<u32>(), any::<u64>(), any::<[u8; 32]>())),
		seed in any::<[u8; 32]>(),
	) -> Manifest {
		let device = device.map(|(device, ed, claim, seq, half)| DeviceSignature {
			device,
			scheme: if ed { KeyScheme::Ed25519 } else { KeyScheme::Sr25519 },
			claim,
			seq,
			signature: [half, device].concat().try_into().unwrap(),
		});
		Manifest { fhir: "4.0.1".into(), modality, device, seed, count: 0 }
	}
}

/// Anything on one line that is not empty, carriage returns and other scripts included.
fn any_record() -> impl Strategy<Value = String> {
	"[^\n]{1,200}"
}

fn len_of(records: &[String]) -> u64 {
	records.iter().map(|record| record.len() as u64).sum()
}

fn depth_of(records: &[String]) -> u8 {
	BatchTree::new(&[0; 32], records).unwrap().depth()
}

fn written(manifest: &Manifest, records: &[String]) -> Vec<u8> {
	let mut writer = PayloadWriter::new(Vec::new(), manifest, len_of(records)).unwrap();
	for record in records {
		writer.write_record(record.as_bytes()).unwrap();
	}
	let (bytes, len) = writer.finish().unwrap();
	assert_eq!(len, bytes.len() as u64);
	bytes
}

fn read(plaintext: &[u8]) -> Result<(Manifest, Vec<String>, payload::Summary), PayloadError> {
	let mut reader = PayloadReader::new(plaintext)?;
	let manifest = reader.manifest().clone();
	let mut records = Vec::new();
	while let Some(record) = reader.next_record()? {
		records.push(String::from_utf8(record.to_vec()).unwrap());
	}
	Ok((manifest, records, reader.finish()?))
}

proptest! {
	#![proptest_config(cases(64))]

	#[test]
	fn a_payload_gives_back_every_byte(
		mut manifest in any_manifest(),
		records in vec(any_record(), 1..40),
		cut in any::<prop::sample::Index>(),
		flip in any::<prop::sample::Index>(),
	) {
		manifest.count = records.len() as u32;
		let plaintext = written(&manifest, &records);
		prop_assert_eq!(plaintext.len() as u64, payload::usual_size(depth_of(&records), Content::Full));
		prop_assert_eq!(
			payload::plaintext_len(&manifest, len_of(&records)).unwrap(),
			plaintext.len() as u64
		);
		let (found, lines, summary) = read(&plaintext).unwrap();
		prop_assert!(found == manifest);
		prop_assert_eq!(&lines, &records);
		prop_assert_eq!(summary.plaintext_len, plaintext.len() as u64);
		prop_assert_eq!(summary.tree, BatchTree::new(&manifest.seed, &records).unwrap());

		let key = DataKey::random(&mut OsRng);
		let (secret, commitment) = (key.secret(), key.commitment());
		let (sealed, len) = payload::seal_to(&key, &manifest, &records, Vec::new()).unwrap();
		prop_assert_eq!(len, plaintext.len() as u64);
		let summary = payload::open(&secret, &commitment, &sealed[..]).unwrap().finish().unwrap();
		prop_assert_eq!(summary.tree.count(), manifest.count);
		let wrong = payload::open(&DataKey::random(&mut OsRng).secret(), &commitment, &sealed[..]);
		prop_assert!(matches!(wrong.err(), Some(PayloadError::WrongKey)));
		let wrong = payload::open(&secret, &DataKey::random(&mut OsRng).commitment(), &sealed[..]);
		prop_assert!(matches!(wrong.err(), Some(PayloadError::WrongKey)));

		// A file that is cut short or altered anywhere does not open.
		let opens = |file: &[u8]| {
			payload::open(&secret, &commitment, file).and_then(PayloadReader::finish).is_ok()
		};
		prop_assert!(!opens(&sealed[..cut.index(sealed.len())]));
		let mut altered = sealed.clone();
		altered[flip.index(sealed.len())] ^= 1;
		prop_assert!(!opens(&altered));
		// Nor does a plaintext that is cut short, or longer.
		prop_assert!(read(&plaintext[..cut.index(plaintext.len())]).is_err());
		prop_assert!(read(&[&plaintext[..], b" "].concat()).is_err());
	}

	#[test]
	fn nonsense_is_refused_without_panic(bytes in vec(any::<u8>(), 0..2000)) {
		prop_assert!(read(&bytes).is_err());
		let key = DataKey::random(&mut OsRng);
		prop_assert!(payload::open(&key.secret(), &key.commitment(), &bytes[..]).is_err());
	}

	#[test]
	fn an_altered_byte_of_the_plaintext_is_refused_or_changes_what_is_read(
		mut manifest in any_manifest(),
		records in vec("[a-z]{1,20}", 1..10),
		at in any::<prop::sample::Index>(),
		to in any::<u8>(),
	) {
		manifest.count = records.len() as u32;
		let plaintext = written(&manifest, &records);
		let mut altered = plaintext.clone();
		let at = at.index(plaintext.len());
		prop_assume!(altered[at] != to);
		altered[at] = to;
		if let Ok((found, lines, _)) = read(&altered) {
			// JSON has more than one spelling: hexadecimal digits may be capitals.
			let same_but_for_case = altered.eq_ignore_ascii_case(&plaintext);
			prop_assert!(found != manifest || lines != records || same_but_for_case);
		}
	}
}

#[test]
fn every_length_has_its_padding() {
	let manifest = Manifest {
		fhir: "4.0.1".into(),
		modality: Modality::Wearable,
		device: None,
		seed: [9; 32],
		count: 1,
	};
	// For one byte's record the padding has five digits; least is one.
	let manifest_len = payload_lines(&manifest, &["x".into()]).0.len() as u64 - 5 + 1;
	for len in (1..20_000).chain((14..40).flat_map(|e| (1u64 << e) - 500..(1 << e) + 60)) {
		let plaintext = payload::plaintext_len(&manifest, len).unwrap();
		let least = manifest_len + len + 1;
		assert_eq!(plaintext, payload::padded_size(0, Content::Full, least), "{len}");
	}
}

/// The manifest's line, its line feed included, and what follows it.
fn payload_lines(manifest: &Manifest, records: &[String]) -> (String, String) {
	let text = String::from_utf8(written(manifest, records)).unwrap();
	let (line, rest) = text.split_once('\n').unwrap();
	(format!("{line}\n"), rest.to_owned())
}

/// Where 11, 102, 1003 or 10,004 bytes are left, no number of digits comes out.
#[test]
fn a_padding_whose_digits_do_not_come_out_does_not_change_the_size() {
	let manifest = Manifest {
		fhir: "4.0.1".into(),
		modality: Modality::Wearable,
		device: None,
		seed: [9; 32],
		count: 1,
	};
	let size = payload::usual_size(0, Content::Full);
	let (line, rest) = payload_lines(&manifest, &["x".into()]);
	let padding = rest.len() as u64 - 2;
	// What one byte's record leaves for the digits and the padding.
	let left = padding + 5;
	assert!(line.contains(&format!("\"padding\":{padding}}}")) && padding > 10_000);
	for wanted in [1, 10, 11, 12, 101, 102, 103, 1002, 1003, 1004, 10_003, 10_004, 10_005] {
		let record = "x".repeat((left - wanted) as usize + 1);
		let plaintext = written(&manifest, std::slice::from_ref(&record));
		assert_eq!(plaintext.len() as u64, size, "{wanted}");
		let (found, lines, _) = read(&plaintext).unwrap();
		assert!(found == manifest && lines == [record], "{wanted}");
	}
	// One byte more than fits.
	let record = "x".repeat(left as usize + 1);
	assert_eq!(written(&manifest, &[record]).len() as u64, 4 * size);
}

#[test]
fn records_that_have_no_line_are_refused() {
	let manifest = |count| Manifest {
		fhir: "4.0.1".into(),
		modality: Modality::Wearable,
		device: None,
		seed: [9; 32],
		count,
	};
	let writer = |len| PayloadWriter::new(Vec::new(), &manifest(1), len).unwrap();
	let refusal = |record: &[u8]| writer(record.len() as u64).write_record(record).unwrap_err();
	assert!(matches!(refusal(b""), PayloadError::EmptyRecord(0)));
	assert!(matches!(refusal(b"{\n}"), PayloadError::LineFeedInRecord(0)));
	assert!(matches!(refusal(b"\xff"), PayloadError::NotUtf8(0)));
	let long = vec![b'a'; payload::MAX_RECORD_LEN + 1];
	assert!(matches!(refusal(&long), PayloadError::LongRecord(0)));
	assert!(writer(payload::MAX_RECORD_LEN as u64).write_record(&long[1..]).is_ok());

	let line = String::from_utf8(written(&manifest(1), &["x".into()])).unwrap();
	let line = line.lines().next().unwrap();
	let text = [line.as_bytes(), b"\n", &long, b"\n"].concat();
	assert!(matches!(read(&text).err(), Some(PayloadError::LongRecord(0))));
	let text = [line.as_bytes(), b"\n\xff\n"].concat();
	assert!(matches!(read(&text).err(), Some(PayloadError::NotUtf8(0))));
	let text = [line.as_bytes(), b"\nhalf"].concat();
	assert!(matches!(read(&text).err(), Some(PayloadError::MissingRecord(0))));
	let endless = vec![b'{'; payload::MAX_MANIFEST_LEN + 1];
	assert!(matches!(read(&endless).err(), Some(PayloadError::ManifestLength)));

	for count in [0, 65_537] {
		let refused = PayloadWriter::new(Vec::new(), &manifest(count), 1).err();
		assert!(matches!(refused, Some(PayloadError::Count(n)) if n == count));
	}
	let mut bad = manifest(1);
	bad.fhir = "R4".into();
	assert!(matches!(payload::plaintext_len(&bad, 1), Err(PayloadError::Manifest(_))));
}

#[test]
fn what_was_announced_must_be_written() {
	let manifest = Manifest {
		fhir: "4.0.1".into(),
		modality: Modality::Wearable,
		device: None,
		seed: [9; 32],
		count: 2,
	};
	let mut writer = PayloadWriter::new(Vec::new(), &manifest, 6).unwrap();
	writer.write_record(b"abc").unwrap();
	assert!(matches!(
		writer.write_record(b"abcd"),
		Err(PayloadError::NotAsAnnounced { announced: (2, 6), written: (2, 7) })
	));
	// The refused record was not written.
	writer.write_record(b"abc").unwrap();
	assert!(writer.write_record(b"a").is_err());
	assert!(writer.finish().is_ok());
	let mut writer = PayloadWriter::new(Vec::new(), &manifest, 6).unwrap();
	writer.write_record(b"abc").unwrap();
	assert!(matches!(
		writer.finish().err(),
		Some(PayloadError::NotAsAnnounced { announced: (2, 6), written: (1, 3) })
	));
}

/// A disk that is full after some bytes.
struct Full(usize);

impl std::io::Write for Full {
	fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
		self.0 = self.0.checked_sub(bytes.len()).ok_or(std::io::ErrorKind::StorageFull)?;
		Ok(bytes.len())
	}
	fn flush(&mut self) -> std::io::Result<()> {
		Ok(())
	}
}

#[test]
fn a_full_disk_is_reported() {
	let key = DataKey::random(&mut OsRng);
	let records = vec!["x".repeat(1000); 200];
	let manifest = Manifest {
		fhir: "4.0.1".into(),
		modality: Modality::Wearable,
		device: None,
		seed: [9; 32],
		count: 200,
	};
	for room in [0, 100, 1000, 70_000, 150_000, 200_000] {
		let error = payload::seal_to(&key, &manifest, &records, Full(room)).err().unwrap();
		let PayloadError::Io(error) = error else { panic!("{error:?}") };
		// age does not say why when it cannot write the header.
		let expected =
			if room < 1000 { std::io::ErrorKind::Other } else { std::io::ErrorKind::StorageFull };
		assert_eq!(error.kind(), expected);
	}
}

#[test]
fn errors_do_not_quote_records() {
	let record = "{\"secret\":\"glucose 5.4\"}";
	let manifest = Manifest {
		fhir: "4.0.1".into(),
		modality: Modality::Wearable,
		device: None,
		seed: [9; 32],
		count: 2,
	};
	let plaintext = written(&manifest, &[record.into(), record.into()]);
	// Of the padding, one in a thousand.
	let padding = plaintext.iter().rposition(|byte| *byte != b' ').unwrap() + 1;
	assert_eq!(plaintext.len(), 16 << 10);
	for cut in (0..padding).chain((padding..plaintext.len()).step_by(1000)) {
		for text in [&plaintext[..cut], &plaintext[cut..]] {
			let Err(error) = read(text) else { continue };
			let said = format!("{error} {error:?}");
			assert!(!said.contains("glucose") && !said.contains("5.4"), "{said}");
			assert!(!said.contains(&hex::encode([9; 32])), "{said}");
		}
	}
}

#[test]
fn statements_have_their_lengths_and_differ() {
	let (a, b) = ([1; 32], [2; 32]);
	let batch = statements::batch(&a, &b, &a, 1, 2, &b, 3);
	assert_eq!(batch.len(), 22 + 4 * 32 + 4 + 8 + 1);
	let claim = statements::claim(&a, &b, &a, 1, 2);
	assert_eq!(claim.len(), 22 + 3 * 32 + 4 + 8);
	let invitation = statements::invitation(&a, 1, &b, 2);
	assert_eq!(invitation.len(), 20 + 2 * 32 + 4 + 8);
	for gateways in [&[][..], &[b], &[b, a]] {
		let join = statements::sponsorship_join(&a, 1, &b, gateways.iter(), 2);
		assert_eq!(join.len(), 26 + (2 + gateways.len()) * 32 + 4 + 8);
	}
	assert_eq!(statements::wrapped(b"x"), b"<Bytes>x</Bytes>");
	// No tag begins another, so no statement can be read as one of another kind.
	let tags = [
		statements::BATCH_TAG,
		statements::CLAIM_TAG,
		statements::INVITATION_TAG,
		statements::SPONSORSHIP_JOIN_TAG,
		envelope::DELIVERY_TAG,
		opening::OPENING_TAG,
		epione_envelope::keys::POSSESSION_TAG,
	];
	for (i, tag) in tags.iter().enumerate() {
		for (j, other) in tags.iter().enumerate() {
			assert!(i == j || !other.starts_with(tag));
		}
	}
}
