//! Points of ristretto255 (RFC 9496): one encoding each, and never the identity.

use curve25519_dalek::{
	ristretto::{CompressedRistretto, RistrettoPoint},
	scalar::Scalar,
	traits::IsIdentity,
};
use epione_primitives::Point;
use sha2::{Digest as _, Sha512};

/// What `H` is derived from: nobody knows its logarithm to the base `G`.
pub const GENERATOR_H_LABEL: &[u8] = b"epione/v1/generator-h";

/// The encoding of `H`: RFC 9496 4.3.4 on `SHA-512("epione/v1/generator-h")`. A constant because
/// decoding costs a third of deriving; a test derives it.
pub const GENERATOR_H: Point = [
	0x96, 0xcd, 0x8b, 0x4b, 0x18, 0x28, 0x97, 0x4b, 0xce, 0xf1, 0x5b, 0x0a, 0x61, 0x38, 0x43, 0x57,
	0xde, 0x1c, 0xdb, 0xe3, 0xba, 0x4f, 0x79, 0xd5, 0x4c, 0xfd, 0xd9, 0xc0, 0xa3, 0xf3, 0x13, 0x11,
];

/// Whether `bytes` are the canonical encoding of a point other than the identity.
pub fn is_valid_point(bytes: &Point) -> bool {
	decode(bytes).is_some()
}

/// The point, if `bytes` are its canonical encoding and it is not the identity.
pub(crate) fn decode(bytes: &Point) -> Option<RistrettoPoint> {
	CompressedRistretto(*bytes).decompress().filter(|point| !point.is_identity())
}

/// The scalar, if `bytes` are its canonical encoding (below the group order).
///
/// Zero passes: the `c` or `s` of a proof may be zero, however unlikely.
pub(crate) fn decode_scalar(bytes: [u8; 32]) -> Option<Scalar> {
	Scalar::from_canonical_bytes(bytes).into_option()
}

/// `H`, from its constant.
pub(crate) fn generator_h() -> RistrettoPoint {
	// The constant decodes (a test checks that); deriving gives the same point, only slower.
	decode(&GENERATOR_H).unwrap_or_else(derive_generator_h)
}

/// `H`, from its label.
pub(crate) fn derive_generator_h() -> RistrettoPoint {
	RistrettoPoint::from_uniform_bytes(&Sha512::digest(GENERATOR_H_LABEL).into())
}

/// `scalar * G`, in constant time.
pub(crate) fn mul_base(scalar: &Scalar) -> RistrettoPoint {
	RistrettoPoint::mul_base(scalar)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn generator_h_is_derived_from_its_label() {
		assert_eq!(derive_generator_h().compress().to_bytes(), GENERATOR_H);
		assert!(is_valid_point(&GENERATOR_H));
	}

	#[test]
	fn identity_and_noncanonical_encodings_are_refused() {
		assert!(!is_valid_point(&[0; 32]));
		// p = 2^255 - 19 encodes the field element 0 a second time.
		let mut p = [0xff; 32];
		p[0] = 0xed;
		p[31] = 0x7f;
		assert!(!is_valid_point(&p));
		// RFC 9496 A.3: negative field element, and non-square x^2.
		let mut one = [0; 32];
		one[0] = 1;
		assert!(!is_valid_point(&one));
		assert!(!is_valid_point(&[0xff; 32]));
		let mut high_bit = GENERATOR_H;
		high_bit[31] |= 0x80;
		assert!(!is_valid_point(&high_bit));
	}
}
