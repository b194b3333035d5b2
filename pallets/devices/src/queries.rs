//! What the view functions return.

use crate::{
	Batch, BatchInfo, Batches, Config, DeviceInfo, DeviceStatus, DevicesOf, Firmware, Maintenance,
	ModelInfo, Models, Owned, Pallet, Remnants, State, MAX_LIMIT,
};
use alloc::vec::Vec;
use epione_primitives::{BatchId, ModelId};
use frame_support::BoundedVec;

impl<T: Config> Pallet<T> {
	pub(crate) fn device_info(id: &T::AccountId) -> Option<DeviceInfo<T::AccountId>> {
		if let Some(device) = Owned::<T>::get(id) {
			let recalled = Self::is_recalled(device.model, device.batch, &device.firmware);
			let status = match device.state {
				State::Suspended => DeviceStatus::Suspended,
				State::Lost => DeviceStatus::Lost,
				State::Active if recalled => DeviceStatus::Recalled,
				State::Active => DeviceStatus::Active,
			};
			return Some(DeviceInfo {
				owner: Some(device.owner),
				model: device.model,
				batch: device.batch,
				scheme: device.scheme,
				firmware: device.firmware,
				claim: device.claim,
				status,
				recalled,
				offer: device.offer,
				end: None,
				maintenance: Maintenance::<T>::get(id),
			});
		}
		let remnant = Remnants::<T>::get(id)?;
		Some(DeviceInfo {
			owner: None,
			model: remnant.model,
			batch: remnant.batch,
			scheme: remnant.scheme,
			firmware: remnant.firmware,
			claim: remnant.claim,
			status: DeviceStatus::Retired,
			recalled: Self::is_recalled(remnant.model, remnant.batch, &remnant.firmware),
			offer: None,
			end: Some(remnant.end),
			maintenance: Default::default(),
		})
	}

	pub(crate) fn page_of_devices(
		owner: &T::AccountId,
		after: Option<T::AccountId>,
		limit: u32,
	) -> Vec<T::AccountId> {
		let limit = limit.min(MAX_LIMIT) as usize;
		match after {
			Some(after) => {
				let from = DevicesOf::<T>::hashed_key_for(owner, &after);
				DevicesOf::<T>::iter_key_prefix_from(owner, from).take(limit).collect()
			},
			None => DevicesOf::<T>::iter_key_prefix(owner).take(limit).collect(),
		}
	}

	pub(crate) fn model_info(id: ModelId) -> Option<ModelInfo<T::AccountId>> {
		let model = Models::<T>::get(id)?;
		Some(ModelInfo {
			manufacturer: model.manufacturer,
			di_digest: model.di_digest,
			modalities: model.modalities,
			roots_by: model.roots_by,
			firmware: BoundedVec::truncate_from(Firmware::<T>::iter_prefix(id).collect()),
		})
	}

	pub(crate) fn batch_info(id: BatchId) -> Option<BatchInfo> {
		let Batch { model, root, size, firmware, recalled, .. } = Batches::<T>::get(id)?;
		Some(BatchInfo { model, root, size, firmware, recalled })
	}
}
