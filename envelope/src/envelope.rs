//! The verifiable envelope: a data secret sealed to a recipient key, with a proof that it is the
//! secret of the key commitment.
//!
//! Verifiable ElGamal encryption with a Chaum-Pedersen style proof, as in publicly verifiable
//! secret sharing (Stadler 1996, Schoenmakers 1999).

use crate::{
	keys::{DataKey, DataSecret, Holder, RecipientSecret},
	point::{decode, decode_scalar, generator_h, mul_base},
	transcript::{double_mul, Transcript},
	ProofError,
};
use alloc::vec::Vec;
use curve25519_dalek::{ristretto::RistrettoPoint, scalar::Scalar, traits::VartimeMultiscalarMul};
use epione_primitives::{ChainId, Digest, EnvelopeBytes, GrantId, KeyVersion, Point};
use rand_core::{CryptoRng, RngCore};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// Tag of the proof in an envelope.
pub const DELIVERY_TAG: &[u8] = b"epione/v1/key-delivery";

/// What an envelope is bound to: it verifies for this chain, subject, dataset, holder, grant and
/// key version, and for no other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Context {
	/// The chain's 32 bytes.
	pub chain_id: ChainId,
	/// Whose data.
	pub subject: [u8; 32],
	/// Which dataset: the SHA-256 inside the ciphertext's CID.
	pub digest: Digest,
	/// To whom.
	pub holder: Holder,
	/// Under which grant.
	pub grant: GrantId,
	/// To which version of the holder's recipient key.
	pub key_version: KeyVersion,
}

impl Context {
	/// `chain id || subject || content digest || holder || u32(grant id) || u32(key version)`.
	pub fn to_bytes(&self) -> Vec<u8> {
		[
			&self.chain_id[..],
			&self.subject,
			&self.digest,
			&self.holder.to_bytes(),
			&self.grant.to_be_bytes(),
			&self.key_version.to_be_bytes(),
		]
		.concat()
	}
}

/// `C1 || C2 || c || s1 || s2`, taken apart.
pub(crate) struct Parts {
	pub(crate) c1_bytes: Point,
	pub(crate) c1: RistrettoPoint,
	pub(crate) c2_bytes: Point,
	pub(crate) c2: RistrettoPoint,
	c: Scalar,
	s1: Scalar,
	s2: Scalar,
}

impl Parts {
	/// Refuses identity and non-canonical points and non-canonical scalars.
	pub(crate) fn decode(envelope: &EnvelopeBytes) -> Result<Self, ProofError> {
		let part = |at: usize| {
			let mut bytes = [0; 32];
			bytes.copy_from_slice(&envelope[at..at + 32]);
			bytes
		};
		let scalar = |at| decode_scalar(part(at)).ok_or(ProofError::NonCanonicalScalar);
		// Scalars first: they cost nothing to refuse.
		let (c, s1, s2) = (scalar(64)?, scalar(96)?, scalar(128)?);
		let (c1_bytes, c2_bytes) = (part(0), part(32));
		let c1 = decode(&c1_bytes).ok_or(ProofError::InvalidC1)?;
		let c2 = decode(&c2_bytes).ok_or(ProofError::InvalidC2)?;
		Ok(Self { c1_bytes, c1, c2_bytes, c2, c, s1, s2 })
	}
}

/// Seals the data secret of `key` to `recipient`, for `context`.
///
/// Refuses a recipient key that is no valid point. Whether its holder has the secret of it, the
/// chain checks ([`crate::keys::verify_possession`]).
pub fn seal(
	key: &DataKey,
	recipient: &Point,
	context: &Context,
	rng: &mut (impl RngCore + CryptoRng),
) -> Result<EnvelopeBytes, ProofError> {
	let public = decode(recipient).ok_or(ProofError::InvalidRecipientKey)?;
	let (context, commitment) = (context.to_bytes(), key.commitment());
	let r = Transcript::new(DELIVERY_TAG, &[&context, &commitment, recipient]).nonce(
		b"r",
		&[key.scalar()],
		rng,
	);
	let (c1, c2) = encrypt(key, &public, &r);
	let transcript = Transcript::new(DELIVERY_TAG, &[&context, &commitment, recipient, &c1, &c2]);
	let k1 = transcript.nonce(b"k1", &[key.scalar(), &r], rng);
	let k2 = transcript.nonce(b"k2", &[key.scalar(), &r], rng);
	Ok(prove(key, &public, &transcript, (c1, c2), &r, &k1, &k2))
}

