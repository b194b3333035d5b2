//! Fuzzing: whatever a fuzzer's bytes say is done to the standalone runtime, and read by what reads
//! bytes that others sent.
//!
//! | module | holds |
//! |---|---|
//! | [`run()`] | one run of the runtime: calls, blocks, time, and the checks after them |
//! | [`parsers`] | envelopes, payloads, statements, content ids, evidence files |
//! | [`tally`] | how often each call was made, and with success |
//! | `guide` | how to get each call to succeed, step by step |
//! | `shape` | calls of any shape, by the types in the metadata |
//! | `chain`, `check` | blocks and transactions; what must hold |
//!
//! `scripts/fuzz` runs it with libFuzzer; `tests/short.rs`, with the kept corpus and random bytes,
//! in every `cargo test`. More in `docs/testing.md`.

mod chain;
mod check;
mod genesis;
mod guide;
mod input;
pub mod parsers;
mod people;
mod report;
mod run;
mod shape;
pub mod tally;
mod world;

pub use report::Report;
pub use run::run;
pub use shape::unknown_in_list;
