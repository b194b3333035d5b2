//! Content identifiers.
//!
//! One encoding only: CIDv1, codec `raw` or `dag-pb`, multihash SHA-256 of 32 bytes, so 36 bytes
//! in all. A CID with the identity hash would carry its content onto the chain; other hashes and
//! CIDv0 would give one content several names. Source: <https://github.com/multiformats/cid>.

use crate::Digest;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

const VERSION_1: u8 = 0x01;
const CODEC_RAW: u8 = 0x55;
const CODEC_DAG_PB: u8 = 0x70;
const HASH_IDENTITY: u8 = 0x00;
const HASH_SHA2_256: u8 = 0x12;
const HASH_LEN: u8 = 32;

/// Multicodec of the root block.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub enum Codec {
	/// `0x55`: the content is one block, its bytes as they are.
	#[codec(index = 0)]
	Raw,
	/// `0x70`: the content is a UnixFS tree of blocks.
	#[codec(index = 1)]
	DagPb,
}

/// Why 36 bytes are not a content identifier that the chain accepts.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub enum ContentIdError {
	/// Not 36 bytes long.
	#[codec(index = 0)]
	Length,
	/// Not CIDv1. Convert a CIDv0 (`Qm...`) to version 1 first.
	#[codec(index = 1)]
	Version,
	/// A codec other than `raw` and `dag-pb`.
	#[codec(index = 2)]
	Codec,
	/// The identity hash: such a CID contains the content itself.
	#[codec(index = 3)]
	IdentityHash,
	/// A hash other than SHA-256 of 32 bytes.
	#[codec(index = 4)]
	Hash,
}

impl ContentIdError {
	/// What was wrong and what to do, for people.
	pub const fn text(self) -> &'static str {
		match self {
			Self::Length => "a content identifier is 36 bytes: CIDv1 with a SHA-256 multihash",
			Self::Version => "only CIDv1 is accepted; convert a CIDv0 to version 1 first",
			Self::Codec => "only the codecs raw (0x55) and dag-pb (0x70) are accepted",
			Self::IdentityHash => {
				"an identity CID contains the content itself and must not go on chain; store the content as a block"
			},
			Self::Hash => "only SHA-256 multihashes of 32 bytes are accepted; store the content again with SHA-256",
		}
	}
}

impl core::fmt::Display for ContentIdError {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		f.write_str(self.text())
	}
}

/// A CIDv1 of ciphertext.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct ContentId {
	/// Codec of the root block.
	pub codec: Codec,
	/// SHA-256 of the root block.
	pub digest: Digest,
}

impl ContentId {
	/// Length of the binary form.
	pub const LEN: usize = 36;

	/// The binary form: version, codec, hash function, hash length, digest.
	pub fn to_bytes(self) -> [u8; Self::LEN] {
		let mut out = [0; Self::LEN];
		out[0] = VERSION_1;
		out[1] = match self.codec {
			Codec::Raw => CODEC_RAW,
			Codec::DagPb => CODEC_DAG_PB,
		};
		out[2] = HASH_SHA2_256;
		out[3] = HASH_LEN;
		out[4..].copy_from_slice(&self.digest);
		out
	}

	/// Reads the binary form; refuses every other CID with the reason.
	pub fn from_bytes(bytes: &[u8]) -> Result<Self, ContentIdError> {
		// A CIDv0 is a bare multihash: 0x12 0x20 ...
		let [version, codec, hash, len, digest @ ..] = bytes else {
			return Err(ContentIdError::Length);
		};
		if *version != VERSION_1 {
			return Err(ContentIdError::Version);
		}
		let codec = match *codec {
			CODEC_RAW => Codec::Raw,
			CODEC_DAG_PB => Codec::DagPb,
			_ => return Err(ContentIdError::Codec),
		};
		match (*hash, *len) {
			(HASH_IDENTITY, _) => return Err(ContentIdError::IdentityHash),
			(HASH_SHA2_256, HASH_LEN) => {},
			_ => return Err(ContentIdError::Hash),
		}
		let digest = digest.try_into().map_err(|_| ContentIdError::Length)?;
		Ok(Self { codec, digest })
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	const RAW: [u8; 36] = {
		let mut b = [7; 36];
		b[0] = 0x01;
		b[1] = 0x55;
		b[2] = 0x12;
		b[3] = 0x20;
		b
	};

	fn with(index: usize, value: u8) -> [u8; 36] {
		let mut b = RAW;
		b[index] = value;
		b
	}

	#[test]
	fn round_trip_works() {
		for bytes in [RAW, with(1, 0x70)] {
			assert_eq!(ContentId::from_bytes(&bytes).map(ContentId::to_bytes), Ok(bytes));
		}
	}

	#[test]
	fn every_other_cid_is_refused_with_its_reason() {
		let mut v0 = [7; 34];
		v0[0] = 0x12;
		v0[1] = 0x20;
		assert_eq!(ContentId::from_bytes(&v0), Err(ContentIdError::Version));
		assert_eq!(ContentId::from_bytes(&with(1, 0x71)), Err(ContentIdError::Codec));
		assert_eq!(ContentId::from_bytes(&with(2, 0x00)), Err(ContentIdError::IdentityHash));
		assert_eq!(ContentId::from_bytes(&with(2, 0x13)), Err(ContentIdError::Hash));
		assert_eq!(ContentId::from_bytes(&with(3, 0x1f)), Err(ContentIdError::Hash));
		assert_eq!(ContentId::from_bytes(&RAW[..35]), Err(ContentIdError::Length));
		assert_eq!(ContentId::from_bytes(&[]), Err(ContentIdError::Length));
	}
}
