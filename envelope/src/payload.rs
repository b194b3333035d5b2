//! The payload: a standard age v1 file, and the plaintext inside it.
//!
//! The plaintext is a manifest (one line of JSON), then one record a line, byte for byte as it was
//! received, then spaces up to the next Padme bucket. Any age tool opens the file once the data
//! secret is known; any NDJSON tool reads what comes out. `docs/protocol.md` has the format.
//!
//! Both ways stream: nothing but one chunk of 64 KiB, one record and the leaves of the tree (32 bytes
//! a record) is held.

use crate::{
	keys::{DataKey, DataSecret},
	merkle::{BatchTree, BatchTreeBuilder},
	statements,
};
use age::{
	secrecy::{ExposeSecret, SecretString},
	stream::{StreamReader, StreamWriter},
	x25519,
};
use alloc::{
	borrow::ToOwned,
	format,
	string::{String, ToString},
	vec::Vec,
};
use epione_primitives::{padme, ChainId, Digest, KeyScheme, Modality, Point};
use serde::{Deserialize, Serialize};
use std::io::{self, BufRead, BufReader, Read, Write};
use zeroize::{Zeroize, Zeroizing};

/// What the manifest names as its format.
pub const FORMAT: &str = "epione/v1/payload";
/// FHIR R4.
pub const FHIR_R4: &str = "4.0.1";
/// Greatest length of the manifest's line, its line feed included.
pub const MAX_MANIFEST_LEN: usize = 4096;
/// Greatest length of a record, without its line feed: 16 MiB.
pub const MAX_RECORD_LEN: usize = 16 << 20;
/// What the padding consists of: spaces, which NDJSON readers skip.
pub const PADDING: u8 = b' ';

const SECRET_KEY_PREFIX: bech32::Hrp = bech32::Hrp::parse_unchecked("age-secret-key-");
const LINE_FEED: u8 = b'\n';

/// Why a payload cannot be sealed or opened. Never contains any of the content.
#[derive(Debug)]
#[non_exhaustive]
pub enum PayloadError {
	/// Reading or writing failed.
	Io(io::Error),
	/// The file is no age file, or it is damaged.
	Age(age::DecryptError),
	/// The data secret and key commitment do not open this file.
	WrongKey,
	/// The manifest's line is longer than [`MAX_MANIFEST_LEN`], or there is none.
	ManifestLength,
	/// The manifest is not what [`FORMAT`] says.
	Manifest(String),
	/// A count outside of 1 to 65,536.
	Count(u32),
	/// The plaintext ends before this record (counted from 0).
	MissingRecord(u32),
	/// This record is empty: only padding leaves are.
	EmptyRecord(u32),
	/// This record is longer than [`MAX_RECORD_LEN`].
	LongRecord(u32),
	/// This record contains a line feed. Write the resource on one line first.
	LineFeedInRecord(u32),
	/// This record is not UTF-8.
	NotUtf8(u32),
	/// Not the records that were announced: their number, or their total length, differs.
	NotAsAnnounced {
		/// Records announced, and their total length in bytes.
		announced: (u32, u64),
		/// Records written, and their total length in bytes.
		written: (u32, u64),
	},
	/// After the records comes something other than the announced padding.
	Padding,
	/// The plaintext's length is no Padme bucket.
	NotPadded(u64),
}

