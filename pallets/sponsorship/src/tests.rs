//! One file for each concern; the invariants are checked after every test.

use crate::mock::{Sponsorship, *};
use crate::*;
use frame_support::{assert_noop, assert_ok, assert_storage_noop, traits::fungible::InspectHold};
use sp_core::Pair;

mod create;
mod deposits;
mod end;
mod fees;
mod gateways;
mod join;
mod leave;
mod property;
mod purge;
mod queries;
mod story;
mod try_state;
