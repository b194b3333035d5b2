//! Challenges and nonces: SHA-512 reduced mod l.

use curve25519_dalek::{ristretto::RistrettoPoint, scalar::Scalar, traits::MultiscalarMul};
use rand_core::{CryptoRng, RngCore};
use sha2::{Digest as _, Sha512};
use zeroize::{Zeroize, Zeroizing};

/// The hash of a proof's tag and of all that it binds, before the commitments `T`.
#[derive(Clone)]
pub(crate) struct Transcript {
	tag: &'static [u8],
	bound: alloc::vec::Vec<u8>,
}

impl Transcript {
	/// A proof with this tag that binds `parts`, in this order.
	pub(crate) fn new(tag: &'static [u8], parts: &[&[u8]]) -> Self {
		Self { tag, bound: parts.concat() }
	}

	/// `SHA-512(tag || bound || commitments) mod l`.
	pub(crate) fn challenge(&self, commitments: &[RistrettoPoint]) -> Scalar {
		let mut hash = Sha512::new();
		hash.update(self.tag);
		hash.update(&self.bound);
		for point in commitments {
			hash.update(point.compress().as_bytes());
		}
		Scalar::from_bytes_mod_order_wide(&hash.finalize().into())
	}

	/// `SHA-512(tag || name || secrets || bound || 64 fresh random bytes) mod l`.
	///
	/// Two proofs with one nonce publish the secret. A restored snapshot or a weak generator repeats
	/// random bytes, so the nonce also depends on everything that the challenge does: should they
	/// repeat, then only together with the whole proof.
	pub(crate) fn nonce(
		&self,
		name: &[u8],
		secrets: &[&Scalar],
		rng: &mut (impl RngCore + CryptoRng),
	) -> Zeroizing<Scalar> {
		let mut random = Zeroizing::new([0; 64]);
		rng.fill_bytes(random.as_mut());
		let mut hash = Sha512::new();
		hash.update(self.tag);
		hash.update(name);
		for secret in secrets {
			hash.update(secret.as_bytes());
		}
		hash.update(&self.bound);
		hash.update(random.as_slice());
		let mut wide: [u8; 64] = hash.finalize().into();
		let nonce = Zeroizing::new(Scalar::from_bytes_mod_order_wide(&wide));
		wide.zeroize();
		nonce
	}
}

/// `a*A + b*B`, in constant time.
pub(crate) fn double_mul(
	a: &Scalar,
	a_point: &RistrettoPoint,
	b: &Scalar,
	b_point: &RistrettoPoint,
) -> RistrettoPoint {
	RistrettoPoint::multiscalar_mul([a, b], [a_point, b_point])
}
