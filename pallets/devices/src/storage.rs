//! What the pallet stores, and starts with.

use frame_support::pallet_macros::pallet_section;

/// Part of the pallet.
#[pallet_section]
mod storage {
	/// The 32 bytes that every signed statement binds. Fixed at genesis; a move of the state to
	/// another chain keeps them.
	#[pallet::storage]
	pub type ChainId<T: Config> = StorageValue<_, epione_primitives::ChainId, ValueQuery>;

	/// The number of the next model.
	#[pallet::storage]
	pub type NextModel<T: Config> = StorageValue<_, ModelId, ValueQuery>;

	/// Models by number.
	// Twox64Concat: numbers are given out by the pallet.
	#[pallet::storage]
	pub type Models<T: Config> = StorageMap<_, Twox64Concat, ModelId, ModelOf<T>, OptionQuery>;

	/// The firmware digests of each model.
	// Twox64Concat: as above. Blake2_128Concat: the manufacturer chooses the digest.
	#[pallet::storage]
	pub type Firmware<T: Config> = StorageDoubleMap<
		_,
		Twox64Concat,
		ModelId,
		Blake2_128Concat,
		Digest,
		FirmwareStatus,
		OptionQuery,
	>;

	/// The number of the next batch.
	#[pallet::storage]
	pub type NextBatch<T: Config> = StorageValue<_, BatchId, ValueQuery>;

	/// Provisioning batches by number.
	// Twox64Concat: numbers are given out by the pallet.
	#[pallet::storage]
	pub type Batches<T: Config> = StorageMap<_, Twox64Concat, BatchId, BatchOf<T>, OptionQuery>;

	/// Devices in use.
	// Blake2_128Concat: a key is an account that anybody can grind.
	#[pallet::storage]
	pub type Owned<T: Config> =
		StorageMap<_, Blake2_128Concat, T::AccountId, DeviceOf<T>, OptionQuery>;

	/// Each owner's devices.
	// Blake2_128Concat: both are accounts that anybody can grind.
	#[pallet::storage]
	pub type DevicesOf<T: Config> = StorageDoubleMap<
		_,
		Blake2_128Concat,
		T::AccountId,
		Blake2_128Concat,
		T::AccountId,
		(),
		OptionQuery,
	>;

	/// What is kept of retired and replaced devices, for ever.
	// Blake2_128Concat: a key is an account that anybody can grind. `Stones` on chain and in
	// metadata, as it was first called.
	#[pallet::storage]
	#[pallet::storage_prefix = "Stones"]
	pub type Remnants<T: Config> =
		StorageMap<_, Blake2_128Concat, T::AccountId, RemnantOf<T>, OptionQuery>;

	/// Salted digests of the last maintenance records of a device, oldest first.
	// Blake2_128Concat: a key is an account that anybody can grind.
	#[pallet::storage]
	pub type Maintenance<T: Config> = StorageMap<
		_,
		Blake2_128Concat,
		T::AccountId,
		BoundedVec<SaltedDigest, ConstU32<MAX_MAINTENANCE>>,
		ValueQuery,
	>;

	/// Why this pallet holds funds.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// A manufacturer's deposit for a model and its firmware digests.
		#[codec(index = 0)]
		Model,
		/// A manufacturer's deposit for a batch.
		#[codec(index = 1)]
		Batch,
		/// An owner's deposit for a device, or the deposit for what is kept of a retired one.
		#[codec(index = 2)]
		Device,
	}

	/// The pallet's part of the genesis.
	#[pallet::genesis_config]
	#[derive(frame_support::DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		/// The chain id that statements bind: random. While it is zero, no device's signature is
		/// accepted.
		pub chain_id: [u8; 32],
		/// Nothing; ties the type to the runtime.
		#[serde(skip)]
		pub _config: core::marker::PhantomData<T>,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			// The default genesis must build. Without a chain id no device's signature is accepted.
			if self.chain_id == [0; 32] {
				log::error!(target: LOG_TARGET, "genesis: devices.chainId is not set");
			}
			ChainId::<T>::put(self.chain_id);
		}
	}
}
