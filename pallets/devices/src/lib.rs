#![doc = include_str!("../README.md")]
//!
//! # Scenario: the life of a device
//!
//! 1. A manufacturer registers a model and provisions a batch: one root for any number of keys.
//! 2. A patient claims a device: the device has signed the patient's account. It now signs batches
//!    for her.
//! 3. She offers it to another patient; his claim ends her use at once, and the next claim number
//!    keeps what it signed for her from being used for him.
//! 4. He loses it and says so, for free. Nothing that it signs is accepted any more.
//! 5. The manufacturer puts another key in its place. The old key is never claimed again.
//! 6. The manufacturer recalls a firmware: every device that runs it is refused at once, until it
//!    reports another.
#![doc = docify::embed!("src/tests/scenario.rs", the_life_of_a_device)]
//!
//! # Contract with other pallets
//!
//! They see [`DeviceCheck`]: may this device sign for this owner now, is this statement such a
//! signature, may what it signed earlier be used now. A statement binds the chain id of
//! [`ChainId`], the device, the owner, the claim and a sequence number; that each sequence number is
//! accepted once is the caller's business.
//!
//! While an account owns a device it has a provider reference, so that it can sign `suspend` and
//! `report_lost` without owning tokens. These two are free: the pool asks [`Pallet::check_suspend`]
//! and [`Pallet::check_report_lost`] first.
//!
//! # Invariants
//!
//! Checked by `do_try_state` after every test; each has a test that corrupts the state.
//!
//! - `chain_id_is_set`: it is not zero.
//! - `numbers_were_given_out`: no model or batch has a number that was not given out.
//! - `models_are_well_formed`: known modalities, and as many firmware digests as counted, at least 1.
//! - `firmware_has_a_model`: no digest is listed for a model that does not exist.
//! - `batches_are_well_formed`: the model exists and lists the firmware; there is a key.
//! - `devices_are_well_formed`: batch and model agree, the model lists the firmware, claims count from
//!   1, only an active device is offered, and not to its owner.
//! - `index_agrees`: an owner's list holds exactly the owner's devices.
//! - `stones_are_final`: no stone's key is in use, its batch and model agree, and what replaced it
//!   exists.
//! - `maintenance_has_a_device`: maintenance is logged for devices in use only.
//! - `owners_are_provided_for`: an account has at least as many provider references as devices.
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

use alloc::vec::Vec;
use epione_primitives::{
	self as primitives,
	traits::{CredentialCheck, Delegation, DelegationCheck, DeviceCheck},
	BatchId, DeviceRefusal, DeviceStanding, Digest, Modalities, ModelId, Moment, Role, RootsBy,
	SaltedDigest,
};
use frame_support::{
	pallet_macros::import_section,
	pallet_prelude::*,
	traits::{Consideration, Footprint, UnixTime},
};
use frame_system::pallet_prelude::*;

pub use pallet::*;
pub use types::*;
pub use weights::WeightInfo;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod check;
mod errors;
mod events;
mod life;
#[cfg(test)]
mod mock;
mod registry;
mod storage;
#[cfg(test)]
mod tests;
#[cfg(any(feature = "std", feature = "try-runtime"))]
mod try_state;
pub mod types;
pub mod weights;

const LOG_TARGET: &str = "runtime::devices";

/// A claim statement may not be valid longer than this.
pub const MAX_CLAIM_TIME: Moment = primitives::DAY;
/// `devices_of` gives at most this many.
pub const MAX_LIMIT: u32 = 100;

/// A model as this runtime stores it.
pub type ModelOf<T> =
	Model<<T as frame_system::Config>::AccountId, <T as Config>::ModelConsideration>;
/// A batch as this runtime stores it.
pub type BatchOf<T> = Batch<<T as Config>::BatchConsideration>;
/// A device as this runtime stores it.
pub type DeviceOf<T> =
	Device<<T as frame_system::Config>::AccountId, <T as Config>::DeviceConsideration>;
/// A stone as this runtime stores it.
pub type StoneOf<T> =
	Stone<<T as frame_system::Config>::AccountId, <T as Config>::DeviceConsideration>;

