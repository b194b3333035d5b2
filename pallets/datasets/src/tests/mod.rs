//! One file for each call, one for each other promise.

mod anchor;
mod deposits;
mod invariants;
mod queries;
mod sequence;
mod size;
mod tombstone;
