//! From sealed batches to final anchors and delivered envelopes, through crashes in between.
//!
//! | file | holds |
//! |---|---|
//! | `call` | [`GatewayChain`]: what the gateway needs of a chain |
//! | `driver` | [`Gateway`]: drives batches and contributions forward, step by step |
//! | [`port`] | [`GatewayChain`] over a node |
//! | [`home`] | [`home::GatewayHome`]: a gateway's folder, opened, for one patient |
//! | [`content`] | whether the gateway can still serve what it anchored |
//!
//! Every transaction is signed once, mortal, and written to the journal before it is submitted.
//! After a crash the same bytes are submitted again: the chain takes them at most once. A new one
//! is signed only when the old one is in no finalised block and can no longer be included in one.
//!
//! An envelope is sealed only against a commitment that is final, and only once.

mod call;
pub mod content;
mod driver;
pub mod home;
pub mod port;

pub use call::{Call, GatewayChain, OnChain, OnChainStatus, Outcome, Refusal, Submitted};
pub use driver::{Event, Gateway, Item, MAX_ANCHORS};
