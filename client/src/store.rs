//! Where ciphertext is kept: IPFS, through an embedded node or through Kubo.
//!
//! A [`ContentStore`] stores and finds single blocks. The tree of blocks is built here ([`dag`]),
//! the same for every back end, with profile `unixfs-v1-2025`, so that a file has one CID wherever
//! it is stored. Every block that is read is hashed again before a byte of it is used.
//!
//! | back end | |
//! |---|---|
//! | [`embedded::EmbeddedStore`] | `rust-ipfs` in this process; needs nothing installed |
//! | [`kubo::KuboStore`] | a Kubo node or cluster over its RPC |
//! | [`MemoryStore`] | blocks in memory, for tests and dry runs |

mod api;
mod content;
pub mod dag;
pub mod embedded;
pub mod kubo;
mod memory;

pub use api::ContentStore;
#[cfg(test)]
pub(crate) use content::make_cid;
pub use content::{from_cid, parse_cid, to_cid, verify_block, DAG_PB, MAX_BLOCK, RAW, SHA2_256};
pub use memory::MemoryStore;
