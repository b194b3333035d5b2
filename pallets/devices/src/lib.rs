#![doc = include_str!("../README.md")]
//!
//! # Scenario: the life of a device
//!
//! 1. A manufacturer registers a model and provisions a batch: one root for any number of keys.
//! 2. A patient claims a device: the device has signed the patient's account. It now signs batches
//!    for her.
//! 3. She offers it to another patient; his claim ends her use at once, and the next claim number
//!    keeps what it signed for her from being used for him.
//! 4. He loses it and reports that, for free. Nothing that it signs is accepted any more.
//! 5. The manufacturer puts another key in its place. The old key is never claimed again.
//! 6. The manufacturer recalls a firmware: every device that runs it is refused at once, until it
//!    reports another.
#![doc = docify::embed!("src/tests/story.rs", the_life_of_a_device)]
//!
//! # Contract with other pallets
//!
//! They use [`DeviceCheck`]: whether a device may sign for an owner now, whether a statement is
//! such a signature, and whether what the device signed earlier may be used now. A statement binds
//! the chain id of [`ChainId`], the device, the owner, the claim and a sequence number. The caller
//! must see to it that each sequence number is accepted once.
//!
//! While an account owns a device it has a provider reference, so that it can sign `suspend` and
//! `report_lost` without owning tokens. These two are free: the pool calls
//! [`Pallet::check_suspend`] and [`Pallet::check_report_lost`] first.
//!
//! # Invariants
//!
//! Checked by `do_try_state` after every test; each has a test that corrupts the state.
//!
//! - `chain_id_is_set`: it is not zero.
//! - `numbers_were_given_out`: no model or batch has a number that was not given out.
//! - `models_are_well_formed`: known modalities, and as many firmware digests as counted, at least
//!   1.
//! - `firmware_has_a_model`: no digest is listed for a model that does not exist.
//! - `batches_are_well_formed`: the model exists and lists the firmware; there is a key.
//! - `devices_are_well_formed`: batch and model agree, the model lists the firmware, claims count
//!   from 1, only an active device is offered, and not to its owner.
//! - `index_agrees`: an owner's list holds exactly the owner's devices.
//! - `remnants_are_final`: no remnant's key is in use, its batch and model agree, and what replaced
//!   it exists.
//! - `maintenance_has_a_device`: maintenance is logged for devices in use only.
//! - `owners_are_provided_for`: an account has at least as many provider references as devices.
#![cfg_attr(not(feature = "std"), no_std)]
#![cfg_attr(not(test), deny(clippy::arithmetic_side_effects))]

extern crate alloc;

