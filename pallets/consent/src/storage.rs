//! What the pallet stores.

use frame_support::pallet_macros::pallet_section;

/// Part of the pallet.
#[pallet_section]
mod storage {
	/// Number of the next grant. Numbers are never used again.
	#[pallet::storage]
	pub type NextGrant<T> = StorageValue<_, GrantId, ValueQuery>;

	/// Number of the next request. Numbers are never used again.
	#[pallet::storage]
	pub type NextRequest<T> = StorageValue<_, RequestId, ValueQuery>;

	/// Grants: live ones, and the remnants of those that have ended.
	// Twox: the chain counts the numbers, nobody can choose them.
	#[pallet::storage]
	pub type Grants<T: Config> = StorageMap<_, Twox64Concat, GrantId, GrantOf<T>>;

	/// A subject's grants, in the order of their numbers.
	// Blake2: accounts can be chosen. Identity over a big-endian counter: iteration follows it.
	#[pallet::storage]
	pub type GrantsOf<T: Config> =
		StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Identity, OrderedId, (), OptionQuery>;

	/// Requests that wait for an answer.
	// Twox: the chain counts the numbers.
	#[pallet::storage]
	pub type Requests<T: Config> = StorageMap<_, Twox64Concat, RequestId, RequestOf<T>>;

	/// Requests that wait for a subject, in the order of their numbers.
	// As for `GrantsOf`.
	#[pallet::storage]
	pub type RequestsOf<T: Config> =
		StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Identity, OrderedId, (), OptionQuery>;

	/// How many requests of a requester wait for a subject.
	// Blake2: accounts can be chosen.
	#[pallet::storage]
	pub type Waiting<T: Config> = StorageDoubleMap<
		_,
		Blake2_128Concat,
		T::AccountId,
		Blake2_128Concat,
		T::AccountId,
		u32,
		ValueQuery,
	>;

	/// Rounds in which some grant is open.
	// Twox: the chain counts the numbers.
	#[pallet::storage]
	pub type Rounds<T> = StorageMap<_, Twox64Concat, RoundId, Round>;

	/// The round that a subject's next grant joins. Without an entry it starts a new one.
	// Blake2: accounts can be chosen.
	#[pallet::storage]
	pub type CurrentRound<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, RoundId>;

	/// Strands in which some grant is open.
	// Twox: the chain counts the numbers.
	#[pallet::storage]
	pub type Strands<T> = StorageMap<_, Twox64Concat, StrandId, Strand>;

	/// The strand that a subject's next grant to a grantee joins, if the strand belongs to the
	/// subject's current round.
	// Blake2: accounts can be chosen.
	#[pallet::storage]
	pub type CurrentStrand<T: Config> = StorageDoubleMap<
		_,
		Blake2_128Concat,
		T::AccountId,
		Blake2_128Concat,
		GranteeOf<T>,
		StrandId,
	>;

	/// Grants that are not marked as revoked, by round and strand: closing either needs no
	/// iteration, sweeping it no search.
	// Twox and Identity: the chain counts the numbers.
	#[pallet::storage]
	pub type Open<T> = StorageNMap<
		_,
		(
			NMapKey<Twox64Concat, RoundId>,
			NMapKey<Twox64Concat, StrandId>,
			NMapKey<Identity, OrderedId>,
		),
		(),
	>;

	/// Closed rounds and strands. The sweep has yet to mark their grants as revoked.
	// Blake2: accounts can be chosen. Twox: the chain counts the numbers.
	#[pallet::storage]
	pub type Closed<T: Config> = StorageDoubleMap<
		_,
		Blake2_128Concat,
		T::AccountId,
		Twox64Concat,
		(RoundId, Option<StrandId>),
		(),
	>;

	/// Grants that are not remnants yet, in the order of their ends.
	// Identity: iteration follows that order. A key has 12 bytes, so no choice of ends makes the
	// trie deep.
	#[pallet::storage]
	pub type Expiries<T> = StorageMap<_, Identity, ExpiryKey, ()>;

	/// What a controller has yet to confirm, in the order of the grants' numbers.
	// As for `GrantsOf`.
	#[pallet::storage]
	pub type DutiesOf<T: Config> =
		StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Identity, OrderedId, (), OptionQuery>;

	/// Duties that are not overdue yet, in the order of their deadlines on the live clock.
	// Identity: iteration follows that order. The chain sets the deadlines.
	#[pallet::storage]
	pub type DutyAgenda<T> = StorageMap<_, Identity, ExpiryKey, ()>;

	/// How many overdue duties count against a controller. Never 0.
	// Blake2: accounts can be chosen.
	#[pallet::storage]
	pub type Overdue<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, u32>;
}
