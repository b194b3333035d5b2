//! Library of the Epione client: what the `epione` command is made of.
//!
//! | module | holds |
//! |---|---|
//! | [`fhir`] | reading FHIR R4 Observations |
//! | [`store`] | content stores: embedded IPFS, Kubo |
//! | [`error`] | errors for people and machines |
//! | [`files`] | atomic writes |
//! | [`failpoint`] | points at which tests stop the gateway |

pub mod error;
pub mod failpoint;
pub mod fhir;
pub mod files;
pub mod store;

pub use error::{Error, Result};
