//! Reproducible randomness: splitmix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number
//! generators", 2014). The keys in these tests protect nothing.

use epione_envelope::rand_core::{impls, CryptoRng, Error, RngCore};

/// A stream of numbers determined by its seed.
#[derive(Clone)]
pub struct Rng(u64);

impl Rng {
	pub fn new(seed: u64) -> Self {
		Self(seed)
	}

	pub fn next(&mut self) -> u64 {
		self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
		let mut z = self.0;
		z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
		z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
		z ^ (z >> 31)
	}

	/// From 0 to `bound`, exclusive.
	pub fn below(&mut self, bound: usize) -> usize {
		(self.next() % bound.max(1) as u64) as usize
	}

	/// True in `percent` of 100 cases.
	pub fn chance(&mut self, percent: u64) -> bool {
		self.next() % 100 < percent
	}

	/// Picks one of them.
	pub fn pick<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
		if of.is_empty() {
			return None;
		}
		of.get(self.below(of.len()))
	}
}

impl RngCore for Rng {
	fn next_u32(&mut self) -> u32 {
		self.next() as u32
	}

	fn next_u64(&mut self) -> u64 {
		self.next()
	}

	fn fill_bytes(&mut self, dest: &mut [u8]) {
		impls::fill_bytes_via_next(self, dest)
	}

	fn try_fill_bytes(&mut self, dest: &mut [u8]) -> Result<(), Error> {
		self.fill_bytes(dest);
		Ok(())
	}
}

// The keys of these tests belong to nobody.
impl CryptoRng for Rng {}
