//! One file for each concern; the invariants are checked after every test.

use crate::mock::{Sponsorship, *};
use crate::*;
use epione_envelope::statements;
use epione_primitives::CallKind;
use frame_support::{
	assert_noop, assert_ok, assert_storage_noop,
	traits::{fungible::InspectHold, tokens::Preservation::Expendable},
};
use sp_core::Pair;

mod create;
mod deposits;
mod end;
mod evict;
mod fees;
mod fund;
mod join;
mod leave;
mod properties;
mod purge;
mod queries;
mod refund;
mod set_gateways;
mod set_terms;
mod story;
mod try_state;