/// The chain id that statements bind, for the `Config` of other pallets.
pub struct ChainIdOf<T>(core::marker::PhantomData<T>);

impl<T: Config> Get<primitives::ChainId> for ChainIdOf<T> {
	fn get() -> primitives::ChainId {
		ChainId::<T>::get()
	}
}

#[import_section(errors::errors)]
#[import_section(events::events)]
#[import_section(storage::storage)]
#[frame_support::pallet]
pub mod pallet {
	use super::*;

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// A device's account is its public key, hence the bound.
	#[pallet::config]
	pub trait Config: frame_system::Config<AccountId: AsRef<[u8; 32]> + From<[u8; 32]>> {
		/// Who is a manufacturer, who a care provider.
		type Credentials: CredentialCheck<Self::AccountId>;

		/// Who is a gateway or a guardian of whom.
		type Delegations: DelegationCheck<Self::AccountId>;

		/// The clock, in milliseconds since the Unix epoch.
		type Time: UnixTime;

		/// The manufacturer's deposit for a model and its firmware digests, under
		/// [`HoldReason::Model`].
		type ModelConsideration: Consideration<Self::AccountId, Footprint>;

		/// The manufacturer's deposit for a batch, under [`HoldReason::Batch`].
		type BatchConsideration: Consideration<Self::AccountId, Footprint>;

		/// The owner's deposit for a device, and what stays of it, under [`HoldReason::Device`].
		type DeviceConsideration: Consideration<Self::AccountId, Footprint>;

		/// Weights of the calls.
		type WeightInfo: WeightInfo;

		/// Sets the clock.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: primitives::traits::SetTime;
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// Whether `device` may sign batches for `owner` now, and if not, why.
		pub fn standing(
			device: T::AccountId,
			owner: T::AccountId,
		) -> Result<DeviceStanding, DeviceRefusal> {
			<Self as DeviceCheck<T::AccountId>>::standing(&device, &owner)
		}

		/// A device, in use or retired.
		pub fn device(device: T::AccountId) -> Option<DeviceInfo<T::AccountId>> {
			Self::info(&device)
		}

		/// Up to `limit` (at most 100) of `owner`'s devices, in no particular order. For the next page
		/// give the last one as `after`.
		pub fn devices_of(
			owner: T::AccountId,
			after: Option<T::AccountId>,
			limit: u32,
		) -> Vec<T::AccountId> {
			let limit = limit.min(MAX_LIMIT) as usize;
			match after {
				Some(after) => {
					let from = DevicesOf::<T>::hashed_key_for(&owner, &after);
					DevicesOf::<T>::iter_key_prefix_from(&owner, from).take(limit).collect()
				},
				None => DevicesOf::<T>::iter_key_prefix(&owner).take(limit).collect(),
			}
		}

		/// A model and its firmware digests.
		pub fn model(model: ModelId) -> Option<ModelInfo<T::AccountId>> {
			let found = Models::<T>::get(model)?;
			Some(ModelInfo {
				manufacturer: found.manufacturer,
				di_digest: found.di_digest,
				modalities: found.modalities,
				roots_by: found.roots_by,
				firmware: BoundedVec::truncate_from(Firmware::<T>::iter_prefix(model).collect()),
			})
		}