impl core::fmt::Display for PayloadError {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		match self {
			Self::Io(error) => write!(f, "reading or writing the payload failed: {error}"),
			Self::Age(error) => write!(f, "the payload is not a sound age file: {error}"),
			Self::WrongKey => f.write_str(
				"this data secret and key commitment do not open the payload: it is another dataset's",
			),
			Self::ManifestLength => write!(
				f,
				"the payload's first line is no manifest: it is empty, unfinished or longer than {MAX_MANIFEST_LEN} bytes"
			),
			Self::Manifest(what) => write!(f, "the payload's manifest is refused: {what}"),
			Self::Count(count) => write!(
				f,
				"a batch has 1 to {} records, not {count}",
				BatchTreeBuilder::MAX_RECORDS
			),
			Self::MissingRecord(index) => write!(f, "the payload ends before record {index}"),
			Self::EmptyRecord(index) => write!(f, "record {index} is empty"),
			Self::LongRecord(index) => {
				write!(f, "record {index} is longer than {MAX_RECORD_LEN} bytes")
			},
			Self::LineFeedInRecord(index) => {
				write!(f, "record {index} contains a line feed; write the resource on one line")
			},
			Self::NotUtf8(index) => write!(f, "record {index} is not UTF-8"),
			Self::NotAsAnnounced { announced, written } => write!(
				f,
				"{} records of {} bytes were announced, but {} of {} bytes were written",
				announced.0, announced.1, written.0, written.1
			),
			Self::Padding => {
				f.write_str("after the records comes something other than the announced padding")
			},
			Self::NotPadded(len) => {
				write!(f, "the plaintext's length, {len} bytes, is no Padme bucket")
			},
		}
	}
}

impl std::error::Error for PayloadError {
	fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
		match self {
			Self::Io(error) => Some(error),
			Self::Age(error) => Some(error),
			_ => None,
		}
	}
}

impl From<io::Error> for PayloadError {
	fn from(error: io::Error) -> Self {
		Self::Io(error)
	}
}

impl From<age::DecryptError> for PayloadError {
	fn from(error: age::DecryptError) -> Self {
		match error {
			age::DecryptError::NoMatchingKeys | age::DecryptError::KeyDecryptionFailed => {
				Self::WrongKey
			},
			age::DecryptError::Io(error) => Self::Io(error),
			error => Self::Age(error),
		}
	}
}

impl DataSecret {
	/// The payload's age identity.
	pub fn age_identity(&self, key_commitment: &Point) -> x25519::Identity {
		let bytes = self.age_identity_bytes(key_commitment);
		// 32 bytes always encode, and what was encoded always parses.
		bech32::encode_upper::<bech32::Bech32>(SECRET_KEY_PREFIX, bytes.as_ref())
			.ok()
			.map(Zeroizing::new)
			.and_then(|text| text.parse().ok())
			.expect("an X25519 secret is any 32 bytes")
	}

	/// The payload's age identity as text, `AGE-SECRET-KEY-1...`, for other age tools.
	pub fn age_secret_key(&self, key_commitment: &Point) -> SecretString {
		self.age_identity(key_commitment).to_string()
	}

	/// The payload's age recipient, `age1...`.
	pub fn age_recipient(&self, key_commitment: &Point) -> x25519::Recipient {
		self.age_identity(key_commitment).to_public()
	}
}

/// A device's signature over the batch statement, with what the statement says beyond the records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceSignature {
	/// The device: its public key.
	pub device: [u8; 32],
	/// Scheme of its key.
	pub scheme: KeyScheme,
	/// Claim counter.
	pub claim: u32,
	/// Sequence number.
	pub seq: u64,
	/// The signature.
	pub signature: [u8; 64],
}

impl DeviceSignature {
	/// The statement that the signature is over.
	pub fn statement(
		&self,
		chain_id: &ChainId,
		owner: &[u8; 32],
		root: &Digest,
		depth: u8,
	) -> Vec<u8> {
		statements::batch(chain_id, &self.device, owner, self.claim, self.seq, root, depth)
	}
}

/// What the first line of a payload says.
///
/// `Debug` leaves the batch seed out: with it, records can be guessed from their leaves.
#[derive(Clone, PartialEq, Eq)]
pub struct Manifest {
	/// Version of FHIR, like `4.0.1`.
	pub fhir: String,
	/// Kind of data.
	pub modality: Modality,
	/// The device's signature, if a device signed.
	pub device: Option<DeviceSignature>,
	/// The batch seed, from which the salts come.
	pub seed: [u8; 32],
	/// The true count of records: 1 to 65,536.
	pub count: u32,
}

impl core::fmt::Debug for Manifest {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		f.debug_struct("Manifest")
			.field("fhir", &self.fhir)
			.field("modality", &self.modality)
			.field("device", &self.device)
			.field("count", &self.count)
			.finish_non_exhaustive()
	}
}

