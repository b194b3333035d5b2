//! Library of the Epione client: what the `epione` command is made of.
//!
//! | module | holds |
//! |---|---|
//! | [`fhir`] | reading FHIR R4 Observations |
//! | [`ingest`] | from files to sealed batches |
//! | [`journal`] | what was done and is to do, durable at every step |
//! | [`gateway`] | from sealed batches to final anchors and delivered envelopes |
//! | [`device`] | a simulated device with a real key |
//! | [`keystore`] | secrets at rest |
//! | [`store`] | content stores: embedded IPFS, Kubo |
//! | [`verify`] | the reader's side: decrypt, check, write FHIR again |
//! | [`proof`] | that one record is among those anchored |
//! | [`invitation`] | a sponsor's word for participants whose data no device signed |
//! | [`joining`] | a patient's word that a sponsorship may pay |
//! | [`evidence`] | what a sponsor shows an arbiter, and how the arbiter checks it |
//! | [`samples`] | readings to try things out with |
//! | [`config`], [`output`], [`error`] | configuration, results, errors for people and machines |
//! | [`cli`] | the command line |
//! | [`files`], [`failpoint`] | atomic writes; points at which tests stop the gateway |

pub mod accounts;
pub mod app;
pub mod audit;
pub mod chain;
pub mod cli;
pub mod commands;
pub mod config;
pub mod demo;
pub mod device;
pub mod documents;
pub mod erase;
pub mod error;
pub mod evidence;
pub mod failpoint;
pub mod fetch;
pub mod fetched;
pub mod fhir;
pub mod files;
pub mod gateway;
pub mod ingest;
pub mod invitation;
pub mod joining;
pub mod journal;
pub mod keystore;
pub mod output;
pub mod parties;
pub mod proof;
pub mod samples;
pub mod store;
pub mod udi;
pub mod verify;

pub use error::{Error, Result};
