//! What transactions cost, and who receives it.

use crate::{
	constants::currency::{MICRO, MILLI},
	AccountId, Balance,
};
use core::marker::PhantomData;
use frame_support::{
	parameter_types,
	traits::{
		fungible::{Balanced, Credit},
		Get, Imbalance, OnUnbalanced,
	},
	weights::{Weight, WeightToFee as WeightToFeeT},
	PalletId,
};
use pallet_transaction_payment::{Multiplier, TargetedFeeAdjustment};
use sp_runtime::{FixedPointNumber, Perquintill};

/// Price of a picosecond of work: a millisecond costs 3 thousandths of a token, so that a transfer
/// (about a third of a millisecond) costs about one.
pub const FEE_PER_PICOSECOND: Balance = 3 * MILLI / 1_000_000_000;
/// Price of a byte of a transaction.
pub const FEE_PER_BYTE: Balance = MICRO;

/// The fee for work: in proportion to the time it takes.
pub struct WeightToFee;

impl WeightToFeeT for WeightToFee {
	type Balance = Balance;

	fn weight_to_fee(weight: &Weight) -> Balance {
		Balance::from(weight.ref_time()).saturating_mul(FEE_PER_PICOSECOND)
	}
}

/// The fee for length: in proportion to the bytes.
pub struct LengthToFee;

impl WeightToFeeT for LengthToFee {
	type Balance = Balance;

	fn weight_to_fee(bytes: &Weight) -> Balance {
		Balance::from(bytes.ref_time()).saturating_mul(FEE_PER_BYTE)
	}
}

parameter_types! {
	/// How full blocks should be in the long run.
	pub const TargetBlockFullness: Perquintill = Perquintill::from_percent(25);
	/// How fast the multiplier follows: about a factor of 1.3 in an hour of full 2-second blocks.
	pub AdjustmentVariable: Multiplier = Multiplier::saturating_from_rational(2, 10_000);
	/// The multiplier never falls below this: [`FEE_PER_PICOSECOND`] is the price of a quiet chain.
	pub MinimumMultiplier: Multiplier = Multiplier::saturating_from_integer(1);
	/// The multiplier never rises above this. Thanks to the bound a study can reserve the fee of a
	/// delivery at the commitment (see [`worst_fee`]).
	pub MaximumMultiplier: Multiplier = Multiplier::saturating_from_integer(10);
	/// From which the protocol account is derived.
	pub const ProtocolPalletId: PalletId = PalletId(*b"epi/prot");
	/// Part of every fee, in per cent, that goes to the protocol account; the author of the block
	/// gets the rest and the tips.
	pub const ProtocolPercent: u32 = 50;
}

/// The work part of a fee rises while blocks are fuller than [`TargetBlockFullness`], within
/// [`MinimumMultiplier`] and [`MaximumMultiplier`].
pub type FeeMultiplierUpdate<R> = TargetedFeeAdjustment<
	R,
	TargetBlockFullness,
	AdjustmentVariable,
	MinimumMultiplier,
	MaximumMultiplier,
>;

/// The highest fee that a transaction of `length` bytes can cost if its calls and extensions weigh
/// `weight` and its class has the base weight `base`: with the multiplier at its maximum.
pub fn worst_fee(base: Weight, weight: Weight, length: u32) -> Balance {
	MaximumMultiplier::get()
		.saturating_mul_int(WeightToFee::weight_to_fee(&weight))
		.saturating_add(WeightToFee::weight_to_fee(&base))
		.saturating_add(LengthToFee::weight_to_fee(&Weight::from_parts(length.into(), 0)))
}

/// Shares a fee between the protocol account and the author of the block.
///
/// `F` holds the money, `Protocol` names the protocol account, `Author` the block's author. The
/// protocol account must exist (genesis gives it the existential deposit): a share that cannot be
/// paid out goes to it, and is burnt only if that fails too.
pub struct DealWithFees<F, Protocol, Author>(PhantomData<(F, Protocol, Author)>);

impl<F, Protocol, Author> OnUnbalanced<Credit<AccountId, F>> for DealWithFees<F, Protocol, Author>
where
	F: Balanced<AccountId>,
	Protocol: Get<AccountId>,
	Author: Get<Option<AccountId>>,
{
	fn on_unbalanceds(mut fees_then_tips: impl Iterator<Item = Credit<AccountId, F>>) {
		let Some(fee) = fees_then_tips.next() else { return };
		let percent = ProtocolPercent::get();
		let (protocol, mut author) = fee.ration(percent, 100u32.saturating_sub(percent));
		if let Some(tip) = fees_then_tips.next() {
			author.subsume(tip);
		}
		let rest = match Author::get() {
			Some(who) => F::resolve(&who, author).err(),
			None => Some(author),
		};
		let protocol = match rest {
			Some(rest) => protocol.merge(rest),
			None => protocol,
		};
		// Only if the protocol account was never endowed: burnt.
		let _ = F::resolve(&Protocol::get(), protocol);
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::constants::currency::{EPI, EXISTENTIAL_DEPOSIT};
	use sp_runtime::traits::{Bounded, One};

	#[test]
	fn a_transfer_costs_about_a_thousandth_of_a_token() {
		let fee = WeightToFee::weight_to_fee(&Weight::from_parts(330_000_000, 3_593));
		assert_eq!(fee, 990_000_000);
		assert_eq!(LengthToFee::weight_to_fee(&Weight::from_parts(150, 0)), 150 * MICRO);
		assert_eq!(EXISTENTIAL_DEPOSIT * 1000, EPI);
	}

	#[test]
	fn worst_fee_is_never_exceeded() {
		let (base, weight) = (Weight::from_parts(100, 0), Weight::from_parts(1_000_000, 5));
		let worst = worst_fee(base, weight, 300);
		assert_eq!(worst, 10 * 3_000_000 + 300 + 300 * MICRO);
		assert!(MinimumMultiplier::get() >= Multiplier::one());
		assert!(MaximumMultiplier::get() < Multiplier::max_value());
	}
}
