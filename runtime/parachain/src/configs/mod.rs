//! What each pallet is set to, and why. What the standalone runtime has too is in [`shared`], which
//! is `runtime/common/configs`; the rest is here.

pub mod chain;
mod collators;
mod cumulus;
#[path = "../../../common/configs/mod.rs"]
pub mod shared;
mod system;
pub mod xcm;

pub use chain::*;
pub use collators::*;
pub use cumulus::*;
pub use shared::*;
