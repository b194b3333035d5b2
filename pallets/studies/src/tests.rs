//! One file for each call and each concern; the invariants are checked after every test.

use crate::mock::{Studies, *};
use crate::*;
use epione_primitives::*;
use frame_support::{
	assert_noop, assert_ok,
	traits::{
		fungible::{Inspect, Mutate},
		tokens::Preservation,
	},
};

mod add_key;
mod approve;
mod bid;
mod close;
mod cohort;
mod commit;
mod commit_share;
mod create;
mod deliver;
mod deliver_share;
mod disputed;
mod eligibility;
mod ends_by_date;
mod finish;
mod fund;
mod lapse;
mod ledger;
mod properties;
mod purge;
mod queries;
mod register_key;
mod resume_approval;
mod settle;
mod shares;
mod standstill;
mod story;
mod suspend_approval;
mod try_state;
mod withdraw;
mod withdraw_bid;
