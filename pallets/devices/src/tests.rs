//! One file for each call, and for what spans them.

use crate::{mock::*, *};
use epione_envelope::merkle::Tree;
use epione_primitives::{BatchStatement, Digest, KeyScheme, Modality, Role, SignedUnder};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError::BadOrigin;

mod approve_firmware;
mod cancel_transfer;
mod check;
mod claim;
mod log_maintenance;
mod offer_transfer;
mod properties;
mod provision;
mod provision_list;
mod queries;
mod recall_batch;
mod recall_firmware;
mod register_model;
mod rekey;
mod report_firmware;
mod report_lost;
mod resume;
mod retire;
mod story;
mod suspend;
mod try_state;

/// Model 0, batch 0, and its device number 0 is ALICE's.
fn with_claimed(test: impl FnOnce(Dev)) {
	ExtBuilder::default().build_and_execute(|| {
		with_device();
		test(dev(0));
	});
}

fn root() -> RuntimeOrigin {
	RuntimeOrigin::root()
}

fn standing(device: &Dev, owner: &AccountId) -> Result<DeviceStanding, DeviceRefusal> {
	<Devices as DeviceCheck<AccountId>>::standing(&device.id(), owner)
}

/// Whether what the device signed under its first claim, with its first firmware, may be used.
fn usable(device: &Dev) -> Result<(), DeviceRefusal> {
	usable_under(device, 1, FW1)
}

fn usable_under(device: &Dev, claim: u32, firmware: Digest) -> Result<(), DeviceRefusal> {
	let signed = SignedUnder { device: device.id(), claim, firmware };
	<Devices as DeviceCheck<AccountId>>::usable(&signed)
}

fn status(device: &Dev) -> DeviceStatus {
	Devices::device(device.id()).unwrap().status
}

/// Whether the statement is accepted for a batch of home readings with root 7s and depth 3.
fn verify(statement: &BatchStatement<AccountId>, owner: &AccountId) -> Result<(), DeviceRefusal> {
	<Devices as DeviceCheck<AccountId>>::verify_batch(
		statement,
		owner,
		&[7; 32],
		3,
		Modality::HomeMonitor,
	)
	.map(|_| ())
}

/// A statement of the kind that [`verify`] expects.
fn state(device: &Dev, owner: &AccountId, claim: u32) -> BatchStatement<AccountId> {
	device.batch(owner, claim, 0, &[7; 32], 3)
}
