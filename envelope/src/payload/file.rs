//! The age file around the plaintext: [`seal_to`] writes one, [`open`] reads it. The data key that
//! opens it is sealed for its reader elsewhere: [`crate::envelope`].

use super::{
	error::PayloadError,
	manifest::Manifest,
	plaintext::{PayloadReader, PayloadWriter},
};
use crate::keys::{DataKey, DataSecret};
use age::{
	secrecy::{ExposeSecret, SecretString},
	stream::{StreamReader, StreamWriter},
	x25519,
};
use alloc::string::String;
use epione_primitives::Point;
use std::io::{self, BufRead, Write};
use zeroize::Zeroizing;

const SECRET_KEY_PREFIX: bech32::Hrp = bech32::Hrp::parse_unchecked("age-secret-key-");
/// Length of a secret key as text: the buffer must not grow.
const SECRET_KEY_LEN: usize = 74;

impl DataSecret {
	/// The payload's age identity.
	pub fn age_identity(&self, key_commitment: &Point) -> x25519::Identity {
		let bytes = self.age_identity_bytes(key_commitment);
		// 32 bytes always encode, and what was encoded always parses.
		let mut text = Zeroizing::new(String::with_capacity(SECRET_KEY_LEN));
		bech32::encode_upper_to_fmt::<bech32::Bech32, String>(
			&mut text,
			SECRET_KEY_PREFIX,
			bytes.as_ref(),
		)
		.ok()
		.and_then(|()| text.parse().ok())
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

	/// Ends the payload. Returns the writer and the length of the plaintext.
	///
	/// Without this the file is cut short, and does not decrypt.
	pub fn finish(self) -> Result<(W, u64), PayloadError> {
		let (stream, len) = self.0.finish()?;
		let mut writer = stream.finish()?;
		writer.flush()?;
		Ok((writer, len))
	}
}

/// Seals `records` into a payload of the dataset of `key`. Returns the writer and the length of the
/// plaintext.
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

/// Begins an age file to the dataset's recipient; anything may be written into it.
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

/// Reads what is inside an age file to the dataset's recipient, whatever it is.
pub fn decrypt<R: BufRead>(
	secret: &DataSecret,
	key_commitment: &Point,
	reader: R,
) -> Result<StreamReader<R>, PayloadError> {
	decrypt_with(&secret.age_identity(key_commitment), reader)
}

/// Reads what is inside an age file, with a given identity.
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