impl Drop for Manifest {
	fn drop(&mut self) {
		self.seed.zeroize();
	}
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ManifestLine {
	format: String,
	fhir: String,
	modality: String,
	#[serde(default, skip_serializing_if = "Option::is_none")]
	device: Option<DeviceLine>,
	seed: String,
	count: u32,
	padding: u64,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct DeviceLine {
	id: String,
	scheme: String,
	claim: u32,
	seq: u64,
	signature: String,
}

impl Drop for ManifestLine {
	fn drop(&mut self) {
		self.seed.zeroize();
	}
}

/// The modality's name in a manifest.
pub const fn modality_name(modality: Modality) -> &'static str {
	match modality {
		Modality::Wearable => "Wearable",
		Modality::HomeMonitor => "HomeMonitor",
		Modality::Implant => "Implant",
		Modality::BedsideMonitor => "BedsideMonitor",
		Modality::Imaging => "Imaging",
		Modality::Laboratory => "Laboratory",
		Modality::Questionnaire => "Questionnaire",
		Modality::ClinicalNote => "ClinicalNote",
		Modality::Genomic => "Genomic",
	}
}

/// The scheme's name in a manifest.
pub const fn scheme_name(scheme: KeyScheme) -> &'static str {
	match scheme {
		KeyScheme::Ed25519 => "ed25519",
		KeyScheme::Sr25519 => "sr25519",
	}
}

fn check_count(count: u32) -> Result<(), PayloadError> {
	if (1..=BatchTreeBuilder::MAX_RECORDS).contains(&count) {
		Ok(())
	} else {
		Err(PayloadError::Count(count))
	}
}

/// `4.0.1` and its like: three numbers, at most 16 characters.
fn check_fhir(version: &str) -> Result<(), PayloadError> {
	let numbers = version.split('.').collect::<Vec<_>>();
	let sound = version.len() <= 16
		&& numbers.len() == 3
		&& numbers.iter().all(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()));
	if sound {
		Ok(())
	} else {
		Err(PayloadError::Manifest("\"fhir\" is no version like \"4.0.1\"".to_owned()))
	}
}

fn from_hex<const N: usize>(field: &str, text: &str) -> Result<[u8; N], PayloadError> {
	let mut out = [0; N];
	hex::decode_to_slice(text, &mut out).map_err(|error| {
		PayloadError::Manifest(format!("\"{field}\" is not {N} bytes in hexadecimal: {error}"))
	})?;
	Ok(out)
}

impl Manifest {
	fn check(&self) -> Result<(), PayloadError> {
		check_count(self.count)?;
		check_fhir(&self.fhir)
	}

	/// The line with this padding, its line feed included.
	fn line(&self, padding: u64) -> Result<Zeroizing<Vec<u8>>, PayloadError> {
		let line = ManifestLine {
			format: FORMAT.to_owned(),
			fhir: self.fhir.clone(),
			modality: modality_name(self.modality).to_owned(),
			device: self.device.as_ref().map(|device| DeviceLine {
				id: hex::encode(device.device),
				scheme: scheme_name(device.scheme).to_owned(),
				claim: device.claim,
				seq: device.seq,
				signature: hex::encode(device.signature),
			}),
			seed: hex::encode(self.seed),
			count: self.count,
			padding,
		};
		let mut bytes =
			Zeroizing::new(serde_json::to_vec(&line).map_err(|error| {
				PayloadError::Manifest(format!("it cannot be written: {error}"))
			})?);
		bytes.push(LINE_FEED);
		Ok(bytes)
	}

