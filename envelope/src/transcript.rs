//! Challenges and nonces: SHA-512 reduced mod l.

use crate::wipe::Wiped;
use curve25519_dalek::{ristretto::RistrettoPoint, scalar::Scalar, traits::MultiscalarMul};
use rand_core::{CryptoRng, RngCore};
use sha2::{Digest as _, Sha512};
use zeroize::Zeroizing;

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
	/// Two proofs with one nonce publish the secret. A restored snapshot or a weak generator
	/// repeats random bytes, so the nonce also depends on everything that the challenge does:
	/// should they repeat, then only together with the whole proof.
	pub(crate) fn nonce(
		&self,
		name: &[u8],
		secrets: &[&Scalar],
		rng: &mut (impl RngCore + CryptoRng),
	) -> Zeroizing<Scalar> {
		let mut random = Zeroizing::new([0; 64]);
		rng.fill_bytes(random.as_mut());
		let mut hash = Wiped(Sha512::new());
		hash.0.update(self.tag);
		hash.0.update(name);
		for secret in secrets {
			hash.0.update(secret.as_bytes());
		}
		hash.0.update(&self.bound);
		hash.0.update(random.as_slice());
		let mut wide = Zeroizing::new([0u8; 64]);
		hash.0.finalize_into_reset((&mut *wide).into());
		Zeroizing::new(Scalar::from_bytes_mod_order_wide(&wide))
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

#[cfg(test)]
mod tests {
	use super::*;

	/// Gives the same bytes again and again, as a restored snapshot does.
	struct Stuck(u8);

	impl RngCore for Stuck {
		fn next_u32(&mut self) -> u32 {
			u32::from(self.0)
		}
		fn next_u64(&mut self) -> u64 {
			u64::from(self.0)
		}
		fn fill_bytes(&mut self, out: &mut [u8]) {
			out.fill(self.0);
		}
		fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), rand_core::Error> {
			self.fill_bytes(out);
			Ok(())
		}
	}

	impl CryptoRng for Stuck {}

	/// With the generator stuck, each thing that goes in still makes another nonce.
	#[test]
	fn nonces_differ_with_all_that_they_bind() {
		let base = Transcript::new(b"tag", &[b"bound"]);
		let (one, two) = (Scalar::from(1u8), Scalar::from(2u8));
		let nonce = |transcript: &Transcript, name: &[u8], secret: &Scalar, random| {
			*transcript.nonce(name, &[secret], &mut Stuck(random))
		};
		let nonces = [
			nonce(&base, b"k1", &one, 0),
			nonce(&Transcript::new(b"TAG", &[b"bound"]), b"k1", &one, 0),
			nonce(&Transcript::new(b"tag", &[b"other"]), b"k1", &one, 0),
			nonce(&base, b"k2", &one, 0),
			nonce(&base, b"k1", &two, 0),
			nonce(&base, b"k1", &one, 1),
			*base.nonce(b"k1", &[&one, &one], &mut Stuck(0)),
		];
		for (i, a) in nonces.iter().enumerate() {
			for (j, b) in nonces.iter().enumerate() {
				assert_eq!(a == b, i == j, "{i} and {j}");
			}
		}
	}

	/// The rule of `docs/protocol.md`, section 9, spelled out.
	#[test]
	fn nonces_are_made_as_the_protocol_says() {
		let secret = Scalar::from(3u8);
		let made = Transcript::new(b"tag", &[b"bo", b"und"]).nonce(b"k", &[&secret], &mut Stuck(5));
		let mut input = b"tagk".to_vec();
		input.extend(secret.as_bytes());
		input.extend(b"bound");
		input.extend([5; 64]);
		let expected = Scalar::from_bytes_mod_order_wide(&Sha512::digest(&input).into());
		assert_eq!(*made, expected);
	}

	/// Two envelopes of one dataset to two recipients, in one context, with the generator stuck: if
	/// the nonces were equal, `(s1 - s1') / (c - c')` would be the data key.
	#[test]
	fn a_stuck_generator_does_not_publish_the_data_key() {
		use crate::{
			envelope::{seal, Context},
			keys::{DataKey, Holder, RecipientSecret},
		};
		let key = DataKey::random(&mut Stuck(1));
		let context = Context {
			chain_id: [1; 32],
			subject: [2; 32],
			digest: [3; 32],
			holder: Holder::Study(4),
			grant: 5,
			key_version: 6,
		};
		let part = |envelope: &[u8; 160], at: usize| {
			let mut bytes = [0; 32];
			bytes.copy_from_slice(&envelope[at * 32..][..32]);
			Scalar::from_bytes_mod_order(bytes)
		};
		let [a, b] = [7, 8].map(|seed| {
			let recipient = RecipientSecret::random(&mut Stuck(seed)).public();
			seal(&key, &recipient, &context, &mut Stuck(9)).expect("a sound recipient key")
		});
		assert_ne!(a[..32], b[..32]);
		let found = (part(&a, 3) - part(&b, 3)) * (part(&a, 2) - part(&b, 2)).invert();
		assert_ne!(found, *key.scalar());
	}
}
