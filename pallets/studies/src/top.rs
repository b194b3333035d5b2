//! A study's life, what the runtime asks first, what the chain does by itself, and the queries.
//! Calls acts, parts and ground.

pub(crate) mod idle;
pub(crate) mod pool;
pub(crate) mod purge;
pub(crate) mod queries;
pub(crate) mod study;
pub(crate) mod terms;
#[cfg(any(feature = "std", feature = "try-runtime"))]
mod try_state;
