//! Who signs: key pairs of both schemes, out of seeds and without randomness.

use super::shared::bytes32;
use epione_envelope::payload;
use epione_primitives::KeyScheme;
use rand_core::{CryptoRng, RngCore};

/// Not random at all: what signs vectors must sign the same twice.
struct Repeated(u64);

impl RngCore for Repeated {
	fn next_u32(&mut self) -> u32 {
		self.next_u64() as u32
	}
	fn next_u64(&mut self) -> u64 {
		self.0 += 1;
		self.0
	}
	fn fill_bytes(&mut self, out: &mut [u8]) {
		for chunk in out.chunks_mut(8) {
			let bytes = self.next_u64().to_le_bytes();
			chunk.copy_from_slice(&bytes[..chunk.len()]);
		}
	}
	fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), rand_core::Error> {
		self.fill_bytes(out);
		Ok(())
	}
}

impl CryptoRng for Repeated {}

/// A key pair out of a 32-byte seed, as Substrate has it.
pub(super) enum Signer {
	Ed25519(ed25519_dalek::SigningKey),
	Sr25519(schnorrkel::Keypair),
}

impl Signer {
	pub(super) fn new(scheme: KeyScheme, seed: &[u8; 32]) -> Self {
		match scheme {
			KeyScheme::Ed25519 => Self::Ed25519(ed25519_dalek::SigningKey::from_bytes(seed)),
			KeyScheme::Sr25519 => Self::Sr25519(
				schnorrkel::MiniSecretKey::from_bytes(seed)
					.expect("32 bytes")
					.expand_to_keypair(schnorrkel::ExpansionMode::Ed25519),
			),
		}
	}

	pub(super) fn public(&self) -> [u8; 32] {
		match self {
			Self::Ed25519(key) => key.verifying_key().to_bytes(),
			Self::Sr25519(pair) => pair.public.to_bytes(),
		}
	}

	pub(super) fn sign(&self, message: &[u8]) -> [u8; 64] {
		match self {
			Self::Ed25519(key) => {
				use ed25519_dalek::Signer;
				key.sign(message).to_bytes()
			},
			Self::Sr25519(pair) => {
				let transcript = schnorrkel::signing_context(b"substrate").bytes(message);
				pair.sign(schnorrkel::context::attach_rng(transcript, Repeated(0))).to_bytes()
			},
		}
	}
}

pub(super) fn signer_seed(scheme: KeyScheme) -> (String, [u8; 32]) {
	let label = format!("epione vectors: {} seed", payload::scheme_name(scheme));
	let seed = bytes32(&label);
	(label, seed)
}
