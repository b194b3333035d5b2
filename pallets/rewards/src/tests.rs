//! One file for each call and hook, and for what spans them.

use crate::{mock::*, *};
use epione_primitives::traits::OnSettled;
use frame_support::{assert_noop, assert_ok};
use sp_runtime::{BuildStorage, DispatchError::BadOrigin};

mod claim;
mod claim_for;
mod clean;
mod constants;
mod donate;
mod epochs;
mod marginal;
mod properties;
mod queries;
mod set_split;
mod settled;
mod story;
mod try_state;
mod wash;
