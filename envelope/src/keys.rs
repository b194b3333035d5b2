//! Data keys, data secrets and recipient keys.
//!
//! | name | is | public? |
//! |---|---|---|
//! | data key `d` | random scalar, one per dataset | secret of the gateway |
//! | key commitment `D` | `d*G` | on chain |
//! | data secret `M` | `d*H` | what an envelope carries; opens the payload |
//! | recipient secret `b` | random scalar | secret of the recipient |
//! | recipient key `B` | `b*G` | on chain, with a proof of possession |
//!
//! Secrets cannot be printed by accident:
//!
//! ```compile_fail,E0277
//! # use epione_envelope::{keys::DataKey, rand_core::OsRng};
//! println!("{:?}", DataKey::random(&mut OsRng));
//! ```
//! ```compile_fail,E0277
//! # use epione_envelope::{keys::DataKey, rand_core::OsRng};
//! println!("{:?}", DataKey::random(&mut OsRng).secret());
//! ```
//! ```compile_fail,E0277
//! # use epione_envelope::{keys::RecipientSecret, rand_core::OsRng};
//! println!("{:?}", RecipientSecret::random(&mut OsRng));
//! ```
//!
//! How they are used:
//!
//! ```
//! use epione_envelope::{envelope::{self, Context}, keys::*, rand_core::OsRng};
//!
//! // The gateway, for each dataset; the commitment is anchored.
//! let key = DataKey::random(&mut OsRng);
//! let commitment = key.commitment();
//! // The recipient; the public key and a proof of possession are registered.
//! let holder = Holder::Study(7);
//! let secret = RecipientSecret::random(&mut OsRng);
//! let proof = secret.prove_possession(&[1; 32], &holder, 0, &mut OsRng);
//! verify_possession(&secret.public(), &proof, &[1; 32], &holder, 0)?;
//! // The gateway delivers, the chain verifies, the recipient opens.
//! let context = Context {
//!     chain_id: [1; 32], subject: [2; 32], digest: [3; 32], holder, grant: 40, key_version: 0,
//! };
//! let sealed = envelope::seal(&key, &secret.public(), &context, &mut OsRng)?;
//! envelope::verify(&sealed, &commitment, &secret.public(), &context)?;
//! assert_eq!(envelope::open(&sealed, &secret)?.to_bytes(), key.secret().to_bytes());
//! # Ok::<(), epione_envelope::ProofError>(())
//! ```

use crate::{
	point::{decode, decode_scalar, generator_h, mul_base},
	transcript::Transcript,
	wipe::Wiped,
	ProofError,
};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use curve25519_dalek::{ristretto::RistrettoPoint, scalar::Scalar};
use epione_primitives::{ChainId, Grantee, KeyVersion, Point, ProofBytes, StudyId};
use rand_core::{CryptoRng, RngCore};
use scale_info::TypeInfo;
use sha2::Sha256;
use subtle::{Choice, ConstantTimeEq};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// HKDF's `info` for the age identity of a dataset.
pub const AGE_IDENTITY_INFO: &[u8] = b"epione/v1/age-identity";
/// Tag of a proof of possession.
pub const POSSESSION_TAG: &[u8] = b"epione/v1/recipient-key";

/// Who holds a recipient key: an account for itself, or a study.
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
pub enum Holder {
	/// An account, by its 32 bytes.
	#[codec(index = 0)]
	Account([u8; 32]),
	/// A study, by its number.
	#[codec(index = 1)]
	Study(StudyId),
}

impl Holder {
	/// `0x00 || account id` or `0x01 || u32(study id)`, as it stands inside hashes.
	pub fn to_bytes(&self) -> Vec<u8> {
		match self {
			Self::Account(account) => [&[0][..], account].concat(),
			Self::Study(study) => [&[1][..], &study.to_be_bytes()].concat(),
		}
	}
}

impl<AccountId: AsRef<[u8; 32]>> From<&Grantee<AccountId>> for Holder {
	fn from(grantee: &Grantee<AccountId>) -> Self {
		match grantee {
			Grantee::Account(account) => Self::Account(*account.as_ref()),
			Grantee::Study(study) => Self::Study(*study),
		}
	}
}