use alloc::vec::Vec;
use epione_primitives::{
	traits::{CredentialCheck, DelegationCheck, DeviceCheck},
	BatchId, DeviceRefusal, DeviceStanding, Digest, Modalities, ModelId, Moment, RootsBy,
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
mod claim;
mod errors;
mod events;
#[cfg(test)]
mod mock;
mod ownership;
mod queries;
mod registry;
mod retirement;
#[cfg(feature = "runtime-benchmarks")]
mod set_up;
mod signature;
mod state;
mod storage;
#[cfg(test)]
mod tests;
#[cfg(any(feature = "std", feature = "try-runtime"))]
mod try_state;
pub mod types;
mod upkeep;
pub mod weights;

const LOG_TARGET: &str = "runtime::devices";

/// A claim statement may not be valid longer than this.
pub const MAX_CLAIM_TIME: Moment = epione_primitives::DAY;
/// `devices_of` returns at most this many.
pub const MAX_LIMIT: u32 = 100;

/// A model as this runtime stores it.
pub type ModelOf<T> =
	Model<<T as frame_system::Config>::AccountId, <T as Config>::ModelConsideration>;
/// A batch as this runtime stores it.
pub type BatchOf<T> = Batch<<T as Config>::BatchConsideration>;
/// A device as this runtime stores it.
pub type DeviceOf<T> =
	Device<<T as frame_system::Config>::AccountId, <T as Config>::DeviceConsideration>;
/// What this runtime keeps of a retired or replaced device.
pub type RemnantOf<T> =
	Remnant<<T as frame_system::Config>::AccountId, <T as Config>::DeviceConsideration>;

/// The chain id that statements bind, for the `Config` of other pallets.
pub struct ChainIdOf<T>(core::marker::PhantomData<T>);

impl<T: Config> Get<epione_primitives::ChainId> for ChainIdOf<T> {
	fn get() -> epione_primitives::ChainId {
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

		/// The owner's deposit for a device, and for what is kept of it, under
		/// [`HoldReason::Device`].
		type DeviceConsideration: Consideration<Self::AccountId, Footprint>;

		/// Weights of the calls.
		type WeightInfo: WeightInfo;

		/// Sets the clock.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: epione_primitives::traits::SetTime;
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
			Self::device_info(&device)
		}

		/// Up to `limit` (at most 100) of `owner`'s devices, in no particular order. For the next
		/// page give the last one as `after`.
		pub fn devices_of(
			owner: T::AccountId,
			after: Option<T::AccountId>,
			limit: u32,
		) -> Vec<T::AccountId> {
			Self::page_of_devices(&owner, after, limit)
		}

		/// A model and its firmware digests.
		pub fn model(model: ModelId) -> Option<ModelInfo<T::AccountId>> {
			Self::model_info(model)
		}

		/// A provisioning batch.
		pub fn batch(batch: BatchId) -> Option<BatchInfo> {
			Self::batch_info(batch)
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Registers a device model with its first firmware.
		///
		/// `di_digest` is the salted SHA-256 of the UDI device identifier.
		///
		/// - Origin: a credentialed manufacturer
		/// - Checks: the modalities are known and not empty
		/// - Errors: `NotManufacturer`, `InvalidModalities`, `NumbersExhausted`, or why the deposit
		///   cannot be held
		/// - Events: `ModelRegistered`
		/// - Fee: the signer, and a deposit for ever
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::register_model())]
		pub fn register_model(
			origin: OriginFor<T>,
			di_digest: SaltedDigest,
			modalities: Modalities,
			roots_by: RootsBy,
			firmware: Digest,
		) -> DispatchResult {
			let maker = Self::ensure_manufacturer(origin)?;
			ensure!(modalities.is_valid(), Error::<T>::InvalidModalities);
			Self::do_register_model(maker, di_digest, modalities, roots_by, firmware)
		}

		/// Approves a firmware for a model.
		///
		/// - Origin: the model's manufacturer, while credentialed
		/// - Checks: the digest is new to the model, which has fewer than 64
		/// - Errors: `NotManufacturer`, `ModelNotFound`, `NotMaker`, `FirmwareAlreadyExists`,
		///   `TooManyFirmware`, or why the deposit cannot be held
		/// - Events: `FirmwareApproved`
		/// - Fee: the signer, and a deposit for ever
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::approve_firmware())]
		pub fn approve_firmware(
			origin: OriginFor<T>,
			model: ModelId,
			firmware: Digest,
		) -> DispatchResult {
			let maker = Self::ensure_manufacturer(origin)?;
			let found = Self::made_by(&maker, model)?;
			Self::do_approve_firmware(&maker, model, found, firmware)
		}

		/// Provisions any number of devices with one root.
		///
		/// `root` is that of the RFC 9162 tree over `size` provisioning leaves (`SHA-256(0x00 ||
		/// scheme || key)`), not padded; `firmware` is what the devices leave the factory with.
		///
		/// - Origin: the model's manufacturer, while credentialed
		/// - Checks: there is at least one device, and the firmware is approved
		/// - Errors: `NotManufacturer`, `ModelNotFound`, `NotMaker`, `EmptyBatch`,
		///   `FirmwareNotApproved`, `FirmwareRecalled`, `NumbersExhausted`, or why the deposit
		///   cannot be held
		/// - Events: `Provisioned`
		/// - Fee: the signer, and a deposit for ever
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

		/// Provisions up to 64 devices by their keys; the chain computes the root.
		///
		/// - Origin: the model's manufacturer, while credentialed
		/// - Checks: there is at least one device, and the firmware is approved
		/// - Errors: `NotManufacturer`, `ModelNotFound`, `NotMaker`, `EmptyBatch`,
		///   `FirmwareNotApproved`, `FirmwareRecalled`, `NumbersExhausted`, or why the deposit
		///   cannot be held
		/// - Events: `Provisioned`
		/// - Fee: the signer, growing with the list, and a deposit for ever
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

		/// Makes the signer the owner of a device that signed the claim statement for it.
		///
		/// The statement is `"epione/v1/device-claim" || chain id || device || new owner ||
		/// u32(counter) || u64(expiry)`. A device that was never claimed needs `provenance` and
		/// counter 1; one that was offered to the signer needs the next counter, and `provenance`
		/// is ignored. The former owner's use ends and its deposit returns. Claiming a device of a
		/// known maker publishes that the account has one.
		///
		/// - Origin: the owner to be
		/// - Checks: the time; for a new device the batch, that it is not recalled, and the proof;
		///   for an offered one that it is active and offered to the signer; the counter; the
		///   signature
		/// - Errors: `ClaimExpired`, `ExpiryTooFar`, `DeviceRetired`, `ProvenanceMissing`,
		///   `BatchNotFound`, `BatchRecalled`, `NotProvisioned`, `NotOffered`, `DeviceSuspended`,
		///   `DeviceLost`, `WrongScheme`, `WrongCounter`, `ChainIdNotSet`, `BadSignature`, or why
		///   the deposit cannot be held
		/// - Events: `Claimed`
		/// - Fee: the signer, and a deposit until `retire`
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
			Self::check_expiry(expiry)?;
			Self::do_claim(owner, device, provenance, counter, expiry, &signature)
		}

		/// Offers a device to `to`, who becomes its owner by claiming it.
		///
		/// Replaces an earlier offer.
		///
		/// - Origin: the owner
		/// - Checks: the device is active, and `to` is somebody else
		/// - Errors: `NotFound`, `DeviceRetired`, `NotOwner`, `DeviceSuspended`, `DeviceLost`,
		///   `OfferToSelf`
		/// - Events: `TransferOffered`
		/// - Fee: the signer
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

		/// Takes an offer back.
		///
		/// - Origin: the owner
		/// - Checks: there is an offer
		/// - Errors: `NotFound`, `DeviceRetired`, `NotOwner`, `NoOffer`
		/// - Events: `TransferCancelled`
		/// - Fee: the signer
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

		/// Suspends a device: nothing that it signed or signs is accepted until `resume`.
		///
		/// An offer ends.
		///
		/// - Origin: the owner or a guardian
		/// - Checks: the device is in use
		/// - Errors: `NotFound`, `DeviceRetired`, `NotOwner`, `AlreadySuspended`, `DeviceLost`
		/// - Events: `Suspended`
		/// - Fee: nobody; a call that would fail enters no block
		#[pallet::call_index(7)]
		#[pallet::weight((T::WeightInfo::suspend(), DispatchClass::Operational))]
		pub fn suspend(origin: OriginFor<T>, device: T::AccountId) -> DispatchResult {
			let by = ensure_signed(origin)?;
			Self::check_suspend(&by, &device)?;
			let owner = Self::set_state(&device, State::Suspended)?;
			Self::deposit_event(Event::Suspended { device, owner, by });
			Ok(())
		}

		/// Puts a suspended device into use again.
		///
		/// - Origin: the owner
		/// - Checks: the device is suspended
		/// - Errors: `NotFound`, `DeviceRetired`, `NotOwner`, `DeviceLost`, `NotSuspended`
		/// - Events: `Resumed`
		/// - Fee: the signer
		#[pallet::call_index(8)]
		#[pallet::weight(T::WeightInfo::resume())]
		pub fn resume(origin: OriginFor<T>, device: T::AccountId) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			let found = Self::owned_by(&owner, &device)?;
			Self::ensure_suspended(&found)?;
			Self::set_state(&device, State::Active)?;
			Self::deposit_event(Event::Resumed { device, owner });
			Ok(())
		}

		/// Reports a device lost: nothing that it signed or signs is accepted.
		///
		/// This is final; its maker can put another key in its place (`rekey`), or its owner gives
		/// it up (`retire`). An offer ends.
		///
		/// - Origin: the owner or a guardian
		/// - Checks: the device is in use or suspended
		/// - Errors: `NotFound`, `DeviceRetired`, `NotOwner`, `AlreadyLost`
		/// - Events: `ReportedLost`
		/// - Fee: nobody; a call that would fail enters no block
		#[pallet::call_index(9)]
		#[pallet::weight((T::WeightInfo::report_lost(), DispatchClass::Operational))]
		pub fn report_lost(origin: OriginFor<T>, device: T::AccountId) -> DispatchResult {
			let by = ensure_signed(origin)?;
			Self::check_report_lost(&by, &device)?;
			let owner = Self::set_state(&device, State::Lost)?;
			Self::deposit_event(Event::ReportedLost { device, owner, by });
			Ok(())
		}

		/// Retires a device, or gives up a lost one.
		///
		/// Its key is never claimed again; what it signed stays good, unless it was lost. The
		/// deposit returns but for the share of the record that is kept.
		///
		/// - Origin: the owner
		/// - Checks: the device is in use, suspended or lost
		/// - Errors: `NotFound`, `DeviceRetired`, `NotOwner`
		/// - Events: `Retired`
		/// - Fee: the signer
		#[pallet::call_index(10)]
		#[pallet::weight(T::WeightInfo::retire())]
		pub fn retire(origin: OriginFor<T>, device: T::AccountId) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			let found = Self::owned_by(&owner, &device)?;
			Self::do_retire(owner, device, found)
		}

		/// Puts a new key in the place of a lost device, for the same owner, under claim 1.
		///
		/// The owner's deposit passes to the new device; the signer pays for the record that is
		/// kept of the old one.
		///
		/// - Origin: the manufacturer of the lost device's model, while credentialed
		/// - Checks: the device was reported lost; the new key is of the same model, in a batch
		///   that is not recalled, and was never a device
		/// - Errors: `NotManufacturer`, `NotFound`, `DeviceRetired`, `ModelNotFound`, `NotMaker`,
		///   `NotLost`, `AlreadyClaimed`, `BatchNotFound`, `BatchRecalled`, `NotProvisioned`,
		///   `OtherModel`, or why the deposit cannot be held
		/// - Events: `Rekeyed`
		/// - Fee: the signer, and a deposit for ever
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
			Self::ensure_never_used(&T::AccountId::from(device.key))?;
			let new = Self::check_provenance(&device, &Provenance { batch, proof })?;
			ensure!(new.model == found.model, Error::<T>::OtherModel);

			Self::do_rekey(maker, lost, found, device, batch, new.firmware)
		}

		/// Reports which firmware a device runs now.
		///
		/// - Origin: the owner or a gateway
		/// - Checks: the model lists the firmware, and it is not recalled
		/// - Errors: `NotFound`, `DeviceRetired`, `NotOwnerOrGateway`, `FirmwareNotApproved`,
		///   `FirmwareRecalled`
		/// - Events: `FirmwareReported`
		/// - Fee: the signer
		#[pallet::call_index(12)]
		#[pallet::weight(T::WeightInfo::report_firmware())]
		pub fn report_firmware(
			origin: OriginFor<T>,
			device: T::AccountId,
			firmware: Digest,
		) -> DispatchResult {
			let by = ensure_signed(origin)?;
			Self::do_report_firmware(by, device, firmware)
		}

		/// Recalls a firmware of a model: every device that runs it is refused at once, until it
		/// reports another.
		///
		/// Final.
		///
		/// - Origin: the model's manufacturer, credentialed or not
		/// - Checks: the model lists the firmware, and it is not recalled
		/// - Errors: `ModelNotFound`, `NotMaker`, `FirmwareNotApproved`, `AlreadyRecalled`
		/// - Events: `FirmwareRecalled`
		/// - Fee: the signer, whatever the number of devices
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
			Self::do_recall_firmware(model, firmware, reason)
		}

		/// Recalls a batch: every device of it is refused at once.
		///
		/// Final.
		///
		/// - Origin: the manufacturer of its model, credentialed or not
		/// - Checks: the batch is not recalled
		/// - Errors: `BatchNotFound`, `ModelNotFound`, `NotMaker`, `AlreadyRecalled`
		/// - Events: `BatchRecalled`
		/// - Fee: the signer, whatever the number of devices
		#[pallet::call_index(14)]
		#[pallet::weight(T::WeightInfo::recall_batch())]
		pub fn recall_batch(
			origin: OriginFor<T>,
			batch: BatchId,
			reason: RecallReason,
		) -> DispatchResult {
			let maker = ensure_signed(origin)?;
			Self::do_recall_batch(&maker, batch, reason)
		}

		/// Logs that a device was maintained: the salted digest of a record that stays off chain.
		///
		/// The last eight are kept.
		///
		/// - Origin: the owner or a credentialed care provider
		/// - Checks: the device is in use, suspended or lost
		/// - Errors: `NotFound`, `DeviceRetired`, `NotOwnerOrCareProvider`
		/// - Events: `MaintenanceLogged`
		/// - Fee: the signer
		#[pallet::call_index(15)]
		#[pallet::weight(T::WeightInfo::log_maintenance())]
		pub fn log_maintenance(
			origin: OriginFor<T>,
			device: T::AccountId,
			digest: SaltedDigest,
		) -> DispatchResult {
			let by = ensure_signed(origin)?;
			Self::do_log_maintenance(by, device, digest)
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
