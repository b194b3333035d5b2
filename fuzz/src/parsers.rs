//! What reads bytes that others sent: no bytes make it panic, and what it takes is what was meant.

use crate::{
	chain::chain_id,
	input::Input,
	people::{self, Seeded},
};
use epione_envelope::{
	envelope::{open, verify, Context},
	evidence::{self, Case, Disputed},
	keys::{verify_possession, DataKey, DataSecret, Holder, RecipientSecret},
	merkle, opening,
	payload::{self, PayloadReader},
	point::is_valid_point,
	statements,
};
use epione_primitives::{ContentId, Digest, EnvelopeBytes};
use std::io::Write;

/// What a statement is about is all that is needed of it.
const SUBJECT: [u8; 32] = [7; 32];
/// The dispute that an evidence file is for.
const DISPUTE: u32 = 3;
/// What is wrong, says the sponsor.
const STATEMENT: &str = "the readings are not those of the root";
/// How the statement is salted.
const SALT: [u8; 32] = [5; 32];

/// A right envelope, and what it is right for.
struct Sealed {
	key: DataKey,
	secret: RecipientSecret,
	context: Context,
	envelope: EnvelopeBytes,
}

fn sealed() -> Sealed {
	let digest: Digest = [9; 32];
	let holder = Holder::Study(1);
	let context = Context {
		chain_id: chain_id(),
		subject: SUBJECT,
		digest,
		holder,
		grant: 2,
		key_version: 0,
	};
	let (key, secret) = (people::data_key(&digest), people::recipient(&holder, 0));
	let grantee = epione_primitives::Grantee::Study(1);
	let subject = epione_runtime::AccountId::new(SUBJECT);
	let envelope = people::envelope(chain_id(), &grantee, &subject, digest, 2, 0);
	Sealed { key, secret, context, envelope }
}

/// Changes some bytes; returns whether there was a change.
fn change(bytes: &mut [u8], input: &mut Input) -> bool {
	let before = bytes.to_vec();
	for _ in 0..1 + input.below(4) {
		if let Some(byte) = bytes.get_mut(input.below(before.len())) {
			*byte ^= input.byte();
		}
	}
	bytes != before
}

/// Envelopes, proofs of keys and openings, and payloads.
pub fn envelope(bytes: &[u8]) {
	let mut input = Input::new(bytes);
	let Sealed { key, secret, context, envelope } = sealed();
	match input.below(4) {
		// A right one with changes is wrong, and opens to no key's secret or to another one.
		0 => {
			let mut changed = envelope;
			let differs = change(&mut changed, &mut input);
			let is_right = verify(&changed, &key.commitment(), &secret.public(), &context).is_ok();
			assert!(differs != is_right, "an envelope was changed: {differs}; right: {is_right}");
			let _ = open(&changed, &secret);
		},
		// So is a right one in another context.
		1 => {
			let other = Context {
				subject: input.array(),
				grant: input.number() as u32,
				key_version: input.byte().into(),
				..context
			};
			let is_right = verify(&envelope, &key.commitment(), &secret.public(), &other).is_ok();
			assert_eq!(is_right, other == context);
		},
		// Nothing but these bytes.
		2 => {
			let (any, point, scalar) = (input.array(), input.array(), input.array());
			assert!(verify(&any, &point, &input.array(), &context).is_err());
			let _ = (open(&any, &secret), is_valid_point(&point), DataSecret::from_bytes(&point));
			let _ = (DataKey::from_bytes(&scalar), RecipientSecret::from_bytes(&scalar));
			let proof = input.array();
			let version = input.byte().into();
			assert!(
				verify_possession(&point, &proof, &chain_id(), &context.holder, version).is_err()
			);
			let arbiter = input.array();
			let opened = opening::verify(&proof, &any, &point, &context, 0, &arbiter, &scalar);
			assert!(opened.is_err());
		},
		_ => payload(&key, &mut input, bytes),
	}
}

/// A payload's plaintext and its file.
fn payload(key: &DataKey, input: &mut Input, bytes: &[u8]) {
	let (secret, commitment) = (key.secret(), key.commitment());
	let text = bytes.get(2..).unwrap_or_default();
	if input.chance(128) {
		let _ = PayloadReader::new(text).and_then(PayloadReader::finish);
		let _ = payload::open(&secret, &commitment, text).and_then(PayloadReader::finish);
		return;
	}
	let file = encrypted(key, text);
	let _ = payload::open(&secret, &commitment, &file[..]).and_then(PayloadReader::finish);
}

/// An age file with this content, to the dataset's recipient.
fn encrypted(key: &DataKey, content: &[u8]) -> Vec<u8> {
	let mut stream = payload::encrypt(&key.secret(), &key.commitment(), Vec::new())
		.expect("one recipient is a valid set");
	stream.write_all(content).expect("a vector takes everything");
	stream.finish().expect("a vector takes everything")
}

