//! One file for each concern; the invariants are checked after every test.

use crate::mock::{Disputes, *};
use crate::*;
use frame_support::{assert_noop, assert_ok};

mod advance;
mod appeal;
mod decide;
mod decide_appeal;
mod draw;
mod ending;
mod genesis;
mod open;
mod panel;
mod properties;
mod queries;
mod remove_evidence_key;
mod set_evidence_key;
mod standstill;
mod story;
mod try_state;
