//! Why a payload cannot be sealed or opened.

use super::format::{MAX_MANIFEST_LEN, MAX_RECORD_LEN};
use crate::merkle::BatchTreeBuilder;
use alloc::string::String;
use std::io;

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
	/// The manifest is not what [`FORMAT`](super::FORMAT) says.
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
	/// The plaintext's length is no Padme bucket, and so none of the sizes that plaintexts have.
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
				write!(f, "the plaintext's length, {len} bytes, is none that plaintexts have")
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
