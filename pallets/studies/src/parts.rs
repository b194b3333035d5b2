//! Approvals, recipient keys, phases, cohorts, eligibility, bids: what the acts are made of.
//! Calls the ground floor.

pub(crate) mod access;
pub(crate) mod approval;
pub(crate) mod bids;
pub(crate) mod cohort;
pub(crate) mod eligibility;
pub(crate) mod holders;
pub(crate) mod keys;
pub(crate) mod participants;
pub(crate) mod phase;