/// [`seal`] with randomness that is given: for test vectors only. Two proofs with one nonce publish
/// the data key.
#[cfg(test)]
pub(crate) fn seal_with_nonces(
	key: &DataKey,
	recipient: &Point,
	context: &Context,
	r: &[u8; 32],
	k1: &[u8; 32],
	k2: &[u8; 32],
) -> Result<EnvelopeBytes, ProofError> {
	let scalar = |bytes: &[u8; 32]| decode_scalar(*bytes).ok_or(ProofError::NonCanonicalScalar);
	let (r, k1, k2) = (scalar(r)?, scalar(k1)?, scalar(k2)?);
	let public = decode(recipient).ok_or(ProofError::InvalidRecipientKey)?;
	let (c1, c2) = encrypt(key, &public, &r);
	let transcript = Transcript::new(
		DELIVERY_TAG,
		&[&context.to_bytes(), &key.commitment(), recipient, &c1, &c2],
	);
	Ok(prove(key, &public, &transcript, (c1, c2), &r, &k1, &k2))
}

/// `C1 = r*G`, `C2 = d*H + r*B`.
fn encrypt(key: &DataKey, public: &RistrettoPoint, r: &Scalar) -> (Point, Point) {
	let c2 = double_mul(key.scalar(), &generator_h(), r, public);
	(mul_base(r).compress().to_bytes(), c2.compress().to_bytes())
}

fn prove(
	key: &DataKey,
	public: &RistrettoPoint,
	transcript: &Transcript,
	(c1, c2): (Point, Point),
	r: &Scalar,
	k1: &Scalar,
	k2: &Scalar,
) -> EnvelopeBytes {
	let c = transcript.challenge(&[
		mul_base(k1),
		mul_base(k2),
		double_mul(k1, &generator_h(), k2, public),
	]);
	let s1 = k1 + c * key.scalar();
	let s2 = k2 + c * r;
	let mut out = [0; 160];
	for (slot, part) in
		out.chunks_exact_mut(32).zip([&c1, &c2, c.as_bytes(), s1.as_bytes(), s2.as_bytes()])
	{
		slot.copy_from_slice(part);
	}
	out
}

/// Checks that `envelope` carries, to the holder of `recipient`, exactly the data secret that
/// `key_commitment` commits to, and that it was made for `context`.
///
/// Recomputes `T1 = s1*G - c*D`, `T2 = s2*G - c*C1`, `T3 = s1*H + s2*B - c*C2` and compares `c`.
/// All input is public; the time it takes varies with it.
pub fn verify(
	envelope: &EnvelopeBytes,
	key_commitment: &Point,
	recipient: &Point,
	context: &Context,
) -> Result<(), ProofError> {
	let parts = Parts::decode(envelope)?;
	let commitment = decode(key_commitment).ok_or(ProofError::InvalidKeyCommitment)?;
	let public = decode(recipient).ok_or(ProofError::InvalidRecipientKey)?;
	let Parts { c1_bytes, c1, c2_bytes, c2, c, s1, s2 } = parts;
	let minus_c = -c;
	let t1 = RistrettoPoint::vartime_double_scalar_mul_basepoint(&minus_c, &commitment, &s1);
	let t2 = RistrettoPoint::vartime_double_scalar_mul_basepoint(&minus_c, &c1, &s2);
	let t3 =
		RistrettoPoint::vartime_multiscalar_mul([s1, s2, minus_c], [generator_h(), public, c2]);
	let transcript = Transcript::new(
		DELIVERY_TAG,
		&[&context.to_bytes(), key_commitment, recipient, &c1_bytes, &c2_bytes],
	);
	if transcript.challenge(&[t1, t2, t3]) == c {
		Ok(())
	} else {
		Err(ProofError::InvalidProof)
	}
}

/// Opens an envelope: `M = C2 - b*C1`.
///
/// Does not check that `M` belongs to any key commitment: call [`verify`] first. The chain has done
/// so for each envelope that it accepted.
pub fn open(envelope: &EnvelopeBytes, secret: &RecipientSecret) -> Result<DataSecret, ProofError> {
	let parts = Parts::decode(envelope)?;
	let shared = Zeroizing::new(parts.c1 * secret.scalar());
	let point = Zeroizing::new(parts.c2 - *shared);
	if bool::from(point.ct_eq(&RistrettoPoint::default())) {
		return Err(ProofError::InvalidDataSecret);
	}
	Ok(DataSecret::from_point(*point))
}
