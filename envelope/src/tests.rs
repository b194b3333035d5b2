//! The vectors: the published ones and those shared with other implementations.
//!
//! They are inside the crate because only here proofs can be made with nonces that are given.

mod common;
mod generator;
mod published;
mod shared;
