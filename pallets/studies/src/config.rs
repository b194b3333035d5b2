//! What the pallet needs of its runtime, and its hold reasons.

use frame_support::pallet_macros::pallet_section;

/// Part of the pallet.
#[pallet_section]
mod config {
	use epione_primitives::{
		traits::{
			ArbiterLookup, DatasetLookup, DelegationCheck, DeviceCheck, GrantList, OnSettled,
		},
		ChainId,
	};
	use frame_support::{
		traits::{
			fungible::{Mutate, MutateHold},
			Consideration, Footprint, UnixTime,
		},
		PalletId,
	};

	/// What the pallet needs of its runtime.
	#[pallet::config]
	pub trait Config:
		frame_system::Config<AccountId: AsRef<[u8; 32]>, RuntimeEvent: From<Event<Self>>>
	{
		/// The currency. Pots are plain accounts in it, so that fees can be charged to them.
		type Currency: Mutate<Self::AccountId>
			+ MutateHold<Self::AccountId, Reason = Self::RuntimeHoldReason>;

		/// The runtime's hold reasons.
		type RuntimeHoldReason: From<HoldReason>;

		/// Storage deposits: of a study and its key on the sponsor, of a bid and a key on its
		/// account, of a share on the subject.
		type Consideration: Consideration<Self::AccountId, Footprint>;

		/// A participant's deposit for a commitment to a study with a cohort: slots are not held
		/// for free.
		type CommitConsideration: Consideration<Self::AccountId, Footprint>;

		/// Who is accredited as what.
		type Credentials: CredentialCheck<Self::AccountId>;

		/// Which devices are sound.
		type Devices: DeviceCheck<Self::AccountId>;

		/// What is known about datasets.
		type Datasets: DatasetLookup<Self::AccountId>;

		/// The decision function.
		type Access: AccessDecision<Self::AccountId>;

		/// A subject's grants.
		type Grants: GrantList<Self::AccountId>;

		/// Who acts for whom.
		type Delegations: DelegationCheck<Self::AccountId>;

		/// Who has yet to confirm that it destroyed data to which its access ended.
		type Duties: Duties<Self::AccountId>;

		/// Nobody with more overdue duties than this opens a study.
		#[pallet::constant]
		type MaxOverdue: Get<u32>;

		/// Who reads what is disputed.
		type Disputes: ArbiterLookup<Self::AccountId>;

		/// Notified of every share that the protocol took.
		type OnSettled: OnSettled<Self::AccountId, BalanceOf<Self>>;

		/// The 32 bytes that every statement binds.
		type ChainId: Get<ChainId>;

		/// The wall clock.
		type Time: UnixTime;

		/// Makes the pots' accounts, one for each study.
		#[pallet::constant]
		type PalletId: Get<PalletId>;

		/// The protocol's part of every price. Pinned by each commitment.
		#[pallet::constant]
		type ProtocolShare: Get<Permill>;

		/// The account that receives it. Should exist from genesis on.
		type ProtocolAccount: Get<Self::AccountId>;

		/// What a commitment keeps back in its study's pot for the fee of its delivery: the fee
		/// now, with room for a rise until then.
		type DeliverFee: Get<BalanceOf<Self>>;

		/// What a study's pot keeps back for each contribution in state.
		#[pallet::constant]
		type ContributionDeposit: Get<BalanceOf<Self>>;

		/// Time between commit and deliver, in milliseconds of the live clock.
		#[pallet::constant]
		type DeliveryPeriod: Get<Moment>;

		/// Milliseconds between two blocks beyond which the live clock stands still.
		#[pallet::constant]
		type MaxGap: Get<Moment>;

		/// How long a finished study's contributions stay for its sponsor to fetch, in milliseconds
		/// of the live clock.
		#[pallet::constant]
		type Retention: Get<Moment>;

		/// Weights of the calls.
		type WeightInfo: WeightInfo;

		/// Sets the clock.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: epione_primitives::traits::SetTime;
	}

	/// Why money is on hold.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// Storage deposit of a study, a recipient key, a bid or a share.
		#[codec(index = 0)]
		StorageDeposit,
		/// Price of a bid, until the sale is settled.
		#[codec(index = 1)]
		Bid,
		/// Deposit for a commitment to a study with a cohort.
		#[codec(index = 2)]
		Commitment,
	}
}
