//! The maker's side: models, firmware, batches.

use super::*;
use epione_envelope::merkle;

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

	/// The signer, if it is a manufacturer.
	pub(crate) fn ensure_manufacturer(origin: OriginFor<T>) -> Result<T::AccountId, DispatchError> {
		let who = ensure_signed(origin)?;
		ensure!(T::Credentials::holds(&who, Role::Manufacturer), Error::<T>::NotManufacturer);
		Ok(who)
	}

	/// The model, if it is `maker`'s.
	pub(crate) fn made_by(maker: &T::AccountId, model: ModelId) -> Result<ModelOf<T>, Error<T>> {
		let found = Models::<T>::get(model).ok_or(Error::<T>::ModelNotFound)?;
		ensure!(found.manufacturer == *maker, Error::<T>::NotMaker);
		Ok(found)
	}

	/// That the model's devices may run this firmware.
	pub(crate) fn ensure_approved(model: ModelId, firmware: &Digest) -> Result<(), Error<T>> {
		match Firmware::<T>::get(model, firmware) {
			Some(FirmwareStatus::Approved) => Ok(()),
			Some(FirmwareStatus::Recalled(_)) => Err(Error::<T>::FirmwareRecalled),
			None => Err(Error::<T>::FirmwareNotApproved),
		}
	}

	/// Gives out a number.
	pub(crate) fn next<V: frame_support::storage::StorageValue<u32, Query = u32>>(
	) -> Result<u32, Error<T>> {
		let number = V::get();
		V::put(number.checked_add(1).ok_or(Error::<T>::NumbersExhausted)?);
		Ok(number)
	}

	/// The root over these keys; nobody asks for that of an empty list.
	pub(crate) fn root_of(keys: &KeyList) -> Digest {
		let leaves: Vec<Digest> = keys.iter().map(DeviceKey::leaf).collect();
		merkle::root_of_leaves(&leaves)
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

	/// The batch that the key was provisioned in, if it is not recalled.
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

	/// Whether the maker has recalled this batch or this firmware.
	pub(crate) fn is_recalled(model: ModelId, batch: BatchId, firmware: &Digest) -> bool {
		// What cannot be found counts as recalled.
		Batches::<T>::get(batch).is_none_or(|b| b.recalled.is_some())
			|| Self::ensure_approved(model, firmware).is_err()
	}
}
