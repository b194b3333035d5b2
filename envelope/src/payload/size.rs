//! How long a plaintext is, whatever is in it.
//!
//! Its length is public, so it must not tell how many readings a batch has. All batches of one
//! depth and kind of content whose records are of usual length have one size, the *usual size*;
//! what does not fit has the next power of four.

/// How much of each record a batch holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
	/// Records as they were received. All batches are, today.
	Full,
	/// The least of each record that serves a study.
	Minimised,
}

impl Content {
	/// Both.
	pub const ALL: [Self; 2] = [Self::Full, Self::Minimised];
}

/// Logarithm of the least usual size of full records: 16 KiB.
const LEAST: u32 = 14;
/// Up to this depth a full record has 2 KiB, so that panels and reports of laboratories fit. Longer
/// batches are a sensor's, whose records are short and alike: they have 1 KiB.
const LARGE_RECORDS: u8 = 10;

/// The size of a batch of this depth whose records are of usual length.
///
/// Full: 2 KiB for each leaf up to depth 10, 1 KiB beyond, at least 16 KiB. Minimised: half of
/// that. So 8 KiB to 64 MiB.
pub const fn usual_size(depth: u8, content: Content) -> u64 {
	let record = if depth <= LARGE_RECORDS { 11 } else { 10 };
	let log = depth as u32 + record;
	let full = if log < LEAST { LEAST } else { log };
	match content {
		Content::Full => 1 << full,
		Content::Minimised => 1 << (full - 1),
	}
}

/// The size of a plaintext of `len` bytes without its padding: the usual one, or the next power of
/// four. Bound: `len` up to 2^62, which is far above what a batch can have.
pub const fn padded_size(depth: u8, content: Content, len: u64) -> u64 {
	let usual = usual_size(depth, content);
	if len <= usual {
		return usual;
	}
	// `len` is above the usual size, so at least 2.
	let log = (len - 1).ilog2() + 1;
	match 1u64.checked_shl(log + log % 2) {
		Some(size) => size,
		None => u64::MAX,
	}
}

/// Whether a plaintext of this depth and kind of content may have this size.
///
/// Readers are laxer: they take any Padme bucket, to which plaintexts were padded before. Every
/// size is one.
pub const fn is_size(depth: u8, content: Content, size: u64) -> bool {
	padded_size(depth, content, size) == size
}

/// The depth of a batch of so many records.
pub(super) const fn depth_of(count: u32) -> u8 {
	count.next_power_of_two().trailing_zeros() as u8
}

#[cfg(test)]
mod tests {
	use super::*;
	use epione_primitives::{is_padme, MAX_DEPTH};

	const KIB: u64 = 1 << 10;
	const MIB: u64 = 1 << 20;

	#[test]
	fn usual_sizes_are_those_of_the_protocol() {
		// docs/protocol.md, section 3.
		let full = [
			16 * KIB,
			16 * KIB,
			16 * KIB,
			16 * KIB,
			32 * KIB,
			64 * KIB,
			128 * KIB,
			256 * KIB,
			512 * KIB,
			MIB,
			2 * MIB,
			2 * MIB,
			4 * MIB,
			8 * MIB,
			16 * MIB,
			32 * MIB,
			64 * MIB,
		];
		assert_eq!(full.len(), usize::from(MAX_DEPTH) + 1);
		for (depth, size) in full.into_iter().enumerate() {
			assert_eq!(usual_size(depth as u8, Content::Full), size, "depth {depth}");
			assert_eq!(usual_size(depth as u8, Content::Minimised), size / 2, "depth {depth}");
		}
	}

	#[test]
	fn what_does_not_fit_has_the_next_power_of_four() {
		for (len, size) in [
			(1, MIB),
			(MIB, MIB),
			(MIB + 1, 4 * MIB),
			(4 * MIB, 4 * MIB),
			(4 * MIB + 1, 16 * MIB),
			(64 * MIB + 1, 256 * MIB),
		] {
			assert_eq!(padded_size(9, Content::Full, len), size, "{len}");
		}
		// Where the usual size is no power of four, the next one is twice as large.
		assert_eq!(padded_size(10, Content::Full, 2 * MIB + 1), 4 * MIB);
		assert_eq!(padded_size(9, Content::Minimised, MIB / 2 + 1), MIB);
	}

	#[test]
	fn every_size_is_a_padme_bucket_and_its_own_size() {
		for (depth, content) in
			(0..=MAX_DEPTH).flat_map(|depth| Content::ALL.map(|content| (depth, content)))
		{
			for log in 0..62 {
				let size = padded_size(depth, content, 1 << log);
				assert!(size >= 1 << log && is_padme(size) && is_size(depth, content, size));
				assert!(!is_size(depth, content, size - 1) && !is_size(depth, content, size + 1));
			}
		}
	}

	#[test]
	fn depths_are_those_of_trees() {
		for (count, depth) in [(1, 0), (2, 1), (3, 2), (256, 8), (257, 9), (512, 9), (65_536, 16)] {
			assert_eq!(depth_of(count), depth, "{count}");
		}
	}
}
