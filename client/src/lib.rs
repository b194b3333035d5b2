//! Library of the Epione client: what the `epione` command is made of.
//!
//! | module | holds |
//! |---|---|
//! | [`cli`] | the command line: its tree of commands |
//! | [`demo`] | the whole story on a development node |
//! | [`commands`] | one file for each command |
//! | [`app`] | the server of the web page |
//! | [`audit`] | the audit trail, built from final blocks only |
//! | [`reader`] | the reader's side: fetch, check, prove, judge in a dispute, erase |
//! | [`gateway`] | from sealed batches to final anchors and delivered envelopes |
//! | [`config`] | the configuration |
//! | [`intake`] | from files of readings (FHIR R4) to sealed batches |
//! | [`journal`] | what was done and what remains, durable at every step |
//! | [`parties`] | what each party does on the chain |
//! | [`papers`] | what people hand to each other as files: documents, invitations, joinings |
//! | [`chain`] | a node: one connection, typed calls, refusals in words |
//! | [`device`] | a simulated device with a real key |
//! | [`words`] | how people write kinds of data, purposes, amounts and times |
//! | [`store`] | content stores: embedded IPFS, Kubo |
//! | [`keys`] | secrets at rest, accounts that sign |
//! | [`output`] | results and progress, for people and machines |
//! | [`home`] | the names of what lies in the home folder |
//! | [`files`], [`calendar`] | atomic writes; days, dates and the clock |
//! | [`failpoint`], [`error`] | points at which tests stop the gateway; errors by type |
//!
//! A module calls those below it in this table, not those above.

pub mod app;
pub mod audit;
pub mod calendar;
pub mod chain;
pub mod cli;
pub mod commands;
pub mod config;
pub mod demo;
pub mod device;
pub mod error;
pub mod failpoint;
pub mod files;
pub mod gateway;
pub mod home;
pub mod intake;
pub mod journal;
pub mod keys;
pub mod output;
pub mod papers;
pub mod parties;
pub mod reader;
pub mod store;
pub mod words;

pub use error::{Error, Result};
