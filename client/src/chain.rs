//! The chain, as the client sees it: one connection, typed calls, refusals in words.
//!
//! | file | holds |
//! |---|---|
//! | `connection` | [`Chain`]: a connection; signs, sends and finds transactions |
//! | `view` | [`view`]: reads the chain's state at a block |
//! | `sent`, `included` | transactions that are signed, under way, and in a final block |
//! | [`payer`] | who pays for a transaction, before it is signed |
//! | `error` | [`ChainError`]: the errors, by type |
//! | `refusal`, `advice` | refusals in words, and what to do about them |
//! | [`types`] | the runtime's types as the client's |
//!
//! Types and calls come from `metadata/epione.scale`, the metadata of this repository's runtime
//! (the crate `api`). Where a node's runtime differs in an item that a call uses, that call fails
//! with an error that says so.

mod advice;
mod connection;
mod error;
mod included;
pub mod payer;
mod refusal;
mod sent;
pub mod types;
mod view;

pub use connection::Chain;
pub use epione_client_api::api;
pub use error::{node_error, ChainError, ModuleError, PoolRefusal, Result};
pub use included::Included;
pub use sent::{Sent, Signed};
pub(crate) use view::erased;
pub use view::{view, At};
