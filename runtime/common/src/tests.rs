//! Tests of the extension and the lane on the mock's toys, one file per concern.

mod batches;
mod delegations;
mod free;
mod lane;
mod paid;