	/// The manifest and the padding that it announces.
	fn parse(line: &[u8]) -> Result<(Self, u64), PayloadError> {
		let line: ManifestLine = serde_json::from_slice(line).map_err(|error| {
			// serde quotes what it found: the batch seed, or a record where a manifest should be. Only
			// the names of our own fields are safe to repeat.
			let (text, column) = (error.to_string(), error.column());
			PayloadError::Manifest(
				if text.starts_with("missing field") || text.starts_with("duplicate field") {
					text
				} else if text.starts_with("unknown field") {
					format!("it has a field that {FORMAT:?} has not, before column {column}")
				} else {
					format!("it is not the JSON object of {FORMAT:?}: see before column {column}")
				},
			)
		})?;
		if line.format != FORMAT {
			return Err(PayloadError::Manifest(format!(
				"its format is {:?}, and this program reads {FORMAT:?}",
				line.format
			)));
		}
		let modality = Modality::ALL
			.into_iter()
			.find(|modality| modality_name(*modality) == line.modality)
			.ok_or_else(|| {
				PayloadError::Manifest(format!("there is no modality {:?}", line.modality))
			})?;
		let device = match &line.device {
			None => None,
			Some(device) => Some(DeviceSignature {
				device: from_hex("device.id", &device.id)?,
				scheme: [KeyScheme::Ed25519, KeyScheme::Sr25519]
					.into_iter()
					.find(|scheme| scheme_name(*scheme) == device.scheme)
					.ok_or_else(|| {
						PayloadError::Manifest(format!(
							"there is no signature scheme {:?}",
							device.scheme
						))
					})?,
				claim: device.claim,
				seq: device.seq,
				signature: from_hex("device.signature", &device.signature)?,
			}),
		};
		let manifest = Self {
			fhir: line.fhir.clone(),
			modality,
			device,
			seed: from_hex("seed", &line.seed)?,
			count: line.count,
		};
		manifest.check()?;
		Ok((manifest, line.padding))
	}
}

/// The manifest's line and the padding for records of this total length (without line feeds).
///
/// The padding's digits are themselves part of what is padded, so this takes the least bucket for
/// which both agree.
fn plan(manifest: &Manifest, records_len: u64) -> Result<(Zeroizing<Vec<u8>>, u64), PayloadError> {
	manifest.check()?;
	// The line with padding 0 has one digit.
	let bare = manifest.line(0)?.len() as u64 - 1 + records_len + u64::from(manifest.count);
	let mut bucket = padme(bare + 1);
	loop {
		for digits in 1..=20u32 {
			let Some(padding) = bucket.checked_sub(bare + u64::from(digits)) else { break };
			if padding.checked_ilog10().unwrap_or(0) + 1 == digits {
				return Ok((manifest.line(padding)?, padding));
			}
		}
		bucket = padme(bucket + 1);
	}
}

/// The length of the plaintext for records of this total length (without line feeds): a Padme
/// bucket. It is what is anchored as the dataset's size.
pub fn plaintext_len(manifest: &Manifest, records_len: u64) -> Result<u64, PayloadError> {
	let (line, padding) = plan(manifest, records_len)?;
	Ok(line.len() as u64 + records_len + u64::from(manifest.count) + padding)
}

/// Writes a plaintext.
pub struct PayloadWriter<W> {
	writer: W,
	announced: (u32, u64),
	written: (u32, u64),
	padding: u64,
	len: u64,
}

impl<W: Write> PayloadWriter<W> {
	/// Writes the manifest. `records_len` is the total length of the records, without line feeds: the
	/// manifest comes first and announces the padding, so it must be known.
	pub fn new(mut writer: W, manifest: &Manifest, records_len: u64) -> Result<Self, PayloadError> {
		let (line, padding) = plan(manifest, records_len)?;
		writer.write_all(&line)?;
		let len = line.len() as u64 + records_len + u64::from(manifest.count) + padding;
		Ok(Self { writer, announced: (manifest.count, records_len), written: (0, 0), padding, len })
	}

	/// Writes the next record, byte for byte.
	pub fn write_record(&mut self, record: &[u8]) -> Result<(), PayloadError> {
		check_record(self.written.0, record)?;
		let written = (self.written.0 + 1, self.written.1 + record.len() as u64);
		if written.0 > self.announced.0 || written.1 > self.announced.1 {
			return Err(PayloadError::NotAsAnnounced { announced: self.announced, written });
		}
		self.writer.write_all(record)?;
		self.writer.write_all(&[LINE_FEED])?;
		self.written = written;
		Ok(())
	}

