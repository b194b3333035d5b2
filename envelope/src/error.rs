use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// Why a key, an envelope or a proof is refused.
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
pub enum ProofError {
	/// The key commitment `D` is not the canonical encoding of a point, or it is the identity.
	#[codec(index = 0)]
	InvalidKeyCommitment,
	/// The recipient key `B` is not the canonical encoding of a point, or it is the identity.
	#[codec(index = 1)]
	InvalidRecipientKey,
	/// `C1` is not the canonical encoding of a point, or it is the identity.
	#[codec(index = 2)]
	InvalidC1,
	/// `C2` is not the canonical encoding of a point, or it is the identity.
	#[codec(index = 3)]
	InvalidC2,
	/// The data secret `M` is not the canonical encoding of a point, or it is the identity.
	#[codec(index = 4)]
	InvalidDataSecret,
	/// `c`, `s`, `s1` or `s2` is not below the group order.
	#[codec(index = 5)]
	NonCanonicalScalar,
	/// A secret scalar is zero.
	#[codec(index = 6)]
	ZeroScalar,
	/// All parts are well formed, but the proof does not hold for these keys and this context.
	#[codec(index = 7)]
	InvalidProof,
}

impl ProofError {
	/// What was wrong, for people.
	pub const fn text(self) -> &'static str {
		match self {
			Self::InvalidKeyCommitment => {
				"the key commitment is not a valid ristretto255 point, or is the identity"
			},
			Self::InvalidRecipientKey => {
				"the recipient key is not a valid ristretto255 point, or is the identity"
			},
			Self::InvalidC1 => {
				"C1 of the envelope is not a valid ristretto255 point, or is the identity"
			},
			Self::InvalidC2 => {
				"C2 of the envelope is not a valid ristretto255 point, or is the identity"
			},
			Self::InvalidDataSecret => {
				"the data secret is not a valid ristretto255 point, or is the identity"
			},
			Self::NonCanonicalScalar => "a scalar is not below the group order",
			Self::ZeroScalar => "a secret scalar is zero",
			Self::InvalidProof => {
				"the proof does not hold for these keys and this context: it was made for others, or altered"
			},
		}
	}
}

impl core::fmt::Display for ProofError {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		f.write_str(self.text())
	}
}

#[cfg(feature = "std")]
impl std::error::Error for ProofError {}
