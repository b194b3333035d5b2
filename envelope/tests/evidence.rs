//! The evidence file, from the sponsor to the arbiter.
#![cfg(feature = "payload")]
#![allow(clippy::unwrap_used)] // In tests, a panic is a failure.

use age::x25519::Identity;
use epione_envelope::{
	envelope::{seal, Context},
	evidence::{
		check, digest, evidence_key, prepare, recipient, Case, Disputed, Evidence, EvidenceError,
		MAX_ATTACHMENT_LEN, MAX_STATEMENT_LEN,
	},
	keys::{DataKey, Holder, RecipientSecret},
	rand_core::OsRng,
	ProofError,
};
use std::io::Write;

const SALT: [u8; 32] = [5; 32];
const STATEMENT: &str = r#"{"0":"does not decrypt","1":"the root is another"}"#;

struct World {
	case: Case,
	/// Two contributions, under two versions of the recipient key.
	disputed: [Disputed; 2],
	secrets: [RecipientSecret; 2],
	data: [DataKey; 2],
	identity: Identity,
}

fn world() -> World {
	let secrets = [(); 2].map(|()| RecipientSecret::random(&mut OsRng));
	let data = [(); 2].map(|()| DataKey::random(&mut OsRng));
	let disputed = [0, 1].map(|n| {
		let context = Context {
			chain_id: [1; 32],
			subject: [10 + n as u8; 32],
			digest: [20 + n as u8; 32],
			holder: Holder::Study(3),
			grant: 4,
			key_version: n as u32,
		};
		let recipient = secrets[n].public();
		let envelope = seal(&data[n], &recipient, &context, &mut OsRng).unwrap();
		Disputed { context, recipient, envelope }
	});
	let case = Case {
		chain_id: [1; 32],
		dispute: 7,
		arbiter: [9; 32],
		digest: digest(&SALT, STATEMENT).unwrap(),
	};
	World { case, disputed, secrets, data, identity: Identity::generate() }
}

impl World {
	fn key(&self) -> [u8; 32] {
		evidence_key(&self.identity.to_public())
	}

	fn openings(&self) -> Vec<(Disputed, &RecipientSecret)> {
		self.disputed.iter().copied().zip(&self.secrets).collect()
	}

	fn prepared(&self, case: &Case, attachment: &[u8]) -> Vec<u8> {
		let (openings, key) = (self.openings(), self.key());
		prepare(case, &openings, &SALT, STATEMENT, attachment, &key, Vec::new(), &mut OsRng)
			.unwrap()
	}

	fn checked(&self, file: &[u8]) -> Result<Evidence, EvidenceError> {
		check(&self.case, &self.disputed, &self.identity, file)
	}

	/// The evidence as it is inside the age file, and a file with something else.
	fn changed(&self, change: impl FnOnce(&mut String)) -> Vec<u8> {
		let file = self.prepared(&self.case, b"");
		let mut text = String::new();
		let decryptor = age::Decryptor::new(&file[..]).unwrap();
		let mut reader = decryptor.decrypt(std::iter::once(&self.identity as _)).unwrap();
		std::io::Read::read_to_string(&mut reader, &mut text).unwrap();
		let before = text.clone();
		change(&mut text);
		assert_ne!(text, before);
		self.sealed(text.as_bytes())
	}

	fn sealed(&self, inside: &[u8]) -> Vec<u8> {
		let to = self.identity.to_public();
		let encryptor = age::Encryptor::with_recipients(std::iter::once(&to as _)).unwrap();
		let mut writer = encryptor.wrap_output(Vec::new()).unwrap();
		writer.write_all(inside).unwrap();
		writer.finish().unwrap()
	}
}

/// Expects the check of this file to fail like this.
macro_rules! refused {
	($world:expr, $file:expr, $error:pat) => {
		match $world.checked(&$file) {
			Ok(_) => panic!("it passed"),
			Err(error) => assert!(matches!(error, $error), "{error}"),
		}
	};
}

#[test]
fn evidence_reaches_the_arbiter_and_its_secrets_are_those_of_the_data() {
	let world = world();
	let evidence = world.checked(&world.prepared(&world.case, b"a log\n\nof two lines")).unwrap();
	assert_eq!(evidence.statement, STATEMENT);
	assert_eq!(evidence.attachment, b"a log\n\nof two lines");
	assert_eq!(evidence.secrets.len(), 2);
	for (secret, data) in evidence.secrets.iter().zip(&world.data) {
		assert_eq!(*secret.to_bytes(), *data.secret().to_bytes());
	}
}

#[test]
fn evidence_of_what_was_never_fetched_has_no_openings() {
	let world = world();
	let key = world.key();
	let file =
		prepare(&world.case, &[], &SALT, STATEMENT, b"", &key, Vec::new(), &mut OsRng).unwrap();
	assert!(world.checked(&file).unwrap().secrets.is_empty());
}

#[test]
fn evidence_keys_are_age_recipients() {
	let identity = Identity::generate();
	let key = evidence_key(&identity.to_public());
	assert_eq!(recipient(&key).unwrap().to_string(), identity.to_public().to_string());
}

#[test]
fn evidence_is_for_one_arbiter() {
	let world = world();
	let file = world.prepared(&world.case, b"");
	let other = Identity::generate();
	assert!(matches!(
		check(&world.case, &world.disputed, &other, &file[..]),
		Err(EvidenceError::File(_))
	));
}

