//! Who pays, with the real pallets as configured in this runtime: what `ChargeOrFree` lets pass
//! free, what it refuses, and whom it charges.

mod fees;
mod fixture;
mod kinds;
mod refusals;
mod sponsorships;
mod studies;
