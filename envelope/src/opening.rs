//! What a recipient shows an arbiter: the data secret, and a proof that the envelope opens to it.
//!
//! A claimed `M` cannot be checked against `D` by anybody who does not know `d`, so the recipient
//! proves `log_G(B) = log_C1(C2 - M)` instead.

use crate::{
	envelope::{open, Context, Parts},
	keys::{join, split, DataSecret, RecipientSecret},
	point::{decode, mul_base},
	transcript::Transcript,
	ProofError,
};
use curve25519_dalek::{ristretto::RistrettoPoint, scalar::Scalar, traits::VartimeMultiscalarMul};
use epione_primitives::{EnvelopeBytes, Point, ProofBytes};
use rand_core::{CryptoRng, RngCore};

/// Tag of an opening proof.
pub const OPENING_TAG: &[u8] = b"epione/v1/opening";

fn transcript(
	parts: &Parts,
	context: &Context,
	dispute: u32,
	arbiter: &[u8; 32],
	recipient: &Point,
	secret: &Point,
) -> Transcript {
	Transcript::new(
		OPENING_TAG,
		&[
			&context.to_bytes(),
			&dispute.to_be_bytes(),
			arbiter,
			recipient,
			&parts.c1_bytes,
			&parts.c2_bytes,
			secret,
		],
	)
}

/// Opens `envelope` and proves to `arbiter`, in `dispute`, that this is what it opens to.
pub fn prove(
	secret: &RecipientSecret,
	envelope: &EnvelopeBytes,
	context: &Context,
	dispute: u32,
	arbiter: &[u8; 32],
	rng: &mut (impl RngCore + CryptoRng),
) -> Result<(DataSecret, ProofBytes), ProofError> {
	let parts = Parts::decode(envelope)?;
	let opened = open(envelope, secret)?;
	let transcript =
		transcript(&parts, context, dispute, arbiter, &secret.public(), &opened.to_bytes());
	let k = transcript.nonce(b"k", &[secret.scalar()], rng);
	let proof = prove_with(secret, &parts, &transcript, &k);
	Ok((opened, proof))
}

fn prove_with(
	secret: &RecipientSecret,
	parts: &Parts,
	transcript: &Transcript,
	k: &Scalar,
) -> ProofBytes {
	let c = transcript.challenge(&[mul_base(k), parts.c1 * k]);
	join(c, k + c * secret.scalar())
}

/// [`prove`] with a nonce that is given: for test vectors only. Two proofs with one nonce publish
/// the recipient secret.
#[cfg(test)]
pub(crate) fn prove_with_nonce(
	secret: &RecipientSecret,
	envelope: &EnvelopeBytes,
	context: &Context,
	dispute: u32,
	arbiter: &[u8; 32],
	k: &[u8; 32],
) -> Result<(DataSecret, ProofBytes), ProofError> {
	let k = crate::point::decode_scalar(*k).ok_or(ProofError::NonCanonicalScalar)?;
	let parts = Parts::decode(envelope)?;
	let opened = open(envelope, secret)?;
	let transcript =
		transcript(&parts, context, dispute, arbiter, &secret.public(), &opened.to_bytes());
	let proof = prove_with(secret, &parts, &transcript, &k);
	Ok((opened, proof))
}

/// Checks that `envelope`, to `recipient`, opens to `secret`: recomputes `T1 = s*G - c*B`,
/// `T2 = s*C1 - c*(C2 - M)` and compares `c`.
///
/// Does not check the envelope's own proof ([`crate::envelope::verify`]).
pub fn verify(
	proof: &ProofBytes,
	envelope: &EnvelopeBytes,
	recipient: &Point,
	context: &Context,
	dispute: u32,
	arbiter: &[u8; 32],
	secret: &Point,
) -> Result<(), ProofError> {
	let (c, s) = split(proof)?;
	let parts = Parts::decode(envelope)?;
	let public = decode(recipient).ok_or(ProofError::InvalidRecipientKey)?;
	let opened = decode(secret).ok_or(ProofError::InvalidDataSecret)?;
	let minus_c = -c;
	let t1 = RistrettoPoint::vartime_double_scalar_mul_basepoint(&minus_c, &public, &s);
	let t2 = RistrettoPoint::vartime_multiscalar_mul([s, minus_c], [parts.c1, parts.c2 - opened]);
	let transcript = transcript(&parts, context, dispute, arbiter, recipient, secret);
	if transcript.challenge(&[t1, t2]) == c {
		Ok(())
	} else {
		Err(ProofError::InvalidProof)
	}
}