	/// Writes the padding. Gives the writer back, and the length of the plaintext.
	pub fn finish(mut self) -> Result<(W, u64), PayloadError> {
		if self.written != self.announced {
			return Err(PayloadError::NotAsAnnounced {
				announced: self.announced,
				written: self.written,
			});
		}
		io::copy(&mut io::repeat(PADDING).take(self.padding), &mut self.writer)?;
		Ok((self.writer, self.len))
	}
}

fn check_record(index: u32, record: &[u8]) -> Result<(), PayloadError> {
	if record.is_empty() {
		return Err(PayloadError::EmptyRecord(index));
	}
	if record.len() > MAX_RECORD_LEN {
		return Err(PayloadError::LongRecord(index));
	}
	if record.contains(&LINE_FEED) {
		return Err(PayloadError::LineFeedInRecord(index));
	}
	core::str::from_utf8(record).map_err(|_| PayloadError::NotUtf8(index))?;
	Ok(())
}

/// What is known of a plaintext that was read to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
	/// The tree over the records: compare its root and depth with the anchored ones.
	pub tree: BatchTree,
	/// Length of the plaintext: compare with the anchored size.
	pub plaintext_len: u64,
}

/// Reads a plaintext, strictly, and computes its tree on the way.
pub struct PayloadReader<R> {
	reader: BufReader<R>,
	manifest: Manifest,
	padding: u64,
	tree: BatchTreeBuilder,
	line: Zeroizing<Vec<u8>>,
	len: u64,
}

impl<R: Read> PayloadReader<R> {
	/// Reads the manifest.
	pub fn new(reader: R) -> Result<Self, PayloadError> {
		let mut reader = BufReader::with_capacity(1 << 16, reader);
		let mut line = Zeroizing::new(Vec::new());
		read_line(&mut reader, &mut line, MAX_MANIFEST_LEN)?;
		let len = line.len() as u64;
		let Some(LINE_FEED) = line.pop() else { return Err(PayloadError::ManifestLength) };
		let (manifest, padding) = Manifest::parse(&line)?;
		let tree = BatchTreeBuilder::new(&manifest.seed);
		Ok(Self { reader, manifest, padding, tree, line, len })
	}

	/// The manifest.
	pub fn manifest(&self) -> &Manifest {
		&self.manifest
	}

	/// The next record without its line feed; `None` after the last.
	///
	/// Nothing is proved about a record until [`Self::finish`] has given the root.
	pub fn next_record(&mut self) -> Result<Option<&[u8]>, PayloadError> {
		let index = self.tree.count();
		if index == self.manifest.count {
			return Ok(None);
		}
		read_line(&mut self.reader, &mut self.line, MAX_RECORD_LEN + 1)?;
		self.len += self.line.len() as u64;
		if self.line.pop() != Some(LINE_FEED) {
			return Err(if self.line.len() >= MAX_RECORD_LEN {
				PayloadError::LongRecord(index)
			} else {
				PayloadError::MissingRecord(index)
			});
		}
		check_record(index, &self.line)?;
		if !self.tree.push(&self.line) {
			return Err(PayloadError::Count(self.manifest.count));
		}
		Ok(Some(&self.line))
	}

	/// Reads what is left and checks the padding: the announced number of spaces, then the end, at a
	/// Padme bucket.
	pub fn finish(mut self) -> Result<Summary, PayloadError> {
		while self.next_record()?.is_some() {}
		let mut left = self.padding;
		loop {
			let chunk = self.reader.fill_buf()?;
			if chunk.is_empty() {
				break;
			}
			let len = chunk.len();
			left = left.checked_sub(len as u64).ok_or(PayloadError::Padding)?;
			if chunk.iter().any(|byte| *byte != PADDING) {
				return Err(PayloadError::Padding);
			}
			self.reader.consume(len);
		}
		if left != 0 {
			return Err(PayloadError::Padding);
		}
		let plaintext_len = self.len + self.padding;
		if !epione_primitives::is_padme(plaintext_len) {
			return Err(PayloadError::NotPadded(plaintext_len));
		}
		let count = self.manifest.count;
		let tree = self.tree.finish().ok_or(PayloadError::Count(count))?;
		Ok(Summary { tree, plaintext_len })
	}
}

