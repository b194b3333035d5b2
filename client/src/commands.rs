//! The commands, one file each; `cli.rs` holds the command tree.

pub mod accredit;
pub mod app;
pub mod audit;
pub mod bench;
pub mod consent;
mod context;
pub mod convert;
pub mod dataset;
pub mod device;
pub mod dispute;
pub mod duties;
pub mod gateway;
pub mod keys;
pub mod pay;
pub mod proof;
mod qr;
pub mod receipt;
pub mod rewards;
pub mod sponsor;
pub mod store;
pub mod study;

pub use context::Context;