/// A uniformly distributed scalar other than zero.
fn random_scalar(rng: &mut (impl RngCore + CryptoRng)) -> Scalar {
	let mut wide = Zeroizing::new([0; 64]);
	loop {
		rng.fill_bytes(wide.as_mut());
		let scalar = Scalar::from_bytes_mod_order_wide(&wide);
		// Zero once in 2^252. Nothing here catches a generator that only gives zeros.
		if scalar != Scalar::ZERO {
			return scalar;
		}
	}
}

fn secret_scalar(bytes: &[u8; 32]) -> Result<Scalar, ProofError> {
	let scalar = decode_scalar(*bytes).ok_or(ProofError::NonCanonicalScalar)?;
	if bool::from(scalar.ct_eq(&Scalar::ZERO)) {
		return Err(ProofError::ZeroScalar);
	}
	Ok(scalar)
}

/// The data key `d` of one dataset. Without it (and without the payload's plaintext) nobody can
/// share that dataset any more.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct DataKey(Scalar);

impl DataKey {
	/// A fresh one.
	pub fn random(rng: &mut (impl RngCore + CryptoRng)) -> Self {
		Self(random_scalar(rng))
	}

	/// From a keystore. Refuses zero and numbers not below the group order.
	pub fn from_bytes(bytes: &[u8; 32]) -> Result<Self, ProofError> {
		secret_scalar(bytes).map(Self)
	}

	/// For a keystore.
	pub fn to_bytes(&self) -> Zeroizing<[u8; 32]> {
		Zeroizing::new(self.0.to_bytes())
	}

	/// `D = d*G`, which is anchored with the dataset.
	pub fn commitment(&self) -> Point {
		mul_base(&self.0).compress().to_bytes()
	}

	/// `M = d*H`, which opens the payload.
	pub fn secret(&self) -> DataSecret {
		DataSecret(generator_h() * self.0)
	}

	pub(crate) fn scalar(&self) -> &Scalar {
		&self.0
	}
}

impl ConstantTimeEq for DataKey {
	fn ct_eq(&self, other: &Self) -> Choice {
		self.0.ct_eq(&other.0)
	}
}

/// The data secret `M` of one dataset: whoever has it, and the key commitment, reads the payload.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct DataSecret(RistrettoPoint);

impl DataSecret {
	/// Refuses non-canonical encodings and the identity.
	pub fn from_bytes(bytes: &Point) -> Result<Self, ProofError> {
		decode(bytes).map(Self).ok_or(ProofError::InvalidDataSecret)
	}

	/// The canonical encoding.
	pub fn to_bytes(&self) -> Zeroizing<Point> {
		Zeroizing::new(self.0.compress().to_bytes())
	}

	/// The X25519 secret of the payload's age identity:
	/// `HKDF-SHA-256(salt = D, ikm = M, info = "epione/v1/age-identity", 32 bytes)`.
	pub fn age_identity_bytes(&self, key_commitment: &Point) -> Zeroizing<[u8; 32]> {
		let secret = self.to_bytes();
		let mut out = Zeroizing::new([0; 32]);
		Wiped(hkdf::Hkdf::<Sha256>::new(Some(key_commitment), secret.as_ref()))
			.0
			.expand(AGE_IDENTITY_INFO, out.as_mut())
			// Fails only for more than 255 hashes of output.
			.unwrap_or_default();
		out
	}

	pub(crate) fn from_point(point: RistrettoPoint) -> Self {
		Self(point)
	}
}

impl ConstantTimeEq for DataSecret {
	fn ct_eq(&self, other: &Self) -> Choice {
		self.0.ct_eq(&other.0)
	}
}

/// The recipient secret `b`. Destroying it makes every envelope to `B` useless.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct RecipientSecret(Scalar);

impl RecipientSecret {
	/// A fresh one.
	pub fn random(rng: &mut (impl RngCore + CryptoRng)) -> Self {
		Self(random_scalar(rng))
	}

	/// From a keystore. Refuses zero and numbers not below the group order.
	pub fn from_bytes(bytes: &[u8; 32]) -> Result<Self, ProofError> {
		secret_scalar(bytes).map(Self)
	}

	/// For a keystore.
	pub fn to_bytes(&self) -> Zeroizing<[u8; 32]> {
		Zeroizing::new(self.0.to_bytes())
	}

	/// `B = b*G`, which is registered on chain.
	pub fn public(&self) -> Point {
		mul_base(&self.0).compress().to_bytes()
	}