		/// A provisioning batch.
		pub fn batch(batch: BatchId) -> Option<BatchInfo> {
			let Batch { model, root, size, firmware, recalled, .. } = Batches::<T>::get(batch)?;
			Some(BatchInfo { model, root, size, firmware, recalled })
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Register a device model with its first firmware.
		///
		/// `di_digest` is the salted SHA-256 of the UDI device identifier.
		///
		/// **Origin**: a credentialed manufacturer. **Checks**: known modalities. **Errors**:
		/// `NotManufacturer`, `InvalidModalities`, `NumbersExhausted`. **Events**: `ModelRegistered`.
		/// **Fee**: by weight, and a deposit for ever.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::register_model())]
		pub fn register_model(
			origin: OriginFor<T>,
			di_digest: SaltedDigest,
			modalities: Modalities,
			roots_by: RootsBy,
			firmware: Digest,
		) -> DispatchResult {
			let manufacturer = Self::ensure_manufacturer(origin)?;
			ensure!(modalities.is_valid(), Error::<T>::InvalidModalities);

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

		/// Approve a firmware for a model.
		///
		/// **Origin**: the model's manufacturer, still credentialed. **Checks**: the digest is new to
		/// the model, which has fewer than 64. **Errors**: `NotManufacturer`, `ModelNotFound`,
		/// `NotMaker`, `FirmwareAlreadyExists`, `TooManyFirmware`. **Events**: `FirmwareApproved`.
		/// **Fee**: by weight, and a deposit for ever.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::approve_firmware())]
		pub fn approve_firmware(
			origin: OriginFor<T>,
			model: ModelId,
			firmware: Digest,
		) -> DispatchResult {
			let maker = Self::ensure_manufacturer(origin)?;
			let found = Self::made_by(&maker, model)?;
			ensure!(
				!Firmware::<T>::contains_key(model, firmware),
				Error::<T>::FirmwareAlreadyExists
			);
			ensure!(found.firmware_count < MAX_FIRMWARE, Error::<T>::TooManyFirmware);

			let firmware_count = found.firmware_count.saturating_add(1);
			let ticket = found.ticket.update(&maker, Self::model_footprint(firmware_count))?;
			Firmware::<T>::insert(model, firmware, FirmwareStatus::Approved);
			Models::<T>::insert(model, Model { firmware_count, ticket, ..found });
			Self::deposit_event(Event::FirmwareApproved { model, firmware });
			Ok(())
		}

		/// Provision any number of devices with one root.
		///
		/// `root` is that of the RFC 9162 tree over `size` provisioning leaves (`SHA-256(0x00 || scheme
		/// || key)`), not padded; `firmware` is what the devices leave the factory with.
		///
		/// **Origin**: the model's manufacturer, still credentialed. **Checks**: at least one device;
		/// the firmware is approved. **Errors**: `NotManufacturer`, `ModelNotFound`, `NotMaker`,
		/// `EmptyBatch`, `FirmwareNotApproved`, `FirmwareRecalled`, `NumbersExhausted`. **Events**:
		/// `Provisioned`. **Fee**: by weight, and a deposit for ever.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::provision())]
		pub fn provision(
			origin: OriginFor<T>,
			model: ModelId,
			root: Digest,
			size: u32,
			firmware: Digest,
		) -> DispatchResult {
			let maker = Self::ensure_manufacturer(origin)?;
			Self::do_provision(&maker, model, root, size, firmware)
		}

		/// Provision up to 64 devices by their keys; the chain computes the root.
		///
		/// **Origin**, **Checks**, **Errors**, **Events**: as `provision`. **Fee**: by weight, which
		/// grows with the list, and a deposit for ever.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::provision_list(keys.len() as u32))]
		pub fn provision_list(
			origin: OriginFor<T>,
			model: ModelId,
			keys: KeyList,
			firmware: Digest,
		) -> DispatchResult {
			let maker = Self::ensure_manufacturer(origin)?;
			let size = keys.len() as u32;
			let root = Self::root_of(&keys);
			Self::do_provision(&maker, model, root, size, firmware)
		}

		/// Become the owner of a device that signed the claim statement for you.
		///
		/// The statement is `"epione/v1/device-claim" || chain id || device || new owner ||
		/// u32(counter) || u64(expiry)`. A device that was never claimed needs `provenance` and counter
		/// 1; one that was offered to you needs the next counter, and `provenance` is not looked at. The
		/// former owner's use ends and its deposit returns. Who claims a device of a known maker
		/// publishes that the account has one.
		///
		/// **Origin**: the owner to be. **Checks**: the time; for a new device the batch, that it is not
		/// recalled, and the proof; for an offered one that it is active and whom it is offered to; the
		/// counter; the signature. **Errors**: `ClaimExpired`, `ExpiryTooFar`, `DeviceRetired`,
		/// `ProvenanceMissing`, `BatchNotFound`, `BatchRecalled`, `NotProvisioned`, `NotOffered`,
		/// `DeviceSuspended`, `DeviceLost`, `WrongScheme`, `WrongCounter`, `BadSignature`, `ChainIdNotSet`. **Events**:
		/// `Claimed`. **Fee**: by weight, and a deposit until `retire`.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::claim_first().max(T::WeightInfo::claim_transfer()))]
		pub fn claim(
			origin: OriginFor<T>,
			device: DeviceKey,
			provenance: Option<Provenance>,
			counter: u32,
			expiry: Moment,
			signature: [u8; 64],
		) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			let now = Self::now();
			ensure!(expiry >= now, Error::<T>::ClaimExpired);
			ensure!(expiry <= now.saturating_add(MAX_CLAIM_TIME), Error::<T>::ExpiryTooFar);
			let id = T::AccountId::from(device.key);
			ensure!(!Stones::<T>::contains_key(&id), Error::<T>::DeviceRetired);

			match Owned::<T>::get(&id) {
				Some(found) => {
					Self::check_transfer(&owner, &device, &found, counter)?;
					Self::check_claim(&owner, &device, counter, expiry, &signature)?;
					Self::do_transfer(owner, id, device, found, counter)
				},
				None => {
					let provenance = provenance.ok_or(Error::<T>::ProvenanceMissing)?;
					let batch = Self::check_provenance(&device, &provenance)?;
					ensure!(counter == 1, Error::<T>::WrongCounter);
					Self::check_claim(&owner, &device, counter, expiry, &signature)?;
					Self::do_claim(owner, id, device, provenance.batch, batch)
				},
			}
		}

		/// Offer a device to `to`, who becomes its owner by claiming it. Takes the place of an earlier
		/// offer.
		///
		/// **Origin**: the owner. **Checks**: the device is active; `to` is somebody else. **Errors**:
		/// `NotFound`, `DeviceRetired`, `NotOwner`, `DeviceSuspended`, `DeviceLost`, `OfferToSelf`.
		/// **Events**: `TransferOffered`. **Fee**: by weight.
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::offer_transfer())]
		pub fn offer_transfer(
			origin: OriginFor<T>,
			device: T::AccountId,
			to: T::AccountId,
		) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			let mut found = Self::owned_by(&owner, &device)?;
			Self::ensure_active(&found)?;
			ensure!(to != owner, Error::<T>::OfferToSelf);

