//! What each pallet is set to, and why. What the parachain has too is in [`shared`], which is
//! `runtime/common/configs`; the rest is here.

pub mod chain;
mod consensus;
#[path = "../../../common/configs/mod.rs"]
pub mod shared;
mod system;

pub use chain::*;
pub use consensus::*;
pub use shared::*;
