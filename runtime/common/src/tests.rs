//! Tests of the extensions and the lane on toy pallets, one file per concern. Those on the real
//! pallets are in `runtime/standalone/src/tests/charges`.

mod batches;
mod delegations;
mod free;
mod lane;
mod mortality;
mod paid;
mod sponsored;
mod tags;
mod tips;
mod turns;
mod wrappers;
