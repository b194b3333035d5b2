//! What the pallet stores, and its genesis.

use frame_support::pallet_macros::pallet_section;

/// Part of the pallet.
#[pallet_section]
mod storage {
	/// Number of the next study.
	#[pallet::storage]
	pub type NextStudyId<T> = StorageValue<_, StudyId, ValueQuery>;

	/// Studies that have not ended.
	// Twox: the numbers are consecutive, nobody chooses them.
	#[pallet::storage]
	pub type Studies<T: Config> = StorageMap<_, Twox64Concat, StudyId, StudyOf<T>>;

	/// What is left of studies that have ended.
	// Twox: the numbers are consecutive, nobody chooses them.
	#[pallet::storage]
	pub type EndedStudies<T: Config> = StorageMap<_, Twox64Concat, StudyId, EndedStudyOf<T>>;

	/// Studies that take no commits since their board suspended its approval, and since when.
	// Twox: the numbers are consecutive, nobody chooses them.
	#[pallet::storage]
	pub type SuspendedApprovals<T> = StorageMap<_, Twox64Concat, StudyId, Moment>;

	/// The newest recipient key of each holder.
	// Blake2: a holder may be an account, which its owner chooses.
	#[pallet::storage]
	pub type RecipientKeys<T: Config> =
		StorageMap<_, Blake2_128Concat, GranteeOf<T>, RecipientKeyOf<T>>;

	/// Contributions by holder, subject and dataset.
	// Blake2: accounts and digests are chosen by their owners.
	#[pallet::storage]
	pub type Contributions<T: Config> = StorageNMap<
		_,
		(
			NMapKey<Blake2_128Concat, GranteeOf<T>>,
			NMapKey<Blake2_128Concat, T::AccountId>,
			NMapKey<Blake2_128Concat, Digest>,
		),
		ContributionOf<T>,
	>;

	/// Envelopes of delivered contributions. Clients ask the view function `contributions`, which
	/// serves them only while the subject lets them be served.
	// Blake2: accounts and digests are chosen by their owners.
	#[pallet::storage]
	pub type Envelopes<T: Config> = StorageNMap<
		_,
		(
			NMapKey<Blake2_128Concat, GranteeOf<T>>,
			NMapKey<Blake2_128Concat, T::AccountId>,
			NMapKey<Blake2_128Concat, Digest>,
		),
		EnvelopeBytes,
	>;

	/// Each subject's part in a study, or its sales and shares to an account.
	// Blake2: accounts are chosen by their owners.
	#[pallet::storage]
	pub type Participations<T: Config> = StorageDoubleMap<
		_,
		Blake2_128Concat,
		GranteeOf<T>,
		Blake2_128Concat,
		T::AccountId,
		Participation<BalanceOf<T>>,
		ValueQuery,
	>;

	/// Each device's part in a study.
	// Blake2: accounts are chosen by their owners.
	#[pallet::storage]
	pub type DeviceUses<T: Config> = StorageDoubleMap<
		_,
		Twox64Concat,
		StudyId,
		Blake2_128Concat,
		T::AccountId,
		DeviceUse,
		ValueQuery,
	>;

	/// Bids by subject, dataset and bidder.
	// Blake2: accounts and digests are chosen by their owners.
	#[pallet::storage]
	pub type Bids<T: Config> = StorageNMap<
		_,
		(
			NMapKey<Blake2_128Concat, T::AccountId>,
			NMapKey<Blake2_128Concat, Digest>,
			NMapKey<Blake2_128Concat, T::AccountId>,
		),
		BidOf<T>,
	>;

	/// What is due when on the live clock: the moment as eight big-endian bytes, so that the first
	/// key is the next due.
	// Identity: the order is the point, and the moments are the chain's own. Blake2: see
	// Contributions.
	#[pallet::storage]
	pub type Agenda<T: Config> =
		StorageDoubleMap<_, Identity, [u8; 8], Blake2_128Concat, ContributionKey<T>, ()>;

	/// Key of the contribution at which the search for removable records continues.
	#[pallet::storage]
	pub type PurgeCursor<T> = StorageValue<_, BoundedVec<u8, ConstU32<192>>>;

	/// The live clock.
	#[pallet::storage]
	pub type Clock<T> = StorageValue<_, LiveClock, ValueQuery>;

	/// Shortest dispute window that a study may have, and that of a sale.
	#[pallet::storage]
	pub type MinDisputeWindow<T> = StorageValue<_, Moment, ValueQuery, DefaultDisputeWindow>;

	/// Three days.
	#[pallet::type_value]
	pub fn DefaultDisputeWindow() -> Moment {
		DEFAULT_MIN_DISPUTE_WINDOW
	}

	/// What the pallet starts with.
	#[pallet::genesis_config]
	pub struct GenesisConfig<T: Config> {
		/// Shortest dispute window, in milliseconds: at most 14 days.
		pub min_dispute_window: Moment,
		/// Nothing.
		#[serde(skip)]
		pub _config: core::marker::PhantomData<T>,
	}

	impl<T: Config> Default for GenesisConfig<T> {
		fn default() -> Self {
			Self { min_dispute_window: DEFAULT_MIN_DISPUTE_WINDOW, _config: Default::default() }
		}
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			assert!(self.min_dispute_window <= MAX_DISPUTE_WINDOW, "dispute window over 14 days");
			MinDisputeWindow::<T>::put(self.min_dispute_window);
		}
	}
}
