//! What several pallets do in the same way.
//!
//! | module | holds |
//! |---|---|
//! | [`clock`] | the wall clock, in the unit of every deadline |
//! | [`providers`] | provider references: an account without tokens can still sign a refusal |
//! | [`deposits`] | the return of a storage deposit, which never fails |
//! | `mock` | [`mock_basics`], what every pallet's mock runtime has |
#![cfg_attr(not(feature = "std"), no_std)]
#![cfg_attr(not(test), deny(clippy::arithmetic_side_effects))]
#![cfg_attr(substrate_runtime, deny(clippy::unwrap_used, clippy::indexing_slicing))]

pub mod clock;
pub mod deposits;
mod mock;
pub mod providers;

#[cfg(test)]
mod tests;
