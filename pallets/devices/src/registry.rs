//! The maker's side: models, firmware, batches, recalls.

use crate::{
	Batch, BatchOf, Batches, Config, DeviceKey, Error, Event, Firmware, FirmwareStatus,
	InclusionProof, KeyList, Model, ModelOf, Models, NextBatch, NextModel, Pallet, Provenance,
	RecallReason, MAX_FIRMWARE,
};
use alloc::vec::Vec;
use codec::MaxEncodedLen;
use epione_envelope::merkle;
use epione_primitives::{
	traits::CredentialCheck, BatchId, Digest, Modalities, ModelId, Role, RootsBy, SaltedDigest,
};
use frame_support::{
	ensure,
	pallet_prelude::DispatchResult,
	traits::{Consideration, Footprint},
};
use frame_system::{ensure_signed, pallet_prelude::OriginFor};
use sp_runtime::DispatchError;

impl<T: Config> Pallet<T> {
	/// What a model with that many firmware digests takes in state.
	pub fn model_footprint(firmware_count: u32) -> Footprint {
		let digest = <(ModelId, Digest, FirmwareStatus)>::max_encoded_len();
		let model = <(ModelId, ModelOf<T>)>::max_encoded_len();
		Footprint::from_parts(
			1,
			model.saturating_add(digest.saturating_mul(firmware_count as usize)),
		)
	}

	/// What a batch takes in state.
	pub fn batch_footprint() -> Footprint {
		Footprint::from_mel::<(BatchId, BatchOf<T>)>()
	}

	/// Returns the signer, if it is a manufacturer.
	pub(crate) fn ensure_manufacturer(origin: OriginFor<T>) -> Result<T::AccountId, DispatchError> {
		let who = ensure_signed(origin)?;
		ensure!(T::Credentials::holds(&who, Role::Manufacturer), Error::<T>::NotManufacturer);
		Ok(who)
	}

	/// Returns the model, if it is `maker`'s.
	pub(crate) fn made_by(maker: &T::AccountId, model: ModelId) -> Result<ModelOf<T>, Error<T>> {
		let found = Models::<T>::get(model).ok_or(Error::<T>::ModelNotFound)?;
		ensure!(found.manufacturer == *maker, Error::<T>::NotMaker);
		Ok(found)
	}

	/// Checks that the model's devices may run this firmware.
	pub(crate) fn ensure_approved(model: ModelId, firmware: &Digest) -> Result<(), Error<T>> {
		match Firmware::<T>::get(model, firmware) {
			Some(FirmwareStatus::Approved) => Ok(()),
			Some(FirmwareStatus::Recalled(_)) => Err(Error::<T>::FirmwareRecalled),
			None => Err(Error::<T>::FirmwareNotApproved),
		}
	}

	/// Returns the next number, and counts on.
	pub(crate) fn next<V: frame_support::storage::StorageValue<u32, Query = u32>>(
	) -> Result<u32, Error<T>> {
		let number = V::get();
		V::put(number.checked_add(1).ok_or(Error::<T>::NumbersExhausted)?);
		Ok(number)
	}

	/// Returns the root over these keys. Of no keys it is the hash of nothing: `do_provision`
	/// refuses an empty list.
	pub(crate) fn root_of(keys: &KeyList) -> Digest {
		let leaves: Vec<Digest> = keys.iter().map(DeviceKey::leaf).collect();
		merkle::root_of_leaves(&leaves)
	}

	pub(crate) fn do_register_model(
		manufacturer: T::AccountId,
		di_digest: SaltedDigest,
		modalities: Modalities,
		roots_by: RootsBy,
		firmware: Digest,
	) -> DispatchResult {
		let model = Self::next::<NextModel<T>>()?;
		let ticket = T::ModelConsideration::new(&manufacturer, Self::model_footprint(1))?;
		Firmware::<T>::insert(model, firmware, FirmwareStatus::Approved);
		Models::<T>::insert(
			model,
			Model {
				manufacturer: manufacturer.clone(),
				di_digest,
				modalities,
				roots_by,
				firmware_count: 1,
				ticket,
			},
		);
		Self::deposit_event(Event::ModelRegistered {
			model,
			manufacturer,
			di_digest,
			modalities,
			roots_by,
			firmware,
		});
		Ok(())
	}

