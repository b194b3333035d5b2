//! What must hold of the state at any time. The crate's page lists the invariants by name.
#![allow(clippy::arithmetic_side_effects)]

use crate::{
	Batches, ChainId, Config, DevicesOf, End, Firmware, Maintenance, Models, NextBatch, NextModel,
	Owned, Pallet, Remnants, State, MAX_FIRMWARE,
};
use alloc::collections::BTreeMap;
use frame_support::ensure;
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
	/// Checks every invariant; the error names the first that is broken.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		ensure!(ChainId::<T>::get() != [0; 32], "chain_id_is_set");
		Self::check_models()?;
		Self::check_batches()?;
		Self::check_devices()?;
		Self::check_remnants()?;
		Self::check_owners()
	}

	fn check_models() -> Result<(), TryRuntimeError> {
		for (id, model) in Models::<T>::iter() {
			ensure!(id < NextModel::<T>::get(), "numbers_were_given_out");
			ensure!(
				model.modalities.is_valid()
					&& (1..=MAX_FIRMWARE).contains(&model.firmware_count)
					&& Firmware::<T>::iter_prefix(id).count() == model.firmware_count as usize,
				"models_are_well_formed"
			);
		}
		for (model, _) in Firmware::<T>::iter_keys() {
			ensure!(Models::<T>::contains_key(model), "firmware_has_a_model");
		}
		Ok(())
	}

	fn check_batches() -> Result<(), TryRuntimeError> {
		for (id, batch) in Batches::<T>::iter() {
			ensure!(id < NextBatch::<T>::get(), "numbers_were_given_out");
			ensure!(
				Models::<T>::contains_key(batch.model)
					&& Firmware::<T>::contains_key(batch.model, batch.firmware)
					&& batch.size > 0,
				"batches_are_well_formed"
			);
		}
		Ok(())
	}

	fn check_devices() -> Result<(), TryRuntimeError> {
		for (_, device) in Owned::<T>::iter() {
			ensure!(
				Batches::<T>::get(device.batch).is_some_and(|b| b.model == device.model)
					&& Firmware::<T>::contains_key(device.model, device.firmware)
					&& device.claim >= 1
					&& device
						.offer
						.is_none_or(|to| { device.state == State::Active && to != device.owner }),
				"devices_are_well_formed"
			);
		}
		for device in Maintenance::<T>::iter_keys() {
			ensure!(Owned::<T>::contains_key(device), "maintenance_has_a_device");
		}
		Ok(())
	}

	fn check_remnants() -> Result<(), TryRuntimeError> {
		for (id, remnant) in Remnants::<T>::iter() {
			let known =
				|id: &T::AccountId| Owned::<T>::contains_key(id) || Remnants::<T>::contains_key(id);
			ensure!(
				!Owned::<T>::contains_key(&id)
					&& Batches::<T>::get(remnant.batch).is_some_and(|b| b.model == remnant.model)
					&& !matches!(&remnant.end, End::ReplacedBy(new) if *new == id || !known(new)),
				"remnants_are_final"
			);
		}
		Ok(())
	}

	fn check_owners() -> Result<(), TryRuntimeError> {
		let mut listed = BTreeMap::<T::AccountId, u32>::new();
		for (owner, device) in DevicesOf::<T>::iter_keys() {
			ensure!(Owned::<T>::get(&device).is_some_and(|d| d.owner == owner), "index_agrees");
			*listed.entry(owner).or_default() += 1;
		}
		ensure!(
			Owned::<T>::iter_keys().count() == listed.values().map(|n| *n as usize).sum::<usize>(),
			"index_agrees"
		);
		for (owner, devices) in listed {
			ensure!(
				frame_system::Pallet::<T>::providers(&owner) >= devices,
				"owners_are_provided_for"
			);
		}
		Ok(())
	}
}
