//! The cryptography of Epione, byte by byte as `docs/protocol.md` has it.
//!
//! Without `std` this crate is what the runtime needs: it checks envelopes, proofs, roots and
//! statements. With `payload` it also seals and opens payloads, which are standard age files.
//!
//! | module | holds |
//! |---|---|
//! | [`point`] | canonical, non-identity points and the second generator `H` |
//! | [`keys`] | data keys, data secrets, recipient keys and proofs of possession |
//! | [`envelope`] | the verifiable envelope that carries a data secret to a recipient |
//! | [`opening`] | what a recipient shows an arbiter |
//! | [`merkle`] | salts, leaves, roots and inclusion proofs (RFC 9162 shape) |
//! | [`statements`] | the byte strings that devices and sponsors sign |
//! | `payload` | the age file and the plaintext inside it (feature `payload`) |
//! | `evidence` | the age file that goes to an arbiter (feature `payload`) |
//!
//! Secrets: types that hold one wipe it when dropped, compare in constant time, and implement
//! neither `Debug` nor `Clone`. So do hashes that took a secret in, and the buffers through which
//! secrets and records pass, wherever they stood before they grew. Copies that the compiler leaves
//! in registers and on the stack are not wiped, nor is the last chunk of plaintext (64 KiB) in
//! `age`'s writer. Arithmetic on secrets is constant time; arithmetic on public data (all
//! verification) is not.
#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]

extern crate alloc;

pub mod envelope;
#[cfg(feature = "payload")]
pub mod evidence;
pub mod keys;
pub mod merkle;
pub mod opening;
#[cfg(feature = "payload")]
pub mod payload;
pub mod point;
pub mod statements;
mod transcript;
mod wipe;

mod error;

// The vectors name this crate as any other crate would.
#[cfg(test)]
extern crate self as epione_envelope;
#[cfg(test)]
mod tests;

pub use error::ProofError;
pub use rand_core;
pub use zeroize::Zeroizing;
