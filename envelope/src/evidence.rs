//! What a sponsor sends an arbiter: the opened secrets with their proofs, and what it says is
//! wrong.
//!
//! An age file to the arbiter's evidence key. `docs/disputes.md` has the format. The chain has
//! `SHA-256(salt || statement)` from before the arbiter was drawn; the openings name it, the
//! dispute and the chain. They are proofs: whoever sees them can check them too.

use crate::{
	envelope::Context,
	keys::{DataSecret, RecipientSecret},
	opening,
	payload::{decrypt_with, PayloadError},
	wipe::{Buffer, Reader},
	ProofError,
};
use age::x25519;
use alloc::{
	borrow::ToOwned,
	string::{String, ToString},
	vec::Vec,
};
use epione_primitives::{ChainId, DisputeId, EnvelopeBytes, Point, SaltedDigest};
use rand_core::{CryptoRng, RngCore};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::io::{self, BufRead, Read, Write};
use zeroize::{Zeroize, Zeroizing};

/// What the header names as its format.
pub const FORMAT: &str = "epione/v1/evidence";
/// Greatest length of the header's line, its line feed included.
pub const MAX_HEADER_LEN: usize = 16 << 10;
/// Greatest length of the statement, without its line feed.
pub const MAX_STATEMENT_LEN: usize = 64 << 10;
/// Greatest length of the attachment: 16 MiB.
pub const MAX_ATTACHMENT_LEN: usize = 16 << 20;

const RECIPIENT_PREFIX: bech32::Hrp = bech32::Hrp::parse_unchecked("age");

/// Why evidence cannot be prepared, or is refused. Never contains any of the content.
#[derive(Debug)]
#[non_exhaustive]
pub enum EvidenceError {
	/// The file is no age file, is damaged, or is not for this identity; or reading or writing
	/// failed.
	File(PayloadError),
	/// 32 bytes that are no age recipient.
	InvalidKey,
	/// The statement is empty, too long, or has a line feed.
	Statement,
	/// The attachment is longer than [`MAX_ATTACHMENT_LEN`].
	LongAttachment,
	/// The first line is not what [`FORMAT`] says: this field.
	Header(&'static str),
	/// The evidence is for another chain, dispute or arbiter: this field.
	OtherCase(&'static str),
	/// Salt and statement do not give the digest that is on chain.
	OtherStatement,
	/// There are openings, but not one for each contribution in the order of the dispute: wrong
	/// from this one on (counted from 0).
	OtherContribution(usize),
	/// The recipient secret for this contribution is not that of its recipient key.
	OtherSecret(usize),
	/// This contribution's opening proof does not hold.
	Opening(usize, ProofError),
}

impl core::fmt::Display for EvidenceError {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		match self {
			Self::File(error) => write!(f, "the evidence file: {error}"),
			Self::InvalidKey => f.write_str("these 32 bytes are no age recipient"),
			Self::Statement => write!(
				f,
				"the statement must be one line of 1 to {MAX_STATEMENT_LEN} bytes of UTF-8"
			),
			Self::LongAttachment => {
				write!(f, "the attachment is longer than {MAX_ATTACHMENT_LEN} bytes")
			},
			Self::Header(field) => write!(f, "the evidence's header is refused: \"{field}\""),
			Self::OtherCase(field) => write!(f, "the evidence is for another {field}"),
			Self::OtherStatement => {
				f.write_str("salt and statement do not give the digest that is on chain")
			},
			Self::OtherContribution(index) => {
				write!(f, "opening {index} is not of the dispute's contribution {index}")
			},
			Self::OtherSecret(index) => write!(
				f,
				"the recipient secret for contribution {index} is of another recipient key"
			),
			Self::Opening(index, error) => write!(f, "opening {index}: {}", error.text()),
		}
	}
}

impl std::error::Error for EvidenceError {
	fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
		match self {
			Self::File(error) => Some(error),
			_ => None,
		}
	}
}

impl From<PayloadError> for EvidenceError {
	fn from(error: PayloadError) -> Self {
		Self::File(error)
	}
}

impl From<io::Error> for EvidenceError {
	fn from(error: io::Error) -> Self {
		Self::File(error.into())
	}
}

/// A dispute as the chain has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Case {
	/// The chain's 32 bytes.
	pub chain_id: ChainId,
	/// The dispute's number.
	pub dispute: DisputeId,
	/// Who was drawn.
	pub arbiter: [u8; 32],
	/// `SHA-256(salt || statement)`, from when it was opened.
	pub digest: SaltedDigest,
}

