//! The contribution reward pool, and how the protocol's share of a price is split.

use super::{governance::CouncilMajority, payment::ProtocolAccount};
use crate::{configs::chain::Author, weights, Balance, Balances, Runtime, Timestamp};
use epione_runtime_common::constants::currency::EXISTENTIAL_DEPOSIT;
use frame_support::{parameter_types, PalletId};
use pallet_rewards::{Bounds, EpochIndex, Range};

parameter_types! {
	/// From which the pool's account is derived.
	pub const RewardPalletId: PalletId = PalletId(*b"epi/rwrd");
	/// Days in which a reward can be claimed: a patient may be ill for long.
	pub const ClaimEpochs: EpochIndex = 90;
	/// The least share, less the author's part, that is counted: about what a claim costs, and more
	/// than a record's deposit (18 thousandths of a token) would yield in the 90 days that it can
	/// live.
	pub const LeastCounted: Balance = EXISTENTIAL_DEPOSIT;
	/// The limits within which the council may split the protocol's share. An author gains from
	/// including settlements, but never gets most of the share; the pool is never starved; the
	/// treasury never takes most.
	pub const SplitBounds: Bounds = Bounds {
		author: Range::percent(5, 30),
		pool: Range::percent(30, 80),
		treasury: Range::percent(10, 50),
	};
}

impl pallet_rewards::Config for Runtime {
	type Currency = Balances;
	type ProtocolAccount = ProtocolAccount;
	type Author = Author;
	type CouncilOrigin = CouncilMajority;
	type Time = Timestamp;
	type PalletId = RewardPalletId;
	type ClaimEpochs = ClaimEpochs;
	type LeastCounted = LeastCounted;
	type SplitBounds = SplitBounds;
	type WeightInfo = weights::pallet_rewards::WeightInfo<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = super::epione::Clock;
}