/// Reads up to and with the next line feed, at most `limit` bytes.
fn read_line<R: Read>(
	reader: &mut BufReader<R>,
	line: &mut Vec<u8>,
	limit: usize,
) -> Result<(), PayloadError> {
	line.clear();
	reader.take(limit as u64).read_until(LINE_FEED, line)?;
	Ok(())
}

/// Writes a payload: encrypts while records are written.
pub struct Sealer<W: Write>(PayloadWriter<StreamWriter<W>>);

impl<W: Write> Sealer<W> {
	/// Begins the payload of the dataset of `key`; see [`PayloadWriter::new`].
	pub fn new(
		key: &DataKey,
		manifest: &Manifest,
		records_len: u64,
		writer: W,
	) -> Result<Self, PayloadError> {
		let stream = encrypt(&key.secret(), &key.commitment(), writer)?;
		PayloadWriter::new(stream, manifest, records_len).map(Self)
	}

	/// Writes the next record, byte for byte.
	pub fn write_record(&mut self, record: &[u8]) -> Result<(), PayloadError> {
		self.0.write_record(record)
	}

	/// Ends the payload. Gives the writer back, and the length of the plaintext.
	///
	/// Without this the file is cut short, and does not decrypt.
	pub fn finish(self) -> Result<(W, u64), PayloadError> {
		let (stream, len) = self.0.finish()?;
		let mut writer = stream.finish()?;
		writer.flush()?;
		Ok((writer, len))
	}
}

/// Seals `records` into a payload of the dataset of `key`. Gives the writer back, and the length of
/// the plaintext.
pub fn seal_to<W: Write, T: AsRef<[u8]>>(
	key: &DataKey,
	manifest: &Manifest,
	records: &[T],
	writer: W,
) -> Result<(W, u64), PayloadError> {
	let records_len = records.iter().map(|record| record.as_ref().len() as u64).sum();
	let mut sealer = Sealer::new(key, manifest, records_len, writer)?;
	for record in records {
		sealer.write_record(record.as_ref())?;
	}
	sealer.finish()
}

/// Opens a payload. Read the records, then call [`PayloadReader::finish`].
pub fn open<R: BufRead>(
	secret: &DataSecret,
	key_commitment: &Point,
	reader: R,
) -> Result<PayloadReader<StreamReader<R>>, PayloadError> {
	PayloadReader::new(decrypt(secret, key_commitment, reader)?)
}

/// An age file to the dataset's recipient, whatever is written into it.
pub fn encrypt<W: Write>(
	secret: &DataSecret,
	key_commitment: &Point,
	writer: W,
) -> Result<StreamWriter<W>, PayloadError> {
	let recipient = secret.age_recipient(key_commitment);
	let encryptor = age::Encryptor::with_recipients(core::iter::once(&recipient as _))
		// One X25519 recipient is always a valid set.
		.map_err(|error| PayloadError::Io(io::Error::other(error)))?;
	Ok(encryptor.wrap_output(writer)?)
}

/// What is inside an age file to the dataset's recipient, whatever it is.
pub fn decrypt<R: BufRead>(
	secret: &DataSecret,
	key_commitment: &Point,
	reader: R,
) -> Result<StreamReader<R>, PayloadError> {
	decrypt_with(&secret.age_identity(key_commitment), reader)
}

/// What is inside an age file, with an identity that is given.
pub fn decrypt_with<R: BufRead>(
	identity: &x25519::Identity,
	reader: R,
) -> Result<StreamReader<R>, PayloadError> {
	let decryptor = age::Decryptor::new_buffered(reader)?;
	Ok(decryptor.decrypt(core::iter::once(identity as _))?)
}

/// The text of a secret key, for tools that ask for it.
pub fn expose(secret: &SecretString) -> &str {
	secret.expose_secret()
}
