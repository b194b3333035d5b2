//! Stands in for `pollable-map` 0.1, which `rust-ipfs` and `connexa` use.
//!
//! There a key that was removed counts as present until its entry happens to be polled, and an entry that
//! holds nothing is never polled: so a peer that had disconnected once got no bitswap session when it came
//! back, and was not dialled again. Here what was removed is gone. Everything but the two maps is that of
//! `pollable-map` 0.2, which has the same fault in them.

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