#[test]
fn evidence_of_another_case_is_refused() {
	let world = world();
	let case = world.case;
	let file = world.prepared(&Case { chain_id: [2; 32], ..case }, b"");
	refused!(world, file, EvidenceError::OtherCase("chain"));
	let file = world.prepared(&Case { dispute: 8, ..case }, b"");
	refused!(world, file, EvidenceError::OtherCase("dispute"));
	let file = world.prepared(&Case { arbiter: [8; 32], ..case }, b"");
	refused!(world, file, EvidenceError::OtherCase("arbiter"));
	// Relabelled, the proofs do not hold.
	let file = world.prepared(&Case { dispute: 8, ..case }, b"");
	let theirs = Case { dispute: 8, ..case };
	assert!(check(&theirs, &world.disputed, &world.identity, &file[..]).is_ok());
	let relabelled = world.changed(|text| *text = text.replace("\"dispute\":7", "\"dispute\":8"));
	assert!(matches!(
		check(&theirs, &world.disputed, &world.identity, &relabelled[..]),
		Err(EvidenceError::Opening(0, ProofError::InvalidProof))
	));
}

#[test]
fn evidence_says_what_was_committed_to() {
	let world = world();
	let file = world.changed(|text| *text = text.replace("the root", "the leaf"));
	refused!(world, file, EvidenceError::OtherStatement);
	let other = Case { digest: [0; 32], ..world.case };
	let (openings, key) = (world.openings(), world.key());
	let result = prepare(&other, &openings, &SALT, STATEMENT, b"", &key, Vec::new(), &mut OsRng);
	assert!(matches!(result, Err(EvidenceError::OtherStatement)));
}

#[test]
fn evidence_shows_every_contribution_or_none_in_order() {
	let mut world = world();
	let key = world.key();
	let one = &world.openings()[..1];
	let file =
		prepare(&world.case, one, &SALT, STATEMENT, b"", &key, Vec::new(), &mut OsRng).unwrap();
	refused!(world, file, EvidenceError::OtherContribution(1));
	let file = world.prepared(&world.case, b"");
	world.disputed.swap(0, 1);
	refused!(world, file, EvidenceError::OtherContribution(0));
}

#[test]
fn evidence_with_a_false_secret_is_refused() {
	let world = world();
	let secret = |n: usize| hex::encode(*world.data[n].secret().to_bytes());
	let file = world.changed(|text| *text = text.replace(&secret(1), &secret(0)));
	refused!(world, file, EvidenceError::Opening(1, ProofError::InvalidProof));
	let file = world.changed(|text| *text = text.replace(&secret(1), &"0".repeat(64)));
	refused!(world, file, EvidenceError::Opening(1, ProofError::InvalidDataSecret));
}

#[test]
fn evidence_with_another_recipient_secret_is_not_prepared() {
	let world = world();
	let mut openings = world.openings();
	openings[1].1 = &world.secrets[0];
	let key = world.key();
	let result =
		prepare(&world.case, &openings, &SALT, STATEMENT, b"", &key, Vec::new(), &mut OsRng);
	assert!(matches!(result, Err(EvidenceError::OtherSecret(1))));
}

#[test]
fn evidence_of_another_form_is_refused() {
	let world = world();
	let file = world.changed(|text| *text = text.replace("v1/evidence", "v2/evidence"));
	refused!(world, file, EvidenceError::Header("format"));
	let file = world.changed(|text| *text = text.replace("\"dispute\"", "\"more\":1,\"dispute\""));
	refused!(world, file, EvidenceError::Header("line"));
	let salt = hex::encode(SALT);
	let file = world.changed(|text| *text = text.replace(&salt, &salt[2..]));
	refused!(world, file, EvidenceError::Header("salt"));
	refused!(world, world.sealed(b""), EvidenceError::Header("line"));
	refused!(world, world.sealed(&vec![b'x'; 1 << 20]), EvidenceError::Header("line"));
	let file = world.changed(|text| {
		text.pop();
	});
	refused!(world, file, EvidenceError::Statement);
	refused!(world, *b"no age file", EvidenceError::File(_));
}

#[test]
fn statements_are_one_line_of_bounded_length() {
	for bad in ["", "two\nlines", &"x".repeat(MAX_STATEMENT_LEN + 1)] {
		assert!(matches!(digest(&SALT, bad), Err(EvidenceError::Statement)));
	}
	assert!(digest(&SALT, &"x".repeat(MAX_STATEMENT_LEN)).is_ok());
	// SHA-256 of 32 bytes 0x05 and "a".
	let known = "1779e27cb441d231f16a2248f77cd8ba6e0a93d045b82e13093f721a6f449820";
	assert_eq!(hex::encode(digest(&SALT, "a").unwrap()), known);
}

#[test]
fn attachments_are_bounded() {
	let world = world();
	let long = vec![0; MAX_ATTACHMENT_LEN + 1];
	let (openings, key) = (world.openings(), world.key());
	let result =
		prepare(&world.case, &openings, &SALT, STATEMENT, &long, &key, Vec::new(), &mut OsRng);
	assert!(matches!(result, Err(EvidenceError::LongAttachment)));
	let most = world.prepared(&world.case, &long[1..]);
	assert_eq!(world.checked(&most).unwrap().attachment.len(), MAX_ATTACHMENT_LEN);
	let file = world.changed(|text| text.push_str(&"x".repeat(MAX_ATTACHMENT_LEN + 1)));
	refused!(world, file, EvidenceError::LongAttachment);
}