	/// `c || s`: proves to the chain that the registrant has `b`, for this holder and version.
	pub fn prove_possession(
		&self,
		chain_id: &ChainId,
		holder: &Holder,
		version: KeyVersion,
		rng: &mut (impl RngCore + CryptoRng),
	) -> ProofBytes {
		let transcript = possession_transcript(&self.public(), chain_id, holder, version);
		let k = transcript.nonce(b"k", &[&self.0], rng);
		self.prove_possession_with(&transcript, &k)
	}

	fn prove_possession_with(&self, transcript: &Transcript, k: &Scalar) -> ProofBytes {
		let c = transcript.challenge(&[mul_base(k)]);
		let s = k + c * self.0;
		join(c, s)
	}

	/// [`Self::prove_possession`] with a nonce that is given: for test vectors only. Two proofs
	/// with one nonce publish the secret.
	#[cfg(test)]
	pub(crate) fn prove_possession_with_nonce(
		&self,
		chain_id: &ChainId,
		holder: &Holder,
		version: KeyVersion,
		k: &[u8; 32],
	) -> Result<ProofBytes, ProofError> {
		let k = secret_scalar(k)?;
		let transcript = possession_transcript(&self.public(), chain_id, holder, version);
		Ok(self.prove_possession_with(&transcript, &k))
	}

	pub(crate) fn scalar(&self) -> &Scalar {
		&self.0
	}
}

impl ConstantTimeEq for RecipientSecret {
	fn ct_eq(&self, other: &Self) -> Choice {
		self.0.ct_eq(&other.0)
	}
}

fn possession_transcript(
	key: &Point,
	chain_id: &ChainId,
	holder: &Holder,
	version: KeyVersion,
) -> Transcript {
	Transcript::new(POSSESSION_TAG, &[chain_id, &holder.to_bytes(), &version.to_be_bytes(), key])
}

/// Checks a proof of possession of the recipient key `key`: recomputes `T = s*G - c*B`, compares
/// `c`.
pub fn verify_possession(
	key: &Point,
	proof: &ProofBytes,
	chain_id: &ChainId,
	holder: &Holder,
	version: KeyVersion,
) -> Result<(), ProofError> {
	let point = decode(key).ok_or(ProofError::InvalidRecipientKey)?;
	let (c, s) = split(proof)?;
	let t = RistrettoPoint::vartime_double_scalar_mul_basepoint(&-c, &point, &s);
	let transcript = possession_transcript(key, chain_id, holder, version);
	if transcript.challenge(&[t]) == c {
		Ok(())
	} else {
		Err(ProofError::InvalidProof)
	}
}

/// `c || s`.
pub(crate) fn join(c: Scalar, s: Scalar) -> ProofBytes {
	let mut out = [0; 64];
	out[..32].copy_from_slice(c.as_bytes());
	out[32..].copy_from_slice(s.as_bytes());
	out
}

/// `c` and `s`, both canonical.
pub(crate) fn split(proof: &ProofBytes) -> Result<(Scalar, Scalar), ProofError> {
	let scalar = |at: usize| {
		let mut bytes = [0; 32];
		bytes.copy_from_slice(&proof[at..at + 32]);
		decode_scalar(bytes).ok_or(ProofError::NonCanonicalScalar)
	};
	Ok((scalar(0)?, scalar(32)?))
}

#[cfg(test)]
mod tests {
	use super::*;

	fn wiped_on_drop<T: ZeroizeOnDrop>() {}

	#[test]
	fn secrets_are_wiped_when_dropped() {
		wiped_on_drop::<DataKey>();
		wiped_on_drop::<DataSecret>();
		wiped_on_drop::<RecipientSecret>();
		wiped_on_drop::<crate::merkle::Salts>();
	}

	/// As `AccountId32` is.
	struct Account([u8; 32]);

	impl AsRef<[u8; 32]> for Account {
		fn as_ref(&self) -> &[u8; 32] {
			&self.0
		}
	}

	#[test]
	fn holders_are_those_of_grantees() {
		let account = Grantee::Account(Account([9; 32]));
		assert_eq!(Holder::from(&account), Holder::Account([9; 32]));
		let study = Grantee::<Account>::Study(0x0102);
		assert_eq!(Holder::from(&study).to_bytes(), [1, 0, 0, 1, 2]);
	}
}
