//! Hashes and buffers that are overwritten when they are dropped.

use hmac::{digest::KeyInit, Hmac};
use sha2::{Sha256, Sha512};
use zeroize::ZeroizeOnDrop;

#[cfg(feature = "payload")]
pub(crate) use buffers::{Buffer, Reader};

/// A hash or MAC in the state in which it knows no secret.
pub(crate) trait Blank {
	fn blank() -> Self;
}

impl Blank for Sha512 {
	fn blank() -> Self {
		Self::default()
	}
}

impl Blank for Hmac<Sha256> {
	fn blank() -> Self {
		<Self as KeyInit>::new(&Default::default())
	}
}

impl Blank for hkdf::Hkdf<Sha256> {
	fn blank() -> Self {
		Self::new(None, &[])
	}
}

/// A hash or MAC that has taken in a secret. `sha2` 0.10 and what is built on it do not wipe their
/// states; this overwrites it with a blank one, as `zeroize` advises for types of others.
#[derive(Clone)]
pub(crate) struct Wiped<H: Blank>(pub(crate) H);

impl<H: Blank> Drop for Wiped<H> {
	fn drop(&mut self) {
		self.0 = H::blank();
		zeroize::optimization_barrier(&self.0);
	}
}

impl<H: Blank> ZeroizeOnDrop for Wiped<H> {}

#[cfg(feature = "payload")]
mod buffers {
	use std::io::{self, BufRead, Read, Write};
	use zeroize::Zeroizing;

	const LINE_FEED: u8 = b'\n';

	/// Bytes that grow. A `Vec` leaves a copy where it stood before it grew; this wipes it.
	#[derive(Default)]
	pub(crate) struct Buffer(Zeroizing<Vec<u8>>);

	impl Buffer {
		const LEAST: usize = 1 << 10;

		pub(crate) fn bytes(&self) -> &[u8] {
			&self.0
		}

		/// Removes the last byte and returns it.
		pub(crate) fn pop(&mut self) -> Option<u8> {
			self.0.pop()
		}

		pub(crate) fn push(&mut self, bytes: &[u8]) {
			let len = self.0.len() + bytes.len();
			if len > self.0.capacity() {
				let room = len.max(2 * self.0.capacity()).max(Self::LEAST);
				let mut larger = Zeroizing::new(Vec::with_capacity(room));
				larger.extend_from_slice(&self.0);
				// The former place is wiped as it is dropped.
				self.0 = larger;
			}
			self.0.extend_from_slice(bytes);
		}

		/// Holds the next line after that, its line feed included, at most `limit` bytes of it.
		/// Returns whether the line feed was among them.
		pub(crate) fn read_line(
			&mut self,
			reader: &mut impl BufRead,
			limit: usize,
		) -> io::Result<bool> {
			self.0.clear();
			loop {
				let chunk = match reader.fill_buf() {
					Ok(chunk) => chunk,
					Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
					Err(error) => return Err(error),
				};
				let chunk = &chunk[..chunk.len().min(limit - self.0.len())];
				let end = chunk.iter().position(|byte| *byte == LINE_FEED);
				let taken = end.map_or(chunk.len(), |at| at + 1);
				self.push(&chunk[..taken]);
				reader.consume(taken);
				if end.is_some() || taken == 0 {
					return Ok(end.is_some());
				}
			}
		}
	}

	impl Write for Buffer {
		fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
			self.push(bytes);
			Ok(bytes.len())
		}

		fn flush(&mut self) -> io::Result<()> {
			Ok(())
		}
	}

	/// What `BufReader` does, with a buffer that is wiped.
	pub(crate) struct Reader<R> {
		inner: R,
		buffer: Zeroizing<Vec<u8>>,
		/// Where in the buffer what was not taken yet begins and ends.
		at: usize,
		end: usize,
	}

	impl<R: Read> Reader<R> {
		const SIZE: usize = 8 << 10;

		pub(crate) fn new(inner: R) -> Self {
			Self { inner, buffer: Zeroizing::new(vec![0; Self::SIZE]), at: 0, end: 0 }
		}
	}

	impl<R: Read> Read for Reader<R> {
		fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
			let chunk = self.fill_buf()?;
			let len = chunk.len().min(out.len());
			out[..len].copy_from_slice(&chunk[..len]);
			self.consume(len);
			Ok(len)
		}
	}

	impl<R: Read> BufRead for Reader<R> {
		fn fill_buf(&mut self) -> io::Result<&[u8]> {
			if self.at == self.end {
				(self.at, self.end) = (0, 0);
				self.end = self.inner.read(&mut self.buffer)?;
			}
			Ok(&self.buffer[self.at..self.end])
		}

		fn consume(&mut self, taken: usize) {
			self.at = (self.at + taken).min(self.end);
		}
	}

	#[cfg(test)]
	mod tests {
		use super::*;

		#[test]
		fn a_buffer_gives_back_what_was_pushed() {
			let mut buffer = Buffer::default();
			let mut expected = Vec::new();
			for n in [0, 1, 1023, 1, 5000, 70_000, 3] {
				let part = vec![n as u8; n];
				buffer.push(&part);
				expected.extend(part);
				assert_eq!(buffer.bytes(), expected);
			}
			assert_eq!(buffer.pop(), Some(3));
			assert_eq!(buffer.bytes().len(), 76_027);
		}

		#[test]
		fn lines_end_at_their_line_feed_or_at_the_limit() {
			let text = [&[b'a'; 20_000][..], b"\n\nrest"].concat();
			for limit in [20_001, 30_000] {
				let mut reader = Reader::new(&text[..]);
				let mut line = Buffer::default();
				assert!(line.read_line(&mut reader, limit).expect("memory"));
				assert_eq!(line.bytes(), &text[..20_001]);
				assert!(line.read_line(&mut reader, limit).expect("memory"));
				assert_eq!(line.bytes(), b"\n");
				assert!(!line.read_line(&mut reader, limit).expect("memory"));
				assert_eq!(line.bytes(), b"rest");
				assert!(!line.read_line(&mut reader, limit).expect("memory"));
				assert_eq!(line.bytes(), b"");
			}
			let mut reader = Reader::new(&text[..]);
			let mut line = Buffer::default();
			assert!(!line.read_line(&mut reader, 20_000).expect("memory"));
			assert_eq!(line.bytes(), &text[..20_000]);
			let mut rest = Vec::new();
			reader.read_to_end(&mut rest).expect("memory");
			assert_eq!(rest, &text[20_000..]);
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use hmac::Mac;
	use sha2::Digest;

	#[test]
	fn what_is_left_of_a_hash_is_blank() {
		assert_eq!(Sha512::blank().finalize(), Sha512::digest([]));
		let mac = <Hmac<Sha256> as Blank>::blank().finalize().into_bytes();
		let empty_key = <Hmac<Sha256> as Mac>::new_from_slice(&[]).expect("any length");
		assert_eq!(mac, empty_key.finalize().into_bytes());
	}
}
