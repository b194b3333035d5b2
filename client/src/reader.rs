//! The reader's side: fetching what was contributed, checking it, proving it, judging it in a
//! dispute, and destroying it again.

pub mod dispute;
pub mod erase;
pub mod evidence;
pub mod fetch;
pub mod fetched;
pub mod proof;
pub mod verify;
