//! What the pallet stores, and what its view functions return.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use epione_primitives::Moment;
use frame_support::traits::tokens::Balance;
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_arithmetic::helpers_128bit::multiply_by_rational_with_rounding;
use sp_runtime::{Permill, Rounding, SaturatedConversion};

/// Number of an epoch. The numbers are consecutive; the clock ends one epoch after the other.
pub type EpochIndex = u32;

/// How the protocol's share of a price is split. What is in neither part is the treasury's.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
pub struct Split {
	/// Part of the author of the block in which the contribution is settled.
	pub author: Permill,
	/// Part of the reward pool.
	pub pool: Permill,
}

impl Split {
	/// What a chain starts with: a fifth to the author, half to the pool, the rest to the treasury.
	pub const DEFAULT: Self =
		Self { author: Permill::from_percent(20), pool: Permill::from_percent(50) };

	/// The treasury's part; `None` if the other two are more than the whole.
	pub fn treasury(&self) -> Option<Permill> {
		let parts = self.author.deconstruct().checked_add(self.pool.deconstruct())?;
		Permill::one().deconstruct().checked_sub(parts).map(Permill::from_parts)
	}
}

/// Least and greatest part, both allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct Range {
	/// The least.
	pub least: Permill,
	/// The greatest.
	pub most: Permill,
}

impl Range {
	/// From `least` to `most` per cent.
	pub const fn percent(least: u32, most: u32) -> Self {
		Self { least: Permill::from_percent(least), most: Permill::from_percent(most) }
	}

	/// Whether `part` lies within.
	pub fn contains(&self, part: Permill) -> bool {
		self.least <= part && part <= self.most
	}
}

/// The bounds within which the council may set the [`Split`]. Only an upgrade of the runtime
/// changes them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct Bounds {
	/// Of the block author's part.
	pub author: Range,
	/// Of the reward pool's.
	pub pool: Range,
	/// Of the treasury's.
	pub treasury: Range,
}

/// The epoch that runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Running<Balance> {
	/// Its number.
	pub number: EpochIndex,
	/// The first moment that is no longer in it.
	pub ends: Moment,
	/// What has been counted for all contributors so far.
	pub counted: Balance,
}

/// An epoch that is over, while rewards of it can be claimed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Ended<Balance> {
	/// What was counted for all contributors.
	pub counted: Balance,
	/// What the pool pays for it altogether: what was in it, but no more than was counted.
	pub payable: Balance,
	/// The part of `payable` that has not been paid.
	pub left: Balance,
	/// What was counted for those who have not claimed.
	pub unclaimed: Balance,
}

impl<B: Balance> Ended<B> {
	/// What a contributor for whom `counted` was counted is paid.
	///
	/// `min(pro-rata share of the pool, counted)` is `counted * min(pool, all counted) / all
	/// counted`, since both are in proportion to `counted`. Rounded down.
	pub fn reward(&self, counted: B) -> B {
		let (counted, payable, all): (u128, u128, u128) = (
			counted.saturated_into(),
			self.payable.saturated_into(),
			self.counted.saturated_into(),
		);
		multiply_by_rational_with_rounding(counted, payable, all.max(1), Rounding::Down)
			.unwrap_or_default()
			.saturated_into()
	}

	/// Writes down that `amount` was paid to one for whom `counted` was counted.
	pub(crate) fn pay(&mut self, counted: B, amount: B) {
		self.left.saturating_reduce(amount);
		self.unclaimed.saturating_reduce(counted);
	}
}

/// A reward as a view function returns it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct RewardInfo<Balance> {
	/// For which epoch.
	pub epoch: EpochIndex,
	/// What was counted for the contributor: the most that the reward can be.
	pub counted: Balance,
	/// What a claim pays; `None` while the epoch runs.
	pub reward: Option<Balance>,
}

/// The pool as a view function returns it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct PoolInfo<AccountId, Balance> {
	/// Its account.
	pub pot: AccountId,
	/// The epoch that runs.
	pub epoch: EpochIndex,
	/// When it ends, unless the chain stands still then.
	pub ends: Moment,
	/// What has been counted in it so far, for all contributors.
	pub counted: Balance,
	/// What could be paid for it if it ended now.
	pub available: Balance,
	/// What is kept back for rewards of earlier epochs.
	pub owed: Balance,
	/// The first epoch whose rewards can still be claimed.
	pub claimable_from: EpochIndex,
}
