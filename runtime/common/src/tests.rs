//! Tests of the extension and the lane one file per concern: on toys, and in `policy` on the real pallets.

mod batches;
mod delegations;
mod free;
mod lane;
mod paid;
mod policy;
mod sponsored;
mod sponsorship;
mod tips;
mod turns;
