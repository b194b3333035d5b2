//! One file for each call, and for what spans them.

mod cancel_attempt;
mod pool;
mod reject_announcement;
mod remove_delegate;
mod remove_delegates;
mod revoke_inheritor;
mod slash_attempt;
mod story;
