//! How to get each call of the runtime to succeed.

mod accounts;
mod base;
mod consent;
mod governance;
mod grants;
mod market;
mod money;
mod registry;

pub use registry::{issue, next_batch, FIRMWARE};

use crate::world::{find, Guide};

const TABLES: [&[(&str, Guide)]; 7] = [
	base::GUIDES,
	accounts::GUIDES,
	governance::GUIDES,
	registry::GUIDES,
	consent::GUIDES,
	market::GUIDES,
	money::GUIDES,
];

/// The calls that have a guide.
pub fn names() -> impl Iterator<Item = (&'static str, Guide)> {
	TABLES.into_iter().flatten().copied()
}

/// The guide to a call.
pub fn guide(name: &str) -> Option<Guide> {
	TABLES.into_iter().find_map(|table| find(table, name))
}
