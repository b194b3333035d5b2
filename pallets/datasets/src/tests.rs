//! One file per call, and one each for deposits, sizes, sequence numbers, queries, invariants,
//! properties, and the README's scenario.

mod anchor;
mod deposits;
mod properties;
mod queries;
mod release_window;
mod sequence;
mod size;
mod story;
mod tombstone;
mod try_state;
