//! One file for each call, and for what spans them.

use crate::{mock::*, *};
use epione_primitives::traits::{ArbiterPool, CredentialCheck};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError::BadOrigin;

mod appoint;
mod arbiters;
mod clear;
mod dismiss;
mod former;
mod genesis;
mod issue;
mod properties;
mod queries;
mod renew;
mod revoke;
mod story;
mod try_state;

/// Makes [`ACC`] an accreditor and issues ALICE a manufacturer's credential until START + 1000.
fn with_credential(test: impl FnOnce()) {
	ExtBuilder::default().build_and_execute(|| {
		appoint_acc();
		issue(ALICE, Role::Manufacturer);
		test();
	});
}

fn root() -> RuntimeOrigin {
	RuntimeOrigin::root()
}

fn status(who: AccountId, role: Role) -> Option<CredentialStatus> {
	Credentials::credential(who, role).map(|c| c.status)
}
