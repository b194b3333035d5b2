//! One file for each concern; the invariants are checked after every test.

use crate::mock::{Studies, *};
use crate::*;
use epione_primitives::*;
use frame_support::{assert_noop, assert_ok};

mod approve;
mod close;
mod cohort;
mod commit;
mod create;
mod deliver;
mod disputed;
mod eligibility;
mod finish;
mod keys;
mod lapse;
mod ledger;
mod property;
mod purge;
mod queries;
mod settle;
mod shares;
mod standstill;
mod story;
mod try_state;
mod withdraw;