/// No two things that are said are the same bytes; and paths up a tree.
pub fn statements(bytes: &[u8]) {
	let mut input = Input::new(bytes);
	let said = |input: &mut Input| match input.below(4) {
		0 => {
			let of = (input.array(), input.array(), input.number() as u32, input.number());
			let (root, depth) = (input.array(), input.byte());
			let signed = statements::batch(&chain_id(), &of.0, &of.1, of.2, of.3, &root, depth);
			(format!("batch {of:?} {root:?} {depth}"), signed)
		},
		1 => {
			let of = (input.array(), input.array(), input.number() as u32, input.number());
			let signed = statements::claim(&chain_id(), &of.0, &of.1, of.2, of.3);
			(format!("claim {of:?}"), signed)
		},
		2 => {
			let of = (input.number() as u32, input.array(), input.number());
			let signed = statements::invitation(&chain_id(), of.0, &of.1, of.2);
			(format!("invitation {of:?}"), signed)
		},
		_ => {
			let of = (input.number() as u32, input.array(), input.number());
			let gateways: Vec<[u8; 32]> = (0..input.below(5)).map(|_| input.array()).collect();
			let list = gateways.iter();
			let signed = statements::sponsorship_join(&chain_id(), of.0, &of.1, list, of.2);
			(format!("join {of:?} {gateways:?}"), signed)
		},
	};
	let ((one, first), (two, second)) = (said(&mut input), said(&mut input));
	assert_eq!(one == two, first == second, "{one} and {two}");
	assert!(statements::wrapped(&first) != second, "{one} is {two} in another wrapping");

	let leaves: Vec<Digest> = (0..1 + input.below(40)).map(|n| [n as u8; 32]).collect();
	let (size, root) = (leaves.len() as u64, merkle::root_of_leaves(&leaves));
	let index = input.below(leaves.len());
	let tree = merkle::Tree::new(leaves.clone()).expect("there is a leaf");
	let mut path = tree.path(index as u64).expect("it has this leaf");
	assert!(merkle::verify_inclusion(&root, size, index as u64, leaves[index], &path));
	let other = input.number() % (size + 2);
	let proved = merkle::verify_inclusion(&root, size, other, leaves[index], &path);
	assert_eq!(proved, other == index as u64, "leaf {index} of {size} is {other} as well");
	if input.chance(128) {
		path.push(input.array());
		assert!(!merkle::verify_inclusion(&root, size, index as u64, leaves[index], &path));
	}
}

/// Content ids.
pub fn cid(bytes: &[u8]) {
	if let Ok(id) = ContentId::from_bytes(bytes) {
		assert_eq!(id.to_bytes()[..], *bytes, "another id was read");
	}
	let mut input = Input::new(bytes);
	let codec = [epione_primitives::Codec::Raw, epione_primitives::Codec::DagPb][input.below(2)];
	let id = ContentId { codec, digest: input.array() };
	assert_eq!(ContentId::from_bytes(&id.to_bytes()), Ok(id));
	let mut changed = id.to_bytes();
	if change(&mut changed, &mut input) {
		assert_ne!(ContentId::from_bytes(&changed), Ok(id));
	}
}

/// Evidence files: any bytes, any content of a file to the arbiter, and a right file with changes.
pub fn evidence(bytes: &[u8]) {
	let mut input = Input::new(bytes);
	let Sealed { key, secret, context, envelope } = sealed();
	let identity = key.secret().age_identity(&key.commitment());
	let arbiter = evidence::evidence_key(&identity.to_public());
	let digest = evidence::digest(&SALT, STATEMENT).expect("it is a line");
	let case = Case { chain_id: chain_id(), dispute: DISPUTE, arbiter, digest };
	let disputed = [Disputed { context, recipient: secret.public(), envelope }];
	let text = bytes.get(1..).unwrap_or_default();
	match input.below(3) {
		0 => assert!(evidence::check(&case, &disputed, &identity, text).is_err()),
		1 => {
			let file = encrypted(&key, text);
			if let Ok(read) = evidence::check(&case, &disputed, &identity, &file[..]) {
				assert_eq!(read.statement, STATEMENT);
			}
		},
		_ => {
			let openings = [(disputed[0], &secret)];
			let mut file = evidence::prepare(
				&case,
				&openings,
				&SALT,
				STATEMENT,
				text,
				&arbiter,
				Vec::new(),
				&mut Seeded::new(bytes),
			)
			.expect("everything fits the case");
			let read = evidence::check(&case, &disputed, &identity, &file[..])
				.unwrap_or_else(|error| panic!("a right file is refused: {error}"));
			assert!(read.statement == STATEMENT && read.attachment == text);
			if change(&mut file, &mut input) {
				if let Ok(read) = evidence::check(&case, &disputed, &identity, &file[..]) {
					assert!(read.statement == STATEMENT && read.attachment == text);
				}
			}
		},
	}
}