/// A disputed contribution as the chain has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Disputed {
	/// What its envelope is bound to.
	pub context: Context,
	/// The recipient key that it pinned.
	pub recipient: Point,
	/// Its envelope.
	pub envelope: EnvelopeBytes,
}

/// What the sponsor says and shows.
pub struct Evidence {
	/// What is wrong.
	pub statement: String,
	/// What each contribution's envelope opens to, proven, in the order of the dispute; empty if
	/// nothing was opened.
	pub secrets: Vec<DataSecret>,
	/// Whatever was added.
	pub attachment: Vec<u8>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct HeaderLine {
	format: String,
	chain: String,
	dispute: DisputeId,
	arbiter: String,
	salt: String,
	openings: Vec<OpeningLine>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct OpeningLine {
	subject: String,
	dataset: String,
	secret: String,
	proof: String,
}

impl Drop for OpeningLine {
	fn drop(&mut self) {
		self.secret.zeroize();
	}
}

impl Drop for HeaderLine {
	fn drop(&mut self) {
		self.salt.zeroize();
	}
}

/// What `disputes.open` takes as evidence: `SHA-256(salt || statement)`.
pub fn digest(salt: &[u8; 32], statement: &str) -> Result<SaltedDigest, EvidenceError> {
	let sound = (1..=MAX_STATEMENT_LEN).contains(&statement.len()) && !statement.contains('\n');
	if !sound {
		return Err(EvidenceError::Statement);
	}
	Ok(Sha256::new().chain_update(salt).chain_update(statement).finalize().into())
}

/// The evidence key of an age recipient: the 32 bytes inside `age1...`.
pub fn evidence_key(recipient: &x25519::Recipient) -> [u8; 32] {
	bech32::decode(&recipient.to_string())
		.ok()
		.and_then(|(_, bytes)| bytes.try_into().ok())
		.expect("an X25519 recipient is 32 bytes in Bech32")
}

/// The age recipient of an evidence key.
pub fn recipient(key: &[u8; 32]) -> Result<x25519::Recipient, EvidenceError> {
	bech32::encode::<bech32::Bech32>(RECIPIENT_PREFIX, key)
		.ok()
		.and_then(|text| text.parse().ok())
		.ok_or(EvidenceError::InvalidKey)
}

/// Writes the evidence file for the arbiter of `case`, encrypted to `key`.
///
/// `openings`: each disputed contribution in the order of the dispute, with the recipient secret
/// that opens it; or none at all, where nothing could be fetched. Returns the writer.
pub fn prepare<W: Write>(
	case: &Case,
	openings: &[(Disputed, &RecipientSecret)],
	salt: &[u8; 32],
	statement: &str,
	attachment: &[u8],
	key: &[u8; 32],
	writer: W,
	rng: &mut (impl RngCore + CryptoRng),
) -> Result<W, EvidenceError> {
	if digest(salt, statement)? != case.digest {
		return Err(EvidenceError::OtherStatement);
	}
	if attachment.len() > MAX_ATTACHMENT_LEN {
		return Err(EvidenceError::LongAttachment);
	}
	let mut lines = Vec::new();
	for (index, (disputed, secret)) in openings.iter().enumerate() {
		if secret.public() != disputed.recipient {
			return Err(EvidenceError::OtherSecret(index));
		}
		let (envelope, context) = (&disputed.envelope, &disputed.context);
		let (opened, proof) =
			opening::prove(secret, envelope, context, case.dispute, &case.arbiter, rng)
				.map_err(|error| EvidenceError::Opening(index, error))?;
		lines.push(OpeningLine {
			subject: hex::encode(context.subject),
			dataset: hex::encode(context.digest),
			secret: hex::encode(opened.to_bytes().as_slice()),
			proof: hex::encode(proof),
		});
	}
	let header = HeaderLine {
		format: FORMAT.to_owned(),
		chain: hex::encode(case.chain_id),
		dispute: case.dispute,
		arbiter: hex::encode(case.arbiter),
		salt: hex::encode(salt),
		openings: lines,
	};
	let mut line = Buffer::default();
	serde_json::to_writer(&mut line, &header).map_err(|_| EvidenceError::Header("line"))?;

	let recipient = recipient(key)?;
	let encryptor = age::Encryptor::with_recipients(core::iter::once(&recipient as _))
		.map_err(|error| EvidenceError::from(io::Error::other(error)))?;
	let mut file = encryptor.wrap_output(writer)?;
	for part in [line.bytes(), b"\n", statement.as_bytes(), b"\n", attachment] {
		file.write_all(part)?;
	}
	Ok(file.finish()?)
}

/// Opens an evidence file with the arbiter's `identity` and checks it: it is for this case, says
/// what was committed to on chain, and every opening is proven. `disputed` has the dispute's
/// contributions in their order.
///
/// Whether the ciphertexts really are bad, the arbiter then sees by decrypting them.
pub fn check<R: BufRead>(
	case: &Case,
	disputed: &[Disputed],
	identity: &x25519::Identity,
	reader: R,
) -> Result<Evidence, EvidenceError> {
	let mut file = Reader::new(decrypt_with(identity, reader)?);
	let mut line = Buffer::default();
	// The error of the parser may repeat content.
	let header: HeaderLine = read_line(&mut file, &mut line, MAX_HEADER_LEN)?
		.and_then(|line| serde_json::from_slice(line).ok())
		.ok_or(EvidenceError::Header("line"))?;
	if header.format != FORMAT {
		return Err(EvidenceError::Header("format"));
	}
	if from_hex::<32>("chain", &header.chain)? != case.chain_id {
		return Err(EvidenceError::OtherCase("chain"));
	}
	if header.dispute != case.dispute {
		return Err(EvidenceError::OtherCase("dispute"));
	}
	if from_hex::<32>("arbiter", &header.arbiter)? != case.arbiter {
		return Err(EvidenceError::OtherCase("arbiter"));
	}
	let statement = read_line(&mut file, &mut line, MAX_STATEMENT_LEN + 1)?
		.and_then(|line| core::str::from_utf8(line).ok())
		.map(ToOwned::to_owned)
		.ok_or(EvidenceError::Statement)?;
	if digest(&from_hex("salt", &header.salt)?, &statement)? != case.digest {
		return Err(EvidenceError::OtherStatement);
	}
	if !header.openings.is_empty() && header.openings.len() != disputed.len() {
		return Err(EvidenceError::OtherContribution(header.openings.len().min(disputed.len())));
	}
	let secrets = header
		.openings
		.iter()
		.zip(disputed)
		.enumerate()
		.map(|(index, (line, disputed))| check_opening(case, index, line, disputed))
		.collect::<Result<Vec<_>, _>>()?;
	let mut attachment = Vec::new();
	file.take(MAX_ATTACHMENT_LEN as u64 + 1).read_to_end(&mut attachment)?;
	if attachment.len() > MAX_ATTACHMENT_LEN {
		return Err(EvidenceError::LongAttachment);
	}
	Ok(Evidence { statement, secrets, attachment })
}

fn check_opening(
	case: &Case,
	index: usize,
	line: &OpeningLine,
	disputed: &Disputed,
) -> Result<DataSecret, EvidenceError> {
	let context = &disputed.context;
	if from_hex::<32>("subject", &line.subject)? != context.subject
		|| from_hex::<32>("dataset", &line.dataset)? != context.digest
	{
		return Err(EvidenceError::OtherContribution(index));
	}
	let secret = Zeroizing::new(from_hex::<32>("secret", &line.secret)?);
	let proof = from_hex("proof", &line.proof)?;
	let (envelope, recipient) = (&disputed.envelope, &disputed.recipient);
	let (dispute, arbiter) = (case.dispute, &case.arbiter);
	opening::verify(&proof, envelope, recipient, context, dispute, arbiter, &secret)
		.and_then(|()| DataSecret::from_bytes(&secret))
		.map_err(|error| EvidenceError::Opening(index, error))
}

fn from_hex<const N: usize>(field: &'static str, text: &str) -> Result<[u8; N], EvidenceError> {
	let mut out = [0; N];
	hex::decode_to_slice(text, &mut out).map_err(|_| EvidenceError::Header(field))?;
	Ok(out)
}

/// Returns the next line without its line feed; none if it does not end within `limit` bytes.
fn read_line<'a>(
	reader: &mut impl BufRead,
	line: &'a mut Buffer,
	limit: usize,
) -> Result<Option<&'a [u8]>, EvidenceError> {
	let ends = line.read_line(reader, limit)?;
	line.pop();
	Ok(ends.then_some(line.bytes()))
}
