//! What both Epione runtimes share: types, amounts, fees, who may act for whom, and who pays.
//!
//! | module | holds |
//! |---|---|
//! | [`charge`] | what becomes of a transaction, who pays, and the traits that decide |
//! | [`charge_or_free`] | the transaction extension that charges, waives or refuses |
//! | [`turns`] | the extension around the nonce check that ranks refusals |
//! | [`mortality`] | the extension around the era check, which does not rank refusals |
//! | [`look_through`] | a policy that sees what is inside proxies and batches |
//! | [`policy`] | its rules over the real pallets |
//! | [`sponsored`] | what sponsorships pay for |
//! | [`free_lane`] | the pallet that counts free refusals |
//! | [`proxy`] | what a delegate may do |
//! | [`delegation`] | who acts for whom, read from the proxies |
//! | [`proxy_deposit`] | what delegates cost: an account that exists |
//! | [`safeguards`] | removing delegates and stopping a recovery, with the SDK's pallets |
//! | [`fees`] | what transactions cost, and who receives it |
//! | `rehearsal` | a migration for rehearsing upgrades, in no released Wasm |
//! | [`constants`] | amounts and lengths of time |
#![cfg_attr(not(feature = "std"), no_std)]
#![cfg_attr(substrate_runtime, deny(clippy::unwrap_used, clippy::indexing_slicing))]

extern crate alloc;

pub mod charge;
pub mod charge_or_free;
pub mod constants;
pub mod delegation;
pub mod fees;
pub mod free_lane;
pub mod look_through;
pub mod mortality;
pub mod policy;
pub mod proxy;
pub mod proxy_deposit;
#[cfg(any(feature = "rehearsal", feature = "std"))]
pub mod rehearsal;
pub mod safeguards;
pub mod sponsored;
pub mod turns;

#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;

pub use charge_or_free::ChargeOrFree;
pub use delegation::ProxyDelegations;
pub use look_through::{CarriesCalls, LookThrough};
pub use mortality::CheckMortalityUnranked;
pub use policy::EpioneRules;
pub use proxy::ProxyType;
pub use proxy_deposit::{ForgetDelegates, NoDeposit, NoPureAccounts};
pub use safeguards::SdkSafeguards;
pub use turns::CheckNonceInTurn;

use sp_runtime::{AccountId32, MultiSignature};

/// Signatures of users.
pub type Signature = MultiSignature;
/// Accounts: 32 bytes, a public key or the hash of something.
pub type AccountId = AccountId32;
/// Amounts of the token, in units of 10^-12.
pub type Balance = u128;
/// Heights of blocks.
pub type BlockNumber = u32;
/// Hashes of blocks and storage.
pub type Hash = sp_core::H256;
