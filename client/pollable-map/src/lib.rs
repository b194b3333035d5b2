//! Stands in for `pollable-map` 0.1, which `rust-ipfs` and `connexa` use.
//!
//! In that crate a removed key counts as present until its entry happens to be polled, and an entry
//! that holds nothing is never polled: a peer that had disconnected once got no bitswap session
//! when it came back, and was not dialled again. Here a removed key is gone at once. Everything but
//! the two maps is that of `pollable-map` 0.2, whose maps have the same fault.

mod entry;
mod future_map;
mod stream_map;

pub use upstream::optional;

/// Maps and sets of futures.
pub mod futures {
	pub use crate::future_map::FutureMap;
	pub use upstream::futures::set;
}

/// Maps and sets of streams.
pub mod stream {
	pub use crate::stream_map::StreamMap;
	pub use upstream::stream::set;
}
