//! Decisions, taken from a fuzzer's bytes.

use arbitrary::Unstructured;

/// Bytes that decide what is done. Once they are used up, every decision is the first.
pub struct Input<'a>(Unstructured<'a>);

impl<'a> Input<'a> {
	/// Decides by these bytes.
	pub fn new(bytes: &'a [u8]) -> Self {
		Self(Unstructured::new(bytes))
	}

	/// Whether all bytes are used up.
	pub fn is_over(&self) -> bool {
		self.0.is_empty()
	}

	/// The next byte.
	pub fn byte(&mut self) -> u8 {
		self.0.arbitrary().unwrap_or_default()
	}

	/// A number of any size.
	pub fn number(&mut self) -> u64 {
		self.0.arbitrary().unwrap_or_default()
	}

	/// From 0 to `bound`, exclusive; 0 if that is 0.
	pub fn below(&mut self, bound: usize) -> usize {
		let drawn = match bound {
			0..=256 => usize::from(self.byte()),
			_ => usize::from(self.byte()) << 8 | usize::from(self.byte()),
		};
		drawn % bound.max(1)
	}

	/// True in `of_256` of 256 cases.
	pub fn chance(&mut self, of_256: u8) -> bool {
		self.byte() < of_256
	}

	/// One of them, if there are any.
	pub fn pick<T: Clone>(&mut self, of: &[T]) -> Option<T> {
		of.get(self.below(of.len())).cloned()
	}

	/// An array of any bytes.
	pub fn array<const N: usize>(&mut self) -> [u8; N] {
		self.0.arbitrary().unwrap_or([0; N])
	}
}
