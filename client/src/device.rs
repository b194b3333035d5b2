//! A medical device, simulated: it holds a real key and signs.
//!
//! | file | holds |
//! |---|---|
//! | `simulated` | [`Device`]: signs claims and batches; [`verify`], [`verify_batch`] |
//! | `package` | [`Package`]: a device on its way from hand to hand |
//! | [`udi`] | device identifiers of the UDI system |
//!
//! A device signs only what it measured: [`Device::sign_batch`] takes readings, draws the batch
//! seed and computes the root itself. No call signs a root, or any bytes, given to it.
//!
//! It stores its sequence number on disk before it returns a signature, so that no crash makes it
//! use a number twice. A number may be skipped; the chain accepts that.

mod package;
mod simulated;
pub mod udi;

pub use package::Package;
pub use simulated::{verify, verify_batch, ClaimSignature, Device, SignedBatch};