			found.offer = Some(to.clone());
			Owned::<T>::insert(&device, found);
			Self::deposit_event(Event::TransferOffered { device, owner, to });
			Ok(())
		}

		/// Take an offer back.
		///
		/// **Origin**: the owner. **Errors**: `NotFound`, `DeviceRetired`, `NotOwner`, `NoOffer`.
		/// **Events**: `TransferCancelled`. **Fee**: by weight.
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::cancel_transfer())]
		pub fn cancel_transfer(origin: OriginFor<T>, device: T::AccountId) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			let mut found = Self::owned_by(&owner, &device)?;
			ensure!(found.offer.take().is_some(), Error::<T>::NoOffer);

			Owned::<T>::insert(&device, found);
			Self::deposit_event(Event::TransferCancelled { device, owner });
			Ok(())
		}

		/// Suspend a device: nothing that it signed or signs is accepted until `resume`. An offer ends.
		///
		/// **Origin**: the owner or a guardian. **Checks**: it is in use. **Errors**: `NotFound`,
		/// `DeviceRetired`, `NotOwner`, `AlreadySuspended`, `DeviceLost`. **Events**: `Suspended`.
		/// **Fee**: none; a call that would fail enters no block.
		#[pallet::call_index(7)]
		#[pallet::weight((T::WeightInfo::suspend(), DispatchClass::Operational))]
		pub fn suspend(origin: OriginFor<T>, device: T::AccountId) -> DispatchResult {
			let by = ensure_signed(origin)?;
			Self::check_suspend(&by, &device)?;
			let owner = Self::set_state(&device, State::Suspended)?;
			Self::deposit_event(Event::Suspended { device, owner, by });
			Ok(())
		}

		/// Use a suspended device again.
		///
		/// **Origin**: the owner. **Checks**: it is suspended. **Errors**: `NotFound`, `DeviceRetired`,
		/// `NotOwner`, `DeviceLost`, `NotSuspended`. **Events**: `Resumed`. **Fee**: by weight.
		#[pallet::call_index(8)]
		#[pallet::weight(T::WeightInfo::resume())]
		pub fn resume(origin: OriginFor<T>, device: T::AccountId) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			match Self::owned_by(&owner, &device)?.state {
				State::Suspended => {},
				State::Lost => return Err(Error::<T>::DeviceLost.into()),
				State::Active => return Err(Error::<T>::NotSuspended.into()),
			}

			Self::set_state(&device, State::Active)?;
			Self::deposit_event(Event::Resumed { device, owner });
			Ok(())
		}

		/// Report a device lost: nothing that it signed or signs is accepted. This is final; its maker
		/// can put another key in its place (`rekey`), or its owner gives it up (`retire`). An offer
		/// ends.
		///
		/// **Origin**: the owner or a guardian. **Checks**: it is in use or suspended. **Errors**:
		/// `NotFound`, `DeviceRetired`, `NotOwner`, `AlreadyLost`. **Events**: `ReportedLost`. **Fee**:
		/// none; a call that would fail enters no block.
		#[pallet::call_index(9)]
		#[pallet::weight((T::WeightInfo::report_lost(), DispatchClass::Operational))]
		pub fn report_lost(origin: OriginFor<T>, device: T::AccountId) -> DispatchResult {
			let by = ensure_signed(origin)?;
			Self::check_report_lost(&by, &device)?;
			let owner = Self::set_state(&device, State::Lost)?;
			Self::deposit_event(Event::ReportedLost { device, owner, by });
			Ok(())
		}

		/// Retire a device, or give up a lost one. Its key is never claimed again; what it signed stays
		/// good, unless it was lost. The deposit returns but for the share of the stone that stays.
		///
		/// **Origin**: the owner. **Errors**: `NotFound`, `DeviceRetired`, `NotOwner`. **Events**:
		/// `Retired`. **Fee**: by weight.
		#[pallet::call_index(10)]
		#[pallet::weight(T::WeightInfo::retire())]
		pub fn retire(origin: OriginFor<T>, device: T::AccountId) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			let found = Self::owned_by(&owner, &device)?;
			Self::do_retire(owner, device, found)
		}

		/// Put a new key in the place of a lost device, for the same owner, under claim 1.
		///
		/// The owner's deposit passes to the new device; the caller pays for the stone of the old one.
		///
		/// **Origin**: the manufacturer of the lost device's model, still credentialed. **Checks**: it
		/// was reported lost; the new key is of the same model, in a batch that is not recalled, and was
		/// never a device. **Errors**: `NotManufacturer`, `NotFound`, `DeviceRetired`, `NotMaker`,
		/// `NotLost`, `AlreadyClaimed`, `BatchNotFound`, `BatchRecalled`, `OtherModel`, `NotProvisioned`.
		/// **Events**: `Rekeyed`. **Fee**: by weight, and the stone's deposit for ever.
		#[pallet::call_index(11)]
		#[pallet::weight(T::WeightInfo::rekey())]
		pub fn rekey(
			origin: OriginFor<T>,
			lost: T::AccountId,
			device: DeviceKey,
			batch: BatchId,
			proof: InclusionProof,
		) -> DispatchResult {
			let maker = Self::ensure_manufacturer(origin)?;
			let found = Self::in_use(&lost)?;
			Self::made_by(&maker, found.model)?;
			ensure!(found.state == State::Lost, Error::<T>::NotLost);
			let id = T::AccountId::from(device.key);
			ensure!(!Owned::<T>::contains_key(&id), Error::<T>::AlreadyClaimed);
			ensure!(!Stones::<T>::contains_key(&id), Error::<T>::DeviceRetired);
			let new = Self::check_provenance(&device, &Provenance { batch, proof })?;
			ensure!(new.model == found.model, Error::<T>::OtherModel);

			Self::do_rekey(maker, lost, found, id, device, batch, new.firmware)
		}

		/// Report which firmware a device runs now.
		///
		/// **Origin**: the owner or a gateway. **Checks**: the model lists it, and it is not recalled.
		/// **Errors**: `NotFound`, `DeviceRetired`, `NotOwnerOrGateway`, `FirmwareNotApproved`,
		/// `FirmwareRecalled`. **Events**: `FirmwareReported`. **Fee**: by weight.
		#[pallet::call_index(12)]
		#[pallet::weight(T::WeightInfo::report_firmware())]
		pub fn report_firmware(
			origin: OriginFor<T>,
			device: T::AccountId,
			firmware: Digest,
		) -> DispatchResult {
			let by = ensure_signed(origin)?;
			let mut found = Self::in_use(&device)?;
			ensure!(
				T::Delegations::is_or_acts_for(&by, &found.owner, Delegation::Gateway),
				Error::<T>::NotOwnerOrGateway
			);
			Self::ensure_approved(found.model, &firmware)?;

			found.firmware = firmware;
			Owned::<T>::insert(&device, found);
			Self::deposit_event(Event::FirmwareReported { device, firmware, by });
			Ok(())
		}

		/// Recall a firmware of a model: every device that runs it is refused at once, until it reports
		/// another. Final.
		///
		/// **Origin**: the model's manufacturer, credentialed or not. **Errors**: `ModelNotFound`,
		/// `NotMaker`, `FirmwareNotApproved`, `AlreadyRecalled`. **Events**: `FirmwareRecalled`. **Fee**:
		/// by weight, whatever the number of devices.
		#[pallet::call_index(13)]
		#[pallet::weight(T::WeightInfo::recall_firmware())]
		pub fn recall_firmware(
			origin: OriginFor<T>,
			model: ModelId,
			firmware: Digest,
			reason: RecallReason,
		) -> DispatchResult {
			let maker = ensure_signed(origin)?;
			Self::made_by(&maker, model)?;
			match Firmware::<T>::get(model, firmware) {
				Some(FirmwareStatus::Approved) => {},
				Some(FirmwareStatus::Recalled(_)) => return Err(Error::<T>::AlreadyRecalled.into()),
				None => return Err(Error::<T>::FirmwareNotApproved.into()),
			}

			Firmware::<T>::insert(model, firmware, FirmwareStatus::Recalled(reason));
			Self::deposit_event(Event::FirmwareRecalled { model, firmware, reason });
			Ok(())
		}

		/// Recall a batch: every device of it is refused at once. Final.
		///
		/// **Origin**: the manufacturer of its model, credentialed or not. **Errors**: `BatchNotFound`,
		/// `NotMaker`, `AlreadyRecalled`. **Events**: `BatchRecalled`. **Fee**: by weight, whatever the
		/// number of devices.
		#[pallet::call_index(14)]
		#[pallet::weight(T::WeightInfo::recall_batch())]
		pub fn recall_batch(
			origin: OriginFor<T>,
			batch: BatchId,
			reason: RecallReason,
		) -> DispatchResult {
			let maker = ensure_signed(origin)?;
			let mut found = Batches::<T>::get(batch).ok_or(Error::<T>::BatchNotFound)?;
			Self::made_by(&maker, found.model)?;
			ensure!(found.recalled.is_none(), Error::<T>::AlreadyRecalled);

			found.recalled = Some(reason);
			Batches::<T>::insert(batch, found);
			Self::deposit_event(Event::BatchRecalled { batch, reason });
			Ok(())
		}

		/// Log that a device was maintained: the salted digest of a record that stays off chain. The
		/// last eight are kept.
		///
		/// **Origin**: the owner or a credentialed care provider. **Errors**: `NotFound`,
		/// `DeviceRetired`, `NotOwnerOrCareProvider`. **Events**: `MaintenanceLogged`. **Fee**: by weight.
		#[pallet::call_index(15)]
		#[pallet::weight(T::WeightInfo::log_maintenance())]
		pub fn log_maintenance(
			origin: OriginFor<T>,
			device: T::AccountId,
			digest: SaltedDigest,
		) -> DispatchResult {
			let by = ensure_signed(origin)?;
			let found = Self::in_use(&device)?;
			ensure!(
				by == found.owner || T::Credentials::holds(&by, Role::CareProvider),
				Error::<T>::NotOwnerOrCareProvider
			);

			Self::push_maintenance(&device, digest);
			Self::deposit_event(Event::MaintenanceLogged { device, by, digest });
			Ok(())
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}
}