	pub(crate) fn do_approve_firmware(
		maker: &T::AccountId,
		model: ModelId,
		found: ModelOf<T>,
		firmware: Digest,
	) -> DispatchResult {
		ensure!(!Firmware::<T>::contains_key(model, firmware), Error::<T>::FirmwareAlreadyExists);
		ensure!(found.firmware_count < MAX_FIRMWARE, Error::<T>::TooManyFirmware);

		let firmware_count = found.firmware_count.saturating_add(1);
		let ticket = found.ticket.update(maker, Self::model_footprint(firmware_count))?;
		Firmware::<T>::insert(model, firmware, FirmwareStatus::Approved);
		Models::<T>::insert(model, Model { firmware_count, ticket, ..found });
		Self::deposit_event(Event::FirmwareApproved { model, firmware });
		Ok(())
	}

	pub(crate) fn do_recall_firmware(
		model: ModelId,
		firmware: Digest,
		reason: RecallReason,
	) -> DispatchResult {
		match Firmware::<T>::get(model, firmware) {
			Some(FirmwareStatus::Approved) => {},
			Some(FirmwareStatus::Recalled(_)) => return Err(Error::<T>::AlreadyRecalled.into()),
			None => return Err(Error::<T>::FirmwareNotApproved.into()),
		}

		Firmware::<T>::insert(model, firmware, FirmwareStatus::Recalled(reason));
		Self::deposit_event(Event::FirmwareRecalled { model, firmware, reason });
		Ok(())
	}

	pub(crate) fn do_recall_batch(
		maker: &T::AccountId,
		batch: BatchId,
		reason: RecallReason,
	) -> DispatchResult {
		let mut found = Batches::<T>::get(batch).ok_or(Error::<T>::BatchNotFound)?;
		Self::made_by(maker, found.model)?;
		ensure!(found.recalled.is_none(), Error::<T>::AlreadyRecalled);

		found.recalled = Some(reason);
		Batches::<T>::insert(batch, found);
		Self::deposit_event(Event::BatchRecalled { batch, reason });
		Ok(())
	}

	pub(crate) fn do_provision(
		maker: &T::AccountId,
		model: ModelId,
		root: Digest,
		size: u32,
		firmware: Digest,
	) -> DispatchResult {
		Self::made_by(maker, model)?;
		ensure!(size > 0, Error::<T>::EmptyBatch);
		Self::ensure_approved(model, &firmware)?;

		let batch = Self::next::<NextBatch<T>>()?;
		let ticket = T::BatchConsideration::new(maker, Self::batch_footprint())?;
		Batches::<T>::insert(batch, Batch { model, root, size, firmware, recalled: None, ticket });
		Self::deposit_event(Event::Provisioned { batch, model, root, size, firmware });
		Ok(())
	}

	/// Returns the batch that the key was provisioned in, if it is not recalled.
	pub(crate) fn check_provenance(
		device: &DeviceKey,
		provenance: &Provenance,
	) -> Result<BatchOf<T>, Error<T>> {
		let batch = Batches::<T>::get(provenance.batch).ok_or(Error::<T>::BatchNotFound)?;
		ensure!(batch.recalled.is_none(), Error::<T>::BatchRecalled);
		let InclusionProof { index, path } = &provenance.proof;
		ensure!(
			merkle::verify_inclusion(
				&batch.root,
				batch.size.into(),
				(*index).into(),
				device.leaf(),
				path
			),
			Error::<T>::NotProvisioned
		);
		Ok(batch)
	}

	/// Returns whether the maker has recalled this batch or this firmware.
	pub(crate) fn is_recalled(model: ModelId, batch: BatchId, firmware: &Digest) -> bool {
		// What cannot be found counts as recalled.
		Batches::<T>::get(batch).is_none_or(|b| b.recalled.is_some())
			|| Self::ensure_approved(model, firmware).is_err()
	}
}
