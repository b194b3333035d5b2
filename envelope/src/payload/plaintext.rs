//! The plaintext: the manifest, the records and the padding, written and read as a stream.

use super::{
	error::PayloadError,
	format::{LINE_FEED, MAX_MANIFEST_LEN, MAX_RECORD_LEN, PADDING},
	manifest::{plan, Manifest},
};
use crate::{
	merkle::{BatchTree, BatchTreeBuilder},
	wipe::{Buffer, Reader},
};
use std::io::{self, BufRead, Read, Write};

/// Writes a plaintext.
pub struct PayloadWriter<W> {
	writer: W,
	announced: (u32, u64),
	written: (u32, u64),
	padding: u64,
	len: u64,
}

impl<W: Write> PayloadWriter<W> {
	/// Writes the manifest. `records_len` is the total length of the records, without line feeds:
	/// the manifest comes first and announces the padding, so it must be known.
	pub fn new(mut writer: W, manifest: &Manifest, records_len: u64) -> Result<Self, PayloadError> {
		let (line, padding) = plan(manifest, records_len)?;
		writer.write_all(line.bytes())?;
		let len = line.bytes().len() as u64 + records_len + u64::from(manifest.count) + padding;
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

	/// Writes the padding. Returns the writer and the length of the plaintext.
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
	reader: Reader<R>,
	manifest: Manifest,
	padding: u64,
	tree: BatchTreeBuilder,
	line: Buffer,
	len: u64,
}

impl<R: Read> PayloadReader<R> {
	/// Reads the manifest.
	pub fn new(reader: R) -> Result<Self, PayloadError> {
		let mut reader = Reader::new(reader);
		let mut line = Buffer::default();
		line.read_line(&mut reader, MAX_MANIFEST_LEN)?;
		let len = line.bytes().len() as u64;
		let Some(LINE_FEED) = line.pop() else { return Err(PayloadError::ManifestLength) };
		let (manifest, padding) = Manifest::parse(line.bytes())?;
		let tree = BatchTreeBuilder::new(&manifest.seed);
		Ok(Self { reader, manifest, padding, tree, line, len })
	}

	/// The manifest.
	pub fn manifest(&self) -> &Manifest {
		&self.manifest
	}

	/// The next record without its line feed; `None` after the last.
	///
	/// Nothing is proved about a record until [`Self::finish`] has returned the root.
	pub fn next_record(&mut self) -> Result<Option<&[u8]>, PayloadError> {
		let index = self.tree.count();
		if index == self.manifest.count {
			return Ok(None);
		}
		self.line.read_line(&mut self.reader, MAX_RECORD_LEN + 1)?;
		self.len += self.line.bytes().len() as u64;
		if self.line.pop() != Some(LINE_FEED) {
			return Err(if self.line.bytes().len() >= MAX_RECORD_LEN {
				PayloadError::LongRecord(index)
			} else {
				PayloadError::MissingRecord(index)
			});
		}
		check_record(index, self.line.bytes())?;
		if !self.tree.push(self.line.bytes()) {
			return Err(PayloadError::Count(self.manifest.count));
		}
		Ok(Some(self.line.bytes()))
	}

	/// Reads what is left and checks the padding: the announced number of spaces, then the end, at
	/// a Padme bucket. (All [sizes](super::padded_size) are; other buckets are those of plaintexts
	/// that were padded before there were sizes.)
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
