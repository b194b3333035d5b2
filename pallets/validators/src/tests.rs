//! One file for each call, and for what spans them.

mod add;
mod genesis;
mod keys;
mod majority;
mod offences;
mod properties;
mod remove;
mod rotation;
mod set;
mod story;
mod try_state;
