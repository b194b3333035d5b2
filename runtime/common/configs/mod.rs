//! The configuration that both runtimes share: `docs/adr/0012-two-runtimes-one-configuration.md`.
//!
//! Not a module of the crate `epione-runtime-common`: each runtime takes this file into its own
//! `configs` by path, as `shared`, since Rust wants `impl pallet_x::Config for Runtime` in the
//! crate that defines `Runtime`. So `crate::` here is the runtime's crate.
//!
//! # What a runtime must provide
//!
//! Whatever is missing does not compile, with an error in the file that asks for it.
//!
//! In `crate::configs::chain`:
//!
//! - `Author`: a `Get<Option<AccountId>>` of the block's author (`payment`, `rewards`).
//! - `BlockNumbers`: the clock of whatever waits for a height (`accounts`, `governance`).
//! - `MAX_BLOCK`: the most work in a block (`limits`).
//! - `SLOT_DURATION`: milliseconds from one block to the next (`limits`, `apis`).
//!
//! In the root of the crate:
//!
//! - What `#[frame_support::runtime]` generates for the struct `Runtime`, with all pallets that are
//!   configured here, under the names that are used here.
//! - The types `AccountId`, `Balance`, `BlockNumber`, `Block`, `UncheckedExtrinsic`, `Executive`
//!   and `SessionKeys`, and the constant `VERSION`.
//! - `extensions::payment`: finds the payment extension among a transaction's extensions.
//! - `weights`: a measured `WeightInfo` for each pallet.
//! - `presets` with `get`, `names` and `check`: the genesis presets, and the check of a genesis.
//! - `benchmarks` with `metadata` and `dispatch`, where the feature `runtime-benchmarks` is on.
//!
//! And the configuration of what differs: `frame_system` (with [`Nonce`] as its `Nonce` and
//! [`FirstNonce`] as its `OnKilledAccount`), `pallet_timestamp`, and the pallets of consensus.

mod accounts;
pub(crate) mod apis;
mod balances;
mod carried;
#[cfg(test)]
pub(crate) mod carriers;
mod epione;
pub(crate) mod genesis;
mod governance;
mod limits;
mod migrations;
mod nonces;
mod payment;
mod rewards;
#[cfg(feature = "runtime-benchmarks")]
pub(crate) mod session_benchmarks;
mod system;
#[cfg(test)]
pub(crate) mod testing;

pub use accounts::*;
pub use balances::*;
pub use epione::*;
pub use governance::*;
pub use limits::*;
pub use migrations::*;
pub use nonces::*;
pub use payment::*;
pub use rewards::*;
pub use system::*;
