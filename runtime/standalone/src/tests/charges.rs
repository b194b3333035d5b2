//! Who pays, with the real pallets as configured in this runtime: what `ChargeOrFree` lets pass
//! free, what it refuses, and whom it charges.

mod ends;
mod fees;
pub(super) mod fixture;
mod kinds;
mod lane;
mod refusals;
mod safeguards;
mod sponsorships;
mod studies;
mod wrappers;
